"""The dashboard on a stage: the real app and engine, a simulated Indeed, a clock moved by hand."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from textual.pilot import Pilot

from indeed_tui.indeed.client import IndeedClient
from indeed_tui.indeed.models import Exchange, Secret
from indeed_tui.session.accounts import Accounts, MemoryAccounts
from indeed_tui.session.engine import Engine
from indeed_tui.session.events import SessionEvent
from indeed_tui.session.session import Session
from indeed_tui.simulator import Simulator
from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import Profile
from indeed_tui.store.settings import Settings
from indeed_tui.store.tokens import NoTokenFiles
from indeed_tui.tui.app import IndeedApp
from indeed_tui.tui.screens.dashboard import Dashboard
from indeed_tui.tui.view import View
from tests.manual_clock import ManualClock

SECRET = "demo-secret"
LATENCY_MS = 143.0
_PATIENCE = 500


def profiles(*names: str, secret: str = SECRET) -> MemoryAccounts:
    """Accounts in memory, all for the simulator's app; the first is the default."""
    pairs = [(Profile.create(name, "demo-client"), Secret(secret)) for name in names]
    return MemoryAccounts(pairs, names[0] if names else None)


@dataclass
class Stage:
    """A running dashboard and all that a test may move."""

    app: IndeedApp
    pilot: Pilot[str]
    clock: ManualClock
    simulator: Simulator

    @property
    def dashboard(self) -> Dashboard:
        return self.app.dashboard

    @property
    def view(self) -> View:
        return self.app.dashboard.view

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for the engine's thread and the screen until something holds."""
        for _ in range(_PATIENCE):
            await self.pilot.pause()
            if self.app._exception is not None:
                raise self.app._exception
            if true():
                return
            await asyncio.sleep(0.01)
        raise AssertionError("that never came true")

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def opened(self) -> None:
        """Wait until the employers are there."""
        await self.until(lambda: self.view.employers.listed_at is not None)

    async def tick(self, seconds: float = 0.0) -> None:
        """Let time pass, and the dashboard notice."""
        self.clock.advance(seconds)
        self.app.dashboard.instant = self.clock.now()
        await self.pilot.pause()

    def lines(self) -> list[str]:
        """What stands on the screen, as a person reads it."""
        width, height = self.app.size
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip)[:width] for strip in strips[:height]]

    def text(self) -> str:
        return "\n".join(self.lines())


@dataclass
class Props:
    """What a stage is made of; everything has a default."""

    size: tuple[int, int] = (120, 36)
    accounts: Accounts = field(default_factory=lambda: profiles("acerecruiters-dev"))
    simulator: Callable[[ManualClock], Simulator] | None = None
    settings: Settings = field(default_factory=Settings)
    places: Places | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    demo: bool = False


@asynccontextmanager
async def stage(props: Props | None = None) -> AsyncIterator[Stage]:
    """Run the app headless until the block ends."""
    given = props or Props()
    clock = ManualClock()
    simulator = Simulator(clock=clock.wall) if given.simulator is None else given.simulator(clock)

    async def travel(seconds: float) -> None:
        # Answers take their time on the manual clock, and none on the real one.
        await asyncio.sleep(0)
        clock.advance(seconds)

    def make_engine(
        publish: Callable[[SessionEvent], None], fault: Callable[[BaseException], None]
    ) -> Engine:
        def wire(record: Callable[[Exchange], None]) -> IndeedClient:
            return IndeedClient(
                elapsed=clock.elapsed,
                wall=clock.wall,
                record=record,
                transport=simulator.transport(travel),
            )

        return Engine(
            lambda: Session(
                accounts=given.accounts,
                clock=clock,
                make_wire=wire,
                cache=NoTokenFiles(),
                settings=given.settings,
                publish=publish,
                roll=lambda: 0.5,
            ),
            fault,
        )

    app = IndeedApp(
        make_engine,
        clock=clock,
        settings=given.settings,
        demo=given.demo,
        places=given.places,
        environ=given.environ,
    )
    try:
        async with app.run_test(size=given.size) as pilot:
            yield Stage(app, pilot, clock, simulator)
    finally:
        await asyncio.to_thread(app.engine.stop, 0.0)


def employers(*names: str) -> Iterable[tuple[str, str]]:
    """Employers with ids that tell them apart."""
    return [(f"{number:032x}", name) for number, name in enumerate(names, 1)]
