"""Which employers are listed, and in which order."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.models import Employer
from indeed_tui.tui.employer_rows import Found, Order, Searchable, Wish, located
from indeed_tui.tui.view import View
from tests.tui.samples import PROBLEM, acting_as, hostile_text, key, snapshot, token, view

DHARMA = Employer("0c4a", "Dharma Initiative")
UMBRELLA = Employer("0b5e", "Umbrella Corporation")
ROBOTICS = Employer("0a93", "US Robotics and Mechanical Men")
ACME = Employer("0d00", "ACME Straße")
ALL = [DHARMA, UMBRELLA, ROBOTICS, ACME]


def matching(employers: Sequence[Employer], wanted: str) -> list[Employer]:
    return list(Searchable(employers).arranged(Wish(wanted)))


def arranged(employers: Sequence[Employer], order: Order, shown: View) -> list[Employer]:
    return list(Searchable(employers).arranged(Wish.of("", order, shown)))


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
    assert matching(ALL, wanted) == found


def test_a_word_never_spans_name_and_id() -> None:
    assert matching([Employer("xb", "a x")], "xxb") == []


@given(st.lists(st.builds(Employer, st.uuids().map(str), hostile_text)), hostile_text)
def test_a_filter_only_leaves_out(employers: list[Employer], wanted: str) -> None:
    found = matching(employers, wanted)
    assert found == [each for each in employers if each in found]
    for each in employers:
        assert each in matching(employers, each.name)


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (Order.LISTED, [DHARMA, UMBRELLA, ROBOTICS, ACME]),
        (Order.NAME, [ACME, DHARMA, UMBRELLA, ROBOTICS]),
        (Order.ID, [ROBOTICS, UMBRELLA, DHARMA, ACME]),
    ],
)
def test_orders(order: Order, names: list[Employer]) -> None:
    assert arranged(ALL, order, view()) == names


def test_by_token_comes_who_acts_then_the_pinned_then_who_has_one() -> None:
    held = snapshot(token(of=key(UMBRELLA.id)))
    failed = replace(snapshot(problem=PROBLEM), key=key(DHARMA.id))
    asked = replace(snapshot(requesting=True), key=key(ACME.id))
    shown = acting_as(view(held, failed, asked, employers=ALL), ROBOTICS.id)
    expected = [ROBOTICS, DHARMA, UMBRELLA, ACME]
    assert arranged(ALL, Order.TOKEN, shown) == expected
    pinned = replace(shown, acting=replace(shown.acting, pinned=frozenset({ACME.id})))
    assert arranged(ALL, Order.TOKEN, pinned) == [ROBOTICS, ACME, DHARMA, UMBRELLA]


def test_by_token_means_the_credentials_in_use() -> None:
    other = snapshot(token(of=replace(key(UMBRELLA.id), identity="another secret")))
    assert arranged(ALL, Order.TOKEN, view(other))[0] == ACME


def test_the_orders_go_round() -> None:
    order, seen = Order.LISTED, []
    for _ in Order:
        seen.append(order)
        order = order.following
    assert seen == list(Order)
    assert order is Order.LISTED


def test_a_hundred_thousand_are_searched_and_sorted() -> None:
    many = [Employer(f"{number:032x}", f"Employer {number}") for number in range(100_000)]
    found = matching(many, "employer 99999")
    assert [each.name for each in found] == ["Employer 99999"]
    assert arranged(list(reversed(many)), Order.ID, view())[0] == many[0]


WORDS = st.sampled_from(["acme", "a", "ac", "me", " ", "x", "0a", "st", "ß"])


@given(
    st.lists(
        st.builds(
            Employer, st.uuids().map(str), st.sampled_from(["Acme", "ACME Straße", "xa", "a\nme"])
        )
    ),
    st.lists(st.lists(WORDS, max_size=4).map("".join), max_size=5),
)
def test_typing_on_finds_what_a_new_search_would(
    employers: list[Employer], typed: list[str]
) -> None:
    searchable = Searchable(employers)
    for wanted in typed:
        assert list(searchable.arranged(Wish(wanted))) == matching(employers, wanted)


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Among how many lines something was looked for, each time."""
    numbers: list[int] = []
    among = Searchable._among

    def noted(self: Searchable, wanted: str) -> tuple[Sequence[int], list[str]]:
        found = among(self, wanted)
        numbers.append(len(found[1]))
        return found

    monkeypatch.setattr(Searchable, "_among", noted)
    return numbers


def test_one_letter_more_is_looked_for_among_the_former_matches(looked: list[int]) -> None:
    names = ["Acme"] * 900 + ["Acme XQ"] * 9100
    employers = [Employer(str(number), name) for number, name in enumerate(names)]
    searchable = Searchable(employers)
    for wanted in ("x", "xq", "xq 90", "q", ""):
        wanted_ones = [
            each
            for each in employers
            if all(word in f"{each.name} {each.id}".casefold() for word in wanted.split())
        ]
        assert list(searchable.arranged(Wish(wanted))) == wanted_ones
    assert looked == [10_000, 9100, 9100, 10_000]


def test_it_is_known_what_is_found_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indeed_tui.tui.employer_rows._QUICK", 500)
    names = ["Acme"] * 900 + ["Acme XQ"] * 100
    searchable = Searchable([Employer(str(number), name) for number, name in enumerate(names)])
    assert not searchable.quick(Wish("x"))
    searchable.arranged(Wish("x"))
    assert searchable.quick(Wish("xq"))
    assert not searchable.quick(Wish("xq", Order.NAME))
    assert not searchable.quick(Wish("q"))
    searchable.forget()
    assert not searchable.quick(Wish("xq"))


@pytest.mark.parametrize("number_of", [0, 1, 5000, 20_000])
def test_sorting_in_runs_is_sorting(number_of: int) -> None:
    many = [
        Employer(f"{number * 7919 % 20_011:x}", f"E {number % 7}") for number in range(number_of)
    ]
    assert arranged(many, Order.ID, view()) == sorted(many, key=lambda each: each.id)
    named = sorted(many, key=lambda each: (each.name.casefold(), each.id))
    assert arranged(many, Order.NAME, view()) == named
    few = list(Searchable(many).arranged(Wish("e 3", Order.NAME)))
    found = set(matching(many, "e 3"))
    assert few == [each for each in named if each in found]


def test_the_cursor_stays_with_its_employer() -> None:
    found = Searchable(ALL).arranged(Wish())
    assert located(found, ROBOTICS, 0) == 2
    assert located(found, Employer("gone", ""), 3) == 0
    assert located(found, None, -1) == 0
    assert found[1:3] == Found(ALL, range(1, 3))


def test_of_the_same_employers_the_cursors_number_tells_its_place() -> None:
    searchable = Searchable(ALL)
    everyone = searchable.arranged(Wish())
    for cursor, kept in enumerate(ALL):
        found = searchable.arranged(Wish(kept.name.split()[0], Order.NAME))
        place = located(found, kept, cursor, everyone)
        assert found[place] == kept
    assert located(searchable.arranged(Wish("nobody")), ALL[2], 2, everyone) == 0
