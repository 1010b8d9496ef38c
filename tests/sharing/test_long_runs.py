"""A session that runs for a day keeps what it kept after a few hours, and no more.

Two hours of ten keys by a clock moved by hand, or with INDEED_TUI_SOAK=full the acceptance: 24
hours of 100 keys and 10,000 exchanges.
"""

import asyncio
import gc
import os
import random
import threading
import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
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
from tests.sharing.soak import FULL, report

HOUR = 3600.0
KEYS, CALLS_AN_HOUR, FROM, UNTIL, KEPT = (100, 285, 6, 24, 500) if FULL else (10, 40, 1, 2, 30)
OURS = "indeed_tui.simulator."
# The Indeed of this process has its own memory: of every token until some time after its end.
BUT_OURS = tracemalloc.Filter(False, "*/simulator/*")
# Of one type, and in bytes: caches that fill up slowly, and tokens that the simulator still knows,
# never something for each call or token.
FEW, LITTLE = 25, 300_000


@dataclass(frozen=True, slots=True)
class Kept:
    """What a process holds at one moment."""

    objects: Counter[str]
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
        gc.collect()
        ledger = state / "calls.jsonl"
        files = [each for each in state.rglob("*") if each.is_file()]
        return cls(
            Counter(
                kind for each in gc.get_objects() if not (kind := _kind(each)).startswith(OURS)
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
async def opened(state: Path, clock: ManualClock, simulator: Simulator) -> AsyncIterator[Session]:
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
        settings=replace(settings, limits=LimitSettings(history_count=KEPT)),
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


async def test_nothing_grows_but_the_ledger_and_that_only_by_calls(tmp_path: Path) -> None:
    clock = ManualClock()
    simulator = Simulator(KEYS, clock=clock.wall, keep_requests=KEPT)
    employers = [each for each, _ in simulator.employers]
    calls, marks = 0, list[Kept]()
    tracemalloc.start()
    try:
        async with opened(tmp_path, clock, simulator) as session:
            for hour in range(1, UNTIL + 1):
                end = clock.elapsed() + HOUR
                for _ in range(CALLS_AN_HOUR):
                    await call(session, calls, employers, clock)
                    await clock.run(10.0)
                    calls += 1
                await clock.run(end - clock.elapsed())
                if hour in (FROM, UNTIL):
                    marks.append(Kept.now(tmp_path))
            exchanges = next(session._caller._wire._numbers) - 1  # type: ignore[attr-defined]
    finally:
        tracemalloc.stop()
    before, after = marks
    grown = {kind: more for kind, more in (after.objects - before.objects).items() if more > FEW}
    report(
        f"{UNTIL} h, {KEYS} keys, {exchanges} exchanges, {calls} calls; hour {FROM} and {UNTIL}: "
        f"traced {before.traced:,} and {after.traced:,} B, objects {before.objects.total():,} and "
        f"{after.objects.total():,}, tasks {before.tasks} and {after.tasks}, threads "
        f"{before.threads} and {after.threads}, handles {before.handles} and {after.handles}, "
        f"files {before.files} and {after.files} of {before.size:,} and {after.size:,} B, ledger "
        f"{before.lines} and {after.lines} lines; grown: {grown}"
    )
    assert exchanges > (10_000 if FULL else 100)
    assert grown == {}
    assert after.traced - before.traced < LITTLE
    assert (after.tasks, after.threads) == (before.tasks, before.threads)
    assert after.handles <= before.handles
    assert after.files == before.files
    assert abs(after.size - before.size) < 200 * before.files
    # appinfo was asked once; every call is two lines: it left, it ended.
    assert after.lines == 2 * (calls + 1)
