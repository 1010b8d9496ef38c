"""Where things are: two directories, private, and the locks in them."""

import errno
import os
import threading
from pathlib import Path

import pytest

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.store.files import StoreError, exclusive, private_directory
from indeed_tui.store.paths import Places

from .test_store_files import disown, fail, mode


def test_places_come_from_the_environment() -> None:
    environ = {"INDEED_TUI_CONFIG_DIR": "/c", "INDEED_TUI_STATE_DIR": "/s"}
    places = Places.from_environment(environ)
    assert places == Places(Path("/c"), Path("/s"))
    assert places.profiles == Path("/c/profiles.toml")
    assert places.secrets == Path("/c/secrets.toml")
    assert places.settings == Path("/c/settings.toml")
    assert places.tokens == Path("/s/tokens")
    assert places.ledger == Path("/s/calls.jsonl")
    assert places.pins == Path("/s/pins.json")
    assert places.log == Path("/s/indeed-tui.log")
    assert places.exports == Path("/s/exports")
    assert places.crash_report("20260102T030405Z") == Path("/s/crash-20260102T030405Z.txt")
    assert places.lock(places.profiles) == Path("/s/profiles.toml.lock")


def test_places_default_to_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "s"))
    empty = {"INDEED_TUI_CONFIG_DIR": "", "INDEED_TUI_STATE_DIR": "/s"}
    assert Places.from_environment({}).config.name == "indeed-tui"
    assert Places.from_environment(empty).config == Places.from_environment({}).config
    assert Places.from_environment(empty).state == Path("/s")
    assert list(tmp_path.iterdir()) == []


def test_a_directory_is_made_absolute_and_its_tilde_expanded() -> None:
    home = Places.from_environment({"INDEED_TUI_CONFIG_DIR": "~", "INDEED_TUI_STATE_DIR": "s"})
    assert home.config == Path.home()
    assert home.state == Path.cwd() / "s"


def test_the_home_of_nobody_is_refused_by_the_variables_name() -> None:
    environ = {"INDEED_TUI_CONFIG_DIR": "~no-such-user/x", "INDEED_TUI_STATE_DIR": "/s"}
    with pytest.raises(ConfigError, match="INDEED_TUI_CONFIG_DIR"):
        Places.from_environment(environ)


def test_every_directory_that_is_created_is_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        private_directory(tmp_path / "a" / "b" / "c")
    finally:
        os.umask(before)
    assert [mode(tmp_path / part) for part in ("a", "a/b", "a/b/c")] == [0o700] * 3


def test_an_open_directory_is_tightened_unless_told_otherwise(tmp_path: Path) -> None:
    directory = tmp_path / "d"
    directory.mkdir()
    directory.chmod(0o755)
    private_directory(directory, tighten=False)
    assert mode(directory) == 0o755
    private_directory(directory)
    assert mode(directory) == 0o700


def test_the_directory_of_another_user_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disown(tmp_path, monkeypatch)
    with pytest.raises(ConfigError) as caught:
        private_directory(tmp_path)
    assert caught.value.problem.code == "file.owner"
    assert "chown" in caught.value.problem.hint


def test_a_file_in_a_directorys_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "d").write_text("")
    with pytest.raises(StoreError) as caught:
        private_directory(tmp_path / "d")
    assert caught.value.problem.code == "disk.missing"


def test_a_directory_that_cant_be_tightened_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    fail(monkeypatch, "fchmod", errno.EROFS)
    with pytest.raises(StoreError) as caught:
        private_directory(tmp_path)
    assert caught.value.problem.code == "disk.read_only"


def test_a_lock_that_stays_taken_is_said(tmp_path: Path) -> None:
    lock = tmp_path / "state" / "profiles.toml.lock"
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with exclusive(lock):
            taken.set()
            done.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert taken.wait(30)
        with pytest.raises(StoreError) as caught, exclusive(lock, timeout=0):
            pass
    finally:
        done.set()
        holder.join()
    assert caught.value.problem.retryable
    assert caught.value.problem.code == "disk.busy"
    assert mode(lock.parent) == 0o700
    with exclusive(lock, timeout=0):
        assert mode(lock) == 0o600


def test_a_lock_that_cant_be_created_is_said(tmp_path: Path) -> None:
    lock = tmp_path / "l.lock"
    lock.mkdir()
    with pytest.raises(StoreError), exclusive(lock, timeout=0):
        pass
