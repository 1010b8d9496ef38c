"""Lines know their container, their place in it, their path and their value."""

import json
import re

import jmespath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.bodies import json_tree
from indeed_tui.bodies.json_text import JsonIndex
from tests.bodies.samples import JSON_TEXTS, compact, index_of

TEXT = '{"employers": [{"id": 1, "name": "Dharma"}, {"id": 2, "a b": [[], 7]}], "n": 1.0}'
PATHS = [
    "", "employers", "employers[0]", "employers[0].id", "employers[0].name", "employers[0]",
    "employers[1]", "employers[1].id", 'employers[1]."a b"', 'employers[1]."a b"[0]',
    'employers[1]."a b"[1]', 'employers[1]."a b"', "employers[1]", "employers", "n", "",
]  # fmt: skip


def test_every_line_has_its_path() -> None:
    index = index_of(TEXT)
    assert [json_tree.path(index, number) for number in range(len(index))] == PATHS
    assert json_tree.path(index, 10, most=2) == '…."a b"[1]'


def test_a_path_finds_the_value_it_stands_for() -> None:
    index, value = index_of(TEXT), json.loads(TEXT)
    for number in range(len(index)):
        path = json_tree.path(index, number) or "@"
        assert json.loads(json_tree.value(index, number)) == jmespath.search(path, value)


def _walk(value: object, path: tuple[object, ...] = ()) -> list[tuple[tuple[object, ...], object]]:
    """Each value with its path, in the order of the pretty view's lines."""
    inner: list[tuple[object, object]] = []
    if isinstance(value, Pairs):
        inner = list(value.pairs)
    elif isinstance(value, list):
        inner = list(enumerate(value))
    found = [(path, value)]
    for step, each in inner:
        found += _walk(each, (*path, step))
    return found


class Pairs:
    """An object that keeps equal keys."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        self.pairs = pairs


@given(JSON_TEXTS, st.integers(1, 9))
def test_lines_stand_for_all_values_in_their_order(text: str, step: int) -> None:
    index = index_of(text, step)
    walked = _walk(json.loads(text, object_pairs_hook=Pairs))
    heads = [n for n in range(len(index)) if not index.closes(n) or index.parent(n) is None]
    assert len(heads) == len(walked)
    for number, (path, value) in zip(heads, walked, strict=True):
        steps: list[object] = []
        at: int | None = number
        while at is not None and (parent := index.parent(at)) is not None:
            named = json_tree.step(index, at)
            key = named[1:] if named.startswith('."') else json.dumps(named[1:])
            steps.append(json.loads(key) if named[0] == "." else index.ordinal(at))
            at = parent
        assert tuple(reversed(steps)) == path
        again = json.loads(json_tree.value(index, number), object_pairs_hook=Pairs)
        assert repr(_plain(again)) == repr(_plain(value))


def _plain(value: object) -> object:
    if isinstance(value, Pairs):
        return [(key, _plain(each)) for key, each in value.pairs]
    return [_plain(each) for each in value] if isinstance(value, list) else value


@given(JSON_TEXTS)
def test_a_value_is_as_the_body_spells_it(text: str) -> None:
    index = index_of(text)
    for number in range(len(index)):
        value = json_tree.value(index, number)
        assert value in text
        assert value == value.strip()
    assert compact(json_tree.value(index, 0)) == compact(text)


@given(JSON_TEXTS)
def test_siblings_are_walked_there_and_back(text: str) -> None:
    index = index_of(text)
    for number in range(len(index)):
        after = json_tree.following(index, number)
        head = json_tree.head(index, number)
        if after is not None:
            assert json_tree.preceding(index, after) == head
            assert index.parent(after) == index.parent(head)
            assert index.ordinal(after) == index.ordinal(head) + 1
        close = index.close(number)
        if close is not None:
            assert index.closes(close)
            assert index.parent(close) == number
            count = json_tree.children(index, number)
            at: int | None = number + 1
            counted = 0
            while at is not None:
                counted, at = counted + 1, json_tree.following(index, at)
            assert count == counted


@given(JSON_TEXTS, st.integers(0, 30))
def test_what_is_known_early_stays_as_it_is(text: str, lines: int) -> None:
    part, whole = JsonIndex(text), index_of(text)
    part.advance(lines)
    for number in range(part.count):
        assert part.source(number) == whole.source(number)
        assert part.ordinal(number) == whole.ordinal(number)
        assert part.parent(number) == whole.parent(number)
        assert part.indent(number) == whole.indent(number)
        assert part.close(number) in (None, whole.close(number))
        assert json_tree.path(part, number) == json_tree.path(whole, number)
        assert part.line_at(part.start(number)) == number


@given(JSON_TEXTS)
def test_no_line_is_longer_than_was_measured(text: str) -> None:
    index = index_of(text)
    lines = ["".join(part for part, _ in index.pieces(n)) for n in range(len(index))]
    assert max(map(len, lines)) <= index.size(0, len(index))
    assert [index.shown(n) for n in range(len(index))] == [line.lstrip(" ") for line in lines]


@pytest.mark.no_cover
def test_hostile_nesting_costs_no_stack_and_little_time() -> None:
    deep = 100_000
    index = index_of('[{"a":' * deep + "1" + "}]" * deep, 10_000)
    assert index.fault is None
    middle = 2 * deep
    assert json_tree.path(index, middle, most=3) == "….a[0].a"
    assert len(json_tree.path(index, middle)) == deep * len("[0].a")
    assert json_tree.value(index, 0) == index.text
    assert list(index.at_depth(1)) == [(1, len(index) - 2)]


@pytest.mark.parametrize(
    "text", ['["\\ud800"]', "[1e400]", "[" + "9" * 100_000 + "]", '{"":{"":1}}']
)
def test_odd_values_are_only_text(text: str) -> None:
    index = index_of(text)
    assert re.sub(r"\s", "", "".join(map(index.shown, range(len(index))))) == text
    assert index.fault is None
