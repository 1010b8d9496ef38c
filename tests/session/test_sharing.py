"""Sharing tokens with other processes: the cache, its lock, and what to do without a disk."""

import asyncio
from dataclasses import replace

import pytest

from indeed_tui.indeed.errors import NetworkError
from indeed_tui.indeed.models import Token
from indeed_tui.session.snapshots import KeyState, Step, Why
from indeed_tui.session.token_cache import ChosenCache
from tests.manual_clock import settle
from tests.session.bench import APP, Bench, MemoryCache, down, employer, refused


def foreign(bench: Bench, age: float = 0.0) -> Token:
    """Return a token that another process obtained `age` seconds ago."""
    grant = bench.endpoint.grant("foreign")
    now = bench.clock.now()
    return Token(APP, grant, now.elapsed - age, now.wall - age, 2700.0)


async def test_a_cached_token_is_taken_without_a_request(bench: Bench) -> None:
    bench.cache.save(foreign(bench, age=100))
    assert await bench.keeper.token(APP) == foreign(bench, age=100)
    snapshot = bench.keeper.snapshot(APP)
    assert (snapshot.requests, snapshot.life[-1].step) == (0, Step.SHARED)
    assert snapshot.last_latency is None


async def test_a_kept_key_shows_its_cached_token_at_once(bench: Bench) -> None:
    bench.cache.save(foreign(bench, age=100))
    bench.keeper.keep([APP])
    assert bench.published[-1].state(bench.clock.elapsed()) is KeyState.FRESH
    await bench.run(60)
    assert bench.endpoint.count() == 0


async def test_a_cached_token_that_is_unusable_is_no_token(bench: Bench) -> None:
    bench.cache.save(foreign(bench, age=3595))
    assert (await bench.token()).grant.access_token.reveal() == "token-1"


async def test_a_new_token_is_shared(bench: Bench) -> None:
    token = await bench.token()
    assert bench.cache.tokens == {APP: token}


async def test_the_lock_is_held_over_the_request_and_then_freed(bench: Bench) -> None:
    asking = asyncio.ensure_future(bench.keeper.token(APP))
    await settle()
    assert bench.endpoint.running == 1
    assert bench.cache.held == [APP]
    await bench.run(1)
    asking.result()
    assert bench.cache.held == []


async def test_a_failed_request_frees_the_lock(bench: Bench) -> None:
    bench.endpoint.script.append(down())
    with pytest.raises(NetworkError):
        await bench.token()
    assert bench.cache.held == []


async def test_while_another_process_requests_the_token_it_is_waited_for(bench: Bench) -> None:
    bench.cache.taken.add(APP)
    asking = asyncio.ensure_future(bench.keeper.token(APP))
    await bench.run(2)
    assert not asking.done()
    bench.cache.save(foreign(bench))
    bench.cache.taken.clear()
    await bench.run(0.1)
    assert asking.result().grant.access_token.reveal() == "foreign"
    assert bench.endpoint.count() == 0


async def test_a_refresh_by_hand_wants_a_new_token_whatever_is_cached(bench: Bench) -> None:
    bench.cache.save(foreign(bench))
    assert (await bench.refresh()).grant.access_token.reveal() == "token-1"


async def test_a_kept_token_refreshed_elsewhere_is_taken_when_due(bench: Bench) -> None:
    bench.keeper.keep([APP])
    await bench.run(2600)
    bench.cache.save(foreign(bench))
    await bench.run(200)
    assert (await bench.keeper.token(APP)).grant.access_token.reveal() == "foreign"
    assert bench.endpoint.count() == 1


async def test_a_cached_token_that_is_no_fresher_does_not_stop_a_refresh(bench: Bench) -> None:
    bench.keeper.keep([APP])
    await bench.run(1)
    own = bench.keeper.snapshot(APP).token
    assert own is not None
    bench.cache.save(replace(own, refresh_after=own.refresh_after + 60))
    await bench.run(2800)
    assert bench.endpoint.count() == 2


async def test_a_lock_that_stays_taken_is_a_failure_and_is_tried_again(bench: Bench) -> None:
    bench.cache.taken.add(APP)
    bench.keeper.keep([APP])
    await bench.run(46)
    snapshot = bench.keeper.snapshot(APP)
    assert snapshot.problem is not None
    assert snapshot.problem.code == "token.locked"
    bench.cache.taken.clear()
    await bench.run(5)
    assert bench.keeper.snapshot(APP).problem is None
    assert bench.endpoint.count() == 1


async def test_a_token_from_another_process_ends_a_rest(bench: Bench) -> None:
    bench.endpoint.broken[APP] = refused()
    bench.keeper.keep([APP])
    await bench.run(10)
    bench.cache.save(foreign(bench))
    assert (await bench.keeper.token(APP)).grant.access_token.reveal() == "foreign"
    assert bench.keeper.snapshot(APP).state(bench.clock.elapsed()) is KeyState.FRESH


async def test_a_rejected_token_does_not_take_a_newer_one_of_others_with_it(bench: Bench) -> None:
    token = await bench.token()
    bench.cache.save(foreign(bench))
    bench.keeper.reject(token)
    assert (await bench.keeper.token(APP)).grant.access_token.reveal() == "foreign"
    assert bench.endpoint.count() == 1


async def test_an_adopted_token_counts_as_obtained_and_is_shared(bench: Bench) -> None:
    bench.endpoint.broken[APP] = refused()
    bench.keeper.keep([APP])
    await bench.run(1)
    await bench.keeper.adopt(foreign(bench))
    snapshot = bench.published[-1]
    assert snapshot.state(bench.clock.elapsed()) is KeyState.FRESH
    assert (snapshot.life[-1].step, snapshot.life[-1].why) == (Step.OBTAINED, Why.MANUAL)
    assert bench.cache.tokens == {APP: foreign(bench)}
    await bench.run(600)
    assert bench.endpoint.count() == 1


async def test_forgotten_keys_leave_memory_and_cache(bench: Bench) -> None:
    await bench.token()
    bench.keeper.keep([employer(1)])
    await bench.run(1)
    never_asked = replace(foreign(bench), key=employer(2))
    bench.cache.save(never_asked)
    bench.keeper.forget(lambda key: key.employer is not None)
    assert [snapshot.key for snapshot in bench.keeper.snapshots()] == [APP]
    assert list(bench.cache.tokens) == [APP]
    await bench.run(3600)
    assert bench.endpoint.count(employer(1)) == 1


def test_a_profile_without_cache_keeps_nothing_but_may_forget(bench: Bench) -> None:
    disk = MemoryCache()
    chosen = ChosenCache(disk, lambda key: key.employer is None)
    app, other = foreign(bench), replace(foreign(bench), key=employer(1))
    chosen.save(app)
    chosen.save(other)
    assert (chosen.load(APP), chosen.load(employer(1))) == (app, None)
    disk.taken.update((APP, employer(1)))
    assert chosen.try_lock(APP) is None
    assert chosen.try_lock(employer(1)) is not None
    disk.save(other)
    chosen.forget(employer(1))
    assert list(disk.tokens) == [APP]
    chosen.forget_all(lambda key: True)
    assert disk.tokens == {}
