"""The status line is as wide as the screen, and always says who acts for how long."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.models import Employer
from indeed_tui.session.events import Acting
from indeed_tui.store.ledger import Tally
from indeed_tui.store.profiles import Profile, ProfileBook
from indeed_tui.tui.panes.status_line import status_pieces
from indeed_tui.tui.text import cells, plain
from indeed_tui.tui.view import View
from tests.tui.samples import (
    ACME,
    CREDENTIALS,
    NOW,
    acting_as,
    hostile_text,
    key,
    snapshot,
    texts,
    token,
    view,
)

HELD = (snapshot(token(600)), snapshot(token(900, key(ACME.id))))


def named(name: str, shown: View) -> View:
    """Return the view with its profile under another name."""
    held = {replace(one, profile=name): each for one, each in shown.tokens.items()}
    acting = replace(shown.acting, profile=name, credentials=replace(CREDENTIALS, profile=name))
    book = ProfileBook((Profile.create(name, "client"),))
    return replace(shown, book=book, acting=acting, tokens=held)


def line(shown: View, width: int) -> str:
    return texts([status_pieces(shown, NOW, width)])[0]


def test_everything_has_its_place_on_a_wide_screen() -> None:
    counted = {"acme-dev": Tally(7, 2)}
    shown = line(replace(acting_as(view(*HELD), ACME.id), tallies=counted), 100)
    left = " indeed-tui  acme-dev   ● app 50:00   ● Acme 45:00"
    assert shown == f"{left}{'calls 7 · billable 2 ':>{100 - len(left)}}"


def test_production_and_read_only_are_words() -> None:
    assert "acme-prod  PROD  read-only  " in line(named("acme-prod", view(*HELD)), 100)
    for width in (60, 40):
        assert "acme-prod  PROD  read-only " in line(named("acme-prod", view(*HELD)), width)
    unlocked = named("acme-prod", view(*HELD))
    unlocked = replace(unlocked, acting=replace(unlocked.acting, unlocked=True))
    for width in (100, 60, 40):
        assert " PROD  unlocked " in line(unlocked, width)
    assert "PROD" not in line(view(*HELD), 100)


@given(st.text("abc-.", min_size=1, max_size=60), st.booleans(), st.integers(40, 200))
def test_production_and_its_guard_are_never_cropped(name: str, unlocked: bool, width: int) -> None:
    shown = named(f"{name}-prod", acting_as(view(*HELD), ACME.id))
    shown = replace(shown, demo=True, acting=replace(shown.acting, unlocked=unlocked))
    pieces = status_pieces(shown, NOW, width)
    assert (" PROD ", "state--prod") in pieces
    assert (" unlocked" if unlocked else " read-only") in [text for text, _ in pieces]
    text = texts([pieces])[0]
    assert f" PROD {' unlocked' if unlocked else ' read-only'}" in text
    assert "45:00" in text


@pytest.mark.parametrize(("width", "word"), [(120, "DEMO simulator, no network"), (40, "DEMO")])
def test_the_demo_says_so(width: int, word: str) -> None:
    shown = acting_as(view(*HELD), ACME.id)
    assert word in line(replace(shown, demo=True), width)
    assert "DEMO" not in line(shown, width)


def test_before_the_profiles_are_read_nothing_is_claimed() -> None:
    assert line(View(), 40).split() == ["indeed-tui"]
    assert "no credentials yet" in line(View(loaded=True), 60)


def test_without_a_readable_secret_there_is_no_token_to_tell() -> None:
    shown = line(replace(view(), acting=Acting("acme-dev")), 80)
    assert "acme-dev" in shown
    assert "app" not in shown


@given(st.text("abc-.", min_size=1, max_size=60), hostile_text, st.booleans(), st.integers(0, 200))
def test_it_is_exactly_as_wide_as_the_screen(
    profile: str, name: str, demo: bool, width: int
) -> None:
    employers = [Employer(ACME.id, name)]
    for shown in (view(*HELD, employers=employers), View(demo=demo), View(loaded=True)):
        acting = acting_as(shown, ACME.id) if shown.tokens else shown
        for each in (acting, replace(named(profile, acting), demo=demo)):
            text = line(each, width)
            assert cells(text) == width
            assert plain(text) == text


@given(st.text("abc-.", min_size=1, max_size=60), st.booleans(), st.integers(40, 200))
def test_who_and_how_long_are_there_at_any_width(profile: str, demo: bool, width: int) -> None:
    long_name = "Umbrella Corporation of North America"
    everyone = view(*HELD, employers=[Employer(ACME.id, long_name)])
    shown = replace(named(profile, acting_as(everyone, ACME.id)), demo=demo)
    text = line(shown, width)
    assert "● " in text
    assert "45:00" in text
    assert "Umbre" in text
    assert profile[:3] in text
    assert ("DEMO" in text) is demo
    assert "app" in line(replace(named(profile, view(*HELD)), demo=demo), width)
