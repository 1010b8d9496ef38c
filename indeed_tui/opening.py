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

Attributes = list[int | list[bytes | int]]
"""A terminal's settings, as `termios.tcgetattr` gives them."""

SMALLEST = (20, 5)
"""Columns and rows below which there is a notice in place of the panes."""
ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
"""The signals that end the dashboard in order, with 128 and their number."""

_ENTER, _LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[0m\x1b[?1049l\x1b[?25h"
_TEXT_LIMIT = 1 << 16

COLOURS: dict[str, tuple[tuple[str, int], ...]] = {
    "indeed-dark": (("#0c1220", 16), ("#2a3759", 23), ("#6ea3ff", 75), ("#17213a", 17)),
    "indeed-light": (("#fafbfe", 231), ("#c3cde2", 188), ("#1d55c4", 26), ("#e5eaf5", 189)),
}
"""By theme: background, rule, accent and status line, of 24 bits and of 256 colours."""


def bare(arguments: Sequence[str]) -> bool:
    """Say whether arguments ask for the dashboard, and for nothing that must be looked up."""
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--profile" and rest and not rest[0].startswith("-"):
            rest.pop(0)
        elif word != "--demo":
            return False
    return True


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

    def __init__(self, environ: Mapping[str, str], *, demo: bool) -> None:
        self.before = attributes()
        self.entered = False
        self._environ, self._demo = environ, demo
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
        theme = "indeed-dark" if self._demo else theme_of(self._environ)
        self._write(_ENTER + outline(columns, rows, inks(theme, self._environ)))

    def close(self) -> None:
        """Give the terminal back, unless that was done or the dashboard took it over."""
        if self.entered:
            self.entered = False
            self._write(_LEAVE)
            set_attributes(self.before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers = {}

    def take_over(self) -> bool:
        """Leave the terminal to the dashboard; say whether the alternate screen is shown."""
        entered, self.entered = self.entered, False
        return entered

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
        if self.entered:
            self._write(_LEAVE)
            set_attributes(self.before)
        os._exit(128 + number)

    def _write(self, text: str) -> None:
        encoding = getattr(sys.__stderr__, "encoding", None) or "utf-8"
        try:
            os.write(2, text.encode(encoding, "replace"))
        except OSError:
            return


Inks = tuple[str, str, str, str]
"""SGR sequences: background, rule, accent and status line."""


def inks(theme: str, environ: Mapping[str, str]) -> Inks:
    """Return a theme's colours as this terminal takes them; none for a theme unknown here."""
    colours = COLOURS.get(theme)
    if colours is None or environ.get("NO_COLOR"):
        return ("", "", "", "")
    deep = environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit")
    if not deep and "256" not in environ.get("TERM", ""):
        return ("", "", "", "")
    back, rule, accent, status = (_ink(colour, index, deep=deep) for colour, index in colours)
    return (f"\x1b[48;{back}m", f"\x1b[38;{rule}m", f"\x1b[38;{accent}m", f"\x1b[48;{status}m")


def _ink(colour: str, index: int, *, deep: bool) -> str:
    if not deep:
        return f"5;{index}"
    return "2;" + ";".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))


def theme_of(environ: Mapping[str, str]) -> str:
    """Return the theme that settings.toml names, without a parser; a guess is good enough here."""
    directory = environ.get("INDEED_TUI_CONFIG_DIR") or (
        f"{environ.get('XDG_CONFIG_HOME') or environ.get('HOME', '') + '/.config'}/indeed-tui"
    )
    try:
        with open(f"{directory}/settings.toml", encoding="utf-8") as file:  # noqa: PTH123
            text = file.read(_TEXT_LIMIT)
    except (OSError, ValueError):
        text = ""
    for line in text.splitlines():
        name, _, value = line.partition("=")
        if line.startswith("["):
            break
        if name.strip() == "theme":
            return value.partition("#")[0].strip().strip("\"'")
    return "indeed-dark"


def outline(columns: int, rows: int, colours: Inks) -> str:
    """Return the panes' frames at a size: what stands where the dashboard will stand."""
    if columns < SMALLEST[0] or rows < SMALLEST[1]:
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
