"""The last gate before the terminal: for what Textual's own widgets draw, such as fields."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from indeed_tui.tui.text import harmless


class Harmless(LineFilter):
    """Takes out of every line what a terminal might obey; its width stays."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Return the segments, each as wide as it was."""
        return [
            segment
            if segment.text.isascii() and segment.text.isprintable()
            else Segment(harmless(segment.text), segment.style, segment.control)
            for segment in segments
        ]
