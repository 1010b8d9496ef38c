"""What the documents share: notes on top, numbered lines below, read as far as was wanted."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from indeed_tui.bodies.json_text import JsonIndex
from indeed_tui.tui.widgets.lines import Pieces, Spans, widest, window


class Document(ABC):
    """Lines with notes above them; a note has no number. `width` and `gutter` are in cells.

    A document may still be reading: `advance` reads on, in any thread, and what is there stays.
    `text` is what the lines are made of, "" where a search must go by the lines themselves.
    """

    numbered = True
    """Whether lines have labels."""

    def __init__(self, notes: Sequence[str]) -> None:
        self.notes = tuple(notes)
        self.width = widest((0, note) for note in self.notes)
        self.text = ""
        self.instead: Document | None = None
        """What shows the body better, once reading has shown that this doesn't."""
        self._digits = 1

    # Reading.

    @property
    @abstractmethod
    def count(self) -> int:
        """How many lines are known, notes left out."""

    @property
    def done(self) -> bool:
        """Whether all lines are known."""
        return True

    def advance(self, lines: int) -> bool:  # noqa: ARG002
        """Read at most so many lines more; say whether there is more to read."""
        return False

    @property
    def progress(self) -> float:
        """How much of the body was read, from 0 to 1."""
        return 1.0 if self.done or not self.text else self.end / len(self.text)

    # What is drawn.

    def __len__(self) -> int:
        return self.count

    @property
    def gutter(self) -> int:
        """Cells of the longest label; while reading, of the longest that there will likely be."""
        if not self.numbered or not self.count:
            return 0
        likely = self.count if self.done else int(self.count / max(self.progress, 0.001))
        # Never narrower than it was: lines don't jump sideways.
        self._digits = max(self._digits, len(str(likely)))
        return self._digits

    def label(self, number: int) -> str:
        """Return what stands before the line with this number, which counts from 0."""
        return str(number + 1) if self.numbered else ""

    @abstractmethod
    def pieces(self, number: int) -> Pieces:
        """Return the text and styles of one line; `number` counts from 0, notes left out."""

    def folded_pieces(self, number: int) -> Pieces:
        """Return a line whose container is folded."""
        return self.pieces(number)

    def line(
        self, number: int, start: int, stop: int, *, folded: bool = False, spans: Spans = ()
    ) -> list[tuple[str, str]]:
        """Return (plain text, style) for the cells `start` to `stop` of a line; a note is below 0.

        `spans` are characters with a style of their own: start, end and the style.
        """
        if number < 0:
            pieces: Pieces = ((self.notes[number + len(self.notes)], "note"),)
        else:
            pieces = self.folded_pieces(number) if folded else self.pieces(number)
        return window(pieces, start, stop, spans)

    # What is searched, copied and walked.

    @property
    def tree(self) -> JsonIndex | None:
        """How the lines hang together, where they do; it may know fewer lines than there are."""
        return None

    @property
    def end(self) -> int:
        """Where in the text the lines that are known end."""
        return len(self.text)

    def shown(self, number: int) -> str:
        """Return a line as it is shown, without its indent."""
        return "".join(text for text, _ in self.pieces(number))

    def indent(self, number: int) -> int:  # noqa: ARG002
        """Return the columns before a line."""
        return 0

    def start(self, number: int) -> int:  # noqa: ARG002
        """Return where in the text a line starts."""
        return 0

    def line_at(self, position: int) -> int:  # noqa: ARG002
        """Return the line that holds a place in the text."""
        return 0

    def whole(self) -> str:
        """Return all of it as text, notes left out."""
        return self.text or "\n".join(map(self.shown, range(self.count)))


class PieceDocument(Document):
    """Lines made of pieces that are there already, without numbers."""

    numbered = False

    def __init__(self, lines: Iterable[Sequence[tuple[str, str]]]) -> None:
        super().__init__(())
        self._lines = list(lines)
        self.width = widest((0, self.shown(at)) for at in range(self.count))

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    def pieces(self, number: int) -> Pieces:
        """Return the pieces of a line."""
        return self._lines[number]
