"""Fixtures for every test: a clock moved by hand, and a whole Session against the simulator."""

import gc
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Generator
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Protocol, Unpack

import pytest
from hypothesis import HealthCheck, settings

from tests.manual_clock import ManualClock

if TYPE_CHECKING:
    from tests.session.world import World, WorldOptions

# The same examples each time, so that a change is judged by what it changes; INDEED_TUI_RANDOM=1
# looks at others.
settings.register_profile(
    "steady",
    derandomize=not os.environ.get("INDEED_TUI_RANDOM"),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")


def pytest_configure() -> None:
    """Take ctrl+c back where whoever started the tests ignores it, as a shell's `&` does.

    The programs that tests start would inherit it.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Thousands of tests' modules are looked through at each collection: a quarter of all time.
    gc.set_threshold(100_000, 20, 100)


_FOR_THEIR_OWN_SAKE = (
    "tests/clients/",
    "tests/fuzz/",
    "tests/looks/",
    "tests/sharing/",
    "tests/terminal/",
    "tests/test_pictures",
    "tests/tui/test_app_bodies.py::test_hostile",
    "tests/tui/test_app_call_guards.py::test_every_line_fits",
    "tests/tui/test_app_call_guards.py::test_no_command_of_the_palette",
    "tests/tui/test_app_hostile",
    "tests/tui/test_app_keys",
    "tests/tui/test_app_scale",
    "tests/tui/test_app_secrets",
    "tests/tui/test_app_sizes",
    "tests/tui/test_painting",
    "tests/tui/test_type_ahead",
    "tests/unit/test_wire_graphql_text.py::test_a_nesting",
    "tests/unit/test_wire_redact.py::test_a_megabyte",
)


_LONGEST = ("tests/fuzz/test_fuzz", "tests/looks/", "tests/terminal/test_line")


def pytest_xdist_auto_num_workers() -> int:
    """Use one more than there are cores: whatever waits for a terminal or a process needs none."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage where it costs most and tells least.

    What hypothesis runs hundreds of times, and what drives the whole program, goes through code
    that has its own tests; being watched it takes twice the time.
    """
    items[:] = _longest_first(items)
    for item in items:
        random = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if random or item.nodeid.startswith(_FOR_THEIR_OWN_SAKE):
            item.add_marker("no_cover")


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Have nothing watch a test that measures no coverage.

    pytest-cov's own pause ends in a worker of pytest-xdist with another watcher that stands below.
    """
    if item.get_closest_marker("no_cover") is None:
        return (yield)
    here, threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(here)
        threading.settrace(threads)


def _longest_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """Begin each worker's share with some of the longest: one at the end would be waited for.

    pytest-xdist gives each worker a part of the list, and takes from its end for another.
    """
    workers = pytest_xdist_auto_num_workers()
    longest = [item for item in items if item.nodeid.startswith(_LONGEST)]
    others = [item for item in items if not item.nodeid.startswith(_LONGEST)]
    share = -(-len(others) // workers)
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        ordered += longest[worker::workers]
        ordered += others[worker * share : (worker + 1) * share]
    return ordered


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
