"""The pure rules: margins, jitter, back-off, naps."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indeed_tui.indeed.models import Grant, Secret, Token
from indeed_tui.session import policy
from indeed_tui.session.policy import Freshness
from tests.session.bench import APP

rolls = st.floats(0, 1, exclude_max=True)
lifetimes = st.floats(1, 86_400)
moments = st.floats(-1e9, 1e9)
patient = settings(deadline=timedelta(seconds=5))


def token(lifetime: float = 1000.0, granted: tuple[str, ...] = APP.scopes) -> Token:
    """Return a token sent at 0 that turns stale at 75 % of its life."""
    grant = Grant(Secret("t"), "Bearer", lifetime, False, granted)
    return Token(APP, grant, 0.0, 0.0, 0.75 * lifetime)


@patient
@given(lifetimes, rolls)
def test_a_token_turns_stale_at_70_to_80_percent_of_its_life(lifetime: float, roll: float) -> None:
    assert 0.6999 * lifetime <= policy.refresh_age(lifetime, roll) <= 0.8001 * lifetime


def test_the_whole_range_from_70_to_80_percent_is_used() -> None:
    assert policy.refresh_age(1000, 0.0) == pytest.approx(700)
    assert policy.refresh_age(1000, 0.999999) == pytest.approx(800, abs=0.01)


@pytest.mark.parametrize(("lifetime", "margin"), [(3600, 10), (200, 10), (100, 5), (20, 1)])
def test_the_margin_for_a_new_call_is_10_s_or_5_percent_the_lesser(
    lifetime: float, margin: float
) -> None:
    assert policy.margin(lifetime) == pytest.approx(margin)


@pytest.mark.parametrize(
    ("now", "standing", "usable"),
    [
        (0, Freshness.FRESH, True),
        (749.9, Freshness.FRESH, True),
        (750, Freshness.STALE, True),
        (989.9, Freshness.STALE, True),
        (990, Freshness.STALE, False),
        (999.9, Freshness.STALE, False),
        (1000, Freshness.EXPIRED, False),
    ],
)
def test_fresh_then_stale_then_unusable_then_expired(
    now: float, standing: Freshness, usable: bool
) -> None:
    assert policy.freshness(token(), now) is standing
    assert policy.usable(token(), now) is usable


@patient
@given(lifetimes, moments)
def test_what_is_usable_is_not_expired(lifetime: float, now: float) -> None:
    if policy.usable(token(lifetime), now):
        assert policy.freshness(token(lifetime), now) is not Freshness.EXPIRED


@patient
@given(st.integers(1, 10_000), rolls)
def test_backoff_stays_between_nothing_and_its_cap(failures: int, roll: float) -> None:
    cap = 60 if failures < 10 else 300
    assert 0 <= policy.backoff(failures, roll) <= min(cap, 2.0 ** min(failures - 1, 20))


@pytest.mark.parametrize(("failures", "cap"), [(1, 1), (3, 4), (7, 60), (9, 60), (10, 300)])
def test_backoff_doubles_up_to_60_s_and_to_300_s_from_the_tenth(failures: int, cap: float) -> None:
    assert policy.backoff(failures, 0.999999) == pytest.approx(cap, rel=0.001)


def test_backoff_has_full_jitter() -> None:
    assert policy.backoff(7, 0.0) == 0
    assert policy.backoff(7, 0.5) == pytest.approx(30)


@patient
@given(st.integers(1, 100), rolls, st.floats(0, 1e9))
def test_retry_after_is_a_floor_and_counts_up_to_an_hour(
    failures: int, roll: float, retry_after: float
) -> None:
    delay = policy.backoff(failures, roll, retry_after)
    assert delay >= min(retry_after, 3600)
    assert delay <= max(3600, 300)
    assert delay == max(policy.backoff(failures, roll), min(retry_after, 3600))


@patient
@given(moments, st.lists(moments))
def test_a_nap_is_never_longer_than_30_s_nor_past_the_next_moment(
    now: float, due: list[float]
) -> None:
    nap = policy.nap(now, due)
    assert 0 <= nap <= 30
    assert all(nap <= max(0.0, moment - now) for moment in due)


@patient
@given(rolls)
def test_a_crowd_is_spread_over_a_few_seconds(roll: float) -> None:
    assert 0 <= policy.spread(roll) < 5


def test_a_crowd_is_really_spread() -> None:
    assert policy.spread(0.9) - policy.spread(0.1) == pytest.approx(4)


def test_narrower_means_that_something_granted_before_is_missing() -> None:
    old = token(granted=("a", "b"))
    assert policy.narrower(token(granted=("a",)), old)
    assert policy.narrower(token(granted=("a", "c")), old)
    assert not policy.narrower(token(granted=("b", "a")), old)
    assert not policy.narrower(token(granted=("a", "b", "c")), old)
