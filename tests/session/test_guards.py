"""What a session lets leave: read-only profiles, confirmations, unlocking, counting."""

import asyncio
import json

import pytest

from indeed_tui.indeed.departure import Departure
from indeed_tui.indeed.effect import READ_ONLY, UNCONFIRMED, GuardError, Permit
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import MASK, Credentials, Exchange, HttpRequest, Secret, TokenKey
from indeed_tui.simulator.faults import Fault
from indeed_tui.store.ledger import Tally
from indeed_tui.store.profiles import Profile
from tests.conftest import MakeWorld
from tests.session.world import DHARMA, World

API = "https://apis.indeed.com"
JSON = (("Content-Type", "application/json"),)
AGREED = Permit(writes=True, billable=True)
CAMPAIGNS = HttpRequest("GET", f"{API}/ads/v1/campaigns")
QUOTA = HttpRequest("GET", f"{API}/ads/v1/apiquotausage")
USERINFO = HttpRequest("GET", "https://secure.indeed.com/v2/api/userinfo")


def graphql(query: str) -> HttpRequest:
    return HttpRequest("POST", f"{API}/graphql", JSON, json.dumps({"query": query}).encode())


QUERY, MUTATION = graphql("{ __typename }"), graphql("mutation { __typename }")
CREATION = HttpRequest("POST", f"{API}/ads/v1/campaigns", JSON, b"{}")


async def key_of(world: World, name: str, *, read_only: bool | None = None) -> TokenKey:
    """Enter a profile of the simulator's app; returns the key of its app token."""
    profile = Profile.create(name, "demo-client", read_only=read_only)
    entering = asyncio.ensure_future(world.session.enter(profile))
    await world.settle()
    return entering.result().key()


async def call(
    world: World, request: HttpRequest, key: TokenKey, agreed: Permit | None = None
) -> Exchange:
    permits = [] if agreed is None else [agreed]
    calling = asyncio.ensure_future(world.session.call(request, key, *permits))
    await world.settle()
    return calling.result()


async def refused(
    world: World, request: HttpRequest, key: TokenKey, agreed: Permit | None = None
) -> str:
    """The code of the refusal; nothing may have left then, no token request either."""
    before = world.simulator.count(), len(world.events), dict(world.ledger.calls)
    with pytest.raises(GuardError) as caught:
        await call(world, request, key, agreed)
    assert (world.simulator.count(), len(world.events), world.ledger.calls) == before
    return caught.value.problem.code


@pytest.fixture
async def world(make_world: MakeWorld) -> World:
    """A session with two profiles of one app, of which the production one is read-only."""
    secret = Secret("demo-secret")
    names = ("demo", "demo-prod")
    return make_world(profiles=[(Profile.create(name, "demo-client"), secret) for name in names])


@pytest.mark.parametrize("request_", [MUTATION, CREATION], ids=["mutation", "campaign"])
@pytest.mark.parametrize("claimed", [True, False])
async def test_a_read_only_profile_asks_for_no_token_for_what_writes(
    world: World, request_: HttpRequest, claimed: bool
) -> None:
    key = await key_of(world, "demo-prod")
    agreed = Permit(read_only=claimed, writes=True, billable=True)
    assert await refused(world, request_, key, agreed) == READ_ONLY
    assert await refused(world, request_, key) == READ_ONLY
    assert world.simulator.count() == 0


async def test_what_nobody_agreed_to_asks_for_no_token(world: World) -> None:
    key = await key_of(world, "demo")
    assert await refused(world, MUTATION, key) == UNCONFIRMED
    assert await refused(world, MUTATION, key, Permit(billable=True)) == UNCONFIRMED
    assert await refused(world, CAMPAIGNS, key) == UNCONFIRMED
    assert await refused(world, CREATION, key, Permit(writes=True)) == UNCONFIRMED
    assert world.simulator.count() == 0
    for request in (MUTATION, CREATION, CAMPAIGNS):
        assert (await call(world, request, key, AGREED)).status is not None


async def test_a_read_only_profile_reads_and_lists_its_employers(world: World) -> None:
    await world.open("demo-prod")
    assert len(world.employers.found.employers) == 3
    for request in (QUERY, QUOTA, USERINFO):
        assert (await call(world, request, world.key())).status is not None
    assert (await call(world, CAMPAIGNS, world.key(), AGREED)).status is not None
    assert await refused(world, MUTATION, world.key(), AGREED) == READ_ONLY


async def test_unlocking_lets_that_profile_write_until_it_is_locked_again(
    make_world: MakeWorld,
) -> None:
    names = ("one-prod", "two-prod")
    secret = Secret("demo-secret")
    world = make_world(profiles=[(Profile.create(name, "demo-client"), secret) for name in names])
    one, two = await key_of(world, "one-prod"), await key_of(world, "two-prod")
    world.session.unlock("one-prod")
    assert await refused(world, MUTATION, two, AGREED) == READ_ONLY
    assert await refused(world, MUTATION, one) == UNCONFIRMED
    assert (await call(world, MUTATION, one, AGREED)).status is not None
    world.session.unlock("one-prod", unlocked=False)
    assert await refused(world, MUTATION, one, AGREED) == READ_ONLY
    world.session.unlock("one-prod", unlocked=False)


async def test_another_profile_of_a_removed_ones_name_is_locked(world: World) -> None:
    await world.open("demo-prod")
    world.session.unlock("demo-prod")
    again = Profile.create("demo-prod", "demo-client")
    await world.session.save_profile(again, None, "demo-prod")
    await world.settle()
    assert (await call(world, MUTATION, world.key(), AGREED)).status is not None
    await world.session.remove_profile("demo-prod")
    await world.session.save_profile(again, Secret("demo-secret"))
    await world.settle()
    assert await refused(world, MUTATION, world.key(), AGREED) == READ_ONLY


async def test_a_profile_made_read_only_writes_no_longer(world: World) -> None:
    await world.open("demo")
    assert (await call(world, MUTATION, world.key(), AGREED)).status is not None
    closed = Profile.create("demo", "demo-client", read_only=True)
    await world.session.save_profile(closed, None, "demo")
    await world.settle()
    assert await refused(world, MUTATION, world.key(), AGREED) == READ_ONLY


async def test_a_profile_locked_while_its_token_comes_writes_nothing(world: World) -> None:
    key = await key_of(world, "demo-prod")
    world.session.unlock("demo-prod")
    world.simulator.faults = [Fault(on="token", delay_ms=1000)]
    calling = asyncio.ensure_future(world.session.call(MUTATION, key, AGREED))
    await world.settle()
    world.session.unlock("demo-prod", unlocked=False)
    await world.run(1)
    with pytest.raises(GuardError):
        calling.result()
    assert world.simulator.count() == world.simulator.count("token") == 1
    assert world.ledger.calls == {}


async def test_a_profile_locked_before_the_second_try_writes_once(world: World) -> None:
    key = await key_of(world, "demo-prod")
    world.session.unlock("demo-prod")
    await call(world, USERINFO, key)
    world.simulator.revoke()
    world.simulator.clear_requests()
    world.simulator.faults = [Fault(on="token", delay_ms=1000)]
    calling = asyncio.ensure_future(world.session.call(MUTATION, key, AGREED))
    await world.settle()
    world.session.unlock("demo-prod", unlocked=False)
    await world.run(1)
    with pytest.raises(GuardError):
        calling.result()
    assert world.simulator.count("token") == 1
    assert world.simulator.count() == 2, "the refused call and the token"


async def test_a_second_try_has_the_same_permit_and_counts_again(world: World) -> None:
    key = await key_of(world, "demo")
    await call(world, USERINFO, key)
    world.simulator.revoke()
    assert (await call(world, CAMPAIGNS, key, AGREED)).status != 401
    assert world.ledger.tally("demo") == Tally(calls=3, billable=2)
    calls = list(world.ledger.calls.values())
    assert [(status == 401) for _, status in calls] == [False, True, False]
    assert calls[1][0] == Departure("demo", None, "GET", "/ads/v1/campaigns", True)


async def test_tokens_arent_counted_and_appinfo_is(world: World) -> None:
    await world.open("demo-prod")
    await world.session.act_as(DHARMA)
    await world.settle()
    assert world.simulator.count("token") == 2
    (only,) = world.ledger.calls.values()
    assert only == (Departure("demo-prod", None, "GET", "/v2/api/appinfo", False), 200)


async def test_a_call_of_credentials_that_are_gone_asks_for_nothing(world: World) -> None:
    key = Credentials("demo", "another-client", Secret("demo-secret")).key()
    for request in (QUERY, MUTATION):
        with pytest.raises(ConfigError) as caught:
            await call(world, request, key, AGREED)
        assert caught.value.problem.code == "gone"
    assert world.simulator.count() == 0


async def test_a_preview_needs_no_permit_and_sends_nothing(world: World) -> None:
    await key_of(world, "demo-prod")
    asking = asyncio.ensure_future(world.session.preview(MUTATION))
    await world.settle()
    url, headers = asking.result()
    assert url == f"{API}/graphql"
    assert ("Authorization", f"Bearer {MASK}") in headers
    assert (world.simulator.count(), world.events, world.ledger.calls) == (0, [], {})
