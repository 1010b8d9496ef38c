"""The look's colours: a deep blue family in dark and light, or the terminal's own.

State has three colours of its own; the accent means focus.
"""

from collections.abc import Mapping

from textual.app import App
from textual.filter import Monochrome, NoColor
from textual.theme import BUILTIN_THEMES, Theme

from indeed_tui import showing

STATE_DEFAULTS = {
    "fresh": "ansi_green",
    "stale": "ansi_yellow",
    "failed": "ansi_red",
    "prod": "ansi_yellow",
    "rule": "ansi_bright_black",
}
"""For themes that know nothing of token states and panes' rules, such as Textual's own."""

DARK = Theme(
    name=showing.DARK,
    primary="#3d6fd1",
    secondary="#7a8fb5",
    accent="#6ea3ff",
    foreground="#d5dceb",
    background="#0c1220",
    surface="#101829",
    panel="#17213a",
    success="#5fc795",
    warning="#e3b55b",
    error="#f27c78",
    dark=True,
    variables={
        "fresh": "#5fc795",
        "stale": "#e3b55b",
        "failed": "#f27c78",
        "prod": "#e3b55b",
        "text-muted": "#8292b3",
        "rule": "#2a3759",
        "border": "#6ea3ff",
        "border-blurred": "#2a3759",
        "block-cursor-background": "#3d6fd1",
        "input-cursor-background": "#d5dceb",
        "input-selection-background": "#3d6fd1 60%",
        "scrollbar": "#2a3759",
        "scrollbar-hover": "#3d4f7c",
        "scrollbar-active": "#6ea3ff",
        "scrollbar-background": "#0c1220",
        "scrollbar-background-hover": "#0c1220",
        "scrollbar-background-active": "#0c1220",
        "scrollbar-corner-color": "#0c1220",
    },
)

LIGHT = Theme(
    name=showing.LIGHT,
    primary="#2457b8",
    secondary="#5a6b8c",
    accent="#1d55c4",
    foreground="#1b2437",
    background="#fafbfe",
    surface="#f1f4fa",
    panel="#e5eaf5",
    success="#1a7a48",
    warning="#8f6000",
    error="#bd2f2f",
    dark=False,
    variables={
        "fresh": "#1a7a48",
        "stale": "#8f6000",
        "failed": "#bd2f2f",
        "prod": "#8f6000",
        "text-muted": "#5a6b8c",
        "rule": "#c3cde2",
        "border": "#1d55c4",
        "border-blurred": "#c3cde2",
        "block-cursor-background": "#2457b8",
        "input-cursor-background": "#1b2437",
        "input-selection-background": "#2457b8 30%",
        "scrollbar": "#c3cde2",
        "scrollbar-hover": "#9fb0d1",
        "scrollbar-active": "#1d55c4",
        "scrollbar-background": "#fafbfe",
        "scrollbar-background-hover": "#fafbfe",
        "scrollbar-background-active": "#fafbfe",
        "scrollbar-corner-color": "#fafbfe",
    },
)

# Bright blue can be read on black and on white, which blue and yellow can't; what is focused is
# bold or reversed as well, what is secondary dim.
ANSI = Theme(
    name=showing.ANSI,
    ansi=True,
    primary="ansi_bright_blue",
    secondary="ansi_cyan",
    accent="ansi_bright_blue",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    success="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    variables={
        "surface": "ansi_default",
        "panel": "ansi_default",
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "fresh": "ansi_green",
        "stale": "ansi_yellow",
        "failed": "ansi_red",
        # Reversed yellow is unreadable on a white terminal.
        "prod": "ansi_default",
        "rule": "ansi_bright_black",
        "border": "ansi_bright_blue",
        "border-blurred": "ansi_bright_black",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-background": "ansi_default",
        "block-cursor-text-style": "bold reverse",
        "block-cursor-blurred-text-style": "reverse",
        "input-selection-background": "ansi_bright_black",
        "scrollbar": "ansi_bright_black",
        "scrollbar-hover": "ansi_bright_black",
        "scrollbar-active": "ansi_bright_blue",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
    },
)

THEMES = (DARK, LIGHT, ANSI)
"""Our own themes, the usual one first."""
NAMES = (*(theme.name for theme in THEMES), *sorted(BUILTIN_THEMES))
"""Every theme there is: ours, then Textual's."""

_NATIVE = {theme.name for theme in (*THEMES, *BUILTIN_THEMES.values()) if theme.ansi}
_LABELS = {
    showing.DARK: "Indeed, dark",
    showing.LIGHT: "Indeed, light",
    showing.ANSI: "The terminal's own colours",
}


def take_colours(app: App[str], wanted: str, environ: Mapping[str, str]) -> None:
    """Make our themes known to the app and choose the one for a setting and for the colours.

    None is left to Textual's filters, which count an empty NO_COLOR too: the painter drops every
    colour where it is set.
    """
    for theme in THEMES:
        app.register_theme(theme)
    colours = showing.depth(environ)
    app.no_color = colours == showing.NONE
    app._filters = [each for each in app._filters if not isinstance(each, Monochrome | NoColor)]
    # Set without its watcher, which would have every style parsed a second time.
    app.set_reactive(App.theme, showing.theme_for(wanted, colours))
    theme = app.current_theme
    marks = {f"-theme-{theme.name}": True, "-dark-mode": theme.dark, "-light-mode": not theme.dark}
    app.update_classes(marks, update=False)
    app._refresh_truecolor_filter(app.ansi_theme)
    app.stylesheet.set_variables(app.get_css_variables())


def label(name: str) -> str:
    """Return a theme's name as people read it."""
    return _LABELS.get(name) or name.replace("-", " ").title()


def native(name: str) -> bool:
    """Say whether a theme uses the terminal's own colours, which every terminal can show."""
    return name in _NATIVE
