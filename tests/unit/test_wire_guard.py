"""Nothing leaves without its permit, and nothing that counts leaves uncounted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx
import pytest

from indeed_tui.indeed.client import IndeedClient, Limits
from indeed_tui.indeed.departure import Departure
from indeed_tui.indeed.effect import READ_ONLY, UNCONFIRMED, GuardError, Permit
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import MASK, ExchangeKind, HttpRequest, Secret
from indeed_tui.store.files import StoreError
from tests.unit.guard_bench import Guarded
from tests.unit.wire_bench import (
    ALLOWED,
    API_URL,
    INDEED,
    JSON,
    NOON,
    TOKEN_URL,
    Answer,
    Server,
    free_port,
    key,
    listening,
    wire_bytes,
)

ADS = "https://apis.indeed.com/ads/v1/campaigns"
MUTATION = HttpRequest("POST", API_URL, JSON, b'{"query": "mutation { m }"}')
FULL = StoreError("calls.jsonl could not be written: the disk is full", "", code="disk.full")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
async def guarded() -> AsyncIterator[Guarded]:
    """A guarded client on real sockets."""
    guarded = Guarded()
    yield guarded
    await guarded.client.aclose()


# -- permits ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "permit", "code"),
    [
        (MUTATION, Permit(True, writes=True, billable=True), READ_ONLY),
        (MUTATION, Permit(False, writes=False, billable=True), UNCONFIRMED),
        (HttpRequest("POST", ADS), Permit(True, writes=True, billable=True), READ_ONLY),
        (HttpRequest("GET", ADS), Permit(False, writes=True, billable=False), UNCONFIRMED),
        (HttpRequest("DELETE", "https://elsewhere.example/"), Permit(), READ_ONLY),
    ],
)
@pytest.mark.parametrize("kind", [ExchangeKind.API, ExchangeKind.APPINFO])
async def test_what_isnt_allowed_doesnt_leave(
    request_: HttpRequest, permit: Permit, code: str, kind: ExchangeKind
) -> None:
    server = Server()
    guarded = Guarded(server.transport)
    with pytest.raises(GuardError) as caught:
        await guarded.send(request_, permit, kind=kind)
    assert caught.value.problem.code == code
    assert (server.requests, guarded.recorded, guarded.book.told) == ([], [], [])


async def test_without_a_permit_a_request_may_only_read() -> None:
    server = Server()
    guarded = Guarded(server.transport)
    with pytest.raises(GuardError):
        await guarded.client.send(MUTATION, kind=ExchangeKind.API, key=None, origins=INDEED)
    reading = HttpRequest("POST", API_URL, JSON, b'{"query": "{a}"}')
    await guarded.client.send(reading, kind=ExchangeKind.API, key=None, origins=INDEED)
    assert [request.method for request in server.requests] == ["POST"]


async def test_a_token_request_needs_no_permit_and_isnt_counted() -> None:
    server = Server()
    guarded = Guarded(server.transport)
    request = HttpRequest("POST", TOKEN_URL, (), b"grant_type=client_credentials")
    sent = await guarded.send(request, Permit(), kind=ExchangeKind.TOKEN)
    assert (sent.status, len(server.requests), guarded.book.told) == (200, 1, [])


async def test_a_foreign_address_isnt_counted() -> None:
    guarded = Guarded(Server().transport)
    with pytest.raises(ConfigError):
        await guarded.send(HttpRequest("GET", "https://elsewhere.example/"))
    with pytest.raises(ConfigError):
        await guarded.send(HttpRequest("GET", "https://["))
    assert guarded.book.told == []


# -- counting -----------------------------------------------------------------------------


async def test_a_call_is_counted_before_its_first_byte_and_once(guarded: Guarded) -> None:
    async with listening(wire_bytes(), wire_bytes(status="404 Not Found")) as server:
        guarded.book.hang()
        request = HttpRequest("POST", f"{server.url}x", JSON, b'{"a": 1}')
        sending = asyncio.ensure_future(guarded.send(request, origins=server.origins, key=key()))
        await asyncio.to_thread(guarded.book.hanging.wait, 60)
        assert server.received == []
        guarded.book.look = lambda: server.received.append(b"none before")
        guarded.book.open.set()
        assert (await sending).status == 200
        await guarded.send(HttpRequest("GET", server.url), origins=server.origins)
    assert server.received[0] == b"none before"
    assert guarded.book.told == [
        *(("left", "mark-1"), ("ended", "mark-1", 200)),
        *(("left", "mark-2"), ("ended", "mark-2", 404)),
    ]
    assert guarded.book.departures[0] == Departure("acme-prod", None, "POST", "/x", False)


async def test_a_transport_that_shows_what_it_does_counts_a_call_once() -> None:
    guarded = Guarded(httpx.AsyncHTTPTransport(verify=False))
    async with listening(wire_bytes()) as server:
        await guarded.send(HttpRequest("GET", server.url), origins=server.origins)
        await guarded.client.aclose()
    assert guarded.book.told == [("left", "mark-1"), ("ended", "mark-1", 200)]


async def test_what_is_counted_tells_whose_call_it_is_and_no_secret() -> None:
    guarded = Guarded(Server().transport)
    token = Secret("eyJhbGciOi")
    url = f"{ADS}/my%2Bkey/{token.reveal()}?secret=1#f"
    request = HttpRequest("PATCH", url, (), b"body", token, (Secret("my+key"),))
    await guarded.send(request, key=key(employer="e1"))
    await guarded.send(HttpRequest("GET", API_URL))
    path = f"/ads/v1/campaigns/{MASK}/{MASK}"
    assert guarded.book.departures == [
        Departure("acme-prod", "e1", "PATCH", path, True),
        Departure("", None, "GET", "/graphql", False),
    ]


async def test_a_connection_that_is_refused_isnt_counted(guarded: Guarded) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    sent = await guarded.send(
        HttpRequest("GET", url), origins=frozenset({("http", "127.0.0.1", port)})
    )
    assert sent.problem is not None
    assert guarded.book.told == []


@pytest.mark.parametrize("answer", [None, "reset", [b"garbage\r\n\r\n"]])
async def test_a_call_that_left_is_counted_whatever_becomes_of_it(answer: Answer) -> None:
    guarded = Guarded(limits=Limits(total=0.5))
    async with listening(answer) as server:
        sent = await guarded.send(HttpRequest("GET", server.url), origins=server.origins)
    await guarded.client.aclose()
    assert sent.problem is not None
    assert guarded.book.told == [("left", "mark-1"), ("ended", "mark-1", None)]


@pytest.mark.parametrize("transport", [True, False])
async def test_what_cant_be_counted_doesnt_leave(transport: bool) -> None:
    mock = Server()
    async with listening(wire_bytes(), wire_bytes()) as server:
        guarded = Guarded(mock.transport if transport else None)
        guarded.book.failing = FULL
        request = HttpRequest("GET", server.url)
        with pytest.raises(StoreError) as caught:
            await guarded.send(request, origins=server.origins)
        assert caught.value is FULL
        assert (server.received, mock.requests, guarded.book.told) == ([], [], [])
        assert [each.problem for each in guarded.recorded] == [FULL.problem]
        guarded.book.failing = None
        assert (await guarded.send(request, origins=server.origins)).status == 200
        await guarded.client.aclose()


async def test_without_a_ledger_nothing_is_counted() -> None:
    server = Server()
    client = IndeedClient(
        elapsed=lambda: 1.0, wall=lambda: NOON, record=lambda _: None, transport=server.transport
    )
    request = HttpRequest("GET", API_URL)
    await client.send(request, kind=ExchangeKind.API, key=None, origins=INDEED, permit=ALLOWED)
    assert len(server.requests) == 1


async def cancelled_while_counting(guarded: Guarded) -> tuple[object, ...]:
    """Send, cancel while the ledger is written; returns how it ended and what has left."""
    async with listening(wire_bytes()) as server:
        guarded.book.hang()
        sending = asyncio.ensure_future(
            guarded.send(HttpRequest("GET", server.url), origins=server.origins)
        )
        await asyncio.to_thread(guarded.book.hanging.wait, 60)
        sending.cancel()
        await asyncio.sleep(0)
        guarded.book.open.set()
        with suppress(asyncio.CancelledError, StoreError):
            await sending
        return sending.cancelled(), server.received


async def test_a_call_cancelled_while_it_is_counted_is_taken_back(guarded: Guarded) -> None:
    assert await cancelled_while_counting(guarded) == (True, [])
    assert guarded.book.told == [("left", "mark-1"), ("stayed", "mark-1")]
    assert [each.problem.code for each in guarded.recorded if each.problem] == ["cancelled"]


@pytest.mark.parametrize("when", ["failing", "late"])
async def test_a_disk_that_fails_swallows_no_cancellation(guarded: Guarded, when: str) -> None:
    setattr(guarded.book, when, FULL)
    assert await cancelled_while_counting(guarded) == (True, [])
    assert [each.problem.code for each in guarded.recorded if each.problem] == ["cancelled"]


async def test_a_call_that_times_out_while_it_is_counted_is_taken_back() -> None:
    server = Server()
    guarded = Guarded(server.transport, Limits(total=0))
    sent = await guarded.send(HttpRequest("GET", API_URL))
    assert server.requests == []
    assert sent.problem is not None
    assert sent.problem.code == "network.timeout"
    assert guarded.book.told == [("left", "mark-1"), ("stayed", "mark-1")]


async def test_an_answer_is_recorded_also_when_cancelled_while_its_end_is_written() -> None:
    guarded = Guarded(Server().transport)
    guarded.book.look = guarded.book.hang
    sending = asyncio.ensure_future(guarded.send(HttpRequest("GET", API_URL)))
    await asyncio.to_thread(guarded.book.hanging.wait, 60)
    sending.cancel()
    guarded.book.open.set()
    with suppress(asyncio.CancelledError):
        await sending
    assert [(each.status, each.problem) for each in guarded.recorded] == [(200, None)]
