"""What the documents share: notes on top, numbered lines below."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from indeed_tui.tui.widgets.lines import Pieces, widest, window


class Document(ABC):
    """Lines with notes above them; a note has no number. `width` and `gutter` are in cells."""

    def __init__(self, notes: Sequence[str], count: int, width: int) -> None:
        self.notes = tuple(notes)
        self.count = count
        self.width = max(width, widest((0, note) for note in self.notes))
        self.gutter = len(str(count)) if count else 0

    def __len__(self) -> int:
        return len(self.notes) + self.count

    def label(self, index: int) -> str:
        """Return the number of a line, from 1; nothing for a note."""
        number = index - len(self.notes)
        return self.mark(number) if number >= 0 else ""

    def line(self, index: int, start: int, stop: int) -> list[tuple[str, str]]:
        """Return (plain text, style) for the cells `start` to `stop` of a line or a note."""
        number = index - len(self.notes)
        pieces = self.pieces(number) if number >= 0 else ((self.notes[index], "note"),)
        return window(pieces, start, stop)

    def mark(self, number: int) -> str:
        """Return what stands before the line with this number, which counts from 0."""
        return str(number + 1)

    @abstractmethod
    def pieces(self, number: int) -> Pieces:
        """Return the text and styles of one line; `number` counts from 0, notes left out."""
