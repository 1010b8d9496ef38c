"""A clock that is moved by hand, from any thread."""

import asyncio
import threading
from collections import deque
from dataclasses import dataclass, field

from indeed_tui.indeed.models import Instant

START_WALL = 1_790_000_000.0
START_ELAPSED = 5_000.0
BOOT = "11111111-2222-3333-4444-555555555555"


@dataclass(eq=False, slots=True)
class _Sleeper:
    """One who sleeps until `until`, in seconds awake."""

    until: float
    loop: asyncio.AbstractEventLoop
    woken: "asyncio.Future[None]" = field(repr=False)

    def wake(self) -> None:
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        if not self.woken.done():
            self.woken.set_result(None)


class ManualClock:
    """A `session.clock.Clock` whose time stands still until it is moved.

    Like Linux it has three clocks: the wall, the elapsed one that counts through suspend, and
    one of seconds awake, by which sleepers wake. `advance` moves all three, `suspend` the
    first two, `step_wall` the wall alone. May be moved from another thread than the sleepers'.
    """

    def __init__(
        self, wall: float = START_WALL, elapsed: float = START_ELAPSED, boot: str = BOOT
    ) -> None:
        self._lock = threading.RLock()
        self._wall, self._elapsed, self._awake, self._boot = wall, elapsed, 0.0, boot
        self._sleepers: list[_Sleeper] = []
        self.longest_sleep = 0.0

    def wall(self) -> float:
        """Return seconds since the epoch."""
        with self._lock:
            return self._wall

    def elapsed(self) -> float:
        """Return seconds that count through suspend."""
        with self._lock:
            return self._elapsed

    def now(self) -> Instant:
        """Return this moment on all clocks."""
        with self._lock:
            return Instant(self._wall, self._elapsed, self._boot)

    async def sleep(self, seconds: float) -> None:
        """Sleep until the clock was advanced that far; gives way once where that is no time."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        loop = asyncio.get_running_loop()
        with self._lock:
            self.longest_sleep = max(self.longest_sleep, seconds)
            sleeper = _Sleeper(self._awake + seconds, loop, loop.create_future())
            self._sleepers.append(sleeper)
        try:
            await sleeper.woken
        finally:
            with self._lock:
                if sleeper in self._sleepers:
                    self._sleepers.remove(sleeper)

    def advance(self, seconds: float) -> None:
        """Let time pass for everyone, and wake those whose time has come."""
        with self._lock:
            self._wall += seconds
            self._elapsed += seconds
            self._awake += seconds
            due = [sleeper for sleeper in self._sleepers if sleeper.until <= self._awake + 1e-9]
            self._sleepers = [sleeper for sleeper in self._sleepers if sleeper not in due]
        for sleeper in due:
            sleeper.wake()

    def suspend(self, seconds: float) -> None:
        """Close the lid: wall and elapsed go on, but sleepers sleep as long as before."""
        with self._lock:
            self._wall += seconds
            self._elapsed += seconds

    def step_wall(self, seconds: float) -> None:
        """Set the wall clock ahead or back; nothing else moves."""
        with self._lock:
            self._wall += seconds

    @property
    def sleepers(self) -> int:
        """How many are asleep."""
        with self._lock:
            return len(self._sleepers)

    def next_wake(self) -> float | None:
        """Return in how many seconds awake the next sleeper wakes, None while nobody sleeps."""
        with self._lock:
            if not self._sleepers:
                return None
            return max(0.0, min(sleeper.until for sleeper in self._sleepers) - self._awake)

    async def run(self, seconds: float) -> None:
        """Let time pass on the sleepers' own loop, each of them waking at its own moment."""
        left = seconds
        await settle()
        while (wake := self.next_wake()) is not None and wake <= left:
            self.advance(wake)
            left -= wake
            await settle()
        self.advance(left)
        await settle()


async def settle() -> None:
    """Let every task run until all of them wait for a clock, a thread or a socket."""
    # There is no public way to ask a loop whether anything is ready.
    ready: deque[object] = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    while True:
        await asyncio.sleep(0)
        if not ready:
            return
