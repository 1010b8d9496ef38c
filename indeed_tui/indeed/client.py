"""Sends a request and records the exchange: the only place where a credential meets the net."""

import asyncio
import itertools
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import httpx

from indeed_tui.indeed.addresses import foreign
from indeed_tui.indeed.departure import Departure, Ledger, departure_of
from indeed_tui.indeed.effect import Effect, Permit, effect_of
from indeed_tui.indeed.errors import ConfigError, IndeedError, Problem
from indeed_tui.indeed.lanes import OUR_HEADERS, Lanes
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
from indeed_tui.indeed.recording import Recording, header_pairs
from indeed_tui.indeed.redact import mask_headers, mask_text
from indeed_tui.indeed.unpack import Unpacker

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
        timeout = httpx.Timeout(self._limits.total, connect=self._limits.connect)
        self._timeout = timeout.as_dict()
        self._lanes = Lanes(transport)

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
        effect = None if kind is ExchangeKind.TOKEN else effect_of(request)
        if effect is not None:
            permit.check(effect)
        place = origin(request.url)
        if place not in origins:
            raise foreign()
        lane = await self._lanes.take(direct=is_loopback(place[1]))
        try:
            return await self._sent(lane.http, request, kind, key, effect)
        finally:
            await self._lanes.give(lane)

    async def _sent(
        self,
        http: httpx.AsyncClient,
        request: HttpRequest,
        kind: ExchangeKind,
        key: TokenKey | None,
        effect: Effect | None,
    ) -> Exchange:
        outgoing = _outgoing(request, self._timeout)
        recording = Recording(self._elapsed())
        sent_wall = self._wall()

        async def trace(name: str, info: Mapping[str, object]) -> None:
            recording.marks[name] = self._elapsed()
            if name == _LEAVING and getattr(info["request"], "method", b"") != b"CONNECT":
                await self._count(recording, departure)

        departure = None
        if self._ledger is not None and effect is not None:
            departure = departure_of(request, key, effect)
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
        # Where the way out is broken, `send` would say so.
        await self._lanes.give(await self._lanes.take(direct=is_loopback(origin(request.url)[1])))
        outgoing = _outgoing(request, self._timeout)
        sensitive = request.sensitive + ((request.bearer,) if request.bearer else ())
        headers = mask_headers(header_pairs(outgoing.headers), sensitive)
        return mask_text(str(outgoing.url), sensitive), headers

    async def aclose(self) -> None:
        """Close the connections; the client may be used again afterwards."""
        await self._lanes.aclose()

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
        answer = recording.answer(sent_wall, self._elapsed(), sensitive)
        exchange = Exchange(
            number=number,
            kind=kind,
            key=key,
            method=request.method,
            url=mask_text(str(outgoing.url), sensitive),
            request_headers=mask_headers(header_pairs(outgoing.headers), sensitive),
            request_body=mask_text(request.body.decode("utf-8", "replace"), sensitive).encode(),
            sent_wall=sent_wall,
            timings=answer.timings,
            status=answer.status,
            reason=answer.reason,
            http_version=answer.http_version,
            response_headers=answer.headers,
            body=b"".join(recording.chunks),
            truncated=recording.truncated,
            problem=recording.problem,
            skew=answer.skew,
            sensitive=sensitive,
        )
        self._record(exchange)
        return exchange


def _place(url: httpx.URL) -> str:
    """Return host, and port where it isn't the scheme's own, for people to read."""
    return url.host if url.port is None else f"{url.host}:{url.port}"


@lru_cache(64)
def _url(text: str) -> httpx.URL:
    """Return a URL, taken apart once: most requests go to the same few."""
    return httpx.URL(text)


def _outgoing(request: HttpRequest, timeout: Mapping[str, float | None]) -> httpx.Request:
    outgoing = _written(request, timeout)
    if outgoing is None:
        # Raised out here, so that neither a cause nor a frame's locals hold the clear text.
        raise ConfigError(
            "The request can't be written down as HTTP",
            "Check the address and the headers for characters that don't belong there.",
            code="request.invalid",
        )
    return outgoing


def _written(request: HttpRequest, timeout: Mapping[str, float | None]) -> httpx.Request | None:
    headers = list(request.headers)
    if request.bearer is not None:
        headers = [each for each in headers if each[0].lower() != "authorization"]
        headers.append(("Authorization", f"Bearer {request.bearer.reveal()}"))
    if not _WORD.fullmatch(request.method) or not all(
        _WORD.fullmatch(name) and _VALUE.fullmatch(value) for name, value in headers
    ):
        return None
    said = {name.lower() for name, _ in headers}
    ours = [each for each in OUR_HEADERS if each[0].lower() not in said]
    try:
        return httpx.Request(
            request.method,
            _url(request.url),
            headers=[*ours, *headers],
            content=request.body or None,
            extensions={"timeout": timeout},
        )
    except (httpx.InvalidURL, ValueError):
        return None
