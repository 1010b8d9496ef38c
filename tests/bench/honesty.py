"""The benchmark's own honesty: a build that starts 100 ms late on purpose must be seen.

The delay is the bench's: a `sitecustomize` on PYTHONPATH that sleeps where a variable says so.
The same build measured twice shows how much of a difference is noise.
"""

from collections.abc import Callable
from pathlib import Path
from statistics import fmean

from tests.bench.program import Program
from tests.bench.rounds import Results, Summary, summed
from tests.bench.scenario import Figures, Scenario, Setting
from tests.bench.scenarios import DEMO_READY, KEY_BAR, started
from tests.bench.served import indeed_tui
from tests.terminal.harness import home

DELAY_MS = 100
VARIABLE = "INDEED_TUI_BENCH_DELAY_MS"
_LATE = f"""\
import os, time
time.sleep(float(os.environ.get({VARIABLE!r}, "0")) / 1000)
"""


def delayed(folder: Path, milliseconds: float) -> dict[str, str]:
    """Return the variables that let any Python program start that much later."""
    late = folder / "late"
    late.mkdir()
    (late / "sitecustomize.py").write_text(_LATE)
    return {"PYTHONPATH": str(late), VARIABLE: str(milliseconds)}


def _demo(milliseconds: float) -> Callable[[Setting], Figures]:
    def run(setting: Setting) -> Figures:
        # Both load the sitecustomize: the sleep is the only difference.
        environ = {**home(setting.folder), **delayed(setting.folder, milliseconds)}
        with Program(indeed_tui("--demo"), environ) as program:
            figures = started(program, DEMO_READY, KEY_BAR)
            program.leave("q")
            return figures

    return run


SCENARIOS = (
    Scenario("as-it-is", _demo(0)),
    Scenario("slowed", _demo(DELAY_MS)),
    Scenario("as-it-is-again", _demo(0)),
)


def later(results: Results, name: str, *than: str) -> Summary | None:
    """Return how much later (ms) a scenario was ready than the mean of others, by rounds."""
    own = results.samples(f"{name}.ready_ms")
    others = [results.samples(f"{other}.ready_ms") for other in than]
    return summed(
        [
            own[each] - fmean(other[each] for other in others)
            for each in own
            if all(each in other for other in others)
        ]
    )


def judged(results: Results) -> tuple[bool, str]:
    """Return whether the delay was seen, and the sentence that says so."""
    slow = later(results, "slowed", "as-it-is", "as-it-is-again")
    same = later(results, "as-it-is-again", "as-it-is")
    if slow is None or same is None:
        return False, "Nothing was measured."
    seen = DELAY_MS / 2 < slow.median < DELAY_MS * 2 and abs(same.median) < DELAY_MS / 2
    return seen, (
        f"The build slowed by {DELAY_MS} ms was ready {slow.median:+.0f} ms later "
        f"({slow.least:+.0f} to {slow.most:+.0f}), the same build again {same.median:+.0f} ms "
        f"({same.least:+.0f} to {same.most:+.0f}): the delay was "
        f"{'seen' if seen else 'NOT seen; the machine is too busy, or --rounds too few'}."
    )
