"""Saving profiles: nothing is lost, nothing broken is overwritten, nothing unsaved is saved."""

import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import AuthMethod, Endpoints
from indeed_tui.store.files import StoreError
from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import (
    NotFoundError,
    Profile,
    ProfileBook,
    SecretSource,
    SourceKind,
    load_profiles,
    save_profiles,
)

from .test_store_files import fail

A, B = Profile.create("a-dev", "ida"), Profile.create("b-prod", "idb")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "config", tmp_path / "state")


def text(places: Places) -> str:
    return places.profiles.read_text().partition("\n")[2]


def test_a_book_changes_by_becoming_another() -> None:
    book = ProfileBook((A,)).with_profile(B).with_default("a-dev")
    assert (book.names, book.default) == (("a-dev", "b-prod"), "a-dev")
    changed = replace(A, client_id="new")
    assert book.with_profile(changed).profiles == (changed, B)
    assert book.without("a-dev") == ProfileBook((B,))
    assert book.without("b-prod").default == "a-dev"
    assert book.with_default(None).default is None
    assert (book.get("a-dev"), book.get("x")) == (A, None)


def test_a_book_refuses_what_it_hasnt() -> None:
    with pytest.raises(NotFoundError):
        ProfileBook((A,)).without("x")
    with pytest.raises(NotFoundError):
        ProfileBook((A,)).with_default("x")
    with pytest.raises(ConfigError, match="'env'"):
        ProfileBook((A,)).with_default("env")


def test_only_what_differs_from_the_defaults_is_written(places: Places) -> None:
    book = save_profiles(places, lambda book: book.with_profile(A).with_profile(B))
    assert book.names == ("a-dev", "b-prod")
    assert text(places) == (
        '[profiles.a-dev]\nclient_id = "ida"\nsecret = "file"\n\n'
        '[profiles.b-prod]\nclient_id = "idb"\nsecret = "file"\n'
    )
    assert places.profiles.read_text().startswith("# Written by indeed-tui")
    assert places.profiles.stat().st_mode & 0o777 == 0o600
    assert places.config.stat().st_mode & 0o777 == 0o700


def test_the_lock_is_not_among_the_dotfiles(places: Places) -> None:
    save_profiles(places, lambda book: book.with_profile(A))
    assert os.listdir(places.config) == ["profiles.toml"]
    assert "profiles.toml.lock" in os.listdir(places.state)


UNCHANGED = """
[profiles.b-prod]
client_id = "idb"
secret = "file"
read_only = true
cache_tokens = true
scopes = ["employer_access"]
"""


def test_an_unchanged_profile_keeps_what_its_user_wrote(places: Places) -> None:
    places.config.mkdir()
    places.profiles.write_text(UNCHANGED)
    save_profiles(places, lambda book: book.with_profile(A).with_default("a-dev"))
    assert text(places).startswith('default = "a-dev"\n')
    kept = text(places).partition("[profiles.b-prod]")[2]
    assert kept.startswith('\nclient_id = "idb"\nsecret = "file"\nread_only = true\n')
    assert "scopes" in kept
    save_profiles(places, lambda book: book.with_profile(replace(B, client_id="new")))
    assert '[profiles.b-prod]\nclient_id = "new"\nsecret = "file"\n\n[' in text(places)


def test_no_change_writes_nothing(places: Places) -> None:
    save_profiles(places, lambda book: book)
    assert not places.profiles.exists()
    places.config.mkdir()
    places.profiles.write_text(f"# mine\n{UNCHANGED}")
    save_profiles(places, lambda book: book.with_profile(book.find("b-prod")))
    assert places.profiles.read_text() == f"# mine\n{UNCHANGED}"


def test_the_environments_profile_is_never_written(places: Places) -> None:
    environ = {"INDEED_CLIENT_ID": "id", "INDEED_CLIENT_SECRET": "hunter2"}
    unsaved = load_profiles(places, environ).find("env")
    assert save_profiles(places, lambda book: book.with_profile(unsaved)) == ProfileBook()
    save_profiles(places, lambda book: book.with_profile(unsaved).with_profile(A))
    assert load_profiles(places, {}).names == ("a-dev",)
    assert "hunter2" not in places.profiles.read_text()
    with pytest.raises(ConfigError, match="'env'"):
        save_profiles(places, lambda book: ProfileBook((unsaved, A), "env"))


@pytest.mark.parametrize(
    "broken",
    [
        replace(A, name="env"),
        replace(A, name="a b"),
        replace(A, client_id=""),
        replace(A, scopes=("a b",)),
        replace(A, endpoints=Endpoints(api_url="http://example.com")),
        replace(A, source=SecretSource(SourceKind.COMMAND)),
        replace(A, source=SecretSource(SourceKind.FILE, "NAME")),
    ],
)
def test_what_couldnt_be_read_again_is_not_written(places: Places, broken: Profile) -> None:
    save_profiles(places, lambda book: book.with_profile(B))
    before = places.profiles.read_bytes()
    with pytest.raises(ConfigError):
        save_profiles(places, lambda book: book.with_profile(broken))
    assert places.profiles.read_bytes() == before


def test_the_environments_source_cant_be_given_a_name() -> None:
    with pytest.raises(ConfigError, match="never saved"):
        Profile.create("x", "id", SecretSource(SourceKind.ENV_PAIR))


@pytest.mark.parametrize("broken", [b"[profiles.x", b"x = 1", b"\xff", b"[profiles.x]\n"])
def test_a_broken_file_is_never_overwritten(places: Places, broken: bytes) -> None:
    places.config.mkdir()
    places.profiles.write_bytes(broken)
    with pytest.raises(ConfigError):
        save_profiles(places, lambda book: book.with_profile(A))
    assert places.profiles.read_bytes() == broken
    assert os.listdir(places.config) == ["profiles.toml"]


def test_a_full_disk_leaves_the_file(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    save_profiles(places, lambda book: book.with_profile(A))
    before = places.profiles.read_bytes()
    fail(monkeypatch, "replace", 28)
    with pytest.raises(StoreError):
        save_profiles(places, lambda book: book.with_profile(B))
    assert places.profiles.read_bytes() == before


def test_a_dotfiles_link_is_written_through_and_litter_swept(places: Places) -> None:
    places.config.mkdir()
    target = places.config.parent / "dotfiles.toml"
    places.profiles.symlink_to(target)
    litter = places.config / ".profiles.toml.0123456789abcdef.indeed-tmp"
    litter.write_text("half")
    os.utime(litter, (0, 0))
    save_profiles(places, lambda book: book.with_profile(A))
    assert places.profiles.is_symlink()
    assert '[profiles.a-dev]\nclient_id = "ida"' in target.read_text()
    assert not litter.exists()


def add(places: Places, name: str) -> None:
    save_profiles(places, lambda book: book.with_profile(Profile.create(name, name)))


def test_threads_lose_nothing_of_each_other(places: Places) -> None:
    names = [f"thread-{number}" for number in range(8)]
    threads = [threading.Thread(target=add, args=(places, name)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(load_profiles(places, {}).names) == names


def test_processes_lose_nothing_of_each_other(places: Places) -> None:
    script = (
        "import sys; from pathlib import Path;"
        "from indeed_tui.store.paths import Places;"
        "from tests.unit.test_store_profiles_save import add;"
        "places = Places(Path(sys.argv[1]), Path(sys.argv[2]));"
        "[add(places, f'{sys.argv[3]}-{number}') for number in range(4)]"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, places.config, places.state, str(process)])
        for process in range(3)
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    wanted = [f"{process}-{number}" for process in range(3) for number in range(4)]
    assert sorted(load_profiles(places, {}).names) == wanted


NAMES = st.from_regex(r"[A-Za-z0-9._-]{1,58}(-prod)?", fullmatch=True).filter("env".__ne__)
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)
SOURCES = st.one_of(
    st.sampled_from([SecretSource(SourceKind.FILE), SecretSource(SourceKind.KEYRING)]),
    st.from_regex(r"[A-Za-z_][A-Za-z0-9_]*", fullmatch=True).map(
        lambda name: SecretSource(SourceKind.ENV, name)
    ),
    st.tuples(WORDS.filter(bool), WORDS).map(
        lambda command: SecretSource(SourceKind.COMMAND, None, command)
    ),
)
URLS = st.from_regex(r"https://[a-z]{1,9}(:[1-9][0-9]{0,3})?(/[a-z0-9é'\"%#\\]*)?", fullmatch=True)
PROFILES = st.builds(
    Profile,
    NAMES,
    st.text(min_size=1).filter(lambda text: text.isprintable() and " " not in text),
    SOURCES,
    st.lists(st.from_regex(r"[\x21\x23-\x5B\x5D-\x7E]+", fullmatch=True), min_size=1).map(tuple),
    st.sampled_from(AuthMethod),
    st.builds(Endpoints, URLS, URLS, URLS),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PROFILES, max_size=3, unique_by=lambda profile: profile.name), st.booleans())
def test_any_valid_profile_comes_back_as_it_was(profiles: list[Profile], named: bool) -> None:
    default = profiles[-1].name if profiles and named else None
    book = ProfileBook(tuple(profiles), default)
    with tempfile.TemporaryDirectory() as directory:
        places = Places(Path(directory) / "config", Path(directory) / "state")
        assert save_profiles(places, lambda _: book) == book
        assert load_profiles(places, {}) == book
