"""A panel whose lines follow from the view and the second it is."""

from textual.reactive import var

from indeed_tui.indeed.models import Instant
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.line_panel import LinePanel


class TickingPanel(LinePanel):
    """Works its lines out anew for every new view, second and size, once it has both."""

    view: var[View | None] = var(None)
    instant: Instant | None = None

    def work_out(self, view: View, now: Instant) -> None:
        """Set the lines; a subclass says which."""
        raise NotImplementedError

    def watch_view(self) -> None:
        """Show the new state."""
        self._work_out()

    def tick(self, now: Instant) -> None:
        """Show the new second."""
        self.instant = now
        self._work_out()

    def on_resize(self) -> None:
        """Fit the new size."""
        self._work_out()

    def _work_out(self) -> None:
        if self.view is not None and self.instant is not None:
            self.work_out(self.view, self.instant)
