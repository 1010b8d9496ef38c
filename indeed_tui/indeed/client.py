"""Sends a request and records the exchange: the only place where a credential meets the net."""

import asyncio
import itertools
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.cookiejar import DefaultCookiePolicy
from typing import cast

import httpx

from indeed_tui import __version__
from indeed_tui.indeed.answers import date_header
from indeed_tui.indeed.errors import ConfigError, Problem
from indeed_tui.indeed.models import (
    Exchange,
    ExchangeKind,
    Headers,
    HttpRequest,
    Timings,
    TokenKey,
    is_loopback,
    origin,
)
from indeed_tui.indeed.network import network_problem
from indeed_tui.indeed.redact import mask_headers, mask_text
from indeed_tui.indeed.unpack import Unpacker

USER_AGENT = f"indeed-tui/{__version__}"
# RFC 9110 sections 5.6.2 and 5.5, with httpx's limit to ASCII.
_WORD = re.compile(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(r"(?:[!-~](?:[ -~\t]*[!-~])?)?")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much: `connect` and `total` in seconds, `body` in bytes."""

    connect: float = 5.0
    total: float = 30.0
    body: int = 64 * 1024 * 1024

    def __str__(self) -> str:
        return f"Waited at most {self.connect:g} s to connect, {self.total:g} s in all."


@dataclass(slots=True)
class _Recording:
    """What is known of an exchange while it runs."""

    started: float
    marks: dict[str, float] = field(default_factory=dict)
    response: httpx.Response | None = None
    chunks: list[bytes] = field(default_factory=list)
    size: int = 0
    truncated: bool = False
    problem: Problem | None = None

    def keep(self, piece: bytes, limit: int) -> None:
        """Keep what the limit has room for, and note when that wasn't all."""
        room = limit - self.size
        self.chunks.append(piece[:room])
        self.size += len(piece[:room])
        self.truncated = len(piece) > room

    def timings(self, now: float) -> Timings:
        def span(first: str, last: str) -> float | None:
            if first in self.marks and last in self.marks:
                return self.marks[last] - self.marks[first]
            return None

        answered = self.marks.get("http11.receive_response_headers.complete")
        return Timings(
            connect=span("connection.connect_tcp.started", "connection.connect_tcp.complete"),
            tls=span("connection.start_tls.started", "connection.start_tls.complete"),
            first_byte=None if answered is None else answered - self.started,
            total=now - self.started,
        )


class IndeedClient:
    """One HTTP client for a session; every request becomes an `Exchange`, whatever happens.

    `elapsed` and `wall` give seconds; `record` is called once for each exchange, also for one
    that failed or was cancelled. Never follows redirects, keeps no cookies, and sends a
    credential only to an origin the caller names.
    """

    def __init__(
        self,
        *,
        elapsed: Callable[[], float],
        wall: Callable[[], float],
        record: Callable[[Exchange], None],
        limits: Limits | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._elapsed, self._wall, self._record = elapsed, wall, record
        self._limits = limits or Limits()
        self._numbers = itertools.count(1)
        self._transport = transport
        self._clients: dict[bool, httpx.AsyncClient] = {}

    async def send(
        self,
        request: HttpRequest,
        *,
        kind: ExchangeKind,
        key: TokenKey | None,
        origins: frozenset[tuple[str, str, int]],
    ) -> Exchange:
        """Send the request and return its exchange; a failure is the exchange's `problem`.

        Raises ConfigError, before anything leaves, when the address is not one of `origins`,
        when the request can't be written as HTTP, or when a certificate file or proxy that the
        environment names can't be used.
        """
        place = origin(request.url)
        if place not in origins:
            raise ConfigError(
                "That address isn't one of this profile's",
                "A token goes only to the hosts of its own profile's URLs.",
                code="url.foreign",
            )
        http = await self._client(direct=is_loopback(place[1]))
        outgoing = _outgoing(http, request)
        recording = _Recording(self._elapsed())
        sent_wall = self._wall()

        async def trace(name: str, _info: object) -> None:
            recording.marks[name] = self._elapsed()

        outgoing.extensions["trace"] = trace
        number = next(self._numbers)
        try:
            async with asyncio.timeout(self._limits.total):
                await self._receive(http, outgoing, recording)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            recording.truncated = recording.response is not None
            recording.problem = network_problem(error, _place(outgoing.url), str(self._limits))
        except asyncio.CancelledError:
            recording.truncated = recording.response is not None
            recording.problem = Problem(
                "Cancelled before the answer came", "Send it again.", "cancelled", retryable=True
            )
            self._finish(recording, outgoing, request, number, sent_wall, kind, key)
            raise
        return self._finish(recording, outgoing, request, number, sent_wall, kind, key)

    async def aclose(self) -> None:
        """Close the connections; the client may be used again afterwards."""
        clients, self._clients = self._clients, {}
        for http in clients.values():
            await http.aclose()

    async def _client(self, *, direct: bool) -> httpx.AsyncClient:
        """Return the client for this machine's own addresses (no proxy), or for all others."""
        if direct not in self._clients:
            # Building the TLS context costs some 200 ms: not on the loop that others wait for.
            context = None if self._transport else await asyncio.to_thread(_tls_context)
            if direct not in self._clients:
                self._clients[direct] = self._build(context, direct=direct)
        return self._clients[direct]

    def _build(self, context: ssl.SSLContext | None, *, direct: bool) -> httpx.AsyncClient:
        try:
            http = httpx.AsyncClient(
                transport=self._transport,
                trust_env=not direct,
                verify=context or True,
                timeout=httpx.Timeout(self._limits.total, connect=self._limits.connect),
                follow_redirects=False,
                headers={
                    "User-Agent": USER_AGENT,
                    "Accept": "*/*",
                    "Accept-Encoding": "gzip, deflate",
                },
            )
        except (ImportError, ValueError, httpx.InvalidURL):
            # The cause names the proxy, and with it perhaps its password.
            raise ConfigError(
                "The proxy that the environment names can't be used",
                "Give HTTPS_PROXY, HTTP_PROXY and ALL_PROXY as http:// or https:// addresses.",
                code="proxy.invalid",
            ) from None
        http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return http

    async def _receive(
        self, http: httpx.AsyncClient, outgoing: httpx.Request, recording: _Recording
    ) -> None:
        response = await http.send(outgoing, stream=True)
        recording.response = response
        try:
            unpacker = Unpacker(response.headers.get("Content-Encoding", ""))
            # Not aiter_bytes(): it unpacks everything that arrived before we can say stop.
            async for received in cast("httpx.AsyncByteStream", response.stream):
                for piece in unpacker.feed(received):
                    recording.keep(piece, self._limits.body)
                    if recording.truncated:
                        return
        finally:
            await response.aclose()

    def _finish(
        self,
        recording: _Recording,
        outgoing: httpx.Request,
        request: HttpRequest,
        number: int,
        sent_wall: float,
        kind: ExchangeKind,
        key: TokenKey | None,
    ) -> Exchange:
        sensitive = request.sensitive + ((request.bearer,) if request.bearer else ())
        timings = recording.timings(self._elapsed())
        exchange = Exchange(
            number=number,
            kind=kind,
            key=key,
            method=request.method,
            url=mask_text(str(outgoing.url), sensitive),
            request_headers=mask_headers(_headers(outgoing.headers), sensitive),
            request_body=mask_text(request.body.decode("utf-8", "replace"), sensitive).encode(),
            sent_wall=sent_wall,
            timings=timings,
            truncated=recording.truncated,
            problem=recording.problem,
            sensitive=sensitive,
        )
        if recording.response is not None:
            exchange = _answered(exchange, recording.response, b"".join(recording.chunks))
        self._record(exchange)
        return exchange


def _place(url: httpx.URL) -> str:
    """Return host, and port where it isn't the scheme's own, for people to read."""
    return url.host if url.port is None else f"{url.host}:{url.port}"


def _tls_context() -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except OSError:
        raise ConfigError(
            "The trusted certificates can't be read",
            "Check the files that SSL_CERT_FILE and SSL_CERT_DIR name.",
            code="tls.certificates",
        ) from None


def _outgoing(http: httpx.AsyncClient, request: HttpRequest) -> httpx.Request:
    outgoing = _written(http, request)
    if outgoing is None:
        # Raised out here, so that neither a cause nor a frame's locals hold the clear text.
        raise ConfigError(
            "The request can't be written down as HTTP",
            "Check the address and the headers for characters that don't belong there.",
            code="request.invalid",
        )
    return outgoing


def _written(http: httpx.AsyncClient, request: HttpRequest) -> httpx.Request | None:
    headers = list(request.headers)
    if request.bearer is not None:
        headers = [each for each in headers if each[0].lower() != "authorization"]
        headers.append(("Authorization", f"Bearer {request.bearer.reveal()}"))
    if not _WORD.fullmatch(request.method) or not all(
        _WORD.fullmatch(name) and _VALUE.fullmatch(value) for name, value in headers
    ):
        return None
    try:
        return http.build_request(
            request.method, request.url, headers=headers, content=request.body or None
        )
    except (httpx.InvalidURL, ValueError):
        return None


def _answered(exchange: Exchange, response: httpx.Response, body: bytes) -> Exchange:
    answered = replace(
        exchange,
        status=response.status_code,
        reason=mask_text(response.reason_phrase, exchange.sensitive),
        http_version=response.http_version,
        response_headers=mask_headers(_headers(response.headers), exchange.sensitive),
        body=body,
    )
    date = date_header(answered)
    if date is None:
        return answered
    return replace(answered, skew=date - (exchange.sent_wall + exchange.timings.total / 2))


def _headers(headers: httpx.Headers) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)
