"""One user's home, the simulated Indeed on a socket, and processes that share both."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from indeed_tui.session.clock import SystemClock
from indeed_tui.simulator import Simulator
from indeed_tui.simulator.serve import SimulatorServer
from indeed_tui.store.tokens import TokenFiles
from tests.sharing.zygote import Zygote
from tests.terminal.harness import credentials, home

MakeServer = Callable[[Simulator], SimulatorServer]


@pytest.fixture
def serve() -> Iterator[MakeServer]:
    """Serves simulators until the test ends."""
    with ExitStack() as stack:
        yield lambda simulator: stack.enter_context(SimulatorServer(simulator))


@pytest.fixture
def server(serve: MakeServer) -> SimulatorServer:
    """A simulated Indeed on a socket."""
    return serve(Simulator())


@pytest.fixture
def environ(tmp_path: Path, server: SimulatorServer) -> dict[str, str]:
    """The environment of a user whose credentials are the simulator's."""
    return {**home(tmp_path), **credentials(server.url), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def zygote(environ: dict[str, str]) -> Iterator[Zygote]:
    """Forks processes of that user."""
    with Zygote(environ) as zygote:
        yield zygote


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Where that user's tokens lie."""
    return tmp_path / "state" / "tokens"


@pytest.fixture
def files(directory: Path) -> TokenFiles:
    """The token cache of that user, as one more process sees it."""
    return TokenFiles(directory, SystemClock().now)
