"""A session's day by a clock moved by hand: what the process holds at two of its hours.

`python -X tracemalloc -m tests.sharing.day FOLDER KEYS CALLS_AN_HOUR FROM UNTIL KEPT` prints it
as JSON. A process of its own, traced from its start: of tables that were there before, such as
Python's own of all names, a copy of the same size would count as growth.
"""

import asyncio
import gc
import json
import os
import random
import sys
import threading
import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from indeed_tui.indeed.client import IndeedClient
from indeed_tui.indeed.models import DEFAULT_APPINFO_URL, HttpRequest, Secret
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.session.events import SessionEvent
from indeed_tui.session.session import Session
from indeed_tui.simulator import Simulator
from indeed_tui.store.employer_names import EmployerNames
from indeed_tui.store.ledger import CallLedger
from indeed_tui.store.profiles import Profile
from indeed_tui.store.settings import LimitSettings, Settings
from indeed_tui.store.tokens import TokenFiles
from tests.inline_threads import InlineThreads
from tests.manual_clock import ManualClock, settle

HOUR = 3600.0
OURS = "indeed_tui.simulator."
# The Indeed of this process has its own memory: of every token until some time after its end.
BUT_OURS = tracemalloc.Filter(False, "*/simulator/*")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a process holds at one moment."""

    objects: dict[str, int]
    traced: int
    tasks: int
    threads: int
    handles: int
    files: int
    size: int
    lines: int

    @classmethod
    def now(cls, state: Path) -> "Kept":
        """Count everything; the ledger's bytes apart, as lines."""
        # Tuples in tuples of texts are let go of from the inside out, one layer each time.
        for _ in range(4):
            gc.collect()
        ledger = state / "calls.jsonl"
        files = [each for each in state.rglob("*") if each.is_file()]
        return cls(
            dict(
                Counter(
                    kind for each in gc.get_objects() if not (kind := _kind(each)).startswith(OURS)
                )
            ),
            sum(
                trace.size for trace in tracemalloc.take_snapshot().filter_traces([BUT_OURS]).traces
            ),
            len(asyncio.all_tasks()),
            threading.active_count(),
            len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0,
            len(files),
            sum(each.stat().st_size for each in files if each != ledger),
            len(ledger.read_bytes().splitlines()),
        )


def _kind(thing: object) -> str:
    return f"{type(thing).__module__}.{type(thing).__qualname__}"


@asynccontextmanager
async def opened(
    state: Path, clock: ManualClock, simulator: Simulator, kept: int
) -> AsyncIterator[Session]:
    """Run a session on the disk that keeps every employer's token alive."""
    InlineThreads().take_over()
    profile = replace(Profile.create("demo", "demo-client"), read_only=False)
    accounts = MemoryAccounts([(profile, Secret("demo-secret"))])
    accounts.save_pins("demo", frozenset(each for each, _ in simulator.employers))
    ledger = CallLedger(state / "calls.jsonl", clock.wall)
    last: list[SessionEvent] = []

    def publish(event: SessionEvent) -> None:
        last[:] = [event]

    settings = Settings()
    session = Session(
        accounts=accounts,
        clock=clock,
        make_wire=lambda record: IndeedClient(
            elapsed=clock.elapsed,
            wall=clock.wall,
            record=record,
            transport=simulator.transport(clock.sleep),
            ledger=ledger,
        ),
        cache=TokenFiles(state / "tokens", clock.now),
        names=EmployerNames(state / "employers"),
        ledger=ledger,
        settings=replace(settings, limits=LimitSettings(history_count=kept)),
        publish=publish,
        roll=random.Random(7).random,
    )
    opening = asyncio.ensure_future(session.open())
    await settle()
    await opening
    try:
        yield session
    finally:
        closing = asyncio.ensure_future(session.close(0.0))
        await settle()
        await closing


async def call(session: Session, key_of: int, employers: list[str], clock: ManualClock) -> None:
    """Make one call for one of the employers."""
    profile = session._book.find("demo")
    key = profile.credentials(Secret("demo-secret")).key(employers[key_of % len(employers)])
    request = HttpRequest("GET", DEFAULT_APPINFO_URL)
    calling = asyncio.ensure_future(session.call(request, key))
    while not calling.done():
        await clock.run(0.5)
    await calling


@dataclass(frozen=True, slots=True)
class Day:
    """How long it is, what happens in it, and when is looked."""

    keys: int
    calls_an_hour: int
    first: int
    last: int
    kept: int


async def lived(day: Day, state: Path) -> tuple[list[Kept], int]:
    """Live it; return what the process held at both hours, and how many exchanges there were."""
    clock = ManualClock()
    simulator = Simulator(day.keys, clock=clock.wall, keep_requests=day.kept)
    employers = [each for each, _ in simulator.employers]
    calls, marks = 0, list[Kept]()
    async with opened(state, clock, simulator, day.kept) as session:
        for hour in range(1, day.last + 1):
            end = clock.elapsed() + HOUR
            for _ in range(day.calls_an_hour):
                await call(session, calls, employers, clock)
                await clock.run(10.0)
                calls += 1
            await clock.run(end - clock.elapsed())
            if hour in (day.first, day.last):
                marks.append(Kept.now(state))
        exchanges = next(session._caller._wire._numbers) - 1  # type: ignore[attr-defined]
    return marks, exchanges


if __name__ == "__main__":
    folder, *numbers = sys.argv[1:]
    found, exchanges = asyncio.run(lived(Day(*map(int, numbers)), Path(folder)))
    print(json.dumps({"marks": [asdict(each) for each in found], "exchanges": exchanges}))  # noqa: T201
