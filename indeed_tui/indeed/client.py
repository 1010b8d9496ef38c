"""Sends a request and records the exchange: the only place where a credential meets the net."""

import asyncio
import itertools
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.cookiejar import DefaultCookiePolicy

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
    origin,
)
from indeed_tui.indeed.network import network_problem
from indeed_tui.indeed.redact import mask_headers, mask_text

USER_AGENT = f"indeed-tui/{__version__}"
_LOOPBACK_DIRECT = ("all://localhost", "all://127.0.0.1", "all://[::1]")


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
        self._http: httpx.AsyncClient | None = None

    async def send(
        self,
        request: HttpRequest,
        *,
        kind: ExchangeKind,
        key: TokenKey | None,
        origins: frozenset[tuple[str, str, int]],
    ) -> Exchange:
        """Send the request and return its exchange; a failure is the exchange's `problem`.

        Raises ConfigError, before anything leaves, when the address is not one of `origins`.
        """
        if origin(request.url) not in origins:
            raise ConfigError(
                "That address isn't one of this profile's",
                "A token goes only to the hosts of its own profile's URLs.",
                code="url.foreign",
            )
        http = await self._client()
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
            recording.problem = network_problem(error, outgoing.url.host, str(self._limits))
        except asyncio.CancelledError:
            recording.problem = Problem(
                "Cancelled before the answer came", "Send it again.", "cancelled", retryable=True
            )
            self._finish(recording, outgoing, request, number, sent_wall, kind, key)
            raise
        return self._finish(recording, outgoing, request, number, sent_wall, kind, key)

    async def aclose(self) -> None:
        """Close the connections; the client may be used again afterwards."""
        if self._http is not None:
            http, self._http = self._http, None
            await http.aclose()

    async def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            # Building the TLS context costs some 200 ms: not on the loop that others wait for.
            context = None if self._transport else await asyncio.to_thread(httpx.create_ssl_context)
            if self._http is None:
                self._http = self._build(context)
        return self._http

    def _build(self, context: ssl.SSLContext | None) -> httpx.AsyncClient:
        mounts: dict[str, httpx.AsyncBaseTransport | None] = {}
        if self._transport is None:
            mounts = dict.fromkeys(_LOOPBACK_DIRECT)
        http = httpx.AsyncClient(
            transport=self._transport,
            mounts=mounts,
            verify=context or True,
            timeout=httpx.Timeout(self._limits.total, connect=self._limits.connect),
            follow_redirects=False,
            headers={"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"},
        )
        http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return http

    async def _receive(
        self, http: httpx.AsyncClient, outgoing: httpx.Request, recording: _Recording
    ) -> None:
        response = await http.send(outgoing, stream=True)
        recording.response = response
        try:
            async for chunk in response.aiter_bytes():
                room = self._limits.body - recording.size
                if len(chunk) > room:
                    recording.chunks.append(chunk[:room])
                    recording.truncated = True
                    break
                recording.chunks.append(chunk)
                recording.size += len(chunk)
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


def _outgoing(http: httpx.AsyncClient, request: HttpRequest) -> httpx.Request:
    headers = list(request.headers)
    if request.bearer is not None:
        headers.append(("Authorization", f"Bearer {request.bearer.reveal()}"))
    try:
        return http.build_request(
            request.method, request.url, headers=headers, content=request.body or None
        )
    except (httpx.InvalidURL, UnicodeError, ValueError):
        # The cause would carry the header's clear text into a traceback.
        raise ConfigError(
            "The request can't be written down as HTTP",
            "Check the address and the headers for characters that don't belong there.",
            code="request.invalid",
        ) from None


def _answered(exchange: Exchange, response: httpx.Response, body: bytes) -> Exchange:
    answered = replace(
        exchange,
        status=response.status_code,
        reason=response.reason_phrase,
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
