"""Every body has a view that shows all of it, and nothing but text."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.bodies.text_lines import is_binary
from indeed_tui.tui.widgets.documents import (
    CsvDocument,
    Document,
    EmptyDocument,
    HexDocument,
    HtmlDocument,
    JsonDocument,
    PieceDocument,
    TextDocument,
    document_for,
)
from indeed_tui.tui.widgets.documents.html_document import readable


def read(document: Document, lines: int = 3) -> Document:
    """The document, read to its end in small steps."""
    while document.advance(lines):
        pass
    return document


def shown(document: Document, stop: int = 500) -> list[str]:
    numbers = range(-len(document.notes), document.count)
    return ["".join(text for text, _ in document.line(at, 0, stop)) for at in numbers]


@given(st.text(st.characters() | st.sampled_from("\r\n\t")))
def test_lines_of_text_are_all_there(text: str) -> None:
    document = read(TextDocument(text))
    lines = ["".join(part for part, _ in document.pieces(n)) for n in range(document.count)]
    expected = text.removesuffix("\n").split("\n") if text else []
    assert lines == [line.removesuffix("\r") for line in expected]
    assert [document.label(n) for n in range(len(lines))] == [str(n + 1) for n in range(len(lines))]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("\n", [""]),
        ("a\r\nb\n", ["a", "b"]),
        ("a\rb", ["a␍b"]),
        ("\ta\x1b\u2028", ["    a␛<U+2028>"]),
        ("x" * 3000 + "é", ["x" * 3000 + "é"]),
    ],
)
def test_text_is_shown_as_it_came(text: str, lines: list[str]) -> None:
    document = read(TextDocument(text))
    assert shown(document, 5000) == lines
    assert document.width >= max(map(len, lines), default=0)


def test_a_table_is_aligned_and_its_cells_cropped() -> None:
    text = 'name,id\r\n"Dharma, Initiative",1\n漢字,22,"more\nlines"\n\n' + "x" * 99 + ",3"
    document = read(CsvDocument(text))
    assert [line.replace(" ", "·") for line in shown(document)] == [
        "name" + "·" * 38 + "id",
        "Dharma,·Initiative" + "·" * 24 + "1",
        "漢字" + "·" * 38 + "22··more␊lines",
        "",
        "x" * 39 + "…··3",
    ]
    assert document.line(0, 0, 4) == [("name", "key")]
    assert document.width == 40 + 2 + 2 + 2 + 10


def test_what_is_no_table_is_shown_as_it_came() -> None:
    too_long = "a,b\n" + "x" * 200_000
    for text in (too_long, "," * 600, "a\rb,c"):
        assert isinstance(read(CsvDocument(text)).instead, TextDocument)
        lines = shown(document_for("text/csv", text, True), 10)
        assert lines[0] in {"Not readab", "More than "}
        assert lines[1][:3] == text.replace("\r", "␍")[:3]


def test_bytes_are_shown_in_hex() -> None:
    document = HexDocument(b"hello\x00\x1b\xff" + b"0123456789")
    assert document.label(1) == "00000010"
    assert document.line(0, 0, 80) == [
        ("68 65 6c 6c 6f 00 1b ff  30 31 32 33 34 35 36 37  ", ""),
        ("hello...01234567", "string"),
    ]
    assert document.line(1, 0, 80) == [("38 39".ljust(50), ""), ("89", "string")]
    assert document.width == 66


def test_a_page_reads_as_text() -> None:
    page = """<!DOCTYPE html><title>502 Bad &amp; Gateway</title><style>p{}</style><SCRIPT>if (a<b)
    "</p>"</script><h1>Bad <b>Gate</b>way</h1><!-- <p>no --><p title='>'>3 < 4<br/>&lt;ok&gt; \x1b
    <ul><li>one<li><p>two</p></ul><table><tr><td>1<td>2<tr><th>3</table><pre>
  keep   this
    here</pre>a </ b <?php x ?>c"""
    document = read(HtmlDocument(page))
    assert shown(document) == [
        "This is HTML, shown without its tags; the raw view has them.",
        "502 Bad & Gateway",
        "Bad Gateway",
        "3 < 4",
        "<ok> ␛",
        "• one",
        "• two",
        "1\u00a0 2",
        "3",
        "  keep   this",
        "    here",
        "a c",
    ]


@given(st.lists(st.sampled_from([*"<>/!-?&;='\"ab \n", "<p>", "<pre>", "</pre>", "<li>"])))
def test_of_any_page_lines_with_something_on_them_are_left(parts: list[str]) -> None:
    assert all(line.strip() for line in readable("a<p>" + "".join(parts)).split("\n"))


@given(st.text("<>/!-?&;='\"ab"))
def test_what_is_escaped_is_no_tag(text: str) -> None:
    assert readable(f"<p>{html.escape(text)}</p>") == text


BODIES = [
    ("", "application/json", EmptyDocument),
    ('{"a":1}', "application/json", JsonDocument),
    ('{"a":1}', "application/problem+json; charset=utf-8", JsonDocument),
    (" [1]", "", JsonDocument),
    ("[1]", "text/html", JsonDocument),
    ("[1", "text/plain", TextDocument),
    ("[1", "text/html", HtmlDocument),
    ("plain", "text/plain", TextDocument),
    ("a,b", "Text/CSV", CsvDocument),
    ("a\tb", "text/tab-separated-values", CsvDocument),
    ("<p>hi", "text/html", HtmlDocument),
    ("<oops>", "application/json", JsonDocument),
    ('\ufeff{"a":1}', "application/json", JsonDocument),
    ('{"a":"caf\ufffd and more"}', "application/json", JsonDocument),
]


@pytest.mark.parametrize(("text", "content_type", "kind"), BODIES)
def test_each_body_finds_its_view(text: str, content_type: str, kind: type[Document]) -> None:
    decoded_ok = "\ufffd" not in text
    document = document_for(content_type, text, decoded_ok, notes=["first"])
    assert type(document) is kind
    assert "first" in document.notes
    raw = document_for(content_type, text, decoded_ok, raw=True)
    assert type(raw) in {TextDocument, EmptyDocument}
    assert any("bytes" in note for note in raw.notes) != decoded_ok
    assert any("order mark" in note for note in raw.notes) == text.startswith("\ufeff")


@pytest.mark.parametrize(
    ("text", "decoded", "binary"),
    [("a\0b", True, True), ("\ufffdPNG\ufffd", False, True), ("\ufffd" * 9, True, False),
     ("caf\ufffd and a lot more of it", False, False)],
)  # fmt: skip
def test_what_cant_be_text_is_binary(text: str, decoded: bool, binary: bool) -> None:
    assert is_binary(text, decoded) is binary


@given(
    st.binary(max_size=60),
    st.sampled_from([kind for _, kind, _ in BODIES]),
    st.booleans(),
    st.booleans(),
)
def test_no_body_breaks_its_view(body: bytes, content_type: str, raw: bool, partly: bool) -> None:
    text = body.decode("latin-1")
    document = read(document_for(content_type, text, True, raw=raw, partly=partly))
    for number in range(-len(document.notes), document.count):
        for piece, _ in document.line(number, 0, 40):
            assert piece.replace("\u00a0", " ").isprintable()


@pytest.mark.parametrize("kind", [TextDocument, CsvDocument, JsonDocument])
def test_a_document_read_in_steps_is_the_same_as_one_read_at_once(kind: type[Document]) -> None:
    text = "[" + ",\n".join(f'{{"n": {number}, "\u6f22": [1, 2]}}' for number in range(99)) + "]"
    whole, steps = kind(text), kind(text)
    read(whole, 10_000)
    seen: list[str] = []
    while steps.advance(7):
        # What is there stays as it is.
        assert shown(steps)[: len(seen)] == seen
        seen = shown(steps)
        assert 0 < steps.progress < 1
    assert kind is CsvDocument or shown(steps) == shown(whole)
    assert steps.width == whole.width
    assert steps.done
    assert steps.progress == 1.0


def test_the_gutter_is_as_wide_as_it_will_be() -> None:
    document = TextDocument("line\n" * 5000)
    document.advance(100)
    assert document.gutter == 4
    assert read(document).gutter == 4


def test_pieces_are_searched_and_copied_like_any_line() -> None:
    document = PieceDocument([[("Date: ", "dim"), ("today", "")], []])
    assert (document.count, document.gutter, document.width) == (2, 0, 11)
    assert document.shown(0) == "Date: today"
    assert document.whole() == "Date: today\n"
    assert HexDocument(b"abc").whole().startswith("00000000 61 62 63")
