"""The dashboard's frame: four panes, the status line above, the keys below, and the focus."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.reactive import var
from textual.widget import Widget

from indeed_tui.indeed.models import Instant
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import EVERYWHERE, EXCHANGE, PANES, bar, by_id
from indeed_tui.tui.panes.credentials import CredentialsPane
from indeed_tui.tui.panes.employers import EmployersPane
from indeed_tui.tui.panes.exchange import ExchangePane
from indeed_tui.tui.panes.exchange_tabs import HISTORY_TAB
from indeed_tui.tui.panes.status_line import StatusLine
from indeed_tui.tui.panes.token import TokenPane
from indeed_tui.tui.screens.covered import Covered
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.key_bar import KeyBar

_SINGLE_WIDTH, _SINGLE_HEIGHT, _USUAL, _WIDE = 60, 18, 80, 100


class PaneScreen(Covered[None]):
    """State sits here and flows down by data binding; it knows panes and focus, and no session."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(EVERYWHERE)
    # None would mean the app's, which is the first pane.
    AUTO_FOCUS = ""
    _counting: Sequence["StatusLine | CredentialsPane | TokenPane | EmployersPane"] = ()
    view: var[View] = var(View)
    instant: var[Instant | None] = var(None)
    zoomed: var[bool] = var(False, init=False)
    pane: var[str] = var(PANES[2], init=False)

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        status = StatusLine(id="status").data_bind(PaneScreen.view)
        credentials = CredentialsPane(id="credentials", classes="pane").data_bind(PaneScreen.view)
        token = TokenPane(id="token", classes="pane").data_bind(PaneScreen.view)
        employers = EmployersPane(id="employers", classes="pane").data_bind(PaneScreen.view)
        self._counting = status, credentials, token, employers
        yield status
        with Horizontal(id="panes"):
            with Vertical(id="left"):
                yield credentials
                yield token
            with Vertical(id="right"):
                yield employers
                yield ExchangePane(id="exchange", classes="pane").data_bind(PaneScreen.view)
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Start at the employers."""
        self._go(self.pane)
        self._count_on()

    def watch_instant(self) -> None:
        """Count on."""
        self._count_on()

    def _count_on(self) -> None:
        # Told, not bound: a binding takes as long as what another second changes.
        if (now := self.instant) is not None:
            for pane in self._counting:
                pane.tick(now)

    def on_resize(self, event: events.Resize) -> None:
        """Choose the arrangement that fits: wide, tight, or one pane at a time."""
        size = event.size
        # All at once: each change of a class styles everything on the screen anew.
        self.update_classes(
            {
                "-usual": _USUAL <= size.width < _WIDE,
                "-wide": size.width >= _WIDE,
                "-single": size.width < _SINGLE_WIDTH or size.height < _SINGLE_HEIGHT,
            }
        )
        self._show_keys()
        self.call_after_refresh(self._hold_focus)

    def _hold_focus(self) -> None:
        """Give the pane the focus back that it lost where the arrangement hid it for a moment."""
        if self.focused is None:
            self._go(self.pane)

    def key(self, command: str) -> str:
        """Return the key that does a command, as a sentence names it."""
        return self.view.keys.key(command)

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show a sentence in the place of the keys for a while."""
        self.query_one(KeyBar).say(text, failed=failed)

    # -- panes ----------------------------------------------------------------------------

    def watch_pane(self, before: str, now: str) -> None:
        """Mark the pane that has the focus, and show its keys."""
        for name, current in ((before, False), (now, True)):
            pane = self._pane(name)
            pane.set_class(current, "-current")
            if isinstance(pane.parent, Widget):
                pane.parent.set_class(current, "-current")
        self._show_keys()

    def _show_keys(self) -> None:
        """Show the pane's keys; where the others are hidden, the way to them comes second."""
        keys = self.view.keys
        shown = [(keys.key(each.id), each.label, each.action)
                 for each in bar(self.pane) if keys.keys(each.id)]  # fmt: skip
        if self.has_class("-single") or self.has_class("-zoomed"):
            shown.insert(1, self._way_to_others())
        self.query_one(KeyBar).show(shown)

    def _way_to_others(self) -> tuple[str, str, str]:
        jumps = [f"pane-{number}" for number in range(1, len(PANES) + 1)]
        as_numbered = all(each not in self.view.keys.taken for each in jumps)
        following = by_id("next-pane")
        shown = f"1-{len(PANES)}" if as_numbered else self.key(following.id)
        return shown, "Panes", following.action

    def watch_zoomed(self, zoomed: bool) -> None:
        """Show one pane, or all."""
        self.set_class(zoomed, "-zoomed")
        self._show_keys()

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
                self._focus(employers.rows)
            case ExchangePane() as exchange:
                exchange.focus_content()
            case other:
                self._focus(other)

    def _focus(self, widget: Widget) -> None:
        """Give the focus at once, where the widget is shown: the next key may be there already."""
        if widget.region:
            self.set_focus(widget)
        else:
            widget.focus()

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
        employers, exchange = self.query_one(EmployersPane), self.query_one(ExchangePane)
        leaving = [employers.leave_filter, exchange.leave_filter]
        if self.pane == EXCHANGE:
            leaving.reverse()
        if not any(leave() for leave in leaving):
            self.zoomed = False

    def action_history(self) -> None:
        """Show the list of exchanges."""
        self.query_one(ExchangePane).tab = HISTORY_TAB
        self._go("exchange")
