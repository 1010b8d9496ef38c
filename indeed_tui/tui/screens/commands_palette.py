"""The command palette as a screen of ours."""

from textual.command import CommandPalette

from indeed_tui.tui.screens.sized import Sized


class CommandsPalette(CommandPalette, Sized[None]):
    """Textual's palette; a double click beside it closes it, and nothing behind it."""

    # Textual breaks where its list has no columns left.
    DEFAULT_CSS = """
    CommandsPalette CommandList { min-width: 16; }
    """
