"""Pane 2: the token in use, second by second."""

from typing import ClassVar

from textual.binding import BindingType

from indeed_tui.indeed.models import Instant
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import TOKEN
from indeed_tui.tui.panes.ticking import TickingPanel
from indeed_tui.tui.states import look
from indeed_tui.tui.text import safe
from indeed_tui.tui.token_lines import Line, living_lines, still_lines
from indeed_tui.tui.view import View


class TokenPane(TickingPanel):
    """Everything about the token of the identity in use."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(TOKEN)

    _still: tuple[View | None, int, list[Line]] = (None, 0, [])

    def on_mount(self) -> None:
        """Name the pane."""
        self.border_title = safe("2 Token")

    def work_out(self, view: View, now: Instant) -> None:
        """Show everything about the token, broken to the pane's width."""
        width = self.line_width - 2
        if width <= 0:
            return
        kept_view, kept_width, still = self._still
        if kept_view is not view or kept_width != width:
            still = _indented(still_lines(view, width))
            self._still = view, width, still
        self.set_lines([*_indented(living_lines(view, now, width)), *still])
        subtitle = ""
        if view.acting.credentials is not None:
            subtitle = look(view.token_of(view.acting.employer), now).word
        if self.border_subtitle != subtitle:
            self.border_subtitle = safe(subtitle)


def _indented(lines: list[Line]) -> list[Line]:
    return [[(" ", ""), *line] for line in lines]
