"""Pane 2: the token in use, second by second."""

from typing import ClassVar

from textual.binding import BindingType

from indeed_tui.indeed.models import Instant
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import TOKEN
from indeed_tui.tui.panes.ticking import TickingPanel
from indeed_tui.tui.states import look
from indeed_tui.tui.text import safe
from indeed_tui.tui.token_lines import token_lines
from indeed_tui.tui.view import View


class TokenPane(TickingPanel):
    """Everything about the token of the identity in use."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(TOKEN)

    def on_mount(self) -> None:
        """Name the pane."""
        self.border_title = safe("2 Token")

    def work_out(self, view: View, now: Instant) -> None:
        """Show everything about the token, broken to the pane's width."""
        if self.line_width <= 2:
            return
        self.set_lines([[(" ", ""), *line] for line in token_lines(view, now, self.line_width - 2)])
        subtitle = ""
        if view.acting.credentials is not None:
            subtitle = look(view.token_of(view.acting.employer), now).word
        if self.border_subtitle != subtitle:
            self.border_subtitle = safe(subtitle)
