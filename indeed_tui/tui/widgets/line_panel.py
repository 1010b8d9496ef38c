"""A panel of styled lines that repaints only the lines that changed."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.strip import Strip

from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import PANEL
from indeed_tui.tui.states import Piece
from indeed_tui.tui.text import cells
from indeed_tui.tui.widgets.line_scroll import LineScroll


class LinePanel(LineScroll, can_focus=True):
    """Shows lines that a pane works out anew every second; scrolls where they are too many."""

    DEFAULT_CSS = "LinePanel { overflow-x: hidden; }"
    BINDINGS: ClassVar[list[BindingType]] = bindings(PANEL)

    _lines: Sequence[Sequence[Piece]] = ()

    def set_lines(self, lines: Sequence[Sequence[Piece]]) -> None:
        """Show these lines: pieces of safe text with a style name each, one list per line."""
        before, self._lines = self._lines, lines
        if len(before) != len(lines):
            self.virtual_size = Size(0, len(lines))
        top, height = self.top, self.line_count
        if not height:
            self.change_unseen()
        regions = []
        for y in range(height):
            old, new = _line(before, y + top), _line(lines, y + top)
            if old is not new and old != new:
                first, last = changed_cells(old, new)
                regions.append(Region(first, y, last - first, 1))
        if regions:
            self.refresh_cells(*regions)

    def render_line(self, y: int) -> Strip:
        """Return the strip of one visible line."""
        return self.drawn(_line(self._lines, y + self.top), self.line_width)

    def render_part(self, y: int, left: int, right: int) -> Strip:
        """Return the strip of some cells of one visible line."""
        return self.drawn_part(_line(self._lines, y + self.top), left, right)


def changed_cells(old: Sequence[Piece], new: Sequence[Piece]) -> tuple[int, int]:
    """Return the first cell that differs between two lines, and the one after the last."""
    start = same = 0
    for before, after in zip(old, new, strict=False):
        if before != after:
            break
        same += 1
        start += cells(after[0])
    old, new = old[same:], new[same:]
    if len(old) == len(new) and _widths(old) == _widths(new):
        # What stands behind, as most of the status line does, stands where it stood.
        while old and old[-1] == new[-1]:
            old, new = old[:-1], new[:-1]
    first, last = _differing(_cells_of(old), _cells_of(new))
    return start + first, start + last


def _widths(line: Sequence[Piece]) -> int:
    return sum(cells(text) for text, _ in line)


def _differing(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> tuple[int, int]:
    length = max(len(before), len(after))
    before += [(" ", "")] * (length - len(before))
    after += [(" ", "")] * (length - len(after))
    differing = [place for place, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    return (differing[0], differing[-1] + 1) if differing else (0, 0)


def _cells_of(line: Sequence[Piece]) -> list[tuple[str, str]]:
    """Return a line cell by cell; the second cell of a wide character belongs to its first."""
    found: list[tuple[str, str]] = []
    for text, style in line:
        if text.isascii():
            found += [(character, style) for character in text]
            continue
        for character in text:
            width = cells(character)
            if width == 0 and found:
                found[-1] = (found[-1][0] + character, style)
            found += [(character, style)] * width
    return found


def _line(lines: Sequence[Sequence[Piece]], index: int) -> Sequence[Piece]:
    return lines[index] if index < len(lines) else ()
