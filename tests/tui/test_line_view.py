"""A view draws the visible part of the visible lines, and nothing else."""

from collections.abc import Sequence

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.pilot import Pilot

from indeed_tui.tui.text import cells
from indeed_tui.tui.widgets.documents import (
    Document,
    EmptyDocument,
    HexDocument,
    JsonDocument,
    TextDocument,
)
from indeed_tui.tui.widgets.line_scroll import cursor_cell
from indeed_tui.tui.widgets.line_view import LineView
from indeed_tui.tui.widgets.lines import Spans, widest, window


class View(LineView):
    DEFAULT_CSS = "View { width: 30; height: 6; }"

    def empty_text(self) -> Sequence[str]:
        return ("No answer yet.", "Press a to call.")


class Watched(TextDocument):
    """Remembers which part of which line was asked for."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.asked: list[tuple[int, int, int]] = []

    def line(
        self, number: int, start: int, stop: int, *, folded: bool = False, spans: Spans = ()
    ) -> list[tuple[str, str]]:
        self.asked.append((number, start, stop))
        return super().line(number, start, stop, folded=folded, spans=spans)


class Host(App[None]):
    def __init__(self, document: Document | None) -> None:
        super().__init__()
        self.view = View()
        while document is not None and document.advance(1000):
            pass
        self.shown = document

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.view.show(self.shown)
        self.view.focus()


def rows(app: Host) -> list[str]:
    """What stands on the view's six lines, scrollbar left out."""
    return [app.view.render_line(y).text for y in range(6)]


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


def numbered(count: int) -> str:
    return "\n".join(f"line {number}" for number in range(1, count + 1))


async def test_lines_stand_beside_their_numbers() -> None:
    app = Host(JsonDocument('{"a":[1,true]}'))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        assert [row.rstrip() for row in rows(app)] == [
            "▌1▾ {",
            ' 2▾   "a": [',
            " 3      1,",
            " 4      true",
            " 5    ]",
            " 6  }",
        ]


@pytest.mark.parametrize(
    ("keys", "cursor", "top"),
    [
        (["down"], 1, 0),
        (["j", "j", "k"], 1, 0),
        (["up"], 0, 0),
        (["pagedown"], 5, 5),
        (["j", "pagedown", "pagedown"], 11, 10),
        (["pagedown", "pagedown", "pageup"], 5, 5),
        (["ctrl+d", "ctrl+d", "ctrl+u"], 2, 2),
        (["end"], 99, 94),
        (["G", "g"], 0, 0),
        (["end", "home"], 0, 0),
        (["G", "down"], 99, 94),
        (["G", "pagedown"], 99, 94),
        (["G", "up", "up", "up", "up", "up", "up"], 93, 93),
    ],
)
async def test_keys_move_the_cursor_and_the_lines_follow(
    keys: list[str], cursor: int, top: int
) -> None:
    app = Host(TextDocument(numbered(100)))
    async with app.run_test(size=(40, 8)) as pilot:
        await press(pilot, *keys)
        assert app.view.cursor == cursor
        assert app.view.scroll_offset == Offset(0, top)
        assert cursor_cell(app.focused) == Offset(0, cursor - top)
        assert [row[0] for row in rows(app)].index("▌") == cursor - top
        assert rows(app)[0][1:].rstrip() == f"{top + 1:3} line {top + 1}"


async def test_a_step_of_the_cursor_repaints_two_lines() -> None:
    app = Host(TextDocument(numbered(100)))
    async with app.run_test(size=(40, 8)) as pilot:
        await press(pilot, "down")
        app.view._repaint_regions.clear()
        app.view.action_move(1)
        region = app.view._repaint_regions
        assert {(part.y, part.height) for part in region} == {(1, 1), (2, 1)}


async def test_a_click_moves_the_cursor() -> None:
    app = Host(TextDocument(numbered(100)))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        await pilot.click(View, offset=(9, 3))
        assert app.view.cursor == 3
        app.view.show(TextDocument(""))
        await pilot.click(View, offset=(9, 3))
        assert app.view.cursor == 0


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (["right"], 4),
        (["l", "l", "h"], 4),
        (["left"], 0),
        (["shift+right"], 15),
        (["shift+right", "shift+left"], 0),
        (["dollar_sign"], 973),
        (["dollar_sign", "circumflex_accent"], 0),
    ],
)
async def test_keys_scroll_sideways_and_the_gutter_stays(keys: list[str], left: int) -> None:
    text = "".join(f"{number:04}" for number in range(250))
    app = Host(TextDocument(text))
    async with app.run_test(size=(40, 8)) as pilot:
        await press(pilot, *keys)
        assert app.view.scroll_offset == Offset(left, 0)
        side, more = "‹" if left else " ", "" if left == 973 else "›"
        assert rows(app)[0] == f"▌1{side}" + text[left : left + 27 - len(more)] + more


async def test_a_long_line_is_asked_for_its_visible_part_alone() -> None:
    lines = Watched("x" * 1_000_000 + "\n" + numbered(1000))
    app = Host(lines)
    async with app.run_test(size=(40, 8)) as pilot:
        await press(pilot, "dollar_sign")
        left = app.view.scroll_offset.x
        assert left > 999_900
        lines.asked.clear()
        await press(pilot, "left")
        # One cell beyond the edge tells whether the line goes on.
        body = 29 - lines.gutter - 2
        assert set(lines.asked) == {(y, left - 4, left - 4 + body + 1) for y in range(6)}


@pytest.mark.parametrize("width", [0, 1, 2, 3, 4, 7, 30])
@pytest.mark.parametrize("columns", [0, 1, 2, 5, 200])
async def test_every_strip_is_exactly_as_wide_as_the_view(width: int, columns: int) -> None:
    text = "漢字漢字\n" + "漢" * 100 + "\n\x1b[2J\u202e[/]\ta\n\n" + numbered(9)
    app = Host(TextDocument(text, notes=["A note: 漢字" * 9]))
    async with app.run_test(size=(40, 8)) as pilot:
        app.view.styles.width = width
        await pilot.pause()
        app.view.scroll_to(x=columns, force=True)
        await pilot.pause()
        for y in range(6):
            strip = app.view.render_line(y)
            assert strip.cell_length == app.view.line_width
            assert sum(cells(segment.text) for segment in strip) == app.view.line_width
            assert strip.text.isprintable()


async def test_hostile_lines_reach_no_other_row() -> None:
    app = Host(TextDocument("one\n[/]\x1b]52;c;aGk=\x07[@click=app.quit]\nthree"))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.click(View, offset=(22, 1))
        assert app.is_running
        screen = [strip.text for strip in app.screen._compositor.render_strips()]
        assert all(row.isprintable() for row in screen)
        assert screen[1].startswith("▌2 [/]␛]52;c;aGk=␇[@click=app›")
        assert screen[2].startswith(" 3 three  ")


@pytest.mark.parametrize("document", [None, EmptyDocument()])
async def test_an_empty_view_says_what_would_be_there(
    document: Document | None,
) -> None:
    app = Host(document)
    async with app.run_test(size=(40, 8)) as pilot:
        await press(pilot, "down", "end", "right")
        assert [row.strip() for row in rows(app)] == ["No answer yet.", "Press a to call."] + [
            ""
        ] * 4


async def test_showing_something_else_starts_at_its_top() -> None:
    app = Host(TextDocument("\n".join(["x" * 200] * 100)))
    async with app.run_test(size=(40, 8)) as pilot:
        await press(pilot, "end", "dollar_sign")
        assert app.view.scroll_offset == Offset(176, 94)
        shown = TextDocument(numbered(50))
        shown.advance(100)
        app.view.show(shown)
        await pilot.pause()
        assert app.view.document is shown
        assert app.view.scroll_offset == Offset(0, 0)
        assert rows(app)[0].rstrip() == "▌ 1 line 1"
        await press(pilot, "end")
        assert rows(app)[5].rstrip() == "▌50 line 50"


async def test_a_note_has_no_number_and_its_own_style() -> None:
    app = Host(TextDocument("text", notes=["Cut at 1 MB."]))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        assert [row.rstrip() for row in rows(app)[:2]] == ["▌  Cut at 1 MB.", " 1 text"]
        note = next(one for one in app.view.render_line(0) if "Cut" in one.text)
        assert note.style is not None
        assert note.style.italic


async def test_offsets_stand_in_the_gutter_of_bytes() -> None:
    app = Host(HexDocument(bytes(range(40))))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        assert rows(app)[1].startswith(" 00000010 10 11 12 13")


async def test_a_sideways_wheel_does_not_glide() -> None:
    app = Host(TextDocument("x" * 200))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        await pilot._post_mouse_events([events.MouseScrollRight], View, button=0)
        assert app.view.scroll_offset.x == 4
        await pilot._post_mouse_events([events.MouseScrollLeft], View, button=0)
        assert app.view.scroll_offset.x == 0


def test_every_binding_has_an_id() -> None:
    assert all(not isinstance(binding, tuple) and binding.id for binding in LineView.BINDINGS)


def test_a_window_cuts_by_cells_and_never_splits_a_character() -> None:
    pieces = [("a漢b", "x"), ("字c", "y")]
    assert window(pieces, 0, 10) == [("a漢b", "x"), ("字c", "y")]
    assert window(pieces, 2, 5) == [(" b", "x")]
    assert window(pieces, 4, 6) == [("字", "y")]
    assert window([("e\u0301e\u0301e\u0301", "")], 1, 2) == [("e\u0301", "")]
    assert window([("\t|", "")], 2, 9) == [("  |", "")]


def test_the_widest_line_is_measured_until_that_costs_too_much() -> None:
    assert widest([]) == 0
    assert widest([(2, "abc"), (0, "漢"), (0, "\t")]) == 5
    assert widest([(0, "\u202e")]) == len("<U+202E>")
    assert widest([(0, "é" * 200_000), (0, "é" * 150_000)]) == 300_000
