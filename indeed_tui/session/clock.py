"""Time as the session sees it: the wall, a clock that counts through suspend, and sleep."""

import time
from pathlib import Path
from typing import Protocol

from indeed_tui.indeed.models import Instant

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# Below this a difference between wall and monotonic clock is drift, above it a suspend.
_SUSPEND = 5.0


class Clock(Protocol):
    """Where the time comes from; tests have one that is moved by hand."""

    def wall(self) -> float:
        """Return seconds since the epoch (UTC); may step either way."""
        ...

    def elapsed(self) -> float:
        """Return seconds that count through suspend and never go back, since some moment."""
        ...

    def now(self) -> Instant:
        """Return this moment on all clocks."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Sleep; a suspend may make it last longer, so ask `elapsed` again afterwards."""
        ...


class SystemClock:
    """The machine's clocks: CLOCK_BOOTTIME, or monotonic time plus what the wall says of suspends.

    Without CLOCK_BOOTTIME a jump of the wall clock ahead of the monotonic one by more than 5 s
    counts as suspend: a token is then rather refreshed too early than used too late.
    """

    def __init__(self) -> None:
        self._boottime: int | None = getattr(time, "CLOCK_BOOTTIME", None)
        self._boot = _boot_id()
        self._suspended = 0.0
        self._ahead = time.time() - time.monotonic()

    def wall(self) -> float:
        """Return `time.time()`."""
        return time.time()

    def elapsed(self) -> float:
        """Return seconds since boot, suspend included."""
        if self._boottime is not None:
            return time.clock_gettime(self._boottime)
        monotonic = time.monotonic()
        ahead = time.time() - monotonic
        if ahead - self._ahead > _SUSPEND:
            self._suspended += ahead - self._ahead
        self._ahead = ahead
        return monotonic + self._suspended

    def now(self) -> Instant:
        """Return this moment on all clocks; without CLOCK_BOOTTIME the boot is unknown ("")."""
        boot = self._boot if self._boottime is not None else ""
        return Instant(self.wall(), self.elapsed(), boot)

    async def sleep(self, seconds: float) -> None:
        """Sleep on the running asyncio loop."""
        # Imported here: a cached token is handed out without any loop.
        import asyncio

        await asyncio.sleep(max(0.0, seconds))


def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except (OSError, UnicodeError):
        return ""
