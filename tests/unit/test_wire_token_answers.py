"""Reading a token: what is tolerated, what is noted, and what is no token at all."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.errors import AnswerError, IndeedError
from indeed_tui.indeed.models import Grant, Secret, Token, TokenKey
from indeed_tui.indeed.oauth import claims, read_grant
from tests.unit.wire_bench import HTML, JSON, exchange, jwt, key

GOOD = {
    "access_token": "opaque-token",
    "token_type": "Bearer",
    "expires_in": 3600,
    "scope": "employer_access",
}


def read(answer: object, asked: TokenKey | None = None) -> Grant:
    return read_grant(exchange(200, answer), asked or key(), "acme-prod")


def refused(answer: object, asked: TokenKey | None = None) -> IndeedError:
    with pytest.raises(AnswerError) as caught:
        read(answer, asked)
    assert caught.value.problem.retryable, "whatever came in between may be gone next time"
    return caught.value


def test_a_good_answer_is_a_grant() -> None:
    assert read(GOOD) == Grant(
        Secret("opaque-token"), "Bearer", 3600.0, False, ("employer_access",)
    )


@pytest.mark.parametrize("skew", [None, 0.0, -39.5])
def test_the_answers_clock_skew_goes_with_the_grant(skew: float | None) -> None:
    answered = replace(exchange(200, GOOD), skew=skew)
    assert read_grant(answered, key(), "acme-prod").skew == skew


@pytest.mark.parametrize("spelling", ["bearer", "BEARER", " Bearer "])
def test_the_token_types_case_doesnt_matter(spelling: str) -> None:
    assert read(GOOD | {"token_type": spelling}).token_type == "Bearer"


def test_a_missing_token_type_is_taken_as_bearer() -> None:
    assert read({"access_token": "opaque-token"}).token_type == "Bearer"


@pytest.mark.parametrize("odd", ["mac", "", "Bearer,Basic", None, 1, ["Bearer"], {}])
def test_another_token_type_is_no_token(odd: object) -> None:
    assert refused(GOOD | {"token_type": odd}).problem.code == "token.type"


@pytest.mark.parametrize("missing", [{}, {"scope": None}, {"scope": 5}, {"scope": {"a": 1}}])
def test_a_missing_scope_means_as_requested(missing: dict[str, object]) -> None:
    answer = {name: value for name, value in GOOD.items() if name != "scope"} | missing
    assert read(answer, key("b", "a")).granted == ("b", "a")


@pytest.mark.parametrize("scope", ["b a", "a  b a\n", ["b", "a"], ["b a", 5, None]])
def test_granted_scopes_are_sorted_and_unique_as_text_or_list(scope: object) -> None:
    assert read(GOOD | {"scope": scope}).granted == ("a", "b")


def test_a_narrower_scope_is_granted_and_the_rest_is_missing() -> None:
    asked = key("campaign", "campaign.read", "job")
    grant = read(GOOD | {"scope": "campaign"}, asked)
    assert grant.granted == ("campaign",)
    token = Token(asked, grant, sent=100.0, sent_wall=0.0, refresh_after=2700.0)
    assert token.missing_scopes() == ("job",), "a write scope includes its .read twin"
    assert (token.refresh_at, token.deadline) == (2800.0, 3700.0)


@pytest.mark.parametrize("lifetime", [60, 1, 86400, 90.5, "1800", " 1800 ", "90.5"])
def test_a_sane_lifetime_is_taken_as_said(lifetime: object) -> None:
    grant = read(GOOD | {"expires_in": lifetime})
    assert (grant.lifetime, grant.lifetime_assumed) == (float(str(lifetime)), False)


@pytest.mark.parametrize(
    "odd",
    ["soon", "", "nan", "inf", "-inf", "0x10", True, False, None, [], {}, 0, -1, 0.5, -(10**400)],
)
def test_an_unusable_lifetime_is_assumed_to_be_an_hour_and_says_so(odd: object) -> None:
    grant = read(GOOD | {"expires_in": odd})
    assert (grant.lifetime, grant.lifetime_assumed) == (3600.0, True)


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_numbers_that_json_shouldnt_hold_are_assumed_too(literal: str) -> None:
    grant = read(f'{{"access_token": "t", "expires_in": {literal}}}')
    assert (grant.lifetime, grant.lifetime_assumed) == (3600.0, True)


def test_a_missing_lifetime_is_assumed() -> None:
    assert read({"access_token": "t"}).lifetime_assumed


@pytest.mark.parametrize("huge", [86401, 10**9, 10**400, 1e300, "1e300"])
def test_a_lifetime_of_more_than_a_day_is_capped_and_says_so(huge: object) -> None:
    grant = read(GOOD | {"expires_in": huge})
    assert (grant.lifetime, grant.lifetime_assumed) == (86400.0, True)


def test_extra_fields_are_ignored() -> None:
    assert read(GOOD | {"consented_scope": "x", "convertToken": [1], "error": "none"}) == read(GOOD)


def test_a_refresh_token_is_kept() -> None:
    assert read(GOOD | {"refresh_token": "again"}).refresh_token == Secret("again")


@pytest.mark.parametrize("odd", [None, "", 5, "two words", "line\nbreak", "tökén", "x" * 65_537])
def test_an_unusable_refresh_token_is_as_none(odd: object) -> None:
    assert read(GOOD | {"refresh_token": odd}).refresh_token is None


@pytest.mark.parametrize("odd", ["line\nbreak", "cr\r", "two words", "tökén", "x" * 65_537, "\x7f"])
def test_a_token_that_cant_stand_in_a_header_is_no_token(odd: str) -> None:
    error = refused(GOOD | {"access_token": odd})
    assert error.problem.code == "token.unusable"
    assert "isn't printable" in error.problem.title
    assert odd not in error.problem.title + error.problem.hint


@pytest.mark.parametrize("odd", ["", None])
def test_an_empty_token_is_no_token(odd: str | None) -> None:
    assert "no access token" in refused(GOOD | {"access_token": odd}).problem.title


@pytest.mark.parametrize("odd", [5, ["t"], {"t": 1}, True])
def test_a_token_of_another_type_is_no_token(odd: object) -> None:
    assert refused(GOOD | {"access_token": odd}).problem.code == "token.unusable"


def test_the_longest_token_is_64_kib() -> None:
    assert len(read(GOOD | {"access_token": "x" * 65_536}).access_token.reveal()) == 65_536


@pytest.mark.parametrize("field", ["employer", "employer_id"])
def test_a_token_for_another_employer_is_thrown_away(field: str) -> None:
    answer = GOOD | {field: "e2"}
    assert refused(answer, key(employer="e1")).problem.code == "token.employer"
    assert refused(answer, key()).problem.code == "token.employer"
    assert read(answer, key(employer="e2")).access_token.reveal() == "opaque-token"


@pytest.mark.parametrize("unsaid", ["", None, 5, {"id": "e2"}])
def test_an_employer_said_in_no_known_way_is_ignored(unsaid: object) -> None:
    assert read(GOOD | {"employer": unsaid}, key(employer="e1")) == read(GOOD)


def test_html_with_200_is_no_token_even_around_json() -> None:
    page = exchange(200, json.dumps(GOOD), HTML)
    with pytest.raises(AnswerError) as caught:
        read_grant(page, key(), "acme-prod")
    assert caught.value.problem.code == "token.unreadable"
    assert "a web page" in caught.value.problem.title


def test_a_page_without_content_type_is_known_by_its_start() -> None:
    assert "a web page" in refused_body(b"\n  <!doctype html><p>Sign in", headers=())


def test_json_is_read_where_no_content_type_or_another_one_is_said() -> None:
    for headers in ((), (("Content-Type", "text/plain"),)):
        grant = read_grant(exchange(200, GOOD, headers), key(), "acme-prod")
        assert grant.access_token.reveal() == "opaque-token"


def refused_body(
    body: bytes, headers: tuple[tuple[str, str], ...] = JSON, truncated: bool = False
) -> str:
    with pytest.raises(AnswerError) as caught:
        read_grant(exchange(200, body, headers, truncated=truncated), key(), "acme-prod")
    assert caught.value.problem.code == "token.unreadable"
    assert caught.value.problem.retryable
    return caught.value.problem.title


def test_an_empty_answer_is_named_so() -> None:
    assert "answered nothing" in refused_body(b"")


def test_a_cut_off_answer_isnt_read_even_where_it_is_json_by_chance() -> None:
    assert "a cut-off answer" in refused_body(json.dumps(GOOD).encode(), truncated=True)


@pytest.mark.parametrize("body", [b'{"access_', b"[]", b'"token"', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_object_is_no_token(body: bytes) -> None:
    assert "isn't JSON" in refused_body(body)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from([*GOOD, "employer"]), inner)
        ),
    )
)
def test_any_json_is_a_usable_grant_or_a_refusal(answer: object) -> None:
    try:
        grant = read(json.dumps(answer))
    except AnswerError:
        return
    assert 1 <= grant.lifetime <= 86400
    assert grant.access_token.reveal().isprintable()


def test_claims_are_what_the_tokens_middle_part_says() -> None:
    said = {"iss": "https://secure.indeed.com", "sub": "app:app-id", "exp": 1, "name": "Zoë ~?>"}
    assert claims(Secret(jwt(said))) == said


@pytest.mark.parametrize(
    "token",
    ["opaque", "a.b", "a.b.c.d", "..", "a.!.c", "a.YQ.c", "a.eyJ.c", "ä.ö.ü", "a.W10.c", "a._w.c"],
)
def test_what_is_no_jwt_has_no_claims(token: str) -> None:
    assert claims(Secret(token)) is None


def test_claims_nested_beyond_reason_are_none() -> None:
    deep = jwt(0).split(".")
    deep[1] = "W1tb" * 100_000
    assert claims(Secret(".".join(deep))) is None


@given(st.text() | st.lists(st.text(), min_size=3, max_size=3).map(".".join))
def test_no_token_is_too_odd_to_look_for_claims(token: str) -> None:
    found = claims(Secret(token))
    assert found is None or isinstance(found, dict)
