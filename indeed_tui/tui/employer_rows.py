"""Which employers a list shows, in which order: pure, quick, and small for 100,000 of them.

Everything is in short steps, so that a thread that works here lets others run.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from heapq import merge
from itertools import compress
from typing import overload

from indeed_tui.indeed.employer_list import Employers
from indeed_tui.indeed.models import Employer
from indeed_tui.precedence import stand_aside
from indeed_tui.tui.view import View

# So many are searched or sorted in one step; sorted parts are then merged one by one.
_PART = 4096
# Among so many a wish is found within 15 ms.
_QUICK = 120_000
AT_ONCE = 2000
"""More than these are searched and sorted by a thread: the screen goes on meanwhile."""


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

    def place_of(self, identifier: str) -> int | None:
        """Return where the employer with an id stands; among 100,000 in a millisecond or two."""
        with suppress(ValueError):
            return self.numbers.index(Employers.of(self.employers).ids.index(identifier))
        return None


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


class Searchable:
    """Employers that can be searched and sorted; what that needs is made when it is needed.

    Names and ids stand folded in a line for each employer, from `prepare` to `forget`: a few
    megabytes for 100,000. `arranged` is for one thread at a time.
    """

    def __init__(self, employers: Iterable[Employer]) -> None:
        self.employers = Employers.of(employers)
        self._lines: list[str] | None = None
        self._sorted: dict[Order, array[int]] = {}
        # What was looked for last, who matched, and their lines.
        self._former: tuple[str, Sequence[int], list[str]] | None = None

    def arranged(self, wish: Wish) -> Found:
        """Return what a wish is for."""
        numbers = self._matching(wish.wanted.casefold().strip())
        if wish.order is not Order.LISTED:
            numbers = self._ordered(numbers, wish)
        return Found(self.employers, numbers)

    def prepare(self) -> list[str]:
        """Fold names and ids, so that the first letter needn't wait for it; any thread may."""
        lines = self._lines
        if lines is None:
            lines = []
            for at in range(0, len(self.employers), _PART):
                stand_aside()
                part = self.employers[at : at + _PART]
                lines += [f"{name}\0{ident}".casefold() for ident, name in part.pairs()]
            self._lines = lines
        return lines

    def forget(self) -> None:
        """Let go of what only a search needs."""
        self._lines = self._former = None

    def quick(self, wish: Wish) -> bool:
        """Return whether a wish is found in less time than a thread's start and a frame take."""
        if self._lines is None or wish.order is not Order.LISTED:
            return False
        return len(self._among(wish.wanted.casefold().strip())[0]) <= _QUICK

    def _matching(self, wanted: str) -> Sequence[int]:
        """Return who matches; a longer wish is looked for among those of the shorter one only."""
        if not wanted:
            self._former = None
            return range(len(self.employers))
        numbers, lines = self._among(wanted)
        if self._former is None or self._former[0] != wanted:
            for word in wanted.split():
                hits = [word in line for line in lines]
                lines, numbers = list(compress(lines, hits)), array("I", compress(numbers, hits))
            self._former = wanted, numbers, lines
        return numbers

    def _among(self, wanted: str) -> tuple[Sequence[int], list[str]]:
        """Return the numbers and lines in which what is wanted has to be looked for."""
        if self._former is not None and wanted.startswith(self._former[0]):
            return self._former[1:]
        return range(len(self.employers)), self.prepare()

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
        ranks, ids = dict(wish.first), self.employers.ids
        first = [number for number in everyone if ids[number] in ranks]
        rest = [number for number in everyone if ids[number] not in ranks]
        return array("I", [*sorted(first, key=lambda n: ranks[ids[n]]), *rest])

    def _sort(self, order: Order) -> "array[int]":
        """Return the numbers of all in order: by name and then id, or by id alone."""
        keys = self.employers.ids
        if order is Order.NAME:
            keys = [f"{name.casefold()}\0{ident}" for ident, name in self.employers.pairs()]
        key: Callable[[int], str] = keys.__getitem__
        starts = range(0, len(keys), _PART)
        runs = []
        for start in starts:
            stand_aside()
            runs.append(sorted(range(start, min(start + _PART, len(keys))), key=key))
        return array("I", merge(*runs, key=key))


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
