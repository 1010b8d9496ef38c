"""Whatever text comes in, what goes out is printable, one line, and of known width."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import get_character_cell_size
from textual.app import App, ComposeResult
from textual.content import Content
from textual.visual import visualize
from textual.widget import Widget
from textual.widgets import Static

from indeed_tui.tui.text import cells, clip, head, pad, plain, safe, tail

HOSTILE = "[/]\x1b]52;c;aGk=\x07[@click=app.quit]x[/]\u202etxt"

ANY_TEXT = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cf", "Cs", "Mn", "Zl", "Zp"]),
        st.sampled_from("漢字é\u0301\u200d\ufe0f🏽👩🇩"),
    )
)


@given(ANY_TEXT, st.booleans())
def test_no_character_is_left_that_a_terminal_obeys_or_hides(text: str, newlines: bool) -> None:
    shown = plain(text, newlines=newlines)
    if newlines:
        shown = shown.replace("\n", "").replace("\t", "")
    forbidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not {unicodedata.category(character) for character in shown} & forbidden
    assert not any(0xFE00 <= ord(character) <= 0xFE0F for character in shown)


@given(ANY_TEXT, st.booleans())
def test_a_second_pass_changes_nothing(text: str, newlines: bool) -> None:
    once = plain(text, newlines=newlines)
    assert plain(once, newlines=newlines) == once


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_printable_ascii_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x00\x07\x1b\x7f", "a␀␇␛␡"),
        ("one\ntwo\tthree\r", "one␊two␉three␍"),
        ("\x9b2J", "<U+009B>2J"),
        ("a\u202eb\u2066c", "a<U+202E>b<U+2066>c"),
        (
            "\u200b\u200d\u2060\ufeff\u180e\u00ad",
            "<U+200B><U+200D><U+2060><U+FEFF><U+180E><U+00AD>",
        ),
        ("\u2028\u2029", "<U+2028><U+2029>"),
        ("\ud800", "<U+D800>"),
        ("\uffff\ufdd0\ue000", "<U+FFFF><U+FDD0><U+E000>"),
        ("\ufff9\ufffa\ufffb", "<U+FFF9><U+FFFA><U+FFFB>"),
        ("❤\ufe0f\U000e0061\U000e0100", "❤<U+FE0F><U+E0061><U+E0100>"),
        ("\u115f\u3164\u034f", "<U+115F><U+3164><U+034F>"),
        ("Müller 漢字 \u00a0\u3000 ▌…", "Müller 漢字 \u00a0\u3000 ▌…"),
    ],
)
def test_stand_ins(raw: str, shown: str) -> None:
    assert plain(raw) == shown


def test_newlines_and_tabs_stay_when_asked_for() -> None:
    assert plain("a\n\tb\r", newlines=True) == "a\n\tb␍"


@pytest.mark.parametrize("mark", ["\u0301", "\u20dd", "\u1161"])
def test_of_a_flood_of_marks_four_stay(mark: str) -> None:
    assert plain("a" + mark * 1000 + "b") == "a" + mark * 4 + "b"
    assert plain("a" + mark * 3 + "b") == "a" + mark * 3 + "b"


def test_a_value_that_is_no_text_is_shown_as_its_text() -> None:
    assert plain(42) == "42"
    assert plain(None) == "None"


@given(ANY_TEXT.map(plain))
def test_cells_are_the_sum_of_the_characters_cells(text: str) -> None:
    # A line is cut and measured in parts: this holds because joiners are gone.
    assert cells(text) == sum(map(get_character_cell_size, text))


@given(ANY_TEXT.map(plain), st.integers(-2, 30), st.booleans())
def test_clip_is_never_too_wide_and_keeps_what_fits(text: str, width: int, middle: bool) -> None:
    shown = clip(text, width, middle=middle)
    assert cells(shown) <= max(0, width)
    if cells(text) <= width:
        assert shown == text
    elif width > 0:
        # At most one wide character couldn't be split at each cut.
        assert cells(shown) >= width - 2


@given(ANY_TEXT.map(plain), st.integers(0, 30), st.booleans())
def test_pad_is_exactly_as_wide_as_asked(text: str, width: int, right: bool) -> None:
    assert cells(pad(text, width, right=right)) == width


@given(ANY_TEXT.map(plain), st.integers(-1, 30))
def test_head_and_tail_are_ends_of_the_text_that_fit(text: str, width: int) -> None:
    assert text.startswith(head(text, width))
    assert text.endswith(tail(text, width))
    assert cells(head(text, width)) <= max(0, width)
    assert cells(tail(text, width)) <= max(0, width)


def test_clip_reads_well() -> None:
    assert clip("Dharma Initiative", 8) == "Dharma …"
    assert clip("084a39249af95bee", 8, middle=True) == "084a…bee"
    assert clip("漢字漢字", 6) == "漢字…"
    assert clip("漢字漢字", 7) == "漢字漢…"
    assert clip("abcdef", 4, ellipsis="..") == "ab.."
    assert clip("abcdef", 1, ellipsis="..") == "a"
    assert pad("58:10", 7, right=True) == "  58:10"
    assert pad("漢字漢", 4) == "漢… "


class _Shows(App[None]):
    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self.widgets = widgets

    def compose(self) -> ComposeResult:
        yield from self.widgets


async def test_textual_parses_markup_in_a_string_but_not_in_content() -> None:
    app = _Shows(Static())
    async with app.run_test():
        widget = app.query_one(Static)
        parsed = visualize(widget, "[b]name[/b]")
        assert str(parsed) == "name"
        kept = visualize(widget, safe("[b]name[/b]"))
        assert isinstance(kept, Content)
        assert kept.plain == "[b]name[/b]"
        assert not kept.spans


async def test_a_hostile_name_is_only_text_on_the_screen() -> None:
    app = _Shows(Static(safe(HOSTILE)))
    async with app.run_test(size=(80, 5)) as pilot:
        await pilot.pause()
        shown = app.query_one(Static).render_line(0).text
        assert "[/]␛]52;c;aGk=␇[@click=app.quit]x[/]<U+202E>txt" in shown
        await pilot.click(Static, offset=(25, 0))
        assert app.is_running
