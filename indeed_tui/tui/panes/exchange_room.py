"""What is in pane 4: what the answer means, the viewer of all its parts, and the history."""

import asyncio
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from indeed_tui.indeed.models import Exchange, ExchangeKind
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import BODY
from indeed_tui.tui.masking import AT_ONCE, Masking, ShownBody, beginning, shown_body
from indeed_tui.tui.panes.body_parts import body_document
from indeed_tui.tui.panes.exchange_parts import (
    header_lines,
    request_lines,
    summary,
    target,
    timing_lines,
)
from indeed_tui.tui.panes.exchange_tabs import HISTORY_TAB, nothing_yet
from indeed_tui.tui.panes.history_list import HistoryList, HistoryPart
from indeed_tui.tui.panes.meaning_line import MeaningLine
from indeed_tui.tui.text import clip, plain
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.body_bar import BodyBar
from indeed_tui.tui.widgets.body_view import BodyView
from indeed_tui.tui.widgets.working import begin

_LINGER = 0.2
"""Seconds: who walks past large bodies needs no process for each, and a long list comes first."""


class ExchangeRoom(Vertical):
    """Shows one part of one exchange, or all exchanges."""

    DEFAULT_CSS = """
    ExchangeRoom #history { display: none; }
    ExchangeRoom.-history #history { display: block; }
    ExchangeRoom.-history #content { display: none; }
    ExchangeRoom #body-bar { display: none; }
    ExchangeRoom:focus-within #body-bar { display: block; }
    ExchangeRoom.-history #body-bar { display: none; }
    ExchangeRoom.-history #meaning { display: none; }
    """

    def __init__(self) -> None:
        super().__init__(id="room")
        self._shown: tuple[Exchange | None, int, bool] = (None, -1, False)
        self._masked: tuple[Exchange, ShownBody] | None = None
        self._history = False

    def compose(self) -> ComposeResult:
        """Lay out the meaning, one viewer for all parts, and the history."""
        content = ExchangeText(id="content")
        yield MeaningLine(id="meaning")
        yield content
        yield HistoryPart(id="history")
        yield BodyBar(content, id="body-bar")

    def on_resize(self) -> None:
        """Leave the body its part of another height."""
        self.query_one(MeaningLine).fit()

    @property
    def highlighted(self) -> Exchange | None:
        """The exchange under the cursor of the history."""
        return self.query_one(HistoryList).highlighted

    @property
    def content(self) -> "ExchangeText":
        """The viewer."""
        return self.query_one(ExchangeText)

    def focus_content(self) -> None:
        """Give the focus to what is visible."""
        self.query_one("#history" if self._history else "#content").focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Send a focus on that came for what has just been hidden."""
        within = [event.widget, *event.widget.ancestors]
        if self.query_one("#content" if self._history else "#history") in within:
            self.focus_content()

    def leave(self) -> bool:
        """Leave what is typed below the body, its filter or search; say whether there was one."""
        return self.query_one(BodyBar).leave() or self.content.leave()

    def leave_filter(self) -> bool:
        """Clear and close the history's filter; say whether there was one."""
        return self.query_one(HistoryPart).leave_filter()

    def show(self, exchange: Exchange | None, view: View, tab: int, *, raw: bool) -> None:
        """Show a part of an exchange, where it isn't shown already."""
        self._history = tab == HISTORY_TAB
        self.content.keys = view.keys
        self.set_class(self._history, "-history")
        self.query_one(MeaningLine).show(exchange, view)
        if self._history:
            self.query_one(HistoryPart).show(view, None if exchange is None else exchange.number)
            return
        wanted = (exchange, tab, raw)
        if wanted != self._shown:
            self._shown = wanted
            self._show_part(exchange, tab, raw=raw)

    def titles(self, exchange: Exchange | None, view: View, width: int) -> tuple[str, str]:
        """Return the pane's title and subtitle, as safe text."""
        if exchange is None:
            return "4 Exchange", ""
        room = max(8, width - 18)
        name = clip(plain(target(exchange)) + _for_whom(exchange, view), room)
        return f"4 Exchange · {name}", plain(summary(exchange))

    def _show_part(self, exchange: Exchange | None, tab: int, *, raw: bool) -> None:
        content = self.content
        self.workers.cancel_group(self, "body")
        self.query_one(BodyBar).close()
        if exchange is None:
            content.show(None)
        elif tab == 0:
            self._show_body(exchange, content, raw=raw)
        else:
            parts = (header_lines, request_lines, timing_lines)
            content.show(parts[tab - 1](exchange))

    def _show_body(self, exchange: Exchange, content: "ExchangeText", *, raw: bool) -> None:
        width = content.line_width
        if len(exchange.body) <= AT_ONCE:
            body = shown_body(exchange)
            content.show(body_document(exchange, body, raw=raw, width=width))
            return
        body = beginning(exchange)
        part = body_document(exchange, body, raw=raw, width=width, partly=True)
        content.show(part, preparing=True)
        begin(self, "body", self._prepare, exchange, raw, width)

    async def _prepare(self, exchange: Exchange, raw: bool, width: int) -> None:
        """Mask the whole of a large body, and show it in the place of its beginning."""
        masked = self._masked
        if masked is None or masked[0] is not exchange:
            self._masked = None
            await asyncio.sleep(_LINGER)
            masking = Masking(exchange)
            try:
                masked = (exchange, await asyncio.to_thread(masking.run))
            finally:
                masking.cancel()
        document = await asyncio.to_thread(body_document, exchange, masked[1], raw=raw, width=width)
        if self._shown == (exchange, 0, raw):
            self._masked = masked
            self.content.adopt(document)

    # The viewer and the line below it.

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


def _for_whom(exchange: Exchange, view: View) -> str:
    """Return which employer a token request was for; the path says nothing of it."""
    if exchange.key is None or exchange.kind is not ExchangeKind.TOKEN:
        return ""
    employer = exchange.key.employer
    return f" for {'the app' if employer is None else plain(view.name_of(employer))}"


class ExchangeText(BodyView):
    """The part of an exchange that is being read."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(BODY)

    def empty_text(self) -> tuple[str, ...]:
        """Say what would be here, or that there is an answer without a body."""
        if self.document is not None:
            return ("the answer has no body",)
        return nothing_yet(self.keys)
