"""What a terminal shows, and the fewest bytes that make it show something else.

Textual writes a whole line from its first column to change one character. A far terminal pays for
that: here every cell is compared with what was sent, and only the difference goes out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rich.cells import split_graphemes

from indeed_tui.stand_ins import of_cluster, standing_in
from indeed_tui.tui.looks import PLAIN, Look, blank_change, change, look_after

Cell = tuple[str, Look]
"""A cell's cluster and look; "" for the right half of a wide cluster."""
Row = list[Cell | None]
"""None where nobody knows what a cell shows."""

_TOKEN = re.compile(
    r"(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\[(?P<sgr>[\d;]*)m"
    r"|\x1b\[(?P<row>\d+);(?P<column>\d+)H"
    r"|(?P<newline>\r?\n)"
    # Modes, queries, cursor shapes, the bell, and operating system commands except links.
    r"|(?P<aside>\x1b\[[?<>=][\d;]*\$?[A-Za-z]|\x1b\[\d q"
    r"|\x1b\](?!8;)[^\x07\x1b]*(?:\x07|\x1b\\)|\x07)"
)
_SGR = re.compile(r"\x1b\[[\d;:]*m")
_ENTER, _LEAVE = "\x1b[?1049h", "\x1b[?1049l"
_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"
# What fits into one packet appears at once anyway.
_ATOMIC: Final = 1000
_BRIDGE: Final = 4
_FEW: Final = 100


@dataclass(frozen=True, slots=True)
class Limits:
    """What a terminal lacks: characters beyond ASCII, or colours of any kind.

    Both are kept here, on the way out, so that no widget and no screen can forget them.
    """

    ascii: bool = False
    colourless: bool = False


NO_LIMITS = Limits()


class Painter:
    """Takes what Textual writes for a terminal of a size, gives what must be sent.

    `entered`: the alternate screen is shown already.
    """

    def __init__(
        self, width: int, height: int, *, entered: bool = False, limits: Limits = NO_LIMITS
    ) -> None:
        self._entered, self._limits = entered, limits
        self._wanted: list[Row] = []
        self._shown: list[Row] = []
        self._touched: dict[int, tuple[int, int]] = {}
        self._aside: list[str] = []
        self._synchronised = False
        self.amid = False  # A frame was begun, and its end is still to come.
        # What Textual believes, then what the terminal is at.
        self._x, self._y, self._look = 0, 0, PLAIN
        self._cursor: tuple[int, int] | None = None
        self._pen: Look | None = None
        self.resize(width, height)

    def resize(self, width: int, height: int) -> None:
        """Take another size: nothing is known of what the terminal shows."""
        self._width, self._height = width, height
        self._wanted = [[None] * width for _ in range(height)]
        self.forget()

    def forget(self) -> None:
        """Know nothing of what the terminal shows: everything wanted is sent again."""
        self._shown = [[None] * self._width for _ in range(self._height)]
        self._touched = dict.fromkeys(range(self._height), (0, self._width))
        self._cursor = self._pen = None

    def take(self, data: str) -> None:
        """Take what is written: cells are remembered, the rest goes aside to be sent as it is."""
        if data in (_BEGIN, _END):
            self._set_aside(data)
            return
        end = 0
        for found in _TOKEN.finditer(data):
            if found.start() != end:
                break
            end = found.end()
            if (text := found["text"]) is not None:
                self._put(text)
            elif (row := found["row"]) is not None:
                self._x, self._y = int(found["column"]) - 1, int(row) - 1
            elif (parameters := found["sgr"]) is not None:
                look = look_after(self._look, parameters)
                if look is None:
                    end = found.start()
                    break
                self._look = look.colourless if self._limits.colourless else look
            elif (aside := found["aside"]) is not None:
                self._set_aside(aside)
            else:
                self._x, self._y = 0, self._y + 1
        if end < len(data):
            self._give_up(data[end:])

    def emit(self) -> str:
        """Return what must be sent now, "" for nothing."""
        aside, self._aside = "".join(self._aside), []
        if self._limits.ascii:
            aside = standing_in(aside)
        if not self._entered:
            return aside
        painted = self._painted()
        if self._synchronised and len(painted) > _ATOMIC:
            painted = f"{_BEGIN}{painted}{_END}"
        return aside + painted

    # -- taking ---------------------------------------------------------------------------

    def _set_aside(self, sequence: str) -> None:
        if sequence in (_BEGIN, _END):
            # Textual sends these only to a terminal that knows them.
            self._synchronised = True
            self.amid = sequence == _BEGIN
        elif sequence == _LEAVE:
            self._entered = False
            self._aside += ["\x1b[0m", sequence]
            self.forget()
        elif sequence != _ENTER:
            self._aside.append(sequence)
        elif not self._entered:
            self._entered = True
            self._aside.append(sequence)
            self.forget()

    def _give_up(self, data: str) -> None:
        """Send what isn't understood as it is; then nothing is known of the terminal."""
        if self._limits.colourless:
            data = _SGR.sub("", data)
        place = f"\x1b[{self._y + 1};{self._x + 1}H{change(None, self._look)}"
        self._aside = [self.emit(), place, data]
        self._wanted = [[None] * self._width for _ in range(self._height)]
        self._x, self._y, self._look = 0, 0, PLAIN
        self.forget()

    def _put(self, text: str) -> None:
        start, y = self._x, self._y
        row = self._wanted[y] if 0 <= y < self._height else []
        look, blank = self._look, self._look.blank
        x = start
        for cluster, width in (_ascii_clusters if self._limits.ascii else _clusters)(text):
            if not width:
                continue
            if x + width <= len(row):
                _free(row, x, width)
                row[x] = (cluster, blank if cluster == " " else look)
                if width == 2:
                    row[x + 1] = ("", look)
            x += width
        self._x = x
        low, high = self._touched.get(y, (start, x))
        # A cluster cut in half changes its neighbour too.
        self._touched[y] = (max(0, min(low, start - 1)), max(high, x + 1))

    # -- giving ---------------------------------------------------------------------------

    def _painted(self) -> str:
        out: list[str] = []
        rows = [y for y in sorted(self._touched) if 0 <= y < self._height]
        few = self._few(rows)
        for y in rows if few is None else ():
            for start, end in self._runs(y):
                out.append(self._move(start, y))
                self._write(out, y, start, end)
        for y, start, end in self._by_look(few or []):
            out.append(self._move(start, y))
            self._write(out, y, start, end)
        self._touched.clear()
        rest = (self._x, self._y)
        # The cursor is hidden: its place matters only where a widget put it (input methods).
        inside = 0 <= self._x < self._width and 0 <= self._y < self._height
        if inside and rest not in ((0, 0), self._cursor):
            out.append(self._move(*rest))
        return "".join(out)

    def _runs(self, y: int) -> Iterator[tuple[int, int]]:
        """Yield the stretches of a row to write, first and one past the last cell."""
        wanted, shown = self._wanted[y], self._shown[y]
        low, high = self._touched[y]
        start = end = -1
        for x in range(low, min(high, self._width)):
            cell = wanted[x]
            if cell is None or cell == shown[x]:
                continue
            # The right half of a wide cluster is written with its left half.
            first = x - 1 if not cell[0] else x
            if start < 0:
                start, end = first, x + 1
            elif first <= end or _bridged(wanted, end, first):
                end = x + 1
            else:
                yield start, end
                start, end = first, x + 1
        if start >= 0:
            yield start, end

    def _few(self, rows: list[int]) -> list[tuple[int, int, int]] | None:
        """Return all stretches, row and ends, where they are few and of narrow cells only.

        Then none of them changes what another one has to write, whichever comes first.
        """
        found: list[tuple[int, int, int]] = []
        for y in rows:
            wanted, shown = self._wanted[y], self._shown[y]
            for start, end in self._runs(y):
                found.append((y, start, end))
                cells = (*wanted[start:end], *shown[max(0, start - 1) : end + 1])
                if len(found) > _FEW or not all(cell is not None and cell[0] for cell in cells):
                    return None
        return found

    def _by_look(self, runs: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
        """Yield stretches by how their first cells look: a change of colours costs most.

        Seconds that tick down in columns of several looks are such stretches.
        """
        groups: dict[Look, list[tuple[int, int, int]]] = {}
        for y, start, end in runs:
            cell = self._wanted[y][start]
            groups.setdefault(PLAIN if cell is None else cell[1], []).append((y, start, end))
        while groups:
            nearest = min(groups, key=lambda look: len(change(self._pen, look)))
            yield from groups.pop(nearest)

    def _write(self, out: list[str], y: int, start: int, end: int) -> None:
        wanted, shown = self._wanted[y], self._shown[y]
        for x in range(start, end):
            cell = wanted[x]
            if cell is None:
                continue
            cluster, look = cell
            _free(shown, x, 1)
            shown[x] = cell
            if not cluster:
                continue
            if cluster == " ":
                sequence, self._pen = blank_change(self._pen, look)
            else:
                sequence, self._pen = change(self._pen, look), look
            if self._cursor is None:
                out.append(self._move(x, y))
            out += (sequence, cluster)
            wide = x + 1 < self._width and wanted[x + 1] == ("", look)
            behind = x + (2 if wide else 1)
            # At the margin, and behind a cluster that terminals disagree about, nobody knows.
            self._cursor = (behind, y) if behind < self._width and _agreed(cluster) else None

    def _move(self, x: int, y: int) -> str:
        """Return the shortest way of the cursor to a cell."""
        best = f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"
        if self._cursor is not None:
            from_x, from_y = self._cursor
            down = _steps(y - from_y, "B", "A")
            best = min(best, down + _across(x, from_x), key=len)
        self._cursor = (x, y)
        return best


def _across(x: int, from_x: int) -> str:
    if x == 0 and from_x:
        return "\r"
    if 0 < from_x - x <= 3:
        return "\b" * (from_x - x)
    return _steps(x - from_x, "C", "D")


def _steps(count: int, onward: str, back: str) -> str:
    if not count:
        return ""
    number = "" if abs(count) == 1 else str(abs(count))
    return f"\x1b[{number}{onward if count > 0 else back}"


def _bridged(row: Row, start: int, end: int) -> bool:
    """Say whether writing a few unchanged cells costs less than going around them."""
    if end - start > _BRIDGE:
        return False
    before = row[start - 1]
    looks = {None if cell is None or not cell[0] else cell[1] for cell in row[start:end]}
    return before is not None and looks == {before[1]}


def _free(row: Row, x: int, width: int) -> None:
    """Blank the other halves of wide clusters that are about to be cut, as terminals do."""
    first = row[x]
    if first is not None and not first[0] and x:
        row[x - 1] = (" ", first[1].blank)
    behind = row[x + width] if x + width < len(row) else None
    if behind is not None and not behind[0]:
        row[x + width] = (" ", behind[1].blank)


@lru_cache(2048)
def _clusters(text: str) -> tuple[tuple[str, int], ...]:
    """Return a text's clusters and the columns each takes, as Textual counts them."""
    if text.isascii():
        return tuple((character, 1) for character in text)
    spans, _ = split_graphemes(text)
    return tuple((text[start:end], width) for start, end, width in spans)


@lru_cache(2048)
def _ascii_clusters(text: str) -> tuple[tuple[str, int], ...]:
    """Return the characters that stand for a text's clusters, each of one column."""
    stand_ins = (of_cluster(cluster, width) for cluster, width in _clusters(text))
    return tuple((character, 1) for each in stand_ins for character in each)


@lru_cache(2048)
def _agreed(cluster: str) -> bool:
    """Say whether every terminal gives a cluster the same columns.

    They do for letters of Europe, lines and geometric signs, and for Chinese, Japanese and Korean.
    """
    return all(
        (code < 0x300 and code != 0xAD)
        or 0x370 <= code < 0x483
        or 0x2010 <= code < 0x2028
        or 0x2030 <= code < 0x2060
        or 0x2190 <= code < 0x2300
        or 0x2500 <= code < 0x2600
        or 0x3041 <= code < 0x3100
        or 0x4E00 <= code < 0xA000
        or 0xAC00 <= code < 0xD7A4
        for code in map(ord, cluster)
    )
