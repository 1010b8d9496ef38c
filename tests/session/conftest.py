"""Fixtures of the session's tests: a keeper on the bench."""

from collections.abc import AsyncIterator

import pytest

from tests.manual_clock import ManualClock
from tests.session.bench import Bench


@pytest.fixture
async def bench(clock: ManualClock) -> AsyncIterator[Bench]:
    """A TokenKeeper with a scripted token endpoint, a cache in memory and a manual clock."""
    bench = Bench(clock)
    yield bench
    await bench.close()
