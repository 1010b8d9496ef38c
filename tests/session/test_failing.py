"""Failures: the old token stays, back-off, Retry-After, refusals, narrower scopes."""

import asyncio
from itertools import pairwise

import pytest

from indeed_tui.indeed.errors import IndeedError, NetworkError, RefusedError
from indeed_tui.indeed.models import Secret
from indeed_tui.session.snapshots import KeyState, Step, TokenSnapshot, Why
from tests.manual_clock import settle
from tests.session.bench import APP, Bench, down, employer, refused


def app(bench: Bench) -> TokenSnapshot:
    """Return what the keeper tells of the app's key."""
    return bench.keeper.snapshot(APP)


async def kept(bench: Bench) -> None:
    """Keep the app's token alive, and get the first one."""
    bench.keeper.keep([APP])
    await bench.run(1)
    assert bench.endpoint.count() == 1


async def test_a_failed_refresh_keeps_the_old_token_to_its_real_end(bench: Bench) -> None:
    await kept(bench)
    bench.endpoint.broken[APP] = down()
    old = app(bench).token
    assert old is not None
    await bench.age(APP, 2800)
    failing = app(bench)
    assert failing.token is old
    assert failing.state(bench.clock.elapsed()) is KeyState.FAILING
    assert failing.problem == down().problem
    assert failing.failures > 1
    assert failing.next_try is not None
    assert await bench.keeper.token(APP) is old
    await bench.age(APP, 3589)
    assert await bench.keeper.token(APP) is old
    await bench.age(APP, 3601)
    assert app(bench).state(bench.clock.elapsed()) is KeyState.EXPIRED
    assert app(bench).left(bench.clock.elapsed()) == 0


async def test_after_a_failure_it_recovers_by_itself(bench: Bench) -> None:
    await kept(bench)
    bench.endpoint.script.extend([down()] * 3)
    await bench.age(APP, 2900)
    snapshot = app(bench)
    assert (snapshot.problem, snapshot.failures, snapshot.next_try) == (None, 0, None)
    assert snapshot.state(bench.clock.elapsed()) is KeyState.FRESH
    assert bench.endpoint.count() == 5
    whys = [event.why for event in snapshot.life if event.step is Step.REQUESTED]
    assert whys == [Why.START, Why.DUE, *[Why.RETRY] * 3]


async def test_tries_are_spaced_by_the_back_off(bench: Bench) -> None:
    bench.roll, bench.endpoint.latency = 0.999999, 0
    bench.endpoint.broken[APP] = down()
    bench.keeper.keep([APP])
    await bench.run(2400)
    moments = bench.endpoint.moments(APP)
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert gaps[:7] == pytest.approx([1, 2, 4, 8, 16, 32, 60], rel=0.01)
    assert gaps[7:9] == pytest.approx([60] * 2, rel=0.01)
    assert gaps[9:] == pytest.approx([300] * len(gaps[9:]), rel=0.01)
    assert len(gaps) > 11


async def test_full_jitter_may_try_again_at_once_without_storming(bench: Bench) -> None:
    bench.roll = 0.0
    bench.endpoint.broken[APP] = down()
    bench.keeper.keep([APP])
    await bench.run(10)
    assert bench.endpoint.most_running == 1
    assert bench.endpoint.count() <= 10 / bench.endpoint.latency + 1


@pytest.mark.parametrize(("asked", "waited"), [(120, 120), (86_400, 3600)])
async def test_retry_after_is_a_floor_of_at_most_an_hour(
    bench: Bench, asked: float, waited: float
) -> None:
    bench.endpoint.script.append(down(retry_after=asked))
    bench.keeper.keep([APP])
    await bench.run(waited)
    assert bench.endpoint.count() == 1
    await bench.run(1)
    assert bench.endpoint.count() == 2


async def test_a_refresh_by_hand_does_not_break_retry_after(bench: Bench) -> None:
    bench.endpoint.script.append(down(retry_after=120))
    bench.keeper.keep([APP])
    await bench.run(60)
    with pytest.raises(NetworkError) as caught:
        await bench.keeper.refresh(APP)
    assert caught.value.problem.retry_after == 120
    assert bench.endpoint.count() == 1


async def test_a_refresh_by_hand_ends_a_back_off(bench: Bench) -> None:
    bench.roll = 0.99
    bench.endpoint.script.extend([down()] * 6)
    bench.keeper.keep([APP])
    await bench.run(33)
    assert (app(bench).next_try or 0) - bench.clock.elapsed() > 20
    assert (await bench.refresh()).key == APP
    assert app(bench).failures == 0


async def test_a_failed_refresh_by_hand_of_a_fresh_token_is_tried_again_when_told(
    bench: Bench,
) -> None:
    await kept(bench)
    bench.endpoint.script.append(down())
    with pytest.raises(NetworkError):
        await bench.refresh()
    next_try = app(bench).next_try
    assert next_try is not None
    await bench.run(5)
    assert bench.endpoint.moments(APP)[2:] == [pytest.approx(next_try)]
    assert app(bench).problem is None


@pytest.mark.parametrize(
    "code", ["invalid_client", "invalid_scope", "unauthorized_client", "http.404"]
)
async def test_a_refusal_is_exactly_one_request_and_then_rest(bench: Bench, code: str) -> None:
    bench.endpoint.broken[APP] = refused(code)
    bench.keeper.keep([APP])
    await bench.run(7200)
    assert bench.endpoint.count() == 1
    assert app(bench).resting
    assert app(bench).state(bench.clock.elapsed()) is KeyState.REFUSED
    for _ in range(3):
        with pytest.raises(RefusedError) as caught:
            await bench.keeper.token(APP)
        assert caught.value.problem.code == code
    bench.keeper.keep([])
    bench.keeper.keep([APP])
    await bench.run(7200)
    assert bench.endpoint.count() == 1


async def test_a_refused_key_rests_until_the_user_acts(bench: Bench) -> None:
    bench.endpoint.broken[APP] = refused()
    bench.keeper.keep([APP])
    await bench.run(60)
    with pytest.raises(RefusedError):
        await bench.refresh()
    assert bench.endpoint.count() == 2
    del bench.endpoint.broken[APP]
    again = asyncio.ensure_future(bench.keeper.refresh(APP))
    await settle()
    assert app(bench).state(bench.clock.elapsed()) is KeyState.REQUESTING
    await bench.run(60)
    assert again.done()
    assert bench.endpoint.count() == 3
    assert not app(bench).resting


async def test_a_refused_key_is_told_apart_from_one_with_other_credentials(bench: Bench) -> None:
    bench.endpoint.broken[APP] = refused()
    with pytest.raises(RefusedError):
        await bench.token()
    other = type(APP)(APP.profile, "f" * 16, None, APP.scopes)
    assert (await bench.token(other)).key == other


async def test_a_refused_refresh_keeps_the_old_token_and_rests(bench: Bench) -> None:
    await kept(bench)
    old = app(bench).token
    bench.endpoint.broken[APP] = refused()
    await bench.age(APP, 3500)
    assert await bench.keeper.token(APP) is old
    assert app(bench).state(bench.clock.elapsed()) is KeyState.FAILING
    assert bench.endpoint.count() == 2
    await bench.age(APP, 3590)
    with pytest.raises(RefusedError):
        await bench.keeper.token(APP)
    assert bench.endpoint.count() == 2


async def test_an_error_keeps_its_kind_for_those_who_come_later(bench: Bench) -> None:
    bench.endpoint.script.append(down(retry_after=500))
    kinds: list[type[IndeedError]] = []
    for _ in range(2):
        with pytest.raises(IndeedError) as caught:
            await bench.token()
        kinds.append(type(caught.value))
    with pytest.raises(IndeedError) as caught:
        await bench.keeper.refresh(APP)
    assert [*kinds, type(caught.value)] == [NetworkError] * 3


async def test_a_narrower_grant_does_not_replace_a_good_token(bench: Bench) -> None:
    bench.endpoint.granted = ("a", "b")
    await kept(bench)
    old = app(bench).token
    bench.endpoint.granted = ("a",)
    await bench.age(APP, 2800)
    assert await bench.keeper.token(APP) is old
    problem = app(bench).problem
    assert problem is not None
    assert (problem.code, "b is missing" in problem.title) == ("token.narrowed", True)
    await bench.age(APP, 3589)
    assert await bench.keeper.token(APP) is old
    # What Indeed gives now doesn't change by asking again and again.
    assert bench.endpoint.count() == 2
    await bench.age(APP, 3595)
    assert (await bench.keeper.token(APP)).grant.granted == ("a",)
    assert app(bench).problem is None
    assert bench.endpoint.count() == 3


async def test_a_wider_grant_replaces_the_old_token(bench: Bench) -> None:
    await kept(bench)
    bench.endpoint.granted = (*bench.endpoint.granted, "more")
    await bench.age(APP, 2800)
    assert (await bench.keeper.token(APP)).grant.granted == bench.endpoint.granted


async def test_a_narrower_grant_is_better_than_a_rejected_token(bench: Bench) -> None:
    bench.endpoint.granted = ("a", "b")
    token = await bench.token()
    bench.endpoint.granted = ("a",)
    by_hand = asyncio.ensure_future(bench.keeper.refresh(APP))
    await asyncio.sleep(0)
    bench.keeper.reject(token)
    await bench.run(1)
    assert by_hand.result().grant.granted == ("a",)


async def test_a_rejected_token_is_dead_everywhere(bench: Bench) -> None:
    token = await bench.token()
    bench.keeper.reject(token)
    assert app(bench).token is None
    assert bench.cache.tokens == {}
    new = await bench.token()
    bench.keeper.reject(token)
    assert app(bench).token is new
    assert bench.cache.tokens == {APP: new}


async def test_a_refresh_token_is_used_once_and_not_after_a_failure(bench: Bench) -> None:
    bench.endpoint.refresh_token = Secret("again")
    await bench.token()
    bench.endpoint.script.append(down())
    with pytest.raises(NetworkError):
        await bench.refresh()
    await bench.refresh()
    used = [asked.refresh_token for asked in bench.endpoint.asked]
    assert used == [None, Secret("again"), None]


async def test_a_failing_key_says_nothing_of_others(bench: Bench) -> None:
    bench.endpoint.broken[APP] = refused("invalid_scope")
    with pytest.raises(RefusedError):
        await bench.token()
    assert (await bench.token(employer(1))).key == employer(1)


async def test_refused_credentials_are_refused_for_every_key_of_theirs(bench: Bench) -> None:
    bench.endpoint.broken[APP] = refused("invalid_client")
    with pytest.raises(RefusedError):
        await bench.token()
    with pytest.raises(RefusedError):
        await bench.token(employer(1))
    assert bench.endpoint.count() == 1
    del bench.endpoint.broken[APP]
    await bench.refresh()
    assert (await bench.token(employer(1))).key == employer(1)


async def test_credentials_that_gave_a_token_are_not_doubted_for_one_key(bench: Bench) -> None:
    await bench.token(employer(1))
    bench.endpoint.broken[APP] = refused("invalid_client")
    with pytest.raises(RefusedError):
        await bench.token()
    assert (await bench.token(employer(2))).key == employer(2)
