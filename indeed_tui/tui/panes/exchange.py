"""Pane 4: which exchange is shown, and which part of it; the room that shows it comes later.

Nothing was answered yet when the first frame is painted, so what reads and draws answers is loaded
once the first one comes, or somebody goes there.
"""

import asyncio
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.reactive import var

from indeed_tui.indeed.models import Exchange, ExchangeKind
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import EXCHANGE
from indeed_tui.tui.messages import Said, ShowExchange
from indeed_tui.tui.panes.exchange_tabs import HISTORY_TAB, TABS, nothing_yet
from indeed_tui.tui.states import DIM
from indeed_tui.tui.text import safe
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.line_list import LineList
from indeed_tui.tui.widgets.line_panel import LinePanel
from indeed_tui.tui.widgets.tab_strip import TabStrip
from indeed_tui.tui.widgets.working import begin

if TYPE_CHECKING:
    from indeed_tui.tui.panes.exchange_room import ExchangeRoom

_ROOM = "indeed_tui.tui.panes.exchange_room"


class ExchangePane(Vertical):
    """Shows the exchange that was chosen, else the newest that matters.

    A refresh that went well in the background doesn't push away what is being read; everything
    else, and whatever the user just asked for, is shown as it comes.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(EXCHANGE)
    view: var[View | None] = var(None)
    chosen: var[int | None] = var(None, init=False)
    tab: var[int] = var(0, init=False)
    raw: var[bool] = var(False, init=False)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._followed: int | None = None
        self._expecting = self._furnishing = False
        self.room: ExchangeRoom | None = None

    def compose(self) -> ComposeResult:
        """Lay out the tabs, and a word on what will be below them."""
        yield TabStrip(TABS, id="tabs")
        yield LinePanel(id="vacant")

    def on_mount(self) -> None:
        """Name the pane."""
        self.border_title = safe("4 Exchange")
        self._work_out()

    def furnish(self) -> None:
        """Bring in what shows exchanges, unless that was done; it is loaded in a thread."""
        if not self._furnishing:
            self._furnishing = True
            begin(self, "furnish", self._furnish)

    async def _furnish(self) -> None:
        if _ROOM not in sys.modules:
            await asyncio.to_thread(import_module, _ROOM)
        from indeed_tui.tui.panes.exchange_room import ExchangeRoom

        room = ExchangeRoom()
        vacant = self.query_one("#vacant", LinePanel)
        focused = vacant.has_focus
        with self.app.batch_update():
            await self.mount(room)
            self.room = room
            self._work_out()
            if focused:
                self.focus_content()
            await vacant.remove()

    def on_resize(self) -> None:
        """Fit the title into the new width."""
        self._entitle()

    @property
    def exchange(self) -> Exchange | None:
        """The exchange shown: the chosen one, else the one followed, else the newest."""
        history = self.view.history if self.view is not None else ()
        for number in (self.chosen, self._followed):
            found = next((each for each in history if each.number == number), None)
            if found is not None:
                return found
        return history[-1] if history else None

    @property
    def highlighted(self) -> Exchange | None:
        """The exchange that a command means: the one under the cursor of the history, or shown."""
        if self.tab == HISTORY_TAB and self.room is not None:
            return self.room.highlighted
        return self.exchange

    def expect(self) -> None:
        """Show the next exchange, whatever it is: the user asked for it."""
        self.chosen = None
        self._expecting = True

    def watch_view(self, before: View | None, now: View | None) -> None:
        """Follow what matters while no exchange was chosen."""
        if now is None or (before is not None and before.history is now.history):
            return
        seen = before.history[-1].number if before is not None and before.history else 0
        for exchange in now.history:
            if exchange.number > seen and (self._expecting or not routine(exchange, now.history)):
                self._followed, self._expecting = exchange.number, False
        if now.history and self.is_attached:
            self.furnish()
        self._work_out()

    def watch_chosen(self) -> None:
        """Show the chosen exchange."""
        self._work_out()

    def watch_tab(self) -> None:
        """Show the other part."""
        self.query_one(TabStrip).current = self.tab
        self.furnish()
        focused = self.has_focus_within
        self._work_out()
        if focused:
            self.focus_content()

    def watch_raw(self) -> None:
        """Show the body the other way."""
        self._work_out()

    def focus_content(self) -> None:
        """Give the focus to what is visible of the pane."""
        self.furnish()
        if self.room is None:
            self.query_one("#vacant").focus()
        else:
            self.room.focus_content()

    def show(self, number: int) -> None:
        """Show an exchange's body."""
        self.chosen = number
        self.leave_history()

    def action_tab(self, step: int) -> None:
        """Show the next or previous part."""
        self.tab = (self.tab + step) % len(TABS)

    def action_raw(self) -> None:
        """Switch between the pretty and the raw body."""
        self.raw = not self.raw
        self.tab = 0
        self.post_message(Said("Body as it came" if self.raw else "Body, pretty"))

    def action_older(self) -> None:
        """Show the exchange before this one."""
        self._step(-1)

    def action_newer(self) -> None:
        """Show the exchange after this one; past the newest, follow the newest."""
        self._step(1)

    def _step(self, step: int) -> None:
        history = self.view.history if self.view is not None else ()
        current = self.exchange
        if current is None:
            return
        numbers = [each.number for each in history]
        place = numbers.index(current.number) + step
        if place >= len(numbers):
            self.chosen, self._followed = None, numbers[-1]
            self.post_message(Said("This is the newest exchange; new ones are shown as they come"))
        elif place < 0:
            self.post_message(Said("This is the oldest exchange kept"))
        else:
            self.chosen = numbers[place]

    def on_tab_strip_picked(self, event: TabStrip.Picked) -> None:
        """Show the clicked part."""
        event.stop()
        self.tab = event.index

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Open the exchange chosen in the history."""
        event.stop()
        if self.highlighted is not None:
            self.post_message(ShowExchange(self.highlighted.number))

    def leave(self) -> bool:
        """Leave what is typed below the body, its filter or search; say whether there was one."""
        return self.tab != HISTORY_TAB and self.room is not None and self.room.leave()

    def leave_history(self) -> None:
        """Show the body where the list of exchanges is."""
        if self.tab == HISTORY_TAB:
            self.tab = 0

    def leave_filter(self) -> bool:
        """Clear and close the history's filter; say whether there was one."""
        return self.room is not None and self.room.leave_filter()

    def _work_out(self) -> None:
        if self.view is not None and self.is_mounted:
            self._entitle()
            if self.room is not None:
                self.room.show(self.exchange, self.view, self.tab, raw=self.raw)
            else:
                told = nothing_yet(self.view.keys)
                self.query_one("#vacant", LinePanel).set_lines(
                    [[(" ", ""), (text, DIM)] for text in told]
                )

    def _entitle(self) -> None:
        if self.room is not None and self.view is not None:
            title, summary = self.room.titles(self.exchange, self.view, self.size.width)
            self.border_title, self.border_subtitle = safe(title), safe(summary)


def routine(exchange: Exchange, history: Sequence[Exchange]) -> bool:
    """Say whether an exchange is a token refresh like the one before it: fine, or failing still."""
    if exchange.kind is not ExchangeKind.TOKEN:
        return False
    earlier = [each for each in history if each.number < exchange.number]
    before = next((each for each in reversed(earlier) if each.key == exchange.key), None)
    return before is not None and (exchange.status == 200 or before.status != 200)
