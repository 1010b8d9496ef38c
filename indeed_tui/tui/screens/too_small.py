"""A notice in place of the panes on a terminal that is too small for them."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from indeed_tui.opening import SMALLEST, fits
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import TOO_SMALL
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.screens.sized import Sized


class TooSmall(Sized[None]):
    """Goes by itself as soon as there is room; what runs behind it goes on."""

    DEFAULT_CSS = """
    TooSmall { overflow: hidden; }
    TooSmall > Static { height: 1; text-wrap: nowrap; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(TOO_SMALL)

    def __init__(self, keys: Keymap) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Lay out the one line."""
        columns, rows = SMALLEST
        # The words that matter most come first: the line is cut where the terminal ends.
        quits = f"{self._keys.key('quit-small')} quits"
        yield Static(Content(f"Too small: {columns}x{rows} or more; {quits}"))

    def on_resize(self, event: events.Resize) -> None:
        """Go where there is room again."""
        self._leave(event.size)

    def on_screen_resume(self) -> None:
        """Go where there is room by the time what covered this is gone."""
        self._leave(self.app.size)

    def _leave(self, size: Size) -> None:
        if fits(*size) and self.is_active:
            self.dismiss()
