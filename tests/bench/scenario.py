"""The words of the benchmark: a scenario gives figures, a line holds one against a limit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.served import Served

Figures = Mapping[str, list[float]]
"""What one round of a scenario measured: samples by name; the unit is the name's last part.

`_ms` milliseconds, `_b` bytes, `_bps` bytes a second, `_mb` MiB, `_pct` % of a core, `_rate` 1/s.
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where one round of one scenario takes place: an empty folder, and simulators to talk to."""

    folder: Path
    served: Served
    quick: bool = False

    def times(self, full: int, quick: int) -> int:
        """Return how often to do something."""
        return quick if self.quick else full


@dataclass(frozen=True, slots=True)
class Scenario:
    """Something measured once a round; `at_most` rounds where it takes long."""

    name: str
    run: Callable[[Setting], Figures]
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of acceptance: a figure (`scenario.name`) is at most (or at least) `limit`.

    With `over` it is the ratio to another figure, paired within rounds. `share` is the
    percentile of a round's samples, 0.5 for the median.
    """

    text: str
    figure: str
    limit: float
    over: str | None = None
    share: float = 0.5
    least: bool = False

    def met(self, value: float) -> bool:
        """Say whether a value is on the right side."""
        return value >= self.limit if self.least else value <= self.limit
