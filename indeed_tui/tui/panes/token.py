"""Pane 2: the token in use, second by second."""

from typing import ClassVar

from textual.binding import BindingType
from textual.reactive import var

from indeed_tui.indeed.models import Instant
from indeed_tui.tui.commands import TOKEN, bindings
from indeed_tui.tui.states import look
from indeed_tui.tui.text import safe
from indeed_tui.tui.token_lines import token_lines
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.line_panel import LinePanel


class TokenPane(LinePanel):
    """Everything about the token of the identity in use."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(TOKEN)]
    view: var[View | None] = var(None)
    instant: var[Instant | None] = var(None)

    def on_mount(self) -> None:
        """Name the pane."""
        self.border_title = safe("2 Token")

    def watch_view(self) -> None:
        """Show the new state."""
        self._work_out()

    def watch_instant(self) -> None:
        """Show the new second."""
        self._work_out()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._work_out()

    def _work_out(self) -> None:
        view, now = self.view, self.instant
        if view is None or now is None or self.line_width <= 2:
            return
        self.set_lines([[(" ", ""), *line] for line in token_lines(view, now, self.line_width - 2)])
        subtitle = ""
        if view.acting.credentials is not None:
            subtitle = look(view.token_of(view.acting.employer), now).word
        if self.border_subtitle != subtitle:
            self.border_subtitle = safe(subtitle)
