"""What every screen of ours holds on to: the terminal's size, its focus, that it closes once.

And that it draws no more than what changed.
"""

from textual.await_complete import AwaitComplete
from textual.geometry import Size
from textual.reactive import Reactive
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget

from indeed_tui.precedence import going_first
from indeed_tui.tui.compositing import SparingCompositor


class Sized(Screen[ScreenResultType]):
    """A base beside another screen's class."""

    # Who gets and who loses it repaint themselves; Textual would draw all the screen anew.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    _left_at: Size | None = None

    def __init__(
        self,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name, id, classes)
        self._compositor = SparingCompositor()

    def _screen_resized(self, size: Size) -> None:  # noqa: ARG002
        # A screen tells itself each size it was laid out for. Where two of them are under way, as
        # in a storm of sizes or at a start, each would bring the other back, for ever.
        super()._screen_resized(self.app.size)

    def _on_timer_update(self) -> None:
        with going_first():
            # A screen that was covered repaints first what changed behind, and would forget what
            # changed since.
            if self._repaint_required:
                self._compositor.update_widgets(self._dirty_widgets)
            super()._on_timer_update()

    def _keep_in_view(self) -> None:
        """Bring what has the focus where it is seen."""
        if self.focused is not None:
            self.focused.scroll_visible(animate=False)

    def on_screen_suspend(self) -> None:
        """Remember the size that the screen was left at."""
        self._left_at = self.app.size

    def on_screen_resume(self) -> None:
        """Keep the focus in view where the size has become another one meanwhile."""
        if self._left_at not in (None, self.app.size):
            self.call_after_refresh(self._keep_in_view)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close; a second key or click that comes before it has gone closes nothing else."""
        return super().dismiss(result) if self.is_active else AwaitComplete()
