"""What the terminal can show, as the environment tells: letters and colours.

Imports next to nothing: the first frame is drawn with it.
"""

import sys
from collections.abc import Mapping

STARTED = "/proc/self/environ"
LOCALE = ("LC_ALL", "LC_CTYPE", "LANG")
"""The variables that name the locale; the first that is set counts."""
DEEP, MANY, FEW, NONE = 1 << 24, 256, 16, 0
"""How many colours there are: those of 24 bits, of a palette, the terminal's own, or none."""

AUTO, DARK, LIGHT, ANSI = "auto", "indeed-dark", "indeed-light", "indeed-ansi"
"""The setting that leaves the theme to the terminal, and our own themes."""

_DEPTHS = {"standard": FEW, "256": MANY, "truecolor": DEEP}
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")


def uncoerced(environ: Mapping[str, str], started: str = STARTED) -> Mapping[str, str]:
    """Return the environment without the LC_CTYPE that Python sets where the locale is C (PEP 538).

    `started` is the environment that the process was started with, as Linux keeps it.
    """
    try:
        with open(started, "rb") as file:  # noqa: PTH123
            given = file.read().split(b"\0")
    except OSError:
        coerced = bool(sys.flags.utf8_mode) and environ.get("LC_CTYPE") in _COERCED
    else:
        coerced = not any(each.startswith(b"LC_CTYPE=") for each in given)
    if not coerced:
        return environ
    return {name: value for name, value in environ.items() if name != "LC_CTYPE"}


def locale_of(environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the variable that names the locale, and what it says; "" for none at all."""
    name = next((each for each in LOCALE if environ.get(each)), "")
    return name, environ.get(name, "")


def utf8(environ: Mapping[str, str]) -> bool:
    """Say whether the locale's character set is UTF-8, as tmux judges; none at all is not."""
    return "utf8" in locale_of(environ)[1].lower().replace("-", "")


def ascii_alone(environ: Mapping[str, str], *wanted: bool | None) -> bool:
    """Say whether only ASCII is shown: the first that is wanted counts, else the locale."""
    for each in wanted:
        if each is not None:
            return each
    return not utf8(uncoerced(environ))


def depth(environ: Mapping[str, str]) -> int:
    """Return how many colours may be used, by the rules of rich, which paints them.

    `NO_COLOR` counts where it isn't empty (https://no-color.org).
    """
    if environ.get("NO_COLOR"):
        return NONE
    forced = _DEPTHS.get(environ.get("TEXTUAL_COLOR_SYSTEM", ""))
    if forced is not None:
        return forced
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return DEEP
    kind = environ.get("TERM", "").strip().lower().rpartition("-")[2]
    return MANY if kind in ("256color", "kitty") else FEW


def theme_for(wanted: str, colours: int) -> str:
    """Return the theme for a setting on a terminal with so many colours.

    "auto" is the terminal's own colours where there are fewer than 256; so is everything where
    there are none.
    """
    if colours == NONE:
        return ANSI
    if wanted != AUTO:
        return wanted
    return DARK if colours >= MANY else ANSI
