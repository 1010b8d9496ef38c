"""The body viewer: search and filter over a body of any size, read while it is shown."""

import asyncio
import sys
from dataclasses import dataclass
from time import monotonic

from indeed_tui.bodies.filtering import CannotFilter, Filtering
from indeed_tui.bodies.folds import Folds
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.text import plain
from indeed_tui.tui.widgets.body_search import BodySearch
from indeed_tui.tui.widgets.documents import Document, JsonDocument
from indeed_tui.tui.widgets.working import begin

# Lines a thread reads before it looks up.
_SLICE = 20_000
# Seconds between two looks of the screen at how far a thread has come.
_LOOK = 0.25
# While a thread works in Python, the screen gets its turn after this many seconds.
_SWITCH = 0.0005


@dataclass(frozen=True, slots=True)
class _Place:
    """What was shown before a filter, and where its reader was."""

    document: Document
    folds: Folds
    cursor: int
    top: int


class BodyView(BodySearch):
    """Reads, searches and filters off the event loop; a new body ends what ran for the old."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.keys = Keymap()
        """The keys that are named in what is said of a body."""
        self.preparing = False
        """Whether only the beginning of the body is there yet."""
        self.expression = ""
        """The filter in use."""
        self.filtering = False
        self._end_wanted: int | None = None
        self._before_filter: _Place | None = None
        self._filter_run: Filtering | None = None

    def on_mount(self) -> None:
        """See to it that the screen goes first."""
        sys.setswitchinterval(min(_SWITCH, sys.getswitchinterval()))

    # What is shown.

    def show(self, document: Document | None, *, preparing: bool = False) -> None:
        """Show another body from its beginning; `preparing` when `adopt` will bring the rest."""
        self.workers.cancel_group(self, "filter")
        if self._filter_run is not None:
            self._filter_run.cancel()
        self._filter_run, self._before_filter, self.expression = None, None, ""
        self.preparing, self.filtering = preparing, False
        self._present(document)

    def _present(self, document: Document | None) -> None:
        self.stop_search()
        self._depth, self._end_wanted = 0, None
        super().show(document)
        self._read_on(document)

    def adopt(self, document: Document) -> None:
        """Show the whole of the body whose beginning is shown: cursor and folds stay."""
        self.preparing = False
        tree = document.tree
        folds = None
        if tree is not None and self._document is not None and self._document.tree is not None:
            folds = self._folds.moved(tree.close)
        at_end = self._end_wanted is not None and self._end_wanted == self.cursor
        self.put(document, folds)
        if at_end:
            # Less of the whole may be known so far than of its beginning.
            self.action_bottom()
        self._read_on(document)
        self.search_again()

    def _read_on(self, document: Document | None) -> None:
        if document is None or document.done:
            self.workers.cancel_group(self, "read")
            if self._end_wanted == self.cursor and not self.preparing:
                self.action_bottom()
            self.post_message(self.Changed())
        else:
            begin(self, "read", self._read, document)

    def action_bottom(self) -> None:
        """Move to the last line; to the very last once all is read, if the reader stays here."""
        # Asked first: a thread may read to the end meanwhile.
        whole = self._document is None or (self._document.done and not self.preparing)
        self.measure()
        super().action_bottom()
        self._end_wanted = None if whole else self.cursor

    async def _read(self, document: Document) -> None:
        """Read the rest of a document in a thread, slice by slice."""
        looked = monotonic()
        while await asyncio.to_thread(document.advance, _SLICE):
            if monotonic() - looked > _LOOK:
                looked = monotonic()
                self.measure()
                self.post_message(self.Changed())
        if document is not self._document:
            return
        if document.instead is not None:
            self.adopt(document.instead)
            return
        self.measure()
        if document.notes:
            self.refresh()
        if self._end_wanted == self.cursor:
            self.action_bottom()
        if self._depth:
            self._fold_to(self._depth)
        self.post_message(self.Changed())

    # Filter.

    def action_filter_body(self) -> None:
        """Ask for a filter."""
        self.post_message(self.Asked("|"))

    def filter(self, expression: str) -> None:
        """Show what a JMESPath expression makes of the body; "" shows all of it again."""
        self._tell("")
        if not expression.strip():
            self.unfilter()
        elif self._document is None or self.preparing or not self._document.done:
            self._tell("the body is still being read; try again in a moment")
        else:
            before = self._before_filter
            text = self._document.text if before is None else before.document.text
            if text:
                begin(self, "filter", self._run_filter, expression.strip(), text)
            else:
                self._tell("only JSON can be filtered")

    async def _run_filter(self, expression: str, text: str) -> None:
        running = self._filter_run = Filtering(expression, text)
        self.filtering = True
        self.post_message(self.Changed())
        try:
            result = await asyncio.to_thread(running.run)
        except CannotFilter as error:
            if running is self._filter_run:
                self._tell(plain(str(error)))
            return
        finally:
            running.cancel()
            self.filtering = running is not self._filter_run
        told = (
            f"Only {plain(expression)}; {self.keys.key('back')} shows the whole body.",
            "Of equal keys it has the last; numbers are spelled anew.",
        )
        before = self._before_filter
        if before is None and self._document is not None:
            top = self.scroll_offset.y
            before = _Place(self._document, self._folds, self.cursor, top)
        self._before_filter, self.expression = before, expression
        self._present(JsonDocument(result, told))

    def unfilter(self) -> bool:
        """Show the whole body again, as it was left; say whether there was a filter."""
        before = self._before_filter
        self.forget_filter()
        if before is None:
            return False
        self._before_filter, self.expression = None, ""
        self._present(before.document)
        self._folds = before.folds
        self.measure()
        self.move_to(before.cursor, top=before.top)
        self.refresh()
        return True

    def forget_filter(self) -> None:
        """End a filter that isn't done, and what was said of it."""
        if self._filter_run is not None:
            self._filter_run.cancel()
            self._filter_run = None
        self.filtering = False
        self._tell("")

    def leave(self) -> bool:
        """Leave the filter, else the search; say whether there was one."""
        if self.unfilter():
            return True
        if self._search is None and not self.problem:
            return False
        self.stop_search()
        return True
