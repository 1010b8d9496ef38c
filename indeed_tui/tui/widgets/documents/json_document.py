"""JSON as numbered lines of a document."""

from collections.abc import Callable, Sequence

from indeed_tui.bodies.json_text import JsonIndex, NotJson
from indeed_tui.bodies.json_tree import children
from indeed_tui.bodies.text_lines import TextIndex
from indeed_tui.tui.format import count as counted
from indeed_tui.tui.widgets.documents.document import Document
from indeed_tui.tui.widgets.documents.text_document import text_width
from indeed_tui.tui.widgets.lines import Pieces, widest


class JsonDocument(Document):
    """JSON text, indented by two columns a level (200 at most).

    From where it stops being JSON it is shown as it came, and a note says so; unless there is an
    `otherwise`, which then makes the document to show instead. A text that is there `partly`
    ends where it does.
    """

    def __init__(
        self,
        text: str,
        notes: Sequence[str] = (),
        *,
        otherwise: Callable[[], Document] | None = None,
        partly: bool = False,
    ) -> None:
        super().__init__(notes)
        self.text = text
        self._index = JsonIndex(text)
        self._rest: TextIndex | None = None
        self._otherwise = otherwise
        self._partly = partly
        self._simple = text.isascii()

    @property
    def tree(self) -> JsonIndex:
        """The lines that are JSON."""
        return self._index

    @property
    def count(self) -> int:
        """How many lines are known."""
        return self._index.count + (0 if self._rest is None else self._rest.count)

    @property
    def done(self) -> bool:
        """Whether all lines are known."""
        return self._index.done and (self._rest is None or self._rest.done)

    def advance(self, lines: int) -> bool:
        """Read the next lines."""
        if self._rest is not None:
            return self._advance_rest(self._rest, lines)
        before = self._index.count
        more = self._index.advance(lines)
        self._measure(before)
        if more or self._index.fault is None or (self._partly and self._index.count):
            return more
        if self._otherwise is not None:
            self.instead = self._otherwise()
            return False
        fault = self._index.fault
        cut = fault == len(self.text)
        rest = "It ends too early." if cut else "What follows is shown as it came."
        told = (f"{NotJson(self.text, fault)}.", rest)
        self.notes = (*told, *self.notes)
        self.width = max(self.width, widest((0, note) for note in self.notes))
        self._rest = TextIndex(self.text, fault)
        return self._advance_rest(self._rest, lines)

    def _advance_rest(self, rest: TextIndex, lines: int) -> bool:
        before = rest.count
        more = rest.advance(lines)
        self.width = max(self.width, text_width(rest, before, simple=False))
        return more

    def _measure(self, first: int) -> None:
        index = self._index
        if self._simple:
            width = index.size(first, index.count)
        else:
            lines = range(first, index.count)
            # One more for the space after a colon.
            width = widest((index.indent(at) + 1, index.source(at)) for at in lines)
        self.width = max(self.width, width)

    def pieces(self, number: int) -> Pieces:
        """Return one line of the pretty view, or of what is no JSON."""
        rest = number - self._index.count
        if rest >= 0 and self._rest is not None:
            return ((self._rest.source(rest), ""),)
        return self._index.pieces(number)

    def folded_pieces(self, number: int) -> Pieces:
        """Return both ends of a container on one line, and how much is between them."""
        index = self._index
        close = index.close(number)
        if close is None:
            return self.pieces(number)
        inside = children(index, number) or 0
        brace = index.source(close)[0]
        told = counted(inside, "value" if brace == "]" else "member")
        closing = index.pieces(close)[1:]
        return [*index.pieces(number), (" … ", "dim"), *closing, (f"  {told}", "dim")]

    def shown(self, number: int) -> str:
        """Return a line as it is shown, without its indent."""
        rest = number - self._index.count
        if rest >= 0 and self._rest is not None:
            return self._rest.source(rest)
        return self._index.shown(number)

    def indent(self, number: int) -> int:
        """Return the columns before a line."""
        return self._index.indent(number) if number < self._index.count else 0

    @property
    def end(self) -> int:
        """Where in the text the lines that are known end."""
        return self._index.end if self._rest is None else self._rest.end

    def start(self, number: int) -> int:
        """Return where in the text a line starts."""
        rest = number - self._index.count
        if rest >= 0 and self._rest is not None:
            return self._rest.start(rest)
        return self._index.start(number)

    def line_at(self, position: int) -> int:
        """Return the line that holds a place in the text."""
        rest = self._rest
        if rest is not None and rest.count and position >= rest.start(0):
            return self._index.count + rest.line_at(position)
        return self._index.line_at(position)
