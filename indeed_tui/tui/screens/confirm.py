"""A question with yes or no; no is what enter and escape mean unless the user moves."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from indeed_tui.tui.text import safe


class Confirm(ModalScreen[bool]):
    """Asks before something that can't be undone; `doing` and `otherwise` are on the buttons."""

    DEFAULT_CSS = """
    Confirm { align: center middle; }
    Confirm > VerticalScroll {
        width: 60; max-width: 96%; height: auto; max-height: 100%;
        border: round $accent; background: $surface; padding: 1 2;
        scrollbar-size-vertical: 1;
        border-title-color: $accent; border-title-style: bold;
    }
    Confirm Horizontal { dock: bottom; height: 2; padding-top: 1; align-horizontal: right; }
    Confirm Button { margin-left: 2; min-width: 12; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", id="confirm.yes", show=False),
        Binding("n,escape", "answer(False)", "No", id="confirm.no", show=False),
        Binding("left,h,right,l,tab,shift+tab", "other", "Other", id="confirm.other", show=False),
        Binding("up,k", "scroll(-1)", "Up", id="confirm.up", show=False),
        Binding("down,j", "scroll(1)", "Down", id="confirm.down", show=False),
    ]

    def __init__(self, title: str, question: str, doing: str, otherwise: str = "Keep") -> None:
        super().__init__()
        self._title, self._question = title, question
        self._doing, self._otherwise = doing, otherwise

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        box = VerticalScroll(can_focus=False)
        box.border_title = safe(self._title)
        with box:
            yield Static(safe(self._question, newlines=True))
            with Horizontal():
                yield Button(safe(f"{self._doing} (y)"), id="yes", variant="error", compact=True)
                yield Button(safe(f"{self._otherwise} (n)"), id="no", compact=True)

    def on_mount(self) -> None:
        """Start at no."""
        self.query_one("#no").focus()

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
