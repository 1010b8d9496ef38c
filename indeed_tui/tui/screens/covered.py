"""A screen that others stand in front of."""

from textual.screen import ScreenResultType

from indeed_tui.tui.screens.sized import Sized


class Covered(Sized[ScreenResultType]):
    """Steps back while it is covered; where colours are our own the modal's shade does that."""

    def on_screen_suspend(self) -> None:
        """Step back behind what covers it."""
        self._step_back(covered=True)

    def on_screen_resume(self) -> None:
        """Come to the front again."""
        self._step_back(covered=False)

    def _step_back(self, *, covered: bool) -> None:
        # The style sheet dims it with the terminal's own colours alone.
        self.set_class(covered, "-covered", update=self.app.native_ansi_color)
