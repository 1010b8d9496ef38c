"""What a GraphQL text does: a mutation is seen wherever it hides, and nothing odd reads only."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indeed_tui.indeed.graphql_text import GraphqlText, read_graphql

BLOCK = '"""'
# What the lexical grammar turns on, so that few of them make a telling text.
PIECES = (
    *("{", "}", "(", ")", ":", "@", "..."),
    *(BLOCK, '""', '"', "\\", "#", "\n", "\r", " ", ",", "\ufeff", "\u2028"),
    *("query", "mutation", "subscription", "fragment", "on", "a", "1"),
)


@pytest.mark.parametrize(
    ("text", "kinds", "fields"),
    [
        ("{a}", ("query",), ("a",)),
        ("{a b}", ("query",), ("a", "b")),
        ("query Q($x: [Int!]! = [1, -2.5e+3]) @d(y: 1) { a }", ("query",), ("a",)),
        ("query @skip @d { a }", ("query",), ("a",)),
        ("query mutation { a }", ("query",), ("a",)),
        ("{ one: a(x: {y: [1]}) { b { c } } two: d }", ("query",), ("a", "d")),
        ("{ ...F ...on T @x { c } a @include(if: $b) }", ("query",), ("a",)),
        ("{a} fragment F on T @d { b c }", ("query", "fragment"), ("a",)),
        ("fragment F on mutation { b } {a}", ("fragment", "query"), ("a",)),
        ('{ a(x: "}\\"mutation {m}", y: "") }', ("query",), ("a",)),
        (f'{{ a(x: {BLOCK}"" \\{BLOCK} mutation {{m}} {BLOCK}) }}', ("query",), ("a",)),
        ("# mutation {m}\r\ufeff{,a,}# mutation {m}", ("query",), ("a",)),
        ("{ mutation subscription }", ("query",), ("mutation", "subscription")),
    ],
)
def test_what_only_reads(text: str, kinds: tuple[str, ...], fields: tuple[str, ...]) -> None:
    assert read_graphql(text) == GraphqlText(kinds, fields)
    assert read_graphql(text).only_reads


@pytest.mark.parametrize(
    ("text", "kinds", "fields"),
    [
        ("mutation{m}", ("mutation",), ("m",)),
        ("subscription S { s }", ("subscription",), ("s",)),
        ("{a} mutation M($x: Int) @d { n: m(x: $x) { y } }", ("query", "mutation"), ("a", "m")),
        ("query A { a } subscription { s }", ("query", "subscription"), ("a", "s")),
        ("fragment F on T { f } mutation { ...F }", ("fragment", "mutation"), ()),
    ],
)
def test_what_may_write(text: str, kinds: tuple[str, ...], fields: tuple[str, ...]) -> None:
    assert read_graphql(text) == GraphqlText(kinds, fields)
    assert not read_graphql(text).only_reads


@pytest.mark.parametrize("text", ["", " ", "#", "fragment F on T { f }"])
def test_without_a_query_nothing_is_said_to_read(text: str) -> None:
    assert read_graphql(text).whole
    assert not read_graphql(text).only_reads


@pytest.mark.parametrize(
    "text",
    [
        # \""" is within a block string, and a backslash before it hides nothing of that.
        rf"query A {{ a(x: {BLOCK}\\{BLOCK} b: {BLOCK}) }} mutation M {{ m }} #{BLOCK}) }}",
        rf'query A {{ a(x: {BLOCK}\{BLOCK}" b: {BLOCK}) }} mutation M {{ m }} #{BLOCK}) }}',
        # U+2028 ended a comment by the first specification.
        *(f"{{a}}#{end}mutation{{m}}" for end in "\n\r\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e"),
        # No string goes beyond its line.
        '{ a(x: "\n") } mutation { m(x: "\n") }',
        '{ a(x: "\\\n") } mutation { m(x: "\\\n") }',
        '{ a(x: "\u2028") } mutation { m(x: "\u2028") }',
        '{ a(x: """ b: "") } mutation { m }',
        "{a}\ufeffmutation{m}",
        "{a},,,mutation,,,{m}",
        "{a}mutation#{a}\n{m}",
        "{a}" + "mutation{m}" + "{a}",
        "query mutation mutation { m }",
        "query (a: 1) mutation { m }",
        "query @a mutation { m }",
        "query Q mutation { m }",
        "query mutation",
        "{a} fragment F on T mutation { m }",
    ],
)
def test_a_mutation_is_found_wherever_a_server_finds_it(text: str) -> None:
    assert not read_graphql(text).only_reads


@pytest.mark.parametrize(
    "text",
    [
        *(
            "{",
            "}",
            "{a",
            "a}",
            "{a}}",
            "{a)",
            "{(a}",
            "[a]",
            "(a)",
            "query",
            "query Q",
            "query Q)",
        ),
        *("query : {a}", "query $ {a}", "query 1 {a}", 'query "" {a}', "query @ ... {a}"),
        *(
            "1 {a}",
            '"" {a}',
            '{a} ""',
            f"{BLOCK}{BLOCK} {{a}}",
            "{ 1 }",
            '{ a(x: 1) "b" }',
            '{ "a" }',
            "{a} &",
        ),
        *("{ a(x: 1b) }", "{ a(x: 1.) }", "{ a(x: 0x1) }", "{ a(x: 1.2.3) }", "{ a(x: -) }"),
        *('{ a(x: ") }', f"{{ a(x: {BLOCK}) }}", "{ a(x: '') }", '{ a(x: """") }', "{ .. }"),
        *("{ä}", "{a;}", "{a\x00}", "{a\xa0}", "{a}\ud800", "type T {a}", "extend type T {a}"),
        *("schema { query: Q }", "directive @d on FIELD", "{a} Mutation {m}", "{a} mutatıon {m}"),
    ],
)
def test_what_is_no_operation_from_end_to_end_is_not_whole(text: str) -> None:
    assert not read_graphql(text).whole
    assert not read_graphql(text).only_reads


@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    read = read_graphql(text)
    assert not read.only_reads or "query" in read.kinds


def code_of(text: str) -> list[str] | None:
    """The code in a text, letter by letter as the specification has it; None if it is broken.

    Names stay whole, strings become "''"; a comment ends at every line end ever specified.
    """
    found: list[str] = []
    at = 0
    while at < len(text):
        rest = text[at:]
        if rest.startswith(BLOCK):
            length = 3
            while not rest.startswith(BLOCK, length):
                if length >= len(rest):
                    return None
                length += 4 if rest.startswith("\\" + BLOCK, length) else 1
            length, word = length + 3, "''"
        elif rest[0] == '"':
            length = 1
            while rest[length : length + 1] != '"':
                if rest[length : length + 1] in ("", "\n", "\r", "\u2028"):
                    return None
                length += 2 if rest[length] == "\\" else 1
            length, word = length + 1, "''"
        elif rest[0] == "#":
            length = next((n for n, sign in enumerate(rest) if sign in "\n\r\u2028"), len(rest))
            word = ""
        elif rest[0] in string.ascii_letters:
            length = next((n for n, sign in enumerate(rest) if not sign.isalnum()), len(rest))
            word = rest[:length]
        elif rest[0] == "\\":
            return None
        else:
            length, word = 1, rest[0].strip(" ,\n\r\ufeff\u2028")
        found += [word] if word else []
        at += length
    return found


def begins_writing(code: list[str]) -> bool:
    """Whether a mutation or subscription stands where a definition begins."""
    depth = 0
    for before, word in zip(["}", *code], code, strict=False):
        if depth == 0 and before == "}" and word in ("mutation", "subscription"):
            return True
        depth += (word in "{(") - (word in "})")
    return False


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@example('{a(a:"""\\\\"""a:""")}mutation{a}#""")}')
@example('{a(a:"""\\""""a:""")}mutation{a}#""")}')
@example("{a}#\u2028mutation{a}")
def test_nothing_reads_only_that_writes_by_the_specifications_own_lexer(text: str) -> None:
    for whole in (text, f"query a{{a}}{text}", f"{{a(a:{text})}}mutation{{a}}"):
        if read_graphql(whole).only_reads:
            code = code_of(whole)
            assert code is not None
            assert not begins_writing(code)


@st.composite
def noises(draw: st.DrawFn) -> str:
    """What a server passes over: blanks, commas, comments."""
    ignored = st.sampled_from([" ", "\n", "\r\n", ",", "\t", "\ufeff"])
    comment = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"])).map(
        lambda text: f"#{text}\n"
    )
    return "".join(draw(st.lists(ignored | comment, max_size=4)))


@st.composite
def definitions(draw: st.DrawFn, kind: str) -> str:
    """A definition of a kind whose argument is a string of anything."""
    inside = draw(st.text(st.characters(codec="utf-8", exclude_characters="\u2028\u2029\x85")))
    printable = "".join(sign for sign in inside if sign >= " ")
    quoted = printable.replace("\\", "\\\\").replace('"', '\\"')
    block = inside.replace(BLOCK, "\\" + BLOCK) + "\n"
    value = draw(st.sampled_from([f'"{quoted}"', f"{BLOCK}{block}{BLOCK}"]))
    head = "fragment F on T" if kind == "fragment" else kind
    return head + draw(noises()) + "{" + draw(noises()) + f"f(x: {value})" + draw(noises()) + "}"


@given(st.data(), st.lists(st.sampled_from(["query", "", "fragment"]), max_size=4))
def test_among_definitions_of_any_content_only_the_kinds_count(
    data: st.DataObject, kinds: list[str]
) -> None:
    reading = [data.draw(definitions(kind)) for kind in ["query", *kinds]]
    read = read_graphql(data.draw(noises()) + data.draw(noises()).join(reading))
    assert read.only_reads
    place = data.draw(st.integers(0, len(reading)))
    writing = data.draw(definitions(data.draw(st.sampled_from(["mutation", "subscription"]))))
    both = data.draw(noises()).join([*reading[:place], writing, *reading[place:]])
    assert not read_graphql(both).only_reads


@pytest.mark.no_cover
def test_a_nesting_of_100000_is_read() -> None:
    deep = "{a" * 100_000 + "}" * 100_000
    assert read_graphql(deep) == GraphqlText(("query",), ("a",))
    assert not read_graphql(deep[:-1]).whole
    assert not read_graphql(deep + "mutation{m}").only_reads


@pytest.mark.parametrize(
    "unit",
    ['"', BLOCK, "\\", '\\"', "#", "{a", "(", "[{", "a ", "1", "1.", "1e", "...", "é", '""', '"\\'],
)
@pytest.mark.parametrize("start", ["", "{a(x:", '{a(x:"', f"{{a(x:{BLOCK}", "query "])
@pytest.mark.no_cover
def test_a_text_is_read_once(unit: str, start: str) -> None:
    # What read it again and again would take a minute for each.
    assert not read_graphql(start + unit * (100_000 // len(unit))).only_reads
