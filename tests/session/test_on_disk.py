"""A session on the user's own files: what is left for the next process, and what isn't."""

from pathlib import Path

import pytest

from indeed_tui.indeed.models import Secret
from indeed_tui.session import events
from indeed_tui.session.accounts import DiskAccounts
from indeed_tui.simulator.app import Simulator
from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import Profile, ProfileBook
from indeed_tui.store.tokens import TokenFiles
from tests.conftest import MakeWorld
from tests.manual_clock import ManualClock
from tests.session.world import DHARMA, World


class Home:
    """One user's directories; every `process` is a session of its own, against one Indeed."""

    def __init__(self, make_world: MakeWorld, clock: ManualClock, directory: Path) -> None:
        self.places = Places(directory / "config", directory / "state")
        self.accounts = DiskAccounts(self.places, {})
        self.clock = clock
        self.simulator = Simulator(clock=clock.wall)
        self._make_world = make_world

    def add(self, *, cache_tokens: bool = True) -> None:
        """Save the profile `demo`."""
        profile = Profile.create("demo", "demo-client", cache_tokens=cache_tokens)
        self.accounts.save(profile, Secret("demo-secret"), None)

    def process(self) -> World:
        """Return a new session, as another process would make it."""
        return self._make_world(
            clock=self.clock,
            simulator=self.simulator,
            accounts=self.accounts,
            cache=TokenFiles(self.places.tokens, self.clock.now),
        )

    def token_files(self) -> list[Path]:
        """Return the files of all cached tokens."""
        return sorted(self.places.tokens.glob("*.json"))


@pytest.fixture
async def home(make_world: MakeWorld, clock: ManualClock, tmp_path: Path) -> Home:
    return Home(make_world, clock, tmp_path)


async def test_the_next_process_needs_no_token_request(home: Home) -> None:
    home.add()
    first = await home.process().open()
    await first.session.act_as(DHARMA)
    await first.session.close()
    second = await home.process().open()
    await second.session.act_as(DHARMA)
    assert home.simulator.count("token") == 2
    assert second.snapshot(DHARMA).token == first.snapshot(DHARMA).token


async def test_two_processes_keep_one_token_alive_between_them(home: Home) -> None:
    home.add()
    first = await home.process().open()
    second = await home.process().open()
    await second.run(5 * 3600)
    assert home.simulator.count("token") == 7
    assert first.snapshot().problem is None
    assert second.snapshot().problem is None


async def test_a_profile_without_cache_leaves_nothing_on_disk(home: Home) -> None:
    home.add(cache_tokens=False)
    world = await home.process().open()
    await world.session.act_as(DHARMA)
    await world.run(7200)
    assert not home.places.tokens.exists()
    for file in home.places.state.rglob("*"):
        assert file.is_dir() or "eyJ" not in file.read_text()


async def test_a_profile_that_stops_caching_leaves_no_old_token(home: Home) -> None:
    home.add()
    world = await home.process().open()
    assert len(home.token_files()) == 1
    quiet = Profile.create("demo", "demo-client", cache_tokens=False)
    await world.session.save_profile(quiet, None)
    await world.run(7200)
    assert home.token_files() == []


async def test_a_removed_profile_leaves_no_token_of_any_process(home: Home) -> None:
    home.add()
    first = await home.process().open()
    await first.session.act_as(DHARMA)
    await first.session.close()
    second = await home.process().open()
    assert len(home.token_files()) == 2
    await second.session.remove_profile("demo")
    assert home.token_files() == []
    assert home.accounts.load() == ProfileBook()


async def test_pins_are_there_for_the_next_process(home: Home) -> None:
    home.add()
    first = await home.process().open()
    await first.session.pin(DHARMA)
    await first.session.close()
    second = await home.process().open()
    assert second.acting.pinned == {DHARMA}
    await second.run(10)
    assert second.snapshot(DHARMA).token is not None


async def test_pins_that_can_not_be_read_are_no_reason_to_stop(home: Home) -> None:
    home.add()
    home.places.pins.write_bytes(b"\xff")
    world = await home.process().open()
    assert world.acting.problem is None
    assert world.employers.listed_at is not None


async def test_a_broken_profiles_file_is_told_and_left_as_it_is(home: Home) -> None:
    home.add()
    broken = home.places.profiles.read_text() + "[profiles.torn\n"
    home.places.profiles.write_text(broken)
    world = await home.process().open()
    problem = world.last(events.ProfilesChanged).problem
    assert problem is not None
    assert "profiles.toml" in problem.title + problem.hint
    assert home.places.profiles.read_text() == broken
    assert home.simulator.count() == 0
