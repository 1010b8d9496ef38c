"""What `doctor` says of token, scopes, employers and clocks, by the session's own way."""

import asyncio
import json
from dataclasses import replace

import pytest

from indeed_tui.cli.checks.account import Heard, account_checks, ask, clock_checks
from indeed_tui.cli.checks.check import Check, State
from indeed_tui.cli.exits import Exit
from indeed_tui.indeed.employer_list import EmployerList
from indeed_tui.indeed.models import Credentials, Token, TokenKey
from indeed_tui.simulator import Simulator, parse_fault
from indeed_tui.store.profiles import Profile
from tests.conftest import MakeWorld
from tests.manual_clock import ManualClock
from tests.session.world import World, profile_and_secret

PROFILE, SECRET = profile_and_secret()


async def asked(world: World, *, appinfo: bool = True) -> Heard:
    """Ask over a world's session; what it publishes is heard."""
    heard = Heard()
    asking = asyncio.ensure_future(ask(world.session, PROFILE, heard, appinfo=appinfo))
    await world.settle()
    await asking
    for event in world.events:
        heard.note(event)
    return heard


def told(heard: Heard, clock: ManualClock) -> dict[str, Check]:
    return {check.name: check for check in account_checks(heard, clock.now())}


async def test_a_token_that_was_asked_for_is_told_as_new(world: World) -> None:
    found = told(await asked(world), world.clock)
    assert found["token"].seen.startswith("newly requested in ")
    assert found["token"].seen.endswith(" left")
    assert found["scopes"].seen == "all granted: employer_access"
    assert found["appinfo"].seen == "3 employers"


async def test_a_refusal_keeps_its_title_hint_and_status(make_world: MakeWorld) -> None:
    world = make_world(profiles=[profile_and_secret(secret="wrong")])
    found = told(await asked(world), world.clock)
    assert (found["token"].state, found["token"].exit) == (State.FAIL, Exit.REFUSED)
    assert "credentials" in found["token"].seen
    assert "profile demo" in found["token"].todo
    assert {found["scopes"].state, found["appinfo"].state} == {State.SKIP}
    assert world.simulator.count() == 1


async def test_a_server_in_trouble_is_status_3(world: World) -> None:
    world.simulator.faults = [parse_fault("on=token,status=503")]
    found = told(await asked(world), world.clock)
    assert (found["token"].state, found["token"].exit) == (State.FAIL, Exit.TRY_AGAIN)


async def test_appinfo_that_fails_leaves_the_token(world: World) -> None:
    world.simulator.faults = [parse_fault("on=appinfo,status=403,body=no,times=9")]
    found = told(await asked(world), world.clock)
    assert found["token"].state is State.OK
    assert (found["appinfo"].state, found["appinfo"].exit) == (State.FAIL, Exit.REFUSED)


async def test_where_appinfo_cant_be_reached_it_isnt_asked(world: World) -> None:
    found = told(await asked(world, appinfo=False), world.clock)
    assert (found["appinfo"].state, world.simulator.count("appinfo")) == (State.SKIP, 0)
    assert "host" in found["appinfo"].seen


async def test_a_token_without_employer_access_lists_nobody(world: World) -> None:
    world.simulator.faults = [parse_fault("on=token,scope=email")]
    found = told(await asked(world), world.clock)
    assert found["scopes"].state is State.WARN
    assert "missing: employer_access" in found["scopes"].seen
    assert (found["appinfo"].state, world.simulator.count("appinfo")) == (State.SKIP, 0)


@pytest.mark.parametrize(("count", "seen"), [(0, "no employers"), (1, "1 employer")])
async def test_no_employers_at_all_is_a_warning_with_the_advice(
    make_world: MakeWorld, clock: ManualClock, count: int, seen: str
) -> None:
    world = make_world(simulator=Simulator(count, clock=clock.wall))
    check = told(await asked(world), clock)["appinfo"]
    assert check.seen == seen
    assert (check.state is State.WARN) is (count == 0)
    assert ("e-mail" in check.todo) is (count == 0)


async def test_entries_that_cant_be_used_are_counted(world: World) -> None:
    body = '{"employers": [{"name": "x"}, {"id": "1", "name": "y"}]}'
    fault = {"on": "appinfo", "status": 200, "content_type": "application/json"}
    world.simulator.faults = [parse_fault(json.dumps({**fault, "body": body}))]
    found = told(await asked(world), world.clock)
    assert found["appinfo"].seen == "1 employer; 1 without a usable id"


class Slow:
    """A session that hangs at one of its steps."""

    def __init__(self, world: World, at: str) -> None:
        self._session, self._at = world.session, at

    async def enter(self, profile: Profile) -> Credentials:
        return await self._session.enter(profile)

    async def token(self, key: TokenKey) -> Token:
        if self._at == "token":
            await asyncio.Event().wait()
        return await self._session.token(key)

    async def employers(self, credentials: Credentials) -> EmployerList:
        await asyncio.Event().wait()
        raise AssertionError


@pytest.mark.parametrize("at", ["token", "appinfo"])
async def test_what_takes_too_long_is_given_up(world: World, at: str) -> None:
    heard = Heard()
    await ask(Slow(world, at), PROFILE, heard, appinfo=True, limit=0.2)
    found = told(heard, world.clock)
    assert heard.late
    assert (found[at].state, found[at].exit) == (State.FAIL, Exit.TRY_AGAIN)
    assert (found["token"].state is State.OK) is (at == "appinfo")


# Clocks.


def clocks(heard: Heard | None, *, boottime: bool = True) -> dict[str, Check]:
    return {check.name: check for check in clock_checks(heard, boottime=boottime)}


@pytest.mark.parametrize(
    ("ahead", "state", "seen"),
    [
        (0.0, State.OK, "this machine and the server agree"),
        (25.0, State.OK, "this machine is 2"),
        (3600.0, State.WARN, "this machine is 3"),
        (-3600.0, State.WARN, "this machine is 3"),
    ],
)
async def test_the_clock_is_compared_with_the_servers(
    make_world: MakeWorld, clock: ManualClock, ahead: float, state: State, seen: str
) -> None:
    world = make_world(simulator=Simulator(clock=lambda: clock.wall() - ahead))
    check = clocks(await asked(world))["skew"]
    assert check.state is state
    assert check.seen.startswith(seen)
    if abs(ahead) > 2:
        assert ("ahead of the server" in check.seen) is (ahead > 0)


async def test_the_last_answer_with_a_date_counts(world: World) -> None:
    heard = await asked(world)
    first, last = heard.exchanges
    mixed = Heard([replace(first, skew=-100.0), replace(last, skew=None)])
    assert "100 s ahead" in clocks(mixed)["skew"].seen


def test_without_an_answer_nothing_is_compared() -> None:
    assert clocks(None)["skew"].state is State.SKIP
    assert clocks(Heard())["skew"].state is State.SKIP


def test_a_system_without_boottime_is_a_warning() -> None:
    assert clocks(None)["suspend"].state is State.OK
    assert clocks(None, boottime=False)["suspend"].state is State.WARN
