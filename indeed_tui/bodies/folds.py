"""Which lines are folded away, and which row of the view each of the others is."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate
from operator import sub


class Folds:
    """Folded containers, by the line that opens them; what is folded inside them is kept.

    Lines and rows count from 0. A fold hides the lines after its first up to its last one, which
    `close` tells by the first. Any number of lines and folds: a row or a line is found by
    bisection.
    """

    __slots__ = ("_close", "_heads", "_opens", "_shift", "_tails")

    def __init__(
        self, close: Callable[[int], int | None], folded: Iterable[tuple[int, int]] = ()
    ) -> None:
        """Fold some containers at once, given by first and last line, in order and apart."""
        self._close = close
        pairs = array("I", (line for pair in folded for line in pair))
        # The folds that can be seen, and how many lines each and those before it hide.
        self._heads = pairs[::2]
        self._tails = pairs[1::2]
        self._shift = array("I")
        self._opens = self._heads[:]
        self._count_from(0)

    def moved(self, close: Callable[[int], int | None]) -> "Folds":
        """Return the same folds of the same lines in a text that was read further."""
        moved = Folds(close)
        moved._heads, moved._tails = self._heads[:], self._tails[:]
        moved._shift, moved._opens = self._shift[:], self._opens[:]
        return moved

    @property
    def hidden(self) -> int:
        """How many lines are folded away."""
        return self._shift[-1] if self._shift else 0

    def folded(self, line: int) -> bool:
        """Say whether a line opens a folded container."""
        at = bisect_left(self._opens, line)
        return at < len(self._opens) and self._opens[at] == line

    def row(self, line: int) -> int:
        """Return a line's row; of a hidden line that of the fold it is in."""
        at = bisect_left(self._heads, line)
        if not at:
            return line
        if line <= self._tails[at - 1]:
            line = self._heads[at - 1]
            at -= 1
        return line - (self._shift[at - 1] if at else 0)

    def line(self, row: int) -> int:
        """Return the line that stands on a row."""
        low, high = 0, len(self._heads)
        while low < high:
            middle = (low + high) // 2
            above = self._shift[middle - 1] if middle else 0
            if self._heads[middle] - above < row:
                low = middle + 1
            else:
                high = middle
        return row + (self._shift[low - 1] if low else 0)

    def fold(self, line: int) -> bool:
        """Fold the container that a line opens; say whether that changed anything."""
        close = self._close(line)
        if close is None or self.folded(line):
            return False
        self._opens.insert(bisect_left(self._opens, line), line)
        at = bisect_left(self._heads, line)
        if at and line <= self._tails[at - 1]:
            return True
        after = bisect_right(self._heads, close)
        self._heads[at:after] = array("I", [line])
        self._tails[at:after] = array("I", [close])
        self._count_from(at)
        return True

    def unfold(self, line: int) -> bool:
        """Unfold the container that a line opens; say whether that changed anything."""
        if not self.folded(line):
            return False
        self._opens.pop(bisect_left(self._opens, line))
        at = bisect_left(self._heads, line)
        if at == len(self._heads) or self._heads[at] != line:
            return True
        inside = self._outermost(line, self._tails[at])
        self._heads[at : at + 1] = inside
        self._tails[at : at + 1] = array("I", map(self._last, inside))
        self._count_from(at)
        return True

    def reveal(self, line: int) -> bool:
        """Unfold whatever hides a line; say whether anything did."""
        changed = False
        while at := bisect_left(self._heads, line):
            if line > self._tails[at - 1]:
                break
            changed = self.unfold(self._heads[at - 1])
        return changed

    def _outermost(self, first: int, last: int) -> "array[int]":
        """Return the folded containers after a line, up to another, that are in no other one."""
        found = array("I")
        at = bisect_right(self._opens, first)
        while at < len(self._opens) and self._opens[at] < last:
            found.append(self._opens[at])
            at = bisect_right(self._opens, self._last(self._opens[at]))
        return found

    def _last(self, line: int) -> int:
        close = self._close(line)
        return line if close is None else close

    def _count_from(self, at: int) -> None:
        """Count the hidden lines anew, from one of the folds on."""
        sizes = map(sub, self._tails[at:], self._heads[at:])
        before = self._shift[at - 1] if at else 0
        del self._shift[at:]
        counted = accumulate(sizes, initial=before)
        next(counted)
        self._shift.extend(array("I", counted))
