"""Searching a body: off the event loop, shown while it goes on, ended by the next search."""

import asyncio
from collections.abc import Iterable
from time import monotonic
from typing import ClassVar

from textual import events
from textual.message import Message
from textual.widgets import Input

from indeed_tui.bodies.matching import Span
from indeed_tui.bodies.searching import BadQuery, Query, Search
from indeed_tui.tui.text import cells, plain
from indeed_tui.tui.widgets.body_tree import BodyTree
from indeed_tui.tui.widgets.lines import Spans
from indeed_tui.tui.widgets.working import begin

_ASKING = frozenset({"search", "filter_body"})
# Lines a thread searches before it looks up.
_SLICE = 20_000
# Seconds between two looks of the screen at how far a thread has come.
_LOOK = 0.25
# Seconds until a search that has caught up with the reading of its body looks again.
_STARVED = 0.05
# Characters that are counted by cells before a match.
_COUNTED = 10_000


class BodySearch(BodyTree):
    """A search goes from the cursor's line to the end and on from the top."""

    BINDINGS: ClassVar = []

    class Asked(Message):
        """The user wants to type: `sign` is "/" for a search, "|" for a filter."""

        def __init__(self, sign: str) -> None:
            super().__init__()
            self.sign = sign

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.problem = ""
        """Why the search or filter asked for can't be done; plain text."""
        self._search: Search | None = None
        self._match: tuple[int, int] | None = None
        self._ahead: list[events.Key] | None = None

    # Typing ahead: on a slow line "/" and what is searched for may come at once.

    def on_key(self, event: events.Key) -> None:
        """Keep what is typed before the prompt is there: it is no command."""
        if self._ahead is not None:
            event.stop()
            event.prevent_default()
            self._ahead.append(events.Key(event.key, event.character))
        elif not self.has_focus and isinstance(field := self.screen.focused, Input):
            # It was on its way here when the prompt took the focus.
            event.stop()
            event.prevent_default()
            hand_over(field, [events.Key(event.key, event.character)])
        else:
            bound = self.screen.active_bindings.get(event.key)
            if bound is not None and bound.binding.action in _ASKING:
                self._ahead = []

    def typed_ahead(self) -> list[events.Key]:
        """Return the keys that came while the prompt was on its way, and wait for none any more."""
        keys, self._ahead = self._ahead or [], None
        return keys

    # Searching.

    def action_search(self) -> None:
        """Ask for what to search."""
        self.post_message(self.Asked("/"))

    def search(self, text: str, start: int | None = None) -> None:
        """Search from a line on, the cursor's if none is given; "" for no search any more."""
        if not text:
            self.stop_search()
            return
        try:
            query = Query(text)
        except BadQuery as error:
            self.stop_search()
            self._tell(f"not a regular expression: {error}")
            return
        self._start_search(query, self.cursor if start is None else start)

    def _start_search(self, query: Query, start: int | None = None) -> None:
        document = self._document
        self.stop_search()
        if document is None:
            return
        first = max(0, self.cursor if start is None else start)
        search = self._search = Search(document, query, min(first, max(0, document.count - 1)))
        begin(self, "search", self._run_search, search, first if start is not None else None)

    def search_again(self) -> None:
        """Search the same in what is shown now; the cursor stays."""
        if self._search is not None:
            self._start_search(self._search.query)

    async def _run_search(self, search: Search, jump_from: int | None) -> None:
        """Search in a thread, slice by slice; go to the first match as soon as it is known."""
        looked = 0.0
        try:
            while not search.done:
                more = await asyncio.to_thread(search.advance, _SLICE)
                if jump_from is not None and (len(search) or search.done):
                    self._go(search.following(jump_from, 0))
                    jump_from = None
                if search.done or monotonic() - looked > _LOOK:
                    looked = monotonic()
                    self.refresh()
                    self.post_message(self.Changed())
                if not more and not search.done:
                    await asyncio.sleep(_STARVED)
        finally:
            search.close()
        if search.problem:
            self._tell(search.problem)

    def stop_search(self) -> None:
        """Forget what was searched."""
        self.workers.cancel_group(self, "search")
        if self._search is not None:
            self._search.close()
        self._search, self._match = None, None
        self._tell("")
        self.refresh()

    def action_match(self, step: int) -> None:
        """Go to the next or the previous match."""
        search = self._search
        if search is None:
            self.post_message(self.Asked("/"))
            return
        here = self._match if self._match and self._match[0] == self.cursor else None
        line, column = here or (self.cursor, 0)
        if step > 0:
            self._go(search.following(line, column + 1 if here else 0))
        else:
            self._go(search.preceding(line, column))

    def _go(self, match: Span | None) -> None:
        """Go to a match: what hides it is unfolded, what it is in is scrolled into view."""
        document = self._document
        if match is None or document is None:
            return
        line, column, length = match
        self._match = (line, column)
        if self._folds.reveal(line):
            self.measure()
            self.refresh()
        rows = self.line_count
        row = self.row_of(line)
        seen = self.scroll_offset.y <= row < self.scroll_offset.y + rows
        self.move_to(line, top=None if seen else max(0, row - rows // 3))
        text = document.shown(line)
        start = document.indent(line) + _cells(text, column)
        room = self.line_width - self.gutter_width(document)
        left = self.scroll_offset.x
        if not left <= start <= max(left, left + room - min(length, room) - 1):
            self.scroll_to(x=0 if start + length < room else max(0, start - room // 3), force=True)
        self.refresh()
        self.post_message(self.Changed())

    def marked(self, number: int, start: int, stop: int) -> Spans:
        """Return what was found on a line."""
        search, document = self._search, self._document
        if search is None or document is None or number < 0:
            return ()
        indent = document.indent(number)
        return [
            (
                column + indent,
                column + indent + length,
                "current-match" if (number, column) == self._match else "match",
            )
            for column, length in search.on(number, max(0, start - indent), max(0, stop - indent))
        ]

    def told_search(self) -> str:
        """Return how many matches there are, and which is the cursor's: `3 of 17`."""
        search = self._search
        if search is None:
            return ""
        total = f"{len(search):,}{'' if search.done and not search.capped else '+'}"
        at = None if self._match is None else search.order(*self._match)
        if not len(search):
            return "no match" if search.done else "searching"
        return f"{total} found" if at is None else f"{at + 1:,} of {total}"

    def _tell(self, problem: str) -> None:
        self.problem = problem
        self.post_message(self.Changed())


def hand_over(field: Input, keys: Iterable[events.Key]) -> None:
    """Give an input keys that were meant for it."""
    for key in keys:
        field._forward_event(key)


def _cells(text: str, column: int) -> int:
    """Return the cells before a character; in a very long line about as many."""
    before = text[:column]
    return len(before) if before.isascii() or column > _COUNTED else cells(plain(before))
