"""One request, one exchange: what leaves, where it may go, and what is kept of it."""

import asyncio

import httpx
import pytest

from indeed_tui import __version__
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import (
    MASK,
    AuthMethod,
    ExchangeKind,
    HttpRequest,
    Secret,
    Timings,
)
from indeed_tui.indeed.oauth import token_request
from tests.unit.wire_bench import (
    API_URL,
    CLEAR,
    INDEED,
    JSON,
    NOON,
    NOON_DATE,
    TOKEN_URL,
    Bench,
    Pieces,
    answering,
    credentials,
    failing,
    key,
    told,
)


class Server:
    """A transport that keeps what arrives and answers all of it alike."""

    def __init__(self, **headers: str) -> None:
        self.requests: list[httpx.Request] = []
        self._headers = headers
        self.transport = httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(200, headers=self._headers, stream=Pieces([b"{}"]))


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
        async def __aiter__(self):  # type: ignore[no-untyped-def,override]  # a generator
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


@pytest.mark.parametrize("method", list(AuthMethod))
async def test_a_token_request_leaves_in_clear_and_is_recorded_masked(method: AuthMethod) -> None:
    server = Server()
    request = token_request(credentials(method=method), key(employer="e1"), Secret("refresh-me"))
    async with Bench(server.transport) as bench:
        sent = await bench.send(request)
    (arrived,) = server.requests
    assert (arrived.content, arrived.headers["accept"]) == (request.body, "application/json")
    assert arrived.headers.get("authorization") == request.header("Authorization")
    recorded = (sent.url + str(sent.request_headers)).encode() + sent.request_body
    for secret in request.sensitive:
        assert secret.reveal().encode() not in recorded
    assert b"s3cr3t" not in recorded
    assert b"refresh-me" not in recorded
    assert b"employer=e1" in sent.request_body, "the rest stays readable"
    assert f"refresh_token={MASK}".encode() in sent.request_body
    if method is AuthMethod.BASIC:
        assert ("Authorization", f"Basic {MASK}") in sent.request_headers
    else:
        assert f"client_secret={MASK}".encode() in sent.request_body


async def test_a_bearer_token_leaves_in_clear_and_is_recorded_masked() -> None:
    server = Server(**{"X-Echo": "my-token-1"})
    request = HttpRequest(
        "POST", f"{API_URL}?t=my-token-1", (), b"my-token-1", Secret("my-token-1")
    )
    async with Bench(server.transport) as bench:
        sent = await bench.send(request)
    assert server.requests[0].headers["authorization"] == "Bearer my-token-1"
    assert ("Authorization", f"Bearer {MASK}") in sent.request_headers
    assert sent.sensitive == (Secret("my-token-1"),)
    assert "my-token-1" not in repr(sent)
    assert "my-token-1" not in str(sent.request_body) + str(sent.body)


async def test_the_bearer_token_takes_the_place_of_another_authorization() -> None:
    server = Server()
    request = HttpRequest(
        "GET", API_URL, (("AUTHORIZATION", "Bearer other"),), bearer=Secret("my-token-1")
    )
    async with Bench(server.transport) as bench:
        await bench.send(request)
    assert server.requests[0].headers.get_list("authorization") == ["Bearer my-token-1"]


async def test_every_request_says_who_it_is_and_what_it_unpacks() -> None:
    server = Server()
    async with Bench(server.transport) as bench:
        sent = await bench.send()
        await bench.send(HttpRequest("GET", API_URL, (("Accept", "text/csv"),)))
    plain, wanting = (request.headers for request in server.requests)
    assert plain["User-Agent"] == f"indeed-tui/{__version__}"
    assert (plain["Accept"], plain["Accept-Encoding"]) == ("*/*", "gzip, deflate")
    assert wanting.get_list("accept") == ["text/csv"]
    assert ("User-Agent", f"indeed-tui/{__version__}") in sent.request_headers


async def test_a_redirect_is_the_answer_and_isnt_followed() -> None:
    server = Server(Location="https://apis.indeed.com/elsewhere")
    async with Bench(server.transport) as bench:
        server._headers["Location"] = "https://apis.indeed.com/elsewhere"
        await bench.send(HttpRequest("GET", API_URL, bearer=Secret("my-token-1")))
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://evil.example/graphql", "url.foreign"),
        ("https://apis.indeed.com.evil.example/", "url.foreign"),
        ("https://apis.indeed.com:8443/graphql", "url.foreign"),
        ("http://localhost/graphql", "url.foreign"),
        ("http://apis.indeed.com/graphql", "url.insecure"),
        ("ftp://apis.indeed.com/graphql", "url.invalid"),
        ("https://apis.indeed.com:0/graphql", "url.invalid"),
        ("https://x@apis.indeed.com/graphql", "url.userinfo"),
        ("/graphql", "url.invalid"),
    ],
)
async def test_nothing_leaves_for_another_host_port_or_scheme(url: str, code: str) -> None:
    server = Server()
    async with Bench(server.transport) as bench:
        with pytest.raises(ConfigError) as caught:
            await bench.send(HttpRequest("GET", url, bearer=Secret("my-token-1")))
    assert caught.value.problem.code == code
    assert (server.requests, bench.recorded) == ([], [])


@pytest.mark.parametrize("line", ["a\r\nX-Evil: 1", "a\nb", "a\0b", "t\xf6ken", "日本", " a", "a "])
async def test_nothing_leaves_with_a_header_that_isnt_one(line: str) -> None:
    server = Server()
    clear = f"my-token-1{line}"
    requests = [
        HttpRequest("GET", API_URL, bearer=Secret(clear)) if line != " a" else None,
        HttpRequest("GET", API_URL, (("Authorization", line + " my-token-1 "),)),
        HttpRequest("GET", API_URL, ((line, "my-token-1"),)),
        HttpRequest(line, API_URL, (("Authorization", "my-token-1"),)),
    ]
    async with Bench(server.transport) as bench:
        for request in filter(None, requests):
            with pytest.raises(ConfigError) as caught:
                await bench.send(request)
            assert caught.value.problem.code == "request.invalid"
            assert "my-token-1" not in told(caught.value)
    assert (server.requests, bench.recorded) == ([], [])


async def test_an_address_that_httpx_cant_write_is_refused_too() -> None:
    server = Server()
    origins = frozenset({("https", "a" * 70 + "é", 443)})
    async with Bench(server.transport) as bench:
        with pytest.raises(ConfigError) as caught:
            await bench.send(HttpRequest("GET", f"https://{'a' * 70}é/"), origins)
    assert caught.value.problem.code == "request.invalid"
    assert caught.value.__context__ is None
    assert server.requests == []


async def test_cookies_are_never_sent_back() -> None:
    server = Server(**{"Set-Cookie": "CTK=1; Path=/"})
    async with Bench(server.transport) as bench:
        sent = await bench.send()
        await bench.send()
    assert ("Set-Cookie", MASK) in sent.response_headers
    assert all("cookie" not in request.headers for request in server.requests)


async def test_skew_is_the_servers_date_minus_the_exchanges_middle() -> None:
    server = Server(Date=NOON_DATE)
    async with Bench(server.transport, wall=NOON - 40.0) as bench:
        sent = await bench.send()
    assert (sent.sent_wall, sent.timings.total) == (NOON - 40.0, 1.0)
    assert sent.skew == 39.5


@pytest.mark.parametrize("headers", [{}, {"Date": "today"}])
async def test_without_a_readable_date_there_is_no_skew(headers: dict[str, str]) -> None:
    async with Bench(Server(**headers).transport) as bench:
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


async def test_origins_are_the_callers_to_name() -> None:
    assert ("https", "apis.indeed.com", 443) in INDEED
    async with Bench(answering(b"x")) as bench:
        with pytest.raises(ConfigError):
            await bench.send(HttpRequest("POST", TOKEN_URL), frozenset())
        sent = await bench.send(HttpRequest("POST", TOKEN_URL, body=CLEAR.encode()))
    assert sent.status == 200
