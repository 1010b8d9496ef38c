"""A small form: where to save an exchange, and how much of it."""

import asyncio
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import Exchange
from indeed_tui.store.files import private_directory, write_atomic
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import FORM, SAVE
from indeed_tui.tui.format import size
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.saving import Part, content, file_name
from indeed_tui.tui.screens.finishing import Finishing
from indeed_tui.tui.text import plain, safe
from indeed_tui.tui.widgets.choice import Choice


class Save(ModalScreen[str], Finishing[str]):
    """Dismissed with what to say once the file is there, None when the user goes back."""

    DEFAULT_CSS = """
    Save { align: center middle; }
    Save > Vertical {
        width: 84; max-width: 100%; height: auto;
        border: round $accent; background: $surface; padding: 1 1;
        border-title-color: $accent; border-title-style: bold; border-subtitle-color: $text-muted;
    }
    Save Input { width: 1fr; background: $panel; padding: 0 1; margin: 1 0; }
    Save Input:focus { background: $accent 20%; }
    Save #told { height: auto; min-height: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(SAVE, FORM)

    def __init__(self, exchange: Exchange, exports: Path, what: str, keys: Keymap) -> None:
        super().__init__()
        self._keys = keys
        closes = keys.key("save.close")
        self._hint = f"enter saves, mode 0600 · tokens stay masked · {closes} goes back"
        self._exchange, self._exports, self._what = exchange, exports, what
        self._replacing: Path | None = None

    def compose(self) -> ComposeResult:
        """Lay out the form."""
        box = Vertical()
        box.border_title = safe(f"Save · {self._what}")
        keys = self._keys
        steps = " ".join(map(keys.key, ("form.next", "choice.previous", "choice.next")))
        box.border_subtitle = safe(f"{steps} · enter save · {keys.key('save.close')} close")
        options = ((Part.BODY, "Body"), (Part.WHOLE, "Whole exchange, as JSON"))
        start = Part.BODY if self._exchange.body else Part.WHOLE
        with box:
            yield Choice([(str(part), label) for part, label in options], start, id="part")
            field = Input(self._suggested(start), id="path", compact=True)
            field.cursor_blink = False
            yield field
            yield Static(safe(self._hint), id="told")

    def on_mount(self) -> None:
        """Start at the path."""
        self.query_one("#path", Input).focus()

    def _suggested(self, part: Part) -> str:
        return str(self._exports / file_name(self._exchange, part))

    @property
    def _part(self) -> Part:
        return Part(self.query_one("#part", Choice).value)

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Suggest the other name, unless the user typed one."""
        event.stop()
        field = self.query_one("#path", Input)
        if field.value in [self._suggested(part) for part in Part]:
            field.value = self._suggested(self._part)
        self._say(self._hint)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Forget what was said about another path."""
        event.stop()
        if self._replacing is not None:
            self._replacing = None
            self._say(self._hint)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save; a file that is there already is replaced at the second enter only."""
        event.stop()
        self.run_worker(self._save(event.value.strip()), group="save", exclusive=True)

    async def _save(self, typed: str) -> None:
        if not typed:
            self._say("Give a path, such as ~/answer.json")
            return
        try:
            path, there = await asyncio.to_thread(_looked_up, typed)
        except (OSError, RuntimeError, ValueError):
            self._say("That is no path that can be written")
            return
        if there and path != self._replacing:
            self._replacing = path
            self._say(f"{path.name} is there already: enter again replaces it")
            return
        try:
            length = await asyncio.to_thread(self._write, path, self._part)
        except IndeedError as error:
            self._say(f"✕ {error.problem.title}. {error.problem.hint}")
            return
        self.finish(f"Saved {plain(path.name)}, {size(length)}, in {plain(path.parent)}")

    def _write(self, path: Path, part: Part) -> int:
        data = content(self._exchange, part)
        if path.parent == self._exports:
            private_directory(self._exports)
        write_atomic(path, data)
        return len(data)

    def _say(self, text: str) -> None:
        self.query_one("#told", Static).update(safe(text))


def _looked_up(typed: str) -> tuple[Path, bool]:
    """Return the path that was typed, and whether something is there."""
    path = Path(typed).expanduser().absolute()
    return path, path.exists()
