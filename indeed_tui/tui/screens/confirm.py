"""A question with yes or no; no is what enter and escape mean unless the user moves."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from indeed_tui.tui.text import safe


class Confirm(ModalScreen[bool]):
    """Asks before something that can't be undone; `doing` is the word on the button."""

    DEFAULT_CSS = """
    Confirm { align: center middle; }
    Confirm > Vertical {
        width: 60; max-width: 96%; height: auto;
        border: round $accent; background: $surface; padding: 1 2;
        border-title-color: $accent; border-title-style: bold;
    }
    Confirm Horizontal { height: 1; margin-top: 1; align-horizontal: right; }
    Confirm Button { margin-left: 2; min-width: 12; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", id="confirm.yes", show=False),
        Binding("n,escape", "answer(False)", "No", id="confirm.no", show=False),
        Binding("left,h,right,l,tab,shift+tab", "other", "Other", id="confirm.other", show=False),
    ]

    def __init__(self, title: str, question: str, doing: str) -> None:
        super().__init__()
        self._title, self._question, self._doing = title, question, doing

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        box = Vertical()
        box.border_title = safe(self._title)
        with box:
            yield Static(safe(self._question, newlines=True))
            with Horizontal():
                yield Button(safe(f"{self._doing} (y)"), id="yes", variant="error", compact=True)
                yield Button(safe("Keep (n)"), id="no", compact=True)

    def on_mount(self) -> None:
        """Start at no."""
        self.query_one("#no").focus()

    def action_other(self) -> None:
        """Go to the other button."""
        self.query_one("#yes" if self.query_one("#no").has_focus else "#no").focus()

    def action_answer(self, answer: bool) -> None:
        """Answer."""
        self.dismiss(answer)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer with the pressed button."""
        event.stop()
        self.dismiss(event.button.id == "yes")
