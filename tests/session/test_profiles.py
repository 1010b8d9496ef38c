"""A session's profiles: opening, using, switching, testing, saving, removing."""

import asyncio

import pytest

from indeed_tui.indeed.errors import ConfigError, RefusedError
from indeed_tui.indeed.models import Secret
from indeed_tui.session import events
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.session.snapshots import Step
from indeed_tui.simulator.faults import Fault
from indeed_tui.store.profiles import NotFoundError, Profile, ProfileBook
from indeed_tui.store.secret_source import SecretSource, SourceKind
from tests.conftest import MakeWorld
from tests.session.bench import MemoryCache
from tests.session.world import DHARMA, UMBRELLA, World, profile_and_secret

GOOD = Secret("demo-secret")


class BrokenAccounts(MemoryAccounts):
    """Profiles in a file that can't be read."""

    def load(self) -> ProfileBook:
        raise ConfigError("profiles.toml is broken", "Mend line 3.", code="toml")


def two(second: str = "demo-secret") -> list[tuple[Profile, Secret]]:
    """Return two profiles of the simulator's app, the second with this secret."""
    return [profile_and_secret("one"), profile_and_secret("two", second)]


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
    world = await make_world(accounts=BrokenAccounts(two())).open()
    changed = world.last(events.ProfilesChanged)
    assert (changed.book, changed.problem and changed.problem.code) == (ProfileBook(), "toml")
    assert world.simulator.count() == 0


async def test_a_wanted_profile_that_is_not_there_is_a_problem_beside_the_others(
    make_world: MakeWorld,
) -> None:
    world = await make_world(profiles=two()).open("three")
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
    world = make_world(profiles=two())
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
    world = make_world(profiles=two("wrong"))
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
    accounts = MemoryAccounts(two())
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
    world.threads.release()
    await world.settle()
    assert slow.done()
    assert fast.done()
    assert world.acting.profile == world.employers.profile == "two"
    assert world.key().profile == "two"
    assert (world.acting.problem, world.employers.problem) == (None, None)


async def test_an_employer_chosen_while_the_secret_is_read_is_acted_as(
    make_world: MakeWorld,
) -> None:
    world = await make_world(profiles=two()).open("one")
    world.threads.hold()
    using = asyncio.ensure_future(world.session.use("two"))
    await world.settle()
    await world.session.act_as(DHARMA)
    world.threads.release()
    using.result()
    await world.settle()
    assert (world.acting.profile, world.acting.employer) == ("two", DHARMA)
    assert world.snapshot(DHARMA).token is not None


async def test_testing_is_exactly_one_request_and_its_token_is_adopted(world: World) -> None:
    await make_nothing(world)
    profile = Profile.create("new", "demo-client")
    token = await world.session.test(profile, GOOD, None)
    assert world.simulator.count() == 1
    await world.session.save_profile(profile, GOOD)
    await world.settle()
    assert world.token_requests() == 1
    assert world.snapshot().token == token
    assert world.employers.listed_at is not None
    assert world.snapshot().life[0].step is Step.OBTAINED


async def make_nothing(world: World) -> None:
    """Open a world that has no profile any more."""
    world.accounts.remove("demo")
    await world.open()


async def test_testing_wrong_credentials_is_one_request_and_remembers_nothing(
    world: World,
) -> None:
    await world.open()
    world.simulator.clear_requests()
    profile = Profile.create("demo", "demo-client")
    with pytest.raises(RefusedError):
        await world.session.test(profile, Secret("wrong"), "demo")
    assert world.simulator.count() == 1
    assert len(world.session.keeper.snapshots()) == 1
    assert not world.snapshot().resting


async def test_testing_without_a_secret_tries_the_saved_one(world: World) -> None:
    await world.open()
    renamed = Profile.create("renamed", "demo-client")
    assert (await world.session.test(renamed, None, "demo")).key.profile == "renamed"
    with pytest.raises(ConfigError):
        await world.session.test(renamed, None, None)


async def test_testing_without_a_secret_asks_where_the_profile_says(world: World) -> None:
    await world.open()
    elsewhere = Profile.create("demo2", "demo-client", SecretSource(SourceKind.ENV, "NAME"))
    # The saved profile's secret is in a file, this one's is not: they have nothing in common.
    with pytest.raises(ConfigError):
        await world.session.test(elsewhere, None, "demo")


class Cached:
    """What `save_profile` and `remove_profile` leave in the cache."""

    def __init__(self, make_world: MakeWorld, **profiles: str) -> None:
        self.cache = MemoryCache()
        pairs = [profile_and_secret(name, secret) for name, secret in profiles.items()]
        self.world = make_world(cache=self.cache, profiles=pairs)

    def names(self) -> set[tuple[str, str | None]]:
        """Return profile and employer of every cached token."""
        return {(key.profile, key.employer) for key in self.cache.tokens}


async def test_a_new_secret_replaces_the_old_tokens(make_world: MakeWorld) -> None:
    cached = Cached(make_world, demo="demo-secret")
    world = await cached.world.open()
    await world.session.act_as(DHARMA)
    old = world.key()
    assert len(cached.cache.tokens) == 2
    world.simulator.client_secret = "rotated"
    await world.session.save_profile(Profile.create("demo", "demo-client"), Secret("rotated"))
    await world.settle()
    assert world.key().identity != old.identity
    assert cached.names() == {("demo", None)}
    assert [snapshot.key for snapshot in world.session.keeper.snapshots()] == [world.key()]
    await world.run(7200)
    assert world.snapshot().problem is None


async def test_what_an_earlier_process_kept_is_forgotten_too(make_world: MakeWorld) -> None:
    cached = Cached(make_world, demo="demo-secret")
    await cached.world.open()
    await cached.world.session.act_as(DHARMA)
    await cached.world.session.close()
    later = make_world(cache=cached.cache, profiles=[profile_and_secret()])
    await later.open()
    await later.session.save_profile(Profile.create("demo", "demo-client"), Secret("other"))
    assert cached.names() == set()


async def test_other_scopes_with_the_same_secret_keep_the_credentials_working(
    make_world: MakeWorld,
) -> None:
    cached = Cached(make_world, demo="demo-secret")
    world = await cached.world.open()
    wider = Profile.create("demo", "demo-client", scopes=("employer_access", "employer.hosted_job"))
    await world.session.save_profile(wider, None)
    await world.session.act_as(DHARMA)
    await world.run(7200)
    assert world.employers.problem is None
    assert world.snapshot().problem is None
    assert world.snapshot(DHARMA).problem is None
    assert len(cached.cache.tokens) == 3


async def test_where_the_new_secret_can_not_be_read_the_old_tokens_stay(
    make_world: MakeWorld,
) -> None:
    cached = Cached(make_world, demo="demo-secret")
    world = await cached.world.open()
    accounts = world.accounts
    assert isinstance(accounts, MemoryAccounts)
    accounts._secrets.clear()
    await world.session.save_profile(Profile.create("demo", "demo-client"), None)
    assert world.acting.problem is not None
    assert cached.names() == {("demo", None)}


async def test_who_switched_while_a_profile_was_saved_stays_there(make_world: MakeWorld) -> None:
    world = await make_world(profiles=two()).open("one")
    world.simulator.faults = [Fault(on="appinfo", times=1, delay_ms=20_000)]
    changed = Profile.create("one", "demo-client", scopes=("employer.hosted_job",))
    saving = asyncio.ensure_future(world.session.save_profile(changed, None))
    await world.settle()
    await world.session.use("two")
    await world.run(30)
    saving.result()
    assert (world.acting.profile, world.employers.profile) == ("two", "two")
    assert world.employers.problem is None
    assert world.snapshot().problem is None


async def test_a_renamed_profile_takes_everything_along_but_its_tokens(
    make_world: MakeWorld,
) -> None:
    cached = Cached(make_world, demo="demo-secret", other="demo-secret")
    world = await cached.world.open("other")
    await world.session.use("demo")
    await world.session.pin(DHARMA)
    renamed = Profile.create("renamed", "demo-client")
    await world.session.save_profile(renamed, None, replaces="demo")
    await world.run(10)
    assert world.last(events.ProfilesChanged).book.names == ("renamed", "other")
    assert world.acting.profile == "renamed"
    assert world.acting.pinned == {DHARMA}
    assert cached.names() == {("other", None), ("renamed", None), ("renamed", DHARMA)}
    assert world.employers.problem is None
    assert world.snapshot(DHARMA).token is not None


async def test_a_removed_profile_is_gone_and_the_next_one_is_used(make_world: MakeWorld) -> None:
    cached = Cached(make_world, one="demo-secret", two="demo-secret")
    world = await cached.world.open("one")
    await world.session.use("two")
    await world.session.remove_profile("two")
    assert world.acting.profile == "one"
    assert cached.names() == {("one", None)}
    assert world.last(events.ProfilesChanged).book.names == ("one",)
    await world.session.remove_profile("one")
    assert world.acting == events.Acting()
    assert world.employers == events.EmployersState("")
    assert cached.names() == set()
    world.simulator.clear_requests()
    await world.run(7200)
    assert world.simulator.count() == 0


async def test_removing_another_profile_leaves_the_active_one_alone(make_world: MakeWorld) -> None:
    world = await make_world(profiles=two()).open("one")
    acting = world.acting
    await world.session.remove_profile("two")
    assert world.acting is acting


async def test_removing_the_profile_that_the_environment_names_uses_another(
    make_world: MakeWorld,
) -> None:
    class Named(MemoryAccounts):
        def choose(self, book: ProfileBook, wanted: str | None) -> Profile | None:
            return book.find(wanted or "two")

    world = await make_world(accounts=Named(two())).open()
    assert world.acting.profile == "two"
    await world.session.remove_profile("two")
    assert world.acting.profile == "one"
