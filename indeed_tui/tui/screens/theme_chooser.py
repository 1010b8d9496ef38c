"""Choosing the colours: what the cursor stands on is what everything looks like."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from indeed_tui.showing import MANY
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import CHOOSE, THEMES
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.screens.sized import Sized
from indeed_tui.tui.states import DIM, STALE, STRONG, Piece
from indeed_tui.tui.text import pad, safe
from indeed_tui.tui.themes import NAMES, label, native
from indeed_tui.tui.widgets.line_list import LineList

_LABEL = 28


class Themes(LineList):
    """One row for each theme; the one in use before carries a mark."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CHOOSE)

    def __init__(self, former: str, colours: int) -> None:
        super().__init__(id="themes")
        self._former, self._colours = former, colours

    def render_row(self, index: int, width: int) -> Sequence[Piece]:
        """Return mark, name and id of a theme, and whether the terminal can show it."""
        name = NAMES[index]
        used = name == self._former
        pieces: list[Piece] = [
            ("▸ " if used else "  ", "state--accent"),
            (pad(label(name), min(_LABEL, max(1, width - 2))), STRONG if used else ""),
            (" ", ""),
        ]
        if self._colours < MANY and not native(name):
            return [*pieces, ("▲ needs 256 colours", STALE)]
        return [*pieces, (name, DIM)]


class ThemeChooser(ModalScreen[str], Sized[str]):
    """Dismissed with the chosen theme's name, or None; the former one is back then."""

    DEFAULT_CSS = """
    ThemeChooser { align: right middle; }
    ThemeChooser > Vertical {
        width: 58; max-width: 100%; height: 80%; margin-right: 1;
        border: round $accent; background: $surface; padding: 0;
        border-title-color: $accent; border-title-style: bold; border-subtitle-color: $text-muted;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(THEMES)

    def __init__(self, former: str, colours: int, keys: Keymap) -> None:
        super().__init__()
        self._former, self._colours, self._keys = former, colours, keys

    def compose(self) -> ComposeResult:
        """Lay out the list, beside what it changes."""
        page = Vertical()
        page.border_title = safe("Theme")
        keys = self._keys
        moves = f"{keys.key('line-list.up')} {keys.key('line-list.down')} look"
        uses, cancels = keys.key("line-list.choose"), keys.key("themes.close")
        page.border_subtitle = safe(f"{moves} · {uses} use · {cancels} cancel")
        with page:
            yield Themes(self._former, self._colours)

    def on_mount(self) -> None:
        """Start at the theme in use."""
        rows = self.query_one(Themes)
        rows.set_count(len(NAMES), cursor=NAMES.index(self._former) if self._former in NAMES else 0)
        rows.focus()

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Show everything in the theme under the cursor."""
        event.stop()
        if self.is_current:
            self.app.theme = NAMES[event.index]

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Use it."""
        event.stop()
        self.app.theme = NAMES[event.index]
        self.dismiss(NAMES[event.index])

    def action_give_up(self) -> None:
        """Go back to the theme in use before."""
        self.app.theme = self._former
        self.dismiss(None)
