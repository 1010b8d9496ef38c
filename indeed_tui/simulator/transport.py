"""How an answer reaches the client: whole, late, cut off, or not at all."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass

import httpx

from indeed_tui.simulator.answers import Answer

_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens to one request.

    `answer` carries Date and Content-Length; `delay` is in seconds. `reset`: the connection
    drops without the answer. `sent`: only so many bytes of the body go out before it drops;
    None: all of them.
    """

    answer: Answer
    delay: float = 0.0
    reset: bool = False
    sent: int | None = None

    @property
    def response(self) -> httpx.Response:
        """The answer as an httpx response, unread; reading one that is cut raises.

        The error is httpx.RemoteProtocolError, after the bytes that were sent.
        """
        return httpx.Response(
            self.answer.status,
            headers=list(self.answer.headers),
            stream=BodyStream(self.answer.body, self.sent),
            extensions={"http_version": b"HTTP/1.1"},
        )


class BodyStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in pieces of 64 KiB, which ends early where `sent` is less than its length."""

    def __init__(self, body: bytes, sent: int | None) -> None:
        self._body = body
        self._sent = sent

    def __iter__(self) -> Iterator[bytes]:
        end = len(self._body) if self._sent is None else self._sent
        for start in range(0, end, _PIECE):
            yield self._body[start : min(start + _PIECE, end)]
        if self._sent is not None:
            raise httpx.RemoteProtocolError(
                "peer closed connection without sending complete message body "
                f"(received {end} bytes, expected {len(self._body)})"
            )

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            await asyncio.sleep(0)
            yield piece


class SimulatedTransport(httpx.AsyncBaseTransport):
    """An async transport in front of a simulator; every request gives way at least once.

    A delay longer than the request's read timeout waits that timeout, then raises
    httpx.ReadTimeout, as the network would.
    """

    def __init__(
        self,
        decide: Callable[[httpx.Request], Outcome],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._decide = decide
        self._sleep = sleep

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the simulator's answer; httpx.ReadError where the connection is reset."""
        await asyncio.sleep(0)
        await request.aread()
        outcome = self._decide(request)
        patience = _read_timeout(request)
        if patience is not None and outcome.delay > patience:
            await self._sleep(patience)
            raise httpx.ReadTimeout("The simulated answer is late", request=request)
        if outcome.delay:
            await self._sleep(outcome.delay)
        if outcome.reset:
            raise dropped(request)
        return outcome.response


def dropped(request: httpx.Request) -> httpx.ReadError:
    """Return the error of a connection that was reset before any answer."""
    return httpx.ReadError("Connection reset by peer", request=request)


def _read_timeout(request: httpx.Request) -> float | None:
    timeouts: object = request.extensions.get("timeout")
    read: object = timeouts.get("read") if isinstance(timeouts, dict) else None
    return float(read) if isinstance(read, int | float) else None
