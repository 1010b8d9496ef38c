"""The outline stands where the dashboard will stand, in its colours, and is there at once."""

import subprocess
import sys
from pathlib import Path

import pyte
import pytest
from rich.color import Color, ColorSystem
from rich.style import Style

from indeed_tui.opening import (
    ANSI_INKS,
    COLOURS,
    Asked,
    bare,
    inks,
    look_of,
    outline,
)
from indeed_tui.tui.themes import ANSI, DARK, LIGHT
from tests.tui.stage import Props, stage

DEEP = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
CORNERS = "╭╮╰╯"


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_its_colours_are_the_themes(theme: object) -> None:
    name = getattr(theme, "name", "")
    variables = getattr(theme, "variables", {})
    wanted = [
        getattr(theme, "background", ""),
        variables["rule"],
        variables["border"],
        getattr(theme, "panel", ""),
    ]
    assert [colour for colour, _ in COLOURS[name]] == wanted
    for colour, index in COLOURS[name]:
        assert Color.parse(colour).downgrade(ColorSystem.EIGHT_BIT).number == index


def test_the_terminals_own_colours_are_the_themes() -> None:
    wanted = [
        f"\x1b[{Style(color=Color.parse(ANSI.variables[name].removeprefix('ansi_')))._make_ansi_codes(ColorSystem.STANDARD)}m"
        for name in ("rule", "border")
    ]
    assert ("", *wanted, "") == ANSI_INKS
    assert {ANSI.background, ANSI.variables["panel"]} == {"ansi_default"}


@pytest.mark.parametrize("size", [(120, 40), (100, 30), (80, 24), (59, 24), (80, 17)])
async def test_its_frames_stand_where_the_panes_will(size: tuple[int, int]) -> None:
    screen = pyte.Screen(*size)
    pyte.Stream(screen).feed(outline(*size, ("", "", "", "")))
    async with stage(Props(size=size)) as scene:
        await scene.opened()
        await scene.press("3")
        panes = scene.lines()
    assert any(corner in "".join(screen.display) for corner in CORNERS)
    for y, line in enumerate(screen.display):
        for x, sign in enumerate(line):
            if sign in CORNERS:
                assert panes[y][x] == sign, f"{sign} at column {x}, row {y}"


def test_too_small_a_terminal_gets_no_outline() -> None:
    assert outline(19, 30, ("", "", "", "")) == ""
    assert outline(80, 4, ("", "", "", "")) == ""


@pytest.mark.parametrize(
    ("environ", "background"),
    [
        (DEEP, "\x1b[48;2;12;18;32m"),
        ({"TERM": "xterm-256color"}, "\x1b[48;5;16m"),
        ({"TERM": "linux"}, ""),
        ({**DEEP, "NO_COLOR": "1"}, ""),
        ({**DEEP, "NO_COLOR": ""}, "\x1b[48;2;12;18;32m"),
    ],
)
@pytest.mark.parametrize("theme", ["auto", "indeed-dark"])
def test_its_colours_are_what_the_terminal_takes(
    environ: dict[str, str], background: str, theme: str
) -> None:
    assert inks(theme, environ)[0] == background


def test_few_colours_are_the_terminals_own() -> None:
    assert inks("auto", {"TERM": "xterm"}) == ANSI_INKS
    assert inks("indeed-ansi", DEEP) == ANSI_INKS
    assert inks("indeed-light", {"TERM": "xterm"}) == ("", "", "", "")
    assert inks("auto", {"TERM": "xterm", "NO_COLOR": "1"}) == ("", "", "", "")


def test_a_theme_unknown_here_has_no_colours() -> None:
    assert inks("dracula", DEEP) == ("", "", "", "")


@pytest.mark.parametrize(
    ("text", "look"),
    [
        ('theme = "indeed-light"  # by day\n', ("indeed-light", None)),
        ("theme='indeed-light'\n", ("indeed-light", None)),
        ('[display]\ntheme = "x"\n', ("auto", None)),
        ('theme = "nord"\n[display]\nascii = true # old\n', ("nord", True)),
        ("display.ascii = false\n", ("auto", False)),
        ('[display]\nascii = "auto"\n', ("auto", None)),
        ("[other]\nascii = true\n", ("auto", None)),
        ("", ("auto", None)),
        (None, ("auto", None)),
    ],
)
def test_the_look_is_read_without_a_parser(
    tmp_path: Path, text: str | None, look: tuple[str, bool | None]
) -> None:
    if text is not None:
        (tmp_path / "settings.toml").write_text(text)
    assert look_of({"INDEED_TUI_CONFIG_DIR": str(tmp_path)}) == look
    (tmp_path / "x" / "indeed-tui").mkdir(parents=True)
    if text is not None:
        (tmp_path / "x" / "indeed-tui" / "settings.toml").write_text(text)
    assert look_of({"XDG_CONFIG_HOME": str(tmp_path / "x")}) == look


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ([], (None, False, None)),
        (["--demo"], (None, True, None)),
        (["--profile", "x"], ("x", False, None)),
        (["--profile", "x", "--demo"], ("x", True, None)),
        (["--profile"], None),
        (["--profile", "--demo"], None),
        (["--demo", "--ascii"], (None, True, True)),
        (["--no-ascii"], (None, False, False)),
        (["--no-ascii", "--ascii"], (None, False, True)),
        (["--ascii", "--no-ascii"], (None, False, False)),
        (["--help"], None),
        (["token"], None),
        (["--profile=x"], None),
    ],
)
def test_an_outline_is_for_the_dashboard_alone(arguments: list[str], asked: Asked | None) -> None:
    assert bare(arguments) == asked


def test_it_loads_next_to_nothing() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import indeed_tui.opening, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    heavy = {"asyncio", "textual", "rich", "httpx", "argparse", "dataclasses", "re", "typing"}
    assert not heavy & set(said), "each of these costs milliseconds before the first frame"
