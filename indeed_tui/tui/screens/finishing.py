"""A screen that ends by itself, when what it waited for is done."""

from textual.screen import ScreenResultType

from indeed_tui.tui.screens.sized import Sized


class Finishing(Sized[ScreenResultType]):
    """Ends with a result that may come while another screen is in front of it.

    Textual's `dismiss` would take the one in front away, and break at the next try.
    """

    _finished: tuple[ScreenResultType] | None = None

    def finish(self, result: ScreenResultType) -> None:
        """Dismiss with the result, once this screen is in front."""
        if self.is_active:
            self.dismiss(result)
        else:
            self._finished = (result,)

    def on_screen_resume(self) -> None:
        """Go now, where everything is done."""
        if self._finished is not None and self.is_active:
            (result,), self._finished = self._finished, None
            self.dismiss(result)
