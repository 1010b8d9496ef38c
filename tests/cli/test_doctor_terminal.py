"""What `doctor` says of the terminal, and how it writes what it says."""

import io
import json
from pathlib import Path

import pytest

from indeed_tui.cli.checks.check import Area, Check, State
from indeed_tui.cli.checks.terminal import (
    Screen,
    answer_of,
    colours,
    kind,
    letters,
    multiplexer,
    size,
    terminal_checks,
)
from indeed_tui.cli.doctor import Lines, coloured, written
from indeed_tui.store.settings import ClipboardMode

WHOLE = Screen((True, True, True), (100, 30))
NONE = Screen((False, False, False))
XTERM = {"TERM": "xterm-256color", "LANG": "de_DE.UTF-8"}
TMUX = {**XTERM, "TMUX": "/tmp/tmux-1000/default,1,0"}


def tmux(version: str | None, setting: str | None = "external") -> dict[str, str | None]:
    return {"-V": version, "show-options": setting}


def looked(
    environ: dict[str, str],
    screen: Screen = WHOLE,
    mode: ClipboardMode = ClipboardMode.AUTO,
    tools: tuple[str, ...] = (),
    answers: dict[str, str | None] | None = None,
) -> dict[str, Check]:
    checks = terminal_checks(
        screen,
        environ,
        mode,
        run=lambda command: (answers or {}).get(command[1]),
        find=lambda name: name if name in tools else None,
    )
    return {check.name: check for check in checks}


def test_a_good_terminal_is_all_ok() -> None:
    found = looked(XTERM)
    assert {check.state for check in found.values()} == {State.OK}
    assert found["size"].seen == "100 columns, 30 rows"
    assert found["clipboard"].seen == "osc52, for clipboard = auto"


def test_without_a_terminal_it_isnt_judged() -> None:
    found = looked({"LANG": "C.UTF-8"}, NONE)
    assert {name for name, check in found.items() if check.state is State.SKIP} == {
        "size",
        "TERM",
        "colours",
    }
    assert "the dashboard can't be shown" in found["streams"].seen


@pytest.mark.parametrize(
    ("terminals", "seen"),
    [
        ((True, True, True), "all are a terminal"),
        ((True, False, True), "a terminal: stdin, stderr"),
        ((False, True, True), "a terminal: stdout, stderr: commands work, the dashboard can't be"),
    ],
)
def test_it_says_which_streams_are_a_terminal(
    terminals: tuple[bool, bool, bool], seen: str
) -> None:
    assert looked(XTERM, Screen(terminals, (80, 24)))["streams"].seen.startswith(seen)


@pytest.mark.parametrize(
    ("of", "state"),
    [
        ((40, 12), State.OK),
        ((39, 12), State.WARN),
        ((40, 11), State.WARN),
        ((0, 0), State.SKIP),
        (None, State.SKIP),
    ],
)
def test_a_terminal_may_be_too_small(of: tuple[int, int] | None, state: State) -> None:
    assert size(Screen((True, True, True), of)).state is state


@pytest.mark.parametrize(("term", "well"), [("xterm", True), ("dumb", False), ("", False)])
def test_a_terminal_that_cant_be_drawn_on_is_a_warning(term: str, well: bool) -> None:
    assert (kind({"TERM": term}).state is State.OK) is well


@pytest.mark.parametrize(
    ("environ", "seen"),
    [
        ({"TERM": "xterm", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "none: NO_COLOR is set"),
        ({"TERM": "xterm", "COLORTERM": "truecolor", "NO_COLOR": ""}, "16 million: COLORTERM="),
        ({"TERM": "xterm-direct"}, "16"),
        ({"TERM": "screen-256color"}, "256"),
        ({"TERM": "xterm-256color", "SSH_TTY": "/dev/pts/1"}, "256; SSH doesn't forward COLORTERM"),
        ({"TERM": "vt100"}, "16"),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, "none"),
    ],
)
def test_the_colours_are_those_that_the_variables_promise(
    environ: dict[str, str], seen: str
) -> None:
    assert colours(environ).startswith(seen)


@pytest.mark.parametrize(
    ("environ", "state", "seen"),
    [
        ({"LANG": "en_GB.UTF-8"}, State.OK, "LANG=en_GB.UTF-8"),
        ({"LANG": "en_GB.utf8@euro"}, State.OK, "LANG=en_GB.utf8@euro"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "C"}, State.WARN, "LC_ALL=C"),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8", "LC_ALL": ""}, State.OK, "LC_CTYPE=C.UTF-8"),
        ({"LANG": "de_DE.ISO-8859-1"}, State.WARN, "LANG=de_DE.ISO-8859-1"),
        ({}, State.WARN, "no locale is set"),
    ],
)
def test_the_locale_that_counts_has_to_be_utf8(
    environ: dict[str, str], state: State, seen: str
) -> None:
    check = letters(environ)
    assert check.state is state
    assert check.seen.startswith(seen)


@pytest.mark.parametrize(
    ("environ", "answers", "state", "seen"),
    [
        (TMUX, tmux("tmux 3.4"), State.OK, "tmux 3.4, set-clipboard external"),
        (TMUX, tmux("tmux 3.3a", None), State.OK, "tmux 3.3a, set-clipboard unknown"),
        (TMUX, tmux("tmux next-3.6"), State.OK, "tmux next-3.6"),
        (TMUX, tmux("tmux 3.1c"), State.WARN, "tmux 3.1c"),
        (TMUX, tmux("tmux 2.9"), State.WARN, "tmux 2.9"),
        (TMUX, tmux(None), State.WARN, "tmux, but the command tmux doesn't answer"),
        ({"STY": "1.pts"}, {}, State.OK, "screen"),
        ({"ZELLIJ": "0"}, {}, State.OK, "zellij"),
        ({}, {}, State.OK, "none"),
    ],
)
def test_what_stands_in_between_is_told(
    environ: dict[str, str], answers: dict[str, str | None], state: State, seen: str
) -> None:
    check = multiplexer(environ, lambda command: answers.get(command[1]))
    assert check.state is state
    assert check.seen.startswith(seen)


@pytest.mark.parametrize(
    ("environ", "mode", "tools", "state", "seen"),
    [
        (TMUX, ClipboardMode.AUTO, ("tmux",), State.OK, "tmux, tmux, for clipboard = auto"),
        ({**XTERM, "DISPLAY": ":0"}, ClipboardMode.AUTO, ("xclip",), State.OK, "native, xclip"),
        (XTERM, ClipboardMode.NATIVE, (), State.WARN, "nothing can be copied: No clipboard tool"),
        (XTERM, ClipboardMode.OFF, (), State.OK, "off, for clipboard = off"),
    ],
)
def test_the_way_to_the_clipboard_is_the_dashboards_own(
    environ: dict[str, str], mode: ClipboardMode, tools: tuple[str, ...], state: State, seen: str
) -> None:
    check = looked(environ, mode=mode, tools=tools, answers=tmux("tmux 3.4"))["clipboard"]
    assert check.state is state
    assert check.seen.startswith(seen)


def test_a_command_that_fails_or_isnt_there_has_no_answer(tmp_path: Path) -> None:
    assert answer_of(("sh", "-c", "echo ' tmux 3.4 '; echo noise >&2")) == "tmux 3.4"
    assert answer_of(("sh", "-c", "echo half; exit 1")) is None
    assert answer_of((str(tmp_path / "none"),)) is None


# Writing it down.

HOSTILE = Check(
    "host a\x1b]0;x\a",
    "tls",
    State.WARN,
    "by \x1b[31mEvil\u202e\n",
    "do\r\x9b1m",
)


def test_nothing_that_was_seen_reaches_the_terminal_as_control() -> None:
    stream = io.StringIO()
    lines = Lines(stream, coloured=False)
    lines.show(HOSTILE)
    lines.close([HOSTILE])
    shown = stream.getvalue()
    assert all(letter.isprintable() or letter == "\n" for letter in shown)
    assert len(shown.splitlines()) == 5
    assert shown.endswith("\n\n0 ok, 1 warn, 0 fail, 0 skip\n")
    assert "\x1b" not in written("a", [HOSTILE], "warn")


def test_the_json_is_the_contracts() -> None:
    area = Area("files")
    told = json.loads(written(None, [area.fail("lock", "seen", "do")], "fail"))
    assert told == {
        "profile": None,
        "checks": [
            {"area": "files", "name": "lock", "state": "fail", "seen": "seen", "todo": "do"}
        ],
        "worst": "fail",
    }


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environ", "wanted"),
    [
        (Tty(), {"TERM": "xterm"}, True),
        (Tty(), {"TERM": "xterm", "NO_COLOR": ""}, True),
        (Tty(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (Tty(), {"TERM": "dumb"}, False),
        (Tty(), {}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
    ],
)
def test_colours_are_for_a_terminal_that_has_them(
    stream: io.StringIO, environ: dict[str, str], wanted: bool
) -> None:
    assert coloured(stream, environ) is wanted


def test_an_area_is_named_once_and_each_line_leaves_at_once() -> None:
    class Counting(io.StringIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed += 1

    stream, area = Counting(), Area("files")
    lines = Lines(stream, coloured=True)
    lines.show(area.ok("a", "1"))
    lines.show(area.skip("b", "2"))
    assert stream.flushed == 2
    assert stream.getvalue() == (
        "\x1b[1mfiles\x1b[0m\n"
        "  \x1b[32mok  \x1b[0m  a              1\n"
        "  \x1b[2mskip\x1b[0m  b              2\n"
    )
