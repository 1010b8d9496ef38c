"""A simulated day: twenty employers, an Indeed that fails now and then, a laptop lid."""

import asyncio
from collections import defaultdict
from contextlib import suppress
from random import Random

import pytest

from indeed_tui.indeed.errors import IndeedError, NetworkError
from indeed_tui.indeed.models import TokenKey
from tests.session.bench import Bench, down, employer

DAY = 24 * 3600
KEYS = [employer(number) for number in range(20)]


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_day_with_failures(bench: Bench, seed: int) -> None:
    chance = Random(seed)
    bench.draw = chance.random

    def failing(key: TokenKey) -> IndeedError | None:
        return down(chance.choice([None, 5, 90])) if chance.random() < 0.2 else None

    bench.endpoint.failing = failing
    bench.keeper.keep(KEYS)
    await bench.run(60)
    served: list[float] = []

    async def call(key: TokenKey) -> None:
        with suppress(NetworkError):
            token = await bench.keeper.token(key)
            served.append(token.deadline - bench.clock.elapsed())

    calls: list[asyncio.Task[None]] = []
    while bench.clock.elapsed() < 5000 + DAY:
        await bench.run(chance.uniform(1, 400))
        if chance.random() < 0.02:
            bench.clock.suspend(chance.uniform(60, 7200))
        if chance.random() < 0.02:
            bench.clock.step_wall(chance.uniform(-7200, 7200))
        calls.extend(asyncio.ensure_future(call(key)) for key in KEYS)
    await bench.run(31)
    assert all(each.done() for each in calls)
    assert len(served) > 0.99 * len(calls)
    assert min(served) > 10
    _at_most_two_successes_per_lifetime(bench)
    assert bench.clock.longest_sleep <= 30


def _at_most_two_successes_per_lifetime(bench: Bench) -> None:
    obtained: dict[TokenKey, set[float]] = defaultdict(set)
    for snapshot in bench.published:
        if snapshot.token is not None:
            obtained[snapshot.key].add(snapshot.token.sent)
    for key in KEYS:
        assert len(obtained[key]) == bench.endpoint.answered[key]
        assert len(obtained[key]) > 20
        for moment in obtained[key]:
            assert sum(moment <= other < moment + 3600 for other in obtained[key]) <= 2


async def test_a_day_with_short_lived_tokens_does_not_storm(bench: Bench) -> None:
    bench.endpoint.lifetime = 20
    bench.endpoint.latency = 0.1
    bench.keeper.keep(KEYS[:4])
    await bench.run(600)
    for key in KEYS[:4]:
        assert 600 / 20 <= bench.endpoint.count(key) <= 2 * 600 / 20
