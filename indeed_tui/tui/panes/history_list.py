"""The exchanges of this session, newest first."""

from collections.abc import Sequence
from typing import ClassVar

from indeed_tui.indeed.models import Exchange
from indeed_tui.tui.format import duration, middle, size, utc
from indeed_tui.tui.panes.exchange_parts import target
from indeed_tui.tui.states import DIM, FAILED, FRESH, STALE, STRONG, STYLES, STYLES_CSS, Piece
from indeed_tui.tui.text import pad, plain
from indeed_tui.tui.widgets.line_list import LineList

_TOOK, _SIZE, _STATUS, _WHOSE = 7, 8, 4, 12
_ROOMY = 60


class HistoryList(LineList):
    """Time, status, request, duration and size of each exchange."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = f"HistoryList {{ {STYLES_CSS} }}"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rows: Sequence[Exchange] = ()
        self._chosen: int | None = None

    @property
    def highlighted(self) -> Exchange | None:
        """The exchange under the cursor."""
        return self._rows[self.cursor] if 0 <= self.cursor < len(self._rows) else None

    def show(self, history: Sequence[Exchange], chosen: int | None) -> None:
        """Show the exchanges, newest first; the cursor stays with its exchange."""
        kept = self.highlighted
        self._rows, self._chosen = tuple(reversed(history)), chosen
        number = chosen if kept is None else kept.number
        places = (place for place, each in enumerate(self._rows) if each.number == number)
        self.set_count(len(self._rows), cursor=next(places, 0))

    def render_row(self, index: int, width: int) -> Sequence[Piece]:
        """Return one exchange's row."""
        exchange = self._rows[index]
        chosen = exchange.number == self._chosen
        took = pad(duration(exchange.timings.total), _TOOK, right=True)
        length = "" if exchange.status is None else size(len(exchange.body))
        whose = _WHOSE if width >= _ROOMY else 0
        room = max(8, width - 10 - _STATUS - _TOOK - _SIZE - 5 - whose)
        return [
            ("▸ " if chosen else "  ", "state--accent"),
            (f"{utc(exchange.sent_wall)} ", DIM),
            (pad(_status(exchange), _STATUS), _style(exchange)),
            (pad(plain(target(exchange)), room), STRONG if chosen else ""),
            (pad(f" {_whose(exchange)}", whose), DIM),
            (f" {took}", DIM),
            (f" {pad(length, _SIZE, right=True)}", DIM),
        ]

    def empty_text(self) -> Sequence[str]:
        """Say what would be here."""
        return ("every request and answer of this session would be here",)


def _whose(exchange: Exchange) -> str:
    """Return for whom it was: the employer's id, shortened, or the app."""
    if exchange.key is None or exchange.key.employer is None:
        return "app"
    return middle(plain(exchange.key.employer), _WHOSE - 2)


def _status(exchange: Exchange) -> str:
    return "✕" if exchange.status is None else str(exchange.status)


def _style(exchange: Exchange) -> str:
    if exchange.status is None or exchange.status >= 400:
        return FAILED
    return STALE if exchange.status >= 300 else FRESH
