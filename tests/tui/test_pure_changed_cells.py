"""Which cells of a line another one changes: enough of them, and none where nothing changed."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.tui.states import Piece
from indeed_tui.tui.text import cells
from indeed_tui.tui.widgets.line_panel import changed_cells

PIECES = st.tuples(st.text("ab1漢 ", max_size=4), st.sampled_from(["", "state--dim"]))
LINES = st.lists(PIECES, max_size=5)


def by_cell(line: Sequence[Piece]) -> list[tuple[str, str]]:
    return [
        (part, style)
        for text, style in line
        for character in text
        for part in (character, *[""] * (cells(character) - 1))
    ]


@given(LINES, LINES, LINES, LINES)
def test_what_lies_outside_stays(
    before: list[Piece], old: list[Piece], new: list[Piece], behind: list[Piece]
) -> None:
    was, now = by_cell([*before, *old, *behind]), by_cell([*before, *new, *behind])
    first, last = changed_cells([*before, *old, *behind], [*before, *new, *behind])
    length = max(len(was), len(now))
    was += [(" ", "")] * (length - len(was))
    now += [(" ", "")] * (length - len(now))
    assert 0 <= first <= last <= length
    assert (was[:first], was[last:]) == (now[:first], now[last:])
    assert (was == now) <= (first == last)


def test_a_second_changes_its_digits_alone() -> None:
    def line(left: str, calls: str) -> list[Piece]:
        return [(" indeed-tui", "state--strong"), (left, ""), (" " * 20, ""), (calls, "")]

    assert changed_cells(line("42:17", "calls 3"), line("42:16", "calls 3")) == (15, 16)
    assert changed_cells(line("42:17", "calls 3"), line("42:16", "calls 4")) == (15, 43)
