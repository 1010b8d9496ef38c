"""What is typed in the editor, and the profile it means."""

import shlex
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.errors import ConfigError, Problem
from indeed_tui.indeed.models import AuthMethod, Endpoints, Secret
from indeed_tui.store.profiles import Profile, SecretSource, SourceKind
from indeed_tui.tui.profile_form import (
    AS_NAMED,
    COMMAND,
    FILE,
    KEYRING,
    NO,
    VARIABLE,
    YES,
    field_of,
)
from indeed_tui.tui.profile_form import ProfileForm as Form

FILLED = Form("acme-dev", "client", Secret("typed"))
SOURCES = (
    SecretSource(SourceKind.FILE),
    SecretSource(SourceKind.ENV, "INDEED_SECRET"),
    SecretSource(SourceKind.COMMAND, None, ("pass", "show", "a b", "it's", '"')),
    SecretSource(SourceKind.KEYRING),
)
ELSEWHERE = Endpoints("https://a.test/t", "https://b.test/i", "http://127.0.0.1:8/")

profiles = st.builds(
    Profile,
    st.sampled_from(["acme-dev", "acme-prod", "a.b_c-9"]),
    st.sampled_from(["client", "6nww+/="]),
    st.sampled_from(SOURCES),
    st.sampled_from([("employer_access",), ("a", "b.read")]),
    st.sampled_from(AuthMethod),
    st.sampled_from([Endpoints(), ELSEWHERE]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(profiles)
def test_a_profile_that_is_shown_and_saved_untouched_stays_the_same(profile: Profile) -> None:
    assert Form.of(profile).profile(profile) == profile


def test_a_form_never_holds_the_saved_secret_nor_prints_the_typed_one() -> None:
    assert not Form.of(Profile.create("acme-dev", "client")).secret
    assert "typed" not in repr(FILLED)


def test_what_is_typed_is_trimmed_and_empty_urls_are_indeeds() -> None:
    form = replace(
        FILLED, name=" acme-dev ", client_id=" client\t", scopes=" a,b  c ", token_url=" ",
        appinfo_url="", api_url=" https://c.test ",
    )  # fmt: skip
    profile = form.profile()
    assert (profile.name, profile.client_id) == ("acme-dev", "client")
    assert profile.scopes == ("a", "b", "c")
    assert profile.endpoints == Endpoints(api_url="https://c.test")
    assert (profile.cache_tokens, profile.add_employer_access) == (True, True)


@pytest.mark.parametrize(
    ("name", "choice", "read_only"),
    [
        ("acme-prod", AS_NAMED, True),
        ("acme-dev", AS_NAMED, False),
        ("acme-prod", NO, False),
        ("acme-dev", YES, True),
    ],
)
def test_read_only_is_as_the_name_says_or_as_chosen(
    name: str, choice: str, read_only: bool
) -> None:
    assert replace(FILLED, name=name, read_only=choice).profile().read_only is read_only


def test_a_profile_renamed_to_production_becomes_read_only_with_its_name() -> None:
    former = Profile.create("acme-dev", "client")
    assert replace(Form.of(former), name="acme-prod").profile(former).read_only


@pytest.mark.parametrize(
    ("source", "where", "meant"),
    [
        (FILE, "left over", SOURCES[0]),
        (VARIABLE, " INDEED_SECRET ", SOURCES[1]),
        (COMMAND, shlex.join(SOURCES[2].command), SOURCES[2]),
        (KEYRING, "left over", SOURCES[3]),
    ],
)
def test_where_the_secret_comes_from(source: str, where: str, meant: SecretSource) -> None:
    assert replace(FILLED, source=source, where=where).profile().source == meant


# Which secret goes with it.


def test_a_typed_secret_is_the_new_one() -> None:
    former = Profile.create("acme-dev", "client")
    assert FILLED.new_secret(None) == FILLED.new_secret(former) == Secret("typed")


def test_without_a_typed_one_the_saved_secret_stays() -> None:
    former = Profile.create("acme-dev", "client")
    assert replace(FILLED, secret=Secret("")).new_secret(former) is None


@pytest.mark.parametrize("former", [None, Profile.create("acme-dev", "client", SOURCES[1])])
def test_without_a_saved_one_a_secret_must_be_typed(former: Profile | None) -> None:
    with pytest.raises(ConfigError) as refused:
        replace(FILLED, secret=Secret("")).new_secret(former)
    assert refused.value.problem.code == "profile.no_secret"


@pytest.mark.parametrize("source", [VARIABLE, COMMAND, KEYRING])
def test_a_secret_from_elsewhere_is_never_the_one_left_in_the_field(source: str) -> None:
    assert replace(FILLED, source=source).new_secret(None) is None


# What is wrong points to its field.


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "no blanks"}, "name"),
        ({"name": "env"}, "name"),
        ({"client_id": ""}, "client-id"),
        ({"secret": Secret("")}, "secret"),
        ({"source": VARIABLE, "where": "1x"}, "where"),
        ({"source": COMMAND, "where": ""}, "where"),
        ({"source": COMMAND, "where": "pass 'show"}, "where"),
        ({"scopes": ""}, "scopes"),
        ({"scopes": 'a"b'}, "scopes"),
        ({"token_url": "http://a.test"}, "token-url"),
        ({"token_url": "https://me:pw@a.test"}, "token-url"),
        ({"appinfo_url": "ftp://a.test"}, "appinfo-url"),
        ({"api_url": "https://a b.test"}, "api-url"),
        ({"api_url": "https://"}, "api-url"),
    ],
)
def test_a_field_that_is_wrong_is_pointed_to(changed: dict[str, str], field: str) -> None:
    assert {each.name for each in fields(Form)} >= changed.keys()
    form = replace(FILLED, **changed)  # type: ignore[arg-type]  # only the form's own fields
    with pytest.raises(ConfigError) as refused:
        _meant(form)
    assert field_of(refused.value.problem, form) == field


def _meant(form: Form) -> tuple[Profile, Secret | None]:
    return form.profile(), form.new_secret(None)


@pytest.mark.parametrize(
    ("code", "source", "field"),
    [
        ("invalid_client", FILE, "secret"),
        ("secret.command", COMMAND, "where"),
        ("secret.missing", VARIABLE, "where"),
        ("secret.keyring", KEYRING, "source"),
        ("invalid_scope", FILE, "scopes"),
        ("network.refused", FILE, None),
        ("url.invalid", FILE, None),
    ],
)
def test_what_indeed_or_the_disk_objects_to_is_pointed_to(
    code: str, source: str, field: str | None
) -> None:
    assert field_of(Problem("t", "h", code), replace(FILLED, source=source)) == field
