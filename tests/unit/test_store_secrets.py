"""Secrets: from wherever the profile says, kept without losing others, never in an error."""

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import Secret
from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import Profile, SecretSource, SourceKind, load_profiles
from indeed_tui.store.secrets import forget_secret, read_secret, write_secret

from .test_store_files import disown

FROM_FILE = Profile.create("x", "id")
FROM_VARIABLE = Profile.create("x", "id", SecretSource.parse("env:X_SECRET"))
FROM_KEYRING = Profile.create("x", "id", SecretSource.parse("keyring"))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "config", tmp_path / "state")


def stored(places: Places, text: str) -> None:
    places.config.mkdir(exist_ok=True)
    places.secrets.write_text(text)
    places.secrets.chmod(0o600)


def refused(
    profile: Profile, places: Places, environ: dict[str, str], timeout: float = 20.0
) -> tuple[str, str]:
    with pytest.raises(ConfigError) as caught:
        read_secret(profile, places, environ, timeout=timeout)
    problem = caught.value.problem
    assert "hunter2" not in problem.title + problem.hint
    assert "hunter2" not in repr(caught.value)
    return problem.title, problem.hint


def test_a_secret_is_kept_in_a_file_for_us_alone(places: Places) -> None:
    write_secret(places, "x", Secret("hunter2"))
    assert places.secrets.stat().st_mode & 0o777 == 0o600
    assert read_secret(FROM_FILE, places, {}) == Secret("hunter2")
    assert os.listdir(places.config) == ["secrets.toml"]


def test_a_secret_is_written_and_forgotten_beside_the_others(places: Places) -> None:
    stored(places, '# mine\n[secrets]\nb-prod = "two"\n"a.b" = "one"\n')
    write_secret(places, "x", Secret("hunter2"))
    write_secret(places, "x", Secret("three"))
    assert places.secrets.read_text().partition("\n")[2] == (
        '[secrets]\nb-prod = "two"\n"a.b" = "one"\nx = "three"\n'
    )
    forget_secret(places, "b-prod")
    forget_secret(places, "x")
    assert places.secrets.read_text().partition("\n")[2] == '[secrets]\n"a.b" = "one"\n'


def test_forgetting_or_writing_the_same_changes_no_byte(places: Places) -> None:
    forget_secret(places, "x")
    assert not places.secrets.exists()
    stored(places, '# mine\n[secrets]\nx = "one"\n')
    forget_secret(places, "y")
    write_secret(places, "x", Secret("one"))
    assert places.secrets.read_text() == '# mine\n[secrets]\nx = "one"\n'


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", "No secret is stored for the profile 'x'"),
        ("[secrets]\ny = 'hunter2'", "No secret is stored for the profile 'x'"),
        ("x = 'hunter2'", "secrets.toml:1: unknown key 'x' in the top level"),
        ("[secrets]\nx = 'hunter2", "secrets.toml:2: this is no TOML"),
        ("[secrets]\nx.y = 'hunter2'", "secrets.toml:2: 'x' in [secrets] must be a string"),
        ("[secrets]\nx = ''", "The secret in secrets.toml is empty"),
        ("secrets = 'hunter2'", "secrets.toml:1: 'secrets' in the top level must be a table"),
    ],
)
def test_a_file_without_a_usable_secret_says_so(places: Places, text: str, title: str) -> None:
    stored(places, text)
    assert refused(FROM_FILE, places, {})[0] == title


def test_no_file_says_how_to_get_one(places: Places) -> None:
    title, hint = refused(FROM_FILE, places, {})
    assert title == "No secret is stored for the profile 'x'"
    assert "Edit x in indeed-tui, or run `indeed-tui profiles add x --replace`" in hint


def test_a_file_that_others_can_read_is_refused(places: Places) -> None:
    stored(places, "[secrets]\nx = 'hunter2'")
    places.secrets.chmod(0o644)
    assert "chmod 600" in refused(FROM_FILE, places, {})[1]
    with pytest.raises(ConfigError):
        write_secret(places, "y", Secret("s"))


def test_the_file_of_another_user_is_refused(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(places, "[secrets]\nx = 'hunter2'")
    disown(places.secrets, monkeypatch)
    assert "chown" in refused(FROM_FILE, places, {})[1]


@pytest.mark.parametrize("broken", ["[secrets", "[secrets]\nx = 1", "x = 1"])
def test_a_broken_file_is_never_overwritten(places: Places, broken: str) -> None:
    stored(places, broken)
    for change in (
        partial(write_secret, places, "x", Secret("s")),
        partial(forget_secret, places, "x"),
    ):
        with pytest.raises(ConfigError):
            change()
    assert places.secrets.read_text() == broken


@pytest.mark.parametrize(
    ("name", "secret"), [("env", "s"), ("a b", "s"), ("x", ""), ("x", " s"), ("x", "a\nb")]
)
def test_what_could_not_be_read_again_is_not_written(
    places: Places, name: str, secret: str
) -> None:
    with pytest.raises(ConfigError):
        write_secret(places, name, Secret(secret))
    assert not places.secrets.exists()


def test_a_secret_comes_from_the_variable_it_names(places: Places) -> None:
    assert read_secret(FROM_VARIABLE, places, {"X_SECRET": "hunter2\r\n"}) == Secret("hunter2")


@pytest.mark.parametrize("environ", [{}, {"X_SECRET": ""}, {"INDEED_CLIENT_SECRET": "hunter2"}])
def test_a_variable_that_isnt_set_is_named(places: Places, environ: dict[str, str]) -> None:
    assert "X_SECRET is not set" in refused(FROM_VARIABLE, places, environ)[0]


def test_the_environments_pair_brings_its_secret(places: Places) -> None:
    environ = {"INDEED_CLIENT_ID": "id", "INDEED_CLIENT_SECRET": "hunter2\n"}
    [profile] = load_profiles(places, environ).profiles
    assert profile.source.kind is SourceKind.ENV_PAIR
    assert read_secret(profile, places, environ) == Secret("hunter2")
    assert "INDEED_CLIENT_SECRET is not set" in refused(profile, places, {})[0]


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("\n", "is empty"),
        ("  ", "is empty"),
        (" hunter2", "begins or ends with white space"),
        ("hunter2\t", "begins or ends with white space"),
        ("hunter2 \n", "begins or ends with white space"),
        ("hunter2\nx", "has control characters in it"),
        ("hunter2\x1b[0m", "has control characters in it"),
        ("hunter2\x7f", "has control characters in it"),
        ("hunter2\x9b.", "has control characters in it"),
        ("hunter2\udcff", "is not UTF-8 text"),
    ],
)
def test_stray_characters_are_said_without_being_shown(
    places: Places, value: str, wrong: str
) -> None:
    title, hint = refused(FROM_VARIABLE, places, {"X_SECRET": value})
    assert title == f"The variable X_SECRET {wrong}"
    assert "by itself" in hint


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_any_other_secret_passes_as_it_is(value: str) -> None:
    places = Places(Path("/nowhere"), Path("/nowhere"))
    if value == value.strip():
        assert read_secret(FROM_VARIABLE, places, {"X_SECRET": value}) == Secret(value)
    else:
        refused(FROM_VARIABLE, places, {"X_SECRET": value})


def test_a_command_is_asked_and_only_its_first_line_counts(places: Places) -> None:
    source = SecretSource.parse("command", ("printf", r"hunter2\r\nuser: me\n"))
    assert read_secret(replace(FROM_FILE, source=source), places, {}) == Secret("hunter2")


@pytest.mark.parametrize("printed", [r" hunter2", r"hunter2\033[0m", r"hunter2\377"])
def test_a_commands_stray_characters_are_said(places: Places, printed: str) -> None:
    source = SecretSource.parse("command", ("printf", printed))
    title, _ = refused(replace(FROM_FILE, source=source), places, {})
    assert title.startswith("What the secret's command printed ")


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file that decides what a stand-in for the keyring package does."""
    package = tmp_path / "lib" / "keyring"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(package.parent)
    return package / "__main__.py"


def from_keyring(keyring: Path, script: str) -> dict[str, str]:
    keyring.write_text(f"import sys, time\n{script}\n")
    return {"PYTHONPATH": str(keyring.parent.parent)}


def test_the_keyring_is_asked_for_app_and_profile(places: Places, keyring: Path) -> None:
    environ = from_keyring(keyring, "print('-'.join(sys.argv[1:]))")
    assert read_secret(FROM_KEYRING, places, environ) == Secret("get-indeed-tui-x")


def test_an_empty_keyring_says_how_to_fill_it(places: Places, keyring: Path) -> None:
    title, hint = refused(FROM_KEYRING, places, from_keyring(keyring, "sys.exit(1)"))
    assert title == "The keyring holds no secret for the profile 'x'"
    assert "keyring set indeed-tui x" in hint


def test_a_failing_keyring_is_quoted(places: Places, keyring: Path) -> None:
    environ = from_keyring(keyring, "print('hunter2'); sys.exit('locked: hunter2')")
    title, hint = refused(FROM_KEYRING, places, environ)
    assert title == "The keyring can't be read"
    assert "locked: ••••••" in hint


def test_a_keyring_that_waits_is_stopped(places: Places, keyring: Path) -> None:
    environ = from_keyring(keyring, "time.sleep(60)")
    title, hint = refused(FROM_KEYRING, places, environ, 0.1)
    assert title == "The keyring didn't answer within 0.1 s"
    assert "Unlock it" in hint


def test_a_keyring_that_isnt_installed_says_what_to_do(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    title, hint = refused(FROM_KEYRING, places, {})
    assert "keyring isn't installed" in title
    assert "pip install keyring" in hint
