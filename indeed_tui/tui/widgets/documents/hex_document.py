"""Bytes that are no text: offset, hex and ASCII."""

from collections.abc import Sequence

from indeed_tui.tui.widgets.documents.document import Document
from indeed_tui.tui.widgets.lines import Pieces

_ROW = 16
_HALF = _ROW // 2
# Eight bytes, a gap, eight bytes, a gap, sixteen characters.
_HEX_WIDTH = _ROW * 3
_UNPRINTABLE = bytes(code if 0x20 <= code < 0x7F else ord(".") for code in range(256))


class HexDocument(Document):
    """Sixteen bytes a line; the gutter holds the offset, eight hex digits."""

    def __init__(self, data: bytes, notes: Sequence[str] = ()) -> None:
        super().__init__(notes)
        self.data = data
        self.width = max(self.width, _HEX_WIDTH + 2 + _ROW)

    @property
    def count(self) -> int:
        """How many lines there are."""
        return -(-len(self.data) // _ROW)

    @property
    def gutter(self) -> int:
        """Cells of an offset."""
        return 8

    def label(self, number: int) -> str:
        """Return the offset of a line's first byte."""
        return f"{number * _ROW:08x}"

    def pieces(self, number: int) -> Pieces:
        """Return the bytes in hex, then as ASCII with a dot for what isn't."""
        row = self.data[number * _ROW : (number + 1) * _ROW]
        halves = f"{row[:_HALF].hex(' ')}  {row[_HALF:].hex(' ')}"
        shown = row.translate(_UNPRINTABLE).decode("ascii")
        return ((halves.ljust(_HEX_WIDTH + 2), ""), (shown, "string"))

    def whole(self) -> str:
        """Return the dump as text, with its offsets."""
        return "\n".join(f"{self.label(at)} {self.shown(at)}" for at in range(self.count))
