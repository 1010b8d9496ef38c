"""JSON as numbered lines of a document."""

from collections.abc import Iterator, Sequence
from operator import add, sub

from indeed_tui.bodies.json_text import JsonLines, NotJson
from indeed_tui.tui.widgets.documents.document import Document
from indeed_tui.tui.widgets.documents.text_document import TextDocument
from indeed_tui.tui.widgets.lines import Pieces, widest


class JsonDocument(Document):
    """JSON text, indented by two columns a level (200 at most). Raises NotJson."""

    def __init__(self, text: str, notes: Sequence[str] = ()) -> None:
        self.text = text
        self._lines = JsonLines(text)
        super().__init__(notes, len(self._lines), self._width())

    def pieces(self, number: int) -> Pieces:
        """Return one line of the pretty view."""
        return self._lines.pieces(number)

    def source(self, number: int) -> str:
        """Return the part of the text that a line shows."""
        return self._lines.source(number)

    def _width(self) -> int:
        lines = self._lines
        if self.text.isascii():
            sizes: Iterator[int] = map(add, map(sub, lines.ends, lines.starts), lines.indents)
            # One more for the space after a colon.
            return max(sizes) + 1
        return widest((indent, lines.source(at)) for at, indent in enumerate(lines.indents)) + 1


def json_or_text(text: str, notes: Sequence[str] = ()) -> Document:
    """Return a pretty view of JSON, or the text as it came with a note where JSON ends."""
    try:
        return JsonDocument(text, notes)
    except NotJson as error:
        return TextDocument(text, (f"{error}; shown as it came.", *notes))
