"""The exchanges of a session, newest last, bounded by count and by bytes."""

from collections import deque

from indeed_tui.indeed.models import Exchange


class History:
    """Keeps the last exchanges; the newest one always stays, however large it is."""

    def __init__(self, count: int = 500, size: int = 128 * 1024 * 1024) -> None:
        self._count, self._limit = count, size
        self._kept: deque[Exchange] = deque()
        self._bytes = 0

    def add(self, exchange: Exchange) -> None:
        """Add an exchange; the oldest leave while there are too many or they hold too much."""
        self._kept.append(exchange)
        self._bytes += _weight(exchange)
        while len(self._kept) > 1 and (len(self._kept) > self._count or self._bytes > self._limit):
            self._bytes -= _weight(self._kept.popleft())

    def entries(self) -> tuple[Exchange, ...]:
        """Return the exchanges, oldest first."""
        return tuple(self._kept)


def _weight(exchange: Exchange) -> int:
    return len(exchange.body) + len(exchange.request_body)
