"""A one-line choice: left, right or space go through the options."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import CHOICE
from indeed_tui.tui.text import cells
from indeed_tui.tui.widgets.line_scroll import styled


class Choice(Widget, can_focus=True):
    """Shows all options beside each other; `value` is the id of the chosen one."""

    DEFAULT_CSS = """
    Choice {
        height: 1;
        width: 1fr;
        &:focus { background: $accent 20%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHOICE)
    chosen: reactive[int] = reactive(0)

    class Changed(Message):
        """Another option was chosen."""

        def __init__(self, choice: "Choice") -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> "Choice":
            """The choice that changed."""
            return self.choice

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        value: str,
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._options = options
        ids = [option for option, _ in options]
        self.set_reactive(Choice.chosen, ids.index(value) if value in ids else 0)

    @property
    def value(self) -> str:
        """The id of the chosen option."""
        return self._options[self.chosen][0]

    def choose(self, value: str) -> None:
        """Choose an option by its id; an unknown one changes nothing."""
        ids = [option for option, _ in self._options]
        if value in ids:
            self.chosen = ids.index(value)

    def action_step(self, step: int) -> None:
        """Choose the next or previous option."""
        self.chosen = (self.chosen + step) % len(self._options)

    def watch_chosen(self) -> None:
        """Tell the form."""
        if self.is_mounted:
            self.post_message(self.Changed(self))

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """Return the one line; where it is too narrow for all options, the chosen one alone."""
        width = self.size.width
        pieces: list[tuple[str, str]] = [(" ", "")]
        if self._narrow():
            label = self._options[self.chosen][1]
            place = f"  {self.chosen + 1} of {len(self._options)}"
            return styled(
                self,
                [*pieces, (f"◉ {label}", "choice--chosen"), (place, "choice--option")],
                width,
            )
        for index, (_, label) in enumerate(self._options):
            chosen = index == self.chosen
            style = "choice--chosen" if chosen else "choice--option"
            pieces.append((f"{'◉' if chosen else '○'} {label}   ", style))
        return styled(self, pieces, width)

    def _narrow(self) -> bool:
        return sum(cells(label) + 5 for _, label in self._options) - 2 > self.size.width

    def on_click(self, event: events.Click) -> None:
        """Choose the option under the pointer."""
        if self._narrow():
            self.action_step(1)
            return
        x = 1
        for index, (_, label) in enumerate(self._options):
            if x <= event.x < x + cells(label) + 2:
                self.chosen = index
            x += cells(label) + 5
