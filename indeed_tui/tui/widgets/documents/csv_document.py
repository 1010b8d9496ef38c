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

    Kept is where each record starts; it is read again when it is looked at. Raises NotTable.
    """

    def __init__(self, text: str, notes: Sequence[str] = (), *, delimiter: str = ",") -> None:
        self.text = text
        self.delimiter = delimiter
        self.starts = array("I", [0])
        self.columns: list[int] = []
        self._at = 0
        try:
            self._read()
        except csv.Error as error:
            raise NotTable(f"Not readable as a table near character {self._at}") from error
        width = sum(self.columns) + len(_GAP) * max(0, len(self.columns) - 1)
        super().__init__(notes, len(self.starts) - 1, width)

    def pieces(self, number: int) -> Pieces:
        """Return one record as aligned cells."""
        record = io.StringIO(self.text[self.starts[number] : self.starts[number + 1]], "\n")
        style = "key" if number == 0 else ""
        row = next(csv.reader(record, delimiter=self.delimiter), [])
        shown = (pad(plain(cell), size) for cell, size in zip(row, self.columns, strict=False))
        return ((_GAP.join(shown).rstrip(), style),)

    def _read(self) -> None:
        """Find the records and how wide their columns are."""
        sizes = self.columns
        for row in csv.reader(self._lines(), delimiter=self.delimiter):
            if len(row) > _MOST_COLUMNS:
                raise NotTable(f"More than {_MOST_COLUMNS} columns")
            self.starts.append(self._at)
            sizes += [0] * (len(row) - len(sizes))
            for column, cell in enumerate(row):
                # Two cells a character at most, but for stand-ins, and those may be cropped.
                if sizes[column] < _WIDEST_CELL and 2 * len(cell) > sizes[column]:
                    shown = clip(plain(cell[:_WIDEST_CELL]), _WIDEST_CELL)
                    sizes[column] = max(sizes[column], cells(shown))

    def _lines(self) -> Iterator[str]:
        """Feed the reader line by line, so that `_at` is where its record ends."""
        while self._at < len(self.text):
            end = self.text.find("\n", self._at) + 1 or len(self.text)
            line = self.text[self._at : end]
            self._at = end
            yield line


def csv_or_text(text: str, notes: Sequence[str] = (), *, delimiter: str = ",") -> Document:
    """Return an aligned table, or the text as it came with a note why."""
    try:
        return CsvDocument(text, notes, delimiter=delimiter)
    except NotTable as error:
        return TextDocument(text, (f"{error}; shown as it came.", *notes))
