"""A question with yes or no; no is what enter and escape mean unless the user moves."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import CONFIRM
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.screens.sized import Sized
from indeed_tui.tui.states import BADGE
from indeed_tui.tui.text import safe

_NARROW = 50


class Confirm(ModalScreen[bool], Sized[bool]):
    """Asks before something that can't be undone; `doing` and `otherwise` are on the buttons.

    `production` puts the badge of a production profile beside the title.
    """

    DEFAULT_CSS = """
    Confirm { align: center middle; }
    Confirm > VerticalScroll {
        width: 60; max-width: 100%; height: auto; max-height: 100%;
        border: round $accent; background: $surface; padding: 1 2;
        scrollbar-size-vertical: 1;
        border-title-color: $accent; border-title-style: bold;
    }
    Confirm Horizontal { dock: bottom; height: 2; padding-top: 1; align-horizontal: right; }
    Confirm Button { margin-left: 2; min-width: 12; }
    Confirm.-narrow Horizontal { layout: vertical; height: 3; }
    Confirm.-narrow Button { margin-left: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(CONFIRM)

    def __init__(
        self,
        title: str,
        question: str,
        doing: str,
        otherwise: str = "Keep",
        *,
        keys: Keymap,
        production: bool = False,
    ) -> None:
        super().__init__()
        self._title, self._question, self._production = title, question, production
        self._doing, self._otherwise, self._keys = doing, otherwise, keys

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        box = VerticalScroll(can_focus=False)
        title = safe(self._title)
        if self._production:
            title = Content.assemble(title, " ", (BADGE, "$prod bold reverse"))
        box.border_title = title
        with box:
            yield Static(safe(self._question, newlines=True))
            with Horizontal():
                yield Button(
                    self._label(self._doing, "yes"), id="yes", variant="error", compact=True
                )
                yield Button(self._label(self._otherwise, "no"), id="no", compact=True)

    def _label(self, word: str, answer: str) -> Content:
        command = f"confirm.{answer}"
        shown = f" ({self._keys.key(command)})" if self._keys.keys(command) else ""
        return safe(f"{word}{shown}")

    def on_mount(self) -> None:
        """Start at no."""
        self.query_one("#no").focus()

    def on_resize(self, event: events.Resize) -> None:
        """Put the buttons below each other where they don't fit side by side."""
        self.set_class(event.size.width < _NARROW, "-narrow")

    def action_other(self) -> None:
        """Go to the other button."""
        self.query_one("#yes" if self.query_one("#no").has_focus else "#no").focus()

    def action_scroll(self, lines: int) -> None:
        """Scroll a question that is longer than the screen."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_answer(self, answer: bool) -> None:
        """Answer."""
        self.dismiss(answer)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer with the pressed button."""
        event.stop()
        self.dismiss(event.button.id == "yes")
