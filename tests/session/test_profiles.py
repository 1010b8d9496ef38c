"""A session's profiles: opening, using, switching, testing, saving, removing."""

import asyncio

import pytest

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import Secret
from indeed_tui.session import events
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.simulator.faults import Fault
from indeed_tui.store.profiles import NotFoundError, Profile, ProfileBook
from tests.conftest import MakeWorld
from tests.session.world import DHARMA, UMBRELLA, World, profile_and_secret, two_profiles

GOOD = Secret("demo-secret")


class BrokenAccounts(MemoryAccounts):
    """Profiles in a file that can't be read."""

    def load(self) -> ProfileBook:
        raise ConfigError("profiles.toml is broken", "Mend line 3.", code="toml")


async def test_without_profiles_nothing_is_sent(make_world: MakeWorld) -> None:
    world = await make_world(profiles=[]).open()
    assert world.events == [events.ProfilesChanged(ProfileBook())]
    await world.run(3600)
    assert world.simulator.count() == 0


async def test_opening_gets_the_first_token_and_the_employers(world: World) -> None:
    await world.open()
    assert (world.token_requests(), world.simulator.count("appinfo")) == (1, 1)
    assert [employer.id for employer in world.employers.found.employers][:2] == [DHARMA, UMBRELLA]
    assert world.employers.listed_at == world.clock.wall()
    assert not world.employers.loading
    assert world.snapshot().kept
    kinds = [type(event) for event in world.events]
    assert kinds[:3] == [events.ProfilesChanged, events.ActingChanged, events.EmployersChanged]


async def test_without_background_nothing_is_kept_alive(make_world: MakeWorld) -> None:
    from indeed_tui.store.settings import RefreshSettings, Settings

    world = await make_world(settings=Settings(refresh=RefreshSettings(background=False))).open()
    assert world.employers.listed_at is not None
    assert not world.snapshot().kept
    await world.run(7200)
    assert world.token_requests() == 1


async def test_profiles_that_can_not_be_read_are_a_problem_to_show(make_world: MakeWorld) -> None:
    world = await make_world(accounts=BrokenAccounts(two_profiles())).open()
    changed = world.last(events.ProfilesChanged)
    assert (changed.book, changed.problem and changed.problem.code) == (ProfileBook(), "toml")
    assert world.simulator.count() == 0


async def test_a_wanted_profile_that_is_not_there_is_a_problem_beside_the_others(
    make_world: MakeWorld,
) -> None:
    world = await make_world(profiles=two_profiles()).open("three")
    changed = world.last(events.ProfilesChanged)
    assert changed.problem is not None
    assert changed.problem.code == "profile.unknown"
    assert changed.book.names == ("one", "two")
    await world.session.use("two")
    assert world.acting.profile == "two"


async def test_a_wrong_secret_is_one_token_request_overall(make_world: MakeWorld) -> None:
    world = await make_world(profiles=[profile_and_secret(secret="wrong")]).open()
    await world.run(24 * 3600)
    assert world.simulator.count() == 1
    assert world.snapshot().resting
    assert world.employers.problem is not None
    assert world.employers.problem.code == "invalid_client"
    await world.session.list_employers()
    assert world.simulator.count() == 1


async def test_a_missing_secret_is_told_and_nothing_sent(make_world: MakeWorld) -> None:
    accounts = MemoryAccounts()
    accounts.save(Profile.create("demo", "demo-client"), None, None)
    world = await make_world(accounts=accounts).open()
    missing = world.acting
    assert missing.problem is not None
    assert missing.problem == world.employers.problem
    assert missing.credentials is None
    assert not world.employers.loading
    await world.session.act_as(DHARMA)
    await world.session.list_employers()
    assert world.simulator.count() == 0
    accounts.save(Profile.create("demo", "demo-client"), GOOD, None)
    await world.session.refresh()
    assert world.acting.problem is None
    assert world.employers.listed_at is not None


async def test_a_profile_that_is_not_there_can_not_be_used(world: World) -> None:
    await world.open()
    with pytest.raises(NotFoundError):
        await world.session.use("nobody")
    assert world.acting.profile == "demo"


async def test_a_late_list_of_the_former_profile_overwrites_nothing(
    make_world: MakeWorld,
) -> None:
    world = make_world(profiles=two_profiles())
    world.simulator.faults = [Fault(on="appinfo", times=1, delay_ms=20_000, status=500)]
    await world.open("one")
    assert world.employers.loading
    await world.session.use("two")
    listed = world.employers
    assert (listed.profile, listed.problem, len(listed.found.employers)) == ("two", None, 3)
    await world.run(30)
    assert world.employers == listed
    assert world.acting.profile == "two"


async def test_a_late_good_list_of_the_former_profile_overwrites_nothing(
    make_world: MakeWorld,
) -> None:
    world = make_world(profiles=two_profiles("wrong"))
    world.simulator.faults = [Fault(on="appinfo", times=1, delay_ms=20_000)]
    await world.open("one")
    await world.session.use("two")
    await world.run(30)
    assert world.employers.profile == "two"
    assert world.employers.problem is not None


@pytest.mark.parametrize("second", ["demo-secret", None])
async def test_a_late_secret_of_the_former_profile_overwrites_nothing(
    make_world: MakeWorld, second: str | None
) -> None:
    accounts = MemoryAccounts(two_profiles())
    if second is None:
        accounts.remove("one")
        accounts.save(Profile.create("one", "demo-client"), None, None)
    world = make_world(accounts=accounts)
    await world.open("two")
    world.threads.hold()
    slow = asyncio.ensure_future(world.session.use("one"))
    await world.settle()
    fast = asyncio.ensure_future(world.session.use("two"))
    await world.settle()
    assert not slow.done()
    world.threads.release(newest_first=True)
    await world.settle()
    assert slow.done()
    assert fast.done()
    assert world.acting.profile == world.employers.profile == "two"
    assert world.key().profile == "two"
    assert (world.acting.problem, world.employers.problem) == (None, None)


async def test_an_employer_chosen_while_the_secret_is_read_is_acted_as(
    make_world: MakeWorld,
) -> None:
    world = await make_world(profiles=two_profiles()).open("one")
    world.threads.hold()
    using = asyncio.ensure_future(world.session.use("two"))
    await world.settle()
    await world.session.act_as(DHARMA)
    world.threads.release()
    await world.settle()
    using.result()
    await world.settle()
    assert (world.acting.profile, world.acting.employer) == ("two", DHARMA)
    assert world.snapshot(DHARMA).token is not None
