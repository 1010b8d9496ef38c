"""A list of any length that draws only the rows on the screen, with its keys and clicks."""

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import LIST
from indeed_tui.tui.widgets.line_rows import LineRows


class LineList(LineRows, can_focus=True):
    """A virtual list: a subclass gives `render_row`, the base cursor, scrolling, width.

    Style names are those of `inks`. `set_count` says how many rows there are, `refresh_row`
    that one changed. `Moved` is posted for every change of the cursor's index once the list is
    mounted.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(LIST)

    class RowMessage(Message):
        """Something about one row; `index` counts from 0."""

        def __init__(self, line_list: "LineList", index: int) -> None:
            super().__init__()
            self.line_list = line_list
            self.index = index

        @property
        def control(self) -> "LineList":
            """The list it happened in."""
            return self.line_list

    class Moved(RowMessage):
        """The cursor stands on another row than before, for whatever reason."""

    class Chosen(RowMessage):
        """The user pressed enter on the cursor row, or clicked it."""

    _click_chose = False

    def cursor_moved(self, index: int) -> None:
        """Tell the pane."""
        self.post_message(self.Moved(self, index))

    def action_move(self, rows: int) -> None:
        """Move the cursor by some rows."""
        self.move_to(self.cursor + rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by screenfuls; one row stays in view."""
        self.action_move(pages * max(1, self.line_count - self.header_rows - 1))

    def action_first(self) -> None:
        """Move to the first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """Move to the last row."""
        self.move_to(self.row_count - 1)

    def action_choose(self) -> None:
        """Choose the cursor row."""
        if self.cursor >= 0:
            self.post_message(self.Chosen(self, self.cursor))

    def _row_under(self, event: events.MouseEvent) -> int:
        offset = event.get_content_offset(self)
        return -1 if offset is None else self.row_at(offset.y)

    def on_click(self, event: events.Click) -> None:
        """Move to another row; choose the cursor row, once for a double click."""
        index = self._row_under(event)
        if event.chain == 1:
            self._click_chose = False
        if index < 0:
            return
        if index != self.cursor:
            self.move_to(index)
        elif not self._click_chose:
            self._click_chose = True
            self.action_choose()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Light the row under the pointer."""
        self.light(self._row_under(event))

    def on_leave(self) -> None:
        """Put the light out."""
        self.light(-1)
