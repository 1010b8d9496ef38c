"""A list draws what is on the screen, and repaints what changed."""

from collections.abc import Sequence
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.pilot import Pilot

from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import CHOOSE
from indeed_tui.tui.screens.sized import Sized
from indeed_tui.tui.text import cells
from indeed_tui.tui.widgets.line_list import LineList
from indeed_tui.tui.widgets.line_scroll import cursor_cell, fitted

HOSTILE = "[/]\x1b]52;c;aGk=\x07[@click=app.quit]x[/]\u202e\u200d漢字\n\ud800e" + "\u0301" * 50


class Names(LineList):
    """Names in a column, counted as they are drawn."""

    DEFAULT_CSS = "Names { width: 30; height: 6; }"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHOOSE)

    def __init__(self, names: Sequence[str] = (), *, heading: str = "") -> None:
        super().__init__()
        self.names = names
        self.heading = heading
        self.drawn_rows: list[int] = []

    def render_row(self, index: int, width: int) -> list[tuple[str, str]]:
        self.drawn_rows.append(index)
        return [(self.names[index], ""), (f"#{index}", "state--dim")]

    def header(self, width: int) -> list[tuple[str, str]] | None:
        return [(self.heading, "")] if self.heading else None

    def empty_text(self) -> Sequence[str]:
        return ("No name here.", "Press a to add one.")


class Host(App[None]):
    def __init__(self, names: Names) -> None:
        super().__init__()
        self.names = names
        self.heard: list[tuple[str, int]] = []

    def get_default_screen(self) -> Sized[None]:
        return Sized()

    def compose(self) -> ComposeResult:
        yield self.names

    def on_mount(self) -> None:
        self.names.set_count(len(self.names.names))

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        assert message.control is self.names
        self.heard.append(("moved", message.index))

    def on_line_list_chosen(self, message: LineList.Chosen) -> None:
        self.heard.append(("chosen", message.index))


def rows(app: App[None]) -> list[str]:
    return [strip.text for strip in app.screen._compositor.render_strips()]


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


def many(count: int) -> list[str]:
    return [f"name {index} " for index in range(count)]


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        (["down"], 1),
        (["j", "j", "k"], 1),
        (["up"], 0),
        (["pagedown"], 5),
        (["pagedown", "pageup"], 0),
        (["end"], 99),
        (["G", "g"], 0),
        (["end", "home", "down"], 1),
        (["G", "down"], 99),
    ],
)
async def test_keys_move_the_cursor_and_it_stays_in_view(keys: list[str], cursor: int) -> None:
    app = Host(Names(many(100)))
    async with app.run_test(size=(40, 8)) as pilot:
        await press(pilot, *keys)
        assert app.names.cursor == cursor
        marked = [row for row in rows(app) if row.startswith("▌")]
        assert len(marked) == 1
        assert f"#{cursor}" in marked[0]


async def test_moving_repaints_two_rows_and_scrolling_one_screenful() -> None:
    app = Host(Names(many(100_000)))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        app.names.drawn_rows.clear()
        await press(pilot, "down")
        assert sorted(app.names.drawn_rows) == [0, 1]
        app.names.drawn_rows.clear()
        await press(pilot, "end")
        assert sorted(set(app.names.drawn_rows)) == list(range(99_994, 100_000))
        app.names.drawn_rows.clear()
        app.names.refresh_row(99_995)
        app.names.refresh_row(5)
        app.names.refresh_row(100_000)
        await pilot.pause()
        assert app.names.drawn_rows == [99_995]


async def test_a_long_list_asks_for_no_row_it_does_not_show() -> None:
    app = Host(Names(many(100_000)))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        assert set(app.names.drawn_rows) == set(range(6))


async def test_the_header_stays_while_rows_scroll() -> None:
    app = Host(Names(many(100), heading=" Name"))
    async with app.run_test(size=(40, 8)) as pilot:
        await press(pilot, "end")
        shown = rows(app)
        assert shown[0].startswith("  Name")
        assert "#99" in shown[5]
        assert shown[5].startswith("▌")
        app.names.drawn_rows.clear()
        await press(pilot, "up")
        assert sorted(app.names.drawn_rows) == [98, 99]


async def test_a_hostile_name_changes_nothing_but_its_own_row() -> None:
    tame = Host(Names(["one", "", "three"]))
    async with tame.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        expected = rows(tame)
    app = Host(Names(["one", HOSTILE, "three"]))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        shown = rows(app)
        assert all(row.isprintable() for row in shown)
        assert shown[:1] + shown[2:] == expected[:1] + expected[2:]
        assert shown[1].startswith(" [/]␛]52;c;aGk=␇[@click=app.qu")
        await pilot.click(Names, offset=(22, 1))
        assert app.is_running
        assert app.names.cursor == 1


@pytest.mark.parametrize("width", [0, 1, 2, 3, 8, 15, 30])
async def test_every_strip_is_exactly_as_wide_as_the_list(width: int) -> None:
    app = Host(Names(["漢字漢字漢字漢字", HOSTILE, "a", *many(9)], heading="漢字漢"))
    async with app.run_test(size=(40, 8)) as pilot:
        app.names.styles.width = width
        await pilot.pause()
        for y in range(8):
            strip = app.names.render_line(y)
            assert strip.cell_length == app.names.line_width
            assert sum(cells(segment.text) for segment in strip) == app.names.line_width


def test_fitting_passes_the_gate_even_when_a_row_forgot() -> None:
    assert fitted([("a\x1b", "x"), ("漢字", "y")], 5) == [("a␛", "x"), ("漢", "y"), (" ", "")]
    assert fitted([("abc", "x"), ("d", "y")], 2) == [("ab", "x")]


async def test_an_empty_list_says_what_would_be_there() -> None:
    app = Host(Names(heading="Name"))
    async with app.run_test(size=(40, 8)) as pilot:
        await press(pilot, "down", "enter", "end")
        assert [row.strip() for row in rows(app)[:4]] == [
            "Name",
            "No name here.",
            "Press a to add one.",
            "",
        ]
        assert app.names.cursor == -1
        assert app.heard == []


async def test_the_cursor_stays_in_range_when_rows_come_and_go() -> None:
    app = Host(Names(many(100)))
    async with app.run_test(size=(40, 8)) as pilot:
        await press(pilot, "end")
        app.names.set_count(3)
        await pilot.pause()
        assert app.names.cursor == 2
        assert [row[:7] for row in rows(app)[:4]] == [" name 0", " name 1", "▌name 2", " " * 7]
        app.names.set_count(0)
        assert (app.names.cursor, app.names.row_count) == (-1, 0)
        app.names.set_count(50, cursor=40)
        await pilot.pause()
        assert "▌name 40 #40" in "".join(rows(app))
        assert app.heard == [("moved", index) for index in (0, 99, 2, 40)]


async def test_enter_and_a_click_on_the_cursor_row_choose() -> None:
    app = Host(Names(many(3)))
    async with app.run_test(size=(40, 8)) as pilot:
        await press(pilot, "down", "enter")
        assert app.heard[1:] == [("moved", 1), ("chosen", 1)]
        app.heard.clear()
        await pilot.click(Names, offset=(3, 2))
        assert app.heard == [("moved", 2)]
        app.heard.clear()
        await pilot.double_click(Names, offset=(3, 0))
        assert app.heard == [("moved", 0), ("chosen", 0)]
        app.heard.clear()
        await pilot.double_click(Names, offset=(3, 0))
        await pilot.click(Names, offset=(3, 4))
        assert app.heard == [("chosen", 0)]


async def test_focus_is_visible_also_without_colour() -> None:
    app = Host(Names(many(3)))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        focused = list(app.names.render_line(0))
        assert all(segment.style and segment.style.bold for segment in focused)
        app.set_focus(None)
        await pilot.pause()
        blurred = list(app.names.render_line(0))
        assert blurred[0].text == "▌"
        assert not any(segment.style and segment.style.bold for segment in blurred)
        assert focused[1].style != blurred[1].style


async def test_the_row_under_the_pointer_is_lit() -> None:
    app = Host(Names(many(3), heading="Name"))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        before = app.names.render_line(2)
        await pilot.hover(Names, offset=(3, 2))
        assert app.names.render_line(2) != before
        await pilot.hover(Names, offset=(3, 0))
        assert app.names.render_line(2) == before
        await pilot.hover(Names, offset=(3, 2))
        await pilot.hover(offset=(39, 7))
        assert app.names.render_line(2) == before


async def test_the_terminals_own_cursor_follows() -> None:
    app = Host(Names(many(100), heading="Name"))
    async with app.run_test(size=(40, 8)) as pilot:
        await press(pilot, "down", "down")
        assert cursor_cell(app.focused) == Offset(0, 3)
        await press(pilot, "end")
        assert cursor_cell(app.focused) == Offset(0, 5)


async def test_the_mark_can_be_ascii() -> None:
    app = Host(Names(many(3)))
    app.names.mark = ">"
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        assert rows(app)[0].startswith(">name 0")


async def test_scrolling_never_glides() -> None:
    app = Host(Names(many(100)))
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        app.names.scroll_to(y=50, animate=True)
        assert app.names.scroll_offset.y == 50


def test_every_binding_has_an_id() -> None:
    assert all(not isinstance(binding, tuple) and binding.id for binding in LineList.BINDINGS)


async def test_messages_keep_their_names_in_a_subclass() -> None:
    # Panes handle `on_line_list_moved`, whatever list they hold.
    kinds: list[type[Message]] = [Names.Moved, Names.Chosen]
    assert [kind.handler_name for kind in kinds] == ["on_line_list_moved", "on_line_list_chosen"]
