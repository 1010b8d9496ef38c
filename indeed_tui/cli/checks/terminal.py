"""The terminal: size, colours, letters, what stands in between, and the way to the clipboard."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from indeed_tui.cli.checks.check import Area, Check
from indeed_tui.showing import DEEP, depth, locale_of, utf8
from indeed_tui.store.settings import ClipboardMode

AREA = Area("terminal")
_LIMIT = 2.0
_SMALLEST = (40, 12)
_TOKEN_SIZE = 900
# `load-buffer -w`, which the clipboard needs, came with this one.
_TMUX = (3, 2)
_STREAMS = ("stdin", "stdout", "stderr")

Ask = Callable[[tuple[str, ...]], str | None]
"""Runs a command and returns what it printed, None where it failed."""
Find = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Screen:
    """What is known of the terminal: which streams are one, and columns by rows, if known."""

    terminals: tuple[bool, bool, bool]
    size: tuple[int, int] | None = None

    @classmethod
    def here(cls) -> "Screen":
        """Return what this process has."""
        there = (os.isatty(0), os.isatty(1), os.isatty(2))
        for number, is_terminal in enumerate(there):
            if is_terminal:
                try:
                    columns, rows = os.get_terminal_size(number)
                except OSError:
                    continue
                return cls(there, (columns, rows))
        return cls(there)


def answer_of(command: tuple[str, ...]) -> str | None:
    """Return what a command prints within 2 s, None where it fails or isn't there."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_LIMIT,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace").strip()


def terminal_checks(
    screen: Screen,
    environ: Mapping[str, str],
    mode: ClipboardMode,
    *,
    run: Ask = answer_of,
    find: Find = shutil.which,
) -> Iterator[Check]:
    """Yield what the dashboard would find here; without a terminal most of it is skipped."""
    yield streams(screen)
    if any(screen.terminals):
        yield size(screen)
        yield kind(environ)
        yield AREA.ok("colours", colours(environ))
    else:
        for name in ("size", "TERM", "colours"):
            yield AREA.skip(name, "there is no terminal here")
    yield letters(environ)
    yield multiplexer(environ, run)
    yield AREA.ok("ssh", "yes" if far(environ) else "no")
    yield clipboard(environ, mode, find)


def streams(screen: Screen) -> Check:
    """Say which streams are a terminal; scripts have none, and need none."""
    names = [name for name, is_one in zip(_STREAMS, screen.terminals, strict=True) if is_one]
    if len(names) == len(_STREAMS):
        return AREA.ok("streams", "all are a terminal")
    seen = f"a terminal: {', '.join(names)}" if names else "none is a terminal"
    if screen.terminals[0] and screen.terminals[2]:
        return AREA.ok("streams", seen)
    return AREA.ok("streams", f"{seen}: commands work, the dashboard can't be shown")


def size(screen: Screen) -> Check:
    """Say how large the terminal is."""
    if screen.size is None or 0 in screen.size:
        return AREA.skip("size", "the terminal doesn't tell")
    columns, rows = screen.size
    return AREA.judged(
        "size",
        f"{columns} columns, {rows} rows",
        well=columns >= _SMALLEST[0] and rows >= _SMALLEST[1],
        todo=f"Make it at least {_SMALLEST[0]} by {_SMALLEST[1]}; from 100 columns all panes fit.",
    )


def kind(environ: Mapping[str, str]) -> Check:
    """Say what the terminal is called."""
    term = environ.get("TERM", "")
    return AREA.judged(
        "TERM",
        term or "not set",
        well=term not in ("", "dumb"),
        todo="The dashboard can't draw here. Set TERM to what the terminal is, such as "
        "xterm-256color.",
    )


def colours(environ: Mapping[str, str]) -> str:
    """Return how many colours the terminal is said to have, and by which variable."""
    term, extra = environ.get("TERM", ""), environ.get("COLORTERM", "")
    if environ.get("NO_COLOR"):
        return "none: NO_COLOR is set"
    if term in ("", "dumb"):
        return "none"
    many = depth(environ)
    if many == DEEP:
        return f"16 million: COLORTERM={extra}"
    lost = "; SSH doesn't forward COLORTERM" if far(environ) and not extra else ""
    return f"{many}{lost}"


def far(environ: Mapping[str, str]) -> bool:
    """Say whether the terminal is on another machine."""
    return bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))


def letters(environ: Mapping[str, str]) -> Check:
    """Say whether the locale is a UTF-8 one."""
    name, value = locale_of(environ)
    return AREA.judged(
        "letters",
        f"{name}={value}" if name else "no locale is set (LC_ALL, LC_CTYPE, LANG)",
        well=utf8(environ),
        todo="The dashboard is drawn in ASCII: export LANG=C.UTF-8, or start it with --no-ascii.",
    )


def multiplexer(environ: Mapping[str, str], run: Ask) -> Check:
    """Say whether tmux or screen stands in between, and what of tmux the clipboard needs."""
    if environ.get("TMUX"):
        version = run(("tmux", "-V"))
        if version is None:
            return AREA.warn(
                "multiplexer",
                "tmux, but the command tmux doesn't answer",
                "Put tmux on the PATH: copying needs it.",
            )
        setting = run(("tmux", "show-options", "-sv", "set-clipboard"))
        found = re.search(r"(\d+)\.(\d+)", version)
        old = found is not None and (int(found[1]), int(found[2])) < _TMUX
        return AREA.judged(
            "multiplexer",
            f"{version}, set-clipboard {setting or 'unknown'}",
            well=not old,
            todo="Copying needs `tmux load-buffer -w`, which came with tmux 3.2: "
            "set INDEED_TUI_CLIPBOARD=osc52 or file.",
        )
    if environ.get("STY"):
        return AREA.ok("multiplexer", "screen")
    return AREA.ok("multiplexer", "zellij" if environ.get("ZELLIJ") is not None else "none")


def clipboard(environ: Mapping[str, str], mode: ClipboardMode, find: Find) -> Check:
    """Say by which way a copied token would leave."""
    from indeed_tui.tui.clipboard import way_here

    way = way_here(mode, _TOKEN_SIZE, environ, find)
    command = f", {way.command[0]}" if way.command else ""
    seen = f"{way.mode}{command}, for clipboard = {mode}"
    if way.mode is not ClipboardMode.OFF or mode is ClipboardMode.OFF:
        return AREA.ok("clipboard", seen)
    return AREA.warn(
        "clipboard",
        f"nothing can be copied: {way.told}",
        "Install one of them, or set clipboard = 'auto' in settings.toml.",
    )
