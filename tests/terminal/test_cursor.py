"""The terminal's own cursor stands at what has the focus: screen readers read what is there."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal.harness import PROGRAM, Terminal, home

COLUMNS, ROWS = 110, 36


@pytest.fixture
def dashboard(tmp_path: Path) -> Iterator[Terminal]:
    """The demo, the list of employers focused."""
    with Terminal((*PROGRAM, "--demo"), home(tmp_path), columns=COLUMNS, rows=ROWS) as terminal:
        stands(terminal, "▌", "Dharma Initiative")
        yield terminal


def stands(terminal: Terminal, first: str, *texts: str) -> None:
    """Wait until the cursor stands before a text, and on a line with others behind it."""

    def there() -> bool:
        found = terminal.at_cursor()
        return found.startswith(first) and all(text in found for text in texts)

    terminal.until(there, f"the cursor at {first!r} of {texts}, not {terminal.at_cursor()!r},")


def typed(terminal: Terminal, text: str) -> None:
    """Wait until the cursor stands right behind a text."""

    def there() -> bool:
        column, row = terminal.cursor()
        return terminal.lines()[row][:column].endswith(text)

    terminal.until(there, f"the cursor behind {text!r}")


def ticked(terminal: Terminal) -> Callable[[], bool]:
    """Say when the countdown in the status line has gone on."""

    def count() -> str:
        found = re.search(r"● app +(\d+:\d\d)", terminal.lines()[0])
        return found[1] if found else ""

    before = count()
    return lambda: count() not in ("", before)


def test_in_a_list_it_follows_the_row_past_ticks_scrolling_and_sizes(dashboard: Terminal) -> None:
    dashboard.enter("j")
    stands(dashboard, "▌", "Umbrella Corporation")
    for _ in range(2):
        dashboard.until(ticked(dashboard), "a tick")
        stands(dashboard, "▌", "Umbrella Corporation")
    dashboard.enter("G")
    stands(dashboard, "▌", "Lantern Insurance Holdings")
    dashboard.resize(80, 24)
    dashboard.until(lambda: dashboard.lines()[23].strip().endswith("q Quit"), "80x24")
    stands(dashboard, "▌", "Lantern")
    dashboard.enter("g")
    stands(dashboard, "▌", "Dharma Initiative")


def test_a_filter_has_it_behind_what_is_typed_and_the_rows_get_it_back(
    dashboard: Terminal,
) -> None:
    dashboard.enter("/")
    stands(dashboard, "name or id")
    dashboard.enter("umb")
    typed(dashboard, "umb")
    dashboard.until(ticked(dashboard), "a tick")
    typed(dashboard, "umb")
    dashboard.enter("\r")
    stands(dashboard, "▌", "Umbrella Corporation")


def test_in_every_pane_it_stands_where_the_focus_is(dashboard: Terminal) -> None:
    dashboard.enter("1")
    stands(dashboard, "▌", "acerecruiters-dev")
    dashboard.enter("2")
    stands(dashboard, " acting as")
    dashboard.enter("4g")
    stands(dashboard, "▌", "1", "{")
    dashboard.enter("jj")
    stands(dashboard, "▌", "3")
    dashboard.enter("G")
    stands(dashboard, "▌", "}")
    dashboard.enter("g")
    stands(dashboard, "▌", "1", "{")
    dashboard.enter("/")
    dashboard.until(lambda: "▌" not in dashboard.at_cursor(), "the search's field")
    dashboard.enter("employers")
    typed(dashboard, "employers")
    dashboard.enter("\r")
    stands(dashboard, "▌", '"employers"')
    dashboard.enter("H")
    stands(dashboard, "▌", "/v2/api/appinfo")


OPENED = {
    "help": (("?", "esc closes"), " Credentials", ""),
    "copy": (("Y", "letter or ↵ copies"), "▌", "Access token"),
    "copy, next": (("Y", "letter or ↵ copies", "j", ""), "▌", "curl"),
    "confirm": (("1", "d Remove", "d", "Remove credentials"), "  Keep (n)", ""),
    "confirm, other": (("1", "d Remove", "d", "Remove credentials", "\t", ""), " Remove (y)", ""),
    "editor": (("1", "n Add", "n", "Add credentials"), "acerecruiters-dev ", ""),
    "editor, choice": (("1", "n Add", "n", "Add credentials", "\t\t", ""), " ◉ secrets file", ""),
    "palette": (("\x10", "Search for commands"), "Search for commands", ""),
    "call": (("a", "Free request"), "search: name", ""),
    "form": (("a", "Free request", "quota", "", "\r", "ctrl+s"), "e.g. 122025", ""),
}


@pytest.mark.parametrize("name", OPENED)
def test_over_the_dashboard_it_stands_in_what_was_opened(dashboard: Terminal, name: str) -> None:
    steps, first, text = OPENED[name]
    for keys, shown in zip(steps[::2], steps[1::2], strict=True):
        dashboard.enter(keys)
        dashboard.see(shown)
    stands(dashboard, first, text)
    dashboard.until(ticked(dashboard), "a tick behind it")
    stands(dashboard, first, text)
    dashboard.resize(100, 30)
    dashboard.until(ticked(dashboard), "a tick at another size")
    stands(dashboard, first, text)


def test_the_welcome_has_it_on_the_way_to_begin(tmp_path: Path) -> None:
    with Terminal(PROGRAM, home(tmp_path), columns=COLUMNS, rows=ROWS) as terminal:
        stands(terminal, "▌", "Add credentials")
        terminal.enter("j")
        stands(terminal, "▌", "Use the environment")


@pytest.mark.parametrize("wanted", [False, True])
def test_it_is_seen_where_the_settings_say_so_and_never_blinks(
    tmp_path: Path, wanted: bool
) -> None:
    (tmp_path / "config").mkdir(mode=0o700)
    text = f"[display]\ncursor = {str(wanted).lower()}\n"
    (tmp_path / "config" / "settings.toml").write_text(text)
    with Terminal(PROGRAM, home(tmp_path), columns=COLUMNS, rows=ROWS) as terminal:
        stands(terminal, "▌", "Add credentials")
        assert terminal.cursor_shown() == wanted
        assert (b"\x1b[2 q" in bytes(terminal.raw)) == wanted
        terminal.enter("q")
        assert terminal.ended() == 0
        assert terminal.restored()
        assert (b"\x1b[0 q" in bytes(terminal.raw)) == wanted
        assert b"\x1b[?12h" not in bytes(terminal.raw)
