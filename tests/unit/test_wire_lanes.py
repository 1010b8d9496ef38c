"""Connections: one client for each request under way, used again, closed when unused."""

import asyncio
import sys

import pytest

from indeed_tui.indeed import lanes
from indeed_tui.indeed.lanes import Lanes
from tests.unit.wire_bench import answering


async def test_a_client_serves_one_request_at_a_time_and_then_the_next() -> None:
    pool = Lanes(answering(b"{}"))
    first, second = await pool.take(direct=True), await pool.take(direct=True)
    assert first.http is not second.http
    await pool.give(first)
    assert await pool.take(direct=True) is first
    assert (await pool.take(direct=False)).http.trust_env


async def test_connections_unused_for_long_are_closed_but_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool = Lanes(answering(b"{}"))
    taken = [await pool.take(direct=True) for _ in range(3)]
    for lane in taken:
        await pool.give(lane)
    now = asyncio.get_running_loop().time()
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now + 6.0)
    await pool.give(await pool.take(direct=True))
    assert [lane.http.is_closed for lane in taken] == [True, True, False]


async def test_closing_ends_those_in_use_too_and_they_arent_used_again() -> None:
    pool = Lanes(answering(b"{}"))
    busy, idle = await pool.take(direct=True), await pool.take(direct=True)
    await pool.give(idle)
    await pool.aclose()
    assert busy.http.is_closed
    assert idle.http.is_closed
    await pool.give(busy)
    assert await pool.take(direct=True) is not busy


def test_a_search_for_sniffio_ends_at_once_where_there_is_none() -> None:
    assert lanes is not None
    assert "sniffio" in sys.modules
