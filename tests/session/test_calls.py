"""API calls through a whole session: 401, 403, skew, foreign addresses, refresh tokens."""

import asyncio

import pytest

from indeed_tui.indeed.errors import ConfigError, IndeedError
from indeed_tui.indeed.models import Credentials, Endpoints, Exchange, HttpRequest, Secret
from indeed_tui.session.caller import Caller
from indeed_tui.simulator.app import Simulator
from indeed_tui.simulator.faults import Fault
from indeed_tui.store.profiles import Profile
from tests.conftest import MakeWorld
from tests.manual_clock import ManualClock
from tests.session.world import DHARMA, UMBRELLA, World

APPINFO = HttpRequest("GET", Endpoints().appinfo_url)


async def call(world: World, employer: str | None = None) -> Exchange:
    """Call appinfo with the token of an employer, or of the app."""
    calling = asyncio.ensure_future(world.session.call(APPINFO, world.key(employer)))
    await world.settle()
    return calling.result()


async def test_a_call_carries_the_token_of_its_key(world: World) -> None:
    await world.open()
    exchange = await call(world, DHARMA)
    assert exchange.status == 200
    assert world.simulator.requests[-1].employer == DHARMA
    assert world.history[-1] == exchange
    assert exchange.key == world.key(DHARMA)


async def test_a_401_gets_one_refresh_and_one_retry(world: World) -> None:
    await world.open()
    world.simulator.revoke()
    world.simulator.clear_requests()
    assert (await call(world)).status == 200
    assert world.simulator.count("appinfo") == 2
    assert world.token_requests() == 1


async def test_a_second_401_is_the_answer(world: World) -> None:
    await world.open()
    world.simulator.faults = [Fault(on="appinfo", status=401)]
    world.simulator.clear_requests()
    assert (await call(world)).status == 401
    assert world.simulator.count("appinfo") == 2
    assert world.token_requests() == 1


async def test_a_401_without_a_new_token_is_the_answer(world: World) -> None:
    await world.open()
    world.simulator.faults = [
        Fault(on="appinfo", status=401),
        Fault(on="token", error="invalid_client"),
    ]
    world.simulator.clear_requests()
    assert (await call(world)).status == 401
    assert world.simulator.count("appinfo") == 1
    assert world.token_requests() == 1
    assert world.snapshot().resting


async def test_many_calls_with_a_dead_token_are_one_refresh(world: World) -> None:
    await world.open()
    world.simulator.revoke()
    world.simulator.clear_requests()
    calling = asyncio.gather(*(world.session.call(APPINFO, world.key()) for _ in range(20)))
    await world.settle()
    assert {exchange.status for exchange in calling.result()} == {200}
    assert world.token_requests() == 1


async def test_a_403_never_refreshes(world: World) -> None:
    await world.open()
    world.simulator.faults = [Fault(on="appinfo", status=403)]
    world.simulator.clear_requests()
    assert (await call(world)).status == 403
    assert world.simulator.count() == 1


async def test_without_a_token_a_call_fails_with_the_reason(world: World) -> None:
    await world.open()
    world.simulator.faults = [Fault(on="token", employer=UMBRELLA, error="invalid_scope")]
    with pytest.raises(IndeedError) as caught:
        await call(world, UMBRELLA)
    assert caught.value.problem.code == "invalid_scope"


async def test_a_token_goes_to_no_other_host(world: World) -> None:
    await world.open()
    with pytest.raises(ConfigError):
        await world.session.call(HttpRequest("GET", "https://example.com/"), world.key())
    assert world.simulator.count() == 2


async def test_two_profiles_of_one_app_keep_to_their_own_hosts(make_world: MakeWorld) -> None:
    secret = Secret("demo-secret")
    elsewhere = Endpoints(api_url="https://example.com")
    world = make_world(
        profiles=[
            (Profile.create("one", "demo-client"), secret),
            (Profile.create("two", "demo-client", endpoints=elsewhere), secret),
        ]
    )
    await world.open("one")
    key = world.key()
    await world.session.use("two")
    assert world.key().identity == key.identity
    with pytest.raises(ConfigError) as caught:
        await world.session.call(HttpRequest("GET", "https://example.com/"), key)
    assert caught.value.problem.code == "url.foreign"
    assert (await world.session.call(APPINFO, key)).status == 200


async def test_the_clock_skew_is_recorded_and_used_for_nothing(make_world: MakeWorld) -> None:
    clock = ManualClock()
    world = make_world(clock=clock, simulator=Simulator(clock=lambda: clock.wall() + 300))
    await world.open()
    assert [exchange.skew for exchange in world.history] == [pytest.approx(300, abs=1)] * 2
    token = world.snapshot().token
    assert token is not None
    assert token.deadline == clock.elapsed() + 3600


async def test_every_request_is_in_the_history(world: World) -> None:
    await world.open()
    await call(world, DHARMA)
    kinds = [str(exchange.kind) for exchange in world.history]
    assert kinds == ["token", "appinfo", "token", "api"]
    assert [exchange.number for exchange in world.history] == [1, 2, 3, 4]


async def refreshing(make_world: MakeWorld, clock: ManualClock) -> World:
    """Return a world whose Indeed gave a refresh token with the first token."""
    world = make_world(simulator=Simulator(clock=clock.wall, refresh_tokens=True))
    return await world.open()


def grants(world: World) -> list[bytes]:
    """Return how each token was asked for."""
    bodies = [exchange.request_body for exchange in world.history if exchange.kind == "token"]
    return [body.split(b"&")[0] for body in bodies]


async def test_a_refresh_token_is_honoured(make_world: MakeWorld, clock: ManualClock) -> None:
    world = await refreshing(make_world, clock)
    await world.run(2900)
    assert grants(world) == [b"grant_type=client_credentials", b"grant_type=refresh_token"]
    assert world.snapshot().problem is None
    assert world.snapshot().requests == 2


async def test_a_refused_refresh_token_falls_back_to_the_credentials(
    make_world: MakeWorld, clock: ManualClock
) -> None:
    world = await refreshing(make_world, clock)
    world.simulator.revoke()
    await world.run(2900)
    assert [grant.split(b"=")[1] for grant in grants(world)] == [
        b"client_credentials",
        b"refresh_token",
        b"client_credentials",
    ]
    assert world.snapshot().problem is None


async def test_refused_credentials_are_not_tried_a_second_way(
    make_world: MakeWorld, clock: ManualClock
) -> None:
    world = await refreshing(make_world, clock)
    world.simulator.client_secret = "rotated"
    await world.run(3600)
    assert len(grants(world)) == 2
    assert world.snapshot().resting


async def test_what_was_learned_can_be_forgotten(world: World) -> None:
    caller = Caller(world._wire(lambda exchange: None), world.clock, lambda: 0.5)
    old, new = (Credentials("demo", "demo-client", Secret(text)) for text in ("old", "new"))
    other = Credentials("other", "demo-client", Secret("old"))
    for credentials in (old, new, other):
        caller.learn(credentials)
    caller.unlearn("demo", new)
    for credentials, code in ((old, "gone"), (new, "invalid_client"), (other, "invalid_client")):
        with pytest.raises(IndeedError) as caught:
            await caller.fetch(credentials.key(), None)
        assert caught.value.problem.code == code
    await caller.aclose()
