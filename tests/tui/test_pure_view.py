"""What is shown is one frozen value; each event makes the next one."""

from dataclasses import replace

import pytest

from indeed_tui.indeed.models import Secret
from indeed_tui.session.events import (
    Acting,
    ActingChanged,
    CallsCounted,
    EmployersChanged,
    EmployersState,
    ExchangeRecorded,
    Noticed,
    ProfilesChanged,
    TokenChanged,
)
from indeed_tui.session.snapshots import KeyState, TokenSnapshot
from indeed_tui.store.ledger import Tally
from indeed_tui.store.profiles import Profile, ProfileBook
from indeed_tui.tui.states import LOOKS, badge, look
from indeed_tui.tui.view import View
from tests.tui.samples import (
    ACME,
    CREDENTIALS,
    NOW,
    PROBLEM,
    REFUSED,
    exchange,
    key,
    snapshot,
    token,
    view,
)


def test_nothing_is_loaded_before_the_profiles_were_told() -> None:
    assert not View().loaded
    assert View().profile is None
    assert View().token_of(None) is None


def test_profiles_are_told_with_what_is_wrong_with_them() -> None:
    book = ProfileBook((Profile.create("acme-dev", "client"),), "acme-dev")
    shown = View().told(ProfilesChanged(book, PROBLEM))
    assert (shown.loaded, shown.book, shown.problem) == (True, book, PROBLEM)
    assert shown.told(ProfilesChanged(book)).problem is None


def test_who_acts_decides_which_token_is_meant() -> None:
    app, employer = snapshot(token()), snapshot(token(of=key("e1")))
    shown = view(app, employer).told(ActingChanged(Acting("acme-dev", CREDENTIALS, "e1")))
    assert shown.acting.employer == "e1"
    assert shown.token_of(shown.acting.employer) is employer
    assert shown.token_of(None) is app
    assert shown.profile is shown.book.profiles[0]


def test_employers_are_told() -> None:
    state = EmployersState("acme-dev", loading=True)
    assert view().told(EmployersChanged(state)).employers is state


def test_a_token_takes_the_place_of_the_one_before_and_of_no_other() -> None:
    other = snapshot(token(of=key("e1")))
    before = view(snapshot(), other)
    new = snapshot(token())
    after = before.told(TokenChanged(new))
    assert after.tokens == {key(): new, key("e1"): other}
    assert before.tokens[key()].token is None


def test_calls_are_counted_by_profile() -> None:
    shown = view()
    assert shown.tally is None
    shown = shown.told(CallsCounted("acme-dev", Tally(3, 1)))
    assert shown.tally == Tally(3, 1)
    shown = shown.told(CallsCounted("another", Tally(9, 9)))
    assert shown.tally == Tally(3, 1)
    assert replace(shown, acting=Acting("another")).tally == Tally(9, 9)


def test_a_read_only_profile_is_locked_until_it_is_unlocked() -> None:
    shown = view()
    assert not shown.locked
    book = ProfileBook((Profile.create("acme-dev", "client", read_only=True),))
    shown = replace(shown, book=book)
    assert shown.locked
    assert not replace(shown, acting=replace(shown.acting, unlocked=True)).locked


def test_the_skew_is_that_of_the_last_exchange_that_told_one() -> None:
    told, silent = exchange(1, skew=31.5), exchange(2)
    shown = view().told(ExchangeRecorded(told, (told,)))
    assert shown.skew == 31.5
    assert shown.told(ExchangeRecorded(silent, (told, silent))).skew == 31.5
    zero = exchange(3, skew=0.0)
    assert shown.told(ExchangeRecorded(zero, (told, zero))).skew == 0.0


def test_a_notice_changes_nothing() -> None:
    shown = view()
    assert shown.told(Noticed(PROBLEM)) is shown


def test_another_profiles_token_is_its_newest_app_token() -> None:
    old = snapshot(token(of=replace(key(profile="other"), identity="old")))
    new = snapshot(token(of=replace(key(profile="other"), identity="new")))
    employers = snapshot(token(of=key("e1", profile="other")))
    active = snapshot(token())
    shown = view(old, new, employers, active)
    assert shown.token_of_profile("other") is new
    assert shown.token_of_profile("acme-dev") is active
    assert shown.token_of_profile("nobody") is None


def test_the_active_profiles_token_is_never_one_of_credentials_it_had_before() -> None:
    stale = snapshot(token(of=replace(key(), identity="the secret before")))
    assert view(stale).token_of_profile("acme-dev") is None


@pytest.mark.parametrize(("name", "shown"), [("Acme", "Acme"), ("", ACME.id), (" \t", ACME.id)])
def test_an_employer_without_a_name_goes_by_its_id(name: str, shown: str) -> None:
    assert view(employers=[ACME._replace(name=name)]).name_of(ACME.id) == shown


def test_an_employer_that_is_not_listed_goes_by_its_id() -> None:
    assert view(employers=()).name_of("e9") == "e9"
    assert view().employer("e9") is None
    assert view().employer(ACME.id) == ACME


def test_every_clear_text_is_known_so_that_a_report_can_mask_it() -> None:
    held = token(access_token=Secret("access"), refresh_token=Secret("refresh"))
    known = {secret.reveal() for secret in view(snapshot(held)).secrets()}
    assert known == {"access", "refresh", "a-secret-to-hide"}
    assert View().secrets() == ()


# Looks: a glyph and a word for every state.


@pytest.mark.parametrize(
    ("known", "state", "shown"),
    [
        (None, KeyState.NONE, "○"),
        (snapshot(), KeyState.NONE, "○"),
        (snapshot(requesting=True), KeyState.REQUESTING, "◌ asking"),
        (snapshot(token()), KeyState.FRESH, "● 1:00:00"),
        (snapshot(token(2700)), KeyState.STALE, "◐ 15:00"),
        (snapshot(token(3000), problem=PROBLEM), KeyState.FAILING, "▲ 10:00"),
        (snapshot(problem=PROBLEM), KeyState.FAILING, "▲ failing"),
        (snapshot(token(3600)), KeyState.EXPIRED, "✕ expired"),
        (snapshot(token(4000), problem=PROBLEM), KeyState.EXPIRED, "✕ expired"),
        (snapshot(problem=REFUSED, resting=True), KeyState.REFUSED, "✕ refused"),
    ],
)
def test_a_state_is_a_glyph_and_a_word(
    known: TokenSnapshot | None, state: KeyState, shown: str
) -> None:
    assert look(known, NOW) == LOOKS[state]
    text, style = badge(known, NOW)
    assert (text, style) == (shown, LOOKS[state].style)


def test_every_state_has_a_look_and_no_two_have_the_same() -> None:
    assert set(LOOKS) == set(KeyState)
    assert len({(each.glyph, each.word) for each in LOOKS.values()}) == len(KeyState)
