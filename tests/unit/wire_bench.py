"""What the wire's tests are made of: credentials, answers, clients, and a real socket."""

import asyncio
import base64
import json
import socket
import struct
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count
from traceback import TracebackException
from types import TracebackType
from typing import Literal

import httpx

from indeed_tui.indeed.client import IndeedClient, Limits
from indeed_tui.indeed.effect import Permit
from indeed_tui.indeed.models import (
    AuthMethod,
    Credentials,
    Endpoints,
    Exchange,
    ExchangeKind,
    Headers,
    HttpRequest,
    Secret,
    Timings,
    TokenKey,
)

CLEAR = "s3cr3t/with+odd=signs"
TOKEN_URL = "https://apis.indeed.com/oauth/v2/tokens"
API_URL = "https://apis.indeed.com/graphql"
INDEED = Endpoints().origins()
JSON = (("Content-Type", "application/json"),)
HTML = (("Content-Type", "text/html; charset=utf-8"),)
ALLOWED = Permit(read_only=False, writes=True, billable=True)
NOON = 1_767_268_800.0
NOON_DATE = "Thu, 01 Jan 2026 12:00:00 GMT"


def credentials(
    secret: str = CLEAR,
    client_id: str = "app-id",
    method: AuthMethod = AuthMethod.POST,
    scopes: tuple[str, ...] = ("employer_access",),
    endpoints: Endpoints | None = None,
    add_employer_access: bool = True,
) -> Credentials:
    return Credentials(
        profile="acme-prod",
        client_id=client_id,
        secret=Secret(secret),
        scopes=scopes,
        auth_method=method,
        endpoints=endpoints or Endpoints(),
        add_employer_access=add_employer_access,
    )


def key(*scopes: str, employer: str | None = None) -> TokenKey:
    return TokenKey("acme-prod", "0123456789abcdef", employer, scopes or ("employer_access",))


def exchange(
    status: int | None = 200,
    body: bytes | str | object = b"",
    headers: Headers = JSON,
    *,
    truncated: bool = False,
    sensitive: tuple[Secret, ...] = (),
    kind: ExchangeKind = ExchangeKind.TOKEN,
    url: str = TOKEN_URL,
) -> Exchange:
    """An answered exchange; a body that is neither bytes nor text is written as JSON."""
    if isinstance(body, str):
        body = body.encode()
    return Exchange(
        number=1,
        kind=kind,
        key=None,
        method="POST",
        url=url,
        request_headers=(),
        request_body=b"",
        sent_wall=NOON,
        timings=Timings(),
        status=status,
        response_headers=headers,
        body=body if isinstance(body, bytes) else json.dumps(body).encode(),
        truncated=truncated,
        sensitive=sensitive,
    )


def jwt(claims: object) -> str:
    """A token as Indeed's look: three base64url parts without padding."""
    parts = [json.dumps({"alg": "ES256", "kid": "k1"}), json.dumps(claims), "sixty-four bytes"]
    return ".".join(base64.urlsafe_b64encode(each.encode()).decode().rstrip("=") for each in parts)


def told(error: BaseException) -> str:
    """The traceback with all locals, causes included, but without the test's own frame."""
    assert error.__traceback__ is not None
    parts: list[str] = []
    pending: list[tuple[BaseException, TracebackType | None]] = [
        (error, error.__traceback__.tb_next)
    ]
    while pending:
        current, frames = pending.pop()
        shown = TracebackException(type(current), current, frames, capture_locals=True)
        parts.extend(shown.format(chain=False))
        behind = (current.__cause__, current.__context__)
        pending += [(each, each.__traceback__) for each in behind if each is not None]
    return "".join(parts)


class Bench:
    """A client whose exchanges are kept, and a clock that ticks once a second when it is read."""

    def __init__(
        self,
        answer: httpx.AsyncBaseTransport | None = None,
        limits: Limits | None = None,
        wall: float = NOON,
    ) -> None:
        ticks = count()
        self.recorded: list[Exchange] = []
        self.client = IndeedClient(
            elapsed=lambda: float(next(ticks)),
            wall=lambda: wall,
            record=self.recorded.append,
            limits=limits,
            transport=answer,
        )

    async def send(
        self,
        request: HttpRequest | None = None,
        origins: frozenset[tuple[str, str, int]] = INDEED,
        key: TokenKey | None = None,
    ) -> Exchange:
        request = request or HttpRequest("GET", API_URL)
        return await self.client.send(
            request, kind=ExchangeKind.API, key=key, origins=origins, permit=ALLOWED
        )

    async def __aenter__(self) -> "Bench":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()


def answering(
    *chunks: bytes, status: int = 200, headers: Sequence[tuple[str, str]] = JSON
) -> httpx.MockTransport:
    """A transport whose every answer arrives in these pieces."""
    return httpx.MockTransport(
        lambda _: httpx.Response(status, headers=list(headers), stream=Pieces(chunks))
    )


def failing(error: Exception, cause: BaseException | None = None) -> httpx.MockTransport:
    """A transport that raises, as httpx does, from the given cause."""

    def fail(_: httpx.Request) -> httpx.Response:
        raise error from cause

    return httpx.MockTransport(fail)


class Pieces(httpx.AsyncByteStream):
    """A body in pieces, ended by an error where one is given; remembers whether it was closed."""

    def __init__(self, chunks: Iterable[bytes], error: Exception | None = None) -> None:
        self._chunks, self._error = chunks, error
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk
        if self._error is not None:
            raise self._error

    async def aclose(self) -> None:
        self.closed = True


class Server:
    """A transport that keeps what arrives and answers all of it alike."""

    def __init__(self, *headers: tuple[str, str], status: int = 200) -> None:
        self.requests: list[httpx.Request] = []
        self._status, self._headers = status, list(headers)
        self.transport = httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self._status, headers=self._headers, stream=Pieces([b"{}"]))


Answer = bytes | list[bytes] | Literal["reset"] | None


def wire_bytes(body: bytes = b"{}", *headers: str, status: str = "200 OK") -> bytes:
    """An HTTP/1.1 answer as it travels."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


class Listener:
    """A server on a real socket: one scripted answer for each request, in order.

    bytes are sent and the connection stays open; bytes in a list are sent and it is closed;
    None says nothing until the other side hangs up; "reset" drops the connection. A greeting
    is sent before anything is asked.
    """

    def __init__(self, answers: Sequence[Answer], greeting: bytes) -> None:
        self._answers, self._greeting = list(answers), greeting
        self.received: list[bytes] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def origins(self) -> frozenset[tuple[str, str, int]]:
        return frozenset({("http", "127.0.0.1", self.port)})

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            writer.write(self._greeting)
            while await self._answer(reader, writer):
                pass
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Take one request and answer it; says whether the connection stays open."""
        self.received.append(await _request(reader))
        answer = self._answers.pop(0)
        if answer is None:
            await reader.read()
        elif answer == "reset":
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()
        else:
            writer.write(answer if isinstance(answer, bytes) else b"".join(answer))
            await writer.drain()
        return isinstance(answer, bytes)


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return head + await reader.readexactly(int(length[0].split(b":")[1]) if length else 0)


@asynccontextmanager
async def listening(*answers: Answer, greeting: bytes = b"") -> AsyncIterator[Listener]:
    """A server on a free port of this machine, closed at the end with all its connections."""
    listener = Listener(answers, greeting)
    connections: list[tuple[asyncio.Task[None], asyncio.StreamWriter]] = []

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append((asyncio.ensure_future(listener.serve(reader, writer)), writer))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    listener.port = server.sockets[0].getsockname()[1]
    try:
        yield listener
    finally:
        server.close()
        for task, writer in connections:
            task.cancel()
            writer.close()
        endings = [(task, writer.wait_closed()) for task, writer in connections]
        await asyncio.gather(*(each for pair in endings for each in pair), return_exceptions=True)
        await server.wait_closed()


def free_port() -> int:
    """A port of this machine on which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
