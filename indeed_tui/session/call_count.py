"""CallCount: this month's calls of the profile in use, read from the ledger and told."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from indeed_tui.session.events import CallsCounted
from indeed_tui.store.ledger import Tally


class Tallies(Protocol):
    """What counts the calls that left the machine; may block on the disk."""

    def tally(self, profile: str) -> Tally:
        """Return this month's calls of a profile."""
        ...


class CallCount:
    """Reads the ledger beside the loop, one reading at a time, and publishes what it found."""

    def __init__(self, ledger: Tallies, publish: Callable[[CallsCounted], None]) -> None:
        self._ledger, self._publish = ledger, publish
        self._reading = asyncio.Lock()

    async def tell(self, profile: str) -> None:
        """Publish this month's calls of a profile."""
        # One after the other: no older count may be told after a newer one.
        async with self._reading:
            found = await asyncio.to_thread(self._ledger.tally, profile)
            self._publish(CallsCounted(profile, found))
