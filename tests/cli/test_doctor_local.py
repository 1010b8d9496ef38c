"""What `doctor` says of this machine: versions, files, profile, secret, cache."""

import os
import stat
import sys
import threading
from collections.abc import Callable
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from indeed_tui.cli.checks import check as checking
from indeed_tui.cli.checks.cache import cache_checks
from indeed_tui.cli.checks.check import Area, Check, State, limited, on_disk, worst
from indeed_tui.cli.checks.files import (
    AREA,
    directory,
    disk,
    file_checks,
    litter,
    lock,
    space,
)
from indeed_tui.cli.checks.profile import oddity, profile_checks, secret_checks
from indeed_tui.cli.checks.versions import bytecode, version_checks
from indeed_tui.cli.exits import Exit
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import Grant, Instant, Secret, Token
from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import Profile
from indeed_tui.store.secret_source import SecretSource, SourceKind
from indeed_tui.store.tokens import TokenFiles

PROFILE = Profile.create("a-prod", "demo-client")
NOW = Instant(1_000_000.0, 5_000.0, "this boot")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    config, state = tmp_path / "config", tmp_path / "state"
    config.mkdir(mode=0o700)
    state.mkdir(mode=0o700)
    return Places(config, state)


def of(checks: object) -> dict[str, Check]:
    assert hasattr(checks, "__iter__")
    return {check.name: check for check in checks}


# The value, and its limits.


def test_the_first_failure_gives_the_status_and_a_warning_none() -> None:
    area = Area("a")
    ok, skip, warn = area.ok("x", ""), area.skip("x", ""), area.warn("x", "", "")
    refused, network = area.fail("x", "", "", Exit.REFUSED), area.fail("x", "", "", Exit.TRY_AGAIN)
    assert worst([ok, skip]) == (State.OK, Exit.OK)
    assert worst([ok, warn]) == (State.WARN, Exit.OK)
    assert worst([warn, network, refused]) == (State.FAIL, Exit.TRY_AGAIN)


def test_what_hangs_is_left_behind() -> None:
    over = threading.Event()
    with pytest.raises(TimeoutError):
        limited(over.wait, 0.01)
    over.set()
    with pytest.raises(ConnectionRefusedError):
        limited(lambda: (_ for _ in ()).throw(ConnectionRefusedError()), 30)


def test_a_dead_disk_costs_one_limit_for_all_and_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "DISK_LIMIT", 0.05)
    area = Area("a")

    def denied() -> Check:
        raise PermissionError(13, "Permission denied")

    over = threading.Event()

    def hang() -> Check:
        over.wait()
        return area.ok("hangs", "")

    checks: dict[str, Callable[[], Check]] = {"denied": denied, "hangs": hang, "too": hang}
    found = of(on_disk(area, checks))
    over.set()
    assert found["denied"].seen == "can't be looked at: permission denied"
    assert "didn't answer" in found["hangs"].seen
    assert {check.exit for check in found.values()} == {Exit.USAGE}


# Versions.


def test_a_library_that_is_missing_is_a_failure() -> None:
    found = of(version_checks(lambda name: None if name == "httpx" else "1.2.3", ()))
    assert found["textual"].seen == "1.2.3"
    assert (found["httpx"].state, found["httpx"].exit) == (State.FAIL, Exit.USAGE)
    assert sys.executable in found["python"].seen


def test_bytecode_that_can_never_be_kept_is_a_warning(tmp_path: Path) -> None:
    source = tmp_path / "package" / "__init__.py"
    source.parent.mkdir()
    source.touch()
    assert bytecode((source,), writes=True).seen == "not cached yet; the next start does it"
    stuck = bytecode((source,), writes=False)
    assert stuck.state is State.WARN
    assert f"compileall -q {source.parent}" in stuck.todo
    cached = Path(cache_from_source(str(source)))
    cached.parent.mkdir()
    cached.touch()
    assert bytecode((source,), writes=False).state is State.OK


# Files.


def test_of_a_home_that_is_new_nothing_is_wrong_and_nothing_is_made(tmp_path: Path) -> None:
    places = Places(tmp_path / "config", tmp_path / "state")
    found = of(file_checks(places))
    assert {check.state for check in found.values()} <= {State.OK, State.SKIP}
    assert "not there yet" in found["state"].seen
    assert found["lock"].state is State.SKIP
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("mode", "shared", "state", "todo"),
    [
        (0o700, False, State.OK, ""),
        (0o750, False, State.WARN, "chmod 700 "),
        (0o777, False, State.WARN, "chmod 700 "),
        (0o755, True, State.OK, ""),
        (0o775, True, State.WARN, "chmod go-w "),
    ],
)
def test_a_directory_is_judged_by_who_else_gets_in(
    tmp_path: Path, mode: int, shared: bool, state: State, todo: str
) -> None:
    path = tmp_path / "d"
    path.mkdir()
    path.chmod(mode)
    check = directory(AREA, "d", path, shared=shared)
    assert check.state is state
    assert f"mode {mode:04o}" in check.seen
    assert check.todo == (f"{todo}{path}" if todo else "")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_directory_that_is_none_or_anothers_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.touch()
    assert directory(AREA, "d", file).state is State.FAIL
    assert directory(AREA, "d", file / "below").state is State.FAIL
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    check = directory(AREA, "d", tmp_path)
    assert (check.state, check.exit) == (State.FAIL, Exit.USAGE)
    assert f"belongs to uid {tmp_path.stat().st_uid}" in check.seen


def test_a_directory_that_cant_be_written_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK | os.X_OK)
    tmp_path.chmod(0o500)
    check = directory(AREA, "d", tmp_path)
    tmp_path.chmod(0o700)
    assert (check.state, "can't be written" in check.seen) == (State.WARN, True)


@pytest.mark.parametrize("name", ["profiles.toml", "settings.toml", "secrets.toml"])
def test_a_broken_file_names_its_line_and_never_a_secret(places: Places, name: str) -> None:
    path = places.config / name
    path.write_text('x = "hunter2"\nbroken "hunter2"\n')
    path.chmod(0o600)
    check = of(file_checks(places))[name]
    assert (check.state, check.exit) == (State.FAIL, Exit.USAGE)
    assert f"{name}:2" in check.seen
    assert name != "secrets.toml" or "hunter2" not in f"{check}"


def test_whole_files_are_counted(places: Places) -> None:
    places.profiles.write_text('default = "b"\n[profiles.a]\nclient_id="1"\n[profiles.b]\n')
    with places.profiles.open("a") as file:
        file.write('client_id="2"\n')
    places.settings.write_text("[display]\nmouse = false\n")
    places.secrets.write_text('[secrets]\na = "hunter2"\n')
    places.secrets.chmod(0o600)
    found = of(file_checks(places))
    assert found["profiles.toml"].seen == "2 profiles, default b"
    assert found["settings.toml"].seen == "valid"
    assert found["secrets.toml"].seen == "1 secret, mode 0600"


def test_a_full_disk_is_a_warning(tmp_path: Path) -> None:
    missing = tmp_path / "not" / "there"
    assert space(missing, lambda path: 50 * 2**20).state is State.OK
    check = space(missing, lambda path: 50 * 2**20 - 1)
    assert (check.state, check.seen) == (State.WARN, f"50 MiB free at {tmp_path}")


def test_a_far_file_system_is_a_warning(tmp_path: Path) -> None:
    spaced = tmp_path / "a b"
    spaced.mkdir()
    real = str(tmp_path.resolve())
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda / ext4 rw 0 0\n"
        f"x {real} ext4 rw 0 0\n"
        f"server:/x {real}/a\\040b nfs4 rw 0 0\n"
        f"x {real}/a\\040b/c tmpfs rw 0 0\nshort\n"
    )
    assert disk(tmp_path / "later", mounts).seen == f"ext4 at {real}"
    check = disk(spaced / "state", mounts)
    assert (check.state, check.seen) == (State.WARN, f"nfs4 at {spaced.resolve()}")
    mounts.write_text(f"a {real} nfs rw 0 0\nb {real} ext4 rw 0 0\n")
    assert disk(tmp_path, mounts).seen == f"ext4 at {real}"
    assert disk(tmp_path, tmp_path / "none").state is State.SKIP


def test_a_lock_that_keeps_nobody_out_is_a_failure(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lock(places.state).seen == "works"
    assert list(places.state.iterdir()) == []
    monkeypatch.setattr("fcntl.flock", lambda descriptor, operation: None)
    check = lock(places.state)
    assert (check.state, check.seen) == (State.FAIL, "a held lock keeps nobody out")
    assert list(places.state.iterdir()) == []


def test_only_old_litter_counts(places: Places) -> None:
    name = f".x.json.{'0' * 16}.indeed-tmp"
    (places.state / name).touch()
    now = (places.state / name).stat().st_mtime
    both = (places.config, places.state, places.tokens)
    assert litter(both, now + 59).state is State.OK
    check = litter(both, now + 61)
    assert check.state is State.WARN
    assert check.seen == f"1 file of writers that crashed, in {places.state}"


# Profile and secret.


def chosen(
    places: Places, environ: dict[str, str], wanted: str | None = None
) -> tuple[dict[str, Check], Profile | None]:
    steps, found = profile_checks(places, environ, wanted, readable=True), []
    while True:
        try:
            found.append(next(steps))
        except StopIteration as end:
            return of(found), end.value


@pytest.mark.parametrize(
    ("environ", "wanted", "default", "seen"),
    [
        ({}, None, "", "a-prod, the first one"),
        ({}, None, 'default = "b"', "b, the default"),
        ({"INDEED_TUI_PROFILE": "b"}, None, "", "b, named by INDEED_TUI_PROFILE"),
        ({"INDEED_TUI_PROFILE": "b"}, "a-prod", "", "a-prod, named by --profile"),
        (
            {"INDEED_CLIENT_ID": "x", "INDEED_CLIENT_SECRET": "y"},
            None,
            'default = "b"',
            "env, from INDEED_CLIENT_ID",
        ),
    ],
)
def test_it_says_which_profile_and_why(
    places: Places, environ: dict[str, str], wanted: str | None, default: str, seen: str
) -> None:
    text = '[profiles.a-prod]\nclient_id = "1"\n[profiles.b]\nclient_id = "2"\n'
    places.profiles.write_text(f"{default}\n{text}")
    found, profile = chosen(places, environ, wanted)
    assert found["chosen"].seen == seen
    assert profile is not None
    assert found["client id"].seen == profile.client_id
    assert ("refused" in found["writes"].seen) is profile.read_only


def secret_check(profile: Profile | None, clear: str | None) -> tuple[Check, Secret | None]:
    def read(profile: Profile, places: object, environ: object) -> Secret:
        if clear is None:
            raise ConfigError("It wasn't done within 5 s", "Unlock it.", code="secret.timeout")
        return Secret(clear)

    steps = secret_checks(profile, Places(Path("/c"), Path("/s")), {}, read=read)
    check = next(steps)
    with pytest.raises(StopIteration) as end:
        next(steps)
    return check, end.value.value


def test_where_the_secret_comes_from_is_said_and_nothing_of_it() -> None:
    sources = {
        "secrets.toml": SecretSource(SourceKind.FILE),
        "the variable X": SecretSource(SourceKind.ENV, "X"),
        "the variable INDEED_CLIENT_SECRET": SecretSource(SourceKind.ENV_PAIR),
        "the command pass": SecretSource(SourceKind.COMMAND, None, ("pass", "hunter2")),
        "the keyring": SecretSource(SourceKind.KEYRING),
    }
    for said, source in sources.items():
        profile = Profile(
            "a", "1", source, ("s",), PROFILE.auth_method, PROFILE.endpoints, *[True] * 2
        )
        check, secret = secret_check(profile, "hunter2")
        assert (check.state, check.seen) == (State.OK, f"from {said}, readable")
        assert secret == Secret("hunter2")


def test_a_secret_that_cant_be_had_is_a_failure_of_configuration() -> None:
    check, secret = secret_check(PROFILE, None)
    assert (check.state, check.exit, check.todo) == (State.FAIL, Exit.USAGE, "Unlock it.")
    assert secret is None
    assert secret_check(None, "x")[0].state is State.SKIP


@pytest.mark.parametrize(
    ("clear", "odd"),
    [
        ("a secret", "white space"),
        ("a\u00a0secret", "white space"),
        ('"a-secret"', "quotation marks"),
        ("demo-client", "client id"),
        ("sécret", "ASCII"),
        ("a-secret", None),
        ('"', None),
    ],
)
def test_an_odd_secret_is_a_warning_without_a_letter_of_it(clear: str, odd: str | None) -> None:
    said = oddity(Secret(clear), "demo-client")
    check, _ = secret_check(PROFILE, clear)
    if odd is None:
        assert (said, check.state) == (None, State.OK)
        return
    assert said is not None
    assert odd in said
    assert check.state is State.WARN
    assert clear not in f"{check}"


# The cache.


def keep(places: Places, name: str, sent: float) -> Path:
    key = PROFILE.credentials(Secret("s")).key(name)
    grant = Grant(Secret("hunter2"), "Bearer", 3600.0, False, key.scopes)
    TokenFiles(places.tokens, lambda: NOW).save(
        Token(key, grant, sent, NOW.wall - (NOW.elapsed - sent), 2700.0)
    )
    return places.tokens / f"{key.digest}.json"


def test_the_cache_is_counted_and_what_others_could_read_is_named(places: Places) -> None:
    keep(places, "one", 4_900.0)
    open_one = keep(places, "two", 1_000.0)
    found = of(cache_checks(places, PROFILE, lambda: NOW))
    assert found["tokens"].seen == "1 alive, 1 expired, of 1 profile"
    assert {check.state for check in found.values()} == {State.OK}
    open_one.chmod(0o644)
    (places.tokens / "x.json.aside").touch(0o600)
    found = of(cache_checks(places, PROFILE, lambda: NOW))
    assert found["tokens"].seen.startswith("1 alive, 0 expired")
    assert (found["set aside"].state, found["set aside"].seen) == (State.WARN, "1 file")
    assert found["exposed"].state is State.WARN
    assert open_one.name in found["exposed"].seen
    assert found["exposed"].todo == f"chmod -R go-rwx {places.state}"
    assert open_one.exists()


def test_a_profile_that_keeps_no_tokens_is_said(tmp_path: Path) -> None:
    places = Places(tmp_path / "c", tmp_path / "s")
    quiet = Profile.create("quiet", "1", cache_tokens=False)
    found = of(cache_checks(places, quiet, lambda: NOW))
    assert "cache_tokens = false" in found["profile"].seen
    assert found["tokens"].seen == "0 alive, 0 expired"
    assert of(cache_checks(places, None, lambda: NOW))["profile"].state is State.SKIP
