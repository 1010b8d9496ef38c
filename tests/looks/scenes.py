"""Which screens are kept as text: scenes by keys, sizes and what the terminal can show."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.looks.program import LEFT
from tests.looks.reading import written
from tests.terminal.harness import Terminal, home

FOLDER = Path(__file__).parent / "screens"
_ROOT = Path(__file__).parent.parent.parent
SIZES = ((40, 12), (80, 24), (120, 40), (300, 100))
_SMALL_AND_USUAL = (SIZES[0], SIZES[2])


@dataclass(frozen=True, slots=True)
class Mode:
    """What the terminal can show."""

    name: str
    environ: Mapping[str, str]
    flags: Sequence[str] = ()


TRUECOLOR = Mode("truecolor", {"COLORTERM": "truecolor"})
SIXTEEN = Mode("16-colours", {"TERM": "xterm"})
COLOURLESS = Mode("no-color", {"COLORTERM": "truecolor", "NO_COLOR": "1"})
ASCII = Mode("ascii", {"TERM": "xterm-256color"}, ("--ascii",))
LIGHT = Mode("light", {"COLORTERM": "truecolor"}, ("--theme", "indeed-light"))
MODES = (TRUECOLOR, SIXTEEN, COLOURLESS, ASCII, LIGHT)


@dataclass(frozen=True, slots=True)
class Scene:
    """A screen reached from the dashboard by keys, each typed when the text before it stands.

    `back` leads to the dashboard again; `modes` and `sizes` are those it is kept in.
    """

    name: str
    steps: Sequence[tuple[str, str]]
    back: str
    modes: Sequence[Mode]
    sizes: Sequence[tuple[int, int]] = _SMALL_AND_USUAL


SCENES = (
    Scene("dashboard", (), "", MODES[:4], SIZES),
    Scene("dashboard", (), "", (LIGHT,), ((80, 24),)),
    Scene("help", (("?", "esc closes"),), "\x1b", (SIXTEEN, COLOURLESS)),
    Scene("call", (("a", "may be billed"),), "\x1b", (SIXTEEN, COLOURLESS)),
    Scene("confirm", (("U", "Keep locked"),), "n", (TRUECOLOR, SIXTEEN, COLOURLESS, ASCII)),
    # From a choice, where escape leaves the form: from a field it leaves the field alone.
    Scene("editor", (("1", "Remove"), ("n", "Add credentials")), "\t\t\x1b", (SIXTEEN, COLOURLESS)),
)


def files() -> Iterator[str]:
    """Yield the names of all kept screens."""
    for scene in SCENES:
        for mode in scene.modes:
            yield from (name_of(scene, mode, size) for size in scene.sizes)


def name_of(scene: Scene, mode: Mode, size: tuple[int, int]) -> str:
    """Return the file of one screen."""
    return f"{scene.name}-{size[0]}x{size[1]}-{mode.name}.txt"


@contextmanager
def running(mode: Mode) -> Iterator[Terminal]:
    """Run the dashboard until everything on it has happened."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**home(Path(folder)), "PYTHONPATH": str(_ROOT), **mode.environ}
        command = (sys.executable, "-m", "tests.looks.program", *mode.flags)
        with Terminal(command, environ, columns=120, rows=40) as terminal:
            terminal.see(LEFT)
            yield terminal


def screens(mode: Mode, settled: Callable[[Terminal, str], str]) -> Iterator[tuple[str, str]]:
    """Yield name and text of every screen of a mode; one program shows them all.

    `settled` waits until a screen is painted, and returns it.
    """
    with running(mode) as terminal:
        for scene in (each for each in SCENES if mode in each.modes):
            for keys, wanted in scene.steps:
                terminal.enter(keys)
                terminal.see(wanted)
            for size in scene.sizes:
                terminal.resize(*size)
                name = name_of(scene, mode, size)
                yield name, settled(terminal, name)
            terminal.resize(120, 40)
            terminal.enter(scene.back)
            for _, wanted in scene.steps[-1:]:
                terminal.miss(wanted)
            terminal.see("3 Employers")


def at_rest(terminal: Terminal, _name: str) -> str:
    """Return a screen once nothing more comes; for drawing anew, where nothing is known yet."""
    before = -1
    while before != len(terminal.raw):
        before = len(terminal.raw)
        time.sleep(1.5)
    return written(terminal.cells())
