"""`profiles list`, `show`, `default` and `remove`."""

import json
import sys
import tomllib
from pathlib import Path

import pytest

from indeed_tui.indeed.models import Grant, Instant, Secret, Token, TokenKey
from indeed_tui.store.employer_names import EmployerNames, ListedEmployers
from indeed_tui.store.paths import Places
from indeed_tui.store.pins import load_pins, save_pins
from indeed_tui.store.tokens import TokenFiles
from tests.cli.command import Commands

ENV = {"INDEED_CLIENT_ID": "id-env", "INDEED_CLIENT_SECRET": "env-secret"}
NOW = Instant(1_700_000_000.0, 1000.0, "boot")


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    return Commands(tmp_path, monkeypatch, capsys)


@pytest.fixture
def two(commands: Commands) -> Commands:
    """Two saved profiles: `one`, the default, and `two-prod` with its secret in a variable."""
    commands.add("one")
    commands.add("two-prod", "--secret-env", "TWO_SECRET")
    return commands


def places(commands: Commands) -> Places:
    return Places(commands.config, commands.state)


def cached(commands: Commands, *profiles: str) -> TokenFiles:
    """A token of each profile in the cache."""
    files = TokenFiles(commands.state / "tokens", lambda: NOW)
    for profile in profiles:
        key = TokenKey(profile, "0" * 16, None, ("employer_access",))
        grant = Grant(Secret("the-token"), "Bearer", 3600.0, False, ("employer_access",))
        files.save(Token(key, grant, NOW.elapsed, NOW.wall, 2600.0))
    return files


# -- list -----------------------------------------------------------------------------------


def test_none_at_all_is_an_empty_list_and_a_hint(commands: Commands) -> None:
    done = commands.run("profiles", "list")
    assert (done.status, done.out) == (0, "")
    assert "indeed-tui profiles add NAME" in done.err
    empty = commands.run("profiles", "list", "--json")
    assert json.loads(empty.out) == {"default": None, "profiles": []}
    assert not commands.config.exists()


def test_in_a_pipe_columns_have_tabs_between(two: Commands) -> None:
    done = two.run("profiles", "list")
    assert (
        done.out == "one\tid-one\tfile\tno\tdefault\ntwo-prod\tid-two-prod\tenv:TWO_SECRET\tyes\t\n"
    )
    assert done.err == ""
    assert two.run("profiles").out == done.out


def test_the_profile_of_the_environment_is_listed_as_unsaved(two: Commands) -> None:
    two.environ |= ENV
    first = two.run("profiles", "list").out.splitlines()[0]
    assert first == "env\tid-env\tenvironment\tno\tunsaved"
    told = json.loads(two.run("profiles", "list", "--json").out)
    assert told["default"] == "one"
    assert [each["default"] for each in told["profiles"]] == [False, True, False]


def test_json_has_every_setting_and_no_secret(two: Commands) -> None:
    two.environ["TWO_SECRET"] = "from-variable"
    done = two.run("profiles", "list", "--json")
    assert json.loads(done.out) == {
        "default": "one",
        "profiles": [
            {
                "name": "one",
                "client_id": "id-one",
                "secret": "file",
                "scopes": ["employer_access"],
                "auth_method": "client_secret_post",
                "token_url": "https://apis.indeed.com/oauth/v2/tokens",
                "appinfo_url": "https://secure.indeed.com/v2/api/appinfo",
                "api_url": "https://apis.indeed.com",
                "read_only": False,
                "cache_tokens": True,
                "add_employer_access": True,
                "default": True,
            },
            {
                "name": "two-prod",
                "client_id": "id-two-prod",
                "secret": "env:TWO_SECRET",
                "scopes": ["employer_access"],
                "auth_method": "client_secret_post",
                "token_url": "https://apis.indeed.com/oauth/v2/tokens",
                "appinfo_url": "https://secure.indeed.com/v2/api/appinfo",
                "api_url": "https://apis.indeed.com",
                "read_only": True,
                "cache_tokens": True,
                "add_employer_access": True,
                "default": False,
            },
        ],
    }


def test_one_profile_can_be_listed(two: Commands) -> None:
    assert two.run("profiles", "list", "--profile", "two-prod").out.startswith("two-prod\t")
    assert two.run("--profile", "one", "profiles").out.count("\n") == 1
    assert two.run("profiles", "list", "--profile", "tow-prod").status == 5


# -- show -----------------------------------------------------------------------------------


def test_show_tells_everything_but_the_secret(two: Commands) -> None:
    done = two.run("profiles", "show", "one")
    told = dict(line.split("\t") for line in done.out.splitlines())
    assert (told["name"], told["client_id"], told["default"]) == ("one", "id-one", "yes")
    assert (told["secret"], told["secret_state"]) == ("file", "present")
    assert told["api_url"] == "https://apis.indeed.com"
    assert (done.status, done.err) == (0, "")
    assert "hunter2" not in done.out + two.run("profiles", "show", "one", "--json").out


def test_show_without_a_name_is_the_profile_in_use(two: Commands) -> None:
    assert "name\tone\n" in two.run("profiles", "show").out
    assert "name\ttwo-prod\n" in two.run("--profile", "two-prod", "profiles", "show").out
    two.environ |= ENV
    assert "secret\tenvironment\n" in two.run("profiles", "show").out


def test_show_says_why_a_secret_is_missing(two: Commands) -> None:
    done = two.run("profiles", "show", "two-prod")
    assert done.status == 0
    assert "secret_state\tmissing\n" in done.out
    assert "TWO_SECRET is not set" in done.err
    told = json.loads(two.run("profiles", "show", "two-prod", "--json").out)
    assert told["secret_problem"]["code"] == "secret.missing"
    checked = two.run("profiles", "show", "two-prod", "--check")
    assert checked.status == 2
    assert checked.err.startswith("error: The variable TWO_SECRET is not set")


def test_a_secrets_command_runs_for_a_check_only(commands: Commands, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    script = f"open({str(ran)!r}, 'w'); print('from' + '-command')"
    commands.add("one", "--secret-command", f'{sys.executable} -c "{script}"')
    told = json.loads(commands.run("profiles", "show", "one", "--json").out)
    assert (told["secret"], told["secret_state"]) == ("command", "unchecked")
    assert told["secret_command"] == [sys.executable, "-c", script]
    assert not ran.exists()
    done = commands.run("profiles", "show", "one", "--check")
    assert "secret_state\tpresent\n" in done.out
    assert ran.exists()
    assert "from-command" not in done.out


def test_an_unknown_name_is_status_5_with_near_ones(two: Commands) -> None:
    for arguments in (("show", "two-prd"), ("default", "two-prd"), ("remove", "two-prd", "--yes")):
        done = two.run("profiles", *arguments)
        assert (done.status, done.out) == (5, "")
        assert "hint: Did you mean two-prod?" in done.err


# -- default --------------------------------------------------------------------------------


def test_the_default_is_printed_and_set(two: Commands) -> None:
    assert two.run("profiles", "default").out == "one\n"
    done = two.run("profiles", "default", "two-prod")
    assert (done.status, done.out) == (0, "")
    assert two.run("profiles", "default").out == "two-prod\n"
    assert tomllib.loads(two.profiles.read_text())["default"] == "two-prod"


def test_without_a_default_it_is_the_first(two: Commands) -> None:
    two.profiles.write_text(two.profiles.read_text().replace('default = "one"\n', ""))
    assert two.run("profiles", "default").out == "one\n"
    two.add("three")
    assert two.run("profiles", "default").out == "one\n"


def test_no_profile_is_no_default(commands: Commands) -> None:
    commands.environ |= ENV
    assert commands.run("profiles", "default").status == 5


def test_what_goes_before_the_default_is_told(two: Commands) -> None:
    two.environ |= ENV
    assert "INDEED_CLIENT_ID go before the default" in two.run("profiles", "default").err
    two.environ["INDEED_TUI_PROFILE"] = "two-prod"
    assert "INDEED_TUI_PROFILE is set to two-prod" in two.run("profiles", "default", "one").err


def test_the_flag_is_no_way_to_set_the_default(two: Commands) -> None:
    done = two.run("profiles", "default", "--profile", "two-prod")
    assert (done.status, done.out) == (2, "")
    assert "profiles default two-prod" in done.err


# -- remove ---------------------------------------------------------------------------------


def test_without_a_terminal_removing_needs_yes(two: Commands) -> None:
    before = two.files()
    done = two.run("profiles", "remove", "one", stdin="y\n")
    assert done.status == 2
    assert "indeed-tui profiles remove one --yes" in done.err
    assert two.files() == before


def test_a_removed_profile_leaves_nothing_behind(two: Commands) -> None:
    two.add("three", stdin="third-secret")
    save_pins(places(two), "one", frozenset({"e1"}))
    names = EmployerNames(places(two).employers)
    names.save("one", "0" * 16, ListedEmployers((), 1.0))
    files = cached(two, "one", "three")
    done = two.run("profiles", "remove", "one", "--yes")
    assert (done.status, done.out) == (0, "")
    assert "removed the profile one\n" in done.err
    assert "two-prod is the default profile now" in done.err
    assert {key.profile for key in files.every()} == {"three"}
    assert load_pins(places(two)) == {}
    assert names.load("one", "0" * 16) is None
    assert "hunter2" not in "".join(two.files().values())
    assert tomllib.loads(two.secrets.read_text()) == {"secrets": {"three": "third-secret"}}
    assert list(tomllib.loads(two.profiles.read_text())["profiles"]) == ["two-prod", "three"]


def test_others_keep_their_tables_to_the_letter(two: Commands) -> None:
    table = '[profiles.mine]\nclient_id = "id"\nscopes = [\n    "employer_access",\n]\n'
    two.profiles.write_text(two.profiles.read_text() + "\n" + table)
    two.run("profiles", "remove", "one", "--yes")
    assert table in two.profiles.read_text()


def test_the_profile_of_the_environment_is_not_removed(two: Commands) -> None:
    two.environ |= ENV
    done = two.run("profiles", "remove", "env", "--yes")
    assert done.status == 2
    assert "hint: Unset INDEED_CLIENT_ID" in done.err


def test_removing_needs_a_name(two: Commands) -> None:
    assert two.run("profiles", "remove", "--yes").status == 2
    assert two.run("profiles", "list").out.count("\n") == 2


def test_what_is_in_the_keyring_stays_there_and_is_told(commands: Commands) -> None:
    commands.add("one", "--secret-keyring")
    assert "keyring del indeed-tui one" in commands.run("profiles", "remove", "one", "-y").err


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("show", "one"),
        ("default",),
        ("default", "one"),
        ("remove", "one", "--yes"),
        ("add", "three", "--client-id", "id"),
    ],
)
def test_a_broken_file_is_refused_and_left_as_it_is(
    two: Commands, arguments: tuple[str, ...]
) -> None:
    two.profiles.write_text("[profiles.one\nclient_id = 1\n")
    before = two.files()
    done = two.run("profiles", *arguments, stdin="new-secret")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("error: profiles.toml:1: this is no TOML")
    assert two.files() == before


@pytest.mark.parametrize(
    "arguments", [("remove", "one", "--yes"), ("add", "three", "--client-id", "id")]
)
def test_broken_secrets_are_refused_before_anything_is_changed(
    two: Commands, arguments: tuple[str, ...]
) -> None:
    two.secrets.write_text("[secrets]\none = hunter2\n")
    before = two.files()
    done = two.run("profiles", *arguments, stdin="new-secret")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("error: secrets.toml:2: this is no TOML")
    assert "hunter2" not in done.err
    assert two.files() == before
