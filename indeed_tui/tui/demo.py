"""The demo: a session against a simulated Indeed in this process. No file, no network."""

from collections.abc import Callable

from indeed_tui.indeed.client import IndeedClient
from indeed_tui.indeed.models import Exchange
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.session.clock import Clock
from indeed_tui.session.events import SessionEvent
from indeed_tui.session.session import Session
from indeed_tui.simulator import Fault, Simulator
from indeed_tui.store.employer_names import NoEmployerNames
from indeed_tui.store.ledger import MemoryLedger
from indeed_tui.store.settings import Settings
from indeed_tui.store.tokens import NoTokenFiles
from indeed_tui.tui.demo_profiles import DEFAULT, demo_profiles

EMPLOYERS = 24
_LIFETIME, _LATENCY = 900, 140.0
_REFUSED = "4bc393"


def demo_simulator(wall: Callable[[], float]) -> Simulator:
    """Return the demo's Indeed: one of its employers refuses tokens, to show how that looks."""
    simulator = Simulator(EMPLOYERS, expires_in=_LIFETIME, latency_ms=_LATENCY, clock=wall)
    ids = (identifier for identifier, _ in simulator.employers)
    refused = next((each for each in ids if each.startswith(_REFUSED)), None)
    if refused is not None:
        simulator.faults = [
            Fault.from_json({"on": "token", "employer": refused, "error": "unauthorized_client"})
        ]
    return simulator


def demo_session(clock: Clock, publish: Callable[[SessionEvent], None]) -> Session:
    """Return a session of the demo; call it on the loop that it shall live on."""
    simulator = demo_simulator(clock.wall)
    ledger = MemoryLedger()

    def wire(record: Callable[[Exchange], None]) -> IndeedClient:
        return IndeedClient(
            elapsed=clock.elapsed,
            wall=clock.wall,
            record=record,
            transport=simulator.transport(clock.sleep),
            ledger=ledger,
        )

    return Session(
        accounts=MemoryAccounts(demo_profiles(), DEFAULT),
        clock=clock,
        make_wire=wire,
        cache=NoTokenFiles(),
        names=NoEmployerNames(),
        ledger=ledger,
        settings=Settings(),
        publish=publish,
    )
