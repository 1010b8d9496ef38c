"""The simulated employers: fixed, distinct, many."""

import re

import pytest

from indeed_tui.simulator import Simulator
from indeed_tui.simulator.data import DEFAULT_EMPLOYERS, named_employers


def test_few_employers_are_those_of_the_documentation() -> None:
    assert named_employers(0) == ()
    assert named_employers(2) == DEFAULT_EMPLOYERS[:2]
    assert Simulator().employers == DEFAULT_EMPLOYERS


def test_more_employers_only_add_to_fewer() -> None:
    assert named_employers(50)[:10] == named_employers(10)
    assert named_employers(10)[:3] == DEFAULT_EMPLOYERS


def test_a_hundred_thousand_employers_are_distinct() -> None:
    employers = named_employers(100_000)
    ids = {employer for employer, _ in employers}
    assert len(ids) == len({name for _, name in employers}) == 100_000
    assert {len(employer) for employer in ids} == {16, 32}
    assert all(re.fullmatch(r"[0-9a-f]+", employer) for employer in ids)


def test_past_the_names_a_number_tells_them_apart() -> None:
    employers = named_employers(120_000)
    assert len({name for _, name in employers}) == 120_000
    assert employers[-1][1].endswith(" 2")


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        named_employers(-1)
