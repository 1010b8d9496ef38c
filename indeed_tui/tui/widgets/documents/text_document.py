"""A body as it came, line by line."""

from collections.abc import Sequence

from indeed_tui.bodies.text_lines import TextIndex
from indeed_tui.tui.widgets.documents.document import Document
from indeed_tui.tui.widgets.lines import Pieces, widest


class TextDocument(Document):
    """Text as it came: long lines stay long, a tab is four cells, controls are visible."""

    def __init__(self, text: str, notes: Sequence[str] = ()) -> None:
        super().__init__(notes)
        self.text = text
        self._index = TextIndex(text)
        self._simple = text.isascii() and "\t" not in text

    @property
    def count(self) -> int:
        """How many lines are known."""
        return self._index.count

    @property
    def done(self) -> bool:
        """Whether all lines are known."""
        return self._index.done

    def advance(self, lines: int) -> bool:
        """Find the next lines."""
        before = self.count
        more = self._index.advance(lines)
        self.width = max(self.width, text_width(self._index, before, self._simple))
        return more

    def pieces(self, number: int) -> Pieces:
        """Return one line, without its line ending."""
        return ((self._index.source(number), ""),)

    def shown(self, number: int) -> str:
        """Return one line, without its line ending."""
        return self._index.source(number)

    @property
    def end(self) -> int:
        """Where in the text the lines that are known end."""
        return self._index.end

    def start(self, number: int) -> int:
        """Return where in the text a line starts."""
        return self._index.start(number)

    def line_at(self, position: int) -> int:
        """Return the line that holds a place in the text."""
        return self._index.line_at(position)


def text_width(index: TextIndex, first: int, simple: bool) -> int:
    """Return the cells of the widest line from a line on, or a few more."""
    if simple:
        return index.size(first, index.count)
    return widest((0, index.source(number)) for number in range(first, index.count))


class EmptyDocument(Document):
    """No line at all: the view then shows its own words for that."""

    def __init__(self, notes: Sequence[str] = ()) -> None:
        super().__init__(notes)

    @property
    def count(self) -> int:
        """No line."""
        return 0

    def pieces(self, number: int) -> Pieces:  # noqa: ARG002
        """Return nothing."""
        return ()
