"""How every named piece of text looks: one table, mixed with what lies below it.

Textual's component classes would say the same in CSS, but cost a virtual node and a walk through
the whole stylesheet for each name of each widget whenever a class or the focus changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rich.style import Style as RichStyle
from textual.color import Color
from textual.style import Style
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours as names of theme variables, "" for what lies below, and text styles.

    `dim` None leaves what lies below as it is. What is reversed twice stands out from a reversed
    row by not being so.

    `share` is how much of the background covers what lies below, from 0 to 1.
    """

    colour: str = ""
    back: str = ""
    share: float = 1.0
    bold: bool = False
    dim: bool | None = None
    italic: bool = False
    underline: bool = False
    reverse: bool = False

    def over(self, below: Style, variables: Mapping[str, str]) -> Style:
        """Return this ink laid over a style, in a theme's colours."""
        back = below.background or Color(0, 0, 0, 0)
        front = below.foreground
        if self.back:
            back += _colour(variables[self.back], back).multiply_alpha(self.share)
        if self.colour:
            front = _colour(variables[self.colour], back)
        return Style(
            back,
            front,
            bold=self.bold or below.bold,
            dim=below.dim if self.dim is None else self.dim,
            italic=self.italic or below.italic,
            underline=self.underline or below.underline,
            reverse=self.reverse != bool(below.reverse),
            strike=below.strike,
        )


_MUTED, _FAINT = Ink("text-muted"), Ink("text-disabled")
_ACCENT, _KEY = Ink("accent"), Ink("accent", bold=True)
_PLAIN, _STRONG = Ink("foreground"), Ink(bold=True)
_DIM, _NOTHING = Ink("text-muted", dim=True), Ink()

INKS: Mapping[str, Ink] = {
    "state--fresh": Ink("fresh"),
    "state--stale": Ink("stale"),
    "state--failed": Ink("failed"),
    "state--dim": _MUTED,
    "state--strong": _STRONG,
    "state--accent": _KEY,
    "state--prod": Ink("prod", bold=True, reverse=True),
    "key-bar--key": _KEY,
    "key-bar--label": _MUTED,
    "key-bar--said": _PLAIN,
    "key-bar--failed": Ink("failed", bold=True),
    "tab-strip--tab": _MUTED,
    "tab-strip--current": Ink("foreground", bold=True, underline=True),
    "choice--option": _MUTED,
    "choice--chosen": Ink("foreground", bold=True),
    "body-told--left": _MUTED,
    "body-told--right": _PLAIN,
    "body-told--failed": Ink("failed", bold=True),
    "line-list--dim": _MUTED,
    "line-list--empty": _MUTED,
    "line-list--header": _MUTED,
    "line-list--hover": Ink(back="foreground", share=0.04),
    "line-list--cursor": Ink(back="foreground", share=0.08),
    "line-list--mark": _MUTED,
    "line-view--dim": _MUTED,
    "line-view--empty": _MUTED,
    "line-view--gutter": _FAINT,
    "line-view--key": Ink("text-primary"),
    "line-view--literal": Ink("text-secondary"),
    "line-view--mark": _FAINT,
    "line-view--note": Ink("text-muted", italic=True),
    "line-view--number": Ink("text-secondary"),
    "line-view--punctuation": _MUTED,
    "line-view--string": _PLAIN,
    "line-view--cursor": _NOTHING,
    "line-view--match": Ink(back="warning", share=0.3, underline=True),
    "line-view--current-match": Ink("background", back="warning"),
}
"""Every name that a piece of text may have."""

_FOCUSED: Mapping[str, Ink] = {
    "line-list--cursor": Ink(back="accent", share=0.3, bold=True),
    "line-list--mark": _ACCENT,
    "line-view--cursor": Ink(back="accent", share=0.18),
    "line-view--mark": _ACCENT,
    "choice--chosen": _KEY,
}
"""What looks otherwise where the focus is."""

_ANSI: Mapping[str, Ink] = {
    "state--dim": _DIM,
    "key-bar--label": _DIM,
    "choice--option": _DIM,
    "body-told--left": _DIM,
    "line-list--dim": _DIM,
    "line-list--empty": _DIM,
    "line-list--header": _DIM,
    "line-list--hover": _NOTHING,
    "line-list--cursor": _NOTHING,
    "line-view--dim": _DIM,
    "line-view--empty": _DIM,
    "line-view--gutter": Ink("text-disabled", dim=True),
    "line-view--note": Ink("text-muted", dim=True, italic=True),
    "line-view--punctuation": _DIM,
    "line-view--match": Ink(underline=True),
    "line-view--current-match": Ink(reverse=True),
}
"""What looks otherwise in the terminal's own colours, which can't be mixed."""

_ANSI_FOCUSED: Mapping[str, Ink] = {
    # Of one colour all over: each colour would be another background.
    "line-list--cursor": Ink("foreground", bold=True, dim=False, reverse=True),
    "line-view--cursor": Ink(bold=True, reverse=True),
}


class Mixed(dict[tuple[str, ...], RichStyle]):
    """The inks over one style, in one theme; each combination of names is mixed once."""

    def __init__(self, below: Style, variables: Mapping[str, str], inks: Mapping[str, Ink]) -> None:
        super().__init__()
        self.variables = variables
        self._below, self._inks = below, inks

    def __missing__(self, names: tuple[str, ...]) -> RichStyle:
        style = self._below
        for name in names:
            if name:
                style = self._inks[name].over(style, self.variables)
        found = self[names] = style.rich_style
        return found


_KEPT: dict[tuple[bool, bool, Style], Mixed] = {}
_MOST = 256


def mixed(widget: Widget) -> Mixed:
    """Return the inks as they look in a widget now, by the names laid over each other."""
    app = widget.app
    ansi, focused = app.native_ansi_color, widget.has_focus
    if ansi and focused and widget.screen.has_class("-covered"):
        # Behind a modal: nothing there is focused, but the terminal's own colours know no shade.
        focused = False
    key = (ansi, focused, widget.visual_style)
    found = _KEPT.get(key)
    # Another theme has other variables, and Textual makes them anew for it.
    if found is None or found.variables is not app.theme_variables:
        if len(_KEPT) >= _MOST:
            _KEPT.clear()
        found = _KEPT[key] = Mixed(widget.visual_style, app.theme_variables, _inks(ansi, focused))
    return found


@lru_cache
def _inks(ansi: bool, focused: bool) -> Mapping[str, Ink]:
    return {
        **INKS,
        **(_FOCUSED if focused else {}),
        **(_ANSI if ansi else {}),
        **(_ANSI_FOCUSED if ansi and focused else {}),
    }


def _colour(value: str, below: Color) -> Color:
    """Return the colour of a theme variable: `#5fc795`, `ansi_green 50%`, `auto 60%`."""
    name, _, share = value.partition(" ")
    alpha = float(share.rstrip("%")) / 100 if share else 1.0
    if name == "auto":
        return below.get_contrast_text(alpha)
    return Color.parse(name).multiply_alpha(alpha)
