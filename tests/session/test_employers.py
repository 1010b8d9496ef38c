"""Employers: listing them, acting as one, pinning, refreshing by hand."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from indeed_tui.session import events
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.session.snapshots import KeyState
from indeed_tui.simulator.faults import Fault
from indeed_tui.store.files import StoreError
from tests.conftest import MakeWorld
from tests.session.world import DHARMA, ROBOTICS, UMBRELLA, World, profile_and_secret, two_profiles


def state(world: World, employer: str | None = None) -> KeyState:
    """Return the one word for the token of an employer, or of the app."""
    return world.snapshot(employer).state(world.clock.elapsed())


async def test_a_list_that_failed_for_want_of_a_token_comes_by_itself(world: World) -> None:
    world.simulator.faults = [Fault(on="token", status=503, times=3)]
    await world.open()
    assert world.employers.problem is not None
    assert world.employers.problem.code == "http.503"
    assert world.simulator.count("appinfo") == 0
    await world.run(30)
    listed = world.employers
    assert (listed.problem, len(listed.found.employers)) == (None, 3)
    assert world.simulator.count("appinfo") == 1


async def test_a_list_that_appinfo_refuses_is_not_asked_for_again_and_again(world: World) -> None:
    world.simulator.faults = [Fault(on="appinfo", status=403)]
    await world.open()
    await world.run(2400)
    assert world.simulator.count("appinfo") == 1
    assert world.employers.problem is not None
    assert world.employers.problem.code == "http.403"


async def test_a_failed_list_is_asked_for_once_when_the_token_is_renewed(world: World) -> None:
    world.simulator.faults = [Fault(on="appinfo", status=500)]
    await world.open()
    await world.session.act_as(DHARMA)
    assert world.simulator.count("appinfo") == 1
    await world.session.refresh()
    await world.settle()
    assert world.simulator.count("appinfo") == 2
    world.simulator.faults = []
    await world.session.refresh()
    await world.settle()
    assert world.employers.problem is None
    assert world.simulator.count("appinfo") == 3
    await world.session.refresh()
    await world.settle()
    assert world.simulator.count("appinfo") == 3


async def test_a_failed_list_is_asked_for_once_although_the_token_changes_twice(
    world: World,
) -> None:
    world.simulator.faults = [Fault(on="appinfo", status=500, times=1)]
    await world.open()
    token = world.snapshot().token
    assert token is not None
    await asyncio.gather(world.session.keeper.adopt(token), world.session.keeper.adopt(token))
    await world.settle()
    assert world.simulator.count("appinfo") == 2


async def test_a_failed_reload_keeps_the_list(world: World) -> None:
    await world.open()
    listed = world.employers
    world.simulator.faults = [Fault(on="appinfo", status=500)]
    await world.session.list_employers()
    assert world.employers.found == listed.found
    assert world.employers.listed_at == listed.listed_at
    assert world.employers.problem is not None
    assert not world.employers.loading


async def test_a_late_list_of_a_former_profile_does_not_keep_the_next_from_recovering(
    make_world: MakeWorld,
) -> None:
    world = make_world(profiles=two_profiles())
    world.simulator.faults = [Fault(on="appinfo", status=500, times=1)]
    await world.open("one")
    world.simulator.faults = [Fault(on="appinfo", times=1, delay_ms=25_000)]
    await world.session.refresh()
    await world.settle()
    world.simulator.faults = [Fault(on="token", status=503, times=1)]
    await world.session.use("two")
    await world.run(10)
    assert world.employers.profile == "two"
    assert world.employers.problem is None


async def test_a_reload_shows_that_it_is_under_way(world: World) -> None:
    await world.open()
    world.simulator.faults = [Fault(on="appinfo", delay_ms=1000)]
    listing = asyncio.ensure_future(world.session.list_employers())
    await world.settle()
    assert world.employers.loading
    assert len(world.employers.found.employers) == 3
    await world.run(1)
    listing.result()
    assert not world.employers.loading


async def test_acting_as_an_employer_gets_its_token_and_keeps_it_alive(world: World) -> None:
    await world.open()
    await world.session.act_as(DHARMA)
    assert world.acting.employer == DHARMA
    assert state(world, DHARMA) is KeyState.FRESH
    assert world.token_requests(DHARMA) == 1
    await world.run(2 * 3600)
    assert world.token_requests(DHARMA) == 3
    assert state(world) is KeyState.FRESH


async def test_acting_as_another_lets_the_former_go(world: World) -> None:
    await world.open()
    await world.session.act_as(DHARMA)
    await world.session.act_as(UMBRELLA)
    assert not world.snapshot(DHARMA).kept
    assert world.snapshot(UMBRELLA).kept
    await world.run(2 * 3600)
    assert world.token_requests(DHARMA) == 1
    await world.session.act_as(None)
    assert world.acting.employer is None
    assert not world.snapshot(UMBRELLA).kept
    assert world.snapshot().kept


async def test_acting_as_an_employer_again_ends_its_rest(world: World) -> None:
    world.simulator.faults = [Fault(on="token", employer=DHARMA, error="invalid_scope")]
    await world.open()
    await world.session.act_as(DHARMA)
    assert state(world, DHARMA) is KeyState.REFUSED
    await world.run(3600)
    assert world.token_requests(DHARMA) == 1
    world.simulator.faults = []
    await world.session.act_as(DHARMA)
    assert state(world, DHARMA) is KeyState.FRESH


async def test_a_pinned_employer_is_kept_alive_and_remembered(world: World) -> None:
    await world.open()
    await world.session.pin(ROBOTICS)
    await world.run(10)
    assert world.acting.pinned == world.accounts.pins("demo") == {ROBOTICS}
    assert state(world, ROBOTICS) is KeyState.FRESH
    await world.session.use("demo")
    assert world.acting.pinned == {ROBOTICS}
    await world.session.pin(ROBOTICS)
    assert world.acting.pinned == world.accounts.pins("demo") == frozenset()
    assert not world.snapshot(ROBOTICS).kept


async def test_pins_are_written_in_the_order_of_the_keypresses(world: World) -> None:
    await world.open()
    world.threads.hold()
    pinning = [asyncio.ensure_future(world.session.pin(each)) for each in (DHARMA, UMBRELLA)]
    await world.settle()
    assert world.acting.pinned == {DHARMA, UMBRELLA}
    # The first thread is the slow one.
    world.threads.release(newest_first=True)
    await world.settle()
    assert all(each.done() for each in pinning)
    assert world.accounts.pins("demo") == {DHARMA, UMBRELLA}


async def test_pins_that_can_not_be_written_are_a_notice(make_world: MakeWorld) -> None:
    class Full(MemoryAccounts):
        def save_pins(self, profile: str, pins: frozenset[str]) -> None:
            raise StoreError("Full", "Free some space.", code="disk.full")

    world = await make_world(accounts=Full([profile_and_secret()])).open()
    await world.session.pin(DHARMA)
    assert world.last(events.Noticed).problem.code == "disk.full"
    assert world.acting.pinned == {DHARMA}


async def test_pins_of_a_locked_profile_are_not_lost(world: World) -> None:
    await world.open()
    await world.session.pin(DHARMA)
    world.threads.hold()
    using = asyncio.ensure_future(world.session.use("demo"))
    await world.settle()
    await world.session.pin(UMBRELLA)
    world.threads.release()
    await world.settle()
    using.result()
    assert world.acting.pinned == world.accounts.pins("demo") == {DHARMA}


async def test_refreshing_by_hand_gets_a_new_token(world: World) -> None:
    await world.open()
    await world.run(10)
    old = world.snapshot().token
    await world.session.refresh()
    assert world.snapshot().token != old
    await world.session.refresh(DHARMA)
    assert state(world, DHARMA) is KeyState.FRESH


async def test_a_failed_refresh_by_hand_is_a_notice(world: World) -> None:
    await world.open()
    world.simulator.faults = [Fault(on="token", status=429, retry_after=90, times=1)]
    await world.session.refresh()
    problem = world.last(events.Noticed).problem
    assert (problem.code, problem.retry_after) == ("http.429", 90)
    assert state(world) is KeyState.FAILING


async def test_refreshing_without_a_profile_does_nothing(make_world: MakeWorld) -> None:
    world = await make_world(profiles=[]).open()
    await world.session.refresh()
    await world.session.list_employers()
    await world.session.pin(DHARMA)
    assert len(world.events) == 1


def closing(closed: list[bool]) -> Callable[[], Awaitable[None]]:
    """Return an `aclose` that notes that it was called."""

    async def aclose() -> None:
        closed.append(True)

    return aclose


async def test_closing_ends_everything(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.simulator.faults = [Fault(on="appinfo", status=500, times=1)]
    await world.open()
    world.simulator.faults = [Fault(on="appinfo", delay_ms=10_000)]
    await world.session.refresh()
    await world.settle()
    assert world.employers.loading
    closed: list[bool] = []
    monkeypatch.setattr(world.transport, "aclose", closing(closed))
    await world.session.close()
    await world.settle()
    assert closed == [True]
    assert world.clock.sleepers == 0
    assert world.history[-1].problem is not None
    assert world.history[-1].problem.code == "cancelled"


async def test_a_pin_of_another_dashboard_is_kept(world: World) -> None:
    await world.open()
    world.accounts.save_pins("demo", frozenset({UMBRELLA}))
    await world.session.pin(DHARMA)
    assert world.accounts.pins("demo") == {DHARMA, UMBRELLA}
    await world.session.pin(DHARMA)
    assert world.accounts.pins("demo") == {UMBRELLA}
