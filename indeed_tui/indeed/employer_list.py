"""The employers of an app, as a value: appinfo reads them, everybody else shows them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import eq
from typing import overload

from indeed_tui.indeed.models import Employer


class Employers(Sequence[Employer]):
    """Employers in order, kept as two columns; one is put together when it is asked for.

    A hundred thousand take half the time and memory of as many tuples. Equal to any sequence of
    the same employers.
    """

    __slots__ = ("ids", "names")

    def __init__(self, ids: Sequence[str] = (), names: Sequence[str] = ()) -> None:
        self.ids, self.names = ids, names

    @classmethod
    def of(cls, employers: Iterable[Employer]) -> "Employers":
        """Return employers as columns."""
        if isinstance(employers, Employers):
            return employers
        listed = tuple(employers)
        return cls([each.id for each in listed], [each.name for each in listed])

    @overload
    def __getitem__(self, place: int) -> Employer: ...

    @overload
    def __getitem__(self, place: slice) -> "Employers": ...

    def __getitem__(self, place: "int | slice") -> "Employer | Employers":
        if isinstance(place, slice):
            return Employers(self.ids[place], self.names[place])
        return Employer(self.ids[place], self.names[place])

    def __len__(self) -> int:
        return len(self.ids)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield id and name of each."""
        return zip(self.ids, self.names, strict=True)

    def __iter__(self) -> Iterator[Employer]:
        return map(Employer, self.ids, self.names)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Sequence) or len(self) != len(other):
            return False
        return all(map(eq, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Employers({list(self.ids)!r}, {list(self.names)!r})"


@dataclass(frozen=True, slots=True)
class EmployerList:
    """The employers in the order Indeed gave them, each id once.

    `skipped` counts entries that couldn't be used (no id), `repeated` ids that came again;
    `names` finds an employer's name by its id.
    """

    employers: Sequence[Employer] = ()
    skipped: int = 0
    repeated: int = 0
    names: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
