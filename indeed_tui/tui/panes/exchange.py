"""Pane 4: what Indeed really answered, and the list of all exchanges."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import var

from indeed_tui.indeed.models import Exchange, ExchangeKind
from indeed_tui.tui.commands import EXCHANGE, bindings
from indeed_tui.tui.masking import AT_ONCE, Masking, ShownBody, beginning, shown_body
from indeed_tui.tui.messages import Said, ShowExchange
from indeed_tui.tui.panes.body_parts import body_document
from indeed_tui.tui.panes.exchange_parts import (
    header_lines,
    request_lines,
    summary,
    target,
    timing_lines,
)
from indeed_tui.tui.panes.history_list import HistoryList, HistoryPart
from indeed_tui.tui.panes.meaning_line import MeaningLine
from indeed_tui.tui.text import clip, plain, safe
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.body_bar import BodyBar
from indeed_tui.tui.widgets.body_view import BodyView
from indeed_tui.tui.widgets.line_list import LineList
from indeed_tui.tui.widgets.tab_strip import TabStrip
from indeed_tui.tui.widgets.working import begin

TABS = ("Body", "Headers", "Request", "Timing", "History")
_HISTORY = TABS.index("History")


class ExchangePane(Vertical):
    """Shows the exchange that was chosen, else the newest that matters.

    A refresh that went well in the background doesn't push away what is being read; everything
    else, and whatever the user just asked for, is shown as it comes.
    """

    DEFAULT_CSS = """
    ExchangePane #history { display: none; }
    ExchangePane.-history #history { display: block; }
    ExchangePane.-history #content { display: none; }
    ExchangePane #body-bar { display: none; }
    ExchangePane:focus-within #body-bar { display: block; }
    ExchangePane.-history #body-bar { display: none; }
    ExchangePane.-history #meaning { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(EXCHANGE),
        Binding("escape", "leave", "Leave", id="exchange.leave", show=False),
    ]
    view: var[View | None] = var(None)
    chosen: var[int | None] = var(None, init=False)
    tab: var[int] = var(0, init=False)
    raw: var[bool] = var(False, init=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._shown: tuple[Exchange | None, int, bool] = (None, -1, False)
        self._followed: int | None = None
        self._expecting = False
        self._masked: tuple[Exchange, ShownBody] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the tabs, one viewer for all parts, and the history."""
        yield TabStrip(TABS, id="tabs")
        yield MeaningLine(id="meaning")
        content = ExchangeText(id="content")
        yield content
        yield HistoryPart(id="history")
        yield BodyBar(content, id="body-bar")

    def on_mount(self) -> None:
        """Name the pane."""
        self.border_title = safe("4 Exchange")

    def on_resize(self) -> None:
        """Fit the title into the new width."""
        self._entitle(self.exchange)

    @property
    def exchange(self) -> Exchange | None:
        """The exchange shown: the chosen one, else the one followed, else the newest."""
        history = self.view.history if self.view is not None else ()
        for number in (self.chosen, self._followed):
            found = next((each for each in history if each.number == number), None)
            if found is not None:
                return found
        return history[-1] if history else None

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
        self._work_out()

    def watch_chosen(self) -> None:
        """Show the chosen exchange."""
        self._work_out()

    def watch_tab(self) -> None:
        """Show the other part."""
        self.query_one(TabStrip).current = self.tab
        focused = self.has_focus_within
        self.set_class(self.tab == _HISTORY, "-history")
        self._work_out()
        if focused:
            self.focus_content()

    def watch_raw(self) -> None:
        """Show the body the other way."""
        self._work_out()

    def focus_content(self) -> None:
        """Give the focus to what is visible of the pane."""
        self.query_one("#history" if self.tab == _HISTORY else "#content").focus()

    def show(self, number: int) -> None:
        """Show an exchange's body."""
        self.chosen = number
        if self.tab == _HISTORY:
            self.tab = 0

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
        highlighted = self.query_one(HistoryList).highlighted
        if highlighted is not None:
            self.post_message(ShowExchange(highlighted.number))

    def _work_out(self) -> None:
        if self.view is None or not self.is_mounted:
            return
        exchange = self.exchange
        self._entitle(exchange)
        self.query_one(MeaningLine).show(exchange, self.view)
        if self.tab == _HISTORY:
            shown = None if exchange is None else exchange.number
            self.query_one(HistoryPart).show(self.view, shown)
            return
        wanted = (exchange, self.tab, self.raw)
        if wanted != self._shown:
            self._shown = wanted
            self._show_part(exchange)

    def _entitle(self, exchange: Exchange | None) -> None:
        title = "4 Exchange"
        if exchange is not None:
            room = max(8, self.size.width - 18)
            title = f"4 Exchange · {clip(plain(target(exchange)) + self._for_whom(exchange), room)}"
        self.border_title = safe(title)
        self.border_subtitle = safe("" if exchange is None else plain(summary(exchange)))

    def _for_whom(self, exchange: Exchange) -> str:
        """Return which employer a token request was for; the path says nothing of it."""
        if self.view is None or exchange.key is None or exchange.kind is not ExchangeKind.TOKEN:
            return ""
        employer = exchange.key.employer
        return f" for {'the app' if employer is None else plain(self.view.name_of(employer))}"

    def _show_part(self, exchange: Exchange | None) -> None:
        content = self.query_one(ExchangeText)
        self.workers.cancel_group(self, "body")
        self.query_one(BodyBar).close()
        if exchange is None:
            content.show(None)
        elif self.tab == 0:
            self._show_body(exchange, content)
        else:
            parts = (header_lines, request_lines, timing_lines)
            content.show(parts[self.tab - 1](exchange))

    def _show_body(self, exchange: Exchange, content: "ExchangeText") -> None:
        width = content.line_width
        if len(exchange.body) <= AT_ONCE:
            body = shown_body(exchange)
            content.show(body_document(exchange, body, raw=self.raw, width=width))
            return
        body = beginning(exchange)
        part = body_document(exchange, body, raw=self.raw, width=width, partly=True)
        content.show(part, preparing=True)
        begin(self, "body", self._prepare, exchange, self.raw, width)

    async def _prepare(self, exchange: Exchange, raw: bool, width: int) -> None:
        """Mask the whole of a large body, and show it in the place of its beginning."""
        masked = self._masked
        if masked is None or masked[0] is not exchange:
            self._masked = None
            masking = Masking(exchange)
            try:
                masked = (exchange, await asyncio.to_thread(masking.run))
            finally:
                masking.cancel()
        document = await asyncio.to_thread(body_document, exchange, masked[1], raw=raw, width=width)
        if self._shown == (exchange, 0, raw):
            self._masked = masked
            self.query_one(ExchangeText).adopt(document)

    # The viewer and the line below it.

    def action_leave(self) -> None:
        """Leave the filter or the search."""
        if self.tab == _HISTORY or not self.query_one(ExchangeText).leave():
            raise SkipAction

    async def on_body_search_asked(self, event: BodyView.Asked) -> None:
        """Let the user type."""
        event.stop()
        await self.query_one(BodyBar).ask(event.sign)

    def on_body_tree_changed(self, event: BodyView.Changed) -> None:
        """Tell what changed."""
        event.stop()
        self.query_one(BodyBar).changed()

    def on_line_view_moved(self, event: BodyView.Moved) -> None:
        """Tell where the cursor is."""
        event.stop()
        self.query_one(BodyBar).tell()


def routine(exchange: Exchange, history: Sequence[Exchange]) -> bool:
    """Say whether an exchange is a token refresh like the one before it: fine, or failing still."""
    if exchange.kind is not ExchangeKind.TOKEN:
        return False
    earlier = [each for each in history if each.number < exchange.number]
    before = next((each for each in reversed(earlier) if each.key == exchange.key), None)
    return before is not None and (exchange.status == 200 or before.status != 200)


class ExchangeText(BodyView):
    """The part of an exchange that is being read."""

    def empty_text(self) -> tuple[str, ...]:
        """Say what would be here, or that there is an answer without a body."""
        if self.document is not None:
            return ("the answer has no body",)
        return ("what Indeed answers is shown here", "r requests a token, R lists the employers")
