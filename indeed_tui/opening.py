"""The first frame: the dashboard's outline, on the terminal before anything heavy is imported.

Imports next to nothing. From the outline on the terminal is ours: however the start ends, `close`
gives it back.
"""

import os
import signal
import sys
import termios
from collections.abc import Mapping, Sequence
from types import FrameType, TracebackType

from indeed_tui.showing import ANSI, AUTO, DARK, DEEP, FEW, LIGHT, ascii_alone, depth, theme_for

Attributes = list[int | list[bytes | int]]
"""A terminal's settings, as `termios.tcgetattr` gives them."""

SMALLEST = (20, 5)
"""Columns and rows below which there is a notice in place of the panes."""
ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
"""The signals that end the dashboard in order, with 128 and their number."""

_ENTER, _LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[0m\x1b[?1049l\x1b[?25h"
_TEXT_LIMIT = 1 << 16

COLOURS: dict[str, tuple[tuple[str, int], ...]] = {
    DARK: (("#0c1220", 16), ("#2a3759", 23), ("#6ea3ff", 75), ("#17213a", 17)),
    LIGHT: (("#fafbfe", 231), ("#c3cde2", 188), ("#1d55c4", 26), ("#e5eaf5", 189)),
}
"""By theme: background, rule, accent and status line, of 24 bits and of 256 colours."""


Asked = tuple[str | None, bool, bool | None]
"""What the dashboard is asked for: a profile, the demo, ASCII alone (None where nobody says)."""


def fits(columns: int, rows: int) -> bool:
    """Say whether the panes can be shown at a size."""
    return columns >= SMALLEST[0] and rows >= SMALLEST[1]


def bare(arguments: Sequence[str]) -> Asked | None:
    """Return what arguments ask of the dashboard, None where they ask for anything else."""
    profile, demo, in_ascii = None, False, None
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--profile" and rest and not rest[0].startswith("-"):
            profile = rest.pop(0)
        elif word == "--demo":
            demo = True
        elif word in ("--ascii", "--no-ascii"):
            in_ascii = word == "--ascii"
        else:
            return None
    return profile, demo, in_ascii


def unfit(environ: Mapping[str, str]) -> tuple[str, str] | None:
    """Return why no dashboard can be shown here and what to use instead, None where it can."""
    if not (os.isatty(0) and os.isatty(2)) or sys.__stdin__ is None or sys.__stderr__ is None:
        return (
            "The dashboard needs a terminal",
            "Run it without pipes or redirection; `indeed-tui -h` lists what works in scripts.",
        )
    if environ.get("TERM", "") in ("", "dumb"):
        return (
            "This terminal can't be drawn on (TERM is dumb or not set)",
            "Set TERM to what it is, such as xterm-256color; `indeed-tui -h` lists the rest.",
        )
    return None


def attributes() -> Attributes | None:
    """Return the terminal's settings, None where there is none any more."""
    try:
        return termios.tcgetattr(0)
    except (termios.error, OSError):
        return None


def set_attributes(wanted: Sequence[int | list[bytes | int]] | None) -> None:
    """Set the terminal's settings, where it is still there."""
    if wanted is not None:
        try:
            termios.tcsetattr(0, termios.TCSANOW, list(wanted))
        except (termios.error, OSError):
            return


def without(
    settings: Attributes, *, codes: Mapping[int, bytes | int], local: int, arriving: int = 0
) -> Attributes:
    """Return settings without some local modes and input modes, with some control characters."""
    changed = list(settings)
    for place, off in ((0, arriving), (3, local)):
        flags = changed[place]
        changed[place] = flags & ~off if isinstance(flags, int) else flags
    known = changed[6]
    if isinstance(known, list):
        changed[6] = [codes.get(number, code) for number, code in enumerate(known)]
    return changed


class Opening:
    """The terminal between the shell's screen and the dashboard's first own frame."""

    def __init__(
        self, environ: Mapping[str, str], *, demo: bool, ascii_asked: bool | None = None
    ) -> None:
        self.before = attributes()
        self.entered = False
        self._environ, self._demo, self._ascii_asked = environ, demo, ascii_asked
        self._handlers = {number: signal.signal(number, self._end) for number in ENDING}

    def show(self) -> None:
        """Show the outline; what is typed meanwhile waits unseen for the dashboard."""
        if self.before is None:
            return
        columns, rows = os.get_terminal_size(2)
        # ctrl+z and ctrl+\\ come as keys later: nobody could bring back what stops here.
        codes: dict[int, bytes | int] = {termios.VSUSP: b"\0", termios.VQUIT: b"\0"}
        set_attributes(without(self.before, local=termios.ECHO | termios.ICANON, codes=codes))
        self.entered = True
        theme, in_ascii = (AUTO, None) if self._demo else look_of(self._environ)
        drawn = outline(columns, rows, inks(theme, self._environ))
        if ascii_alone(self._environ, self._ascii_asked, in_ascii):
            drawn = drawn.translate(_ASCII)
        self._write(_ENTER + drawn)

    def close(self) -> None:
        """Give the terminal back, and its signals their ways."""
        self.leave()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers = {}

    def leave(self) -> None:
        """Give the terminal back, unless that was done or the dashboard took it over."""
        if self.entered:
            self.entered = False
            self._write(_LEAVE)
            set_attributes(self.before)

    def take_over(self) -> None:
        """Leave the terminal to the dashboard: giving it back is its business from now on."""
        self.entered = False

    def __enter__(self) -> "Opening":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _end(self, number: int, _frame: FrameType | None) -> None:
        self.leave()
        os._exit(128 + number)

    def _write(self, text: str) -> None:
        encoding = getattr(sys.__stderr__, "encoding", None) or "utf-8"
        try:
            os.write(2, text.encode(encoding, "replace"))
        except OSError:
            return


Inks = tuple[str, str, str, str]
"""SGR sequences: background, rule, accent and status line."""
ANSI_INKS: Inks = ("", "\x1b[90m", "\x1b[94m", "")
"""The terminal's own colours."""
_ASCII = {ord(drawn): shown for drawn, shown in zip("─│╭╮╰╯", "-|++++", strict=True)}


def inks(theme: str, environ: Mapping[str, str]) -> Inks:
    """Return a setting's colours as this terminal takes them; none for a theme unknown here."""
    many = depth(environ)
    chosen = theme_for(theme, many)
    if chosen == ANSI and many:
        return ANSI_INKS
    colours = COLOURS.get(chosen)
    if colours is None or many <= FEW:
        return ("", "", "", "")
    back, rule, accent, status = (
        _ink(colour, index, deep=many == DEEP) for colour, index in colours
    )
    return (f"\x1b[48;{back}m", f"\x1b[38;{rule}m", f"\x1b[38;{accent}m", f"\x1b[48;{status}m")


def _ink(colour: str, index: int, *, deep: bool) -> str:
    if not deep:
        return f"5;{index}"
    return "2;" + ";".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))


def look_of(environ: Mapping[str, str]) -> tuple[str, bool | None]:
    """Return settings.toml's theme and `[display] ascii`, without a parser.

    A guess is good enough here: the dashboard reads them again.
    """
    directory = environ.get("INDEED_TUI_CONFIG_DIR") or (
        f"{environ.get('XDG_CONFIG_HOME') or environ.get('HOME', '') + '/.config'}/indeed-tui"
    )
    try:
        with open(f"{directory}/settings.toml", encoding="utf-8") as file:  # noqa: PTH123
            text = file.read(_TEXT_LIMIT)
    except (OSError, ValueError):
        text = ""
    theme, in_ascii, table = AUTO, "", ""
    for line in text.splitlines():
        name, _, value = (part.strip() for part in line.partition("="))
        value = value.partition("#")[0].strip().strip("\"'")
        if line.startswith("["):
            table = line.partition("]")[0].strip("[ ")
        elif (table, name) == ("", "theme"):
            theme = value
        elif (table, name) in (("display", "ascii"), ("", "display.ascii")):
            in_ascii = value
    return theme, {"true": True, "false": False}.get(in_ascii)


def outline(columns: int, rows: int, colours: Inks) -> str:
    """Return the panes' frames at a size: what stands where the dashboard will stand."""
    if not fits(columns, rows):
        return ""
    back, rule, accent, status = colours
    # Erasing fills with the colour that is set: a screenful for a few bytes.
    out = [back, "\x1b[2J\x1b[H", status, "\x1b[K", back]
    left = 0 if columns < 60 or rows < 18 else _left(columns)
    height = rows - 2
    if not left:
        return "".join([*out, accent, _box(1, 2, columns, height)])
    upper = height * 2 // 5
    return "".join(
        [
            *out,
            rule,
            _box(1, 2, left, height),
            _box(left + 1, 2 + upper, columns - left, height - upper),
            accent,
            _box(left + 1, 2, columns - left, upper),
        ]
    )


def _left(columns: int) -> int:
    """Return the left column's width, as styles.tcss has it."""
    if columns >= 100:
        return 38
    return 34 if columns >= 80 else columns * 2 // 5


def _box(x: int, y: int, width: int, height: int) -> str:
    line, last = "─" * (width - 2), y + height - 1
    sides = (f"\x1b[{row};{x}H│\x1b[{row};{x + width - 1}H│" for row in range(y + 1, last))
    return f"\x1b[{y};{x}H╭{line}╮{''.join(sides)}\x1b[{last};{x}H╰{line}╯"
