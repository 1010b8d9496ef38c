"""The dashboard on a real terminal, with every state of a token on it, on a clock that stands.

`python -m tests.looks.program [--ascii] [--theme NAME]`: everything else is the environment's.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable

from indeed_tui.indeed.client import IndeedClient, Limits
from indeed_tui.indeed.models import Exchange, Secret
from indeed_tui.opening import Opening
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.session.engine import Engine
from indeed_tui.session.events import SessionEvent
from indeed_tui.session.session import Session
from indeed_tui.simulator import Fault, Simulator
from indeed_tui.store.employer_names import NoEmployerNames
from indeed_tui.store.ledger import MemoryLedger
from indeed_tui.store.profiles import Profile
from indeed_tui.store.settings import DEFAULT_THEME, DisplaySettings, Settings
from indeed_tui.store.tokens import NoTokenFiles
from indeed_tui.tui.app import IndeedApp, Letters
from indeed_tui.tui.leaving import run_app
from tests.manual_clock import ManualClock, settle

NAMES = ("acerecruiters-prod", "acerecruiters-dev", "acerecruiters-old")
LEFT = "58:13"
"""What the status line shows when everything has happened."""
EMPLOYERS = (
    ("084a39249af95beedfb90cc5d2b8833c", "Dharma Initiative"),
    ("865e08d1c7f24b3aa90e55de3f7c6b12", "Umbrella Corporation"),
    ("4bc393e07a5d41f6b8c2913ed64f0a77", "US Robotics and Mechanical Men"),
    ("5d0c1b77e2a94f3c8b1d6e90a7f34c21", "Müller & Søn A/S"),
    ("6ee41fa09b3847d2a5c07d18e6b95f02", "株式会社サンプル"),
    ("7a92c5d8f1e64b0b93ad20c4e8715f6e", "Tyrell Corporation"),
    ("8f30b6e47c2d4a19b5e8d71f60a9c342", "Łódź Fabryka"),
)
FRESH, STALE, REFUSED, FAILING, EXPIRED, ASKING = (identifier for identifier, _ in EMPLOYERS[:6])


class Played(Session):
    """A session in which an hour and more has gone by when it is open."""

    clock: ManualClock
    simulator: Simulator

    async def open(self, wanted: str | None = None) -> None:
        """Open, and bring every employer's token into a state of its own."""
        await super().open(wanted)
        await self._acted_as(EXPIRED, then=500)
        await self._acted_as(STALE)
        await self.act_as(None)
        await self.clock.run(100)
        await self.pin(FAILING)
        await settle()
        self.simulator.faults = [
            Fault.from_json({"on": "token", "employer": FAILING, "status": 503}),
            Fault.from_json({"on": "token", "employer": REFUSED, "error": "unauthorized_client"}),
            Fault.from_json({"on": "token", "employer": ASKING, "delay_ms": 20_000}),
        ]
        await self.clock.run(3050)
        await self._acted_as(REFUSED)
        key = self._acting.key(ASKING)
        assert key is not None
        self.waiting = asyncio.ensure_future(self.token(key))
        await settle()
        await self._acted_as(FRESH, then=107)

    async def _acted_as(self, employer: str, *, then: float = 0.0) -> None:
        await self.act_as(employer)
        await settle()
        await self.clock.run(then)


def _session(clock: ManualClock, publish: Callable[[SessionEvent], None]) -> Session:
    simulator = Simulator(EMPLOYERS, clock=clock.wall, latency_ms=0.0)
    ledger = MemoryLedger()

    async def travel(seconds: float) -> None:
        if seconds > 1:
            await asyncio.Event().wait()
        await asyncio.sleep(0)

    def wire(record: Callable[[Exchange], None]) -> IndeedClient:
        return IndeedClient(
            elapsed=clock.elapsed,
            wall=clock.wall,
            record=record,
            transport=simulator.transport(travel),
            ledger=ledger,
            # One answer never comes, however long somebody looks.
            limits=Limits(3600.0, 3600.0, 1 << 20),
        )

    pairs = [(Profile.create(name, "demo-client"), Secret("demo-secret")) for name in NAMES]
    session = Played(
        accounts=MemoryAccounts(pairs, NAMES[0]),
        clock=clock,
        make_wire=wire,
        cache=NoTokenFiles(),
        names=NoEmployerNames(),
        ledger=ledger,
        settings=Settings(),
        publish=publish,
        roll=lambda: 0.5,
    )
    session.clock, session.simulator = clock, simulator
    return session


def main() -> int:
    """Run until it is left."""
    flags = argparse.ArgumentParser()
    flags.add_argument("--ascii", action="store_true")
    flags.add_argument("--theme", default=DEFAULT_THEME)
    chosen = flags.parse_args()
    clock, environ = ManualClock(), dict(os.environ)
    with Opening(environ, demo=True, ascii_asked=chosen.ascii) as terminal:
        app = IndeedApp(
            lambda publish, fault: Engine(lambda: _session(clock, publish), fault),
            clock=clock,
            settings=Settings(theme=chosen.theme),
            environ=environ,
            letters=Letters.of(chosen.ascii, by_itself=False),
        )
        _, status = run_app(app, terminal, environ, DisplaySettings(), ascii_alone=chosen.ascii)
    return status


if __name__ == "__main__":
    sys.exit(main())
