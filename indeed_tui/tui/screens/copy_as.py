"""A list of what can be copied; a letter or enter chooses, escape leaves."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from indeed_tui.tui.copy_choices import CopyChoice
from indeed_tui.tui.states import ACCENT, DIM, PLAIN, STYLES, STYLES_CSS, Piece
from indeed_tui.tui.text import clip, pad, safe
from indeed_tui.tui.widgets.line_list import LineList

_LABEL = 18


class Choices(LineList):
    """The things to copy, each with its letter."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = f"Choices {{ {STYLES_CSS} }}"

    def __init__(self, choices: Sequence[CopyChoice]) -> None:
        super().__init__(id="choices")
        self._choices = choices
        self.styles.height = len(choices)

    def on_mount(self) -> None:
        """Show them."""
        self.set_count(len(self._choices), cursor=0)

    def render_row(self, index: int, width: int) -> Sequence[Piece]:
        """Return one row: letter, label, a remark."""
        choice = self._choices[index]
        room = max(0, width - _LABEL - 5)
        return [
            (f" {choice.letter} ", ACCENT),
            (f" {pad(choice.label, _LABEL)} ", PLAIN),
            (clip(choice.remark, room), DIM),
        ]


class CopyAs(ModalScreen[CopyChoice]):
    """Dismissed with what was chosen, None when the user goes back."""

    DEFAULT_CSS = """
    CopyAs { align: center middle; }
    CopyAs > Vertical {
        width: 76; max-width: 100%; height: auto; max-height: 100%;
        border: round $accent; background: $surface; padding: 1 1;
        border-title-color: $accent; border-title-style: bold; border-subtitle-color: $text-muted;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,Y", "dismiss", "Close", id="copy-as.close", show=False)
    ]

    def __init__(self, choices: Sequence[CopyChoice], of: str) -> None:
        super().__init__()
        self._choices, self._of = choices, of

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        box = Vertical()
        box.border_title = safe(f"Copy · {clip(self._of, 60)}" if self._of else "Copy")
        box.border_subtitle = safe("letter or ↵ copies · esc closes")
        with box:
            yield Choices(self._choices)

    def on_mount(self) -> None:
        """Go to the list."""
        self.query_one(Choices).focus()

    def on_key(self, event: events.Key) -> None:
        """Choose by letter."""
        for choice in self._choices:
            if event.character == choice.letter:
                event.stop()
                self.dismiss(choice)
                return

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Choose the row under the cursor."""
        event.stop()
        self.dismiss(self._choices[event.index])
