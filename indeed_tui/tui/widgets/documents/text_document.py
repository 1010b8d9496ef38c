"""A body as it came, line by line."""

from array import array
from collections.abc import Sequence
from operator import sub

from indeed_tui.tui.widgets.documents.document import Document
from indeed_tui.tui.widgets.lines import Pieces, widest


def line_starts(text: str) -> "array[int]":
    """Return where each line of a text starts, and where one after the last would.

    Lines end at a newline; a last newline starts no line of its own, and a missing one
    counts as if it were there.
    """
    starts = array("I", [0])
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    if starts[-1] < len(text):
        starts.append(len(text) + 1)
    return starts


class TextDocument(Document):
    """Text as it came: long lines stay long, a tab is four cells, controls are visible."""

    def __init__(self, text: str, notes: Sequence[str] = ()) -> None:
        self.text = text
        self.starts = line_starts(text)
        super().__init__(notes, len(self.starts) - 1, self._width())

    def pieces(self, number: int) -> Pieces:
        """Return one line, without its line ending."""
        line = self.text[self.starts[number] : self.starts[number + 1]]
        return ((line.removesuffix("\n").removesuffix("\r"), ""),)

    def _width(self) -> int:
        starts, ends = self.starts, self.starts[1:]
        if self.text.isascii() and "\t" not in self.text:
            return max(map(sub, ends, starts), default=1) - 1
        spans = zip(starts, ends, strict=False)
        return widest((0, self.text[start : end - 1]) for start, end in spans)


class EmptyDocument(Document):
    """No line at all: the view then shows its own words for that."""

    def __init__(self, notes: Sequence[str] = ()) -> None:
        super().__init__(notes, 0, 0)

    def pieces(self, number: int) -> Pieces:  # noqa: ARG002
        """Return nothing."""
        return ()
