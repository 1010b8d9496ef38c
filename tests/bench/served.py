"""Simulators in processes of their own, so that their cost isn't the measured program's."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from urllib.request import urlopen

from tests.terminal.harness import credentials

SCRIPT = Path(sys.executable).with_name("indeed-tui")


def indeed_tui(*arguments: str) -> tuple[str, ...]:
    """Return the command that a user runs: the installed script where there is one."""
    if SCRIPT.exists():
        return (str(SCRIPT), *arguments)
    return (sys.executable, "-m", "indeed_tui", *arguments)


class Served:
    """Starts a simulator when it is first asked for, and ends all of them on leaving."""

    def __init__(self) -> None:
        self._running: dict[tuple[str, ...], tuple[subprocess.Popen[str], str]] = {}

    def url(self, *options: str) -> str:
        """Return the address of `indeed-tui simulate` with these options."""
        if options not in self._running:
            process = subprocess.Popen(
                indeed_tui("simulate", *options), stdout=subprocess.PIPE, text=True
            )
            assert process.stdout is not None
            ready = process.stdout.readline().split()
            if ready[:1] != ["ready"]:
                raise OSError(f"no simulator with {options}")
            self._running[options] = process, ready[1]
        return self._running[options][1]

    def environ(self, options: Sequence[str]) -> dict[str, str]:
        """Return the variables that lead to such a simulator."""
        return credentials(self.url(*options))

    def tokens_asked(self, *options: str) -> int:
        """Return how many token requests such a simulator got so far."""
        with urlopen(f"{self.url(*options)}/_simulator/requests") as answer:
            return sum(each["on"] == "token" for each in json.load(answer))

    def __enter__(self) -> "Served":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process, _ in self._running.values():
            process.kill()
            process.communicate()
