"""A body as a tree: folds, ways through it, and what can be copied at the cursor."""

import asyncio
from typing import ClassVar

from textual import events
from textual.message import Message

from indeed_tui.bodies import json_tree
from indeed_tui.bodies.folds import Folds
from indeed_tui.bodies.json_text import JsonIndex
from indeed_tui.tui.widgets.document_rows import folds_of
from indeed_tui.tui.widgets.line_view import LineView
from indeed_tui.tui.widgets.working import begin

# With this many lines and more, folding all takes a thread.
_FOLD_AT_ONCE = 100_000
_DEEPEST = 99
_PATH_STEPS = 50


class BodyTree(LineView):
    """Folds are kept by line, and so is the cursor: neither knows of the other's rows.

    For commands that copy there are `current_value`, `current_path`, `current_line` and
    `whole_text`: all of them as shown, and so without secrets.
    """

    BINDINGS: ClassVar = []

    class Changed(Message):
        """What there is to tell about folds, search, filter or reading is another thing now."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._depth = 0

    @property
    def depth(self) -> int:
        """How many levels are open, while everything deeper is folded; else 0."""
        return self._depth

    # What is copied.

    def place(self) -> tuple[JsonIndex, int] | None:
        """Return the tree and the cursor's line, if that is in it."""
        tree = None if self._document is None else self._document.tree
        return None if tree is None or not 0 <= self.cursor < tree.count else (tree, self.cursor)

    def current_value(self) -> str:
        """Return the JSON of the value at the cursor as it stands in the body, else the line."""
        place = self.place()
        return self.current_line() if place is None else json_tree.value(*place)

    def current_path(self) -> str:
        """Return where the cursor's value is, as JMESPath: `employers[1].name`; "" for the root."""
        place = self.place()
        return "" if place is None else json_tree.path(*place)

    def short_path(self) -> str:
        """Return the end of the path: it costs the same in any depth."""
        place = self.place()
        return "" if place is None else json_tree.path(*place, most=_PATH_STEPS)

    def current_line(self) -> str:
        """Return the cursor's line as it is shown, without its indent."""
        document = self._document
        if document is None or not self.row_count:
            return ""
        if self.cursor < 0:
            return document.notes[self.cursor]
        return document.shown(self.cursor)

    def whole_text(self) -> str:
        """Return the body as text, or what the filter made of it; notes are left out."""
        return "" if self._document is None else self._document.whole()

    # Ways through the tree.

    def action_parent(self) -> None:
        """Go to the line that opens what the cursor is in."""
        if (place := self.place()) is not None:
            parent = place[0].parent(place[1])
            self.move_to(self.cursor if parent is None else parent)

    def action_sibling(self, step: int) -> None:
        """Go to the next or previous value beside the cursor's."""
        if (place := self.place()) is not None:
            way = json_tree.following if step > 0 else json_tree.preceding
            found = way(*place)
            self.move_to(self.cursor if found is None else found)

    # Folds.

    def action_fold(self) -> None:
        """Fold or unfold what the cursor's line opens, else fold what it is in."""
        place = self.place()
        if place is None:
            return
        tree, number = place
        line: int | None = number if tree.close(number) is not None else tree.parent(number)
        if line is None:
            return
        if not self._folds.unfold(line):
            self._folds.fold(line)
        self._depth = 0
        self.measure()
        self.refresh()
        self.move_to(line)

    def on_click(self, event: events.Click) -> None:
        """Fold or unfold by a click on the sign of a line, or two on the line."""
        super().on_click(event)
        offset = event.get_content_offset(self)
        document = self._document
        if offset is None or document is None or document.tree is None:
            return
        if offset.x < self.gutter_width(document) or event.chain == 2:
            self.action_fold()

    def action_unfold_all(self) -> None:
        """Unfold everything."""
        self._depth = 0
        self._take_folds(None)
        self.post_message(self.Changed())

    def action_fold_all(self) -> None:
        """Fold everything inside the outermost container."""
        self._fold_to(1)

    def action_fold_level(self, step: int) -> None:
        """Fold one level more, or one less."""
        wanted = (self._depth or (_DEEPEST if step < 0 else 0)) + step
        if self._depth == 0 and step < 0 and (place := self.place()) is not None:
            # From the cursor outwards: what it stands in is folded first.
            wanted = max(1, place[0].indent(place[1]) // 2 - 1)
        self._fold_to(max(1, min(wanted, _DEEPEST)))

    def _fold_to(self, depth: int) -> None:
        """Fold every container that is inside `depth` others."""
        tree = None if self._document is None else self._document.tree
        if tree is None:
            return
        self._depth = depth
        if tree.count < _FOLD_AT_ONCE:
            self._take_folds(Folds(tree.close, tree.at_depth(depth)))
        else:
            begin(self, "fold", self._fold_apart, tree, depth)
        self.post_message(self.Changed())

    async def _fold_apart(self, tree: JsonIndex, depth: int) -> None:
        folds = await asyncio.to_thread(lambda: Folds(tree.close, tree.at_depth(depth)))
        if self._document is not None and self._document.tree is tree and self._depth == depth:
            self._take_folds(folds)

    def _take_folds(self, folds: Folds | None) -> None:
        """Use these folds; the cursor's row stays where it is on the screen."""
        y = self.row_of(self.cursor) - self.scroll_offset.y
        self._folds = folds or folds_of(self._document)
        self.measure()
        self.refresh()
        self.move_to(self.cursor, top=max(0, self.row_of(self.cursor) - y))
