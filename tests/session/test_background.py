"""The background: who is kept alive, sleep and suspend, crowds, the end."""

import asyncio
from random import Random

import pytest

from indeed_tui.indeed.errors import NetworkError
from indeed_tui.indeed.models import TokenKey
from indeed_tui.session.lifeline import KeyRecord
from indeed_tui.session.snapshots import Why
from tests.manual_clock import settle
from tests.session.bench import APP, Bench, down, employer, refused


async def test_what_is_kept_gets_its_token_at_once_and_is_refreshed(bench: Bench) -> None:
    bench.keeper.keep([APP, employer(1)])
    await bench.run(4 * 3600)
    for key in (APP, employer(1)):
        # Every 2,700 s: at 75 % of an hour.
        assert bench.endpoint.count(key) == 6
    whys = [event.why for event in bench.keeper.snapshot(APP).life]
    assert whys[:2] == [Why.START] * 2
    assert set(whys[2:]) == {Why.DUE}


async def test_what_is_not_kept_is_refreshed_only_when_asked_for(bench: Bench) -> None:
    bench.keeper.keep([APP])
    await bench.token(employer(1))
    assert bench.keeper.snapshot(APP).kept
    assert not bench.keeper.snapshot(employer(1)).kept
    await bench.run(4 * 3600)
    assert bench.endpoint.count(employer(1)) == 1
    await bench.token(employer(1))
    assert bench.endpoint.count(employer(1)) == 2


async def test_what_is_let_go_is_not_refreshed_any_more(bench: Bench) -> None:
    bench.keeper.keep([APP, employer(1)])
    await bench.run(1)
    bench.keeper.keep([APP])
    assert not bench.published[-1].kept
    await bench.run(4 * 3600)
    assert bench.endpoint.count(employer(1)) == 1
    assert bench.endpoint.count(APP) > 4


async def test_it_never_sleeps_longer_than_30_s(bench: Bench) -> None:
    bench.keeper.keep([APP])
    await bench.run(3 * 3600)
    assert 20 < bench.clock.longest_sleep <= 30


async def test_a_suspend_refreshes_what_is_due_within_30_s_of_waking(bench: Bench) -> None:
    bench.keeper.keep([APP])
    await bench.run(10)
    bench.clock.suspend(3600)
    woken = bench.clock.elapsed()
    await bench.run(30)
    assert bench.endpoint.moments(APP)[1] <= woken + 30
    assert bench.keeper.snapshot(APP).life[-1].why is Why.WOKE


async def test_a_caller_after_a_suspend_is_not_given_the_dead_token(bench: Bench) -> None:
    bench.keeper.keep([APP])
    await bench.run(10)
    bench.clock.suspend(3600)
    asking = asyncio.ensure_future(bench.keeper.token(APP))
    await bench.run(1)
    assert asking.result().deadline > bench.clock.elapsed()
    assert bench.endpoint.count() == 2


async def test_many_keys_after_a_suspend_are_spread_over_a_few_seconds(bench: Bench) -> None:
    bench.draw = Random(1).random
    bench.endpoint.latency = 0.01
    keys = [APP, *(employer(number) for number in range(40))]
    bench.keeper.keep(keys)
    await bench.run(60)
    assert bench.endpoint.count() == 41
    bench.endpoint.asked.clear()
    bench.clock.suspend(3600)
    woken = bench.clock.elapsed()
    await bench.run(40)
    moments = sorted(moment - woken for key in keys for moment in bench.endpoint.moments(key))
    assert len(moments) == 41
    assert moments[-1] <= 30 + 5
    assert moments[-1] - moments[0] > 3
    busiest = max(sum(at <= other < at + 1 for other in moments) for at in moments)
    assert busiest < 25
    # The most wanted one doesn't wait for the crowd.
    assert bench.endpoint.asked[0].key == APP


async def test_a_crowd_that_failed_together_is_spread_again(bench: Bench) -> None:
    bench.draw = Random(1).random
    bench.endpoint.latency = 0.01
    bench.endpoint.failing = lambda key: down(retry_after=600)
    bench.keeper.keep([employer(number) for number in range(40)])
    await bench.run(60)
    assert bench.endpoint.count() == 40
    bench.endpoint.asked.clear()
    bench.clock.suspend(3600)
    await bench.run(40)
    moments = [asked.at for asked in bench.endpoint.asked]
    assert len(moments) == 40
    assert moments[-1] - moments[0] > 3


@pytest.mark.parametrize("step", [-86_400, -3600, 3600, 86_400])
async def test_a_wall_clock_step_alone_changes_nothing(bench: Bench, step: float) -> None:
    bench.keeper.keep([APP])
    await bench.run(10)
    token = await bench.keeper.token(APP)
    bench.clock.step_wall(step)
    await bench.run(2600)
    assert await bench.keeper.token(APP) is token
    assert bench.endpoint.count() == 1
    await bench.run(600)
    assert bench.endpoint.moments(APP)[1] == token.refresh_at


async def test_five_hundred_pinned_keys_are_at_most_four_requests_at_once(bench: Bench) -> None:
    bench.draw = Random(2).random
    keys = [employer(number) for number in range(500)]
    bench.keeper.keep(keys)
    await bench.run(120)
    assert bench.endpoint.most_running == 4
    assert all(bench.endpoint.answered[key] == 1 for key in keys)
    await bench.run(3600)
    assert bench.endpoint.most_running == 4
    assert all(bench.endpoint.answered[key] >= 2 for key in keys)


async def test_a_hanging_employer_does_not_starve_the_others(bench: Bench) -> None:
    bench.draw = Random(3).random
    keys = [employer(number) for number in range(500)]
    bench.endpoint.hanging.add(keys[0])
    bench.keeper.keep(keys)
    await bench.run(120)
    assert all(bench.endpoint.answered[key] == 1 for key in keys[1:])
    assert bench.endpoint.most_running == 4


async def test_failing_employers_do_not_starve_the_others(bench: Bench) -> None:
    bench.draw = Random(4).random
    keys = [employer(number) for number in range(500)]
    bench.endpoint.broken.update(dict.fromkeys(keys[:10], down()))
    bench.endpoint.broken.update(dict.fromkeys(keys[10:20], refused("unauthorized_client")))
    bench.keeper.keep(keys)
    await bench.run(120)
    assert all(bench.endpoint.answered[key] == 1 for key in keys[20:])
    assert all(bench.endpoint.count(key) == 1 for key in keys[10:20])
    assert bench.endpoint.most_running == 4


async def test_close_ends_sleepers_at_once(bench: Bench) -> None:
    bench.endpoint.script.append(down(retry_after=25))
    bench.keeper.keep([APP])
    await bench.run(1)
    assert bench.clock.sleepers == 1
    await bench.keeper.close()
    await settle()
    assert bench.clock.sleepers == 0


async def test_close_lets_a_running_request_end_within_the_grace(bench: Bench) -> None:
    bench.keeper.keep([APP])
    await settle()
    closing = asyncio.ensure_future(bench.keeper.close(grace=60))
    await settle()
    assert not closing.done()
    await bench.run(1)
    closing.result()
    assert bench.cache.tokens[APP] == bench.keeper.snapshot(APP).token


async def test_close_gives_a_hanging_request_up_after_the_grace(bench: Bench) -> None:
    bench.endpoint.hanging.add(APP)
    asking = asyncio.ensure_future(bench.keeper.token(APP))
    await bench.run(1)
    assert bench.endpoint.running == 1
    await bench.keeper.close(grace=0.001)
    assert bench.endpoint.running == 0
    with pytest.raises(NetworkError) as caught:
        asking.result()
    assert caught.value.problem.code == "cancelled"


async def test_a_refresh_looks_at_no_other_kept_key(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise n keys cost n times n."""
    looked: list[TokenKey] = []
    due_at = KeyRecord.due_at

    def counted(record: KeyRecord) -> float:
        looked.append(record.key)
        return due_at(record)

    monkeypatch.setattr(KeyRecord, "due_at", counted)
    keys = [employer(number) for number in range(200)]
    bench.keeper.keep(keys)
    await bench.run(120)
    assert bench.endpoint.count() == len(keys)
    assert len(looked) < 10 * len(keys)
    looked.clear()
    await bench.refresh(keys[7])
    assert set(looked) == {keys[7]}
