"""Choosing whom a call is made for: an employer, or the app itself."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from indeed_tui.indeed.models import Employer, Instant
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import CHOOSE, FORM, IDENTITY
from indeed_tui.tui.employer_rows import Searchable, Wish
from indeed_tui.tui.screens.sized import Sized
from indeed_tui.tui.states import ACCENT, PLAIN, STRONG, Piece, badge
from indeed_tui.tui.text import pad, plain, safe
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.line_list import LineList
from indeed_tui.tui.widgets.search_line import SearchLine

APP = ""
_STATE = 10


class IdentityList(LineList):
    """The app itself, then the employers."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CHOOSE)

    def __init__(self, view: View, now: Instant, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._view, self._now = view, now
        self._rows: Sequence[Employer | None] = ()

    @property
    def chosen(self) -> str | None:
        """The employer's id under the cursor, `APP` for the app, None where there is no row."""
        if not 0 <= self.cursor < len(self._rows):
            return None
        row = self._rows[self.cursor]
        return APP if row is None else row.id

    def show(self, rows: Sequence[Employer | None]) -> None:
        """Show these, the cursor on whoever is acted as."""
        self._rows = rows
        acting = self._view.acting.employer
        ids = [None if row is None else row.id for row in rows]
        self.set_count(len(rows), cursor=ids.index(acting) if acting in ids else 0)
        self.refresh()

    def render_row(self, index: int, width: int) -> Sequence[Piece]:
        """Return a name and the state of its token."""
        row = self._rows[index]
        identifier = None if row is None else row.id
        name = "the app itself" if row is None else plain(self._view.name_of(row.id))
        acting = identifier == self._view.acting.employer
        state, style = badge(self._view.token_of(identifier), self._now)
        return [
            ("▸ " if acting else "  ", ACCENT),
            (pad(name, max(8, width - _STATE - 3)), STRONG if acting or row is None else PLAIN),
            (" ", PLAIN),
            (pad(state, _STATE), style),
        ]

    def empty_text(self) -> Sequence[str]:
        """Say that nobody fits."""
        return ("nobody has these words in name or id",)


class CallIdentity(ModalScreen[str], Sized[str]):
    """Dismissed with an employer's id, `APP` for the app itself, None when nothing changes."""

    DEFAULT_CSS = """
    CallIdentity { align: center middle; }
    CallIdentity > Vertical {
        width: 64; max-width: 100%; height: 20; max-height: 100%;
        border: round $accent; background: $surface;
        border-title-color: $accent; border-title-style: bold; border-subtitle-color: $text-muted;
    }
    CallIdentity SearchLine { background: $panel; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(IDENTITY, FORM)

    def __init__(self, view: View, now: Instant) -> None:
        super().__init__()
        self._view, self._now = view, now
        self._all = Searchable(view.employers.found.employers)

    def compose(self) -> ComposeResult:
        """Lay out the search line above the list."""
        with Vertical() as page:
            page.border_title = safe("Act as")
            cancel = self._view.keys.key("identity.cancel")
            page.border_subtitle = safe(f"enter act as · {cancel} cancel")
            yield SearchLine(placeholder="name or id", id="whom")
            yield IdentityList(self._view, self._now, id="identities")

    def on_mount(self) -> None:
        """Show everybody."""
        self.query_one(IdentityList).show([None, *self._all.employers])
        self.query_one("#whom").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as the user types."""
        event.stop()
        rows: list[Employer | None] = [*self._all.arranged(Wish(event.value))]
        words = event.value.casefold().split()
        if all(word in "the app itself" for word in words):
            rows.insert(0, None)
        self.query_one(IdentityList).show(rows)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose whom was found."""
        event.stop()
        self.query_one(IdentityList).action_choose()

    async def on_search_line_walked(self, event: SearchLine.Walked) -> None:
        """Let the arrows of the search line move in the list."""
        event.stop()
        await self.query_one(IdentityList).run_action(event.action)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Act as whom the cursor stands on."""
        event.stop()
        chosen = self.query_one(IdentityList).chosen
        if chosen is not None:
            self.dismiss(chosen)
