"""One line of tabs."""

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from indeed_tui.tui.text import cells
from indeed_tui.tui.widgets.line_scroll import styled


class TabStrip(Widget):
    """Names beside each other, one of them current; a click or the owner changes it."""

    DEFAULT_CSS = """
    TabStrip {
        height: 1;
    }
    """
    current: reactive[int] = reactive(0)

    class Picked(Message):
        """The user clicked a tab."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, names: Sequence[str], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._names = names

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """Return the one line."""
        pieces = [(" ", "")]
        for index, name in enumerate(self._names):
            style = "tab-strip--current" if index == self.current else "tab-strip--tab"
            pieces += [(name, style), ("  ", "")]
        return styled(self, pieces, self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Pick the tab under the pointer."""
        x = 1
        for index, name in enumerate(self._names):
            if x <= event.x < x + cells(name):
                self.post_message(self.Picked(index))
            x += cells(name) + 2
