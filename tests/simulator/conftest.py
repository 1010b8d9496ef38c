"""One line gives a simulator with a client in front of it, and closes the client."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from indeed_tui.simulator import Simulator
from tests.simulator.asking import Asker, Clock

MakeAsker = Callable[..., Asker]


@pytest.fixture
def make() -> Iterator[MakeAsker]:
    """Make an asker of a simulator with these options, on a clock that stands still."""
    with ExitStack() as stack:

        def made(employers: Any = 3, **options: Any) -> Asker:
            clock = options.setdefault("clock", Clock())
            asker = Asker(Simulator(employers, **options), clock)
            stack.callback(asker.http.close)
            return asker

        yield made


@pytest.fixture
def ask(make: MakeAsker) -> Asker:
    """A plain simulator: three employers, every scope, no faults."""
    return make()
