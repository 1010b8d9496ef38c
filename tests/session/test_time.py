"""Time does what it likes: clocks that jump, lives of any length, an Indeed that fails."""

import asyncio
import math
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indeed_tui.indeed.errors import IndeedError, NetworkError
from indeed_tui.indeed.models import TokenKey
from indeed_tui.session import policy
from tests.manual_clock import ManualClock
from tests.session.bench import APP, Bench, down, employer

KEYS = [employer(number) for number in range(20)]
HOUR = 3600.0
Jump = Literal["wall", "elapsed", "both"]


class JumpingClock(ManualClock):
    """A clock that jumps while everyone sleeps on, as long as before."""

    def jump(self, which: Jump, seconds: float) -> None:
        """Let one clock or both jump."""
        if which != "elapsed":
            self.step_wall(seconds)
        if which != "wall":
            with self._lock:
                self._elapsed += seconds


async def kept_bench(clock: JumpingClock) -> Bench:
    """Return a keeper of twenty keys with their tokens, some minutes old."""
    bench = Bench(clock)
    bench.draw = Random(5).random
    bench.endpoint.latency = 0.05
    bench.keeper.keep(KEYS)
    await bench.run(300)
    assert all(bench.endpoint.count(key) == 1 for key in KEYS)
    bench.endpoint.asked.clear()
    return bench


@pytest.mark.parametrize("jump", ["elapsed", "both"])
@pytest.mark.parametrize("nap", [0.0, 7.0, 20.0])
async def test_after_a_suspend_all_that_is_due_is_asked_for_within_30_s_but_not_at_once(
    jump: Jump, nap: float
) -> None:
    clock = JumpingClock()
    bench = await kept_bench(clock)
    await bench.run(nap)
    clock.jump(jump, HOUR)
    woken = clock.elapsed()
    await bench.run(60)
    moments = sorted(asked.at - woken for asked in bench.endpoint.asked)
    assert {asked.key for asked in bench.endpoint.asked} == set(KEYS)
    assert len(moments) == len(KEYS)
    assert moments[-1] <= 30
    busiest = max(sum(at <= other < at + 1 for other in moments) for at in moments)
    assert busiest <= 2 * len(KEYS) / 5 + 4
    await bench.close()


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
async def test_a_jump_of_the_wall_alone_makes_nothing_due_nor_late(ahead: float) -> None:
    clock = JumpingClock()
    bench = await kept_bench(clock)
    due = {key: bench.keeper.snapshot(key).token for key in KEYS}
    clock.jump("wall", ahead)
    await bench.run(60)
    assert bench.endpoint.asked == []
    await bench.run(HOUR - 400)
    for key, token in due.items():
        assert token is not None
        assert bench.endpoint.moments(key)[0] == pytest.approx(token.refresh_at, abs=5)
    await bench.close()


@pytest.mark.parametrize("by_hand", [False, True], ids=["call", "by hand"])
async def test_a_token_that_died_on_its_way_is_given_to_nobody(by_hand: bool) -> None:
    clock = JumpingClock()
    bench = Bench(clock)
    bench.endpoint.latency, bench.endpoint.lifetime = 1, 8
    ask = bench.keeper.refresh if by_hand else bench.keeper.token
    asking = asyncio.ensure_future(ask(APP))
    await bench.run(0.5)
    clock.jump("both", 20)
    await bench.run(0.6)
    assert not asking.done()
    await bench.run(2)
    assert policy.usable(asking.result(), clock.elapsed())
    assert bench.endpoint.count() == 2
    await bench.close()


async def test_an_indeed_slower_than_its_tokens_live_gives_nobody_a_dead_one() -> None:
    bench = Bench(JumpingClock(), max_wait=10)
    bench.endpoint.latency, bench.endpoint.lifetime = 2, 1
    asking = asyncio.ensure_future(bench.keeper.token(APP))
    await bench.run(11)
    with pytest.raises(NetworkError) as caught:
        asking.result()
    assert caught.value.problem.code == "token.late"
    # One after the other, never a storm.
    assert bench.endpoint.count() <= 6
    await bench.close()


@dataclass(frozen=True, slots=True)
class Life:
    """What happens to one key: how long its tokens live, how Indeed and the clocks behave."""

    lifetime: float
    latency: float
    failing: float
    retry_after: float | None
    jumps: tuple[tuple[Jump, float, float], ...]
    seed: int


@dataclass(frozen=True, slots=True)
class Lived:
    """What was seen of it: requests, answers, what callers were given; elapsed seconds."""

    asked: list[float]
    obtained: list[float]
    failed: list[float]
    left_to_callers: list[float]
    longest_sleep: float


lifetimes = st.floats(0, math.log(86_400)).map(math.exp)
kinds: tuple[Jump, ...] = ("wall", "elapsed", "both")
jumps = st.lists(
    st.tuples(
        st.sampled_from(kinds),
        st.floats(0, 3),
        st.floats(0, 1.5),
        st.sampled_from([1, -1]),
    ),
    max_size=3,
)


@st.composite
def lives(draw: st.DrawFn, *, troubled: bool) -> Life:
    """Draw a life; one without trouble has neither failures nor clock steps."""
    lifetime = draw(lifetimes)
    stepped = draw(jumps) if troubled else []
    return Life(
        lifetime,
        draw(st.floats(0, min(2.0, lifetime / 4))),
        draw(st.floats(0, 0.9)) if troubled else 0.0,
        draw(st.none() | st.floats(0, lifetime)) if troubled else None,
        # Only the wall clock can be set back.
        tuple(
            (which, at * lifetime, size * lifetime * (sign if which == "wall" else 1))
            for which, at, size, sign in sorted(stepped, key=lambda step: step[1])
        ),
        draw(st.integers(0, 2**16)),
    )


async def live(life: Life) -> Lived:
    """Keep one key alive for three lifetimes, with callers all along."""
    clock, chance = JumpingClock(), Random(life.seed)
    bench = Bench(clock)
    bench.draw = chance.random
    bench.endpoint.lifetime, bench.endpoint.latency = life.lifetime, life.latency
    failed: list[float] = []

    def failing(key: TokenKey) -> IndeedError | None:
        if chance.random() >= life.failing:
            return None
        failed.append(clock.elapsed())
        return down(life.retry_after)

    left: list[float] = []

    async def call() -> None:
        with suppress(IndeedError):
            left.append((await bench.keeper.token(APP)).deadline - clock.elapsed())

    bench.endpoint.failing = failing
    bench.keeper.keep([APP])
    calls, steps, passed = [], list(life.jumps), 0.0
    while passed < 3 * life.lifetime:
        calls.append(asyncio.ensure_future(call()))
        step = life.lifetime / 7
        await bench.run(step)
        passed += step
        while steps and steps[0][1] <= passed:
            which, _, size = steps.pop(0)
            clock.jump(which, size)
    await bench.close()
    for each in calls:
        each.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    tokens = {each.token.sent for each in bench.published if each.token is not None}
    assert len(tokens) == bench.endpoint.answered[APP]
    return Lived(
        bench.endpoint.moments(APP), sorted(tokens), failed, left, bench.clock.longest_sleep
    )


@settings(max_examples=60, deadline=None)
@given(lives(troubled=True))
def test_whatever_happens_the_rules_of_time_hold(life: Life) -> None:
    lived = asyncio.run(live(life))
    for moment in lived.obtained:
        within = [other for other in lived.obtained if moment <= other < moment + life.lifetime]
        assert len(within) <= 2
    assert all(left > 0 for left in lived.left_to_callers)
    for failure in lived.failed:
        # Requests that left after it; the one that failed left before.
        later = [asked for asked in lived.asked if asked > failure]
        floor = min(life.retry_after or 0.0, 3600.0)
        assert all(asked >= failure + floor - 1e-6 for asked in later)
    assert lived.longest_sleep <= 30


@settings(max_examples=40, deadline=None)
@given(lives(troubled=False))
def test_without_trouble_it_is_refreshed_at_70_to_80_percent_of_its_life(life: Life) -> None:
    lived = asyncio.run(live(life))
    # The last may still be under way.
    assert lived.obtained == lived.asked[: len(lived.obtained)]
    assert 3 <= len(lived.obtained) >= len(lived.asked) - 1
    for before, after in pairwise(lived.asked):
        assert 0.7 * life.lifetime - 1e-6 <= after - before <= 0.8 * life.lifetime + 1e-6
    # The first caller comes before the first token; nobody went without.
    assert len(lived.left_to_callers) >= 20
