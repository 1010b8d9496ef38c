"""A client that needs permits and has a ledger, for the tests of what leaves."""

import threading
from collections.abc import Callable

import httpx

from indeed_tui.indeed.client import IndeedClient, Limits
from indeed_tui.indeed.departure import Departure
from indeed_tui.indeed.effect import Permit
from indeed_tui.indeed.models import Exchange, ExchangeKind, HttpRequest, TokenKey
from tests.unit.wire_bench import ALLOWED, INDEED, NOON


class Book:
    """A ledger that keeps what it was told; what it does to a call comes from outside.

    After `hang` it blocks until `open` is set, as by a disk that hangs; `failing` is raised by
    `left`, `late` by `stayed`.
    """

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []
        self.departures: list[Departure] = []
        self.hanging, self.open = threading.Event(), threading.Event()
        self.open.set()
        self.failing: Exception | None = None
        self.late: Exception | None = None
        self.look: Callable[[], None] = lambda: None

    def hang(self) -> None:
        """Block the next call, which sets `hanging`."""
        self.hanging.clear()
        self.open.clear()

    def _wait(self) -> None:
        if not self.open.is_set():
            self.hanging.set()
        assert self.open.wait(60)

    def left(self, call: Departure) -> str:
        self._wait()
        if self.failing is not None:
            raise self.failing
        self.look()
        self.departures.append(call)
        mark = f"mark-{len(self.departures)}"
        self.told.append(("left", mark))
        return mark

    def stayed(self, mark: str) -> None:
        if self.late is not None:
            raise self.late
        self.told.append(("stayed", mark))

    def ended(self, mark: str, status: int | None) -> None:
        self._wait()
        self.told.append(("ended", mark, status))


class Guarded:
    """A client with a ledger, by which requests are sent with a permit."""

    def __init__(
        self, transport: httpx.AsyncBaseTransport | None = None, limits: Limits | None = None
    ) -> None:
        self.book, self.recorded = Book(), list[Exchange]()
        self.heard: list[tuple[int, int | None]] = []
        self.client = IndeedClient(
            elapsed=lambda: 1.0,
            wall=lambda: NOON,
            record=self.recorded.append,
            limits=limits,
            transport=transport,
            ledger=self.book,
            heard=lambda got, size: self.heard.append((got, size)),
        )

    async def send(
        self,
        request: HttpRequest,
        permit: Permit = ALLOWED,
        *,
        kind: ExchangeKind = ExchangeKind.API,
        key: TokenKey | None = None,
        origins: frozenset[tuple[str, str, int]] = INDEED,
    ) -> Exchange:
        return await self.client.send(request, kind=kind, key=key, origins=origins, permit=permit)
