"""What stands above a body: what it means, whether trying again helps, the key for what's next."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import MASK, Exchange, ExchangeKind, Headers
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.next_steps import Way, judged, next_step, paragraph, told
from indeed_tui.tui.text import cells, plain
from tests.tui import samples
from tests.tui.samples import hostile_text, texts

ADS = "https://apis.indeed.com/ads/v1"
JSON: Headers = (("Content-Type", "application/json"),)
HTML: Headers = (("Content-Type", "text/html"),)
READ = "employer.advertising.campaign.read"
VIEW = samples.view(samples.snapshot(samples.token()))


def answer(
    status: int | None,
    body: object = b"",
    *,
    path: str = f"{ADS}/campaigns",
    headers: Headers = JSON,
    **changed: object,
) -> Exchange:
    made = samples.exchange(
        kind=ExchangeKind.API,
        url=path,
        status=status,
        body=body if isinstance(body, bytes) else json.dumps(body).encode(),
        response_headers=headers,
    )
    return replace(made, **changed)  # type: ignore[arg-type]  # only tests' own fields


def ads(kind: str, description: str, status: int, **changed: object) -> Exchange:
    body = {"meta": {"errors": [{"type": kind, "description": description}]}}
    return answer(status, body, **changed)  # type: ignore[arg-type]


def said(made: Exchange, own: dict[str, str] | None = None) -> str:
    return "\n".join(texts(told(made, replace(VIEW, keys=Keymap.of(own or {})))))


SCOPE = ads("INSUFFICIENT_SCOPE", f"Required scopes missing: {READ}", 403)


def test_a_missing_scope_leads_to_a_token_that_has_it() -> None:
    step = next_step(SCOPE, VIEW)
    assert step is not None
    assert (step.way, step.command) == (Way.SEND, "next-step")
    assert step.key is not None
    assert step.key.scopes == ("employer.advertising.campaign.read", "employer_access")
    assert step.key == replace(samples.key(), scopes=step.key.scopes)
    assert step.request is not None
    assert (step.request.method, step.request.url) == (SCOPE.method, SCOPE.url)
    assert "The token lacks a scope for this." in said(SCOPE)
    assert f"→ xrequests a token with {READ} and sends it again" in said(SCOPE)


def test_where_the_scope_was_asked_for_there_is_nothing_the_app_can_do() -> None:
    had = replace(SCOPE, key=replace(samples.key(), scopes=(READ,)))
    assert next_step(had, VIEW) is None
    assert "lacks the right" in said(had)
    assert "→" not in said(had)


def test_a_dead_token_is_refreshed_with_the_usual_key_where_that_means_the_same() -> None:
    step = next_step(answer(401), VIEW)
    assert step is not None
    assert (step.way, step.command) == (Way.REFRESH, "refresh")
    other = replace(samples.key(), scopes=("employer_access", "x"))
    step = next_step(answer(401, key=other), VIEW)
    assert step is not None
    assert (step.way, step.command, step.key) == (Way.REFRESH, "next-step", other)
    errors = {"errors": [{"extensions": {"code": "UNAUTHENTICATED"}}]}
    step = next_step(answer(200, errors, path="https://apis.indeed.com/graphql"), VIEW)
    assert step is not None
    assert step.way is Way.REFRESH


def test_a_path_without_ads_leads_to_the_right_one() -> None:
    made = answer(403, b"<html>", path="https://apis.indeed.com/v1/campaigns?status=A",
                  headers=HTML)  # fmt: skip
    step = next_step(made, VIEW)
    assert step is not None
    assert step.request is not None
    assert step.request.url == "https://apis.indeed.com/ads/v1/campaigns?status=A"
    assert "The path lacks /ads" in said(made)
    assert "calls /ads/v1/campaigns" in said(made)


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_what_passes_is_sent_again(status: int) -> None:
    step = next_step(answer(status), VIEW)
    assert step is not None
    assert (step.way, step.command) == (Way.REPEAT, "repeat")
    assert "ctrl+r" in said(answer(status))


def test_no_answer_at_all_is_sent_again() -> None:
    problem = Problem("Cut", "The line broke.", "network.broken", retryable=True)
    made = answer(None, problem=problem)
    step = next_step(made, VIEW)
    assert step is not None
    assert step.way is Way.REPEAT
    assert "Cut." in said(made)


def test_what_wont_pass_says_so() -> None:
    assert "Sending the same again won't help." in said(answer(404))
    assert "Sending the same again" not in said(answer(503))
    # Where the advice says it already, it isn't said twice.
    assert said(ads("INVALID_REQUEST", "x", 400)).count("again") == 1


def test_a_report_that_isnt_ready_can_be_looked_for() -> None:
    made = answer(202, {"data": {"location": "/v1/stats/42"}}, path=f"{ADS}/stats")
    step = next_step(made, VIEW)
    assert step is not None
    assert (step.way, step.command) == (Way.REPORT, "next-step")
    assert step.request is not None
    assert step.request.url == f"{ADS}/stats/42"
    assert "Indeed is still making this report." in said(made)
    assert "each look may be charged" in said(made)


def test_a_list_that_changed_between_pages_is_started_over() -> None:
    first = answer(200, {"data": {"hash": "a"}}, path=f"{ADS}/campaigns/1/jobDetails", number=1)
    second = replace(first, number=2, url=f"{first.url}?start=100", body=b'{"data": {"hash": "b"}}')
    view = replace(VIEW, history=(first, second))
    step = next_step(second, view)
    assert step is not None
    assert step.request is not None
    assert step.request.url == first.url
    assert "The list changed" in "\n".join(texts(told(second, view)))
    assert next_step(first, view) is None


def test_pages_are_offered_with_their_keys() -> None:
    body = {"meta": {"links": [{"rel": "next", "href": "/v1/x"}, {"rel": "prev", "href": "/v1/y"}]}}
    assert said(answer(200, body)) == "→ > next page · < previous page"
    body["meta"]["links"].pop()
    assert said(answer(200, body)) == "→ > next page"
    assert said(answer(200, body), {"next-page": "f9"}) == "→ F9 next page"
    assert said(answer(200, {"meta": {"links": None}})) == ""


def test_the_users_own_keys_are_named() -> None:
    assert "→ F9requests" in said(SCOPE, {"next-step": "f9"})


def test_nothing_is_said_of_an_answer_that_is_fine() -> None:
    assert told(samples.exchange(), VIEW) == []


def test_a_refused_token_is_told_as_the_token_endpoint_means_it() -> None:
    made = answer(
        401, {"error": "invalid_client"}, path="https://apis.indeed.com/oauth/v2/tokens",
        kind=ExchangeKind.TOKEN,
    )  # fmt: skip
    problem = judged(made)
    assert problem is not None
    assert problem.code == "invalid_client"
    assert next_step(made, VIEW) is None
    good = {"access_token": "abc", "token_type": "Bearer", "expires_in": 60}
    assert judged(replace(made, status=200, body=json.dumps(good).encode())) is None


def test_another_profiles_exchange_has_no_step_from_here() -> None:
    assert next_step(replace(SCOPE, key=samples.key(profile="other")), VIEW) is None
    assert next_step(replace(SCOPE, key=None), VIEW) is None


def test_what_was_masked_isnt_sent_again_by_a_step() -> None:
    for made in (SCOPE, answer(503)):
        assert next_step(replace(made, url=f"{made.url}?x={MASK}"), VIEW) is None


@given(st.lists(st.tuples(hostile_text, st.just("")), max_size=6), st.integers(1, 60))
def test_a_paragraph_fits_and_loses_no_word(pieces: list[tuple[str, str]], width: int) -> None:
    shown = [(plain(text), style) for text, style in pieces]
    lines = texts(paragraph([("✕ ", ""), *shown], width))
    assert all(cells(line) <= max(10, width) for line in lines)
    together = "".join(lines).replace(" ", "")
    assert together == "✕" + "".join("".join(text.split()) for text, _ in shown).replace(" ", "")


@given(hostile_text)
def test_hostile_words_of_indeeds_are_plain(text: str) -> None:
    made = ads("INVALID_REQUEST", text, 400)
    assert all(plain(line) == line for line in texts(told(made, VIEW)))
