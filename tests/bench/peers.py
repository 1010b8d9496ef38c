"""Other people's programs, measured like ours where they are given with `--peer`."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.bench.program import Program
from tests.bench.scenario import Figures, Scenario, Setting
from tests.bench.scenarios import idle, rested, started
from tests.terminal.harness import home


@dataclass(frozen=True, slots=True)
class Peer:
    """How to know that a program is ready (a regex of what it paints last) and how it is left."""

    ready: str = r"\S"
    leave: tuple[str, ...] = ("\x11",)
    arguments: tuple[str, ...] = ()


KNOWN = {
    "posting": Peer("Collection is empty.*No headers.*f1 Help", ("\x03",)),
    "harlequin": Peer("memory db.*Quit"),
    "mitmproxy": Peer("Flow:.*q Quit", ("q", "y"), ("--no-server",)),
}
"""Any other program is ready with its first paint, and left with ctrl+q."""


def found(peer: str) -> tuple[str, str] | None:
    """Return name and path of `NAME`, `PATH/NAME` or `NAME=VENV`; None where it isn't there."""
    name, _, place = peer.partition("=")
    candidates = [place, f"{place}/{name}", f"{place}/bin/{name}"] if place else [peer]
    for candidate in candidates:
        path = shutil.which(candidate)
        if path is not None:
            return Path(name).name, str(Path(path).absolute())
    return None


def scenario(name: str, path: str) -> Scenario:
    """Return the scenario of a peer: start, rest, idle, leave."""
    peer = KNOWN.get(name, Peer())

    def run(setting: Setting) -> Figures:
        environ = {**home(setting.folder), "XDG_CONFIG_HOME": str(setting.folder)}
        with Program((path, *peer.arguments), environ) as program:
            figures = started(program, peer.ready) | rested(program)
            figures |= idle(program, setting.times(10, 4))
            for keys in peer.leave[:-1]:
                program.enter(keys)
                program.calm()
            return figures | {"exit_ms": [program.leave(peer.leave[-1])]}

    return Scenario(name, run)
