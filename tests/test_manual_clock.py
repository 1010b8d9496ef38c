"""The tools of the tests must be right, too."""

import asyncio

import pytest

from tests.manual_clock import ManualClock, settle


async def test_sleepers_wake_when_their_time_has_come(clock: ManualClock) -> None:
    sleeping = asyncio.ensure_future(clock.sleep(10))
    await settle()
    assert clock.next_wake() == 10
    clock.advance(9)
    await settle()
    assert not sleeping.done()
    clock.advance(1)
    await settle()
    assert sleeping.done()
    assert (clock.sleepers, clock.next_wake()) == (0, None)


async def test_a_suspend_wakes_nobody_and_makes_nobody_sleep_less(clock: ManualClock) -> None:
    wall, elapsed = clock.wall(), clock.elapsed()
    sleeping = asyncio.ensure_future(clock.sleep(10))
    await settle()
    clock.suspend(3600)
    clock.advance(9)
    await settle()
    assert not sleeping.done()
    assert (clock.wall() - wall, clock.elapsed() - elapsed) == (3609, 3609)
    clock.advance(1)
    await sleeping


def test_a_wall_step_moves_the_wall_alone(clock: ManualClock) -> None:
    before = clock.now()
    clock.step_wall(-60)
    assert clock.now().wall == before.wall - 60
    assert clock.now().elapsed == before.elapsed


async def test_a_cancelled_sleeper_is_gone(clock: ManualClock) -> None:
    sleeping = asyncio.ensure_future(clock.sleep(10))
    await settle()
    sleeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sleeping
    assert clock.sleepers == 0


async def test_the_clock_may_be_moved_from_another_thread(clock: ManualClock) -> None:
    sleeping = asyncio.ensure_future(clock.sleep(10))
    await settle()
    await asyncio.to_thread(clock.advance, 10)
    await sleeping


async def test_run_wakes_everyone_at_their_own_moment(clock: ManualClock) -> None:
    woken: list[float] = []

    async def ticking() -> None:
        for _ in range(3):
            await clock.sleep(10)
            woken.append(clock.elapsed())

    start = clock.elapsed()
    task = asyncio.ensure_future(ticking())
    await clock.run(35)
    await task
    assert [moment - start for moment in woken] == [10, 20, 30]
    assert clock.elapsed() - start == 35
