"""The line above a body: what the answer means, what helps, which key does it."""

from indeed_tui.indeed.models import Exchange
from indeed_tui.tui.next_steps import paragraph, told
from indeed_tui.tui.states import Piece
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.line_panel import LinePanel

_MOST, _LEFT = 7, 3
"""The most lines it takes, and how many it leaves to the body and the line below it."""


class MeaningLine(LinePanel, can_focus=False):
    """There while there is something to say; as many lines as that takes, and the body leaves."""

    DEFAULT_CSS = """
    MeaningLine { display: none; height: auto; padding: 0 1; scrollbar-size-vertical: 0; }
    MeaningLine.-said { display: block; }
    """

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
        self._told = [] if exchange is None else told(exchange, view)
        self.fit()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self.fit()

    def fit(self) -> None:
        """Take the room that the parent has; what is more than that ends in "…"."""
        room = getattr(self.parent, "size", self.size)
        lines = [line for each in self._told for line in paragraph(each, room.width - 2)]
        most = min(_MOST, max(1, room.height - _LEFT))
        if len(lines) > most:
            *before, (text, style) = lines[most - 1]
            lines[most - 1 :] = [[*before, (f"{text[:-1]}…", style)]]
        self.set_class(bool(lines), "-said")
        self.styles.height = max(1, len(lines))
        self.set_lines(lines)
