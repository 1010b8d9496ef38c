"""A session's profiles: testing, saving and removing them."""

import asyncio

import pytest

from indeed_tui.indeed.errors import ConfigError, RefusedError
from indeed_tui.indeed.models import Secret
from indeed_tui.session import events
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.session.snapshots import Step
from indeed_tui.simulator.faults import Fault
from indeed_tui.store.profiles import Profile, ProfileBook
from indeed_tui.store.secret_source import SecretSource, SourceKind
from tests.conftest import MakeWorld
from tests.session.bench import MemoryCache
from tests.session.world import DHARMA, World, profile_and_secret, two_profiles

GOOD = Secret("demo-secret")


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
    assert [event.step for event in world.snapshot().life] == [Step.REQUESTED, Step.OBTAINED]
    assert world.snapshot().requests == 1


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
    assert [snapshot.key for snapshot in world.session.keeper.snapshots()] == [world.key()]
    with pytest.raises(ConfigError) as caught:
        await world.session.keeper.token(old)
    assert caught.value.problem.code == "gone"
    assert cached.names() == {("demo", None)}
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
    world = await make_world(profiles=two_profiles()).open("one")
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


async def test_a_profile_removed_while_its_secret_is_read_stays_gone(world: World) -> None:
    await world.open()
    world.threads.hold()
    using = asyncio.ensure_future(world.session.use("demo"))
    await world.settle()
    removing = asyncio.ensure_future(world.session.remove_profile("demo"))
    await world.settle()
    world.threads.release(newest_first=True)
    await world.settle()
    assert using.done()
    assert removing.done()
    assert world.acting == events.Acting()
    assert world.employers == events.EmployersState("")


async def test_removing_another_profile_leaves_the_active_one_alone(make_world: MakeWorld) -> None:
    world = await make_world(profiles=two_profiles()).open("one")
    acting = world.acting
    await world.session.remove_profile("two")
    assert world.acting is acting


async def test_removing_the_profile_that_the_environment_names_uses_another(
    make_world: MakeWorld,
) -> None:
    class Named(MemoryAccounts):
        def choose(self, book: ProfileBook, wanted: str | None) -> Profile | None:
            return book.find(wanted or "two")

    world = await make_world(accounts=Named(two_profiles())).open()
    assert world.acting.profile == "two"
    await world.session.remove_profile("two")
    assert world.acting.profile == "one"
