"""What several ends begin with."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.harness import DEMO, SHELL, Terminal, home


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Terminal]:
    """A shell with job control, in which the demo was started."""
    environ = {**home(tmp_path), "PS1": "prompt> "}
    with Terminal(SHELL, environ) as terminal:
        terminal.see("prompt>")
        terminal.enter(f"clear; {shlex.join(DEMO)}\r")
        terminal.see("Dharma Initiative")
        yield terminal
