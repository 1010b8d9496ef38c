"""No token: who may mend it, whether trying again helps, and what the user is told."""

import pytest

from indeed_tui.indeed.errors import AnswerError, IndeedError, NetworkError, Problem, RefusedError
from indeed_tui.indeed.models import Exchange, Secret
from indeed_tui.indeed.oauth import read_grant
from tests.unit.wire_bench import CLEAR, HTML, JSON, NOON_DATE, exchange, key

CODES = [
    "invalid_client",
    "invalid_scope",
    "unauthorized_client",
    "invalid_request",
    "invalid_grant",
    "unsupported_grant_type",
    "some_new_code",
]


def failure(answer: Exchange) -> IndeedError:
    with pytest.raises(IndeedError) as caught:
        read_grant(answer, key("job", "stats"), "acme-prod")
    return caught.value


def oauth(code: object, status: int = 400, description: object = None) -> IndeedError:
    body = {"error": code} | ({} if description is None else {"error_description": description})
    return failure(exchange(status, body, sensitive=(Secret(CLEAR),)))


@pytest.mark.parametrize("status", [400, 401, 403])
@pytest.mark.parametrize("code", CODES)
def test_an_oauth_error_is_a_refusal_with_indeeds_own_code(code: str, status: int) -> None:
    error = oauth(code, status)
    assert type(error) is RefusedError
    assert (error.problem.code, error.problem.retryable) == (code, False)


@pytest.mark.parametrize("code", ["temporarily_unavailable", "server_error", "slow_down"])
def test_an_oauth_error_of_the_moment_is_tried_again(code: str) -> None:
    error = oauth(code)
    assert type(error) is NetworkError
    assert error.problem.retryable


def test_invalid_client_names_the_profile_whose_secret_to_check() -> None:
    hint = oauth("invalid_client", 401).problem.hint
    assert "acme-prod" in hint
    assert "dev/prod" in hint


def test_invalid_scope_lists_what_was_asked_for() -> None:
    assert "job stats" in oauth("invalid_scope").problem.hint


def test_unauthorized_client_names_the_profile() -> None:
    assert "acme-prod" in oauth("unauthorized_client").problem.hint


def test_indeeds_own_words_are_passed_on() -> None:
    hint = oauth("invalid_scope", description=" No such scope. ").problem.hint
    assert hint.endswith("Indeed says: No such scope.")


@pytest.mark.parametrize("none", [None, "", "  ", 5, ["x"]])
def test_without_words_of_its_own_nothing_is_said(none: object) -> None:
    assert "Indeed says" not in oauth("invalid_scope", description=none).problem.hint


@pytest.mark.parametrize(
    "echo", [f"Unknown secret {CLEAR}", "client_secret=abcdefgh", "s3cr3t%2fwith%2Bodd%3Dsigns"]
)
def test_a_secret_echoed_in_the_description_is_masked(echo: str) -> None:
    said = oauth("invalid_client", 401, echo).problem.hint
    assert "Indeed says" in said
    assert not any(clear in said for clear in (CLEAR, "abcdefgh", "s3cr3t"))


def test_an_endless_description_is_cut() -> None:
    assert len(oauth("invalid_client", description="x" * 10_000).problem.hint) < 600


@pytest.mark.parametrize(
    "code", ["Bad Request", "", "INVALID!", "x" * 65, "two\nlines", 5, None, ["invalid_client"]]
)
def test_a_400_that_is_no_oauth_error_is_transient(code: object) -> None:
    error = oauth(code)
    assert type(error) is AnswerError
    assert (error.problem.code, error.problem.retryable) == ("http.400", True)


def test_a_credential_sent_back_as_the_error_code_is_no_code() -> None:
    answer = exchange(400, {"error": "my-secret"}, sensitive=(Secret("my-secret"),))
    problem = failure(answer).problem
    assert problem.code == "http.400"
    assert "my-secret" not in problem.title + problem.hint


@pytest.mark.parametrize("body", [b"", b"Bad request", b"[]", b'{"error', b"null"])
def test_a_400_without_an_oauth_body_is_transient(body: bytes) -> None:
    problem = failure(exchange(400, body)).problem
    assert (problem.code, problem.retryable) == ("http.400", True)


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("body", [b"", b"{}", b'{"error": "Unauthorized!"}'])
def test_a_401_or_403_without_reason_is_a_refusal(status: int, body: bytes) -> None:
    error = failure(exchange(status, body, ()))
    assert type(error) is RefusedError
    assert error.problem.code == f"http.{status}"
    assert "acme-prod" in error.problem.hint
    assert not error.problem.retryable


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_web_page_says_nothing_of_the_credentials_and_is_transient(status: int) -> None:
    error = failure(exchange(status, "<title>Error 1020</title>", HTML))
    assert type(error) is AnswerError
    assert "web page" in error.problem.title
    assert (error.problem.code, error.problem.retryable) == (f"http.{status}", True)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_isnt_followed_with_credentials(status: int) -> None:
    error = failure(exchange(status, b"", (("Location", "https://login.example/"),)))
    assert type(error) is AnswerError
    assert "redirects" in error.problem.title
    assert "token_url" in error.problem.hint


@pytest.mark.parametrize("status", [404, 405, 410, 201, 204])
def test_any_other_status_points_to_the_address(status: int) -> None:
    error = failure(exchange(status, b""))
    assert type(error) is AnswerError
    assert (error.problem.code, error.problem.retryable) == (f"http.{status}", False)
    assert "token_url of profile acme-prod" in error.problem.hint


TRANSIENT = [408, 425, 429, 500, 502, 503, 504, 599]


@pytest.mark.parametrize("status", TRANSIENT)
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"error": "invalid_client"}'])
def test_transient_statuses_stay_so_whatever_the_body(status: int, body: bytes) -> None:
    error = failure(exchange(status, body))
    assert type(error) is NetworkError
    assert (error.problem.code, error.problem.retryable) == (f"http.{status}", True)
    assert error.problem.retry_after is None


@pytest.mark.parametrize("status", TRANSIENT)
def test_retry_after_in_seconds_is_passed_on(status: int) -> None:
    problem = failure(exchange(status, b"", (("Retry-After", "17"),))).problem
    assert problem.retry_after == 17.0
    assert "17 s" in problem.hint


def test_retry_after_as_a_date_counts_from_the_servers_own_date() -> None:
    headers = (("Date", NOON_DATE), ("retry-after", "Thu, 01 Jan 2026 12:01:30 GMT"))
    answer = exchange(503, b"", headers)
    assert failure(answer).problem.retry_after == 90.0


def test_an_exchange_that_failed_on_the_way_fails_with_its_own_problem() -> None:
    problem = Problem("Nothing listens", "Check it.", "network.refused", True, 3.0)
    error = failure(exchange(None).with_problem(problem))
    assert type(error) is NetworkError
    assert error.problem == problem


def test_an_error_reads_as_its_title_and_carries_no_more() -> None:
    error = failure(exchange(404, b"", JSON))
    assert str(error) == error.problem.title
