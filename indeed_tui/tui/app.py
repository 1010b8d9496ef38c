"""The composition root: engine, screens, themes, and the one path that errors take."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import monotonic
from typing import ClassVar

from rich.text import Text
from textual import events, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import Secret
from indeed_tui.session.clock import Clock
from indeed_tui.session.engine import Engine
from indeed_tui.session.events import ProfilesChanged, SessionEvent
from indeed_tui.store.drafts import DraftFile
from indeed_tui.store.paths import Places
from indeed_tui.store.settings import ClipboardMode, Settings
from indeed_tui.tui.call_desk import CallDesk
from indeed_tui.tui.clipboard import osc52, run_tool, way_here, write_file
from indeed_tui.tui.crash import write_report
from indeed_tui.tui.driver import TerminalDriver
from indeed_tui.tui.format import size
from indeed_tui.tui.messages import Broke, Copy, SessionTold
from indeed_tui.tui.palette import Palette
from indeed_tui.tui.screens.dashboard import Dashboard
from indeed_tui.tui.screens.too_small import TooSmall, fits
from indeed_tui.tui.themes import STATE_DEFAULTS, THEMES
from indeed_tui.tui.view import View

MakeEngine = Callable[[Callable[[SessionEvent], None], Callable[[BaseException], None]], Engine]
"""Makes the engine, given where its session's news and its own faults go."""

_TWICE_WITHIN = 2.0


class IndeedApp(App[str]):
    """The dashboard as a program; its result is "demo" when the user asked for the demo."""

    CSS_PATH = "styles.tcss"
    TITLE = "indeed-tui"
    COMMANDS: ClassVar = {Palette}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", id="quit-anywhere", show=False, priority=True),
        Binding("ctrl+c", "interrupt", "Quit", id="interrupt", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", "Suspend", id="suspend", show=False, priority=True),
    ]

    def __init__(
        self,
        make_engine: MakeEngine,
        *,
        clock: Clock,
        settings: Settings,
        demo: bool = False,
        wanted: str | None = None,
        places: Places | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._clock, self._wanted, self._settings = clock, wanted, settings
        self._environ = environ or {}
        self._crash_path = None if places is None else places.crash_report
        self._exports = None if places is None else places.exports
        self.engine = make_engine(self._tell, self._engine_broke)
        drafts = None if places is None else DraftFile(places)
        editing = None if places is None else self._environ
        desk = CallDesk(drafts, settings.guards.billable, editing)
        view = View(demo=demo)
        self.dashboard = Dashboard(self.engine, view, settings.keys, desk, self._exports)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = settings.theme if settings.theme in self.available_themes else THEMES[0].name
        self.animation_level = "basic" if settings.display.animations else "none"
        self.set_keymap(dict(settings.keys))
        self._interrupted = float("-inf")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our own colours for themes that don't have them."""
        return STATE_DEFAULTS

    def get_default_screen(self) -> Screen[None]:
        """Return the dashboard: it is there from the first frame on."""
        return self.dashboard

    def on_mount(self) -> None:
        """Start the engine and the clock's tick."""
        self._tick()
        self.set_interval(1.0, self._tick)
        self.engine.start()
        self.dashboard.do(lambda session: session.open(self._wanted))

    def _tick(self) -> None:
        self.dashboard.instant = self._clock.now()

    def on_resize(self, event: events.Resize) -> None:
        """Paint everything; where the panes don't fit, say so in their place."""
        self.refresh(repaint=True, layout=True)
        if not fits(event.size) and not any(isinstance(s, TooSmall) for s in self.screen_stack):
            self.push_screen(TooSmall())

    def action_redraw(self) -> None:
        """Paint everything, after something else wrote on the terminal."""
        self.refresh(repaint=True, layout=True)
        if isinstance(self._driver, TerminalDriver):
            self._driver.repaint()

    def action_suspend_process(self) -> None:
        """Stop until `fg`, where there is a shell that knows it."""
        if self._driver is not None and not self._driver.can_suspend:
            self.dashboard.say("There is no shell here to go back to; q quits", failed=True)
            return
        super().action_suspend_process()

    # -- news ---------------------------------------------------------------------------

    def _tell(self, event: SessionEvent) -> None:
        """Pass the session's news on; called on the engine's thread, never waits."""
        # While the app closes its loop may be gone already: nobody is left to be told.
        with suppress(RuntimeError):
            self.post_message(SessionTold(event))

    def _engine_broke(self, error: BaseException) -> None:
        with suppress(RuntimeError):
            self.post_message(Broke(error))

    def on_session_told(self, message: SessionTold) -> None:
        """Show the session's news."""
        self.dashboard.instant = self._clock.now()
        self.dashboard.told(message.event)
        event = message.event
        if isinstance(event, ProfilesChanged) and not event.book.profiles and not event.problem:
            self._welcome()

    def on_broke(self, message: Broke) -> None:
        """Leave with a report: something of our own broke behind the screen."""
        error = message.error
        self._handle_exception(error if isinstance(error, Exception) else RuntimeError(repr(error)))

    def _welcome(self) -> None:
        from indeed_tui.tui.screens.welcome import Welcome

        if not isinstance(self.screen, Welcome):
            self.push_screen(Welcome(), self._begin)

    def _begin(self, way: str | None) -> None:
        """Go the way chosen in the welcome."""
        if way == "add":
            self.dashboard.action_add_profile()
        elif way == "demo":
            self.exit("demo")
        elif way == "quit":
            self.exit()
        elif way == "environment":
            self.dashboard.say(
                "Quit, export INDEED_CLIENT_ID and INDEED_CLIENT_SECRET, and start again"
            )

    # -- commands -------------------------------------------------------------------------

    async def action_help(self) -> None:
        """Show every key."""
        from indeed_tui.tui.screens.help import Help

        if not isinstance(self.screen, Help):
            await self.push_screen(Help(self._settings.keys))

    async def action_interrupt(self) -> None:
        """Copy a selection in an input; else quit at the second ctrl+c within two seconds."""
        focused = self.focused
        if isinstance(focused, Input) and focused.selected_text and not focused.password:
            focused.action_copy()
            return
        now = monotonic()
        if now - self._interrupted < _TWICE_WITHIN:
            await self.action_quit()
            return
        self._interrupted = now
        self.dashboard.say("ctrl+c again quits, as does q")

    def on_copy(self, message: Copy) -> None:
        """Copy a text, and say which way it went."""
        self._copy(message.text, message.name, message.what)

    @work(group="copy", exclusive=True)
    async def _copy(self, text: Secret, name: str, what: str) -> None:
        clear = text.reveal()
        length = len(clear.encode("utf-8", "surrogatepass"))
        way = way_here(self._settings.clipboard, length, self._environ)
        said, failed = way.told, way.mode is ClipboardMode.OFF
        if way.mode is ClipboardMode.OSC52 and self._driver is not None:
            self._driver.write(osc52(clear))
        elif way.command:
            said = await asyncio.to_thread(run_tool, way, clear)
            failed = said != way.told
        elif way.mode is ClipboardMode.FILE and self._exports is None:
            said, failed = "The demo writes no files", True
        elif way.mode is ClipboardMode.FILE and self._exports is not None:
            try:
                said = await asyncio.to_thread(write_file, self._exports, f"{name}.txt", clear)
            except IndeedError as error:
                self.dashboard.refuse(error.problem)
                return
        self.dashboard.say(said if failed else f"{said}: {what}, {size(length)}", failed=failed)

    def leave(self, code: int) -> None:
        """End the app with an exit status, from a signal."""
        self.exit(return_code=code)

    # -- the end ------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """Take every error that nobody handled: a report without locals, one sentence, status 1."""
        first = self._exception is None
        if first:
            self._exception = error
            sentence = write_report(
                error, self._crash_path, self._clock.wall(), self.dashboard.view.secrets()
            )
            self._exit_renderables.append(Text(sentence))
        self._return_code = 1
        self._close_messages_no_wait()
        if first:
            self._exception_event.set()
