"""The composition root: engine, screens, themes, and the one path that errors take."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from enum import Enum
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import App
from textual.binding import BindingType
from textual.filter import LineFilter
from textual.geometry import Offset
from textual.screen import Screen

from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import Secret
from indeed_tui.opening import fits
from indeed_tui.session.clock import Clock
from indeed_tui.session.engine import Engine
from indeed_tui.session.events import ProfilesChanged, SessionEvent
from indeed_tui.showing import depth
from indeed_tui.store.paths import Places
from indeed_tui.store.settings import ClipboardMode, Settings
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.call_desk import CallDesk
from indeed_tui.tui.commands import APP
from indeed_tui.tui.compositing import drawn_at_once
from indeed_tui.tui.driver import TerminalDriver
from indeed_tui.tui.harmless import Harmless
from indeed_tui.tui.key_names import typed
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.messages import Broke, Copy, SessionTold
from indeed_tui.tui.own_keys import deals_itself
from indeed_tui.tui.screens.dashboard import Dashboard
from indeed_tui.tui.themes import STATE_DEFAULTS, label, take_colours
from indeed_tui.tui.type_ahead import TypeAhead
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.line_scroll import cursor_cell

if TYPE_CHECKING:
    from textual.command import Provider

    from indeed_tui.tui.call_desk import DraftStore

MakeEngine = Callable[[Callable[[SessionEvent], None], Callable[[BaseException], None]], Engine]
"""Makes the engine, given where its session's news and its own faults go."""

_TWICE_WITHIN = 2.0
# Seconds until what a start loads, in the engine's thread too, has been loaded.
_LOADING = 3.0
_HARMLESS = Harmless()


class Letters(Enum):
    """Which characters the terminal gets: all, or ASCII alone, by the user's will or by itself."""

    ALL = "all"
    ASCII = "ascii"
    ASCII_BY_ITSELF = "ascii by itself"

    @classmethod
    def of(cls, ascii_alone: bool, *, by_itself: bool) -> "Letters":
        """Return the kind; `by_itself` says that the user asked for neither."""
        if not ascii_alone:
            return cls.ALL
        return cls.ASCII_BY_ITSELF if by_itself else cls.ASCII


def _palette() -> "type[Provider]":
    from indeed_tui.tui.palette import Palette

    return Palette


def _draft_file(places: Places) -> "DraftStore":
    from indeed_tui.store.drafts import DraftFile

    return DraftFile(places)


class IndeedApp(App[str]):
    """The dashboard as a program; its result is "demo" when the user asked for the demo."""

    CSS_PATH = "styles.tcss"
    TITLE = "indeed-tui"
    COMMANDS: ClassVar = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = bindings(APP)

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
        letters: Letters = Letters.ALL,
        view: View | None = None,
        loaded: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._loaded = loaded
        # What is said stands in the message line: two widgets less on every screen.
        self._disable_tooltips = self._disable_notifications = True
        self._letters = letters
        self.set_class(letters is not Letters.ALL, "-ascii")
        self._clock, self._wanted, self._settings = clock, wanted, settings
        self._environ = environ or {}
        self._crash_path = None if places is None else places.crash_report
        self._exports = None if places is None else places.exports
        self.engine = make_engine(self._tell, self._engine_broke)
        drafts = None if places is None else _draft_file(places)
        editing = None if places is None else self._environ
        desk = CallDesk(drafts, settings.guards.billable, editing)
        self._keys = Keymap.of(settings.keys, spelled=letters is not Letters.ALL)
        first = replace(view or View(), demo=demo, keys=self._keys)
        self.dashboard = Dashboard(self.engine, first, desk, self._exports)
        take_colours(self, settings.theme, self._environ)
        self.animation_level = "basic" if settings.display.animations else "none"
        self.set_keymap(self._keys.textual)
        self._interrupted = float("-inf")
        self._typed = TypeAhead(self, super().on_event)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's filters, and the one that lets nothing raw through."""
        return [*super().get_line_filters(), _HARMLESS]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our own colours for themes that don't have them."""
        return STATE_DEFAULTS

    def get_default_screen(self) -> Screen[None]:
        """Return the dashboard: it is there from the first frame on."""
        return self.dashboard

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's own cursor goes with the next repaint."""
        return cursor_cell(self.focused)

    @cursor_position.setter
    def cursor_position(self, place: Offset) -> None:
        """Let Textual's fields say where they are; whoever has the focus is asked instead."""

    def on_mount(self) -> None:
        """Start the clock's tick, and the engine behind the first frame."""
        self._tick()
        self.set_interval(1.0, self._tick)
        self.dashboard.do(lambda session: session.open(self._wanted))
        # What the engine loads would keep the frame waiting.
        self.call_after_refresh(self._start)
        told = self._keys.told_clashes
        if not told and self._letters is Letters.ASCII_BY_ITSELF:
            told = "Drawn in ASCII: the locale isn't UTF-8. export LANG=C.UTF-8 for all characters"
        if told:
            # The dashboard's own line for it is mounted after the app.
            self.dashboard.call_after_refresh(self.dashboard.say, told)

    def _start(self) -> None:
        self.engine.start()
        if self._loaded is not None:
            self.set_timer(_LOADING, self._loaded)

    def _tick(self) -> None:
        with drawn_at_once(self.dashboard):
            self.dashboard.instant = self._clock.now()

    def on_resize(self, event: events.Resize) -> None:
        """Paint everything; where the panes don't fit, say so in their place."""
        self.refresh(repaint=True, layout=True)
        if not fits(*event.size):
            self._tell_too_small()

    def _tell_too_small(self) -> None:
        from indeed_tui.tui.screens.too_small import TooSmall

        if not any(isinstance(screen, TooSmall) for screen in self.screen_stack):
            self.push_screen(TooSmall(self._keys))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Open no palette where nothing can be shown."""
        if action == "command_palette" and not fits(*self.size):
            return False
        return super().check_action(action, parameters)

    def action_redraw(self) -> None:
        """Paint everything, after something else wrote on the terminal."""
        self.refresh(repaint=True, layout=True)
        if isinstance(self._driver, TerminalDriver):
            self._driver.repaint()

    def action_suspend_process(self) -> None:
        """Stop until `fg`, where there is a shell that knows it."""
        if self._driver is not None and not self._driver.can_suspend:
            self.dashboard.say(
                f"There is no shell here to go back to; {self._keys.key('quit')} quits", failed=True
            )
            return
        super().action_suspend_process()

    async def on_event(self, event: events.Event) -> None:
        """Take what is typed one after the other."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._typed.take(event)
        else:
            await super().on_event(event)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Leave to a field what is typed into it, whichever command has that key elsewhere.

        Textual asks the field before it applies the keymap, and so about the default keys alone;
        nor does it know that "slash" is typed. Where nobody on the way up deals with the key, its
        binding is looked for at once.
        """
        focused = self.focused
        if not priority:
            return await super()._check_bindings(key)
        if focused is not None and focused.check_consume_key(key, typed(key)):
            return False
        if await super()._check_bindings(key, priority=True):
            return True
        way = (focused or self.screen).ancestors_with_self[:-1]
        return not any(deals_itself(node, key) for node in way) and (
            await super()._check_bindings(key)
        )

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
        """Show the session's news; while the app closes, nobody is left to be told."""
        if not self.dashboard.is_running:
            return
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
            self.push_screen(Welcome(self._keys), self._begin)

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
        """Show every key, or no longer."""
        from textual.command import CommandPalette

        from indeed_tui.tui.screens.help import Help
        from indeed_tui.tui.screens.too_small import TooSmall

        if isinstance(self.screen, Help):
            self.screen.dismiss()
        elif not isinstance(self.screen, CommandPalette | TooSmall):
            await self.push_screen(Help(self._keys))

    def action_command_palette(self) -> None:
        """Show the command palette, unless it is there."""
        from indeed_tui.tui.screens.commands_palette import CommandsPalette

        if not any(isinstance(screen, CommandsPalette) for screen in self.screen_stack):
            self.push_screen(CommandsPalette(id="--command-palette"))

    def action_change_theme(self) -> None:
        """Choose the colours, or no longer, where there are any; settings.toml is the user's."""
        from textual.command import CommandPalette

        from indeed_tui.tui.screens.theme_chooser import ThemeChooser
        from indeed_tui.tui.screens.too_small import TooSmall

        if isinstance(self.screen, ThemeChooser):
            self.screen.action_give_up()
            return
        if isinstance(self.screen, CommandPalette | TooSmall):
            return
        if self.no_color:
            self.dashboard.say("NO_COLOR is set: unset it and start again to choose a theme")
            return

        def chosen(name: str | None) -> None:
            if name is not None:
                keeps = f'theme = "{name}" in settings.toml keeps it'
                self.dashboard.say(f"{label(name)} until you quit; {keeps}")

        self.push_screen(ThemeChooser(self.theme, depth(self._environ), self._keys), chosen)

    async def action_interrupt(self) -> None:
        """Copy a selection in an input; else quit at the second ctrl+c within two seconds."""
        from textual.widgets import Input

        focused = self.focused
        if isinstance(focused, Input) and focused.selected_text and not focused.password:
            focused.action_copy()
            return
        now = monotonic()
        if now - self._interrupted < _TWICE_WITHIN:
            await self.action_quit()
            return
        self._interrupted = now
        keys = self._keys
        self.dashboard.say(f"{keys.key('interrupt')} again quits, as does {keys.key('quit')}")

    def on_copy(self, message: Copy) -> None:
        """Copy a text, and say which way it went."""
        self._copy(message.text, message.name, message.what)

    @work(group="copy", exclusive=True)
    async def _copy(self, text: Secret, name: str, what: str) -> None:
        from indeed_tui.tui.clipboard import osc52, run_tool, way_here, write_file
        from indeed_tui.tui.format import size

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
            from rich.text import Text

            from indeed_tui.tui.crash import secret_of, write_report

            self._exception = error
            secrets = (*self.dashboard.view.secrets(), *secret_of(self._environ))
            sentence = write_report(error, self._crash_path, self._clock.wall(), secrets)
            self._exit_renderables.append(Text(sentence))
        self._return_code = 1
        self._close_messages_no_wait()
        if first:
            self._exception_event.set()
