"""Asking for a token: which form goes out, and where the secret is in it."""

import base64
from urllib.parse import parse_qs, unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import AuthMethod, Endpoints, HttpRequest, Secret
from indeed_tui.indeed.oauth import basic_value, token_request
from tests.unit.wire_bench import CLEAR, TOKEN_URL, credentials, key, told

ODD = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def form(request: HttpRequest) -> dict[str, str]:
    fields = parse_qs(request.body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
    assert all(len(values) == 1 for values in fields.values()), "each parameter once"
    return {name: values[0] for name, values in fields.items()}


def basic_pair(request: HttpRequest) -> tuple[str, str]:
    scheme, _, value = (request.header("Authorization") or "").partition(" ")
    assert scheme == "Basic"
    client_id, _, secret = base64.b64decode(value).decode("ascii").partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


def test_a_token_request_is_a_form_posted_to_the_token_endpoint() -> None:
    request = token_request(credentials(), key())
    assert (request.method, request.url) == ("POST", TOKEN_URL)
    assert request.header("content-type") == "application/x-www-form-urlencoded"
    assert request.header("accept") == "application/json"


def test_the_profiles_own_token_url_is_used() -> None:
    elsewhere = credentials(endpoints=Endpoints(token_url="http://localhost:8080/t"))
    assert token_request(elsewhere, key()).url == "http://localhost:8080/t"


def test_with_client_secret_post_id_and_secret_are_in_the_body_alone() -> None:
    request = token_request(credentials(), key())
    assert form(request) == {
        "grant_type": "client_credentials",
        "scope": "employer_access",
        "client_id": "app-id",
        "client_secret": CLEAR,
    }
    assert request.header("Authorization") is None


def test_with_basic_id_and_secret_are_in_the_header_alone() -> None:
    request = token_request(credentials(method=AuthMethod.BASIC), key())
    assert form(request) == {"grant_type": "client_credentials", "scope": "employer_access"}
    assert basic_pair(request) == ("app-id", CLEAR)


def test_basic_encodes_both_before_joining_them() -> None:
    value = basic_value("a:b c", Secret("p:ä +%"))
    assert base64.b64decode(value.reveal()) == b"a%3Ab+c:p%3A%C3%A4+%2B%25"


@given(client_id=ODD, secret=ODD)
def test_any_id_and_secret_survive_both_ways(client_id: str, secret: str) -> None:
    basic = credentials(secret, client_id, AuthMethod.BASIC)
    assert basic_pair(token_request(basic, key())) == (client_id, secret)
    post = form(token_request(credentials(secret, client_id), key()))
    assert (post["client_id"], post["client_secret"]) == (client_id, secret)


def test_scopes_are_delimited_by_blanks() -> None:
    request = token_request(credentials(), key("a.read", "b", "c"))
    assert form(request)["scope"] == "a.read b c"


def test_without_scopes_the_parameter_is_left_out() -> None:
    scopeless = credentials(scopes=(), add_employer_access=False)
    assert "scope" not in form(token_request(scopeless, scopeless.key()))


def test_an_app_token_names_no_employer() -> None:
    assert "employer" not in form(token_request(credentials(), key()))


@pytest.mark.parametrize("employer", ["084a39249af95bee", "ünïcode & more=1", ""])
def test_an_employer_token_names_its_employer_whatever_the_id_looks_like(employer: str) -> None:
    assert form(token_request(credentials(), key(employer=employer)))["employer"] == employer


@pytest.mark.parametrize("method", list(AuthMethod))
def test_a_refresh_token_is_its_own_grant_for_the_same_employer(method: AuthMethod) -> None:
    request = token_request(
        credentials(method=method), key("x", employer="e1"), Secret("refresh-me")
    )
    fields = form(request)
    assert fields["grant_type"] == "refresh_token"
    assert fields["refresh_token"] == "refresh-me"
    assert (fields["employer"], fields["scope"]) == ("e1", "x")
    assert ("client_secret" in fields) is (method is AuthMethod.POST)


@pytest.mark.parametrize("method", list(AuthMethod))
def test_every_clear_text_in_the_request_is_declared_sensitive(method: AuthMethod) -> None:
    request = token_request(credentials(method=method), key(), Secret("refresh-me"))
    declared = {secret.reveal() for secret in request.sensitive}
    assert {CLEAR, "refresh-me"} <= declared
    if method is AuthMethod.BASIC:
        assert (request.header("Authorization") or "").removeprefix("Basic ") in declared


@pytest.mark.parametrize("method", list(AuthMethod))
def test_the_request_doesnt_print_its_secret(method: AuthMethod) -> None:
    request = token_request(credentials(method=method), key())
    for clear in (CLEAR, basic_value("app-id", Secret(CLEAR)).reveal(), "client_secret="):
        assert clear not in repr(request)


@pytest.mark.parametrize("method", list(AuthMethod))
@pytest.mark.parametrize("part", ["client_id", "secret"])
def test_undecodable_bytes_are_a_matter_of_configuration(part: str, method: AuthMethod) -> None:
    undecodable = b"s3cr3t-\xff".decode("utf-8", "surrogateescape")
    broken = (
        credentials(undecodable, method=method)
        if part == "secret"
        else credentials(client_id=undecodable, method=method)
    )
    with pytest.raises(ConfigError) as caught:
        token_request(broken, key())
    assert caught.value.problem.code == "credentials.unsendable"
    assert "acme-prod" in caught.value.problem.title
    if part == "secret":
        assert "s3cr3t" not in told(caught.value)


def test_employer_tokens_ask_for_employer_access_too() -> None:
    asking = credentials(scopes=("employer.hosted_job",))
    assert asking.key("e1").scopes == ("employer.hosted_job", "employer_access")
    assert asking.key().scopes == ("employer.hosted_job",)


def test_a_profile_may_leave_employer_access_out() -> None:
    plain = credentials(scopes=("employer.hosted_job",), add_employer_access=False)
    assert plain.key("e1").scopes == ("employer.hosted_job",)


def test_a_keys_scopes_are_sorted_and_unique() -> None:
    assert credentials().key(scopes=("b", "a", "b")).scopes == ("a", "b")
