"""A partial update draws little, and shows what a whole one would."""

from collections.abc import Sequence
from unittest.mock import patch

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.style import Style
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from indeed_tui.tui.compositing import SparingCompositor
from indeed_tui.tui.widgets import line_scroll
from indeed_tui.tui.widgets.line_list import LineList
from indeed_tui.tui.widgets.line_panel import LinePanel

WIDTH, HEIGHT = 60, 24


class Counting(LineList):
    """Rows that show a number, as a countdown does."""

    shown = 0

    def render_row(self, index: int, width: int) -> Sequence[tuple[str, str]]:
        return [(f"row {index}".ljust(width - 4), ""), (f"{(self.shown + index) % 1000:4}", "")]


class Sparing(Screen[None]):
    CSS = """
    .pane { border: round white; }
    #over { layer: above; offset: 5 3; width: 12; height: 4; border: solid red; }
    Sparing { layers: below above; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._compositor = SparingCompositor()

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Counting(id="left", classes="pane")
            with Vertical():
                yield Counting(id="right", classes="pane")
                yield Counting(id="below", classes="pane")
        yield Counting(id="over")


class Small(App[None]):
    CSS = Sparing.CSS

    def get_default_screen(self) -> Screen[None]:
        return Sparing()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows that were asked of the lists, in order."""
    rows: list[int] = []
    render = Counting.render_row

    def render_row(self: Counting, index: int, width: int) -> Sequence[tuple[str, str]]:
        rows.append(index)
        return render(self, index, width)

    monkeypatch.setattr(Counting, "render_row", render_row)
    return rows


async def test_seconds_in_two_corners_draw_their_lines_alone(drawn: list[int]) -> None:
    app = Small()
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        lists = list(app.screen.query(Counting))
        for each in lists:
            each.set_count(100)
        await pilot.pause()
        compositor, console = app.screen._compositor, Console(force_terminal=True, width=WIDTH)
        screen = pyte.Screen(WIDTH, HEIGHT)
        stream = pyte.Stream(screen)

        def feed(whole: bool = False) -> None:
            update: object = compositor.render_update(full=whole)
            if isinstance(update, CompositorUpdate):
                # pyte, as a terminal, goes on at the line's beginning only after both.
                stream.feed(update.render_segments(console).replace("\n", "\r\n"))

        feed(whole=True)
        for second in range(1, 30):
            for each in lists[second % 2 :: 2]:
                each.shown += 7
                each.refresh_rows([second % 5], last=4)
            lists[second % 4].move_to(second * 3 % 40)
            compositor.update_widgets({*lists})
            feed()
            strips = compositor.render_strips()
            wanted = ["".join(segment.text for segment in strip) for strip in strips]
            assert screen.display == wanted, second

        drawn.clear()
        lists[0].refresh_rows([lists[0].cursor], last=4)
        lists[2].refresh_rows([lists[2].cursor], last=4)
        compositor.update_widgets({*lists})
        feed()
        assert len(drawn) == 2


async def test_what_is_drawn_may_lay_everything_out_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Small()
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        for each in app.screen.query(Counting):
            each.set_count(100)
        await pilot.pause()
        compositor = app.screen._compositor
        wanted = [strip.text for strip in compositor.render_strips()]
        render = Counting.render_lines

        def render_lines(self: Counting, crop: Region) -> list[Strip]:
            compositor._visible_widgets = {}
            return render(self, crop)

        monkeypatch.setattr(Counting, "render_lines", render_lines)
        assert [strip.text for strip in compositor.render_strips()] == wanted


PIECES = st.lists(
    st.tuples(st.text("ab 漢é", max_size=5), st.sampled_from(["", "state--dim"])), max_size=5
)


class Inks(dict[tuple[str, ...], Style]):
    def __missing__(self, names: tuple[str, ...]) -> Style:
        return Style(bold="state--dim" in names)


@given(line=PIECES, ends=st.tuples(st.integers(0, 30), st.integers(0, 30)))
def test_a_part_of_a_line_is_what_the_whole_shows_there(
    line: list[tuple[str, str]], ends: tuple[int, int]
) -> None:
    left, right = sorted(ends)
    panel = LinePanel()
    with patch.object(line_scroll, "mixed", lambda _: Inks()):
        whole = panel.drawn(line, 30).crop(left, right)
        part = panel.drawn_part(line, left, right)
    assert [*part.simplify()] == [*whole.simplify()]
    assert part.cell_length == whole.cell_length == right - left


async def test_a_widget_that_knows_only_its_former_size_leaves_no_hole() -> None:
    app = Small()
    async with app.run_test(size=(WIDTH, HEIGHT)):
        render = Counting.render_lines

        def render_lines(self: Counting, crop: Region) -> list[Strip]:
            strips = render(self, crop)
            return [strip.crop(0, max(0, strip.cell_length - 3)) for strip in strips[:-2]]

        with patch.object(Counting, "render_lines", render_lines):
            lines = [[*line] for line in app.screen._compositor.render_full_update().strips]
    assert [sum(strip.cell_length for strip in line) for line in lines] == [WIDTH] * HEIGHT
