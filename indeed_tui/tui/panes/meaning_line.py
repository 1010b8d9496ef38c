"""The line above a body: what the answer means, what helps, which key does it."""

from collections.abc import Mapping
from types import MappingProxyType

from indeed_tui.indeed.models import Exchange
from indeed_tui.tui.next_steps import paragraph, told
from indeed_tui.tui.states import Piece
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.line_panel import LinePanel

_MOST = 7


class MeaningLine(LinePanel, can_focus=False):
    """There while there is something to say; as many lines as that takes, up to seven."""

    DEFAULT_CSS = """
    MeaningLine { display: none; height: auto; padding: 0 1; scrollbar-size-vertical: 0; }
    MeaningLine.-said { display: block; }
    """
    keymap: Mapping[str, str] = MappingProxyType({})
    """The user's own keys, by command id."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._told: list[list[Piece]] = []
        self._said: tuple[int, int] | None = None

    def show(self, exchange: Exchange | None, view: View) -> None:
        """Say what an exchange means; reads its body, once."""
        about = None if exchange is None else (exchange.number, len(view.history))
        if about is not None and about == self._said:
            return
        self._said = about
        self._told = [] if exchange is None else told(exchange, view, self.keymap)
        self._arrange()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._arrange()

    def _arrange(self) -> None:
        parent = self.parent
        width = getattr(parent, "size", self.size).width - 2
        lines = [line for each in self._told for line in paragraph(each, width)][:_MOST]
        self.set_class(bool(lines), "-said")
        self.styles.height = max(1, len(lines))
        self.set_lines(lines)
