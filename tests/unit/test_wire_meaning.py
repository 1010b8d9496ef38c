"""What refusals mean: scopes named, paths that lack /ads, GraphQL's and Sponsored Jobs' codes."""

from dataclasses import replace

import pytest

from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.meaning import (
    USER_LACKS_RIGHT,
    named_scopes,
    path_without_ads,
    problem_of,
)
from indeed_tui.indeed.models import Exchange, ExchangeKind, Headers
from tests.unit.wire_bench import API_URL, HTML, JSON, exchange, key

ADS = "https://apis.indeed.com/ads/v1/campaigns"
READ = "employer.advertising.campaign.read"
WORDS = (
    "The access token you provided doesn't have permission to access this API. "
    "Required scopes missing: "
)


def answer(
    status: int,
    body: object,
    *,
    url: str = ADS,
    method: str = "GET",
    headers: Headers = JSON,
    scopes: tuple[str, ...] | None = None,
) -> Exchange:
    made = exchange(status, body, headers, kind=ExchangeKind.API, url=url)
    return replace(made, method=method, key=None if scopes is None else key(*scopes))


def ads(kind: object, description: object, status: int, **options: object) -> Exchange:
    body = {"meta": {"errors": [{"type": kind, "description": description}]}}
    return answer(status, body, **options)  # type: ignore[arg-type]


def problem(made: Exchange) -> Problem:
    found = problem_of(made)
    assert found is not None
    return found


def graphql(code: str | None, message: str = "x", status: int = 200, **more: object) -> Exchange:
    error = {"message": message, "extensions": {"code": code}}
    return answer(status, {"errors": [error], **more}, url=API_URL, method="POST")


# Scopes.


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        (READ, (READ,)),
        (f"{READ}.", (READ,)),
        (f"{READ}, employer.hosted_job", (READ, "employer.hosted_job")),
        (f"{READ} {READ} b", (READ, "b")),
        ("", ()),
        ("[/]<b>\u202e", ()),
        (f'{READ}"}}]', (READ,)),
    ],
)
def test_the_missing_scopes_are_read_from_the_words(text: str, scopes: tuple[str, ...]) -> None:
    assert named_scopes(ads("INSUFFICIENT_SCOPE", WORDS + text, 403)) == scopes


def test_words_without_the_mark_name_no_scopes() -> None:
    assert named_scopes(ads("INSUFFICIENT_SCOPE", f"You need {READ}", 403)) == ()


def test_a_missing_scope_is_named_with_the_next_step() -> None:
    found = problem(ads("INSUFFICIENT_SCOPE", WORDS + READ, 403, scopes=("employer_access",)))
    assert found.code == "INSUFFICIENT_SCOPE"
    assert found.title == "The token lacks a scope for this"
    assert f"Request a token with the scope {READ}." in found.hint
    assert not found.retryable


@pytest.mark.parametrize("asked", [READ, READ.removesuffix(".read")])
def test_where_the_scope_was_asked_for_the_employers_user_lacks_the_right(asked: str) -> None:
    found = problem(ads("INSUFFICIENT_SCOPE", WORDS + READ, 403, scopes=(asked,)))
    assert found.code == USER_LACKS_RIGHT
    assert "admin" in found.hint
    assert "Another token won't help" in found.hint


@pytest.mark.parametrize("status", [200, 403])
def test_graphql_names_missing_scopes_too(status: int) -> None:
    found = problem(graphql("FORBIDDEN", "Required scopes missing: employer.hosted_job", status))
    assert found.code == "INSUFFICIENT_SCOPE"
    assert "employer.hosted_job" in found.hint


# Paths.


@pytest.mark.parametrize(
    ("url", "method", "meant"),
    [
        ("https://apis.indeed.com/v1/campaigns?x=1", "GET", "/ads/v1/campaigns"),
        ("https://apis.indeed.com/v1/campaigns/42/budget", "PATCH", "/ads/v1/campaigns/42/budget"),
        ("https://apis.indeed.com/v1/nothing", "GET", None),
        ("https://apis.indeed.com/v1/campaigns", "DELETE", None),
        (ADS, "GET", None),
    ],
)
def test_a_path_that_lacks_ads_is_known(url: str, method: str, meant: str | None) -> None:
    made = answer(403, "<html>", url=url, method=method, headers=HTML)
    assert path_without_ads(made) == meant
    found = problem(made)
    assert found.code == "http.403"
    assert (found.hint == f"Call {meant} instead.") is (meant is not None)


def test_any_other_page_may_come_from_the_edge() -> None:
    found = problem(answer(403, "<html>", headers=HTML))
    assert "edge" in found.hint


# Codes.


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("INVALID_REQUEST", 400, "Correct it"),
        ("NOT_FOUND", 404, "Check the path and the id"),
        ("RESOURCE_NOT_FOUND", 404, "belongs to the employer"),
        ("METHOD_NOT_ALLOWED", 405, "Check the method"),
        ("SOMETHING_NEW", 409, "Its answer says why"),
    ],
)
def test_sponsored_jobs_errors_are_told_by_their_type(kind: str, status: int, words: str) -> None:
    found = problem(ads(kind, "perPage must be 1 to 500", status))
    assert found.code == kind
    assert words in found.hint
    assert found.hint.endswith("Indeed says: perPage must be 1 to 500")
    assert not found.retryable


def test_a_single_error_is_tolerated_and_odd_ones_too() -> None:
    single = {"meta": {"errors": {"type": "INVALID_REQUEST", "description": None}}}
    assert problem(answer(400, single)).code == "INVALID_REQUEST"
    odd: tuple[object, ...] = ({"meta": []}, {"meta": {"errors": ["x"]}}, [], "no json")
    for body in odd:
        assert problem(answer(400, body)).code == "http.400"
    assert problem(ads(5, 5, 400)).code == "http.400"
    assert problem(ads("not a code\x1b", "x", 400)).code == "http.400"


def test_the_status_says_more_where_indeed_itself_failed() -> None:
    found = problem(ads("INTERNAL_SERVER_ERROR", "x", 500))
    assert (found.code, found.retryable) == ("http.500", True)


@pytest.mark.parametrize(
    ("code", "retryable", "words"),
    [
        ("BAD_REQUEST", False, "Check the query"),
        ("BAD_USER_INPUT", False, "Check the query and its variables"),
        ("FORBIDDEN", False, "Ask Indeed support"),
        ("UNAUTHENTICATED", False, "Refresh it"),
        ("NOT_FOUND", False, "Check the ids"),
        ("GRAPHQL_PARSE_FAILED", False, "braces"),
        ("GRAPHQL_VALIDATION_FAILED", False, "schema"),
        ("DOWNSTREAM_SERVICE_ERROR", True, "trying again later"),
        ("INTERNAL_SERVER_ERROR", True, "trying again later"),
    ],
)
def test_every_graphql_code_has_its_own_advice(code: str, retryable: bool, words: str) -> None:
    found = problem(graphql(code))
    assert (found.code, found.retryable) == (code, retryable)
    assert words in found.hint


@pytest.mark.parametrize("code", ["FORBIDDEN", None])
def test_client_is_not_authorized_means_the_app_isnt_enabled(code: str | None) -> None:
    found = problem(graphql(code, "Client is not authorized"))
    assert found.title == "The app isn't enabled for this part of Indeed's GraphQL"
    assert "support" in found.hint


def test_an_answer_in_part_says_so() -> None:
    assert problem(graphql("NOT_FOUND", data={"a": 1})).title.endswith("answered a part of it")
    assert "part" not in problem(graphql("NOT_FOUND", data=None)).title
