"""A read-only view of lines: a body of any size costs what is on the screen."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.strip import Strip

from indeed_tui.tui.text import cells
from indeed_tui.tui.widgets.line_scroll import LineScroll, fitted
from indeed_tui.tui.widgets.lines import Lines

_STYLES = ("dim", "key", "literal", "note", "number", "punctuation", "string")
# Columns a single key, or a notch of a sideways wheel, scrolls.
_COLUMNS = 4


class LineView(LineScroll, can_focus=True):
    """Shows `Lines` with a gutter of labels that stays when the lines scroll sideways."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"line-view--{style}" for style in _STYLES} | {
        "line-view--empty",
        "line-view--gutter",
    }
    DEFAULT_CSS = """
    LineView {
        & > .line-view--dim { color: $text-muted; }
        & > .line-view--empty { color: $text-muted; }
        & > .line-view--gutter { color: $text-disabled; }
        & > .line-view--key { color: $text-primary; }
        & > .line-view--literal { color: $text-secondary; }
        & > .line-view--note { color: $text-muted; text-style: italic; }
        & > .line-view--number { color: $text-secondary; }
        & > .line-view--punctuation { color: $text-muted; }
        & > .line-view--string { color: $foreground; }
        &:ansi > .line-view--dim { text-style: dim; }
        &:ansi > .line-view--empty { text-style: dim; }
        &:ansi > .line-view--gutter { text-style: dim; }
        &:ansi > .line-view--note { text-style: dim; }
        &:ansi > .line-view--punctuation { text-style: dim; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_rows(-1)", "Up", id="line-view.up", show=False),
        Binding("down,j", "scroll_rows(1)", "Down", id="line-view.down", show=False),
        Binding("pageup", "page_rows(-1)", "Page up", id="line-view.page-up", show=False),
        Binding(
            "pagedown,space", "page_rows(1)", "Page down", id="line-view.page-down", show=False
        ),
        Binding("home,g", "top", "Top", id="line-view.top", show=False),
        Binding("end,G", "bottom", "Bottom", id="line-view.bottom", show=False),
        Binding("left,h", "scroll_columns(-1)", "Left", id="line-view.left", show=False),
        Binding("right,l", "scroll_columns(1)", "Right", id="line-view.right", show=False),
        Binding(
            "shift+left", "page_columns(-1)", "Page left", id="line-view.page-left", show=False
        ),
        Binding(
            "shift+right", "page_columns(1)", "Page right", id="line-view.page-right", show=False
        ),
        Binding(
            "circumflex_accent", "line_start", "Line start", id="line-view.line-start", show=False
        ),
        Binding("dollar_sign", "line_end", "Line end", id="line-view.line-end", show=False),
    ]

    more = "›"
    """Stands in the last column of a line that goes on; another sign where only ASCII is."""
    less = "‹"
    """Stands beside the gutter while the lines' beginnings are out of view."""

    def __init__(
        self,
        lines: Lines | None = None,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._lines: Lines | None = None
        if lines is not None:
            self.show(lines)

    def empty_text(self) -> Sequence[str]:
        """Return the lines shown when there is none: what would be here, which key brings it."""
        return ()

    @property
    def lines(self) -> Lines | None:
        """What is shown."""
        return self._lines

    def show(self, lines: Lines | None) -> None:
        """Show these lines instead, from their beginning; None for nothing yet."""
        self._lines = lines
        self.set_scroll(0, 0)
        width = 0 if lines is None else lines.width + self._gutter_width(lines)
        self.virtual_size = Size(width, 0 if lines is None else len(lines))
        if self.is_attached:
            self.scroll_to(0, 0, force=True)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the strip of one line of the content, gutter included."""
        width = self.line_width
        lines = self._lines
        if lines is None or not len(lines):
            texts = self.empty_text()
            text = texts[y] if y < len(texts) else ""
            return self.drawn([(" ", ""), (text, "")], width, "line-view--empty")
        index = self.scroll_offset.y + y
        if index >= len(lines):
            return self.drawn((), width)
        gutter = min(self._gutter_width(lines), width)
        label = lines.label(index).rjust(lines.gutter)
        side = self.less if self.scroll_offset.x else " "
        before = self.drawn(
            [(f" {label}{side}" if lines.gutter else side, "line-view--gutter")], gutter
        )
        return Strip.join([before, self._body(lines, index, width - gutter)])

    def _body(self, lines: Lines, index: int, width: int) -> Strip:
        """Return the visible part of a line, with a sign at its end where it goes on."""
        start = self.scroll_offset.x
        segments = [
            (text, style and f"line-view--{style}")
            for text, style in lines.line(index, start, start + width + 1)
        ]
        if width > 0 and sum(cells(text) for text, _ in segments) > width:
            segments = [*fitted(segments, width - 1), (self.more, "line-view--gutter")]
        return self.drawn(segments, width)

    @staticmethod
    def _gutter_width(lines: Lines) -> int:
        """Return the cells before the text: the labels with a space on both sides."""
        return lines.gutter + 2 if lines.gutter else 1

    def action_scroll_rows(self, rows: int) -> None:
        """Scroll by some lines."""
        self.scroll_to(y=self.scroll_offset.y + rows)

    def action_page_rows(self, pages: int) -> None:
        """Scroll by screenfuls; one line stays in view."""
        self.action_scroll_rows(pages * max(1, self.line_count - 1))

    def action_top(self) -> None:
        """Scroll to the first line."""
        self.scroll_to(y=0)

    def action_bottom(self) -> None:
        """Scroll to the last line."""
        self.scroll_to(y=self.max_scroll_y)

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

    def on_focus(self) -> None:
        """Take the terminal's cursor to the first visible line."""
        self.place_cursor(0, 0)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """Scroll sideways at once: Textual would glide."""
        event.prevent_default().stop()
        self.action_scroll_columns(-1)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """Scroll sideways at once: Textual would glide."""
        event.prevent_default().stop()
        self.action_scroll_columns(1)
