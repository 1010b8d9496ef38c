"""Runs commands in this process, with a home, an environment and a stdin of the test's own."""

import io
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from indeed_tui.cli.main import run
from indeed_tui.simulator.serve import SimulatorServer
from tests.terminal.harness import home


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str

    def __post_init__(self) -> None:
        assert "Traceback" not in self.err


class Commands:
    """`run` is the command line; `environ` holds more variables, `config` and `state` the files."""

    def __init__(
        self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]
    ) -> None:
        self._patch, self._capture = patch, capture
        self.config, self.state = folder / "config", folder / "state"
        self.environ = home(folder)

    @property
    def profiles(self) -> Path:
        return self.config / "profiles.toml"

    @property
    def secrets(self) -> Path:
        return self.config / "secrets.toml"

    def run(self, *arguments: str, stdin: str | bytes = "") -> Done:
        with self._patch.context() as patch:
            patch.setattr("os.environ", dict(self.environ))
            data = stdin if isinstance(stdin, bytes) else stdin.encode()
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
            try:
                status = run(arguments)
            except SystemExit as ending:
                status = int(ending.code or 0)
        told = self._capture.readouterr()
        return Done(status, told.out, told.err)

    def add(self, name: str, *arguments: str, stdin: str = "hunter2") -> Done:
        done = self.run(
            "profiles", "add", name, "--client-id", f"id-{name}", *arguments, stdin=stdin
        )
        assert (done.status, done.out) == (0, ""), done
        return done

    def files(self) -> dict[str, str]:
        """Every config file with its text."""
        return {path.name: path.read_text() for path in sorted(self.config.glob("*"))}


def urls(server: SimulatorServer) -> list[str]:
    """The options that send a profile to a simulator."""
    return [
        "--token-url", f"{server.url}/oauth/v2/tokens",
        "--appinfo-url", f"{server.url}/v2/api/appinfo",
        "--api-url", server.url,
    ]  # fmt: skip
