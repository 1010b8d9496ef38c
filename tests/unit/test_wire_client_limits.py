"""How much and how long: bodies that don't end, bombs, and answers that never come."""

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import Iterator

import httpx
import pytest

from indeed_tui.indeed.answers import json_object
from indeed_tui.indeed.client import Limits
from indeed_tui.indeed.models import Exchange
from tests.unit.wire_bench import Bench, Pieces, answering

GZIP = (("Content-Encoding", "gzip"),)
MEGABYTE = 1 << 20
CHUNK = 64 * 1024


async def received(
    *chunks: bytes, limit: int, headers: tuple[tuple[str, str], ...] = ()
) -> Exchange:
    async with Bench(answering(*chunks, headers=headers), Limits(body=limit)) as bench:
        return await bench.send()


@pytest.mark.parametrize("chunks", [(b"12345678",), (b"1234", b"5678"), (b"1234", b"", b"5678")])
async def test_a_body_as_long_as_the_limit_is_whole(chunks: tuple[bytes, ...]) -> None:
    sent = await received(*chunks, limit=8)
    assert (sent.body, sent.truncated, sent.problem) == (b"12345678", False, None)


@pytest.mark.parametrize("chunks", [(b"123456789",), (b"1234", b"56789"), (b"12345678", b"9")])
async def test_a_longer_body_is_cut_at_the_limit_and_says_so(chunks: tuple[bytes, ...]) -> None:
    sent = await received(*chunks, limit=8)
    assert (sent.body, sent.truncated, sent.problem) == (b"12345678", True, None)


async def test_what_comes_after_the_limit_isnt_even_waited_for() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 1000

    body = Pieces(endless())
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=body))
    async with Bench(transport, Limits(body=10_000)) as bench:
        sent = await bench.send()
    assert (len(sent.body), sent.truncated, body.closed) == (10_000, True, True)


async def test_the_limit_counts_what_was_unpacked() -> None:
    packed = gzip.compress(b"x" * 1000)
    cut = await received(packed, limit=999, headers=GZIP)
    assert (cut.body, cut.truncated) == (b"x" * 999, True)
    whole = await received(packed, limit=1000, headers=GZIP)
    assert (whole.body, whole.truncated) == (b"x" * 1000, False)


async def test_a_cut_off_body_is_never_taken_for_json() -> None:
    assert json_object(await received(b"{}{}", limit=2)) is None


def bomb(layers: int) -> bytes:
    """100 MB of zeros, packed so many times over."""
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    packed = b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(100)) + packer.flush()
    for _ in range(layers - 1):
        packed = gzip.compress(packed)
    return packed


@pytest.mark.parametrize("layers", [1, 2, 3])
async def test_a_gzip_bomb_never_fills_the_memory(layers: int) -> None:
    packed = bomb(layers)
    chunks = [packed[start : start + CHUNK] for start in range(0, len(packed), CHUNK)]
    headers = (("Content-Encoding", ", ".join(["gzip"] * layers)),)
    tracemalloc.start()
    try:
        sent = await received(*chunks, limit=MEGABYTE, headers=headers)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (sent.body, sent.truncated) == (bytes(MEGABYTE), True)
    assert peak < 6 * MEGABYTE


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "gzip, " * 5000 + "gzip"])
async def test_what_cant_be_unpacked_is_a_problem_with_its_name(encoding: str) -> None:
    sent = await received(b"<html>", limit=99, headers=(("Content-Encoding", encoding),))
    assert (sent.status, sent.truncated) == (200, True)
    assert sent.problem is not None
    assert sent.problem.code == "network.encoding"


async def never(_: httpx.Request) -> httpx.Response:
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


async def test_an_answer_that_never_comes_ends_at_the_total_limit() -> None:
    async with Bench(httpx.MockTransport(never), Limits(connect=0.01, total=0.01)) as bench:
        sent = await bench.send()
    assert bench.recorded == [sent]
    assert (sent.status, sent.truncated) == (None, False)
    assert sent.problem is not None
    assert (sent.problem.code, sent.problem.retryable) == ("network.timeout", True)
    assert sent.problem.title == "apis.indeed.com didn't answer in time"
    assert sent.problem.hint == "Waited at most 0.01 s to connect, 0.01 s in all."


async def test_the_total_limit_holds_for_a_body_that_trickles() -> None:
    class Trickle(Pieces):
        async def __aiter__(self):  # type: ignore[no-untyped-def]
            while True:
                yield b"."
                await asyncio.sleep(0)

    body = Trickle([])
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=body))
    async with Bench(transport, Limits(total=0.01)) as bench:
        sent = await bench.send()
    assert (sent.status, sent.truncated, body.closed) == (200, True, True)
    assert sent.problem is not None
    assert sent.problem.code == "network.timeout"


async def test_a_callers_own_time_limit_is_a_cancellation() -> None:
    async with Bench(httpx.MockTransport(never)) as bench:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await bench.send()
    (sent,) = bench.recorded
    assert sent.problem is not None
    assert sent.problem.code == "cancelled"


async def test_httpx_is_given_the_same_limits() -> None:
    seen: list[object] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"])
        return httpx.Response(200, stream=Pieces([]))

    async with Bench(httpx.MockTransport(answer), Limits(connect=2.0, total=9.0)) as bench:
        await bench.send()
    assert seen == [{"connect": 2.0, "read": 9.0, "write": 9.0, "pool": 9.0}]
