"""The bottom line: the keys that matter now, or a word that was just said."""

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from indeed_tui.tui.text import cells, clip, plain
from indeed_tui.tui.widgets.line_scroll import styled

ENTER = "↵"
_SAID_FOR = 6.0


class KeyBar(Widget):
    """Shows (key, label, action) triples on one line; a message takes their place for a while.

    A message never covers a row that has the focus, as a toast would.
    """

    DEFAULT_CSS = """
    KeyBar {
        height: 1;
        width: 1fr;
    }
    """

    class Pressed(Message):
        """The user clicked a key."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._keys: Sequence[tuple[str, str, str]] = ()
        self._said: tuple[str, bool] | None = None
        self._timer: Timer | None = None

    def show(self, keys: Sequence[tuple[str, str, str]]) -> None:
        """Show these keys: how a key is written, its label, the action behind it.

        In ASCII the enter key is written out: what stands for its sign is another key.
        """
        if self.app.has_class("-ascii"):
            keys = [(key.replace(ENTER, "Enter"), label, action) for key, label, action in keys]
        if keys != self._keys:
            self._keys = keys
            self.refresh()

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show a sentence for six seconds, in place of the keys."""
        self._said = (text, failed)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_SAID_FOR, self.hush)
        self.refresh()

    def hush(self) -> None:
        """Show the keys again."""
        if self._said is not None:
            self._said = None
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """Return the one line."""
        return styled(self, self._pieces(), self.size.width)

    def _pieces(self) -> list[tuple[str, str]]:
        if self._said is not None:
            text, failed = self._said
            style = "key-bar--failed" if failed else "key-bar--said"
            sign = " ✕ " if failed else " "
            return [(sign, style), (clip(plain(text), self.size.width - len(sign)), style)]
        pieces = [(" ", "")]
        for key, label, _ in self._fitting():
            pieces += [(key, "key-bar--key"), (f" {label}  ", "key-bar--label")]
        return pieces

    def _fitting(self) -> list[tuple[str, str, str]]:
        """Return the keys there is room for, whole; the last two, help and quit, stay longest."""
        keys = list(self._keys)
        while len(keys) > 1 and sum(map(_cells, keys)) - 1 > self.size.width:
            del keys[max(0, len(keys) - 3)]
        return keys

    def on_click(self, event: events.Click) -> None:
        """Press the key under the pointer."""
        x = 1
        for key in self._fitting() if self._said is None else ():
            if x <= event.x < x + _cells(key):
                self.post_message(self.Pressed(key[2]))
                return
            x += _cells(key)


def _cells(key: tuple[str, str, str]) -> int:
    return cells(key[0]) + cells(key[1]) + 3
