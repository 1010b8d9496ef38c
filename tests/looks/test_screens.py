"""The kept screens are what the dashboard shows; `python -m tests.looks` writes them anew."""

import difflib
import re
import time

import pytest

from tests.looks.reading import styles_of, written
from tests.looks.scenes import ASCII, COLOURLESS, FOLDER, MODES, Mode, files, screens
from tests.terminal.harness import PATIENCE, Terminal

_MOST = 30


def kept(name: str) -> str:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def as_kept(terminal: Terminal, name: str) -> str:
    """Wait until a screen is as it is kept; return what it is in the end."""
    end, wanted = time.monotonic() + PATIENCE, kept(name)
    shown, seen = "", -1
    while shown != wanted and time.monotonic() < end:
        arrived = len(terminal.raw)
        if arrived != seen:
            shown, seen = written(terminal.cells()), arrived
        else:
            time.sleep(0.02)
    return shown


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_every_screen_is_as_it_is_kept(mode: Mode) -> None:
    for name, shown in screens(mode, as_kept):
        before = kept(name)
        if shown != before:
            lines = difflib.unified_diff(
                before.splitlines(), shown.splitlines(), f"kept/{name}", "shown", "", "", 0, ""
            )
            short = "\n".join(list(lines)[:_MOST])
            pytest.fail(f"{short}\nIf that is how it shall look: python -m tests.looks")


def test_no_other_screens_are_kept() -> None:
    assert {each.name for each in FOLDER.iterdir()} == set(files())


@pytest.mark.parametrize("name", [each for each in files() if "no-color" in each])
def test_without_colour_there_is_none(name: str) -> None:
    assert "g=" not in kept(name)


@pytest.mark.parametrize("name", [each for each in files() if "ascii" in each])
def test_in_ascii_every_character_is(name: str) -> None:
    assert kept(name).isascii()


@pytest.mark.parametrize("name", [each for each in files() if "16-colours" in each])
def test_sixteen_colours_have_names(name: str) -> None:
    # pyte calls yellow brown, as the first terminals showed it.
    colours = set(re.findall(r"[fb]g=(\w+)", kept(name)))
    assert colours <= {"red", "green", "brown", "cyan", "brightblue", "brightblack"}


STATES = {
    "Dharma": "fresh",
    "Umbrella": "stale",
    "Robotics": "refused",
    "ller &": "failing",
    "6ee4": "expired",
    "Tyrell": "asking",
    "Fabryka": "none",
}


@pytest.mark.parametrize("mode", [COLOURLESS, ASCII], ids=lambda mode: mode.name)
@pytest.mark.parametrize("size", ["40x12", "80x24", "120x40", "300x100"])
def test_states_are_told_apart_without_colour(mode: Mode, size: str) -> None:
    text = kept(f"dashboard-{size}-{mode.name}.txt").partition("--------\n")[0]
    shown = {}
    for name, state in STATES.items():
        rows = [line for line in text.splitlines() if re.search(rf"{name}.*[0-9a-f]{{4}}", line)]
        if rows:
            # The last column of the list: its sign, then time left or a word.
            part = rows[0].rstrip(" │┃|").rpartition("  ")[0] or rows[0]
            sign = re.search(r"(\S)(?: (\d+:\d\d|\w+))? *[│┃|]+$", rows[0])
            assert sign is not None, part
            word = "time" if ":" in (sign[2] or "") else sign[2]
            shown[state] = (sign[1], word)
    assert len(shown) >= 5
    assert len(set(shown.values())) == len(shown), "two states look the same"


@pytest.mark.parametrize("size", ["40x12", "80x24", "120x40", "300x100"])
def test_focus_cursor_and_production_show_without_colour(size: str) -> None:
    snapshot = kept(f"dashboard-{size}-no-color.txt")
    lines, styles = snapshot.splitlines(), styles_of(snapshot)

    def look(row: int, text: str) -> str:
        place = lines[row].index(text)
        assert len({styles[row].get(place + at, "") for at in range(len(text))}) == 1
        return styles[row].get(place, "")

    assert look(0, "PROD") == "bold reverse"
    title = next(row for row, line in enumerate(lines) if "3 Employers" in line)
    assert look(title, "3 Employers") == "bold reverse"
    assert "━" in lines[title], "the focused pane's frame is heavier"
    dharma = next(row for row, line in enumerate(lines) if "▌▸ Dharma" in line)
    assert look(dharma, "▸ Dharma") == "bold reverse"
    assert look(dharma + 1, "Umbrella") == ""
    assert any("◆ " in line for line in lines), "pinned"
    for row, line in enumerate(lines[: len(styles)]):
        for other in ("1 Credentials", "2 Token", "4 Exchange"):
            if other in line:
                assert look(row, other) == ""
