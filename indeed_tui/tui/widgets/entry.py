"""Fields to type into that never pass a control character on to the terminal."""

import unicodedata

from rich.text import Text
from textual.widgets import Input, TextArea

from indeed_tui.tui.text import plain

_FEWEST, _MOST = 3, 14


class Entry(Input):
    """A one-line field; what a terminal might obey becomes visible, and is sent like that."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(
            value, placeholder=placeholder, id=id, classes=classes, compact=True,
            select_on_focus=False,
        )  # fmt: skip
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Return the value as it may be shown."""
        return plain(value)


class TextEntry(TextArea):
    """A field of several lines: the text stays as it is, only its picture is made safe."""

    DEFAULT_CSS = """
    TextEntry { padding: 0 1; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1; }
    """

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(
            text, compact=True, placeholder=placeholder, id=id, highlight_cursor_line=False
        )
        self.cursor_blink = False
        self._fit(text)

    def get_line(self, line_index: int) -> Text:
        """Return a line with one visible character for each that a terminal might obey."""
        shown = "".join(map(_stand_in, self.document.get_line(line_index)))
        return Text(shown, end="", no_wrap=True)

    def put(self, text: str) -> None:
        """Show another text, with as many lines as it needs within reason."""
        self.load_text(text)
        self._fit(text)

    def _fit(self, text: str) -> None:
        self.styles.height = min(max(_FEWEST, text.count("\n") + 2), _MOST)


def _stand_in(character: str) -> str:
    if character == "\t" or (character.isascii() and character.isprintable()):
        return character
    shown = plain(character)
    if shown == character and unicodedata.combining(character) == 0:
        return character
    return shown if len(shown) == 1 else "\ufffd"
