"""Who comes first, of ten keys or of ten thousand: a queue in which places change."""

from collections.abc import Hashable, Iterator
from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

# What no longer holds is cleared away once there is so much more of it than of what does.
_SLACK = 64


class Agenda(Generic[Key]):
    """At most one place for each key, such as a moment; the first is found at once."""

    def __init__(self) -> None:
        self._places: dict[Key, float] = {}
        # The number keeps keys, which have no order, from being compared.
        self._heap: list[tuple[float, int, Key]] = []
        self._number = 0

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Key]:
        return iter(tuple(self._places))

    def put(self, key: Key, place: float | None) -> None:
        """Give a key its place, or none."""
        if place is None:
            self._places.pop(key, None)
        elif self._places.get(key) != place:
            self._places[key] = place
            self._number += 1
            heappush(self._heap, (place, self._number, key))
        if len(self._heap) > 2 * len(self._places) + _SLACK:
            self._heap = [entry for entry in self._heap if self._holds(entry)]
            heapify(self._heap)

    def first(self) -> float | None:
        """Return the lowest place that is taken."""
        while self._heap and not self._holds(self._heap[0]):
            heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def pop(self) -> Key:
        """Take out the key with the lowest place; IndexError where there is none."""
        self.first()
        key = heappop(self._heap)[2]
        del self._places[key]
        return key

    def take(self, until: float) -> list[Key]:
        """Take out the keys with a place up to `until`, the lowest first."""
        taken: list[Key] = []
        while (place := self.first()) is not None and place <= until:
            taken.append(self.pop())
        return taken

    def _holds(self, entry: tuple[float, int, Key]) -> bool:
        return self._places.get(entry[2]) == entry[0]
