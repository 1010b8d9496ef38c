"""A search finds what a naive one finds, from any line, in any slices, while lines still come."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from indeed_tui.bodies import searching
from indeed_tui.bodies.json_text import JsonIndex
from indeed_tui.bodies.matching import TooSlow, found
from indeed_tui.bodies.searching import BadQuery, Query, Search, Searchable
from indeed_tui.bodies.text_lines import TextIndex
from tests.bodies.samples import JSON_TEXTS, index_of

WORDS = st.one_of(
    st.sampled_from(["id", '"', '": ', ": ", ":", ",", "}", "a", "A", " ", "},", "é", "[]", "{}"]),
    st.text('ab1é漢 :,{}[]"', min_size=1, max_size=3),
)


class Lines:
    """A text's lines, to be searched."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.index = TextIndex(text)
        while self.index.advance(3):
            pass
        self.done = True
        self.end = self.index.end

    def __len__(self) -> int:
        return self.index.count

    def shown(self, number: int) -> str:
        return self.index.source(number)

    def start(self, number: int) -> int:
        return self.index.start(number)

    def line_at(self, position: int) -> int:
        return self.index.line_at(position)


def run(search: Search, lines: int = 3) -> Search:
    while search.advance(lines):
        pass
    assert search.done
    return search


def all_of(search: Search) -> list[tuple[int, int, int]]:
    """Every match, by walking from the first to the last."""
    at = search.following(0, 0)
    matches: list[tuple[int, int, int]] = []
    while at is not None and len(matches) < len(search):
        matches.append(at)
        at = search.following(at[0], at[1] + 1)
    return matches


def naive(source: Searchable, query: Query) -> list[tuple[int, int, int]]:
    return [
        (number, match.start(), match.end() - match.start())
        for number in range(len(source))
        for match in query.pattern.finditer(source.shown(number))
        if match.end() > match.start()
    ]


def plain_query(words: str) -> Query:
    # As `Query` reads words without signs; the signs themselves are looked for here too.
    query = Query(re.escape(words))
    object.__setattr__(query, "text", words)
    object.__setattr__(query, "plain", True)
    return query


@given(JSON_TEXTS, WORDS, st.integers(0, 40), st.integers(1, 9))
def test_words_in_json_are_found_as_they_are_shown(
    text: str, words: str, first: int, step: int
) -> None:
    index = index_of(text)
    query = plain_query(words)
    search = run(Search(index, query, first % len(index)), step)
    expected = naive(index, query)
    assert len(search) == len(expected)
    assert all_of(search) == expected
    for place, match in enumerate(expected):
        assert search.order(match[0], match[1]) == place
        assert search.preceding(match[0], match[1]) == expected[place - 1]
        assert (match[1], match[2]) in list(search.on(match[0], match[1], match[1] + 1))


@given(st.text("ab \n", max_size=60), st.sampled_from(["a", "ab", "ba", " ", "aa"]),
       st.integers(0, 40), st.integers(1, 9))  # fmt: skip
def test_words_in_text_are_found_across_slices(
    text: str, words: str, first: int, part: int
) -> None:
    lines = Lines(text)
    assume(len(lines))
    with pytest.MonkeyPatch.context() as patched:
        # Slices so small that every match crosses one somewhere.
        patched.setattr(searching, "_PART", part)
        search = run(Search(lines, Query(words), first % len(lines)))
    assert all_of(search) == naive(lines, Query(words))


@pytest.mark.parametrize("pattern", [r"a+", r"^\"n", r"\d+,?$", r"[A-Z]\w+ma", r"x*", r"(a|b){2}"])
def test_an_expression_is_matched_line_by_line(pattern: str) -> None:
    index = index_of('{"name": "Dharma aaa", "n": [12, 345, "abba"], "漢": "\\ud800"}')
    query = Query(pattern)
    assert not query.plain
    search = run(Search(index, query, 4), 2)
    assert search.problem == ""
    assert all_of(search) == naive(index, query)


def test_an_expression_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indeed_tui.bodies.matching._PATIENCE", 0.2)
    lines = Lines("a" * 60 + "b")
    search = run(Search(lines, Query("(a+)+$")))
    assert "takes too long" in search.problem
    assert len(search) == 0


def test_a_search_that_is_closed_ends_quietly() -> None:
    search = Search(Lines("abc"), Query("b+"))
    search.close()
    assert len(run(search)) == 0
    assert search.problem == ""


@pytest.mark.parametrize("words", ["{}", "[]", '"a": 1', ": 1,", '": {', "2,", "1,", "},", '1, "b'])
def test_white_space_is_searched_as_it_is_shown(words: str) -> None:
    index = index_of('{ "a" :1 , "b"\n: {\t} ,"c":[ ], "d" :{"e": 2\n, "f": 2}\n, "g": 1 }')
    query = plain_query(words)
    assert all_of(run(Search(index, query))) == naive(index, query)


def test_capitals_count_only_where_there_is_one() -> None:
    lines = Lines("Dharma dharma DHARMA 3S")
    assert len(run(Search(lines, Query("dharma")))) == 3
    assert len(run(Search(lines, Query("Dharma")))) == 1
    assert len(run(Search(lines, Query(r"\Sharma")))) == 3


@pytest.mark.parametrize("text", ["(", "[", "a{2,1}", "*", "(?P<", "(?<=a+)b"])
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(BadQuery):
        Query(text)


def test_a_search_waits_for_lines_that_are_still_to_come() -> None:
    index = JsonIndex("[" + ",".join(["1", "2"] * 50) + "]")
    index.advance(10)
    search = Search(index, Query("2"), 5)
    while search.advance(100):
        pass
    assert not search.done
    early = len(search)
    assert search.order(6, 0) is None
    while index.advance(10):
        pass
    run(search)
    assert early < len(search) == 50
    assert all_of(search) == naive(index, Query("2"))


@settings(max_examples=30)
@given(st.integers(1, 60))
def test_more_matches_than_anybody_reads_arent_kept(most: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(searching, "MOST_MATCHES", most)
        index = index_of("[" + "1,\n" * 50 + "1]")
        for pattern in ("1", "1+"):
            search = run(Search(index, Query(pattern)), 10)
            assert min(most, 51) <= len(search) <= most + 51
            assert search.capped is (len(search) >= most)


def test_a_long_line_is_searched_in_parts() -> None:
    text = ("x" * 999 + "needle") * 3000
    search = run(Search(Lines(text), Query("needle")))
    assert len(search) == 3000
    assert search.following(0, 1_000_000) == (0, 1005 * 995 + 999, 6)
    assert list(search.on(0, 999, 1005)) == [(999, 6)]


def test_found_stops_at_the_most() -> None:
    assert len(found(re.compile("a"), ["a" * 10] * 3, 4)) == 3 * 4
    assert issubclass(TooSlow, Exception)
