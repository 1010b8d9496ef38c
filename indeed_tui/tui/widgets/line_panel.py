"""A panel of styled lines that repaints only the lines that changed."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.strip import Strip

from indeed_tui.tui.states import STYLES, STYLES_CSS, Piece
from indeed_tui.tui.widgets.line_scroll import LineScroll


class LinePanel(LineScroll, can_focus=True):
    """Shows lines that a pane works out anew every second; scrolls where they are too many."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = f"""
    LinePanel {{
        overflow-x: hidden;
        {STYLES_CSS}
    }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Up", id="line-panel.up", show=False),
        Binding("down,j", "scroll_down", "Down", id="line-panel.down", show=False),
        Binding("pageup", "page_up", "Page up", id="line-panel.page-up", show=False),
        Binding("pagedown", "page_down", "Page down", id="line-panel.page-down", show=False),
        Binding("home,g", "scroll_home", "Top", id="line-panel.top", show=False),
        Binding("end,G", "scroll_end", "Bottom", id="line-panel.bottom", show=False),
    ]

    _lines: Sequence[Sequence[Piece]] = ()

    def set_lines(self, lines: Sequence[Sequence[Piece]]) -> None:
        """Show these lines: pieces of safe text with a style name each, one list per line."""
        before, self._lines = self._lines, [list(line) for line in lines]
        if len(before) != len(self._lines):
            self.virtual_size = Size(0, len(self._lines))
        top = self.scroll_offset.y
        changed = [
            y
            for y in range(self.line_count)
            if _line(before, y + top) != _line(self._lines, y + top)
        ]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        """Return the strip of one visible line."""
        return self.drawn(_line(self._lines, y + self.scroll_offset.y), self.line_width)

    def on_focus(self) -> None:
        """Take the terminal's cursor to the top of what is shown."""
        self.place_cursor(0, 0)


def _line(lines: Sequence[Sequence[Piece]], index: int) -> Sequence[Piece]:
    return lines[index] if index < len(lines) else ()
