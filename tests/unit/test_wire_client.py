"""One request, one exchange, whatever happens: what is kept of it."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from indeed_tui.indeed.models import (
    MASK,
    ExchangeKind,
    HttpRequest,
    Secret,
    Timings,
)
from tests.unit.wire_bench import (
    API_URL,
    JSON,
    NOON,
    NOON_DATE,
    Bench,
    Pieces,
    Server,
    answering,
    failing,
    key,
)


async def test_a_good_answer_is_recorded_whole() -> None:
    headers = (*JSON, ("X-Twice", "1"), ("X-Twice", "2"))
    async with Bench(answering(b'{"a"', b": 1}", headers=headers)) as bench:
        sent = await bench.send(HttpRequest("POST", API_URL, JSON, b'{"query": ""}'), key=key())
    assert bench.recorded == [sent]
    assert (sent.number, sent.kind, sent.key) == (1, ExchangeKind.API, key())
    assert (sent.method, sent.url) == ("POST", API_URL)
    assert sent.request_body == b'{"query": ""}'
    assert (sent.status, sent.reason, sent.http_version) == (200, "OK", "HTTP/1.1")
    assert sent.response_headers == headers
    assert sent.body == b'{"a": 1}'
    assert (sent.truncated, sent.problem) == (False, None)


@pytest.mark.parametrize("status", [204, 302, 400, 401, 404, 429, 500])
async def test_any_status_is_an_answer_and_no_problem(status: int) -> None:
    async with Bench(answering(b"x", status=status)) as bench:
        sent = await bench.send()
    assert (sent.status, sent.body, sent.problem) == (status, b"x", None)


async def test_exchanges_are_numbered_in_the_order_of_sending() -> None:
    first_may_answer = asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/first":
            await first_may_answer.wait()
        return httpx.Response(200, stream=Pieces([]))

    async with Bench(httpx.MockTransport(answer)) as bench:
        first = asyncio.create_task(bench.send(HttpRequest("GET", "https://apis.indeed.com/first")))
        await asyncio.sleep(0)
        second = await bench.send()
        first_may_answer.set()
        assert ((await first).number, second.number) == (1, 2)
    assert [each.number for each in bench.recorded] == [2, 1]


async def test_a_failure_is_recorded_too() -> None:
    async with Bench(failing(httpx.ReadError("reset"))) as bench:
        sent = await bench.send()
    assert bench.recorded == [sent]
    assert (sent.status, sent.body, sent.truncated) == (None, b"", False)
    assert sent.problem is not None
    assert (sent.problem.code, sent.problem.retryable) == ("network.broken", True)


async def test_a_failure_within_the_body_keeps_what_came() -> None:
    body = Pieces([b"half"], httpx.RemoteProtocolError("peer closed"))
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=body))
    async with Bench(transport) as bench:
        sent = await bench.send()
    assert (sent.status, sent.body, sent.truncated) == (200, b"half", True)
    assert sent.problem is not None
    assert sent.problem.code == "network.broken"
    assert body.closed


@pytest.mark.parametrize("late", [False, True], ids=["before the answer", "within the body"])
async def test_a_cancelled_request_is_recorded_and_stays_cancelled(late: bool) -> None:
    waiting, never = asyncio.Event(), asyncio.Event()

    class Stuck(Pieces):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"half"
            waiting.set()
            await never.wait()

    async def answer(_: httpx.Request) -> httpx.Response:
        if not late:
            waiting.set()
            await never.wait()
        return httpx.Response(200, stream=Stuck([]))

    async with Bench(httpx.MockTransport(answer)) as bench:
        task = asyncio.create_task(bench.send())
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    (sent,) = bench.recorded
    assert sent.problem is not None
    assert (sent.problem.code, sent.problem.retryable) == ("cancelled", True)
    assert (sent.status, sent.body, sent.truncated) == (
        (200, b"half", True) if late else (None, b"", False)
    )


async def test_cookies_are_never_sent_back() -> None:
    server = Server(("Set-Cookie", "CTK=1; Path=/"))
    async with Bench(server.transport) as bench:
        sent = await bench.send()
        await bench.send()
    assert ("Set-Cookie", MASK) in sent.response_headers
    assert all("cookie" not in request.headers for request in server.requests)


async def test_skew_is_the_servers_date_minus_the_exchanges_middle() -> None:
    server = Server(("Date", NOON_DATE))
    async with Bench(server.transport, wall=NOON - 40.0) as bench:
        sent = await bench.send()
    assert (sent.sent_wall, sent.timings.total) == (NOON - 40.0, 1.0)
    assert sent.skew == 39.5


@pytest.mark.parametrize("headers", [[], [("Date", "today")]])
async def test_without_a_readable_date_there_is_no_skew(headers: list[tuple[str, str]]) -> None:
    async with Bench(Server(*headers).transport) as bench:
        assert (await bench.send()).skew is None


async def test_timings_come_from_the_connections_own_marks() -> None:
    async def answer(request: httpx.Request) -> httpx.Response:
        for mark in (
            "connection.connect_tcp.started",
            "connection.connect_tcp.complete",
            "connection.start_tls.started",
            "connection.start_tls.complete",
            "http11.receive_response_headers.complete",
        ):
            await request.extensions["trace"](mark, {})
        return httpx.Response(200, stream=Pieces([]))

    async with Bench(httpx.MockTransport(answer)) as bench:
        sent = await bench.send()
    assert sent.timings == Timings(connect=1.0, tls=1.0, first_byte=5.0, total=6.0)


async def test_a_reason_that_echoes_the_token_is_masked() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        extensions = {"reason_phrase": b"No my-token-1"}
        return httpx.Response(400, stream=Pieces([]), extensions=extensions)

    async with Bench(httpx.MockTransport(answer)) as bench:
        sent = await bench.send(HttpRequest("GET", API_URL, bearer=Secret("my-token-1")))
    assert sent.reason == f"No {MASK}"


async def test_a_closed_client_may_be_used_again() -> None:
    async with Bench(answering(b"x")) as bench:
        await bench.send()
        await bench.client.aclose()
        await bench.client.aclose()
        assert (await bench.send()).body == b"x"
