"""Fixtures of the command line's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from indeed_tui.simulator import Simulator
from indeed_tui.simulator.serve import SimulatorServer
from tests.cli.command import Commands
from tests.cli.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """Commands as processes, against a simulator of the test's own."""
    simulator = Simulator()
    with SimulatorServer(simulator) as server:
        made = Shell(tmp_path, simulator, server.url)
        try:
            yield made
        finally:
            made.close()


@pytest.fixture
def commands(
    tmp_path: Path,
    shell: Shell,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Commands:
    """The same commands in this process, where a process of its own adds nothing."""
    made = Commands(tmp_path, monkeypatch, capsys)
    made.environ = dict(shell.environ)
    return made
