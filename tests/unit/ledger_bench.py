"""A ledger of calls on disk, with a clock moved by hand."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from indeed_tui.indeed.departure import Departure
from indeed_tui.store.ledger import CallLedger
from tests.manual_clock import ManualClock

CALL = Departure("demo", "e1", "GET", "/ads/v1/campaigns", billable=True)
FREE = replace(CALL, path="/graphql", billable=False)


class Book:
    """A ledger on disk with a clock of its own, as one process sees it."""

    def __init__(self, path: Path, wall: float = datetime(2026, 11, 15, tzinfo=UTC).timestamp()):
        self.path, self.clock = path, ManualClock(wall)
        self.ledger = self.other()

    def other(self, patience: float = 5.0) -> CallLedger:
        """The same ledger as another process opens it."""
        return CallLedger(self.path, self.clock.wall, patience)

    def tally(self) -> tuple[int, int]:
        """What is counted, by one who read before and by one who reads for the first time."""
        tally = self.ledger.tally("demo")
        assert self.other().tally("demo") == tally
        return tally.calls, tally.billable

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.path.read_bytes().splitlines()]

    def append(self, data: bytes) -> None:
        with self.path.open("ab") as file:
            file.write(data)
