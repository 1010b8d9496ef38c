"""The line below a body: where the cursor is and what was found; a search is typed here."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import BODY_BAR
from indeed_tui.tui.text import ELLIPSIS, cells, clip, plain, safe, tail
from indeed_tui.tui.widgets.body_search import hand_over
from indeed_tui.tui.widgets.body_view import BodyView
from indeed_tui.tui.widgets.line_scroll import styled

_HINTS = {"/": "text or regular expression", "|": "JMESPath, such as employers[].name"}


class BodyTold(Widget):
    """One line: something on the left, something on the right."""

    DEFAULT_CSS = """
    BodyTold {
        height: 1; width: 1fr;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._told = ("", "", False)

    def tell(self, left: str, right: str, *, failed: bool = False) -> None:
        """Show plain text; the end of the left and the beginning of the right come first."""
        if (left, right, failed) != self._told:
            self._told = (left, right, failed)
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """Return the one line."""
        left, right, failed = self._told
        width = self.size.width
        right = clip(right, max(0, width - 2))
        room = width - cells(right) - 4
        if cells(left) > room:
            left = ELLIPSIS + tail(left, room - 1) if room > 1 else ""
        space = " " * max(0, width - cells(left) - cells(right) - 2)
        style = "body-told--failed" if failed else "body-told--right"
        return styled(
            self, [(" ", ""), (left, "body-told--left"), (space, ""), (right, style)], width
        )


class BodyBar(Horizontal):
    """Belongs to a `BodyView`; what is typed goes there at once, escape takes it back."""

    DEFAULT_CSS = """
    BodyBar {
        height: 1;
        & > #body-sign { width: 3; padding: 0 1; color: $accent; text-style: bold; }
        & > Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
        & > Input:focus { background: $accent 20%; }
        &.-typing > BodyTold { width: auto; max-width: 60%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(BODY_BAR)

    def __init__(self, view: BodyView, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._view = view
        self._sign = ""
        self._origin = (0, 0)

    def compose(self) -> ComposeResult:
        """Lay out the line; the input comes when it is needed first."""
        yield BodyTold()

    async def ask(self, sign: str) -> None:
        """Let the user type a search ("/") or a filter ("|")."""
        self.close()
        await self.query("#body-sign, #body-input").remove()
        view = self._view
        self._sign = sign
        self._origin = (view.cursor, view.scroll_offset.y)
        field = Input(
            view.expression if sign == "|" else "",
            placeholder=_HINTS[sign],
            compact=True,
            id="body-input",
        )
        field.cursor_blink = False
        self.add_class("-typing")
        await self.mount(Static(safe(sign), id="body-sign"), field, before=0)
        self.screen.set_focus(field)
        hand_over(field, view.typed_ahead())
        self.tell()

    def close(self) -> None:
        """Take the input away; the body has the focus again."""
        if self._sign:
            self._sign = ""
            self.remove_class("-typing")
            self._view.focus()
            self.query("#body-sign, #body-input").remove()
            self.tell()

    def tell(self) -> None:
        """Show what there is to tell."""
        view, told = self._view, self.query_one(BodyTold)
        right = self._state()
        failed = bool(view.problem)
        if self._sign:
            told.styles.width = min(cells(right) + 2, max(0, self.size.width * 3 // 5))
            told.tell("", right, failed=failed)
        else:
            told.styles.width = "1fr"
            told.tell(plain(view.short_path()), right, failed=failed)

    def _state(self) -> str:
        view = self._view
        if view.problem:
            return f"✕ {view.problem}"
        document = view.document
        parts = [] if self._sign == "|" else [view.told_search()]
        if view.filtering:
            parts.append("filtering")
        elif view.preparing:
            parts.append("reading")
        elif document is not None and not document.done:
            parts.append(f"reading {document.progress:.0%}")
        if view.depth:
            parts.append(f"{view.depth} deep")
        return " · ".join(part for part in parts if part)

    def leave(self) -> bool:
        """Take back what was typed; say whether something was being typed."""
        typing = bool(self._sign)
        if self._sign == "/":
            self._view.stop_search()
            cursor, top = self._origin
            self._view.move_to(cursor, top=top)
        elif self._sign == "|":
            self._view.forget_filter()
        self.close()
        return typing

    def action_match(self, step: int) -> None:
        """Go to another match while typing."""
        if self._sign == "/":
            self._view.action_match(step)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as the user types."""
        event.stop()
        if self._sign == "/":
            self._view.search(event.value, self._origin[0])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the search; run the filter."""
        event.stop()
        if self._sign == "/":
            self.close()
        elif self._sign == "|":
            self._view.filter(event.value)
            if not event.value.strip():
                self.close()

    def changed(self) -> None:
        """Take in what the view has to tell; a filter that worked needs no input any more."""
        view = self._view
        if self._sign == "|" and view.expression and not view.problem and not view.filtering:
            field = self.query("#body-input").first(Input)
            if field.value.strip() == view.expression:
                self.close()
                return
        self.tell()

    def on_resize(self, _event: events.Resize) -> None:
        """Fit the line."""
        self.tell()
