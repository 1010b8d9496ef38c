"""A document's rows: numbers, folds, one line under the cursor; only what is visible is drawn."""

from collections.abc import Sequence

from textual.geometry import Region, Size
from textual.strip import Strip

from indeed_tui.bodies.folds import Folds
from indeed_tui.tui.text import cells
from indeed_tui.tui.widgets.documents import Document
from indeed_tui.tui.widgets.line_scroll import LineScroll, fitted
from indeed_tui.tui.widgets.lines import Spans


class DocumentRows(LineScroll):
    """The drawing half of a `LineView`; a line is known by its number, a note's is below 0.

    The gutter holds the cursor's mark, a line's label and the sign of a fold, and stays when the
    lines scroll sideways.
    """

    mark = "▌"
    """The cursor line's mark, one cell wide; this and the next ones differ where only ASCII is."""
    opened = "▾"
    """Stands beside a line whose container can be folded."""
    closed = "▸"
    """Stands beside a line whose container is folded."""
    more = "›"
    """Stands in the last column of a line that goes on."""
    less = "‹"
    """Stands beside the gutter while the lines' beginnings are out of view."""

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._document: Document | None = None
        self._folds = folds_of(None)
        self._cursor = 0
        self._measured = (0, 0, 0)

    # What a subclass gives.

    def empty_text(self) -> Sequence[str]:
        """Return the lines shown when there is none: what would be here, which key brings it."""
        return ()

    def cursor_moved(self) -> None:
        """Act on the cursor standing on another line than before; here, not at all."""

    def marked(self, number: int, start: int, stop: int) -> Spans:  # noqa: ARG002
        """Return the characters of a line that are shown as found, between two of them."""
        return ()

    # Lines and rows.

    @property
    def document(self) -> Document | None:
        """What is shown."""
        return self._document

    @property
    def cursor(self) -> int:
        """The number of the cursor's line, from 0; below 0 for a note."""
        return self._cursor

    @property
    def row_count(self) -> int:
        """How many rows there are: notes, and lines that aren't folded away."""
        document = self._document
        if document is None:
            return 0
        return len(document.notes) + document.count - self._folds.hidden

    @property
    def cursor_line(self) -> int:
        """The line of the content with the cursor's line, for the terminal's own cursor."""
        row = self.row_of(self._cursor) - self.scroll_offset.y
        return min(max(0, row), max(0, self.line_count - 1))

    def row_of(self, number: int) -> int:
        """Return the row of a line, or of the fold that hides it."""
        notes = 0 if self._document is None else len(self._document.notes)
        return notes + (number if number < 0 else self._folds.row(number))

    def number_at(self, row: int) -> int:
        """Return the number of the line on a row, the nearest there is."""
        notes = 0 if self._document is None else len(self._document.notes)
        row = max(0, min(row, self.row_count - 1)) - notes
        return row if row < 0 else self._folds.line(row)

    def put(self, document: Document | None, folds: Folds | None = None) -> None:
        """Show this instead, with the cursor where it is, or as near as there is a line."""
        self._document = document
        self._folds = folds or folds_of(document)
        self._measured = (0, 0, 0)
        self.measure()
        self.refresh()
        self.move_to(self._cursor)

    def measure(self) -> None:
        """Take in how many lines there are now; what is visible is repainted if it changed."""
        document = self._document
        gutter = 0 if document is None else self.gutter_width(document)
        width = 0 if document is None else document.width + gutter
        before, self._measured = self._measured, (gutter, width, self.row_count)
        if before == self._measured:
            return
        self.virtual_size = Size(width, self.row_count)
        visible = self.scroll_offset.y + self.line_count
        if before[0] != gutter or before[2] < visible or self.row_count < visible:
            self.refresh()

    def move_to(self, number: int, *, top: int | None = None) -> None:
        """Put the cursor on a line, or on the nearest there is, and scroll it into view.

        `top` is the row to have on top, as far as the cursor allows.
        """
        before = self._cursor
        row = min(self.row_of(number), self.row_count - 1)
        self._cursor = self.number_at(row) if row >= 0 else 0
        rows = self.line_count
        if rows > 0 and row >= 0:
            now = self.scroll_offset.y
            wanted = now if top is None else top
            wanted = max(0, min(max(wanted, row - rows + 1), row))
            if wanted != now:
                # Forced: right after `measure` the scrollbar isn't there yet.
                self.scroll_to(y=wanted, force=True)
        if self._cursor != before:
            self.refresh_line_number(before)
            self.refresh_line_number(self._cursor)
            self.cursor_moved()

    def refresh_line_number(self, number: int) -> None:
        """Repaint one line if it is visible."""
        y = self.row_of(number) - self.scroll_offset.y
        if 0 <= y < self.line_count:
            self.refresh_cells(Region(0, y, self.line_width, 1))

    # Drawing.

    def gutter_width(self, document: Document) -> int:
        """Return the cells before the text: the mark, the label, a fold's sign, a space."""
        labels = document.gutter
        return labels + 2 + (document.tree is not None) if labels else 1

    def render_line(self, y: int) -> Strip:
        """Return the strip of one line of the content, gutter included."""
        width = self.line_width
        document = self._document
        if document is None or not self.row_count:
            texts = self.empty_text()
            text = texts[y] if y < len(texts) else ""
            return self.drawn([(" ", ""), (text, "")], width, "line-view--empty")
        row = self.scroll_offset.y + y
        if row >= self.row_count:
            return self.drawn((), width)
        number = self.number_at(row)
        over = ("line-view--cursor",) if number == self._cursor else ()
        gutter = min(self.gutter_width(document), width)
        before = self.drawn(self._before(document, number), gutter, *over)
        return Strip.join([before, self._body(document, number, width - gutter, *over)])

    def _before(self, document: Document, number: int) -> list[tuple[str, str]]:
        """Return what stands before a line."""
        mark = self.mark if number == self._cursor and self.has_focus else " "
        side = self.less if self.scroll_offset.x else " "
        label = document.label(number) if number >= 0 else ""
        pieces = [(mark, "line-view--mark")] if document.gutter else []
        if document.gutter:
            sign = ""
            tree = document.tree
            if tree is not None:
                sign = self._sign(number) if 0 <= number < tree.count else " "
            pieces.append((label.rjust(document.gutter) + sign, "line-view--gutter"))
        elif mark != " ":
            return [(mark, "line-view--mark")]
        return [*pieces, (side, "line-view--gutter")]

    def _sign(self, number: int) -> str:
        if self._folds.folded(number):
            return self.closed
        tree = None if self._document is None else self._document.tree
        return self.opened if tree is not None and tree.close(number) is not None else " "

    def _body(self, document: Document, number: int, width: int, *over: str) -> Strip:
        """Return the visible part of a line, with a sign at its end where it goes on."""
        start = self.scroll_offset.x
        folded = number >= 0 and self._folds.folded(number)
        spans = self.marked(number, 0, start + width + 1)
        segments = [
            (text, style and f"line-view--{style}")
            for text, style in document.line(
                number, start, start + width + 1, folded=folded, spans=spans
            )
        ]
        if width > 0 and sum(cells(text) for text, _ in segments) > width:
            segments = [*fitted(segments, width - 1), (self.more, "line-view--gutter")]
        # What was found shows through the cursor's line.
        return Strip.join(
            self.drawn([(text, style)], cells(text), *(() if style.endswith("match") else over))
            for text, style in fitted(segments, width)
        )

    # Staying in view.

    def on_resize(self) -> None:
        """Keep the cursor's line in view."""
        self.move_to(self._cursor)


def folds_of(document: Document | None) -> Folds:
    """Return the folds of a document of which nothing is folded yet."""
    tree = None if document is None else document.tree
    return Folds(_no_close if tree is None else tree.close)


def _no_close(_line: int) -> int | None:
    return None
