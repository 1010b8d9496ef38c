"""What a new user sees: three ways to begin, and nothing is sent before one is chosen."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from indeed_tui.tui.states import ACCENT, DIM, PLAIN, STRONG, STYLES, STYLES_CSS, Piece
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

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = f"Ways {{ height: 4; {STYLES_CSS} }}"

    def on_mount(self) -> None:
        """Show them."""
        self.set_count(len(_WAYS), cursor=0)

    def render_row(self, index: int, width: int) -> Sequence[Piece]:  # noqa: ARG002
        """Return one way."""
        _, name, told = _WAYS[index]
        return [(" ", PLAIN), (pad(name, 22), ACCENT), (told, DIM)]


class Welcome(ModalScreen[str]):
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
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss('')", "Close", id="welcome.close", show=False),
        Binding("q", "app.quit", "Quit", id="welcome.quit", show=False),
    ]

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        page = Vertical()
        page.border_title = safe("Welcome")
        page.border_subtitle = safe("↑ ↓ choose · ↵ go on · q quit")
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
