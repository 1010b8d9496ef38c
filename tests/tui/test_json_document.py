"""Pretty JSON is the JSON that came: only its whitespace is new."""

import json
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indeed_tui.tui.widgets.documents import Document, JsonDocument, NotJson, document_for

BLANK = st.text(" \t\r\n", max_size=3)
NUMBERS = st.sampled_from(["0", "-0", "1.50", "1E5", "1e+05", "12345678901234567890", "-0.0"])
STRINGS = st.one_of(
    st.text(max_size=6).map(json.dumps),
    st.text("abé漢 :,{}[]", max_size=6).map(lambda text: json.dumps(text, ensure_ascii=False)),
    st.sampled_from([r'"\u0041\/\""', r'"\ud800"', '"a b"', r'"\\"', '","', '"}"']),
)


@st.composite
def _spaced(draw: st.DrawFn, items: list[str], ends: str) -> str:
    inside = ",".join(draw(BLANK) + item + draw(BLANK) for item in items)
    return ends[0] + (inside or draw(BLANK)) + ends[1]


def _containers(element: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    member = st.tuples(STRINGS, BLANK, BLANK, element).map(
        lambda part: f"{part[0]}{part[1]}:{part[2]}{part[3]}"
    )
    return st.lists(element, max_size=4).flatmap(lambda items: _spaced(items, "[]")) | st.lists(
        member, max_size=4
    ).flatmap(lambda items: _spaced(items, "{}"))


SCALARS = st.one_of(NUMBERS, STRINGS, st.sampled_from(["true", "false", "null"]))
JSON_TEXTS = st.tuples(BLANK, st.recursive(SCALARS, _containers, max_leaves=20), BLANK).map("".join)


def compact(text: str) -> str:
    """JSON text without its insignificant whitespace."""
    return re.sub(r'("(?:[^"\\]|\\.)*")|\s+', lambda match: match[1] or "", text)


def source(document: Document) -> str:
    """The text of a document before it is made displayable, notes left out."""
    lines = ("".join(text for text, _ in document.pieces(n)) for n in range(document.count))
    return "\n".join(lines)


def shown(document: Document, stop: int = 500) -> list[str]:
    return [
        "".join(text for text, _ in document.line(index, 0, stop)) for index in range(len(document))
    ]


@given(JSON_TEXTS)
def test_pretty_json_differs_from_the_original_by_whitespace_alone(text: str) -> None:
    json.loads(text)
    assert compact(source(JsonDocument(text))) == compact(text)


@given(JSON_TEXTS)
def test_pretty_json_looks_like_the_standard_librarys(text: str) -> None:
    value = json.loads(text)
    # A round trip respells escapes and numbers and drops duplicate keys: leave those out.
    assume(json.dumps(value, separators=(",", ":"), ensure_ascii=False) == compact(text))
    assert source(JsonDocument(text)) == json.dumps(value, indent=2, ensure_ascii=False)


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
            JsonDocument(text)
    else:
        JsonDocument(text)


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
def test_a_fault_is_said_with_its_place_above_the_raw_text(
    text: str, line: int, column: int
) -> None:
    with pytest.raises(NotJson) as caught:
        JsonDocument(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    document = document_for(text.encode() or b" ", "application/json", text, True)
    first, *others = shown(document)
    assert first == f"Not valid JSON from line {line}, column {column} on; shown as it came."
    assert others == [part.replace("\t", "    ") for part in text.split("\n") if text]


def test_json_is_coloured_and_empty_containers_stay_on_one_line() -> None:
    document = JsonDocument('{"k": "v", "k":[1.0,null],"e" :{ } , "f":[\n]}')
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
    document = JsonDocument("[" * deep + "]" * deep)
    assert len(document) == 2 * deep - 1
    assert document.line(deep - 2, 0, 300) == [(" " * 200, ""), ("[", "punctuation")]
    assert document.line(deep - 1, 0, 300) == [(" " * 200, ""), ("[]", "punctuation")]
    assert document.width <= 210
