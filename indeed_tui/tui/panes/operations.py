"""The catalogue's operations, searched as you type; the free request on top."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from indeed_tui.indeed.catalogue import OPERATIONS, Operation, TokenKind, by_id, search
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.call_form import FREE
from indeed_tui.tui.commands import CALL_LIST, CHOOSE
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.states import DIM, STALE, STRONG, Piece
from indeed_tui.tui.text import cells, pad, safe
from indeed_tui.tui.widgets.line_list import LineList
from indeed_tui.tui.widgets.search_line import SearchLine

_GROUPS: Mapping[str, str] = {
    "appinfo": "Identity",
    "identity": "Identity",
    "ads": "Sponsored Jobs",
    "graphql": "GraphQL",
}
_METHOD, _BADGES, _ROOMY = 7, 8, 56


class OperationList(LineList):
    """A row for each operation; group headings are passed over by the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CHOOSE)

    def __init__(self, keys: Keymap, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._keys = keys
        self._rows: Sequence[str | Operation] = ()
        self._drafted: frozenset[str] = frozenset()

    @property
    def highlighted(self) -> str | None:
        """The id of the operation under the cursor, `free` for the free request."""
        if not 0 <= self.cursor < len(self._rows):
            return None
        row = self._rows[self.cursor]
        return row if isinstance(row, str) else row.id

    def find(self, words: str, drafted: frozenset[str], kept: str | None = None) -> int:
        """Show what fits the words, the best first; returns how many operations there are."""
        found = search(words)
        self._drafted = drafted
        self._rows = found if words.split() else _grouped()
        if not words.split() or "free request".find(words.strip().lower()) >= 0:
            self._rows = (FREE, *self._rows)
        places = (place for place, row in enumerate(self._rows) if _id(row) == kept)
        self.set_count(len(self._rows), cursor=next(places, 0))
        self.refresh()
        return len(found)

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, past a heading in the direction it goes."""
        index = min(max(0, index), self.row_count - 1)
        step = -1 if index < self.cursor else 1
        while 0 <= index < len(self._rows) and _heading(self._rows[index]):
            index += step
        super().move_to(index)

    def action_choose(self) -> None:
        """Choose the operation under the cursor."""
        if self.highlighted is not None:
            super().action_choose()

    def render_row(self, index: int, width: int) -> Sequence[Piece]:
        """Return a heading, or method, title, and whether it writes or may be billed."""
        row = self._rows[index]
        if row == FREE:
            told = "any method, any path" if width >= 40 else ""
            mark = "• " if FREE in self._drafted else "  "
            return [(mark, "state--accent"), (pad("Free request", 20), STRONG), (told, DIM)]
        if isinstance(row, str):
            return [(f" {row}", DIM)]
        drafted = "• " if row.id in self._drafted else "  "
        badges = badge_pieces(row, roomy=width >= _ROOMY)
        taken = sum(cells(text) for text, _ in badges)
        title = max(8, width - _METHOD - 2 - max(taken, _BADGES) - 1)
        return [
            (drafted, "state--accent"),
            (pad(row.method, _METHOD), DIM),
            (pad(row.title, title), ""),
            (" ", ""),
            *badges,
        ]

    def empty_text(self) -> Sequence[str]:
        """Say that nothing fits, and what helps."""
        clears = f"{self._keys.key('call.leave')} clears the search"
        return ("no operation has these words", clears)


def badge_pieces(operation: Operation, *, roomy: bool) -> list[Piece]:
    """Return the few words beside an operation: `write`, `billable €`, and whose token."""
    parts: list[Piece] = []
    if roomy:
        kind = operation.token
        parts.append((f"{kind.value if kind is not TokenKind.EITHER else '':<9}", DIM))
        parts.append((f"{'billable €' if operation.billable else '':<11}", STALE))
    else:
        parts.append((f"{'€' if operation.billable else '':<2}", STALE))
    parts.append((f"{'write' if operation.writes else '':<6}", STALE))
    return parts


def _grouped() -> tuple[str | Operation, ...]:
    rows: list[str | Operation] = []
    group = ""
    for operation in OPERATIONS:
        now = _GROUPS[operation.id.partition(".")[0]]
        if now != group:
            rows.append(now)
            group = now
        rows.append(operation)
    return tuple(rows)


def _heading(row: str | Operation) -> bool:
    return isinstance(row, str) and row != FREE


def _id(row: str | Operation) -> str:
    return row if isinstance(row, str) else row.id


class OperationsPane(Vertical):
    """The search line and the list; the arrows move in the list wherever the focus is."""

    DEFAULT_CSS = """
    OperationsPane #search { background: $panel; padding: 0 1; }
    OperationsPane #search:focus { background: $accent 20%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(CALL_LIST)

    class Looked(Message):
        """The cursor stands on another operation, or on none."""

    class Picked(Message):
        """The user wants the operation under the cursor."""

    def __init__(self, keys: Keymap, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes="pane")
        self._keys = keys
        self._drafted: frozenset[str] = frozenset()

    def compose(self) -> ComposeResult:
        """Lay out the search line above the list."""
        yield SearchLine(placeholder="search: name, path or any word", id="search")
        yield OperationList(self._keys, id="operation-list")

    def on_mount(self) -> None:
        """Name the pane."""
        self.border_title = safe("Operations")

    @property
    def highlighted(self) -> str | None:
        """The id of the operation under the cursor."""
        return self.query_one(OperationList).highlighted

    def show(self, drafted: frozenset[str], kept: str | None) -> None:
        """Show the operations anew; those with a draft are marked."""
        self._drafted = drafted
        self._find(kept)

    def _find(self, kept: str | None) -> None:
        words = self.query_one("#search", Input).value
        found = self.query_one(OperationList).find(words, self._drafted, kept)
        self.border_subtitle = safe(f"{found} of {len(OPERATIONS)} · € may be billed")
        self.post_message(self.Looked())

    def clear_search(self) -> bool:
        """Clear the search; say whether there was one."""
        field = self.query_one("#search", Input)
        if not field.value:
            return False
        field.value = ""
        return True

    def action_search(self) -> None:
        """Go to the search line."""
        self.query_one("#search").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as the user types."""
        event.stop()
        self._find(self.highlighted if not event.value else None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open what was found."""
        event.stop()
        self.query_one(OperationList).action_choose()

    async def on_search_line_walked(self, event: SearchLine.Walked) -> None:
        """Let the arrows and pages of the search line move in the list."""
        event.stop()
        await self.query_one(OperationList).run_action(event.action)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Tell the screen."""
        event.stop()
        self.post_message(self.Looked())

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Tell the screen."""
        event.stop()
        if self.highlighted is not None:
            self.post_message(self.Picked())


def operation_of(identifier: str | None) -> Operation | None:
    """Return the operation of a row's id, None for the free request."""
    return None if identifier in (None, FREE) else by_id(identifier or "")
