"""Tokens on disk: who may read them, when they are believed, and the lock between processes."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import filelock
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indeed_tui.indeed.models import Grant, Secret, Token, TokenKey
from indeed_tui.store.tokens import NoTokenFiles, TokenFiles
from tests.manual_clock import ManualClock

APP = TokenKey("demo", "0123456789abcdef", None, ("employer_access",))
EMPLOYER = replace(APP, employer="084a39249af95beedfb90cc5d2b8833c")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "state" / "tokens"


@pytest.fixture
def files(directory: Path, clock: ManualClock) -> TokenFiles:
    return TokenFiles(directory, clock.now)


def token(clock: ManualClock, key: TokenKey = APP, refresh: Secret | None = None) -> Token:
    """Return a token that lives an hour from now."""
    grant = Grant(Secret("clear text"), "Bearer", 3600.0, False, ("employer_access",), refresh)
    return Token(key, grant, clock.elapsed(), clock.wall(), 2700.0, 0.25)


def path(directory: Path, key: TokenKey = APP) -> Path:
    return directory / f"{key.digest}.json"


@pytest.mark.parametrize("key", [APP, EMPLOYER, replace(APP, scopes=())])
@pytest.mark.parametrize("refresh", [None, Secret("again")])
def test_a_token_comes_back_as_it_was(
    files: TokenFiles, clock: ManualClock, key: TokenKey, refresh: Secret | None
) -> None:
    assert files.load(key) is None
    saved = token(clock, key, refresh)
    files.save(saved)
    clock.advance(1000)
    assert files.load(key) == saved
    assert files.problem is None


def test_each_key_has_a_file_of_its_own(files: TokenFiles, clock: ManualClock) -> None:
    files.save(token(clock, APP))
    assert files.load(EMPLOYER) is None
    files.save(token(clock, EMPLOYER))
    files.forget(APP)
    assert files.load(APP) is None
    assert files.load(EMPLOYER) == token(clock, EMPLOYER)
    files.forget(APP)


def test_only_their_user_can_read_them(
    files: TokenFiles, directory: Path, clock: ManualClock
) -> None:
    files.save(token(clock))
    lock = files.try_lock(APP)
    assert lock is not None
    with lock:
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        modes = {each.suffix: stat.S_IMODE(each.stat().st_mode) for each in directory.iterdir()}
    assert modes == {".json": 0o600, ".lock": 0o600}


def test_forgetting_takes_every_file_that_is_meant(
    files: TokenFiles, directory: Path, clock: ManualClock
) -> None:
    files.forget_all(lambda key: True)
    other = replace(APP, profile="other")
    for key in (APP, EMPLOYER, other):
        files.save(token(clock, key))
    path(directory, EMPLOYER).chmod(0o644)
    (directory / "torn.json").write_text("{")
    (directory / "strange.json").write_text('["no", "token"]')
    (directory / "employer.json").write_text('{"employer": 1, "scopes": []}')
    files.forget_all(lambda key: key.profile == "demo")
    assert not path(directory, APP).exists()
    assert not path(directory, EMPLOYER).exists()
    assert files.load(other) is not None
    assert len(list(directory.glob("*.json"))) == 4


@pytest.mark.parametrize("elapsed", [40.0, 1e6])
def test_after_another_boot_the_age_is_by_the_wall_and_the_token_stale(
    files: TokenFiles, directory: Path, clock: ManualClock, elapsed: float
) -> None:
    files.save(token(clock))
    rebooted = ManualClock(clock.wall() + 600, elapsed, boot="another")
    loaded = TokenFiles(directory, rebooted.now).load(APP)
    assert loaded is not None
    assert loaded.deadline == rebooted.elapsed() + 3000
    assert loaded.refresh_at == rebooted.elapsed()


def test_without_a_boot_id_the_age_is_by_the_wall_and_the_token_stale(directory: Path) -> None:
    clock = ManualClock(boot="")
    files = TokenFiles(directory, clock.now)
    files.save(token(clock))
    clock.advance(600)
    loaded = files.load(APP)
    assert loaded is not None
    assert loaded.deadline == clock.elapsed() + 3000
    assert loaded.refresh_at == clock.elapsed()


def test_after_another_boot_a_clock_set_back_leaves_no_age_to_believe(
    files: TokenFiles, directory: Path, clock: ManualClock
) -> None:
    files.save(token(clock))
    rebooted = ManualClock(clock.wall() - 60, elapsed=40.0, boot="another")
    assert TokenFiles(directory, rebooted.now).load(APP) is None


def test_a_machine_restored_to_an_earlier_moment_believes_no_token_from_its_future(
    files: TokenFiles, directory: Path, clock: ManualClock
) -> None:
    files.save(token(clock))
    restored = ManualClock(clock.wall() - 60, clock.elapsed() - 60)
    assert TokenFiles(directory, restored.now).load(APP) is None


@pytest.mark.parametrize(("step", "left"), [(-7200, 3000), (600, 2400), (7200, -4200)])
def test_a_clock_that_was_set_leaves_the_token_stale_and_never_younger(
    files: TokenFiles, clock: ManualClock, step: float, left: float
) -> None:
    files.save(token(clock))
    clock.advance(600)
    clock.step_wall(step)
    loaded = files.load(APP)
    assert loaded is not None
    assert loaded.deadline == pytest.approx(clock.elapsed() + left)
    assert loaded.refresh_at <= clock.elapsed()


@pytest.mark.parametrize("step", [-29, 29])
def test_clocks_that_differ_a_little_leave_no_doubt(
    files: TokenFiles, clock: ManualClock, step: float
) -> None:
    saved = token(clock)
    files.save(saved)
    clock.step_wall(step)
    assert files.load(APP) == saved


def test_a_doubtful_token_that_is_already_stale_stays_as_stale(
    files: TokenFiles, clock: ManualClock
) -> None:
    files.save(token(clock))
    clock.advance(3000)
    clock.step_wall(-600)
    loaded = files.load(APP)
    assert loaded is not None
    assert loaded.refresh_after == 2700


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"profile": "other"},
        {"profile": None},
        {"identity": "f" * 16},
        {"employer": "another"},
        {"employer": 1},
        {"scopes": ["more"]},
        {"scopes": "employer_access"},
        {"scopes": [1]},
        {"access_token": None},
        {"refresh_token": 1},
        {"token_type": 1},
        {"lifetime": "3600"},
        {"lifetime": True},
        {"lifetime": float("inf")},
        {"lifetime": 10**400},
        {"sent": float("nan")},
        {"sent_wall": None},
        {"refresh_after": []},
        {"latency": {}},
        {"granted": None},
        {"boot": 1},
        {"skew": "39.5"},
    ],
    ids=str,
)
def test_a_file_that_says_something_else_counts_as_absent(
    files: TokenFiles, directory: Path, clock: ManualClock, change: dict[str, object]
) -> None:
    files.save(token(clock))
    data = json.loads(path(directory).read_text())
    path(directory).write_text(json.dumps({**data, **change}))
    assert files.load(APP) is None


@pytest.mark.parametrize("missing", ["version", "employer", "access_token", "boot", "latency"])
def test_a_file_that_lacks_something_counts_as_absent(
    files: TokenFiles, directory: Path, clock: ManualClock, missing: str
) -> None:
    files.save(token(clock))
    data = json.loads(path(directory).read_text())
    del data[missing]
    path(directory).write_text(json.dumps(data))
    assert files.load(APP) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.data())
def test_a_torn_file_counts_as_absent(
    files: TokenFiles, directory: Path, clock: ManualClock, data: st.DataObject
) -> None:
    files.save(token(clock))
    whole = path(directory).read_bytes()
    path(directory).write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    assert files.load(APP) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.binary(max_size=200))
def test_any_other_content_counts_as_absent(
    files: TokenFiles, directory: Path, content: bytes
) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    path(directory).touch(0o600)
    path(directory).write_bytes(content)
    assert files.load(APP) is None


def test_nesting_without_end_counts_as_absent(files: TokenFiles, directory: Path) -> None:
    directory.mkdir(parents=True)
    path(directory).touch(0o600)
    path(directory).write_text("[" * 100_000)
    assert files.load(APP) is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_counts_as_absent(
    files: TokenFiles, directory: Path, clock: ManualClock, mode: int
) -> None:
    files.save(token(clock))
    path(directory).chmod(mode)
    assert files.load(APP) is None
    files.save(token(clock))
    assert files.load(APP) == token(clock)


def test_a_file_of_another_user_counts_as_absent(
    files: TokenFiles, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.save(token(clock))
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert files.load(APP) is None


def test_another_key_s_file_under_this_name_counts_as_absent(
    files: TokenFiles, directory: Path, clock: ManualClock
) -> None:
    files.save(token(clock, EMPLOYER))
    path(directory, EMPLOYER).rename(path(directory))
    assert files.load(APP) is None


@contextmanager
def unwritable(directory: Path) -> Iterator[None]:
    """Put a file where the directory would be, which stops root as well."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    directory.write_text("in the way")
    yield
    directory.unlink()


def test_a_disk_that_refuses_is_remembered_and_nothing_raised(
    files: TokenFiles, directory: Path, clock: ManualClock
) -> None:
    with unwritable(directory):
        files.save(token(clock))
        refusal = files.problem
        assert refusal is not None
        assert refusal.problem.code.startswith("disk.")
        assert files.load(APP) is None
        files.forget(APP)
        files.forget_all(lambda key: True)
        lock = files.try_lock(APP)
        assert lock is not None
        with lock:
            assert files.try_lock(APP) is not None
    files.save(token(clock))
    assert files.problem is None
    assert files.load(APP) == token(clock)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_directory_is_remembered_and_nothing_raised(
    files: TokenFiles, directory: Path, clock: ManualClock
) -> None:
    directory.mkdir(parents=True, mode=0o700)
    directory.chmod(0o500)
    files.save(token(clock))
    assert files.problem is not None
    assert files.try_lock(APP) is not None
    directory.chmod(0o700)


def test_a_lock_excludes_everyone_else_until_it_is_freed(files: TokenFiles) -> None:
    lock = files.try_lock(APP)
    assert lock is not None
    with lock:
        assert files.try_lock(APP) is None
        other = files.try_lock(EMPLOYER)
        assert other is not None
        with other:
            pass
    again = files.try_lock(APP)
    assert again is not None
    with again:
        pass


def test_a_file_system_without_locks_has_nothing_to_lock(
    files: TokenFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(self: filelock.FileLock, **_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(filelock.FileLock, "acquire", unsupported)
    assert files.try_lock(APP) is not None


HOLDER = """
import sys
from pathlib import Path
from indeed_tui.indeed.models import Instant, TokenKey
from indeed_tui.store.tokens import TokenFiles

files = TokenFiles(Path(sys.argv[1]), lambda: Instant(0.0, 0.0, ""))
key = TokenKey("demo", "0123456789abcdef", None, ("employer_access",))
with files.try_lock(key):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("killed", [False, True], ids=["ended", "killed"])
def test_a_lock_excludes_other_processes_and_ends_with_them(
    files: TokenFiles, directory: Path, killed: bool
) -> None:
    command = [sys.executable, "-c", HOLDER, str(directory)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert files.try_lock(APP) is None
        if killed:
            holder.send_signal(signal.SIGKILL)
        holder.communicate()
    lock = files.try_lock(APP)
    assert lock is not None
    with lock:
        pass


def test_nothing_is_kept_where_nothing_shall_be(clock: ManualClock) -> None:
    nowhere = NoTokenFiles()
    nowhere.save(token(clock))
    assert nowhere.load(APP) is None
    nowhere.forget(APP)
    nowhere.forget_all(lambda key: True)
    first, second = nowhere.try_lock(APP), nowhere.try_lock(APP)
    assert first is not None
    assert second is not None
