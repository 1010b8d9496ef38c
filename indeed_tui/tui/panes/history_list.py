"""The exchanges of this session, newest first, and the line that filters them."""

from collections.abc import Sequence
from typing import ClassVar, Self

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from indeed_tui.indeed.models import Exchange
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import HISTORY
from indeed_tui.tui.format import duration, middle, size, utc
from indeed_tui.tui.history_rows import matching
from indeed_tui.tui.panes.exchange_parts import target
from indeed_tui.tui.states import DIM, FAILED, FRESH, STALE, STRONG, Piece
from indeed_tui.tui.text import clip, pad, plain
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.line_list import LineList
from indeed_tui.tui.widgets.search_line import SearchLine

_TOOK, _SIZE, _STATUS, _KIND = 7, 8, 4, 8
_SHORT, _USUAL, _LONG = 7, 12, 18
_ROOMY, _WIDE = 60, 96


class HistoryList(LineList):
    """Time, kind, request, status, duration, size of each exchange, and whose token it had.

    What there is no room for is left out, from the least telling on.
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rows: Sequence[Exchange] = ()
        self._chosen: int | None = None
        self._view = View()
        self._wanted = ""

    @property
    def highlighted(self) -> Exchange | None:
        """The exchange under the cursor."""
        return self._rows[self.cursor] if 0 <= self.cursor < len(self._rows) else None

    def show(self, view: View, chosen: int | None, wanted: str = "") -> None:
        """Show the exchanges that are wanted, newest first; the cursor stays with its exchange."""
        kept = self.highlighted
        found = matching(view.history, wanted, view.name_of)
        self._view, self._wanted = view, wanted
        self._rows, self._chosen = tuple(reversed(found)), chosen
        number = chosen if kept is None else kept.number
        places = (place for place, each in enumerate(self._rows) if each.number == number)
        self.set_count(len(self._rows), cursor=next(places, 0))

    def header(self, width: int) -> Sequence[Piece] | None:  # noqa: ARG002
        """Return how many fit, while there is a filter."""
        if not self._wanted:
            return None
        count = f"{len(self._rows):,} of {len(self._view.history):,} exchanges"
        return [(f"  {count} · filter: {plain(self._wanted)}", "")]

    def render_row(self, index: int, width: int) -> Sequence[Piece]:
        """Return one exchange's row."""
        exchange = self._rows[index]
        chosen = exchange.number == self._chosen
        wide, roomy = width >= _WIDE, width >= _ROOMY
        whose = _LONG if wide else _USUAL if roomy else _SHORT
        kind = _KIND if wide else 0
        length = size(len(exchange.body)) if roomy and exchange.status is not None else ""
        sizes = _SIZE + 1 if roomy else 0
        room = max(8, width - 12 - kind - _STATUS - 1 - whose - _TOOK - 1 - sizes)
        return [
            ("▸ " if chosen else "  ", "state--accent"),
            (f"{utc(exchange.sent_wall)} ", DIM),
            (pad(exchange.kind.value, kind), DIM),
            (pad(_status(exchange), _STATUS), _style(exchange)),
            (pad(clip(plain(target(exchange)), room, middle=True), room), STRONG if chosen else ""),
            (f" {pad(self._whose(exchange, whose), whose)}", DIM),
            (f" {pad(duration(exchange.timings.total), _TOOK, right=True)}", DIM),
            (f" {pad(length, _SIZE, right=True)}" if roomy else "", DIM),
        ]

    def _whose(self, exchange: Exchange, width: int) -> str:
        """Return for whom it was: the employer's name, else its id, or the app."""
        if exchange.key is None or exchange.key.employer is None:
            return "app"
        employer = exchange.key.employer
        name = self._view.name_of(employer)
        return middle(plain(employer), width) if name == employer else clip(plain(name), width)

    def empty_text(self) -> Sequence[str]:
        """Say what would be here."""
        if self._wanted:
            return (
                f"nothing matches {plain(self._wanted)}",
                f"{self._view.keys.key('back')} clears the filter",
            )
        return ("every request and answer of this session would be here",)


class HistoryPart(Vertical):
    """The list with its filter line, which is there only while it is used."""

    DEFAULT_CSS = """
    HistoryPart #history-filter {
        display: none; height: 1; border: none; padding: 0 1; background: $panel;
    }
    HistoryPart #history-filter:focus { background: $accent 20%; }
    HistoryPart.-filtering #history-filter { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(HISTORY)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._shown: tuple[View, int | None] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the list, and the filter below it."""
        yield HistoryList(id="history-list")
        yield SearchLine(placeholder="403 api secure. dharma", id="history-filter")

    @property
    def rows(self) -> HistoryList:
        """The list inside."""
        return self.query_one(HistoryList)

    def show(self, view: View, chosen: int | None) -> None:
        """Show the exchanges that fit the filter."""
        self._shown = view, chosen
        self.rows.show(view, chosen, self.query_one("#history-filter", Input).value.strip())

    def focus(self, scroll_visible: bool = True) -> Self:
        """Give the focus to the list."""
        self.rows.focus(scroll_visible)
        return self

    def action_filter(self) -> None:
        """Open the filter line."""
        self.add_class("-filtering")
        self.query_one("#history-filter", Input).focus()

    def leave_filter(self) -> bool:
        """Clear and close the filter; say whether there was one."""
        if not self.has_class("-filtering"):
            return False
        self.remove_class("-filtering")
        self.query_one("#history-filter", Input).value = ""
        self.rows.focus()
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as the user types."""
        event.stop()
        if self._shown is not None:
            self.show(*self._shown)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to what was found; the filter stays."""
        event.stop()
        self.rows.focus()
        if not event.value.strip():
            self.leave_filter()

    def on_search_line_walked(self, event: SearchLine.Walked) -> None:
        """Let the arrows leave the filter line for the list."""
        event.stop()
        self.rows.focus()

    def action_choose(self) -> None:
        """Open the exchange under the cursor."""
        self.rows.action_choose()


def _status(exchange: Exchange) -> str:
    return "✕" if exchange.status is None else str(exchange.status)


def _style(exchange: Exchange) -> str:
    if exchange.status is None or exchange.status >= 400:
        return FAILED
    return STALE if exchange.status >= 300 else FRESH
