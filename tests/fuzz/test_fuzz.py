"""Ten thousand random steps and more: nothing breaks, nothing raw is shown, escape leads back."""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz import choosing
from tests.fuzz.places import Setting
from tests.fuzz.play import play
from tests.fuzz.shrinking import shrunk
from tests.fuzz.steps import Step

STEPS = int(os.environ.get("INDEED_TUI_FUZZ_STEPS", "10000"))
SEED = int(os.environ.get("INDEED_TUI_FUZZ_SEED", "0"))
# As many parts as keep several cores busy, each with runs of its own.
PARTS = 8
A_RUN = 250


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_breaks_and_escape_leads_back(part: int) -> None:
    taken, wanted = 0, -(-STEPS // PARTS)

    # A failing run is made short by our own means: its steps stand for themselves.
    @seed(SEED * PARTS + part)
    @settings(
        max_examples=-(-wanted // A_RUN),
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(choosing.settings(), st.lists(choosing.steps(), min_size=A_RUN, max_size=A_RUN))
    def runs(setting: Setting, steps: list[Step]) -> None:
        nonlocal taken
        played = play(setting, steps)
        taken += len(played.taken)
        if played.found is not None:
            short = shrunk(played)
            raise AssertionError(f"{short.found!r}, after\n{short.told()}") from short.found

    runs()
    assert taken >= wanted
