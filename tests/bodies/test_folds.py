"""Folds: rows and lines find each other, whatever was folded in whatever order."""

from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.bodies.folds import Folds
from tests.bodies.samples import JSON_TEXTS, index_of


class Naive:
    """The same, by looking at every line."""

    def __init__(self, count: int, closes: dict[int, int]) -> None:
        self.count = count
        self.closes = closes
        self.folded: set[int] = set()

    def visible(self) -> list[int]:
        lines, at = [], 0
        while at < self.count:
            lines.append(at)
            at = (self.closes[at] if at in self.folded else at) + 1
        return lines


def agree(folds: Folds, naive: Naive) -> None:
    visible = naive.visible()
    assert naive.count - folds.hidden == len(visible)
    assert [folds.line(row) for row in range(len(visible))] == visible
    row = -1
    for line in range(naive.count):
        row += line in visible
        assert folds.row(line) == row
    assert {line for line in range(naive.count) if folds.folded(line)} == naive.folded


# Containers in containers: most lines open one.
NESTED = '[[[[1],[2]],[[3]]],{"a":[[4],[5,[6]]],"b":[[7]]}]'


@given(
    st.just(NESTED) | JSON_TEXTS,
    st.lists(st.tuples(st.sampled_from("fffuur"), st.integers(0, 60)), max_size=25),
)
def test_any_folding_shows_what_a_naive_one_shows(text: str, acts: list[tuple[str, int]]) -> None:
    index = index_of(text)
    closes = {n: close for n in range(len(index)) if (close := index.close(n)) is not None}
    folds, naive = Folds(index.close), Naive(len(index), closes)
    for act, where in acts:
        line = where % len(index)
        if act == "f":
            assert folds.fold(line) == (line in closes and line not in naive.folded)
            naive.folded |= {line} & closes.keys()
        elif act == "u":
            assert folds.unfold(line) == (line in naive.folded)
            naive.folded -= {line}
        else:
            hiding = {head for head in naive.folded if head < line <= closes[head]}
            assert folds.reveal(line) == bool(hiding)
            naive.folded -= hiding
        agree(folds, naive)
    agree(folds.moved(index.close), naive)


@given(JSON_TEXTS, st.integers(0, 5))
def test_folding_to_a_depth_folds_all_containers_there(text: str, depth: int) -> None:
    index = index_of(text)
    folds = Folds(index.close, index.at_depth(depth))
    naive = Naive(len(index), {n: c for n in range(len(index)) if (c := index.close(n))})
    naive.folded = {n for n in naive.closes if index.indent(n) == 2 * depth}
    agree(folds, naive)


def test_a_million_folded_containers_are_looked_through_by_bisection() -> None:
    count = 1_000_000
    folds = Folds(lambda line: line + 2, ((3 * at, 3 * at + 2) for at in range(count)))
    assert folds.hidden == 2 * count
    assert folds.line(777_777) == 3 * 777_777
    assert folds.row(3 * 777_777 + 1) == 777_777
    assert folds.reveal(3 * 777_777 + 1)
    assert folds.line(777_778) == 3 * 777_777 + 1
    assert folds.row(3 * count - 1) == count + 1
