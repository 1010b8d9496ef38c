"""The look's colours: a deep blue family in dark and light; state has three colours of its own."""

from textual.theme import Theme

STATE_DEFAULTS = {
    "fresh": "ansi_green",
    "stale": "ansi_yellow",
    "failed": "ansi_red",
    "rule": "ansi_bright_black",
}
"""For themes that know nothing of token states and panes' rules, such as Textual's own."""

DARK = Theme(
    name="indeed-dark",
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
    name="indeed-light",
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

THEMES = (DARK, LIGHT)
