"""A table of comma- or tab-separated values, its columns aligned."""

import csv
import io
from array import array
from collections.abc import Iterator, Sequence

from indeed_tui.tui.text import cells, clip, pad, plain
from indeed_tui.tui.widgets.documents.document import Document
from indeed_tui.tui.widgets.documents.text_document import TextDocument
from indeed_tui.tui.widgets.lines import Pieces

_WIDEST_CELL = 40
_MOST_COLUMNS = 500
_GAP = "  "


class NotTable(ValueError):  # noqa: N818
    """The text can't be read as rows of values."""


class CsvDocument(Document):
    """Rows of values, the first row a header; a cell is cropped at 40 cells.

    Kept is where each record starts; it is read again when it is looked at. What is no table is
    left to a `TextDocument` with a note why.
    """

    def __init__(self, text: str, notes: Sequence[str] = (), *, delimiter: str = ",") -> None:
        super().__init__(notes)
        self._table = text
        self.delimiter = delimiter
        self.columns: list[int] = []
        self._starts = array("I", [0])
        self._at = 0
        self._count = 0
        self._rows = csv.reader(self._lines(), delimiter=delimiter)
        self._done = False

    @property
    def count(self) -> int:
        """How many records are known."""
        return self._count

    @property
    def done(self) -> bool:
        """Whether all records are known."""
        return self._done

    @property
    def progress(self) -> float:
        """How much of the text was read, from 0 to 1."""
        return 1.0 if self._done else self._at / len(self._table)

    def advance(self, lines: int) -> bool:
        """Read the next records."""
        try:
            for _ in range(lines):
                row = next(self._rows, None)
                if row is None:
                    self._done = True
                    break
                self._take(row)
        except (csv.Error, NotTable) as error:
            said = str(error) if isinstance(error, NotTable) else ""
            said = said or f"Not readable as a table near character {self._at}"
            self.instead = TextDocument(self._table, (f"{said}; shown as it came.", *self.notes))
            return False
        self._count = len(self._starts) - 1
        width = sum(self.columns) + len(_GAP) * max(0, len(self.columns) - 1)
        self.width = max(self.width, width)
        return not self._done

    def _take(self, row: Sequence[str]) -> None:
        """Keep where a record ends, and how wide its cells are."""
        if len(row) > _MOST_COLUMNS:
            raise NotTable(f"More than {_MOST_COLUMNS} columns")
        self._starts.append(self._at)
        sizes = self.columns
        if len(row) > len(sizes):
            sizes += [0] * (len(row) - len(sizes))
        for column, cell in enumerate(row):
            # Two cells a character at most, but for stand-ins, and those may be cropped.
            if sizes[column] < _WIDEST_CELL and 2 * len(cell) > sizes[column]:
                if cell.isascii() and cell.isprintable():
                    size = min(len(cell), _WIDEST_CELL)
                else:
                    size = cells(clip(plain(cell[:_WIDEST_CELL]), _WIDEST_CELL))
                sizes[column] = max(sizes[column], size)

    def pieces(self, number: int) -> Pieces:
        """Return one record as aligned cells."""
        record = io.StringIO(self._table[self._starts[number] : self._starts[number + 1]], "\n")
        style = "key" if number == 0 else ""
        row = next(csv.reader(record, delimiter=self.delimiter), [])
        shown = (pad(plain(cell), size) for cell, size in zip(row, self.columns, strict=False))
        return ((_GAP.join(shown).rstrip(), style),)

    def whole(self) -> str:
        """Return the values as they came."""
        return self._table

    def _lines(self) -> Iterator[str]:
        """Feed the reader line by line, so that `_at` is where its record ends."""
        while self._at < len(self._table):
            end = self._table.find("\n", self._at) + 1 or len(self._table)
            line = self._table[self._at : end]
            self._at = end
            yield line
