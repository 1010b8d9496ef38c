"""Where profiles, secrets and pins come from: the disk, or memory. Both keep the same rules."""

from pathlib import Path

import pytest

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import Secret
from indeed_tui.session.accounts import Accounts, DiskAccounts, MemoryAccounts
from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import ENV_PROFILE, NotFoundError, Profile
from indeed_tui.store.secret_source import SecretSource, SourceKind

ONE, TWO = (Profile.create(name, f"id-{name}") for name in ("one", "two"))
PINS = frozenset({"e1", "e2"})


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "config", tmp_path / "state")


@pytest.fixture(params=["disk", "memory"])
def accounts(request: pytest.FixtureRequest, places: Places) -> Accounts:
    return DiskAccounts(places, {}) if request.param == "disk" else MemoryAccounts()


def test_there_is_nothing_at_first(accounts: Accounts) -> None:
    assert accounts.load().profiles == ()
    assert accounts.choose(accounts.load(), None) is None
    assert accounts.pins("one") == frozenset()
    with pytest.raises(ConfigError):
        accounts.secret(ONE)


def test_what_was_saved_is_there(accounts: Accounts) -> None:
    accounts.save(ONE, Secret("first"), None)
    book = accounts.save(TWO, Secret("second"), None)
    assert book == accounts.load()
    assert book.names == ("one", "two")
    assert (accounts.secret(ONE), accounts.secret(TWO)) == (Secret("first"), Secret("second"))


def test_the_first_profile_becomes_the_default(accounts: Accounts) -> None:
    accounts.save(ONE, Secret("s"), None)
    assert accounts.save(TWO, Secret("s"), None).default == "one"
    assert accounts.choose(accounts.load(), None) == ONE
    assert accounts.choose(accounts.load(), "two") == TWO
    with pytest.raises(NotFoundError):
        accounts.choose(accounts.load(), "three")


def test_saving_without_a_secret_keeps_the_old_one(accounts: Accounts) -> None:
    accounts.save(ONE, Secret("first"), None)
    changed = Profile.create("one", "another-id")
    assert accounts.save(changed, None, "one").profiles == (changed,)
    assert accounts.secret(changed) == Secret("first")


def test_a_renamed_profile_keeps_place_secret_pins_and_default(accounts: Accounts) -> None:
    accounts.save(ONE, Secret("first"), None)
    accounts.save(TWO, Secret("second"), None)
    accounts.save_pins("one", PINS)
    renamed = Profile.create("renamed", "id-one")
    book = accounts.save(renamed, None, "one")
    assert (book.names, book.default) == (("renamed", "two"), "renamed")
    assert accounts.secret(renamed) == Secret("first")
    assert (accounts.pins("renamed"), accounts.pins("one")) == (PINS, frozenset())
    with pytest.raises(ConfigError):
        accounts.secret(ONE)


def test_a_renamed_profile_that_is_not_the_default_leaves_that_alone(accounts: Accounts) -> None:
    accounts.save(ONE, Secret("first"), None)
    accounts.save(TWO, Secret("second"), None)
    book = accounts.save(Profile.create("renamed", "id-two"), Secret("new"), "two")
    assert (book.names, book.default) == (("one", "renamed"), "one")


def test_replacing_what_is_not_there_is_adding(accounts: Accounts) -> None:
    book = accounts.save(ONE, Secret("first"), "nobody")
    assert book.names == ("one",)


def test_a_removed_profile_leaves_neither_secret_nor_pins(accounts: Accounts) -> None:
    accounts.save(ONE, Secret("first"), None)
    accounts.save_pins("one", PINS)
    assert accounts.remove("one").profiles == ()
    assert accounts.pins("one") == frozenset()
    with pytest.raises(ConfigError):
        accounts.secret(ONE)
    with pytest.raises(NotFoundError):
        accounts.remove("one")


def test_pins_are_kept_for_each_profile(accounts: Accounts) -> None:
    accounts.save_pins("one", PINS)
    accounts.save_pins("two", frozenset({"e3"}))
    assert accounts.pins("one") == PINS
    assert accounts.pins("two") == {"e3"}


def test_a_profile_is_saved_although_its_pins_can_not_be_moved(places: Places) -> None:
    accounts = DiskAccounts(places, {})
    accounts.save(ONE, Secret("first"), None)
    accounts.save_pins("one", PINS)
    places.pins.with_suffix(".json.lock").unlink()
    places.pins.with_suffix(".json.lock").mkdir()
    assert accounts.save(Profile.create("renamed", "id-one"), None, "one").names == ("renamed",)


def test_the_environment_has_a_profile_of_its_own(places: Places) -> None:
    environ = {"INDEED_CLIENT_ID": "id-env", "INDEED_CLIENT_SECRET": "env-secret"}
    accounts = DiskAccounts(places, environ)
    accounts.save(ONE, Secret("first"), None)
    book = accounts.load()
    assert book.names == (ENV_PROFILE, "one")
    chosen = accounts.choose(book, None)
    assert chosen is not None
    assert chosen.name == ENV_PROFILE
    assert accounts.secret(chosen) == Secret("env-secret")
    assert not places.secrets.read_text().count("env-secret")


def test_a_profile_that_moves_its_secret_out_of_the_file_takes_no_copy_along(
    places: Places,
) -> None:
    accounts = DiskAccounts(places, {"NAME": "from-env"})
    accounts.save(ONE, Secret("first"), None)
    moved = Profile.create("moved", "id-one", SecretSource(SourceKind.ENV, "NAME"))
    accounts.save(moved, None, "one")
    assert accounts.secret(moved) == Secret("from-env")
    assert "first" not in places.secrets.read_text()


def test_a_broken_file_is_left_as_it_is(places: Places) -> None:
    accounts = DiskAccounts(places, {})
    accounts.save(ONE, Secret("first"), None)
    places.profiles.write_text("[profiles.one\n")
    with pytest.raises(ConfigError):
        accounts.load()
    with pytest.raises(ConfigError):
        accounts.save(TWO, Secret("second"), None)
    assert places.profiles.read_text() == "[profiles.one\n"
