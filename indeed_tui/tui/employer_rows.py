"""Which employers a list shows, in which order: pure, quick, and small for 100,000 of them.

Everything is in short steps, so that a thread that works here lets others run.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import merge
from itertools import compress
from typing import overload

from indeed_tui.indeed.models import Employer
from indeed_tui.tui.view import View

# So many are searched or sorted in one step; sorted parts are then merged one by one.
_PART = 4096
# So few lines are kept once they were found: a longer wish is looked for in them at once.
_KEPT = 20_000


class Order(StrEnum):
    """How the employers are sorted."""

    LISTED = "as listed"
    NAME = "by name"
    ID = "by id"
    TOKEN = "by token"  # noqa: S105

    @property
    def following(self) -> "Order":
        """The order that comes next when the user presses the key again."""
        orders = list(Order)
        return orders[(orders.index(self) + 1) % len(orders)]


@dataclass(frozen=True, slots=True)
class Found(Sequence[Employer]):
    """Some employers in some order; holds their numbers, no copy of the list."""

    employers: Sequence[Employer]
    numbers: Sequence[int]

    @overload
    def __getitem__(self, place: int) -> Employer: ...

    @overload
    def __getitem__(self, place: slice) -> "Found": ...

    def __getitem__(self, place: "int | slice") -> "Employer | Found":
        if isinstance(place, slice):
            return Found(self.employers, self.numbers[place])
        return self.employers[self.numbers[place]]

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Employer]:
        return map(self.employers.__getitem__, self.numbers)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the list shall show: every word of `wanted` in name or id, in this order.

    `first` are the ids that the order by token puts first, with their ranks.
    """

    wanted: str = ""
    order: Order = Order.LISTED
    first: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, wanted: str, order: Order, view: View) -> "Wish":
        """Return a wish with what the view says about tokens, as far as the order asks for it."""
        return cls(wanted, order, _ranked(view) if order is Order.TOKEN else ())

    @property
    def plain(self) -> bool:
        """Whether it is the whole list as it is."""
        return not self.wanted.split() and self.order is Order.LISTED


@dataclass(slots=True)
class Searchable:
    """Employers that can be searched and sorted; what that needs is made when it is needed.

    Names and ids stand folded in a few long strings: one for each employer would take twice as
    much memory. `arranged` is for one thread at a time.
    """

    employers: Sequence[Employer]
    _texts: list[str] = field(default_factory=list)
    _sorted: dict[Order, "array[int]"] = field(default_factory=dict)
    _former: tuple[str, Sequence[int]] = ("", ())
    _lines: list[str] | None = None

    def arranged(self, wish: Wish) -> Found:
        """Return what a wish is for."""
        numbers = self._matching(wish.wanted.casefold().strip())
        if wish.order is not Order.LISTED:
            numbers = self._ordered(numbers, wish)
        return Found(self.employers, numbers)

    def prepare(self) -> None:
        """Fold names and ids, so that the first letter needn't wait for it; any thread may."""
        if not self._texts:
            self._texts = list(_folded(self.employers))

    def quick(self, wish: Wish) -> bool:
        """Return whether a wish only makes the last one's few finds fewer: no thread is needed."""
        former, wanted = self._former[0], wish.wanted.casefold().strip()
        narrower = bool(former) and wanted.startswith(former) and self._lines is not None
        return narrower and wish.order is Order.LISTED

    def _matching(self, wanted: str) -> Sequence[int]:
        """Return who matches; a longer wish is looked for among those of the shorter one only."""
        former, among = self._former
        if not wanted:
            among, self._lines = range(len(self.employers)), None
        elif wanted != former:
            words = wanted.split()
            if not former or not wanted.startswith(former):
                among, self._lines = range(len(self.employers)), None
            if self._lines is None:
                among = self._searched(words, among)
            else:
                self._lines, numbers = _narrowed(self._lines, among, words)
                among = array("I", numbers)
        self._former = wanted, among
        return among

    def _searched(self, words: list[str], among: Sequence[int]) -> Sequence[int]:
        self.prepare()
        found, kept = array("I"), list[str]()
        for part, text in enumerate(self._texts):
            first = part * _PART
            low, high = bisect_left(among, first), bisect_left(among, first + _PART)
            if low == high:
                continue
            lines, numbers = text.split("\n"), list(among[low:high])
            if len(numbers) < len(lines):
                lines = [lines[number - first] for number in numbers]
            lines, hits = _narrowed(lines, numbers, words)
            found.extend(hits)
            if len(found) <= _KEPT:
                kept += lines
        self._lines = kept if len(found) <= _KEPT else None
        return found

    def _ordered(self, numbers: Sequence[int], wish: Wish) -> Sequence[int]:
        key = Order.ID if wish.order is Order.ID else Order.NAME
        if key not in self._sorted:
            self._sorted[key] = self._sort(key)
        everyone: Sequence[int] = self._sorted[key]
        if len(numbers) < len(everyone):
            chosen = bytearray(len(everyone))
            for number in numbers:
                chosen[number] = 1
            everyone = array("I", compress(everyone, map(chosen.__getitem__, everyone)))
        if not wish.first:
            return everyone
        ranks, employers = dict(wish.first), self.employers
        first = [number for number in everyone if employers[number].id in ranks]
        rest = [number for number in everyone if employers[number].id not in ranks]
        return array("I", [*sorted(first, key=lambda n: ranks[employers[n].id]), *rest])

    def _sort(self, order: Order) -> "array[int]":
        """Return the numbers of all in order: by name and then id, or by id alone."""
        keys = [
            each.id if order is Order.ID else f"{each.name.casefold()}\0{each.id}"
            for each in self.employers
        ]
        key: Callable[[int], str] = keys.__getitem__
        starts = range(0, len(keys), _PART)
        runs = [sorted(range(start, min(start + _PART, len(keys))), key=key) for start in starts]
        return array("I", merge(*runs, key=key))


def _narrowed(
    lines: list[str], numbers: Sequence[int], words: list[str]
) -> tuple[list[str], Sequence[int]]:
    """Return the lines that have all words, and their numbers."""
    for word in words:
        hits = [word in line for line in lines]
        lines, numbers = list(compress(lines, hits)), list(compress(numbers, hits))
    return lines, numbers


def _folded(employers: Sequence[Employer]) -> Iterator[str]:
    """Yield texts of many lines, one for each employer, as words are looked for in them."""
    for start in range(0, len(employers), _PART):
        rows = (f"{each.name}\0{each.id}" for each in employers[start : start + _PART])
        yield "\n".join(row.replace("\n", " ").casefold() for row in rows)


def located(found: Found, kept: Employer | None, cursor: int, shown: Found | None = None) -> int:
    """Return where the employer under the cursor is found, else the first place.

    Without one the cursor's own place is as good as any. `shown` is what the cursor is in: of
    the same employers, their numbers tell at once.
    """
    if kept is None:
        return max(0, cursor)
    if 0 <= cursor < len(found) and found[cursor].id == kept.id:
        return cursor
    if shown is not None and shown.employers is found.employers and 0 <= cursor < len(shown):
        with suppress(ValueError):
            return found.numbers.index(shown.numbers[cursor])
        return 0
    return next((place for place, each in enumerate(found) if each.id == kept.id), 0)


def _ranked(view: View) -> tuple[tuple[str, int], ...]:
    """Return who comes first: acted as, then pinned, then with a token; all others follow."""
    acting = view.acting
    identity = None if acting.credentials is None else acting.credentials.identity
    ranks = {
        key.employer: 2
        for key, snapshot in view.tokens.items()
        if key.identity == identity
        and key.employer is not None
        and (snapshot.token is not None or snapshot.problem)
    }
    ranks |= dict.fromkeys(acting.pinned, 1)
    if acting.employer is not None:
        ranks[acting.employer] = 0
    return tuple(ranks.items())
