"""The dashboard on a stage: the real app and engine, a simulated Indeed, a clock moved by hand."""

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from unittest.mock import patch

from rich.cells import cell_len
from rich.console import RenderableType
from textual import events
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.widgets import Input

from indeed_tui.indeed.client import IndeedClient
from indeed_tui.indeed.models import Exchange, ExchangeKind, Secret
from indeed_tui.session.accounts import Accounts, MemoryAccounts
from indeed_tui.session.engine import Engine
from indeed_tui.session.events import SessionEvent
from indeed_tui.session.session import Session
from indeed_tui.simulator import Simulator
from indeed_tui.store.employer_names import NoEmployerNames
from indeed_tui.store.ledger import MemoryLedger
from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import Profile
from indeed_tui.store.settings import Settings
from indeed_tui.store.tokens import NoTokenFiles
from indeed_tui.tui.app import IndeedApp
from indeed_tui.tui.panes import exchange_room as _loaded  # noqa: F401 - nobody waits for a thread
from indeed_tui.tui.screens.dashboard import Dashboard
from indeed_tui.tui.view import View
from tests.manual_clock import ManualClock, settle

SECRET = "demo-secret"
LATENCY_MS = 143.0
_PATIENCE, _SECONDS = 500, 30.0
# What is drawn may change what is laid out, and so on, a few times.
_FRAMES = 6
_UNSEEN = {"Cc", "Cf", "Co", "Cs"}


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
    ledger: MemoryLedger

    @property
    def dashboard(self) -> Dashboard:
        return self.app.dashboard

    @property
    def view(self) -> View:
        return self.app.dashboard.view

    @property
    def calls(self) -> int:
        """How many API calls were made, token requests not included."""
        return sum(each.kind is not ExchangeKind.TOKEN for each in self.view.history)

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for the engine's thread and the screen until something holds."""
        tries, begun = 0, monotonic()
        # On a busy machine a thread may get its turn late, and many looks pass in vain.
        while tries < _PATIENCE or monotonic() - begun < _SECONDS:
            await self.pause()
            if self.app._exception is not None:
                raise self.app._exception
            if true():
                return
            # What is missing now comes from a thread.
            await asyncio.sleep(0.01)
            tries += 1
        raise AssertionError("that never came true")

    async def pause(self) -> None:
        """Let the engine and the screen do all they can do without time and threads."""
        for frame in range(_FRAMES):
            loop = self.app.engine._loop
            if loop.is_running():
                await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(settle(), loop))
            await settle()
            if self.app.return_code is None:
                self.app.screen._on_timer_update()
            await settle()
            screen = self.app.screen
            if frame and not (screen._layout_required or screen._dirty_widgets):
                return

    async def press(self, *keys: str) -> None:
        """Press keys, each when the one before was dealt with."""
        driver = self.app._driver
        assert driver is not None
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
            driver.send_message(events.Key(name, _character(key)))
            await settle()
        await self.pause()

    async def opened(self) -> None:
        """Wait until the employers are there."""
        await self.until(lambda: self.view.employers.listed_at is not None)

    async def tick(self, seconds: float = 0.0) -> None:
        """Let time pass, and the dashboard notice."""
        self.clock.advance(seconds)
        await self.pause()
        self.app.dashboard.instant = self.clock.now()
        await self.pause()

    async def fill(self, **fields: str) -> None:
        """Paste over what stands in the editor's fields; `client_id` is the field `client-id`."""
        for name, text in fields.items():
            field = self.app.screen.query_one(f"#{name.replace('_', '-')}", Input)
            field.focus()
            field.clear()
            field.insert_text_at_cursor(text)
        await self.pause()

    async def ended(self) -> int:
        """Wait until the app is over, and return its status."""
        for _ in range(_PATIENCE):
            if self.app.return_code is not None:
                return self.app.return_code
            await asyncio.sleep(0.01)
        raise AssertionError("the app went on")

    def crooked(self) -> list[str]:
        """The lines that aren't exactly as wide as the terminal, or that it might obey."""
        width = self.app.size.width
        strips = self.app.screen._compositor.render_strips()
        texts = ["".join(segment.text for segment in strip) for strip in strips]
        assert len(texts) == self.app.size.height
        return [
            text for text in texts if cell_len(text) != width or _UNSEEN & set(map(_kind, text))
        ]

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
    environ: Mapping[str, str] = field(default_factory=lambda: {"COLORTERM": "truecolor"})
    demo: bool = False
    waits: bool = False
    """Whether answers with a delay wait until the clock is moved."""
    session: Callable[[ManualClock, Callable[[SessionEvent], None]], Session] | None = None
    """Makes another session than the usual one."""


@asynccontextmanager
async def stage(props: Props | None = None) -> AsyncIterator[Stage]:
    """Run the app headless until the block ends."""
    given = props or Props()
    clock = ManualClock()
    simulator = Simulator(clock=clock.wall) if given.simulator is None else given.simulator(clock)
    ledger = MemoryLedger()

    async def travel(seconds: float) -> None:
        # Answers take their time on the manual clock, and none on the real one.
        await asyncio.sleep(0)
        if given.waits:
            await clock.sleep(seconds)
        else:
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
                ledger=ledger,
            )

        def make() -> Session:
            if given.session is not None:
                return given.session(clock, publish)
            return Session(
                accounts=given.accounts,
                clock=clock,
                make_wire=wire,
                cache=NoTokenFiles(),
                names=NoEmployerNames(),
                ledger=ledger,
                settings=given.settings,
                publish=publish,
                roll=lambda: 0.5,
            )

        return Engine(make, fault)

    app = IndeedApp(
        make_engine,
        clock=clock,
        settings=given.settings,
        demo=given.demo,
        places=given.places,
        environ=given.environ,
    )
    try:
        with (
            patch.object(Compositor, "render_update", _drawn_when_looked_at),
            patch.object(Stylesheet, "_parse_rules", _parsed_once),
        ):
            async with app.run_test(size=given.size) as pilot:
                scene = Stage(app, pilot, clock, simulator, ledger)
                yield scene
                if app.return_code is None:
                    scene.lines()
    finally:
        await asyncio.to_thread(app.engine.stop, 0.0)


def _character(key: str) -> str | None:
    """Return what a key types, None for a key that types nothing."""
    if len(key) == 1:
        return key
    try:
        return unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(key, key)))
    except KeyError:
        return None


def _kind(character: str) -> str:
    return unicodedata.category(character)


draw_frame = Compositor.render_update


def _drawn_when_looked_at(
    self: Compositor, full: bool = False, *args: object, **options: object
) -> RenderableType | None:
    """Draw no frame that nobody reads: `Stage.lines` draws what is dirty when a test looks.

    A third of a stage's time would go into these frames. A picture is always drawn.
    """
    if full:
        return draw_frame(self, full, *args, **options)  # type: ignore[arg-type]  # passed on
    self._dirty_regions.clear()
    return None


_parse = Stylesheet._parse_rules
_rules: dict[tuple[object, ...], list[RuleSet]] = {}


def _parsed_once(self: Stylesheet, *css: object, **options: object) -> list[RuleSet]:
    """Read each style sheet once for all stages: a tenth of a stage's time would go into that."""
    key = (css, *sorted(options.items()), frozenset(self._variables.items()))
    if key not in _rules:
        _rules[key] = _parse(self, *css, **options)  # type: ignore[arg-type]  # passed on
    return _rules[key]


def employers(*names: str) -> Iterable[tuple[str, str]]:
    """Employers with ids that tell them apart."""
    return [(f"{number:032x}", name) for number, name in enumerate(names, 1)]
