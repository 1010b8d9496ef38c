"""What the line-API widgets share: no animation, exact strips, a cursor the terminal knows."""

from collections.abc import Iterable, Sequence

from rich.segment import Segment as RichSegment
from textual.color import Color
from textual.geometry import Offset, Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.types import AnimationLevel, CallbackType, EasingFunction
from textual.widget import Widget
from textual.widgets import Input

from indeed_tui.tui.compositing import draw_soon
from indeed_tui.tui.inks import mixed
from indeed_tui.tui.text import cells, head, plain

Segments = Sequence[tuple[str, str]]
"""Pieces of one line, left to right: plain text and the name of its style ("" for none)."""


def fitted(segments: Iterable[tuple[str, str]], width: int) -> list[tuple[str, str]]:
    """Crop and fill segments to exactly `width` cells.

    Every text passes `text.plain` once more: a row that forgot it can't reach the terminal.
    """
    kept: list[tuple[str, str]] = []
    left = width
    for text, style in segments:
        shown = plain(text)
        cropped = head(shown, left)
        left -= cells(cropped)
        if cropped:
            kept.append((cropped, style))
        if len(cropped) < len(shown):
            break
    if left > 0:
        kept.append((" " * left, ""))
    return kept


def styled(widget: Widget, segments: Iterable[tuple[str, str]], width: int, *over: str) -> Strip:
    """Return segments as a strip of exactly `width` cells, in the inks that their styles name."""
    inks = mixed(widget)
    pieces = [RichSegment(text, inks[style, *over]) for text, style in fitted(segments, width)]
    return Strip(pieces, max(0, width))


def cursor_cell(focused: Widget | None) -> Offset:
    """Return where on the screen the terminal's own cursor belongs: what has the focus is there.

    Screen readers follow it, and input methods open where it is.
    """
    if focused is None:
        return Offset(0, 0)
    # A field's own; TextArea isn't named here, it takes its time to load.
    own = getattr(focused, "cursor_screen_offset", None)
    if isinstance(own, Offset):
        # Textual gives an Input's a column too far at the end of its text.
        at_end = isinstance(focused, Input) and focused.cursor_position == len(focused.value)
        return own - Offset(int(at_end), 0)
    line = focused.cursor_line if isinstance(focused, LineScroll) else 0
    return focused.content_region.offset + Offset(0, line)


class LineScroll(ScrollView, inherit_bindings=False):
    """A scroll view whose lines are drawn one by one; it jumps, it never glides.

    An animated page is a few hundred kilobytes of repaints on a slow line.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LineScroll {
        width: 1fr;
        height: 1fr;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0;
    }
    """

    def scroll_to(
        self,
        x: float | None = None,
        y: float | None = None,
        *,
        animate: bool = True,  # noqa: ARG002
        speed: float | None = None,
        duration: float | None = None,
        easing: EasingFunction | str | None = None,
        force: bool = False,
        on_complete: CallbackType | None = None,
        level: AnimationLevel = "basic",
        immediate: bool = False,
        release_anchor: bool = True,  # noqa: ARG002
    ) -> None:
        """Scroll at once to a column and a row, whatever the caller says about animation."""
        super().scroll_to(
            x,
            y,
            animate=False,
            speed=speed,
            duration=duration,
            easing=easing,
            force=force,
            on_complete=on_complete,
            level=level,
            immediate=immediate,
        )

    def refresh_cells(self, *regions: Region) -> None:
        """Have some cells of the content drawn anew, by columns and lines on the screen.

        Nothing else of the widget is asked or thrown away, as `refresh` does.
        """
        self._set_dirty(*regions)
        draw_soon(self)

    def change_unseen(self) -> None:
        """Have all lines drawn anew when the widget is laid out next: now it has no room."""
        self._styles_cache.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw lines; where a part of changed ones is wanted, nothing else is worked out."""
        gutter, size = self.styles.gutter, self.outer_size
        content = size.region.shrink(gutter)
        changed = map(self._styles_cache.is_dirty, crop.line_range)
        part = crop.width < size.width and content.contains_region(crop) and all(changed)
        if not part:
            # Whole lines, and all that is around them, are kept by Textual.
            return super().render_lines(crop)
        # Without the gate for what Textual's own widgets draw: this text passed `plain`.
        filters = [each for each in self.app._filters if each.enabled]
        below = self.visual_style.background or Color(0, 0, 0, 0)
        left, right = crop.x - gutter.left, crop.right - gutter.left
        strips = []
        for y in crop.line_range:
            strip = self.render_part(y - gutter.top, left, right)
            for each in filters:
                strip = strip.apply_filter(each, below)
            strips.append(strip)
        return strips

    def render_part(self, y: int, left: int, right: int) -> Strip:
        """Return the strip of a line's cells from `left` to before `right`."""
        strip = self.render_line(y)
        if strip.cell_length < right:
            strip = strip.adjust_cell_length(right, self.visual_style.rich_style)
        return strip.crop(left, right)

    @property
    def top(self) -> int:
        """The first line of the content that is on the screen."""
        return round(self.scroll_y)

    @property
    def line_room(self) -> Size:
        """The cells of a line and the lines on the screen: the content without the scrollbar."""
        width, height = self.region.size
        gutter = self.styles.gutter
        width -= gutter.width + self.scrollbar_size_vertical
        return Size(max(0, width), max(0, height - gutter.height))

    @property
    def line_width(self) -> int:
        """The width of a line in cells."""
        return self.line_room.width

    @property
    def line_count(self) -> int:
        """How many lines are on the screen."""
        return self.line_room.height

    @property
    def cursor_line(self) -> int:
        """The line of the content where the terminal's own cursor belongs; here, the first."""
        return 0

    def drawn(self, segments: Iterable[tuple[str, str]], width: int, *over: str) -> Strip:
        """Return a strip of exactly `width` cells; styles are names of inks.

        `over` are inks that are laid over every segment's own.
        """
        return styled(self, segments, width, *over)

    def drawn_part(
        self, segments: Iterable[tuple[str, str]], left: int, right: int, *over: str
    ) -> Strip:
        """Return what `drawn` would show from the cell `left` to before `right`."""
        start, end, kept = left, 0, []
        for text, style in segments:
            begin, end = end, end + cells(text)
            if begin >= right:
                break
            if end > left:
                start = min(start, begin)
                kept.append((text, style))
        return self.drawn(kept, right - start, *over).crop(left - start, right - start)
