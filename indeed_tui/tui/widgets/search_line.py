"""A line that is typed into above or below a list, whose cursor the arrows move meanwhile."""

from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input

from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import SEARCH
from indeed_tui.tui.text import plain


class SearchLine(Input):
    """A one-line field; what a terminal might obey becomes visible as it is typed."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(SEARCH)

    class Walked(Message):
        """The user wants to move in the list; `action` is the list's own."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, *, placeholder: str, id: str) -> None:  # noqa: A002
        super().__init__(placeholder=placeholder, id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Return the value as it may be shown."""
        return plain(value)

    def action_walk(self, way: str) -> None:
        """Tell the pane to move."""
        self.post_message(self.Walked(_ACTIONS[way]))


_ACTIONS = {"up": "move(-1)", "down": "move(1)", "page-up": "page(-1)", "page-down": "page(1)"}
