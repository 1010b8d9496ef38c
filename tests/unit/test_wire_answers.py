"""What an answer to an API call means: nothing wrong, try again, or whom to ask."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.answers import (
    date_header,
    http_date,
    json_object,
    retry_after,
    web_page,
)
from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.meaning import problem_of
from indeed_tui.indeed.models import Exchange, ExchangeKind, Headers, Secret
from tests.unit.wire_bench import API_URL, HTML, JSON, NOON, NOON_DATE, exchange

ADS = "https://apis.indeed.com/ads/v1/account"


def api(status: int, body: object = b"", headers: Headers = JSON, url: str = ADS) -> Problem | None:
    return problem_of(exchange(status, body, headers, kind=ExchangeKind.API, url=url))


def graphql(answer: object, status: int = 200) -> Problem | None:
    return api(status, answer, url=API_URL + "?op=x")


def wait(value: str, *headers: tuple[str, str]) -> float | None:
    return retry_after(exchange(503, b"", (("Retry-After", value), *headers)))


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose local time is nine hours ahead."""
    monkeypatch.setenv("TZ", "JST-9")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_east")
@pytest.mark.parametrize(
    "date",
    [
        NOON_DATE,
        "Thursday, 01-Jan-26 12:00:00 GMT",
        "Thu Jan  1 12:00:00 2026",
        "Thu, 01 Jan 2026 12:00:00 -0000",
        "Thu, 01 Jan 2026 21:00:00 +0900",
    ],
)
def test_every_form_of_an_http_date_is_utc_wherever_we_are(date: str) -> None:
    assert http_date(date) == NOON


@pytest.mark.parametrize(
    "date",
    ["", "soon", "Thu, 32 Jan 2026 12:00:00 GMT", "1 Jan 9999999999999999999 0:0", "\0", "²"],
)
def test_what_is_no_date_is_none(date: str) -> None:
    assert http_date(date) is None


@given(st.text())
def test_no_text_is_too_odd_for_a_date(text: str) -> None:
    assert http_date(text) is None or isinstance(http_date(text), float)


def test_the_date_header_is_read_whatever_its_case() -> None:
    assert date_header(exchange(200, b"", (("dATE", NOON_DATE),))) == NOON
    assert date_header(exchange(200, b"", ())) is None


@pytest.mark.parametrize(("value", "seconds"), [("0", 0), ("120", 120), (" 7 ", 7)])
def test_retry_after_in_seconds(value: str, seconds: float) -> None:
    assert wait(value) == seconds


def test_an_endless_retry_after_is_still_a_finite_number() -> None:
    assert wait("9" * 5000) == 999_999_999_999.0


def test_a_retry_after_date_is_measured_by_the_servers_clock_not_ours() -> None:
    wrong_by_a_day = ("Date", "Fri, 02 Jan 2026 12:00:00 GMT")
    assert wait("Fri, 02 Jan 2026 12:00:05 GMT", wrong_by_a_day) == 5.0


def test_without_a_date_header_our_own_clock_must_do() -> None:
    assert wait("Thu, 01 Jan 2026 12:00:09 GMT") == 9.0


def test_a_retry_after_date_in_the_past_means_now() -> None:
    assert wait("Thu, 01 Jan 2026 11:00:00 GMT", ("Date", NOON_DATE)) == 0.0


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "٣", "+3"])
def test_an_unreadable_retry_after_is_none(value: str) -> None:
    assert wait(value) is None


@pytest.mark.parametrize("media", ["text/html", "Text/HTML; charset=x", "application/xhtml+xml"])
def test_html_is_known_by_its_type(media: str) -> None:
    assert web_page(exchange(200, b"{}", (("content-type", media),)))


def test_another_type_is_believed_even_where_the_body_looks_like_html() -> None:
    assert not web_page(exchange(200, b"<html>", JSON))


@pytest.mark.parametrize(("body", "page"), [(b" \r\n<html>", True), (b"{}", False), (b"", False)])
def test_without_a_type_the_start_decides(body: bytes, page: bool) -> None:
    assert web_page(exchange(200, body, ())) is page


def test_a_json_object_is_read_in_the_charset_it_says() -> None:
    body = '{"näme": 1}'
    latin = exchange(200, body.encode("latin-1"), (("Content-Type", "a/json; charset=latin-1"),))
    assert json_object(latin) == {"näme": 1}
    assert json_object(exchange(200, body)) == {"näme": 1}


def test_a_cut_off_body_is_never_read() -> None:
    assert json_object(exchange(200, b"{}", truncated=True)) is None


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_success_is_no_problem(status: int) -> None:
    assert api(status) is None


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
def test_what_may_pass_is_retryable_and_says_how_long(status: int) -> None:
    problem = api(status, b"", (("Retry-After", "3"),))
    assert problem is not None
    assert (problem.code, problem.retryable, problem.retry_after) == (f"http.{status}", True, 3.0)
    assert f"HTTP {status}" in problem.title
    assert "3 s" in problem.hint


@pytest.mark.parametrize("status", [301, 303, 400, 401, 403, 404, 418])
def test_what_wont_pass_isnt_retryable(status: int) -> None:
    problem = api(status)
    assert problem is not None
    assert (problem.code, problem.retryable) == (f"http.{status}", False)
    assert f"HTTP {status}" in problem.title


@pytest.mark.parametrize(
    ("status", "words"),
    [(302, "Redirects aren't followed"), (401, "Refresh"), (404, "Check the path")],
)
def test_each_says_the_next_step(status: int, words: str) -> None:
    problem = api(status)
    assert problem is not None
    assert words in problem.hint


def test_a_403_page_points_to_the_path_without_ads() -> None:
    problem = api(403, b"<html>", HTML)
    assert problem is not None
    assert "/ads" in problem.hint


@pytest.mark.parametrize(
    "error",
    [
        {"type": "INSUFFICIENT_SCOPE", "description": "no"},
        {"type": "X", "description": "Required scopes missing: employer.advertising.campaign.read"},
    ],
)
def test_insufficient_scope_says_which_token_is_needed(error: dict[str, str]) -> None:
    problem = api(403, {"meta": {"status": 403, "errors": [error]}})
    assert problem is not None
    assert problem.code == "INSUFFICIENT_SCOPE"
    assert "scope" in problem.hint


def test_any_other_403_points_to_indeed() -> None:
    problem = api(403, {"meta": {}})
    assert problem is not None
    assert "enabled for this product" in problem.hint


def test_a_problem_on_the_way_is_the_problem() -> None:
    problem = Problem("Cut", "Again.", "network.broken", retryable=True)
    broken: Exchange = exchange(200, b"{}").with_problem(problem)
    assert problem_of(broken) is problem


def test_a_graphql_answer_without_errors_is_no_problem() -> None:
    answers: tuple[object, ...] = (
        {"data": {}},
        {"data": {}, "errors": None},
        {"errors": []},
        "[]",
        "",
    )
    for answer in answers:
        assert graphql(answer) is None


@pytest.mark.parametrize("status", [200, 400, 403])
def test_graphql_errors_count_at_any_status(status: int) -> None:
    error = {"message": "Client is not authorized", "extensions": {"code": "FORBIDDEN"}}
    problem = graphql({"data": None, "errors": [error]}, status)
    assert problem is not None
    assert (problem.code, problem.retryable) == ("FORBIDDEN", False)
    assert "support" in problem.hint
    assert problem.hint.endswith("Indeed says: Client is not authorized")


@pytest.mark.parametrize("code", ["DOWNSTREAM_SERVICE_ERROR", "INTERNAL_SERVER_ERROR"])
def test_a_graphql_failure_of_indeeds_own_is_tried_again(code: str) -> None:
    problem = graphql({"errors": [{"message": "x", "extensions": {"code": code}}]})
    assert problem is not None
    assert (problem.code, problem.retryable) == (code, True)


def test_the_text_may_sit_in_the_extensions() -> None:
    problem = graphql({"errors": [{"extensions": {"code": "BAD_USER_INPUT", "message": "No id"}}]})
    assert problem is not None
    assert problem.hint == "Check the query and its variables. Indeed says: No id"


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        ({"message": "alone"}, "Indeed says: alone"),
        (["just words"], "Indeed says: just words"),
        ([{"message": 5, "extensions": []}], "Check the query"),
        ([{"extensions": {"code": "not a code"}}], "Check the query"),
        ([{"extensions": {"code": ["FORBIDDEN"]}}], "Check the query"),
        (["x" * 1000], "x" * 300),
    ],
)
def test_graphql_errors_of_another_shape_are_told_all_the_same(errors: object, said: str) -> None:
    problem = graphql({"errors": errors})
    assert problem is not None
    assert problem.code == "graphql"
    assert said in problem.hint
    assert "x" * 301 not in problem.hint


def test_a_secret_in_a_graphql_message_is_masked() -> None:
    answer = exchange(
        200, {"errors": ["bad token my-token-1"]}, url=API_URL, sensitive=(Secret("my-token-1"),)
    )
    problem = problem_of(answer)
    assert problem is not None
    assert "my-token-1" not in problem.hint


def test_errors_elsewhere_than_in_graphql_mean_nothing_at_200() -> None:
    assert api(200, {"errors": ["x"]}) is None


def test_graphql_keeps_to_the_status_where_that_says_more() -> None:
    for status in (401, 429, 502):
        problem = graphql({"errors": [{"extensions": {"code": "UNAUTHENTICATED"}}]}, status)
        assert problem is not None
        assert problem.code == f"http.{status}"
