"""Upkeep: the kept keys' refreshes in the background, however many keys there are."""

import asyncio
from collections.abc import Callable, Iterable

from indeed_tui.indeed.models import Token, TokenKey
from indeed_tui.session import policy
from indeed_tui.session.agenda import Agenda
from indeed_tui.session.clock import Clock
from indeed_tui.session.lifeline import KeyRecord
from indeed_tui.session.snapshots import Why

# Waking this much later than planned means that the machine was suspended or stalled.
_PAUSE = 5.0


class Upkeep:
    """Knows which keys are kept and when each is due; `launch` starts a key's refresh.

    Nothing here looks at every kept key but `keep`: a key costs something when it changes.
    """

    def __init__(
        self,
        clock: Clock,
        roll: Callable[[], float],
        concurrency: int,
        launch: Callable[[KeyRecord, Why], asyncio.Task[Token]],
    ) -> None:
        self._clock, self._roll, self._concurrency = clock, roll, concurrency
        self._launch = launch
        self._kept: dict[TokenKey, tuple[int, KeyRecord]] = {}
        self._coming: Agenda[TokenKey] = Agenda()
        self._due: Agenda[TokenKey] = Agenda()
        self._busy: set[asyncio.Task[Token]] = set()
        self._wake = asyncio.Event()

    def keeps(self, key: TokenKey) -> bool:
        """Say whether the key is kept alive."""
        return key in self._kept

    def keep(self, records: Iterable[KeyRecord]) -> tuple[list[KeyRecord], list[KeyRecord]]:
        """Keep these, the most wanted first, and no others; return who came and who went."""
        before = self._kept
        self._kept = {record.key: (place, record) for place, record in enumerate(records)}
        came = [record for key, (_, record) in self._kept.items() if key not in before]
        went = [record for key, (_, record) in before.items() if key not in self._kept]
        for record in went:
            self.plan(record)
        for key in self._due:
            self._due.put(key, self._kept[key][0])
        return came, went

    def drop(self, key: TokenKey) -> None:
        """Let go of a key that is gone altogether."""
        self._kept.pop(key, None)
        self._coming.put(key, None)
        self._due.put(key, None)

    def plan(self, record: KeyRecord) -> None:
        """Note when the key is due, now that something about it changed."""
        idle = record.key in self._kept and record.flight is None and not record.resting
        self._coming.put(record.key, record.due_at() if idle else None)
        self._due.put(record.key, None)

    def wake(self) -> None:
        """Look again at once."""
        self._wake.set()

    async def run(self) -> None:
        """Refresh what is due, sleep until the next moment (24 s at most), look again."""
        expected = self._clock.elapsed()
        why = Why.START
        while True:
            now = self._clock.elapsed()
            if now - expected > _PAUSE:
                why = Why.WOKE
            self._wake.clear()
            self._refresh_due(now, why)
            following = None if self._full() else self._coming.first()
            nap = policy.nap(now, [] if following is None else [following])
            expected = now + nap
            await self._sleep_or_wake(nap)
            why = Why.DUE

    def _full(self) -> bool:
        return len(self._busy) >= self._concurrency

    def _refresh_due(self, now: float, why: Why) -> None:
        """Start what is due, as far as there is room; a crowd is spread over a few seconds."""
        fresh = sorted(self._coming.take(now), key=lambda key: self._kept[key][0])
        crowded = len(fresh) + len(self._due) > self._concurrency
        for number, key in enumerate(fresh):
            place, record = self._kept[key]
            if crowded and number > 0 and record.planned is None:
                record.planned = now + policy.spread(self._roll())
                self._coming.put(key, record.due_at())
            else:
                self._due.put(key, place)
        while len(self._due) and not self._full():
            record = self._kept[self._due.pop()][1]
            flight = self._launch(record, _cause(record, why))
            self._busy.add(flight)
            flight.add_done_callback(self._busy.discard)

    async def _sleep_or_wake(self, seconds: float) -> None:
        sleeper = asyncio.ensure_future(self._clock.sleep(seconds))
        waker = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({sleeper, waker}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeper.cancel()
            waker.cancel()


def _cause(record: KeyRecord, why: Why) -> Why:
    if record.problem is not None:
        return Why.RETRY
    return Why.START if record.token is None and why is Why.DUE else why
