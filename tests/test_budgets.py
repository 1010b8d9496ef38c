"""What a start, a key and a lifetime may cost, in numbers that no machine changes.

Each budget stands a little above what was counted last; lower it when the count falls.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from rich.console import Console
from textual._compositor import Compositor, LayoutUpdate

from indeed_tui import precedence
from indeed_tui.simulator import Simulator
from indeed_tui.simulator.serve import SimulatorServer
from indeed_tui.tui.compositing import SparingCompositor
from indeed_tui.tui.demo import demo_session
from indeed_tui.tui.panes.employer_list import EmployerList
from indeed_tui.tui.states import Piece
from tests.session.world import DHARMA, World
from tests.terminal.harness import PATIENCE, Terminal, credentials, home
from tests.tui.stage import Props, Stage, draw_frame, stage

MODULES_TO_FIRST_FRAME = 590
MODULES_TO_CACHED_TOKEN = 33
BYTES_OF_A_FRAME = 30_000
WIDGETS = 20
ROWS_FOR_A_KEY = 2
REQUESTS_PER_LIFETIME = 1.45

# Runs the dashboard until Textual has written a frame, then names what is loaded. The engine
# doesn't start: what it loads in its own thread keeps no frame waiting.
_FIRST_FRAME = """
import json, os, sys
from textual.app import App
from indeed_tui.session.engine import Engine
Engine.start = lambda self: None
display = App._display
def displayed(self, screen, renderable):
    display(self, screen, renderable)
    if renderable is not None and self._running and not self._batch_count:
        with open(sys.argv.pop(), "w") as file:
            json.dump(sorted(sys.modules), file)
        os._exit(0)
App._display = displayed
from indeed_tui.cli.main import run
run(["--demo"])
"""
_TOKEN = """
import sys
sys.argv[1:] = ["token"]
from indeed_tui.__main__ import main
try:
    main()
finally:
    print(*sorted(sys.modules), file=sys.stderr)
"""
_NOTHING = "import sys; print(*sorted(sys.modules), file=sys.stderr)"


def test_modules_until_the_first_frame(tmp_path: Path) -> None:
    found = tmp_path / "modules.json"
    command = (sys.executable, "-c", _FIRST_FRAME, str(found))
    with Terminal(command, home(tmp_path), columns=120, rows=40) as terminal:
        terminal.process.wait(PATIENCE)
    modules = json.loads(found.read_text())
    assert "indeed_tui.tui.app" in modules
    assert "httpx" not in modules
    assert len(modules) <= MODULES_TO_FIRST_FRAME


def test_modules_until_a_cached_token(tmp_path: Path) -> None:
    def loaded(code: str, environ: dict[str, str]) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
        )
        return set(done.stderr.split())

    simulator = Simulator()
    with SimulatorServer(simulator) as server:
        environ = {**home(tmp_path), **credentials(server.url)}
        bare = loaded(_NOTHING, environ)
        first = loaded(_TOKEN, environ) - bare
        cached = loaded(_TOKEN, environ) - bare
    assert simulator.count("token") == 1
    assert "httpx" in first
    assert len(cached) <= MODULES_TO_CACHED_TOKEN, sorted(cached)


async def test_bytes_of_a_whole_frame_and_widgets_mounted() -> None:
    props = Props(size=(120, 40), session=demo_session, demo=True)
    async with stage(props) as scene:
        await _listed(scene)
        update = scene.app.screen._compositor.render_full_update()
        frame = update.render_segments(Console(force_terminal=True, color_system="truecolor"))
        mounted = len(list(scene.app.screen.walk_children(with_self=True)))
    assert "38;2;" in frame
    assert len(frame.encode()) <= BYTES_OF_A_FRAME
    assert mounted <= WIDGETS


async def _listed(scene: Stage) -> None:
    """Let the demo's answers come, which take their simulated time."""
    for _ in range(100):
        await scene.tick(0.1)
        if scene.view.employers.listed_at is not None:
            return
    raise AssertionError("the employers never came")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows of the employers' list that are drawn, in order."""
    rows: list[int] = []
    draw = EmployerList.render_row

    def render_row(self: EmployerList, index: int, width: int) -> Sequence[Piece]:
        rows.append(index)
        return draw(self, index, width)

    monkeypatch.setattr(EmployerList, "render_row", render_row)
    return rows


async def test_rows_drawn_for_one_key(drawn: list[int]) -> None:
    props = Props(size=(120, 40), simulator=lambda clock: Simulator(1_000, clock=clock.wall))
    async with stage(props) as scene:
        await scene.opened()
        await scene.press("3")
        assert "1,000 of 1,000" in scene.text()
        drawn.clear()
        await scene.press("down")
        scene.lines()
    assert {0, 1} <= set(drawn)
    assert len(drawn) <= ROWS_FOR_A_KEY, drawn


@contextmanager
def frames() -> Iterator[list[tuple[bool, bool]]]:
    """Have frames drawn; of each, whether all of it was, and whether other threads stood aside."""
    seen: list[tuple[bool, bool]] = []

    def render_update(self: Compositor, **options: Any) -> Any:
        update = draw_frame(self, **options)
        seen.append((isinstance(update, LayoutUpdate), not precedence._nobody.is_set()))
        return update

    with patch.object(SparingCompositor, "render_update", render_update):
        yield seen


async def test_another_focus_draws_only_what_has_it_and_what_had_it() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await scene.opened()
        await scene.press("3")
        with frames() as seen:
            await scene.press("tab", "tab", "3", "/", "escape", "4")
    assert seen
    assert not any(whole for whole, _ in seen)


async def test_other_threads_stand_aside_while_a_frame_is_drawn() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await scene.opened()
        with frames() as seen:
            await scene.press("3", "down", "down")
    assert seen
    assert all(aside for _, aside in seen)
    assert precedence._nobody.is_set()


async def test_requests_per_lifetime() -> None:
    world = await World().open()
    lifetimes = 20
    await world.session.act_as(DHARMA)
    await world.run(lifetimes * 3600)
    requests = world.token_requests(DHARMA)
    await world.close()
    assert lifetimes <= requests <= lifetimes * REQUESTS_PER_LIFETIME
    assert world.simulator.count("appinfo") == 1
