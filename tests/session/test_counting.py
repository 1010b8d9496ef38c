"""This month's calls are told as they leave; a read-only profile is unlocked for the session."""

import asyncio

import pytest

from indeed_tui.indeed.effect import GuardError, Permit
from indeed_tui.indeed.models import Endpoints, HttpRequest, Secret
from indeed_tui.session.events import ActingChanged, CallsCounted
from indeed_tui.simulator.faults import Fault
from indeed_tui.store.ledger import Tally
from indeed_tui.store.profiles import Profile
from tests.conftest import MakeWorld
from tests.session.world import DHARMA, World, two_profiles

APPINFO = HttpRequest("GET", Endpoints().appinfo_url)
BILLED = HttpRequest("GET", f"{Endpoints().api_url}/ads/v1/account")
WRITE = HttpRequest("PATCH", f"{Endpoints().api_url}/ads/v1/account/budget", body=b"{}")
AGREED = Permit(writes=True, billable=True)


def counted(world: World) -> Tally:
    return world.last(CallsCounted).tally


async def send(world: World, request: HttpRequest) -> None:
    calling = asyncio.ensure_future(world.session.call(request, world.key(DHARMA), AGREED))
    await world.settle()
    calling.result()


async def test_calls_are_counted_when_a_profile_is_used_and_after_each_call(world: World) -> None:
    await world.open()
    told = world.all(CallsCounted)
    assert told[0] == CallsCounted("demo", Tally(0, 0))
    assert told[-1] == CallsCounted("demo", Tally(1, 0))
    await send(world, APPINFO)
    assert counted(world) == Tally(2, 0)
    await send(world, BILLED)
    assert counted(world) == Tally(3, 1)


async def test_a_failed_call_and_a_cancelled_one_are_counted_too(world: World) -> None:
    await world.open()
    world.simulator.faults = [Fault.from_json({"on": "ads", "status": 503})]
    await send(world, BILLED)
    assert counted(world) == Tally(2, 1)
    world.simulator.faults = [Fault.from_json({"on": "ads", "delay_ms": 9000})]
    calling = asyncio.ensure_future(world.session.call(BILLED, world.key(DHARMA), AGREED))
    await world.settle()
    calling.cancel()
    await world.settle()
    assert calling.cancelled()
    assert counted(world) == Tally(3, 2)
    assert world.history[-1].problem is not None


async def test_a_token_request_is_none_of_these_calls(world: World) -> None:
    await world.open()
    before = len(world.all(CallsCounted))
    refreshing = asyncio.ensure_future(world.session.refresh(None))
    await world.settle()
    assert refreshing.done()
    assert len(world.all(CallsCounted)) == before


async def test_each_profile_has_its_own_count(make_world: MakeWorld) -> None:
    world = await make_world(profiles=two_profiles()).open("one")
    await send(world, BILLED)
    using = asyncio.ensure_future(world.session.use("two"))
    await world.settle()
    assert using.done()
    assert world.last(CallsCounted) == CallsCounted("two", Tally(1, 0))


async def test_a_session_that_has_ended_counts_nothing_more(world: World) -> None:
    await world.open()
    world.simulator.faults = [Fault.from_json({"on": "appinfo", "delay_ms": 9000})]
    calling = asyncio.ensure_future(world.session.call(APPINFO, world.key()))
    await world.settle()
    closing = asyncio.ensure_future(world.session.close(0))
    await world.settle()
    closing.result()
    told = len(world.all(CallsCounted))
    calling.cancel()
    await world.settle()
    assert calling.cancelled()
    assert world.history[-1].problem is not None
    assert len(world.all(CallsCounted)) == told


async def test_a_read_only_profile_writes_once_it_is_unlocked(make_world: MakeWorld) -> None:
    profile = Profile.create("acme-prod", "demo-client")
    world = await make_world(profiles=[(profile, Secret("demo-secret"))]).open()
    assert [event.acting.unlocked for event in world.all(ActingChanged)][-1] is False
    with pytest.raises(GuardError, match="read-only"):
        await world.session.call(WRITE, world.key(DHARMA), AGREED)
    world.session.unlock("acme-prod")
    await send(world, WRITE)
    assert world.simulator.requests[-1].path.endswith("/account/budget")
    # It lasts while another profile is used, and until it is locked.
    using = asyncio.ensure_future(world.session.use("acme-prod"))
    await world.settle()
    assert using.done()
    assert world.acting.unlocked
    world.session.unlock("acme-prod", unlocked=False)
    with pytest.raises(GuardError, match="read-only"):
        await world.session.call(WRITE, world.key(DHARMA), AGREED)


async def test_unlocking_another_profile_changes_nothing_for_this_one(world: World) -> None:
    await world.open()
    told = len(world.all(ActingChanged))
    world.session.unlock("another")
    assert len(world.all(ActingChanged)) == told


async def test_a_removed_profile_comes_back_locked(make_world: MakeWorld) -> None:
    profile = Profile.create("acme-prod", "demo-client")
    world = await make_world(profiles=[(profile, Secret("demo-secret"))]).open()
    world.session.unlock("acme-prod")
    for action in (
        world.session.remove_profile("acme-prod"),
        world.session.save_profile(profile, Secret("demo-secret")),
    ):
        doing = asyncio.ensure_future(action)
        await world.settle()
        doing.result()
    assert world.acting.profile == "acme-prod"
    assert not world.acting.unlocked
