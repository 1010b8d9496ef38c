"""The terminal's side: what is shown, how queries are answered, whether anything changed."""

import re
from collections.abc import Mapping

import pyte
from pyte.screens import Char

Snapshot = tuple[dict[int, dict[int, Char]], tuple[int, int] | None]
"""The cells that are drawn, by row and column, and the cursor where it is visible."""

# What pyte would print as text: CSI of a kind it doesn't know, DCS, APC, OSC.
_FOREIGN = re.compile(
    rb"\x1b\[[<=>][0-9;:]*[ -/]*[@-~]|\x1b\[[0-?]*[ -/]+[@-~]|\x1b\[\?[0-9;]*u"
    rb"|\x1b[P_^X][^\x1b]*\x1b\\|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[P_^X\]][^\x07\x1b]*\x1b?)?\Z")
_COLONS = re.compile(rb"\x1b\[[0-9;:]*:[0-9;:]*m")

# What a present-day terminal says: it knows synchronised output, and it is a VT220.
_ANSWERS: Mapping[bytes, bytes] = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[0c": b"\x1b[?62;22c",
    b"\x1b[>c": b"\x1b[>41;390;0c",
    b"\x1b]11;?": b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
    b"\x1b]10;?": b"\x1b]10;rgb:dddd/dddd/dddd\x1b\\",
    b"\x1b[6n": b"\x1b[1;1R",
}


def answers(data: bytes) -> bytes:
    """Return what a terminal would answer to the queries in these bytes."""
    return b"".join(answer for query, answer in _ANSWERS.items() if query in data)


class Screen:
    """A pyte screen that forgives what pyte doesn't know, and tells changes cheaply."""

    def __init__(self, columns: int, rows: int) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._kept: dict[int, str] = {}
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Draw what the program wrote; a sequence cut in two waits for its other half."""
        data = self._rest + data
        cut = _UNFINISHED.search(data)
        self._rest = data[cut.start() :] if cut else b""
        whole = _FOREIGN.sub(b"", data[: cut.start()] if cut else data)
        self._stream.feed(_COLONS.sub(b"", whole))

    def text(self) -> str:
        """Return the screen as lines; only those drawn since the last call are put together."""
        for row in self._screen.dirty:
            cells = self._screen.buffer[row]
            self._kept[row] = "".join(cells[x].data for x in range(self._screen.columns))
        self._screen.dirty.clear()
        return "\n".join(self._kept.get(row, "") for row in range(self._screen.lines))

    def snapshot(self) -> Snapshot:
        """Return what is shown now, to compare with later."""
        self.text()
        return {row: dict(cells) for row, cells in self._screen.buffer.items()}, self._caret()

    def differs(self, before: Snapshot) -> bool:
        """Say whether a cell's character or style, or the visible cursor, is another one."""
        rows, caret = before
        now = self._caret()
        moved = now != caret and now is not None and caret is not None
        blank = self._screen.default_char
        for row in self._screen.dirty:
            old, new = rows.get(row, {}), self._screen.buffer[row]
            if any(old.get(x, blank) != new.get(x, blank) for x in old.keys() | new.keys()):
                return True
        if not moved:
            self.text()
        return moved

    def _caret(self) -> tuple[int, int] | None:
        cursor = self._screen.cursor
        return None if cursor.hidden else (cursor.x, cursor.y)
