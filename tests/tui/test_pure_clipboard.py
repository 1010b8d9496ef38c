"""Which way a text goes to the user's clipboard, and what may be said of it."""

import base64
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.errors import IndeedError
from indeed_tui.store.settings import ClipboardMode
from indeed_tui.tui import clipboard
from indeed_tui.tui.clipboard import OSC52_LIMIT, Way, osc52, run_tool, way_here, write_file

TMUX = {"TMUX": "/tmp/tmux-1000/default,1,0"}
FAR = {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22", "DISPLAY": ":0"}
X = {"DISPLAY": ":0"}
WAYLAND = {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}
EVERY_TOOL = ("tmux", "wl-copy", "xclip", "xsel", "pbcopy")


def way(mode: ClipboardMode, environ: Mapping[str, str], *tools: str, size: int = 900) -> Way:
    return way_here(mode, size, environ, lambda name: name if name in tools else None)


@pytest.mark.parametrize(
    ("environ", "tools", "mode"),
    [
        (TMUX, EVERY_TOOL, ClipboardMode.TMUX),
        (TMUX, (), ClipboardMode.OSC52),
        (TMUX | FAR, ("tmux",), ClipboardMode.TMUX),
        (FAR, EVERY_TOOL, ClipboardMode.OSC52),
        ({"SSH_TTY": "/dev/pts/1", **X}, EVERY_TOOL, ClipboardMode.OSC52),
        (X, ("xclip",), ClipboardMode.NATIVE),
        (X, (), ClipboardMode.OSC52),
        ({}, ("xclip", "xsel", "wl-copy"), ClipboardMode.OSC52),
        ({}, ("pbcopy",), ClipboardMode.NATIVE),
    ],
)
def test_the_way_is_found_by_itself(
    environ: dict[str, str], tools: tuple[str, ...], mode: ClipboardMode
) -> None:
    assert way(ClipboardMode.AUTO, environ, *tools).mode is mode


@pytest.mark.parametrize(
    ("size", "mode"),
    [
        (OSC52_LIMIT // 4 * 3, ClipboardMode.OSC52),
        (OSC52_LIMIT // 4 * 3 + 1, ClipboardMode.FILE),
    ],
)
def test_what_terminals_would_cut_goes_to_a_file(size: int, mode: ClipboardMode) -> None:
    assert way(ClipboardMode.AUTO, FAR, size=size).mode is mode


@pytest.mark.parametrize(
    ("environ", "tools", "command"),
    [
        (WAYLAND, EVERY_TOOL, "wl-copy"),
        (WAYLAND, ("xclip", "xsel"), "xclip"),
        (X, ("xsel", "wl-copy"), "xsel"),
        ({}, ("pbcopy",), "pbcopy"),
    ],
)
def test_the_desktops_own_tool_is_used(
    environ: dict[str, str], tools: tuple[str, ...], command: str
) -> None:
    found = way(ClipboardMode.NATIVE, environ, *tools)
    assert (found.mode, found.command[0]) == (ClipboardMode.NATIVE, command)
    assert found.told == f"Copied with {command}"


def test_without_a_tool_the_native_way_says_which_are_missing() -> None:
    found = way(ClipboardMode.NATIVE, {})
    assert (found.mode, found.command) == (ClipboardMode.OFF, ())
    assert "wl-copy, xclip, xsel or pbcopy" in found.told


@pytest.mark.parametrize("environ", [{}, TMUX, FAR, WAYLAND])
def test_a_chosen_way_is_taken_wherever_one_is(environ: dict[str, str]) -> None:
    tmux = way(ClipboardMode.TMUX, environ)
    assert tmux.command == ("tmux", "load-buffer", "-w", "-")
    assert "Sent to the terminal" in way(ClipboardMode.OSC52, environ).told
    assert way(ClipboardMode.FILE, environ).mode is ClipboardMode.FILE
    off = way(ClipboardMode.OFF, environ)
    assert (off.mode, off.command) == (ClipboardMode.OFF, ())
    assert "switched off" in off.told


@given(st.text(st.characters(codec="utf-8")))
def test_osc52_is_one_sequence_whatever_the_text(text: str) -> None:
    sequence = osc52(text)
    assert sequence.startswith("\x1b]52;c;")
    assert sequence.endswith("\a")
    inside = sequence[7:-1]
    assert inside.isascii()
    assert "\x1b" not in inside
    assert "\a" not in inside
    assert base64.b64decode(inside, validate=True).decode() == text


# A tool that reads the text.


def tool(directory: Path, script: str) -> Way:
    path = directory / "tool"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return Way(ClipboardMode.NATIVE, "Copied with tool", (str(path),))


def test_a_tool_gets_the_text_on_its_stdin_alone(tmp_path: Path) -> None:
    got = tmp_path / "got"
    said = run_tool(
        tool(tmp_path, f'test $# = 0 && cat > "{got}"; echo noise; echo x >&2'), "tökén"
    )
    assert (said, got.read_text()) == ("Copied with tool", "tökén")


def test_a_tool_that_refuses_is_said(tmp_path: Path) -> None:
    assert "refused it" in run_tool(tool(tmp_path, "cat >/dev/null; exit 1"), "text")


def test_a_tool_that_isnt_there_is_said(tmp_path: Path) -> None:
    missing = Way(ClipboardMode.NATIVE, "Copied", (str(tmp_path / "none"),))
    assert "didn't take it" in run_tool(missing, "text")


def test_a_tool_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "_TIMEOUT", 0.05)
    assert "didn't take it" in run_tool(tool(tmp_path, "exec sleep 60"), "text")


def test_a_tool_that_doesnt_read_is_no_crash(tmp_path: Path) -> None:
    assert run_tool(tool(tmp_path, "exit 0"), "x" * 1_000_000) == "Copied with tool"


# A file.


def test_a_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    exports = tmp_path / "state" / "exports"
    said = write_file(exports, "access-token.txt", "the text")
    path = exports / "access-token.txt"
    assert said == f"Written to {path}"
    assert path.read_text() == "the text"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(exports.stat().st_mode) == 0o700


def test_where_no_file_can_be_written_that_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(IndeedError) as refused:
        write_file(blocked, "access-token.txt", "the text")
    assert "the text" not in f"{refused.value.problem}"
