"""`profiles add`: what is saved, what stays, and what is refused with nothing lost."""

import json
import stat
import tomllib
from pathlib import Path

import pytest

from indeed_tui.cli import profiles_add
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import Grant, Instant, Secret, Token
from indeed_tui.store.profiles import Profile
from indeed_tui.store.tokens import TokenFiles
from tests.cli.command import Commands, Done

NOW = Instant(1_700_000_000.0, 1000.0, "boot")


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    return Commands(tmp_path, monkeypatch, capsys)


def saved(commands: Commands, name: str) -> dict[str, object]:
    listed = json.loads(commands.run("profiles", "list", "--json", "--profile", name).out)
    profile: dict[str, object] = listed["profiles"][0]
    return profile


def secret(commands: Commands, name: str) -> str | None:
    if not commands.secrets.exists():
        return None
    stored: str | None = tomllib.loads(commands.secrets.read_text())["secrets"].get(name)
    return stored


def replace(commands: Commands, *arguments: str, stdin: str = "") -> Done:
    done = commands.run("profiles", "add", "one", "--replace", *arguments, stdin=stdin)
    assert (done.status, done.out) == (0, ""), done
    return done


# -- a new profile --------------------------------------------------------------------------


def test_the_secret_is_read_from_stdin_and_kept_to_oneself(commands: Commands) -> None:
    done = commands.add("one", stdin="hunter2\n")
    assert "saved the profile one, the default profile\n" in done.err
    assert "indeed-tui token --profile one" in done.err
    assert "hunter2" not in done.err
    assert secret(commands, "one") == "hunter2"
    assert "hunter2" not in commands.profiles.read_text()
    for path in (commands.profiles, commands.secrets):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_first_profile_is_the_default_and_later_ones_if_asked(commands: Commands) -> None:
    for name, more in (("one", ()), ("two", ()), ("three", ("--default",))):
        commands.add(name, *more)
    assert saved(commands, "three")["default"]
    commands.add("four")
    assert commands.run("profiles", "default").out == "three\n"


def test_every_setting_is_saved(commands: Commands) -> None:
    commands.add(
        "one", "--scope", "employer_access  a.b", "--scope", "c", "--scope", "c",
        "--auth-method", "client_secret_basic",
        "--token-url", "http://127.0.0.1:1/t", "--appinfo-url", "http://127.0.0.1:1/a",
        "--api-url", "http://127.0.0.1:1", "--read-only", "--no-cache-tokens",
        "--no-add-employer-access",
    )  # fmt: skip
    assert saved(commands, "one") == {
        "name": "one",
        "client_id": "id-one",
        "secret": "file",
        "scopes": ["employer_access", "a.b", "c"],
        "auth_method": "client_secret_basic",
        "token_url": "http://127.0.0.1:1/t",
        "appinfo_url": "http://127.0.0.1:1/a",
        "api_url": "http://127.0.0.1:1",
        "read_only": True,
        "cache_tokens": False,
        "add_employer_access": False,
        "default": True,
    }


def test_production_is_read_only_unless_told_otherwise(commands: Commands) -> None:
    done = commands.add("one-prod")
    assert saved(commands, "one-prod")["read_only"] is True
    assert "profiles add one-prod --replace --no-read-only" in done.err
    commands.add("two-prod", "--no-read-only")
    assert saved(commands, "two-prod")["read_only"] is False


@pytest.mark.parametrize(
    ("options", "source"),
    [
        (("--secret-env", "NAME"), "env:NAME"),
        (("--secret-command", "pass show 'indeed prod'"), "command"),
        (("--secret-keyring",), "keyring"),
    ],
)
def test_a_secret_from_elsewhere_is_not_asked_for(
    commands: Commands, options: tuple[str, ...], source: str
) -> None:
    commands.add("one", *options, stdin="not read")
    assert saved(commands, "one")["secret"] == source
    assert secret(commands, "one") is None


def test_the_words_of_a_command_are_split_as_in_a_shell(commands: Commands) -> None:
    commands.add("one", "--secret-command", "pass show 'indeed prod'")
    told = json.loads(commands.run("profiles", "show", "one", "--json").out)
    assert told["secret_command"] == ["pass", "show", "indeed prod"]


def test_a_variable_that_is_not_set_is_told(commands: Commands) -> None:
    assert (
        "warning: The variable NAME is not set" in commands.add("one", "--secret-env", "NAME").err
    )


# -- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        ((), "s", "Name of the profile: it is missing"),
        (("one",), "s", "Client id: it is missing"),
        (("env", "--client-id", "i"), "s", "belongs to the profile of the environment"),
        (("a b", "--client-id", "i"), "s", "can't be a profile's name"),
        (("one", "--client-id", "i"), "", "No secret came on stdin"),
        (("one", "--client-id", "i"), "\n", "No secret came on stdin"),
        (("one", "--client-id", "i"), "hun\nter2", "more than one line"),
        (("one", "--client-id", "i"), " hunter2", "begins or ends with white space"),
        (("one", "--client-id", "i"), "hun\x1bter2", "control characters"),
        (("one", "--client-id", "i"), "x" * 70_000, "too long"),
        (("one", "--client-id", "i\x1b[2J"), "s", "The client id"),
        (("one", "--client-id", "i", "--scope", ""), "s", "The list of scopes is empty"),
        (("one", "--client-id", "i", "--api-url", "http://example.com"), "s", "http"),
        (("one", "--client-id", "i", "--secret-env", "hunter2!"), "s", "no variable's name"),
        (("one", "--client-id", "i", "--secret-command", "a 'b"), "s", "command can't be read"),
        (("one", "--client-id", "i", "--secret", "hunter2"), "s", "a secret is never an argument"),
        (("one", "--client-secret=hunter2"), "s", "a secret is never an argument"),
    ],
)
def test_nothing_is_saved_of_what_is_wrong(
    commands: Commands, arguments: tuple[str, ...], stdin: str, words: str
) -> None:
    done = commands.run("profiles", "add", *arguments, stdin=stdin)
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert "hunter2" not in done.err
    assert "\x1b" not in done.err
    assert commands.files() == {}


def test_a_secret_that_is_no_text_is_refused(commands: Commands) -> None:
    done = commands.run("profiles", "add", "one", "--client-id", "i", stdin=b"\xff\xfe")
    assert done.status == 2
    assert "not UTF-8 text" in done.err


def test_a_name_that_is_taken_needs_replace(commands: Commands) -> None:
    commands.add("one")
    before = commands.files()
    done = commands.run("profiles", "add", "one", "--client-id", "other", stdin="other")
    assert done.status == 2
    assert "hint: Choose another name, or add --replace" in done.err
    assert commands.files() == before


def test_a_profile_changed_in_the_meantime_is_not_overwritten(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands.add("one")

    def slowly() -> Secret:
        other = Profile.create("one", "id-of-somebody-else")
        text = commands.profiles.read_text().replace("id-one", other.client_id)
        commands.profiles.write_text(text)
        return Secret("mine")

    monkeypatch.setattr(profiles_add, "piped_secret", slowly)
    done = commands.run("profiles", "add", "one", "--replace")
    assert done.status == 2
    assert "was changed by somebody else" in done.err
    assert saved(commands, "one")["client_id"] == "id-of-somebody-else"
    assert secret(commands, "one") == "hunter2"


def test_where_the_profile_can_not_be_written_its_secret_stays(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands.add("one")
    before = commands.files()

    def full(*_: object) -> None:
        raise ConfigError("The disk is full", "Free some space", code="disk.full")

    monkeypatch.setattr("indeed_tui.store.profiles.write_atomic", full)
    for name in ("one", "two"):
        done = commands.run("profiles", "add", name, "--replace", "--client-id", "new", stdin="new")
        assert done.status == 2
        assert commands.files() == before


# -- replacing ------------------------------------------------------------------------------


def test_what_is_not_given_stays(commands: Commands) -> None:
    commands.add(
        "one", "--scope", "a", "--auth-method", "client_secret_basic", "--read-only",
        "--no-cache-tokens", "--no-add-employer-access", "--api-url", "http://127.0.0.1:1",
    )  # fmt: skip
    before = saved(commands, "one")
    replace(commands, "--scope", "b", stdin="not read")
    assert saved(commands, "one") == {**before, "scopes": ["b"]}
    replace(commands, "--cache-tokens", "--no-read-only", "--add-employer-access")
    changed = {"cache_tokens": True, "read_only": False, "add_employer_access": True}
    assert saved(commands, "one") == {**before, "scopes": ["b"], **changed}
    assert secret(commands, "one") == "hunter2"


def test_others_stay_as_they_are(commands: Commands) -> None:
    commands.add("one")
    table = '[profiles.mine]\nclient_id = "id"\nscopes = [\n    "employer_access",\n]\n'
    commands.profiles.write_text(commands.profiles.read_text() + "\n" + table)
    commands.secrets.write_text(commands.secrets.read_text() + 'mine = "my-secret"\n')
    replace(commands, "--client-id", "new", stdin="new-secret")
    assert table in commands.profiles.read_text()
    assert (secret(commands, "mine"), secret(commands, "one")) == ("my-secret", "new-secret")


@pytest.mark.parametrize(
    "options", [(), ("--client-id", "id-one"), ("--scope", "a", "--new-secret"), ("--default",)]
)
def test_a_new_secret_is_read_where_nothing_else_is_meant(
    commands: Commands, options: tuple[str, ...]
) -> None:
    commands.add("one")
    assert "changed the profile one" in replace(commands, *options, stdin="rotated").err
    assert secret(commands, "one") == "rotated"


def test_an_empty_pipe_does_not_pass_for_the_saved_secret(commands: Commands) -> None:
    commands.add("one")
    done = commands.run("profiles", "add", "one", "--client-id", "id-one", "--replace")
    assert done.status == 2
    assert secret(commands, "one") == "hunter2"


def test_a_secret_that_moves_elsewhere_leaves_the_file(commands: Commands) -> None:
    commands.add("one")
    replace(commands, "--secret-env", "NAME")
    assert secret(commands, "one") is None
    replace(commands, "--client-id", "new", stdin="not read")
    assert saved(commands, "one")["secret"] == "env:NAME"
    replace(commands, "--new-secret", stdin="back")
    assert (saved(commands, "one")["secret"], secret(commands, "one")) == ("file", "back")


def test_replacing_what_is_not_there_is_adding(commands: Commands) -> None:
    replace(commands, "--client-id", "id-one", stdin="hunter2")
    assert saved(commands, "one")["default"]


# -- cached tokens --------------------------------------------------------------------------


def keep_token(commands: Commands, profile: str, secret: str) -> TokenFiles:
    """Cache a token of a saved profile, requested with this secret."""
    files = TokenFiles(commands.state / "tokens", lambda: NOW)
    key = Profile.create(profile, f"id-{profile}").credentials(Secret(secret)).key()
    grant = Grant(Secret("the-token"), "Bearer", 3600.0, False, ("employer_access",))
    files.save(Token(key, grant, NOW.elapsed, NOW.wall, 2600.0))
    return files


@pytest.mark.parametrize(
    ("options", "stdin", "stays"),
    [
        (("--scope", "a"), "", True),
        (("--api-url", "http://127.0.0.1:1"), "", True),
        (("--client-id", "id-one"), "hunter2", True),
        (("--new-secret",), "rotated", False),
        (("--client-id", "other"), "hunter2", False),
        (("--auth-method", "client_secret_basic"), "", False),
        (("--token-url", "http://127.0.0.1:1"), "", False),
        (("--secret-env", "NAME"), "", False),
        (("--no-cache-tokens",), "", False),
        (("--no-cache-tokens", "--new-secret"), "hunter2", False),
    ],
)
def test_tokens_of_former_credentials_are_forgotten(
    commands: Commands, options: tuple[str, ...], stdin: str, stays: bool
) -> None:
    commands.add("one")
    commands.add("two")
    keep_token(commands, "one", "hunter2")
    files = keep_token(commands, "two", "hunter2")
    replace(commands, *options, stdin=stdin)
    assert {key.profile for key in files.every()} == ({"one", "two"} if stays else {"two"})
