"""The small GraphQL parser: what it reads, and that it never reads wrong text in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.simulator.query import Document, QueryError, Selection, parse


def only(text: str, **variables: object) -> Selection:
    document = parse(text, variables)  # type: ignore[arg-type]  # any JSON
    operation = document.operation(None)
    assert operation is not None
    (found,) = document.fields(operation.selections)
    return found


def names(document: Document, *path: str) -> list[str]:
    operation = document.operation(None)
    assert operation is not None
    fields = document.fields(operation.selections)
    for key in path:
        (inner,) = [one for one in fields if one.key == key]
        fields = document.fields(inner.selections)
    return [one.name for one in fields]


def test_every_kind_of_value_is_read() -> None:
    found = only(
        r"""query Q($v: [Int!]! = [1], $w: String = "d", $x: T @deprecated) @live(a: 1) {
          a(i: -3, f: 1.5e3, s: "q\"\u00e9\n", b: true, n: null, e: ENUM, l: [1, [2],],
            o: {k: $v}, w: $w, x: $x, y: $unknown, t: \"\"\" block \\\"\"\" "text" \"\"\")
        }""".replace(r"\"\"\"", '"""').replace(r"\\", "\\"),
        v=[7],
    )
    assert found.arguments == {
        "i": -3,
        "f": 1500.0,
        "s": 'q"é\n',
        "b": True,
        "n": None,
        "e": "ENUM",
        "l": [1, [2]],
        "o": {"k": [7]},
        "w": "d",
        "x": None,
        "y": None,
        "t": 'block """ "text"',
    }


def test_a_given_variable_wins_over_its_default_even_as_null() -> None:
    assert only("query ($v: Int = 3) { a(v: $v) }", v=None).arguments == {"v": None}


def test_aliases_comments_and_commas() -> None:
    found = only('\ufeff# "unclosed {\n{ x: name(a: 1, b: 2), }  # }')
    assert (found.key, found.name, found.arguments) == ("x", "name", {"a": 1, "b": 2})


def test_fragments_are_put_in_place() -> None:
    document = parse(
        """{ a { ...F @skip(if: false) ... on T { d } ... @live { e } ... { f } on } }
        fragment F on T @x { b ...G } fragment G on T { c }""",
        {},
    )
    assert names(document, "a") == ["b", "c", "d", "e", "f", "on"]


@pytest.mark.parametrize("text", ["{ ...A } fragment A on T { ...A }", "{ ...Nowhere }"])
def test_unknown_and_circular_fragments_are_errors(text: str) -> None:
    with pytest.raises(QueryError, match="unknown or contains itself"):
        names(parse(text, {}))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "<EOF>"),
        ("# only a comment", "<EOF>"),
        ("{", "Expected Name, found <EOF>"),
        ("{}", "Expected Name, found }"),
        ("{ a", "<EOF>"),
        ("{ a } }", "Expected Name, found }"),
        ("{ a { } }", "Expected Name"),
        ("{ a(b: ) }", "expected a value"),
        ("{ a(b 1) }", "Expected :"),
        ("{ a(b: 1 }", "Expected Name"),
        ('{ a(b: "unclosed) }', "character '\"'"),
        ('{ a(b: "\\q") }', "Invalid value"),
        ("{ a(b: 01) }", "Invalid value"),
        ("{ a ; }", "character ';'"),
        ("select { a }", '"select"'),
        ("query (v: Int) { a }", "Expected $"),
        ("query ($v: [Int) { a }", "Expected ]"),
        ("fragment F { a }", "Expected on"),
        ('{ "a" }', "Expected Name"),
        ("{" + "a{" * 100_000, "nested too deeply"),
        ("{ a(b: " + "[" * 100_000, "nested too deeply"),
        ("query ($v: " + "[" * 100_000, "nested too deeply"),
    ],
)
def test_an_unreadable_document_says_where(text: str, says: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text, {})
    assert says in str(caught.value)


@given(st.text(alphabet='{}()[]:!$@."\\# abon1-,\n') | st.text())
def test_any_text_is_read_or_a_query_error(text: str) -> None:
    try:
        document = parse(text, {})
    except QueryError:
        return
    assert document.operations
