"""Fixtures for every test: a clock moved by hand, and a whole Session against the simulator."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Protocol, Unpack

import pytest

from tests.manual_clock import ManualClock

if TYPE_CHECKING:
    from tests.session.world import World, WorldOptions


class MakeWorld(Protocol):
    """Makes worlds that are closed when the test ends; takes the options of `World`."""

    def __call__(self, **options: "Unpack[WorldOptions]") -> "World": ...


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still until it is moved."""
    return ManualClock()


@pytest.fixture
async def make_world(clock: ManualClock) -> AsyncIterator[MakeWorld]:
    """Makes a Session against a simulator of its own; nothing is opened yet."""
    # Not every test pays for httpx.
    from tests.session.world import World

    async with AsyncExitStack() as worlds:

        def make(**options: "Unpack[WorldOptions]") -> World:
            options.setdefault("clock", clock)
            world = World(**options)
            worlds.push_async_callback(world.close)
            return world

        yield make


@pytest.fixture
async def world(make_world: MakeWorld) -> "World":
    """A whole Session against the simulator, one profile `demo` and its secret, not yet open."""
    return make_world()
