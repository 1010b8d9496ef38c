"""A read-only view of lines with a cursor: a body of any size costs what is on the screen."""

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import VIEW
from indeed_tui.tui.widgets.document_rows import DocumentRows
from indeed_tui.tui.widgets.documents import Document

# Columns a single key, or a notch of a sideways wheel, scrolls.
_COLUMNS = 4


class LineView(DocumentRows, can_focus=True):
    """Shows a `Document`; the keys that every list has move the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(VIEW)

    class Moved(Message):
        """The cursor stands on another line than before."""

    def show(self, document: Document | None) -> None:
        """Show this instead, from its beginning; None for nothing yet."""
        self._cursor = 0 if document is None else -len(document.notes)
        self.set_scroll(0, 0)
        self.put(document)
        if self.is_attached:
            self.scroll_to(0, 0, force=True)
        self.cursor_moved()

    def cursor_moved(self) -> None:
        """Tell the pane."""
        if self.is_attached:
            self.post_message(self.Moved())

    def action_move(self, rows: int) -> None:
        """Move the cursor by some rows."""
        self.move_to(self.number_at(self.row_of(self.cursor) + rows))

    def action_page(self, pages: float) -> None:
        """Move by screenfuls, the view with the cursor; one line stays in view."""
        rows = int(pages * max(1, self.line_count - 1))
        last = max(0, self.row_count - self.line_count)
        self.move_to(
            self.number_at(self.row_of(self.cursor) + rows),
            top=max(0, min(self.scroll_offset.y + rows, last)),
        )

    def action_top(self) -> None:
        """Move to the first line."""
        self.move_to(self.number_at(0))

    def action_bottom(self) -> None:
        """Move to the last line."""
        self.move_to(self.number_at(self.row_count - 1))

    def action_scroll_columns(self, steps: int) -> None:
        """Scroll sideways by steps of a few columns."""
        self.scroll_to(x=self.scroll_offset.x + steps * _COLUMNS)

    def action_page_columns(self, pages: int) -> None:
        """Scroll sideways by half the width."""
        self.scroll_to(x=self.scroll_offset.x + pages * max(1, self.line_width // 2))

    def action_line_start(self) -> None:
        """Scroll to the first column."""
        self.scroll_to(x=0)

    def action_line_end(self) -> None:
        """Scroll to the last column of the longest line."""
        self.scroll_to(x=self.max_scroll_x)

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked line."""
        offset = event.get_content_offset(self)
        row = -1 if offset is None else offset.y + self.scroll_offset.y
        if 0 <= row < self.row_count:
            self.move_to(self.number_at(row))

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """Scroll sideways at once: Textual would glide."""
        event.prevent_default().stop()
        self.action_scroll_columns(-1)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """Scroll sideways at once: Textual would glide."""
        event.prevent_default().stop()
        self.action_scroll_columns(1)
