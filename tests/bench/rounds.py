"""Interleaved rounds: A B C, A B C, ... so that a slow minute hits all alike."""

import math
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.program import NotSeenError
from tests.bench.scenario import Figures, Line, Scenario, Setting
from tests.bench.served import Served


@dataclass(frozen=True, slots=True)
class Summary:
    """A median of rounds, with the least and the most; `number` rounds."""

    median: float
    least: float
    most: float
    number: int


@dataclass
class Results:
    """What the rounds gave: figures by scenario and round number, and what went wrong."""

    figures: dict[str, dict[int, Figures]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    def samples(self, figure: str, share: float = 0.5) -> Mapping[int, float]:
        """Return a figure's percentile of each round; `figure` is `scenario.name`."""
        scenario, _, name = figure.rpartition(".")
        return {
            number: percentile(figures[name], share)
            for number, figures in self.figures.get(scenario, {}).items()
            if figures.get(name)
        }

    def summary(self, figure: str, share: float = 0.5) -> Summary | None:
        """Return a figure over all rounds; None where there is none."""
        return summed(list(self.samples(figure, share).values()))

    def of(self, line: Line) -> Summary | None:
        """Return what a line of acceptance is about: a figure, or a ratio paired in rounds."""
        own = self.samples(line.figure, line.share)
        if line.over is None:
            return summed(list(own.values()))
        other = self.samples(line.over, line.share)
        return summed([own[each] / other[each] for each in own if other.get(each)])


def percentile(values: Sequence[float], share: float) -> float:
    """Return a percentile of samples, between the two nearest of them."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low, high = math.floor(place), math.ceil(place)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def summed(values: Sequence[float]) -> Summary | None:
    """Return median, least and most; None for no values."""
    if not values:
        return None
    return Summary(statistics.median(values), min(values), max(values), len(values))


def measure(
    scenarios: Sequence[Scenario],
    rounds: int,
    *,
    quick: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Results:
    """Run every scenario once a round, after a short round that warms up and isn't counted.

    A scenario that fails is told in `errors`; the others go on.
    """
    results = Results()
    with Served() as served:
        for number in range(rounds + 1):
            for scenario in scenarios:
                if number > (scenario.at_most or rounds):
                    continue
                say(f"{f'round {number} of {rounds}' if number else 'warm-up'}: {scenario.name}")
                with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                    setting = Setting(Path(folder), served, quick or not number)
                    _once(scenario, setting, number, results)
    return results


def _once(scenario: Scenario, setting: Setting, number: int, results: Results) -> None:
    try:
        figures = scenario.run(setting)
    except (NotSeenError, OSError, subprocess.SubprocessError) as error:
        results.errors.setdefault(scenario.name, []).append(f"round {number}: {error}")
        return
    if number:
        results.figures.setdefault(scenario.name, {})[number] = figures
