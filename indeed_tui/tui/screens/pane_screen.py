"""The dashboard's frame: four panes, the status line above, the keys below, and the focus."""

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget

from indeed_tui.indeed.models import Instant
from indeed_tui.tui.commands import EVERYWHERE, EXCHANGE, PANES, bar, bindings, shown_keys
from indeed_tui.tui.panes.credentials import CredentialsPane
from indeed_tui.tui.panes.employers import EmployersPane
from indeed_tui.tui.panes.exchange import TABS, ExchangePane
from indeed_tui.tui.panes.history_list import HistoryPart
from indeed_tui.tui.panes.meaning_line import MeaningLine
from indeed_tui.tui.panes.status_line import StatusLine
from indeed_tui.tui.panes.token import TokenPane
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.key_bar import KeyBar

_SINGLE_WIDTH, _SINGLE_HEIGHT, _USUAL, _WIDE = 60, 18, 80, 100


class PaneScreen(Screen[None]):
    """State sits here and flows down by data binding; it knows panes and focus, and no session.

    `keymap` has the user's own keys by command id.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(EVERYWHERE)]
    AUTO_FOCUS = None
    view: var[View] = var(View)
    instant: var[Instant | None] = var(None)
    zoomed: var[bool] = var(False, init=False)
    pane: var[str] = var(PANES[2])

    def __init__(self, keymap: Mapping[str, str]) -> None:
        super().__init__()
        self.keymap = keymap

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        bound = {"view": PaneScreen.view, "instant": PaneScreen.instant}
        yield StatusLine(id="status").data_bind(**bound)
        with Horizontal(id="panes"):
            with Vertical(id="left"):
                yield CredentialsPane(id="credentials", classes="pane").data_bind(**bound)
                yield TokenPane(id="token", classes="pane").data_bind(**bound)
            with Vertical(id="right"):
                yield EmployersPane(id="employers").data_bind(**bound)
                yield ExchangePane(id="exchange").data_bind(PaneScreen.view)
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Start at the employers."""
        for name in PANES:
            self._pane(name).add_class("pane")
        self.query_one(MeaningLine).keymap = self.keymap
        self._go(self.pane)

    def on_resize(self, event: events.Resize) -> None:
        """Choose the arrangement that fits: wide, tight, or one pane at a time."""
        size = event.size
        self.set_class(_USUAL <= size.width < _WIDE, "-usual")
        self.set_class(size.width >= _WIDE, "-wide")
        self.set_class(size.width < _SINGLE_WIDTH or size.height < _SINGLE_HEIGHT, "-single")

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show a sentence in the place of the keys for a while."""
        self.query_one(KeyBar).say(text, failed=failed)

    # -- panes ----------------------------------------------------------------------------

    def watch_pane(self, before: str, now: str) -> None:
        """Mark the pane that has the focus, and show its keys."""
        if not self.is_mounted:
            return
        for name, current in ((before, False), (now, True)):
            pane = self._pane(name)
            pane.set_class(current, "-current")
            if isinstance(pane.parent, Widget):
                pane.parent.set_class(current, "-current")
        shown = [(shown_keys(each, self.keymap), each.label, each.action) for each in bar(now)]
        self.query_one(KeyBar).show(shown)

    def watch_zoomed(self, zoomed: bool) -> None:
        """Show one pane, or all."""
        self.set_class(zoomed, "-zoomed")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Follow the focus; what was said in its own pane, such as by the palette, stays."""
        pane = self._pane_of(event.widget) or self.pane
        if pane != self.pane:
            self.pane = pane
            self.query_one(KeyBar).hush()

    def _pane(self, name: str) -> Widget:
        return self.query_one(f"#{name}")

    def _pane_of(self, widget: Widget | None) -> str | None:
        chain = [] if widget is None else widget.ancestors_with_self
        return next((node.id for node in chain if node.id in PANES), None)

    def _go(self, name: str) -> None:
        if name != self.pane:
            self.query_one(KeyBar).hush()
        # A pane that isn't displayed can't take the focus: it is made current first.
        self.watch_pane(self.pane, name)
        self.pane = name
        match self._pane(name):
            case EmployersPane() as employers:
                employers.rows.focus()
            case ExchangePane() as exchange:
                exchange.focus_content()
            case other:
                other.focus()

    def action_pane(self, name: str) -> None:
        """Go to a pane."""
        self._go(name)

    def action_focus_pane(self, step: int) -> None:
        """Go to the next or previous pane."""
        self._go(PANES[(PANES.index(self.pane) + step) % len(PANES)])

    def action_zoom(self) -> None:
        """Give the focused pane the whole screen, or take it back."""
        self.zoomed = not self.zoomed

    def action_back(self) -> None:
        """Leave the filter, the one of the focused pane first, else the zoom."""
        employers, history = self.query_one(EmployersPane), self.query_one(HistoryPart)
        leaving = [employers.leave_filter, history.leave_filter]
        if self.pane == EXCHANGE:
            leaving.reverse()
        if not any(leave() for leave in leaving):
            self.zoomed = False

    def action_history(self) -> None:
        """Show the list of exchanges."""
        self.query_one(ExchangePane).tab = TABS.index("History")
        self._go("exchange")
