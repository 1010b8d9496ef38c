"""Fixtures of the session's tests: a keeper on the bench."""

import signal
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.manual_clock import ManualClock
from tests.session.bench import Bench


@pytest.fixture
async def bench(clock: ManualClock) -> AsyncIterator[Bench]:
    """A TokenKeeper with a scripted token endpoint, a cache in memory and a manual clock."""
    bench = Bench(clock)
    yield bench
    await bench.close()


@pytest.fixture(autouse=True)
def _ends() -> Iterator[None]:
    """A test that waits for what never comes fails after two minutes, instead of hanging."""

    def give_up(_signal: int, _frame: object) -> None:
        pytest.fail("it hangs")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
