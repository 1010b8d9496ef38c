"""Rows of which only those on the screen are drawn, one of them under the cursor."""

from collections.abc import Iterable, Sequence

from textual.geometry import Region, Size
from textual.strip import Strip

from indeed_tui.tui.widgets.line_scroll import LineScroll, Segments


class LineRows(LineScroll):
    """The drawing half of a `LineList`: rows, header, empty state, cursor, scrolling.

    The left column, one cell wide, holds the cursor's mark; rows get the rest.
    """

    DEFAULT_CSS = """
    LineRows {
        overflow-x: hidden;
    }
    """
    mark = "▌"
    """The cursor row's mark, one cell wide; another one where the terminal has only ASCII."""

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._row_count = 0
        self._cursor = -1
        self._hovered = -1
        self.header_rows = 0  # 1 while `header` gives a row

    # What a subclass gives.

    def render_row(self, index: int, width: int) -> Segments:
        """Return the plain text and inks of one row, for `width` cells.

        What is longer is cropped, what is shorter is filled.
        """
        raise NotImplementedError

    def header(self, width: int) -> Segments | None:  # noqa: ARG002
        """Return the row that stays on top, or None; it is `line-list--header` all over."""
        return None

    def empty_text(self) -> Sequence[str]:
        """Return the lines shown when there is no row: what would be here, which key brings it."""
        return ()

    def cursor_moved(self, index: int) -> None:
        """Act on the cursor standing on another row than before; here, not at all."""

    # What a pane uses.

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return self._row_count

    @property
    def cursor_line(self) -> int:
        """The line of the content with the cursor row, for the terminal's own cursor."""
        return min(max(0, self._row_y(self._cursor)), max(0, self.line_count - 1))

    @property
    def cursor(self) -> int:
        """The index of the cursor row; -1 when there is no row."""
        return self._cursor

    def set_count(self, count: int, *, cursor: int | None = None) -> None:
        """Say that the rows are now these `count`, and repaint what is visible.

        The cursor keeps its index, or the nearest there still is, or goes to `cursor`. Whether
        there is a header is asked now and at every resize. A million rows cost as much as ten.
        """
        self._row_count = max(0, count)
        self._measure()
        self.refresh()
        self.move_to(self._cursor if cursor is None else cursor)

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, or on the nearest there is, and scroll it into view."""
        index = min(max(0, index), self._row_count - 1)
        before, self._cursor = self._cursor, index
        self._reveal()
        if index == before:
            return
        self.refresh_row(before)
        self.refresh_row(index)
        if index >= 0 and self.is_attached:
            self.cursor_moved(index)

    def refresh_row(self, index: int) -> None:
        """Repaint one row if it is visible."""
        self.refresh_rows((index,))

    def refresh_rows(self, indices: Iterable[int], *, last: int | None = None) -> None:
        """Repaint those of some rows that are visible, or only their `last` cells."""
        width, height = self.line_room
        if not height:
            self.change_unseen()
        cells = width if last is None else min(last, width)
        top = self._row_y(0)
        regions = [
            Region(width - cells, top + index, cells, 1)
            for index in indices
            if 0 <= index < self._row_count and self.header_rows <= top + index < height
        ]
        if regions:
            self.refresh_cells(*regions)

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """Return the strip of one line of the content, header included."""
        width = self.line_width
        if y < self.header_rows:
            heading = self.header(max(0, width - 1)) or ()
            return self.drawn([(" ", ""), *heading], width, "line-list--header")
        if not self._row_count:
            texts = self.empty_text()
            line = y - self.header_rows
            text = texts[line] if line < len(texts) else ""
            return self.drawn([(" ", ""), (text, "")], width, "line-list--empty")
        index = self.row_at(y)
        if index < 0:
            return self.drawn((), width)
        row, over = self.render_row(index, max(0, width - 1)), self._over(index)
        if index == self._cursor:
            first = self.drawn([(self.mark, "")], min(1, width), *over, "line-list--mark")
            return Strip.join([first, self.drawn(row, width - 1, *over)])
        return self.drawn([(" ", ""), *row], width, *over)

    def render_part(self, y: int, left: int, right: int) -> Strip:
        """Return the strip of some cells of a line."""
        width, index = self.line_width, self.row_at(y)
        if index < 0 or not left or right > width:
            return super().render_part(y, left, right)
        row = self.render_row(index, max(0, width - 1))
        return self.drawn_part(row, left - 1, right - 1, *self._over(index))

    def _over(self, index: int) -> tuple[str, ...]:
        """Return the inks over all of a row."""
        if index == self._cursor:
            return ("line-list--cursor",)
        return ("line-list--hover",) if index == self._hovered else ()

    def _measure(self) -> None:
        """Give the scrollbar its range: the rows and the header above them."""
        self.header_rows = int(self.header(max(0, self.line_width - 1)) is not None)
        self.virtual_size = Size(0, self._row_count + self.header_rows)

    def row_at(self, y: int) -> int:
        """Return the index of the row on a line of the content, or -1."""
        index = y - self.header_rows + self.top
        return index if y >= self.header_rows and index < self._row_count else -1

    def light(self, index: int) -> None:
        """Show a row, or none (-1), as the one under the pointer."""
        before, self._hovered = self._hovered, index
        if index != before:
            self.refresh_row(before)
            self.refresh_row(index)

    def _row_y(self, index: int) -> int:
        return index + self.header_rows - self.top

    def _reveal(self) -> None:
        """Scroll the cursor row into view, by no more than it takes."""
        rows = self.line_count - self.header_rows
        if rows <= 0 or self._cursor < 0:
            return
        top = self.top
        wanted = min(max(top, self._cursor - rows + 1), self._cursor)
        if wanted != top:
            # Forced: right after `set_count` the scrollbar isn't there yet.
            self.scroll_to(y=wanted, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Repaint and forget the hovered row."""
        super().watch_scroll_y(old_value, new_value)
        self._hovered = -1

    def on_resize(self) -> None:
        """Keep the cursor row in view."""
        self._measure()
        self._reveal()
