"""Which employers are listed, and in which order."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.models import Employer
from indeed_tui.tui.employer_rows import Order, Searchable, arranged
from tests.tui.samples import PROBLEM, acting_as, hostile_text, key, snapshot, token, view

DHARMA = Employer("0c4a", "Dharma Initiative")
UMBRELLA = Employer("0b5e", "Umbrella Corporation")
ROBOTICS = Employer("0a93", "US Robotics and Mechanical Men")
ACME = Employer("0d00", "ACME Straße")
ALL = [DHARMA, UMBRELLA, ROBOTICS, ACME]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", ALL),
        ("  ", ALL),
        ("dharma", [DHARMA]),
        ("IN", [DHARMA]),
        ("corp umbr", [UMBRELLA]),
        ("0a9", [ROBOTICS]),
        ("0a9 men", [ROBOTICS]),
        ("strasse", [ACME]),
        ("[/]", []),
        ("dharma umbrella", []),
    ],
)
def test_every_word_must_be_in_name_or_id(wanted: str, found: list[Employer]) -> None:
    assert Searchable.of(ALL).matching(wanted) == found


def test_a_word_never_spans_name_and_id() -> None:
    assert Searchable.of([Employer("xb", "a x")]).matching("xxb") == []


@given(st.lists(st.builds(Employer, st.uuids().map(str), hostile_text)), hostile_text)
def test_a_filter_only_leaves_out(employers: list[Employer], wanted: str) -> None:
    found = Searchable.of(employers).matching(wanted)
    assert found == [each for each in employers if each in found]
    for each in employers:
        assert each in Searchable.of(employers).matching(each.name)


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (Order.LISTED, [DHARMA, UMBRELLA, ROBOTICS, ACME]),
        (Order.NAME, [ACME, DHARMA, UMBRELLA, ROBOTICS]),
        (Order.ID, [ROBOTICS, UMBRELLA, DHARMA, ACME]),
    ],
)
def test_orders(order: Order, names: list[Employer]) -> None:
    assert arranged(list(ALL), order, view()) == names


def test_by_token_comes_who_acts_then_the_pinned_then_who_has_one() -> None:
    held = snapshot(token(of=key(UMBRELLA.id)))
    failed = replace(snapshot(problem=PROBLEM), key=key(DHARMA.id))
    asked = replace(snapshot(requesting=True), key=key(ACME.id))
    shown = acting_as(view(held, failed, asked, employers=ALL), ROBOTICS.id)
    expected = [ROBOTICS, DHARMA, UMBRELLA, ACME]
    assert arranged(list(ALL), Order.TOKEN, shown) == expected
    pinned = replace(shown, acting=replace(shown.acting, pinned=frozenset({ACME.id})))
    assert arranged(list(ALL), Order.TOKEN, pinned) == [ROBOTICS, ACME, DHARMA, UMBRELLA]


def test_by_token_means_the_credentials_in_use() -> None:
    other = snapshot(token(of=replace(key(UMBRELLA.id), identity="another secret")))
    assert arranged(list(ALL), Order.TOKEN, view(other))[0] == ACME


def test_the_orders_go_round() -> None:
    order, seen = Order.LISTED, []
    for _ in Order:
        seen.append(order)
        order = order.following
    assert seen == list(Order)
    assert order is Order.LISTED


def test_a_hundred_thousand_are_searched_and_sorted() -> None:
    many = [Employer(f"{number:032x}", f"Employer {number}") for number in range(100_000)]
    found = Searchable.of(many).matching("employer 99999")
    assert [each.name for each in found] == ["Employer 99999"]
    assert arranged(list(reversed(many)), Order.ID, view())[0] == many[0]
