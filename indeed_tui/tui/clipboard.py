"""Ways from a terminal to the user's clipboard, and which of them works here.

A stock tmux drops OSC 52, raw or wrapped, but `tmux load-buffer -w -` always works inside it.
"""

import base64
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from indeed_tui.store.files import private_directory, write_atomic
from indeed_tui.store.settings import ClipboardMode

# Terminals cut what is longer; measured in base64 characters.
OSC52_LIMIT = 74_994
_TIMEOUT = 3.0
_NATIVE = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("", ("pbcopy",)),
)


@dataclass(frozen=True, slots=True)
class Way:
    """How a text leaves: a command that reads it, a control sequence, a file, or not at all.

    `told` is what is said afterwards; it never claims more than is known.
    """

    mode: ClipboardMode
    told: str
    command: tuple[str, ...] = ()


def way_here(
    mode: ClipboardMode,
    size: int,
    environ: Mapping[str, str],
    find: Callable[[str], str | None] = shutil.which,
) -> Way:
    """Return the way for a text of `size` bytes; `auto` looks at tmux, SSH and the desktop."""
    if mode is ClipboardMode.AUTO:
        mode = _automatic(size, environ, find)
    if mode is ClipboardMode.TMUX:
        return Way(mode, "Copied to tmux's buffer", ("tmux", "load-buffer", "-w", "-"))
    if mode is ClipboardMode.NATIVE:
        command = _native(environ, find)
        if command:
            return Way(mode, f"Copied with {command[0]}", command)
        return Way(ClipboardMode.OFF, "No clipboard tool is here: wl-copy, xclip, xsel or pbcopy")
    if mode is ClipboardMode.OSC52:
        return Way(mode, "Sent to the terminal's clipboard (OSC 52)")
    if mode is ClipboardMode.FILE:
        return Way(mode, "Written to a file")
    return Way(ClipboardMode.OFF, "Copying is switched off in settings.toml")


def _automatic(
    size: int, environ: Mapping[str, str], find: Callable[[str], str | None]
) -> ClipboardMode:
    if environ.get("TMUX") and find("tmux"):
        return ClipboardMode.TMUX
    far = environ.get("SSH_CONNECTION") or environ.get("SSH_TTY")
    if not far and _native(environ, find):
        return ClipboardMode.NATIVE
    fits = (size + 2) // 3 * 4 <= OSC52_LIMIT
    return ClipboardMode.OSC52 if fits else ClipboardMode.FILE


def _native(environ: Mapping[str, str], find: Callable[[str], str | None]) -> tuple[str, ...]:
    for variable, command in _NATIVE:
        if (not variable or environ.get(variable)) and find(command[0]):
            return command
    return ()


def osc52(text: str) -> str:
    """Return the control sequence that asks a terminal to put the text on its clipboard."""
    encoded = base64.b64encode(text.encode("utf-8", "replace")).decode()
    return f"\x1b]52;c;{encoded}\a"


def run_tool(way: Way, text: str) -> str:
    """Give the text to the way's command, on its stdin; return what to say. Blocks up to 3 s."""
    try:
        # stdout is closed off: a tool that stays in the background would keep a pipe open.
        done = subprocess.run(
            way.command,
            input=text.encode("utf-8", "replace"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return f"{way.command[0]} didn't take it; set clipboard in settings.toml"
    if done.returncode:
        return f"{way.command[0]} refused it; set clipboard in settings.toml"
    return way.told


def write_file(directory: Path, name: str, text: str) -> str:
    """Write the text to a file of mode 0600 and return what to say; raises IndeedError."""
    path = directory / name
    private_directory(directory)
    write_atomic(path, text.encode("utf-8", "replace"))
    return f"Written to {path}"
