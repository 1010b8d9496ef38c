"""The engine: a session on a thread of its own."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass, field

import pytest

from indeed_tui.indeed.client import IndeedClient
from indeed_tui.indeed.errors import RefusedError
from indeed_tui.session import events
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.session.engine import Engine
from indeed_tui.session.session import Session
from indeed_tui.simulator.app import Simulator
from indeed_tui.simulator.faults import Fault
from indeed_tui.store.employer_names import NoEmployerNames
from indeed_tui.store.ledger import MemoryLedger
from indeed_tui.store.settings import Settings
from indeed_tui.store.tokens import NoTokenFiles
from tests.manual_clock import ManualClock
from tests.session.world import profile_and_secret

# Nothing here takes that long: it is when a test that hangs is given up.
SOON = 20.0


class BreaksWhenClosed(Session):
    """A session with a fault of our own."""

    async def close(self, grace: float = 2.0) -> None:
        await super().close(grace)
        raise ZeroDivisionError("ours")


class RemembersGrace(Session):
    """A session that tells how it was closed."""

    grace = -1.0

    async def close(self, grace: float = 2.0) -> None:
        type(self).grace = grace
        await super().close(grace)


@dataclass
class FrontEnd:
    """What a front end has of an engine; `published` is filled on the engine's thread."""

    clock: ManualClock
    simulator: Simulator
    published: list[events.SessionEvent] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)
    faults: list[BaseException] = field(default_factory=list)
    kind: type[Session] = Session
    changed: threading.Condition = field(default_factory=threading.Condition)

    def make(self) -> Session:
        """Make the session, on the engine's thread."""
        self.threads.add(threading.current_thread().name)
        return self.kind(
            accounts=MemoryAccounts([profile_and_secret()]),
            clock=self.clock,
            make_wire=lambda record: IndeedClient(
                elapsed=self.clock.elapsed,
                wall=self.clock.wall,
                record=record,
                transport=self.simulator.transport(self.clock.sleep),
            ),
            cache=NoTokenFiles(),
            names=NoEmployerNames(),
            ledger=MemoryLedger(),
            settings=Settings(),
            publish=self.publish,
        )

    def publish(self, event: events.SessionEvent) -> None:
        """Take an event, on the engine's thread."""
        with self.changed:
            self.threads.add(threading.current_thread().name)
            self.published.append(event)
            self.changed.notify_all()

    def wait(self, condition: Callable[[], bool]) -> None:
        """Block this thread until the condition is true."""
        with self.changed:
            for _ in range(int(SOON / 0.005)):
                if condition():
                    return
                self.changed.wait(0.005)
        pytest.fail("it never came")

    @property
    def obtained(self) -> int:
        """How many different tokens were published."""
        changes = [each for each in self.published if isinstance(each, events.TokenChanged)]
        return len({change.snapshot.token for change in changes if change.snapshot.token})


@pytest.fixture
def front_end(clock: ManualClock) -> FrontEnd:
    return FrontEnd(clock, Simulator(clock=clock.wall))


@pytest.fixture
def engine(front_end: FrontEnd) -> Iterator[Engine]:
    engine = Engine(front_end.make, front_end.faults.append)
    yield engine
    engine.stop(grace=0)
    assert not [each for each in threading.enumerate() if each.name == "indeed-tui engine"]


async def opened(session: Session) -> Session:
    await session.open()
    return session


async def refused(session: Session) -> None:
    raise RefusedError("No", "Look.", code="no")


async def forever(session: Session) -> None:
    await asyncio.get_running_loop().create_future()


async def slow_to_leave(session: Session) -> None:
    try:
        await forever(session)
    finally:
        for _ in range(10):
            await asyncio.sleep(0)


async def broken(session: Session) -> None:
    raise ZeroDivisionError("ours")


def test_actions_run_on_a_session_of_the_engine_own_thread(
    engine: Engine, front_end: FrontEnd
) -> None:
    engine.start()
    first = engine.submit(opened).result(SOON)
    assert engine.submit(opened).result(SOON) is first
    assert front_end.threads == {"indeed-tui engine"}
    assert front_end.obtained == 1
    assert front_end.faults == []


def test_what_is_submitted_before_the_start_runs_after_it(
    engine: Engine, front_end: FrontEnd
) -> None:
    future = engine.submit(opened)
    assert not future.running()
    engine.start()
    assert isinstance(future.result(SOON), Session)


def test_what_is_submitted_after_the_stop_is_cancelled_at_once(engine: Engine) -> None:
    engine.start()
    engine.submit(opened).result(SOON)
    engine.stop(grace=0)
    assert engine.submit(opened).cancelled()
    engine.stop(grace=0)


def test_an_engine_that_never_started_can_be_stopped(engine: Engine, front_end: FrontEnd) -> None:
    ran: list[Session] = []

    async def run(session: Session) -> None:
        ran.append(session)

    future = engine.submit(run)
    engine.stop(grace=0)
    with pytest.raises(CancelledError):
        future.result(SOON)
    assert ran == []


def test_an_error_of_indeed_reaches_the_future_alone(engine: Engine, front_end: FrontEnd) -> None:
    engine.start()
    with pytest.raises(RefusedError):
        engine.submit(refused).result(SOON)
    assert front_end.faults == []


def test_an_error_of_our_own_reaches_the_future_and_fault(
    engine: Engine, front_end: FrontEnd
) -> None:
    engine.start()
    with pytest.raises(ZeroDivisionError):
        engine.submit(broken).result(SOON)
    engine.stop(grace=0)
    assert [type(fault) for fault in front_end.faults] == [ZeroDivisionError]


def test_a_session_that_can_not_be_made_is_a_fault(front_end: FrontEnd) -> None:
    def make() -> Session:
        raise ZeroDivisionError("ours")

    engine = Engine(make, front_end.faults.append)
    engine.start()
    with pytest.raises(ZeroDivisionError):
        engine.submit(opened).result(SOON)
    engine.stop(grace=0)
    assert len(front_end.faults) == 1


def test_what_breaks_in_the_loop_reaches_fault(engine: Engine, front_end: FrontEnd) -> None:
    async def plant(session: Session) -> None:
        engine._loop.call_soon(lambda: 1 / 0)
        engine._loop.call_exception_handler({"message": "strange"})

    engine.start()
    engine.submit(plant).result(SOON)
    engine.stop(grace=0)
    assert [type(fault) for fault in front_end.faults] == [RuntimeError, ZeroDivisionError]


def test_a_session_that_breaks_when_closed_still_ends_the_thread(
    engine: Engine, front_end: FrontEnd
) -> None:
    front_end.kind = BreaksWhenClosed
    engine.start()
    hanging = engine.submit(forever)
    engine.submit(opened).result(SOON)
    engine.stop(grace=0)
    assert hanging.cancelled()
    assert [type(fault) for fault in front_end.faults] == [ZeroDivisionError]


def test_stop_passes_its_grace_on(engine: Engine, front_end: FrontEnd) -> None:
    front_end.kind = RemembersGrace
    engine.start()
    engine.submit(opened).result(SOON)
    engine.stop(grace=0.125)
    assert RemembersGrace.grace == 0.125


def test_stop_lets_everyone_leave_what_they_are_in(engine: Engine) -> None:
    engine.start()
    leaving = engine.submit(slow_to_leave)
    engine.submit(opened).result(SOON)
    engine.stop(grace=0)
    assert leaving.cancelled()


def test_stop_gives_a_hanging_token_request_the_grace_and_no_longer(
    engine: Engine, front_end: FrontEnd
) -> None:
    front_end.simulator.faults = [Fault(on="token", delay_ms=25_000)]
    engine.start()
    opening = engine.submit(opened)
    front_end.wait(lambda: front_end.clock.sleepers > 2)
    engine.stop(grace=0.01)
    assert opening.done()
    assert front_end.clock.sleepers == 0
    assert front_end.faults == []
    recorded = [each for each in front_end.published if isinstance(each, events.ExchangeRecorded)]
    assert [each.exchange.problem and each.exchange.problem.code for each in recorded] == [
        "cancelled"
    ]


def test_stop_waits_for_a_token_request_that_ends_within_the_grace(
    engine: Engine, front_end: FrontEnd
) -> None:
    front_end.simulator.faults = [Fault(on="token", delay_ms=1000)]
    engine.start()
    engine.submit(opened)
    front_end.wait(lambda: front_end.clock.sleepers > 2)
    stopping = threading.Thread(target=engine.stop, args=(SOON,))
    stopping.start()
    front_end.clock.advance(1)
    stopping.join(SOON)
    assert front_end.obtained == 1


def test_refreshing_goes_on_while_the_front_end_is_blocked(
    engine: Engine, front_end: FrontEnd
) -> None:
    engine.start()
    engine.submit(opened).result(SOON)
    # From here on this thread only blocks, as a terminal that nobody reads does.
    moving = threading.Thread(target=_let_hours_pass, args=(front_end,))
    moving.start()
    front_end.wait(lambda: front_end.obtained >= 4)
    moving.join(SOON)
    assert front_end.simulator.count("token", status=200) >= 4
    assert front_end.threads == {"indeed-tui engine"}


def _let_hours_pass(front_end: FrontEnd) -> None:
    while front_end.obtained < 4:
        if front_end.clock.sleepers:
            front_end.clock.advance(30)
