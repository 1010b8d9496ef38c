"""Choosing whom a call is made for: an employer, or the app itself."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from indeed_tui.indeed.models import Instant
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import CHOOSE, FORM, IDENTITY
from indeed_tui.tui.employer_rows import AT_ONCE, Found, Searchable, Wish
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
        self._found = Found((), ())
        self._app = 0  # 1 while the app's own row stands above them.

    @property
    def chosen(self) -> str | None:
        """The employer's id under the cursor, `APP` for the app, None where there is no row."""
        if self.cursor < 0:
            return None
        identifier = self._id_at(self.cursor)
        return APP if identifier is None else identifier

    def show(self, found: Found, *, app: bool) -> None:
        """Show these, and the app above them or not, the cursor on whoever is acted as."""
        self._found, self._app = found, int(app)
        acting = self._view.acting.employer
        place = None if acting is None else found.place_of(acting)
        cursor = 0 if place is None else place + self._app
        self.set_count(len(found) + self._app, cursor=cursor)

    def _id_at(self, index: int) -> str | None:
        """Return the id of the employer in a row, None for the app itself."""
        return None if index < self._app else self._found[index - self._app].id

    def render_row(self, index: int, width: int) -> Sequence[Piece]:
        """Return a name and the state of its token."""
        identifier = self._id_at(index)
        own = identifier is None
        name = "the app itself" if identifier is None else plain(self._view.name_of(identifier))
        acting = identifier == self._view.acting.employer
        state, style = badge(self._view.token_of(identifier), self._now)
        return [
            ("▸ " if acting else "  ", ACCENT),
            (pad(name, max(8, width - _STATE - 3)), STRONG if acting or own else PLAIN),
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
        self._wanted = ""
        self._searching = self._choosing = False

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
        self._show(self._all.arranged(Wish()))
        if len(self._all.employers) > AT_ONCE:
            self.run_worker(asyncio.to_thread(self._all.prepare), group="prepare")
        self.query_one("#whom").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as the user types: at once where that is quick, else in a thread."""
        event.stop()
        self._wanted, wish = event.value, Wish(event.value)
        if self._searching:
            return
        if wish.plain or len(self._all.employers) <= AT_ONCE or self._all.quick(wish):
            self._show(self._all.arranged(wish))
        else:
            self._searching = True
            self.run_worker(self._search(), group="search")

    async def _search(self) -> None:
        """Find what is wanted when it is found, and whom an enter in the meantime meant."""
        try:
            while True:
                wish = Wish(self._wanted)
                found = await asyncio.to_thread(self._all.arranged, wish)
                if wish.wanted == self._wanted:
                    break
        finally:
            self._searching = False
        self._show(found)
        if self._choosing:
            self.query_one(IdentityList).action_choose()

    def _show(self, found: Found) -> None:
        words = self._wanted.casefold().split()
        self.query_one(IdentityList).show(
            found, app=all(word in "the app itself" for word in words)
        )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose whom was found, or will be."""
        event.stop()
        if self._searching:
            self._choosing = True
        else:
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
