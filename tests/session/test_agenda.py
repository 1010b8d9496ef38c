"""The agenda: who comes first, and that it stays small however often places change."""

from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.session.agenda import Agenda

KEYS = st.sampled_from("abcdef")
PLACES = st.none() | st.integers(-5, 5).map(float)


@given(st.lists(st.tuples(KEYS, PLACES)))
def test_keys_come_out_by_the_last_place_they_were_given(
    puts: list[tuple[str, float | None]],
) -> None:
    agenda: Agenda[str] = Agenda()
    told: dict[str, float] = {}
    for key, place in puts:
        agenda.put(key, place)
        told.pop(key, None)
        if place is not None:
            told[key] = place
        assert agenda.first() == min(told.values(), default=None)
    assert sorted(agenda) == sorted(told)
    early = agenda.take(0.0)
    assert [told[key] for key in early] == sorted(place for place in told.values() if place <= 0)
    rest = [told[agenda.pop()] for _ in range(len(agenda))]
    assert rest == sorted(place for place in told.values() if place > 0)


def test_what_no_longer_holds_is_cleared_away() -> None:
    agenda: Agenda[int] = Agenda()
    for moment in range(10_000):
        agenda.put(moment % 3, float(moment))
    assert len(agenda) == 3
    assert len(agenda._heap) < 100
