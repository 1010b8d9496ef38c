"""What a new user sees: three ways to begin, and nothing is sent before one is chosen."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import CHOOSE, WELCOME
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.screens.sized import Sized
from indeed_tui.tui.states import ACCENT, DIM, PLAIN, STRONG, Piece
from indeed_tui.tui.text import pad, safe
from indeed_tui.tui.widgets.line_list import LineList
from indeed_tui.tui.widgets.line_panel import LinePanel

_TEXT: tuple[tuple[Piece, ...], ...] = (
    (("indeed-tui", STRONG), (" keeps the access tokens of your Indeed app fresh,", PLAIN)),
    (("lets you act as any of its employers, and shows what Indeed", PLAIN),),
    (("really answered. There are no credentials here yet.", PLAIN),),
)
_WAYS = (
    ("add", "Add credentials", "client id and secret from Indeed's Partner Console"),
    ("environment", "Use the environment", "set INDEED_CLIENT_ID and INDEED_CLIENT_SECRET"),
    ("demo", "Look around", "the demo: a simulated Indeed, no network"),
    ("quit", "Quit", ""),
)


class Ways(LineList):
    """The ways to begin."""

    DEFAULT_CSS = "Ways { height: 4; }"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHOOSE)

    def on_mount(self) -> None:
        """Show them."""
        self.set_count(len(_WAYS), cursor=0)

    def render_row(self, index: int, width: int) -> Sequence[Piece]:  # noqa: ARG002
        """Return one way."""
        _, name, told = _WAYS[index]
        return [(" ", PLAIN), (pad(name, 22), ACCENT), (told, DIM)]


class Welcome(ModalScreen[str], Sized[str]):
    """Dismissed with the chosen way's id; "" when the user goes back to the empty dashboard."""

    DEFAULT_CSS = """
    Welcome { align: center middle; }
    Welcome > Vertical {
        width: 78; max-width: 100%; height: 13; max-height: 100%;
        border: round $accent; background: $surface; padding: 1 1;
        border-title-color: $accent; border-title-style: bold; border-subtitle-color: $text-muted;
    }
    Welcome LinePanel { height: 4; margin-left: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(WELCOME)

    def __init__(self, keys: Keymap) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        page = Vertical()
        page.border_title = safe("Welcome")
        keys = self._keys
        moves = f"{keys.key('line-list.up')} {keys.key('line-list.down')} choose"
        goes, quits = keys.key("line-list.choose"), keys.key("welcome.quit")
        page.border_subtitle = safe(f"{moves} · {goes} go on · {quits} quit")
        with page:
            yield LinePanel(id="told")
            yield Ways(id="ways")

    def on_mount(self) -> None:
        """Fill the page."""
        panel = self.query_one(LinePanel)
        panel.can_focus = False
        panel.set_lines([list(line) for line in _TEXT])
        self.query_one(Ways).focus()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Go the chosen way."""
        event.stop()
        self.dismiss(_WAYS[event.index][0])
