"""Whatever is painted, the terminal shows what it would show had every byte been sent."""

from typing import Any

import pyte
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indeed_tui.tui.looks import PLAIN, Look, change, look_after
from indeed_tui.tui.painting import Limits, Painter

WIDTH, HEIGHT = 24, 6
# Two columns each, so that nothing cuts a wide cluster in half: terminals differ there.
UNITS = ("ab", "c ", "  ", "╭─", "●4", "漢", "é.", "한", "🙂", "e\u0301x", "12")
STYLES = (
    "0",
    "38;2;213;220;235;48;2;12;18;32",
    "1;38;2;110;163;255;48;2;12;18;32",
    "38;5;75;48;5;16",
    "1;4;38;2;110;163;255",
    "7;31",
    "3;9;97;44",
    "48;2;61;111;209",
    "1;2;38;2;110;163;255",
    "2;38;2;110;163;255",
)

pieces = st.tuples(
    st.integers(0, WIDTH // 2 - 1),
    st.integers(0, HEIGHT - 1),
    st.lists(st.tuples(st.sampled_from(STYLES), st.lists(st.sampled_from(UNITS), max_size=5))),
)
updates = st.tuples(st.booleans(), st.lists(pieces, max_size=6))
steps = st.one_of(
    updates,
    updates,
    st.sampled_from(["\x1b[?2026h", "\x1b]52;c;YQ==\x07", "\x1b[K", "\x1b[2J", "forget"]),
)
Step = str | tuple[bool, list[Any]]


def written(update: list[Any]) -> str:
    """What Textual writes for an update: stretches, each at its place, each piece reset."""
    out = []
    for column, row, stretch in update:
        x, parts = column * 2, []
        for style, units in stretch:
            fitting = units[: max(0, (WIDTH - x) // 2)]
            x += 2 * len(fitting)
            parts.append(f"\x1b[{style}m{''.join(fitting)}\x1b[0m")
        line_end = "\r\n" if row < HEIGHT - 1 else ""
        out.append(f"\x1b[{row + 1};{column * 2 + 1}H{''.join(parts)}{line_end}")
    return f"{''.join(out)}\x1b[1;1H"


def terminal() -> tuple[pyte.Screen, pyte.Stream]:
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    stream.feed("\x1b[?7l")
    return screen, stream


def shown(screen: pyte.Screen) -> list[list[object]]:
    """Every cell as a person sees it: of a space only what a space shows."""
    rows: list[list[object]] = []
    for y in range(HEIGHT):
        row: list[object] = []
        for x in range(WIDTH):
            cell = screen.buffer[y][x]
            marks = (cell.underscore, cell.strikethrough, cell.reverse)
            ink = (cell.fg, cell.bold, cell.italics) if cell.data != " " or any(marks) else ()
            row.append((cell.data, cell.bg, marks, ink))
        rows.append(row)
    return rows


@settings(max_examples=300, deadline=None)
@given(st.lists(steps, max_size=8))
@example([(True, [(0, 0, [("0", ["漢", "漢"])])]), (True, [(1, 0, [("1;4", ["ab"])])])])
@example([(True, [(11, 5, [("0", ["ab"])])]), (True, [(10, 5, [("0", ["12", "c "])])])])
def test_the_terminal_shows_the_same(steps: list[Step]) -> None:
    painter = Painter(WIDTH, HEIGHT, entered=True)
    all_of_it, by_all = terminal()
    filtered, by_filtered = terminal()
    for step in steps:
        if step == "forget":
            painter.forget()
            sending = True
        else:
            data = step if isinstance(step, str) else written(step[1])
            sending = isinstance(step, str) or step[0]
            by_all.feed(data)
            painter.take(data)
        if sending:
            # Otherwise the line is busy, and the next frame takes this one along.
            by_filtered.feed(painter.emit())
            assert shown(filtered) == shown(all_of_it)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(STYLES), st.sampled_from(STYLES))
def test_a_change_of_look_leads_there(one: str, other: str) -> None:
    now, then = look_after(PLAIN, one), look_after(PLAIN, other)
    assert now is not None
    assert then is not None
    parameters = change(now, then).removeprefix("\x1b[").removesuffix("m")
    assert (look_after(now, parameters) if parameters else now) == then
    assert len(parameters) <= len(f"0;{other}")


@settings(max_examples=200, deadline=None)
@given(st.lists(steps, max_size=8))
def test_ascii_without_colour_shows_the_same_shapes_in_the_same_cells(steps: list[Step]) -> None:
    painter = Painter(WIDTH, HEIGHT, entered=True, limits=Limits(ascii=True, colourless=True))
    all_of_it, by_all = terminal()
    filtered, by_filtered = terminal()
    for step in steps:
        if step == "forget":
            painter.forget()
            continue
        data = step if isinstance(step, str) else written(step[1])
        by_all.feed(data)
        painter.take(data)
        sent = painter.emit()
        assert sent.isascii()
        by_filtered.feed(sent)
    for y, (cells, line) in enumerate(zip(shown(filtered), shown(all_of_it), strict=True)):
        for x, (cell, whole) in enumerate(zip(cells, line, strict=True)):
            place = filtered.buffer[y][x]
            assert (place.fg, place.bg) == ("default", "default")
            assert isinstance(cell, tuple)
            assert isinstance(whole, tuple)
            if whole[0].isascii() and whole[0]:
                assert cell[0] == whole[0]


def test_in_ascii_nothing_else_leaves_by_any_way() -> None:
    painter = Painter(WIDTH, HEIGHT, entered=True, limits=Limits(ascii=True))
    painter.take("\x1b]2;Müller ●\x07\x1b[1;1H\x1b[0m╭● 漢é\x1b[K€")
    sent = painter.emit()
    assert sent.isascii()
    assert "\x1b]2;Muller *\x07" in sent
    assert "+* ??e" in sent


def test_without_colour_attributes_stay() -> None:
    painter = Painter(WIDTH, HEIGHT, entered=True, limits=Limits(colourless=True))
    painter.take("\x1b[1;1H\x1b[1;7;38;2;1;2;3;44mab\x1b[0m\x1b[91mc\x1b[38;5;9md")
    assert painter.emit() == "\x1b[1H\x1b[0;1;7mab\x1b[0mcd"


def test_an_unchanged_frame_costs_nothing() -> None:
    painter = Painter(WIDTH, HEIGHT, entered=True)
    frame = written([(0, y, [(STYLES[1], ["ab"] * 12)]) for y in range(HEIGHT)])
    painter.take(frame)
    assert painter.emit()
    painter.take(frame)
    assert painter.emit() == ""


def test_a_ticking_digit_costs_a_move_and_a_digit() -> None:
    painter = Painter(WIDTH, HEIGHT, entered=True)
    for text in ("42:17", "42:16", "42:15"):
        painter.take(f"\x1b[3;1H\x1b[{STYLES[1]}m{text.ljust(WIDTH)}\x1b[0m\x1b[1;1H")
        sent = painter.emit()
    assert sent == "\b5"


def test_a_column_of_digits_costs_five_bytes_a_row() -> None:
    painter = Painter(WIDTH, HEIGHT, entered=True)
    for second in "765":
        for y in range(HEIGHT):
            painter.take(f"\x1b[{y + 1};1H\x1b[{STYLES[1]}m  42:1{second} \x1b[0m")
        sent = painter.emit()
    assert len(sent) <= 10 + 5 * (HEIGHT - 1)


def test_what_is_painted_beyond_the_edge_is_not_sent() -> None:
    painter = Painter(WIDTH, HEIGHT, entered=True)
    painter.take(f"\x1b[1;20H{'x' * 30}\x1b[9;1Hbelow")
    assert painter.emit() == f"\x1b[1;20H\x1b[0m{'x' * 5}"


def test_forgetting_sends_everything_wanted_again() -> None:
    painter = Painter(WIDTH, HEIGHT, entered=True)
    painter.take("\x1b[2;1Hab")
    first = painter.emit()
    painter.forget()
    assert painter.emit() == first


def test_nothing_is_painted_outside_the_alternate_screen() -> None:
    painter = Painter(WIDTH, HEIGHT)
    painter.take("\x1b[?1049h\x1b[2;1Hab")
    assert painter.emit() == "\x1b[?1049h\x1b[2H\x1b[0mab"
    painter.take("\x1b[2;1Hcd\x1b[?1049l\x1b[3;1Hef")
    assert painter.emit() == "\x1b[0m\x1b[?1049l"
    painter.take("\x1b[?1049h")
    assert "cd" in painter.emit()


def test_the_outlines_alternate_screen_is_not_entered_again() -> None:
    painter = Painter(WIDTH, HEIGHT, entered=True)
    painter.take("\x1b[?1049h\x1b[?25l")
    assert painter.emit() == "\x1b[?25l"


def test_only_a_large_update_is_wrapped_for_synchronised_output() -> None:
    painter = Painter(200, 30, entered=True)
    painter.take("\x1b[?2026h\x1b[1;1Hab\x1b[?2026l")
    assert "2026" not in painter.emit()
    painter.take("".join(f"\x1b[{y};1H{'x' * 200}" for y in range(1, 30)))
    sent = painter.emit()
    assert sent.startswith("\x1b[?2026h")
    assert sent.endswith("\x1b[?2026l")


def test_a_cursor_that_a_widget_placed_is_placed() -> None:
    painter = Painter(WIDTH, HEIGHT, entered=True)
    painter.take("\x1b[2;1Hab\x1b[4;5H")
    assert painter.emit().endswith("\x1b[4;5H")
    painter.take("\x1b[2;1Hab\x1b[4;5H")
    assert painter.emit() == ""


@pytest.mark.parametrize("parameters", ["58;2;1;2;3", "38;2;1", "4:3", "77"])
def test_a_look_unknown_here_is_passed_on(parameters: str) -> None:
    assert look_after(PLAIN, parameters) is None
    painter = Painter(WIDTH, HEIGHT, entered=True)
    painter.take(f"\x1b[2;3H\x1b[1ma\x1b[{parameters}mb")
    sent = painter.emit()
    assert sent.endswith(f"\x1b[2;4H\x1b[0;1m\x1b[{parameters}mb")


def test_a_space_shows_no_ink() -> None:
    assert Look(frozenset({"1"}), "31", "44").blank == Look(background="44")
    assert Look(frozenset({"7"}), "31", "44").blank == Look(frozenset({"7"}), "31", "44")


def test_ticking_countdowns_cost_few_bytes() -> None:
    """A column of fourteen, and seconds of three other looks in the rows beside it."""
    fresh, strong = "38;2;95;199;149", "38;2;213;220;235;48;2;12;18;32"
    beside = {
        0: (29, f"{fresh};48;2;23;33;58"),
        2: (33, f"{fresh};48;2;28;34;48"),
        7: (15, f"1;{strong}"),
        9: (17, strong),
    }
    painter = Painter(120, 40, entered=True)

    def frame(second: int) -> str:
        out = [
            f"\x1b[{y + 1};115H\x1b[{fresh};48;2;12;18;32m{(second + y) % 10}\x1b[0m"
            for y in range(3, 17)
        ]
        out += [
            f"\x1b[{y + 1};{x + 1}H\x1b[{style}m{second}\x1b[0m" for y, (x, style) in beside.items()
        ]
        painter.take("".join(out) + "\x1b[1;1H")
        return painter.emit()

    painter.take("".join(f"\x1b[{y};1H{' ' * 120}" for y in range(1, 41)))
    painter.emit()
    frame(9)
    counted = [len(frame(second)) for second in (8, 7, 6)]
    # One move and one change of looks for each look, a row less is five bytes.
    assert max(counted) <= 200, counted
