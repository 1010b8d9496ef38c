"""Handing out tokens: the deadline, stale and unusable ones, waiting, single flight."""

import asyncio
import gc

import pytest

from indeed_tui.indeed.errors import NetworkError, RefusedError
from indeed_tui.session.snapshots import KeyState, Step, Why
from tests.manual_clock import ManualClock, settle
from tests.session.bench import APP, Bench, down, employer, refused


async def test_the_deadline_counts_from_the_moment_of_sending(bench: Bench) -> None:
    bench.endpoint.latency = 20
    sent, wall = bench.clock.elapsed(), bench.clock.wall()
    token = await bench.token()
    assert (token.sent, token.sent_wall) == (sent, wall)
    assert token.deadline == sent + 3600
    assert token.latency == 20


async def test_a_fresh_token_is_served_without_a_request(bench: Bench) -> None:
    first = await bench.token()
    await bench.age(APP, 2600)
    assert await bench.keeper.token(APP) is first
    await settle()
    assert bench.endpoint.count() == 1


async def test_a_stale_token_is_served_while_it_is_refreshed(bench: Bench) -> None:
    first = await bench.token()
    await bench.age(APP, 2700)
    assert await bench.keeper.token(APP) is first
    assert bench.keeper.snapshot(APP).requesting
    assert await bench.keeper.token(APP) is first
    await bench.run(1)
    second = await bench.keeper.token(APP)
    assert second.grant.access_token != first.grant.access_token
    assert bench.endpoint.count() == 2
    assert bench.keeper.snapshot(APP).life[-1].why is Why.DUE


async def test_who_needs_a_token_waits_while_the_old_one_is_unusable(bench: Bench) -> None:
    first = await bench.token()
    await bench.age(APP, 3590)
    asking = asyncio.ensure_future(bench.keeper.token(APP))
    await settle()
    assert not asking.done()
    await bench.run(1)
    assert asking.result().deadline > first.deadline


async def test_waiting_has_a_limit_and_the_flight_goes_on(bench: Bench) -> None:
    bench.endpoint.latency = 40
    asking = asyncio.ensure_future(bench.keeper.token(APP))
    await bench.run(29)
    assert not asking.done()
    await bench.run(1)
    with pytest.raises(NetworkError) as caught:
        asking.result()
    assert caught.value.problem.code == "token.late"
    await bench.run(10)
    assert bench.keeper.snapshot(APP).state(bench.clock.elapsed()) is KeyState.FRESH
    assert bench.endpoint.count() == 1


async def test_fifty_callers_at_once_are_one_request(bench: Bench) -> None:
    asking = asyncio.gather(*(bench.keeper.token(APP) for _ in range(50)))
    await bench.run(1)
    assert len({token.grant.access_token for token in asking.result()}) == 1
    assert bench.endpoint.count() == 1


async def test_fifty_callers_of_a_refused_key_are_one_request(bench: Bench) -> None:
    bench.endpoint.broken[APP] = refused()
    asking = asyncio.gather(*(bench.keeper.token(APP) for _ in range(50)), return_exceptions=True)
    await bench.run(1)
    assert all(isinstance(answer, RefusedError) for answer in asking.result())
    assert bench.endpoint.count() == 1


async def test_each_key_has_a_flight_of_its_own(bench: Bench) -> None:
    asking = asyncio.gather(bench.keeper.token(APP), bench.keeper.token(employer(1)))
    await bench.run(1)
    app, other = asking.result()
    assert (app.key, other.key) == (APP, employer(1))
    assert bench.endpoint.count() == bench.endpoint.most_running == 2
    assert [snapshot.key for snapshot in bench.keeper.snapshots()] == [APP, employer(1)]


async def test_a_cancelled_waiter_does_not_cancel_the_flight(bench: Bench) -> None:
    asking = [asyncio.ensure_future(bench.keeper.token(APP)) for _ in range(2)]
    await settle()
    asking[0].cancel()
    await settle()
    assert asking[0].cancelled()
    await bench.run(1)
    assert asking[1].result().key == APP
    assert bench.endpoint.count() == 1


async def test_a_refresh_by_hand_joins_the_flight_under_way(bench: Bench) -> None:
    asking = asyncio.gather(bench.keeper.token(APP), bench.keeper.refresh(APP))
    await bench.run(1)
    asking.result()
    assert bench.endpoint.count() == 1


async def test_a_refresh_by_hand_replaces_a_fresh_token(bench: Bench) -> None:
    first = await bench.token()
    await bench.run(1)
    assert (await bench.refresh()).sent > first.sent
    assert bench.keeper.snapshot(APP).life[-1].why is Why.MANUAL


async def test_a_caller_during_a_back_off_waits_for_its_end(bench: Bench) -> None:
    bench.endpoint.script.append(down(retry_after=20))
    with pytest.raises(NetworkError):
        await bench.token()
    asking = asyncio.ensure_future(bench.keeper.token(APP))
    await bench.run(19)
    assert bench.endpoint.count() == 1
    await bench.run(2)
    assert asking.result().key == APP
    assert bench.endpoint.count() == 2


async def test_a_caller_does_not_wait_for_a_back_off_longer_than_its_limit(bench: Bench) -> None:
    bench.endpoint.script.append(down(retry_after=300))
    for _ in range(2):
        with pytest.raises(NetworkError) as caught:
            await bench.token()
        assert caught.value.problem.code == "http.503"
    assert bench.endpoint.count() == 1


async def test_a_caller_in_a_back_off_takes_the_token_that_came_by_hand(bench: Bench) -> None:
    bench.roll = 0.99
    bench.endpoint.script.extend([down()] * 5)
    for _ in range(5):
        with pytest.raises(NetworkError):
            await bench.refresh()
    assert (bench.keeper.snapshot(APP).next_try or 0) - bench.clock.elapsed() > 14
    asking = asyncio.ensure_future(bench.keeper.token(APP))
    await settle()
    by_hand = asyncio.ensure_future(bench.keeper.refresh(APP))
    await bench.run(2)
    assert asking.done()
    assert asking.result() is by_hand.result()


async def test_a_caller_is_told_when_its_key_is_forgotten(bench: Bench) -> None:
    asking = asyncio.ensure_future(bench.keeper.token(APP))
    await settle()
    told = len(bench.published)
    bench.keeper.forget(lambda key: key == APP)
    await settle()
    with pytest.raises(NetworkError) as caught:
        asking.result()
    assert caught.value.problem.code == "cancelled"
    assert bench.endpoint.running == 0
    assert bench.keeper.snapshots() == ()
    assert len(bench.published) == told


async def test_a_key_forgotten_before_its_request_left_frees_its_place(bench: Bench) -> None:
    for _ in range(4):
        # The keeper's background launches flights, and they end before their first step.
        bench.keeper.keep([employer(number) for number in range(4)])
        await asyncio.sleep(0)
        bench.keeper.forget(lambda key: True)
    bench.keeper.keep([APP])
    await bench.run(60)
    assert bench.endpoint.count(APP) == 1


async def test_the_life_of_a_key_is_told(bench: Bench) -> None:
    bench.endpoint.script.append(down())
    with pytest.raises(NetworkError):
        await bench.token()
    await bench.run(2)
    await bench.token()
    snapshot = bench.keeper.snapshot(APP)
    steps = [event.step for event in snapshot.life]
    assert steps == [Step.REQUESTED, Step.FAILED, Step.REQUESTED, Step.OBTAINED]
    assert snapshot.requests == 2
    assert snapshot.last_latency == 0.25
    assert snapshot == bench.published[-1]


async def test_only_the_last_events_are_kept(bench: Bench) -> None:
    for _ in range(10):
        await bench.refresh()
    snapshot = bench.keeper.snapshot(APP)
    assert (len(snapshot.life), snapshot.requests) == (12, 10)


async def test_a_fault_of_our_own_is_told_and_not_launched_again_and_again(bench: Bench) -> None:
    faults: list[BaseException] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _loop, context: faults.append(context["exception"])
    )
    bench.endpoint.script.append(ZeroDivisionError("ours"))
    bench.keeper.keep([APP])
    await bench.run(300)
    assert bench.endpoint.count() == 1
    assert [type(fault) for fault in faults] == [ZeroDivisionError]
    assert (await bench.token()).key == APP


async def test_a_failure_in_the_background_is_no_fault_of_ours(bench: Bench) -> None:
    faults: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: faults.append(context))
    bench.endpoint.broken[APP] = down()
    bench.keeper.keep([APP])
    await bench.run(60)
    gc.collect()
    assert bench.endpoint.count() > 1
    assert faults == []


async def test_a_fault_in_the_background_is_told(bench: Bench) -> None:
    faults: list[BaseException] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _loop, context: faults.append(context["exception"])
    )

    def broken() -> float:
        raise ZeroDivisionError("ours")

    bench.draw = broken
    bench.keeper.keep([employer(number) for number in range(10)])
    await settle()
    assert [type(fault) for fault in faults] == [ZeroDivisionError]


async def test_nothing_is_requested_any_more_once_it_is_closed(
    bench: Bench, clock: ManualClock
) -> None:
    token = await bench.token()
    await bench.age(APP, 3000)
    await bench.keeper.close()
    assert await bench.keeper.token(APP) is token
    with pytest.raises(NetworkError):
        await bench.keeper.refresh(APP)
    bench.keeper.keep([employer(1)])
    await bench.run(60)
    assert bench.endpoint.count() == 1
    assert clock.sleepers == 0
