"""The Token pane says who, how fresh, until when, what was granted, what went wrong."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Employer, Instant, Secret
from indeed_tui.session.events import Acting
from indeed_tui.session.snapshots import LifeEvent, Step, TokenSnapshot, Why
from indeed_tui.store.profiles import ENV_PROFILE
from indeed_tui.tui.states import FAILED
from indeed_tui.tui.text import cells, folded, plain
from indeed_tui.tui.token_lines import Line, living_lines, still_lines
from indeed_tui.tui.view import View
from tests.tui.samples import (
    ACME,
    CREDENTIALS,
    NOW,
    PROBLEM,
    REFUSED,
    acting_as,
    hostile_text,
    jwt,
    key,
    snapshot,
    texts,
    token,
    view,
    widths,
)

WIDE = 60


def token_lines(what: View, now: Instant, width: int) -> list[Line]:
    return [*living_lines(what, now, width), *still_lines(what, width)]


def shown(what: View, width: int = WIDE) -> list[str]:
    return texts(token_lines(what, NOW, width))


def test_without_credentials_it_says_how_to_add_some() -> None:
    assert shown(View()) == ["No credentials in use", "1 then n adds some"]


def test_profiles_that_cant_be_read_are_told_with_what_to_do() -> None:
    problem = Problem("profiles.toml is broken", "Mend line 3.", "config.toml")
    assert shown(View(loaded=True, problem=problem)) == ["profiles.toml is broken", "Mend line 3."]


def test_a_secret_that_cant_be_had_is_told() -> None:
    acting = Acting("acme-dev", problem=Problem("No secret is stored", "Enter it.", "secret"))
    lines = shown(replace(view(), acting=acting))
    assert lines == ["acting as the app itself", "", "No secret is stored", "Enter it."]


def test_a_key_nothing_is_known_of() -> None:
    assert shown(view()) == ["acting as the app itself", "no token yet"]


def test_a_first_request_says_that_it_waits() -> None:
    lines = shown(view(snapshot(requesting=True)))
    assert lines[1:3] == ["◌ asking", "waiting for Indeed's answer"]
    assert shown(view(snapshot()))[1] == "○ no token"
    assert "waiting for Indeed's answer" not in shown(view(snapshot()))


def test_a_fresh_token_counts_down_and_names_its_next_refresh() -> None:
    lines = shown(view(snapshot(token(600))))
    assert lines[1] == "● fresh  50:00 left"
    assert lines[2] == "▰" * 20 + "▱" * 4
    assert lines[3] == "refresh in 35:00, at 14:48Z"
    soon = shown(view(snapshot(token(2690))))
    assert soon[3] == "refresh in 0:10, at 14:13:30Z"
    assert "granted  employer_access" in lines
    assert "missing  —" in lines
    assert "type     Bearer" in lines


def test_a_token_that_nobody_keeps_alive_says_so() -> None:
    lines = shown(view(snapshot(token(), kept=False)))
    assert lines[3] == "not kept alive"
    employers = view(snapshot(token(of=key(ACME.id)), kept=False))
    assert shown(acting_as(employers, ACME.id))[3] == "not kept alive; p pins it"
    assert not any(line.startswith("refresh in") for line in lines)


def test_a_stale_token_being_refreshed_is_still_the_token() -> None:
    lines = shown(view(snapshot(token(2800), requesting=True)))
    assert lines[1] == "◐ stale  13:20 left"
    assert lines[3] == "refreshing now"


def test_a_failing_refresh_counts_down_to_its_next_try_beside_the_old_token() -> None:
    failing = snapshot(token(3000), problem=PROBLEM, failures=2, next_try=NOW.elapsed + 83)
    lines = shown(view(failing))
    assert lines[1] == "▲ failing  10:00 left"
    told = lines.index(PROBLEM.title)
    assert lines[told + 1 : told + 4] == [PROBLEM.hint, "failed 2 times", "next try in 1:23"]
    assert not any(line.startswith("refresh in") for line in lines)


def test_one_failure_is_no_plural_and_a_running_try_has_no_next_one() -> None:
    failing = snapshot(token(3000), problem=PROBLEM, failures=1, next_try=NOW.elapsed - 5)
    lines = shown(view(failing))
    assert "failed once" in lines
    assert "next try in 0:00" in lines
    assert "next try in 0:00" not in shown(view(replace(failing, requesting=True)))


def test_a_refusal_rests_until_the_user_acts() -> None:
    lines = shown(view(snapshot(problem=REFUSED, failures=1, resting=True)))
    assert lines[1] == "✕ refused"
    assert REFUSED.title in lines
    said = " ".join(lines)
    assert "failed once; not tried again until you act: r tries now" in said
    assert "1 then e edits the credentials" in said


def test_what_comes_from_the_environment_isnt_edited() -> None:
    resting = snapshot(problem=REFUSED, failures=1, resting=True)
    resting = replace(resting, key=replace(resting.key, profile=ENV_PROFILE))
    acting = Acting(ENV_PROFILE, replace(CREDENTIALS, profile=ENV_PROFILE))
    said = " ".join(shown(replace(view(resting), acting=acting)))
    assert "r tries now" in said
    assert "edits the credentials" not in said


def test_an_expired_token_has_no_life_left() -> None:
    lines = shown(view(snapshot(token(4000), problem=PROBLEM, failures=3)))
    assert lines[1] == "✕ expired"
    assert lines[2] == "▱" * 24


def test_missing_scopes_stand_out() -> None:
    wanted = replace(CREDENTIALS, scopes=("a.read", "b", "c"))
    held = snapshot(token(of=wanted.key(), granted=("a", "b")))
    lines = token_lines(replace(view(held), acting=Acting("acme-dev", wanted)), NOW, WIDE)
    assert texts(lines)[4:9] == [
        "asked    a.read", "         b", "         c", "granted  a", "         b",
    ]  # fmt: skip
    missing = next(line for line in lines if line[0][0].startswith("missing"))
    assert missing[1] == ("c", FAILED)


def test_an_assumed_lifetime_is_said() -> None:
    text = "lifetime assumed: none named"
    assert text in shown(view(snapshot(token(lifetime_assumed=True))))
    assert text not in shown(view(snapshot(token())))


@pytest.mark.parametrize(
    ("skew", "line"),
    [
        (None, None),
        (29.9, None),
        (-29.9, None),
        (30.0, "clock    30.0 s behind Indeed's"),
        (-95.0, "clock    1:35 min ahead Indeed's"),
    ],
)
def test_a_clock_that_is_wrong_by_half_a_minute_is_said(
    skew: float | None, line: str | None
) -> None:
    lines = shown(replace(view(snapshot(token())), skew=skew))
    assert [each for each in lines if each.startswith("clock")] == ([] if line is None else [line])


def test_claims_are_shown_as_unverified() -> None:
    claims = {"iss": "Indeed", "sub": "app", "app_account": "0", "iat": 0, "exp": True, "zz": "z"}
    lines = shown(view(snapshot(token(access_token=Secret(jwt(claims))))))
    start = lines.index("inside the token, unverified")
    assert lines[start + 1 : start + 5] == [
        "iss      Indeed", "sub      app", "account  0", "iat      00:00:00Z",
    ]  # fmt: skip
    assert not any(line.startswith(("exp", "zz")) for line in lines)


@pytest.mark.parametrize(
    "opaque",
    ["opaque", "a.b.c", "a.e30.c", jwt(["no object"]), jwt({})],
)
def test_a_token_that_is_no_jwt_has_no_claims(opaque: str) -> None:
    assert not any("unverified" in line for line in shown(
        view(snapshot(token(access_token=Secret(opaque)))))
    )  # fmt: skip


@pytest.mark.parametrize("moment", [float("inf"), float("nan"), 1e300, 10**400, -(10**30)])
def test_a_moment_beyond_the_calendar_is_a_dash(moment: float) -> None:
    made = token(access_token=Secret(jwt({"exp": moment})))
    assert "exp      —" in shown(view(snapshot(made)))


def test_the_last_refresh_is_told_with_reason_and_latency() -> None:
    life = (
        LifeEvent(NOW.wall - 60, Step.REQUESTED, Why.START),
        LifeEvent(NOW.wall - 59, Step.OBTAINED, Why.START, 0.143),
        LifeEvent(NOW.wall - 5, Step.FAILED, Why.DUE, problem=PROBLEM),
    )
    lines = shown(view(snapshot(token(), life=life, requests=2)))
    at = lines.index("last     143 ms, 14:12:21Z")
    assert lines[at + 1 : at + 3] == [f"why      {Why.START}", "requests 2"]
    assert lines[-4:] == [
        "life line",
        "14:13:15Z failed, http.503",
        f"14:12:21Z obtained, {Why.START}",
        f"14:12:20Z requested, {Why.START}",
    ]


def test_a_token_from_another_process_took_no_time_of_ours() -> None:
    life = (LifeEvent(NOW.wall, Step.SHARED, Why.START),)
    assert "last     from the cache, 14:13:20Z" in shown(view(snapshot(token(), life=life)))


# Whatever Indeed sends: no line is wider than the pane.

_snapshots = st.builds(
    lambda said, scopes, claim, age, kept, resting, requesting: TokenSnapshot(
        key("e1"),
        token(age, key("e1"), granted=tuple(scopes), access_token=Secret(jwt({"iss": claim}))),
        requesting,
        Problem(said, said, said, not resting),
        2,
        NOW.elapsed + age,
        resting,
        kept,
        9,
        (LifeEvent(NOW.wall, Step.FAILED, Why.DUE, problem=Problem(said, said, said)),),
    ),
    hostile_text,
    st.lists(hostile_text, max_size=3),
    hostile_text,
    st.floats(0, 1e6),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(_snapshots, hostile_text, st.integers(16, 60))
def test_no_line_is_wider_than_the_pane(held: TokenSnapshot, name: str, width: int) -> None:
    what = replace(view(held, employers=[Employer("e1", name)]), skew=-4e9)
    for each in (what, replace(what, tokens={key("e1"): replace(held, problem=None)})):
        lines = token_lines(acting_as(each, "e1"), NOW, width)
        assert len(lines) > 6
        assert max(widths(lines)) <= width
        for line in texts(lines):
            assert plain(line) == line


@pytest.mark.parametrize("width", [16, 20, 26])
def test_a_narrow_pane_still_tells_the_next_refresh(width: int) -> None:
    assert "refresh in 45:00" in shown(view(snapshot(token())), width)


@given(hostile_text.map(plain), st.integers(2, 40))
def test_folding_loses_no_word_and_fits(text: str, width: int) -> None:
    lines = folded(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    # A tone of skin alone takes no cell.
    assert all(line and cells(line) <= width for line in lines)


def test_folding_breaks_between_words_where_it_can() -> None:
    assert folded("one two  three", 7) == ["one two", "three"]
    assert folded("a 長長長 b", 5) == ["a", "長長", "長 b"]
    assert folded("長", 1) == ["長"]
    assert folded(" ", 5) == []


def test_an_employer_is_named_as_the_one_acted_as() -> None:
    lines = shown(acting_as(view(), ACME.id))
    assert lines[0] == "acting as Acme"
