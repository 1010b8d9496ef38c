"""Runs commands as processes, against a simulator, in an environment of the test's own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from indeed_tui.simulator import Simulator
from indeed_tui.store.ledger import CallLedger, Tally
from tests.cli.forks import INSTALLED, forked
from tests.terminal.harness import PATIENCE, credentials, home

PROGRAM = [sys.executable, "-m", "indeed_tui"]
DHARMA = "084a39249af95beedfb90cc5d2b8833c"


class Shell:
    """Runs commands against a simulator, in an environment of the test's own."""

    def __init__(self, folder: Path, simulator: Simulator, url: str) -> None:
        self.simulator = simulator
        self._started: list[subprocess.Popen[bytes]] = []
        self.environ = {"PATH": os.environ["PATH"], **home(folder), **credentials(url)}

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return forked(arguments, {**self.environ, **environ})

    def start(
        self, *arguments: str, stdout: int = subprocess.PIPE, background: bool = False
    ) -> subprocess.Popen[bytes]:
        """Start a command, its stderr in a pipe; in the `background` it ignores ctrl-c."""
        # As a shell does for `command &`.
        ignore = (lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)) if background else None
        process = subprocess.Popen(
            [*PROGRAM, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env=self.environ,
            preexec_fn=ignore,
        )
        self._started.append(process)
        return process

    def close(self) -> None:
        """End what was started and is still running."""
        for process in self._started:
            process.kill()
            process.communicate()

    def until(self, true: Callable[[], object]) -> None:
        """Wait until something holds."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, "it never came"
            time.sleep(0.01)

    def bash(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run a line of shell, in which `indeed-tui` is the installed program."""
        return subprocess.run(
            ["bash", "-c", script],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**self.environ, "PATH": f"{INSTALLED.parent}:{os.environ['PATH']}"},
        )

    def profile(self, name: str, **more: object) -> None:
        """Save a profile whose secret is the environment's."""
        told = {
            "client_id": "demo-client",
            "secret": "env:INDEED_CLIENT_SECRET",
            "token_url": self.environ["INDEED_TUI_TOKEN_URL"],
            "appinfo_url": self.environ["INDEED_TUI_APPINFO_URL"],
            "api_url": self.environ["INDEED_TUI_API_URL"],
            **more,
        }
        # JSON's texts, numbers and booleans are TOML's too.
        lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in told.items())
        folder = Path(self.environ["INDEED_TUI_CONFIG_DIR"])
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / "profiles.toml").write_text(f"[profiles.{name}]\n{lines}")

    @property
    def tally(self) -> Tally:
        """This month's calls by the ledger, all of them the profile `env`'s."""
        ledger = Path(self.environ["INDEED_TUI_STATE_DIR"]) / "calls.jsonl"
        return CallLedger(ledger, time.time).tally("env")
