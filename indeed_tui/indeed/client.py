"""Sends a request and records the exchange: the only place where a credential meets the net."""

import asyncio
import itertools
import re
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import cast

import httpx

from indeed_tui import __version__
from indeed_tui.indeed.addresses import foreign
from indeed_tui.indeed.departure import Departure, Ledger, departure_of
from indeed_tui.indeed.effect import Permit, effect_of
from indeed_tui.indeed.errors import ConfigError, IndeedError, Problem
from indeed_tui.indeed.models import (
    Exchange,
    ExchangeKind,
    Headers,
    HttpRequest,
    TokenKey,
    is_loopback,
    origin,
)
from indeed_tui.indeed.network import network_problem
from indeed_tui.indeed.recording import Recording, answered, header_pairs
from indeed_tui.indeed.redact import mask_headers, mask_text
from indeed_tui.indeed.unpack import Unpacker

USER_AGENT = f"indeed-tui/{__version__}"
# RFC 9110 sections 5.6.2 and 5.5, with httpx's limit to ASCII.
_WORD = re.compile(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+")
# httpcore says this right before the request line; a proxy's CONNECT comes by here too.
_LEAVING = "http11.send_request_headers.started"
_VALUE = re.compile(r"(?:[!-~](?:[ -~\t]*[!-~])?)?")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much: `connect` and `total` in seconds, `body` in bytes."""

    connect: float = 5.0
    total: float = 30.0
    body: int = 64 * 1024 * 1024

    def __str__(self) -> str:
        return f"Waited at most {self.connect:g} s to connect, {self.total:g} s in all."


class IndeedClient:
    """One HTTP client for a session; every request becomes an `Exchange`, whatever happens.

    `elapsed` and `wall` give seconds; `record` is called once for each exchange, also for one
    that failed or was cancelled. Never follows redirects, keeps no cookies, sends a credential
    only to an origin the caller names, and nothing that its permit doesn't cover. `ledger`
    counts every call but token requests; `heard` gets the bytes of an answer so far, and of the
    whole as `Content-Length` says.
    """

    def __init__(
        self,
        *,
        elapsed: Callable[[], float],
        wall: Callable[[], float],
        record: Callable[[Exchange], None],
        limits: Limits | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        ledger: Ledger | None = None,
        heard: Callable[[int, int | None], None] | None = None,
    ) -> None:
        self._elapsed, self._wall, self._record = elapsed, wall, record
        self._limits = limits or Limits()
        self._numbers = itertools.count(1)
        self._transport, self._ledger, self._heard = transport, ledger, heard
        self._clients: dict[bool, httpx.AsyncClient] = {}

    async def send(
        self,
        request: HttpRequest,
        *,
        kind: ExchangeKind,
        key: TokenKey | None,
        origins: frozenset[tuple[str, str, int]],
        permit: Permit = Permit(),  # noqa: B008 - frozen
    ) -> Exchange:
        """Send the request and return its exchange; a failure is the exchange's `problem`.

        Raises ConfigError, before anything leaves, when the address is not one of `origins`,
        when the request can't be written as HTTP, or when a certificate file or proxy that the
        environment names can't be used; GuardError when `permit` doesn't cover what it does;
        the ledger's IndeedError when it can't be counted.
        """
        effect = effect_of(request)
        if kind is not ExchangeKind.TOKEN:
            permit.check(effect)
        place = origin(request.url)
        if place not in origins:
            raise foreign()
        http = await self._client(direct=is_loopback(place[1]))
        outgoing = _outgoing(http, request)
        recording = Recording(self._elapsed())
        sent_wall = self._wall()

        async def trace(name: str, info: Mapping[str, object]) -> None:
            recording.marks[name] = self._elapsed()
            if name == _LEAVING and getattr(info["request"], "method", b"") != b"CONNECT":
                await self._count(recording, departure)

        counted = self._ledger is not None and kind is not ExchangeKind.TOKEN
        departure = departure_of(request, key, effect) if counted else None
        outgoing.extensions["trace"] = trace
        number = next(self._numbers)
        try:
            await self._attempt(http, outgoing, recording, departure)
            # Recorded before the ledger is told: a cancellation may come between.
            return self._finish(recording, outgoing, request, number, sent_wall, kind, key)
        except asyncio.CancelledError:
            recording.truncated = recording.response is not None
            recording.problem = Problem(
                "Cancelled before the answer came", "Send it again.", "cancelled", retryable=True
            )
            self._finish(recording, outgoing, request, number, sent_wall, kind, key)
            raise
        except IndeedError as error:
            recording.problem = error.problem
            self._finish(recording, outgoing, request, number, sent_wall, kind, key)
            raise
        finally:
            await self._conclude(recording)

    async def _attempt(
        self,
        http: httpx.AsyncClient,
        outgoing: httpx.Request,
        recording: Recording,
        departure: Departure | None,
    ) -> None:
        """Send and receive; what goes wrong on the way is the recording's problem."""
        try:
            async with asyncio.timeout(self._limits.total):
                if self._transport is not None:
                    # It shows no traces.
                    await self._count(recording, departure)
                await self._receive(http, outgoing, recording)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            recording.truncated = recording.response is not None
            recording.problem = network_problem(error, _place(outgoing.url), str(self._limits))

    async def _count(self, recording: Recording, departure: Departure | None) -> None:
        """Write a call down as its first byte is about to leave; once, whatever is traced."""
        if self._ledger is None or departure is None or recording.mark is not None:
            return
        writing = asyncio.ensure_future(asyncio.to_thread(self._ledger.left, departure))
        try:
            recording.mark = await asyncio.shield(writing)
        except asyncio.CancelledError:
            # What can't be taken back stays counted; the cancellation is what the caller hears.
            with suppress(IndeedError):
                await asyncio.to_thread(self._ledger.stayed, await writing)
            raise

    async def _conclude(self, recording: Recording) -> None:
        if self._ledger is not None and recording.mark is not None:
            status = None if recording.response is None else recording.response.status_code
            await asyncio.to_thread(self._ledger.ended, recording.mark, status)

    async def preview(self, request: HttpRequest) -> tuple[str, Headers]:
        """Return the URL and headers that would leave, secrets masked; sends nothing.

        Raises ConfigError as `send` does where the request can't be written.
        """
        place = origin(request.url)
        outgoing = _outgoing(await self._client(direct=is_loopback(place[1])), request)
        sensitive = request.sensitive + ((request.bearer,) if request.bearer else ())
        headers = mask_headers(header_pairs(outgoing.headers), sensitive)
        return mask_text(str(outgoing.url), sensitive), headers

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
                "Give HTTPS_PROXY, HTTP_PROXY and ALL_PROXY as http:// or https:// addresses, and "
                "NO_PROXY as host names; `indeed-tui doctor` names the one.",
                code="proxy.invalid",
            ) from None
        http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return http

    async def _receive(
        self, http: httpx.AsyncClient, outgoing: httpx.Request, recording: Recording
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
                if self._heard is not None:
                    size = response.headers.get("Content-Length", "")
                    self._heard(recording.size, int(size) if size.isdecimal() else None)
        finally:
            await response.aclose()

    def _finish(
        self,
        recording: Recording,
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
            request_headers=mask_headers(header_pairs(outgoing.headers), sensitive),
            request_body=mask_text(request.body.decode("utf-8", "replace"), sensitive).encode(),
            sent_wall=sent_wall,
            timings=timings,
            truncated=recording.truncated,
            problem=recording.problem,
            sensitive=sensitive,
        )
        if recording.response is not None:
            exchange = answered(exchange, recording.response, b"".join(recording.chunks))
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
