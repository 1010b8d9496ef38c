"""A list of what can be copied, each with the key that copies it."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import CHOOSE, COPY_AS
from indeed_tui.tui.copy_choices import CopyChoice
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.screens.sized import Sized
from indeed_tui.tui.states import ACCENT, DIM, PLAIN, Piece
from indeed_tui.tui.text import cells, clip, pad, safe
from indeed_tui.tui.widgets.line_list import LineList

_LABEL = 18


class Choices(LineList):
    """The things to copy, each with its key."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CHOOSE)

    def __init__(self, choices: Sequence[CopyChoice], keys: Keymap) -> None:
        super().__init__(id="choices")
        self._choices = choices
        commands = [f"copy-as.{each.id}" for each in choices]
        self._keys = [keys.key(each) if keys.keys(each) else "" for each in commands]
        self._widest = max(map(cells, self._keys))
        self.styles.height = len(choices)

    def on_mount(self) -> None:
        """Show them."""
        self.set_count(len(self._choices), cursor=0)

    def render_row(self, index: int, width: int) -> Sequence[Piece]:
        """Return one row: key, label, a remark."""
        choice = self._choices[index]
        room = max(0, width - _LABEL - self._widest - 4)
        return [
            (f" {pad(self._keys[index], self._widest)} ", ACCENT),
            (f" {pad(choice.label, _LABEL)} ", PLAIN),
            (clip(choice.remark, room), DIM),
        ]


class CopyAs(ModalScreen[CopyChoice], Sized[CopyChoice]):
    """Dismissed with what was chosen, None when the user goes back."""

    DEFAULT_CSS = """
    CopyAs { align: center middle; }
    CopyAs > Vertical {
        width: 76; max-width: 100%; height: auto; max-height: 100%;
        border: round $accent; background: $surface; padding: 1 1;
        border-title-color: $accent; border-title-style: bold; border-subtitle-color: $text-muted;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(COPY_AS)

    def __init__(self, choices: Sequence[CopyChoice], of: str, keys: Keymap) -> None:
        super().__init__()
        self._choices, self._of, self._keys = choices, of, keys

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        box = Vertical()
        box.border_title = safe(f"Copy · {clip(self._of, 60)}" if self._of else "Copy")
        chooses, closes = self._keys.key("line-list.choose"), self._keys.key("copy-as.close")
        box.border_subtitle = safe(f"letter or {chooses} copies · {closes} closes")
        with box:
            yield Choices(self._choices, self._keys)

    def on_mount(self) -> None:
        """Go to the list."""
        self.query_one(Choices).focus()

    def action_copy(self, identifier: str) -> None:
        """Choose by key, what is there to choose."""
        found = next((each for each in self._choices if each.id == identifier), None)
        if found is not None:
            self.dismiss(found)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Choose the row under the cursor."""
        event.stop()
        self.dismiss(self._choices[event.index])
