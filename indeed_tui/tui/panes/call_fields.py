"""The request form: a field for everything that can be typed, and what is wrong beside it."""

import re
from collections.abc import Mapping, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Input, Static, TextArea

from indeed_tui.indeed.catalogue import Parameter
from indeed_tui.tui.call_form import METHODS, VALUE, CallForm
from indeed_tui.tui.call_lines import hint
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.states import Piece
from indeed_tui.tui.text import plain, safe
from indeed_tui.tui.widgets.choice import Choice
from indeed_tui.tui.widgets.entry import Entry, TextEntry
from indeed_tui.tui.widgets.line_panel import LinePanel

_NAMES: Mapping[str, tuple[str, str]] = {
    "method": ("Method", "{choice.previous} {choice.next} choose"),
    "target": ("Path or URL", "such as ads/v1/campaigns; it goes to the right one of the hosts"),
    "query": ("Query", "{call.editor} opens your editor"),
    "variables": ("Variables", "a JSON object"),
    "body": ("Body", "{call.editor} opens your editor"),
    "headers": ("Headers", "one on each line, such as Accept: text/csv"),
}
# What the outside editor opens when the cursor stands in no text of several lines.
_KEY = re.compile(r"\{([a-z.]+)\}")
_EDITED_FIRST = ("body", "query")


class CallFields(VerticalScroll, can_focus=False):
    """Built from a form; `typed` gives it back as it is now."""

    DEFAULT_CSS = """
    CallFields { scrollbar-size-vertical: 1; padding: 0 1 0 1; }
    CallFields .hint { color: $text-muted; height: auto; margin-top: 1; }
    CallFields .hint.-fault { color: $failed; }
    CallFields Entry, CallFields TextEntry { background: $panel; }
    CallFields Entry:focus, CallFields TextEntry:focus { background: $accent 20%; }
    CallFields Choice { background: $panel; }
    CallFields Choice:focus { background: $accent 20%; }
    CallFields #send { margin-top: 1; min-width: 12; }
    CallFields #about { height: 1; }
    """

    class Changed(Message):
        """Something was typed."""

    class Sent(Message):
        """The user pressed Send."""

    def __init__(self, form: CallForm, keys: Keymap) -> None:
        super().__init__()
        self._start, self._keys = form, keys
        self._hints: dict[str, str] = {}
        self._faults: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Lay out a line of words and a field for each."""
        about = LinePanel(id="about")
        about.can_focus = False
        yield about
        operation = self._start.operation
        known = {} if operation is None else {each.name: each for each in operation.parameters}
        for name, text in self._start.fields().items():
            parameter = known.get(name.removeprefix(VALUE)) if name.startswith(VALUE) else None
            label, told = _NAMES.get(name, ("", ""))
            told = _KEY.sub(lambda found: self._keys.key(found[1]), told)
            if parameter is not None:
                label = parameter.name + (" (required)" if parameter.required else "")
                told = hint(parameter)
            self._hints[name] = told
            yield Static(_words(label, told), classes="hint", id=f"hint-{_node(name)}")
            yield _field(name, text, parameter)
        yield Button(safe(f"Send  {self._keys.key('call.send')}"), id="send", compact=True)

    @property
    def first(self) -> Widget:
        """Where typing begins: the first field, the Send button where there is none to fill."""
        names = [name for name in self._start.fields() if name not in ("headers", "method")]
        return self._node(names[0]) if names else self.query_one("#send")

    def typed(self) -> CallForm:
        """Return the form as it is now."""
        fields = {name: self._text(name) for name in self._start.fields()}
        return CallForm.of(self._start.operation, fields)

    def show_about(self, lines: Sequence[Sequence[Piece]]) -> None:
        """Show what the operation is, above the fields."""
        about = self.query_one("#about", LinePanel)
        about.styles.height = len(lines)
        about.set_lines(lines)

    def put(self, form: CallForm) -> None:
        """Fill every field anew."""
        for name, text in form.fields().items():
            match self._node(name):
                case Choice() as choice:
                    choice.choose(text)
                case Input() as entry:
                    entry.value = text
                case TextEntry() as area:
                    area.put(text)

    def show_faults(self, faults: Mapping[str, str], untold: frozenset[str]) -> None:
        """Say beside each field what is wrong with it; not yet beside those of `untold`."""
        shown = {name: text for name, text in faults.items() if name not in untold}
        if shown != self._faults:
            self.keep_in_view()
        for name in self._hints:
            if shown.get(name) == self._faults.get(name):
                continue
            node = self.query_one(f"#hint-{_node(name)}", Static)
            node.set_class(name in shown, "-fault")
            if name in shown:
                node.update(safe(f"✕ {shown[name]}"))
            else:
                node.update(_words(self._label(name), self._hints[name]))
        self._faults = shown

    def go_to(self, name: str) -> None:
        """Give the focus to a field."""
        self._node(name).focus()

    def step_out(self) -> bool:
        """Go from a field that is typed into to the Send line; say whether there was one."""
        if not isinstance(self.screen.focused, Input | TextArea) or not self.has_focus_within:
            return False
        self.query_one("#send").focus()
        return True

    def text_entry(self) -> TextEntry | None:
        """Return the text that is edited outside: the focused one, else body or query."""
        focused = self.screen.focused
        if isinstance(focused, TextEntry):
            return focused
        found = (self.query(f"#field-{name}") for name in _EDITED_FIRST)
        return next((q.first(TextEntry) for q in found if q), None)

    def _label(self, name: str) -> str:
        return _NAMES[name][0] if name in _NAMES else self._parameter_label(name)

    def _parameter_label(self, name: str) -> str:
        operation = self._start.operation
        parameters = () if operation is None else operation.parameters
        wanted = name.removeprefix(VALUE)
        required = any(each.name == wanted and each.required for each in parameters)
        return wanted + (" (required)" if required else "")

    def _node(self, name: str) -> Widget:
        return self.query_one(f"#field-{_node(name)}")

    def _text(self, name: str) -> str:
        match self._node(name):
            case Choice() as choice:
                return choice.value
            case Input() as entry:
                return entry.value
            case TextArea() as area:
                return area.text
        return ""

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Bring a field into view together with what is said of it."""
        self.call_after_refresh(self._reveal, event.widget)

    def on_resize(self) -> None:
        """Keep the field in view where the room became less, or lines came beside it."""
        # Textual doesn't tell a scrollbar that was hidden meanwhile where the fields are now.
        self.vertical_scrollbar.position = self.scroll_y
        self.keep_in_view()

    def keep_in_view(self) -> None:
        """Bring the field that has the focus into view with the next frame."""
        focused = self.screen.focused
        if focused is not None and self in focused.ancestors:
            self.call_after_refresh(self._reveal, focused)

    def _reveal(self, widget: Widget, again: int = 3) -> None:
        if not widget.is_attached or widget is not self.screen.focused:
            return
        region = widget.virtual_region
        name = (widget.id or "").removeprefix("field-")
        if hints := self.query(f"#hint-{name}"):
            region = region.union(hints.first().virtual_region)
        if region.height > self.scrollable_content_region.height:
            region = widget.virtual_region
        moved = self.scroll_to_region(region, animate=False, force=True)
        # It takes place with the next frame: that may have other lines, or a scroll to what had
        # the focus before.
        if again and (moved or self.scroll_target_y != self.scroll_y):
            self.call_after_refresh(self._reveal, widget, again - 1)

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Tell the screen."""
        event.stop()
        self.post_message(self.Changed())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the screen."""
        event.stop()
        self.post_message(self.Changed())

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell the screen."""
        event.stop()
        self.post_message(self.Changed())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field."""
        event.stop()
        self.screen.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Send."""
        event.stop()
        self.post_message(self.Sent())


def _node(name: str) -> str:
    return name.replace(".", "-")


def _words(label: str, told: str) -> Content:
    return Content.assemble((plain(label), "$foreground bold"), "  ", plain(told))


def _field(name: str, text: str, parameter: Parameter | None) -> Widget:
    identifier = f"field-{_node(name)}"
    if name == "method":
        return Choice([(each, each) for each in METHODS], text, id=identifier)
    if parameter is not None and parameter.choices and not parameter.several:
        options = [(each, each) for each in parameter.choices]
        if not parameter.required:
            options = [("", parameter.default or "none"), *options]
        return Choice(options, text, id=identifier)
    if parameter is not None or name == "target":
        example = "" if parameter is None or not parameter.example else f"e.g. {parameter.example}"
        return Entry(text, placeholder=example, id=identifier)
    return TextEntry(text, id=identifier)
