"""Copying in a real tmux with default settings: what was copied is in tmux's own buffer."""

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal.harness import PATIENCE, PROGRAM, home

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux isn't installed")


class Tmux:
    """A tmux server of the test's own, without the user's settings."""

    def __init__(self, folder: Path) -> None:
        # A short path: sockets have little room.
        self._socket = folder / "s"
        self._environ = {
            **home(folder),
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "SHELL": "/bin/sh",
        }

    def __call__(self, *words: str) -> str:
        """Run a tmux command and return what it prints."""
        done = subprocess.run(
            ["tmux", "-S", str(self._socket), "-f", "/dev/null", *words],
            env=self._environ,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return done.stdout

    def start(self, columns: int, rows: int) -> None:
        command = shlex.join([*PROGRAM, "--demo"])
        self("new-session", "-d", "-x", str(columns), "-y", str(rows), command)

    def text(self) -> str:
        return self("capture-pane", "-p")

    def press(self, *keys: str) -> None:
        self("send-keys", *keys)

    def buffer(self) -> str:
        """What a paste in tmux would paste."""
        return self("show-buffer")

    def until(self, true: Callable[[], object], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if true():
                return
            time.sleep(0.05)
        raise AssertionError(f"{what} never came; the screen was:\n{self.text()}")

    def see(self, wanted: str) -> None:
        self.until(lambda: wanted in self.text(), repr(wanted))


@pytest.fixture
def tmux(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tmux]:
    """A server that ends with the test, whatever happens."""
    server = Tmux(tmp_path_factory.mktemp("t"))
    try:
        yield server
    finally:
        server("kill-server")


@pytest.mark.parametrize(("columns", "rows"), [(120, 40), (80, 24)])
def test_what_is_copied_is_in_tmuxs_buffer(tmux: Tmux, columns: int, rows: int) -> None:
    tmux.start(columns, rows)
    tmux.see("Dharma Initiative")
    tmux.see("GET /v2/api/appinfo")
    tmux.press("y")
    tmux.see("Copied to tmux's buffer: the token of the app, ")
    # A token as the simulator signs them, and nothing else.
    token = tmux.buffer()
    assert token.startswith("eyJ")
    assert token.count(".") == 2
    assert "\n" not in token
    tmux.press("Y")
    tmux.see("curl command")
    tmux.press("c")
    tmux.see("Copied to tmux's buffer: the curl command, ")
    copied = tmux.buffer()
    words = shlex.split(copied.replace('"$(', "'").replace(')"', "'"))
    assert words[0] == "curl"
    assert "https://secure.indeed.com/v2/api/appinfo" in words
    assert "indeed-tui token --profile=acerecruiters-dev" in copied
    assert token not in copied
    tmux.press("4", "Y")
    tmux.see("Copy ·")
    tmux.press("b")
    tmux.see("Copied to tmux's buffer: the body, ")
    assert '"Dharma Initiative"' in tmux.buffer()
