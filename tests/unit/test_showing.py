"""What the terminal can show: letters by the locale, colours as rich will paint them."""

from pathlib import Path

import pytest
from rich.console import Console

from indeed_tui import showing
from indeed_tui.showing import ascii_alone, depth, theme_for, uncoerced, utf8


@pytest.mark.parametrize(
    ("environ", "yes"),
    [
        ({"LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "en_GB.utf8@euro"}, True),
        ({"LC_CTYPE": "UTF-8"}, True),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "C", "LC_ALL": "", "LC_CTYPE": "C.UTF-8"}, True),
        ({"LANG": "de_DE.ISO-8859-1"}, False),
        ({"LANG": "en_US"}, False),
        ({}, False),
    ],
)
def test_the_first_variable_that_is_set_names_the_letters(
    environ: dict[str, str], yes: bool
) -> None:
    assert utf8(environ) is yes


def test_the_locale_that_python_made_up_doesnt_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, environ = tmp_path / "environ", {"LANG": "C", "LC_CTYPE": "C.UTF-8"}
    started.write_bytes(b"LANG=C\0HOME=/LC_CTYPE=\0")
    assert uncoerced(environ, str(started)) == {"LANG": "C"}
    started.write_bytes(b"LANG=C\0LC_CTYPE=C.UTF-8\0")
    assert uncoerced(environ, str(started)) == environ
    # Without /proc: UTF-8 mode is what Python switches on together with it.
    none = str(tmp_path / "none")
    monkeypatch.setattr(showing, "sys", _Flagged(1))
    assert uncoerced(environ, none) == {"LANG": "C"}
    assert uncoerced({"LC_CTYPE": "en_GB.UTF-8"}, none) == {"LC_CTYPE": "en_GB.UTF-8"}
    monkeypatch.setattr(showing, "sys", _Flagged(0))
    assert uncoerced(environ, none) == environ


class _Flagged:
    """Stands for `sys`."""

    def __init__(self, utf8_mode: int) -> None:
        self.flags = self
        self.utf8_mode = utf8_mode


def test_a_wish_counts_before_the_locale() -> None:
    latin, utf = {"LANG": "de_DE.ISO-8859-1"}, {"LANG": "C.UTF-8"}
    assert ascii_alone(latin, None, None)
    assert not ascii_alone(utf, None, None)
    assert not ascii_alone(latin, None, False)
    assert ascii_alone(utf, True, False), "the flag counts before the setting"


@pytest.mark.parametrize(
    "environ",
    [
        {"TERM": "xterm"},
        {"TERM": "xterm-16color"},
        {"TERM": "linux"},
        {"TERM": "xterm-direct"},
        {"TERM": "tmux-256color"},
        {"TERM": "xterm-kitty"},
        {"TERM": "xterm", "COLORTERM": "truecolor"},
        {"TERM": "xterm", "COLORTERM": " 24bit "},
        {"TERM": "xterm", "COLORTERM": "yes"},
        {"TERM": "xterm-256color", "NO_COLOR": ""},
    ],
)
def test_the_colours_are_those_that_rich_paints(environ: dict[str, str]) -> None:
    names = {"standard": 16, "256": 256, "truecolor": 1 << 24}
    console = Console(force_terminal=True, _environ=environ)
    assert depth(environ) == names[console.color_system or ""]


def test_no_color_leaves_none_whatever_the_terminal_takes() -> None:
    assert depth({"TERM": "xterm", "COLORTERM": "truecolor", "NO_COLOR": "1"}) == 0
    assert depth({"TERM": "xterm", "TEXTUAL_COLOR_SYSTEM": "truecolor"}) == 1 << 24


@pytest.mark.parametrize(
    ("wanted", "colours", "theme"),
    [
        ("auto", 1 << 24, "indeed-dark"),
        ("auto", 256, "indeed-dark"),
        ("auto", 16, "indeed-ansi"),
        ("auto", 0, "indeed-ansi"),
        ("indeed-light", 16, "indeed-light"),
        ("indeed-light", 0, "indeed-ansi"),
    ],
)
def test_the_theme_follows_the_colours(wanted: str, colours: int, theme: str) -> None:
    assert theme_for(wanted, colours) == theme
