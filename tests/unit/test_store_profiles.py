"""profiles.toml and the environment: what is read, what is refused, which one is used."""

from pathlib import Path

import pytest

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import AuthMethod, Endpoints, Secret
from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import (
    NotFoundError,
    Profile,
    ProfileBook,
    SecretSource,
    SourceKind,
    check_profile_name,
    choose,
    load_profiles,
)

PAIR = {"INDEED_CLIENT_ID": "id", "INDEED_CLIENT_SECRET": "hunter2"}

FULL = """
default = "acerecruiters-prod"
[profiles.acerecruiters-prod]
client_id = "6nww"
secret = "command"
secret_command = ["pass", "show", "indeed/prod"]
scopes = ["employer_access", "employer.hosted_job"]
auth_method = "client_secret_basic"
token_url = "http://127.0.0.1:8000/oauth/v2/tokens"
appinfo_url = "https://secure.example/appinfo"
api_url = "https://api.example"
read_only = false
cache_tokens = false
add_employer_access = false
[profiles.other]
client_id = "7"
secret = "env:OTHER_SECRET"
"""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "config").mkdir()
    return Places(tmp_path / "config", tmp_path / "state")


def refused(places: Places, text: str) -> tuple[str, str]:
    places.profiles.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_profiles(places, {})
    return caught.value.problem.title, caught.value.problem.hint


def test_nothing_anywhere_is_an_empty_book(tmp_path: Path) -> None:
    places = Places(tmp_path / "config", tmp_path / "state")
    book = load_profiles(places, {})
    assert book == ProfileBook()
    assert choose(book, None, {}) is None
    assert list(tmp_path.iterdir()) == []


def test_every_key_is_read(places: Places) -> None:
    places.profiles.write_text(FULL)
    book = load_profiles(places, {})
    assert book.names == ("acerecruiters-prod", "other")
    assert book.default == "acerecruiters-prod"
    profile = book.find("acerecruiters-prod")
    assert profile == Profile(
        "acerecruiters-prod",
        "6nww",
        SecretSource(SourceKind.COMMAND, None, ("pass", "show", "indeed/prod")),
        ("employer_access", "employer.hosted_job"),
        AuthMethod.BASIC,
        Endpoints(
            "http://127.0.0.1:8000/oauth/v2/tokens",
            "https://secure.example/appinfo",
            "https://api.example",
        ),
        read_only=False,
        cache_tokens=False,
        add_employer_access=False,
    )
    assert profile.is_production
    assert book.find("other").source == SecretSource(SourceKind.ENV, "OTHER_SECRET")


@pytest.mark.parametrize(("name", "read_only"), [("a-prod", True), ("a-dev", False)])
def test_a_client_id_is_enough(places: Places, name: str, read_only: bool) -> None:
    places.profiles.write_text(f'profiles.{name}.client_id = "6nww"')
    [profile] = load_profiles(places, {}).profiles
    assert profile == Profile.create(name, "6nww")
    assert profile.source == SecretSource(SourceKind.FILE)
    assert profile.scopes == ("employer_access",)
    assert profile.auth_method is AuthMethod.POST
    assert profile.endpoints == Endpoints()
    assert profile.cache_tokens
    assert profile.add_employer_access
    assert profile.read_only is profile.is_production is read_only


def test_a_profile_with_its_secret_is_what_the_wire_needs() -> None:
    profile = Profile.create("x", "id", scopes=("a", "b"), auth_method=AuthMethod.BASIC)
    found = profile.credentials(Secret("s"))
    assert (found.profile, found.client_id, found.secret) == ("x", "id", Secret("s"))
    assert (found.scopes, found.auth_method) == (("a", "b"), AuthMethod.BASIC)
    assert found.endpoints is profile.endpoints
    assert found.add_employer_access


X = '[profiles.x]\nclient_id = "6nww"\n'


@pytest.mark.parametrize(
    ("text", "title", "hint"),
    [
        ("defalt = 1", "1: unknown key 'defalt' in the top level", "'default'"),
        (f"{X}scope = []", "3: unknown key 'scope' in [profiles.x]", "'scopes'"),
        ("[profiles.x]", "1: 'client_id' is missing in [profiles.x]", "Add it"),
        ('[profiles.x]\nclient_id = ""', "2: The client id is empty", "Copy"),
        ('[profiles.x]\nclient_id = "a b"', "2: The client id is empty or has white", "Copy"),
        ("[profiles.x]\nclient_id = 'a\u00a0'", "2: The client id is empty or has white", "Copy"),
        (f"{X}secret = 'hunter2'", "3: `secret` names no place", '"env:NAME"'),
        (f"{X}secret = 'environment'", "3: `secret` names no place", '"env:NAME"'),
        (f"{X}secret = 'env:hunter-2'", "3: What follows env: is no variable", "letters"),
        (f"{X}secret = 'command'", "3: The secret's command is missing", "as a list"),
        (f"{X}secret_command = ['a']", "3: secret_command doesn't go with", "take"),
        (f"{X}secret_command = 'a'", "3: 'secret_command' in [profiles.x] must be a list", ""),
        (f"{X}secret = 'command'\nsecret_command = []", "4: The secret's command is m", "list"),
        (f"{X}secret = 'command'\nsecret_command = ['']", "4: The secret's command can't", ""),
        (f'{X}secret = "command"\nsecret_command = ["a", "\\u0000"]', "4: The secret's", ""),
        (f"{X}scopes = []", "3: The list of scopes is empty", "employer_access"),
        (f"{X}scopes = ['a b']", "3: 'a b' is no scope", "each one by itself"),
        (f"{X}auth_method = 'basic'", "3: 'auth_method' in [profiles.x] must be one of", ""),
        (f"{X}token_url = 'http://example.com/'", "3: 'http://example.com/' is not enc", "https"),
        (f"{X}appinfo_url = 'https://a:b@c/'", "3: A URL carries a user name", "@"),
        (f"{X}api_url = 'https://a\u2028b/'", "3: 'https://a\\u2028b/' has white space", "https"),
        (f'{X}api_url = "https://a\\tb/"', "3: 'https://a\\tb/' has white space", "https"),
        (f"{X}read_only = 1", "3: 'read_only' in [profiles.x] must be true or false", ""),
        ("[profiles.env]\nclient_id = 'x'", "1: The name 'env' belongs to", "another"),
        ("[profiles.'a b']\nclient_id = 'x'", "1: 'a b' can't be a profile's name", "64"),
        (f"default = 'y'\n{X}", "1: the default 'y' is no profile", "take the line out"),
        (f"default = ''\n{X}", "1: the default '' is no profile", "take the line out"),
        ("profiles = 1", "1: 'profiles' in the top level must be a table", ""),
        ("profiles.x = 1", "1: 'x' in [profiles] must be a table", ""),
        ("[profiles.x", "1: this is no TOML", "left as it is"),
    ],
)
def test_what_is_wrong_names_file_key_and_line(
    places: Places, text: str, title: str, hint: str
) -> None:
    says, step = refused(places, text)
    assert says.startswith(f"profiles.toml:{title}")
    assert hint in step
    assert "hunter" not in says + step


@pytest.mark.parametrize("name", ["a", "A.b_c-9", "x" * 64, "environment"])
def test_names_that_can_be(name: str) -> None:
    assert check_profile_name(name) == name


@pytest.mark.parametrize("name", ["", "x" * 65, "a/b", "a b", "é", "a\n", "env"])
def test_names_that_cant_be(name: str) -> None:
    with pytest.raises(ConfigError):
        check_profile_name(name)


def test_the_environments_pair_is_a_profile_before_the_saved_ones(places: Places) -> None:
    places.profiles.write_text(FULL)
    book = load_profiles(places, PAIR)
    assert book.names == ("env", "acerecruiters-prod", "other")
    assert book.default == "acerecruiters-prod"
    profile = book.find("env")
    assert profile.source == SecretSource(SourceKind.ENV_PAIR)
    assert profile.scopes == ("employer_access",)
    assert profile.auth_method is AuthMethod.POST
    assert profile.endpoints == Endpoints()
    assert (profile.read_only, profile.cache_tokens) == (False, True)
    assert "hunter2" not in repr(book)


def test_the_environment_says_the_rest_of_its_profile(places: Places) -> None:
    environ = PAIR | {
        "INDEED_TUI_SCOPES": " employer_access  employer.hosted_job ",
        "INDEED_TUI_AUTH_METHOD": "client_secret_basic",
        "INDEED_TUI_TOKEN_URL": "https://a.example",
        "INDEED_TUI_APPINFO_URL": "https://b.example",
        "INDEED_TUI_API_URL": "http://localhost:1",
    }
    [profile] = load_profiles(places, environ).profiles
    assert profile.scopes == ("employer_access", "employer.hosted_job")
    assert profile.auth_method is AuthMethod.BASIC
    assert profile.endpoints == Endpoints(
        "https://a.example", "https://b.example", "http://localhost:1"
    )


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"INDEED_CLIENT_ID": "x"}, "INDEED_CLIENT_ID is set and INDEED_CLIENT_SECRET is not"),
        ({"INDEED_CLIENT_SECRET": "x"}, "INDEED_CLIENT_SECRET is set and INDEED_CLIENT_ID is not"),
        ({"INDEED_CLIENT_ID": "", "INDEED_CLIENT_SECRET": "x"}, "INDEED_CLIENT_ID is not"),
        (PAIR | {"INDEED_CLIENT_ID": "a b"}, "INDEED_CLIENT_ID: The client id"),
        (PAIR | {"INDEED_TUI_SCOPES": 'a "b"'}, "INDEED_TUI_SCOPES: '\"b\"' is no scope"),
        (PAIR | {"INDEED_TUI_AUTH_METHOD": "basic"}, "INDEED_TUI_AUTH_METHOD: 'basic' is no"),
        (PAIR | {"INDEED_TUI_TOKEN_URL": "x"}, "INDEED_TUI_TOKEN_URL: 'x' is no URL"),
        (PAIR | {"INDEED_TUI_APPINFO_URL": "x"}, "INDEED_TUI_APPINFO_URL: "),
        (PAIR | {"INDEED_TUI_API_URL": "http://x"}, "INDEED_TUI_API_URL: "),
    ],
)
def test_what_is_wrong_in_the_environment_names_the_variable(
    places: Places, environ: dict[str, str], says: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load_profiles(places, environ)
    assert says in caught.value.problem.title


def test_an_empty_pair_is_none(places: Places) -> None:
    empty = dict.fromkeys(PAIR, "")
    assert load_profiles(places, empty) == ProfileBook()


A, B = Profile.create("alpha-dev", "a"), Profile.create("beta-dev", "b")
ENV = Profile("env", "e", SecretSource(SourceKind.ENV_PAIR), (), AuthMethod.POST, Endpoints(),
              read_only=False, cache_tokens=True)  # fmt: skip


@pytest.mark.parametrize(
    ("book", "flag", "variable", "chosen"),
    [
        (ProfileBook((ENV, A, B), "beta-dev"), "alpha-dev", "env", A),
        (ProfileBook((ENV, A, B), "beta-dev"), None, "alpha-dev", A),
        (ProfileBook((ENV, A, B), "beta-dev"), None, "", ENV),
        (ProfileBook((A, B), "beta-dev"), None, None, B),
        (ProfileBook((A, B)), None, None, A),
    ],
)
def test_flag_before_variable_before_pair_before_default_before_the_first(
    book: ProfileBook, flag: str | None, variable: str | None, chosen: Profile
) -> None:
    environ = {} if variable is None else {"INDEED_TUI_PROFILE": variable}
    assert choose(book, flag, environ) is chosen


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("alpha-prod", "Did you mean alpha-dev?"),
        ("zzz", "Known profiles: alpha-dev, beta-dev."),
        ("", "Known profiles: alpha-dev, beta-dev."),
    ],
)
def test_an_unknown_name_gets_near_ones(name: str, hint: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        choose(ProfileBook((A, B), "beta-dev"), name, {})
    assert caught.value.problem.title == f"There is no profile {name!r}"
    assert caught.value.problem.hint == hint


def test_an_unknown_name_among_none_says_how_to_add_one() -> None:
    with pytest.raises(NotFoundError) as caught:
        choose(ProfileBook(), None, {"INDEED_TUI_PROFILE": "x"})
    assert "indeed-tui profiles add NAME" in caught.value.problem.hint
