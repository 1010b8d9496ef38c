"""The dashboard where only ASCII or no colour may leave: every byte of a whole session."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.terminal.harness import PROGRAM, Terminal, home

_PLACES = (
    ("?", "esc closes"),
    ("a", "Operations"),
    ("/", "name or id"),
    ("\x10", "Search for commands"),
    ("n", "Add credentials"),
)
COLOURS = re.compile(rb"\x1b\[([\d;]*)m")


def codes(raw: bytes) -> set[str]:
    """Every SGR parameter that was sent, those of a longer colour as one."""
    found: set[str] = set()
    for parameters in COLOURS.findall(raw):
        text = re.sub(
            r"[34]8;(5;\d+|2;\d+;\d+;\d+)",
            lambda long: long[0].replace(";", ":"),
            parameters.decode(),
        )
        found |= set(text.split(";"))
    return {each for each in found if each}


def colours(raw: bytes) -> set[str]:
    """Those of them that are colours."""
    return {each for each in codes(raw) if ":" in each or int(each) >= 30}


def walk(terminal: Terminal) -> None:
    """Look at every kind of screen, and leave."""
    terminal.see("Umbrella Corporation")
    terminal.enter("j\r")
    terminal.see("Acting as")
    for keys, seen in _PLACES:
        if keys == "n":
            terminal.enter("1")
            terminal.see("Remove")
        terminal.enter(keys)
        terminal.see(seen)
        terminal.enter("\x1b")
        if keys == "n":
            # Once to leave the field, once to leave the form.
            terminal.miss("ctrl+s try")
            terminal.enter("\x1b")
        terminal.miss(seen)
        terminal.see("3 Employers")
    terminal.enter("q")
    assert terminal.ended() == 0


@pytest.mark.parametrize(
    ("flags", "environ", "told"),
    [
        (("--ascii",), {}, False),
        ((), {"LANG": "C"}, True),
        ((), {"LANG": "de_DE.ISO-8859-1"}, True),
    ],
)
def test_nothing_beyond_ascii_leaves(
    tmp_path: Path, flags: Sequence[str], environ: dict[str, str], told: bool
) -> None:
    given = {**home(tmp_path), **environ}
    with Terminal((*PROGRAM, "--demo", *flags), given, columns=100) as terminal:
        if told:
            terminal.see("export LANG=C.UTF-8")
        else:
            terminal.see("Enter Act as")
        walk(terminal)
        assert bytes(terminal.raw).isascii()


def test_the_flag_lets_everything_through(tmp_path: Path) -> None:
    given = {**home(tmp_path), "LANG": "C"}
    with Terminal((*PROGRAM, "--demo", "--no-ascii"), given) as terminal:
        terminal.see("╭─ 3 Employers")
        assert "LANG" not in terminal.text()


@pytest.mark.parametrize(
    ("environ", "allowed"),
    [
        ({"COLORTERM": "truecolor", "NO_COLOR": "1"}, r"(?!)"),
        ({"TERM": "xterm"}, r"\d+"),
        ({"TERM": "xterm-256color"}, r"[34]8:5:\d+"),
        ({"COLORTERM": "truecolor"}, r"[34]8:2:[\d:]+"),
    ],
)
def test_no_colour_leaves_that_the_terminal_lacks(
    tmp_path: Path, environ: dict[str, str], allowed: str
) -> None:
    given = {**home(tmp_path), **environ}
    with Terminal((*PROGRAM, "--demo"), given, columns=100) as terminal:
        walk(terminal)
        sent = colours(bytes(terminal.raw))
    assert {each for each in sent if not re.fullmatch(allowed, each)} <= {"39", "49"} - (
        {"39", "49"} if "NO_COLOR" in environ else set()
    )
    assert sent or "NO_COLOR" in environ
