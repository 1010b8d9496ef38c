"""Pretty JSON is the JSON that came: only its whitespace is new."""

import json
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indeed_tui.bodies.json_text import JsonLines, NotJson
from indeed_tui.tui.widgets.documents import Document, JsonDocument
from tests.bodies.samples import JSON_TEXTS, compact


def source(document: Document) -> str:
    """The text of a document before it is made displayable, notes left out."""
    lines = ("".join(text for text, _ in document.pieces(n)) for n in range(document.count))
    return "\n".join(lines)


def pretty(text: str) -> JsonDocument:
    """A document of JSON, read to its end in small steps."""
    document = JsonDocument(text)
    while document.advance(5):
        pass
    return document


def shown(document: Document, stop: int = 500) -> list[str]:
    numbers = range(-len(document.notes), document.count)
    return ["".join(text for text, _ in document.line(at, 0, stop)) for at in numbers]


@given(JSON_TEXTS)
def test_pretty_json_differs_from_the_original_by_whitespace_alone(text: str) -> None:
    json.loads(text)
    assert compact(source(pretty(text))) == compact(text)


@given(JSON_TEXTS)
def test_pretty_json_looks_like_the_standard_librarys(text: str) -> None:
    value = json.loads(text)
    # A round trip respells escapes and numbers and drops duplicate keys: leave those out.
    assume(json.dumps(value, separators=(",", ":"), ensure_ascii=False) == compact(text))
    assert source(pretty(text)) == json.dumps(value, indent=2, ensure_ascii=False)


@given(
    JSON_TEXTS.flatmap(
        lambda text: st.tuples(
            st.just(text), st.integers(0, len(text)), st.sampled_from([*'{}[]",:0a\\', ""])
        )
    )
)
def test_what_is_json_is_what_the_standard_library_takes(case: tuple[str, int, str]) -> None:
    text, at, change = case
    text = text[:at] + change + text[at + 1 :]
    try:
        json.loads(text, parse_constant=lambda name: pytest.fail(name))
    except ValueError:
        with pytest.raises(NotJson):
            JsonLines(text)
        assert pretty(text).notes
    else:
        JsonLines(text)
        assert not pretty(text).notes


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ('{"a":1 "b":2}', 1, 8),
        ('{"a":1,}', 1, 8),
        ("[1,\n 02]", 2, 3),
        ("[1], 2", 1, 3),
        ("[1]]", 1, 4),
        ("[1}", 1, 3),
        ('{"a":1,\n"b"}', 2, 1),
        ("[NaN]", 1, 2),
        ('["\t"]', 1, 2),
        ('[1, "cut', 1, 5),
    ],
)
def test_a_fault_is_said_and_what_follows_it_is_shown_as_it_came(
    text: str, line: int, column: int
) -> None:
    with pytest.raises(NotJson) as caught:
        JsonLines(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    document = pretty(text)
    assert document.notes == (
        f"Not valid JSON from line {line}, column {column} on.",
        "What follows is shown as it came." if text else "It ends too early.",
    )
    # All of the text is there.
    assert re.sub(r"\s", "", source(document)) == re.sub(r"\s", "", text)
    fault = sum(len(part) + 1 for part in text.split("\n")[: line - 1]) + column - 1
    last = ["".join(part for part, _ in document.pieces(n)) for n in range(document.count)]
    rest = text[fault:].split("\n")
    assert [part for part in last[-len(rest) :] if part] == [part for part in rest if part]


def test_json_is_coloured_and_empty_containers_stay_on_one_line() -> None:
    document = pretty('{"k": "v", "k":[1.0,null],"e" :{ } , "f":[\n]}')
    lines = [document.line(index, 0, 100) for index in range(len(document))]
    assert lines[0] == [("{", "punctuation")]
    assert lines[1] == [
        ("  ", ""),
        ('"k"', "key"),
        (": ", "punctuation"),
        ('"v"', "string"),
        (",", "punctuation"),
    ]
    assert lines[3] == [("    ", ""), ("1.0", "number"), (",", "punctuation")]
    assert lines[4] == [("    ", ""), ("null", "literal")]
    assert shown(document)[5:] == ["  ],", '  "e": {},', '  "f": []', "}"]
    assert [document.label(index) for index in (0, 8)] == ["1", "9"]


def test_nesting_without_end_neither_recurses_nor_indents_without_end() -> None:
    deep = 100_000
    document = pretty("[" * deep + "]" * deep)
    assert len(document) == 2 * deep - 1
    assert document.line(deep - 2, 0, 300) == [(" " * 200, ""), ("[", "punctuation")]
    assert document.line(deep - 1, 0, 300) == [(" " * 200, ""), ("[]", "punctuation")]
    assert document.width <= 210
