"""Whatever breaks, wherever: one sentence, a report without secrets, the terminal given back, 1."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indeed_tui.simulator import Simulator
from indeed_tui.simulator.serve import SimulatorServer
from tests.terminal.harness import Terminal, credentials, home

SECRET = "s3cr3t-Zq9-local"
# Breaks one function of the program, then runs it; `broken` is what a function is replaced with.
PROGRAM = """
import sys
from indeed_tui.tui.app import IndeedApp as App
from indeed_tui.tui.driver import TerminalDriver as Driver
from indeed_tui.tui.painting import Painter
from indeed_tui.tui.screens.dashboard import Dashboard
from indeed_tui.session.session import Session

def broken(*_arguments, **_options):
    secret = "".join(["s3cr3t-Zq9", "-local"])
    raise RuntimeError("broken on purpose " + secret)

async def broken_later(*_arguments):
    broken()

def once(cls, name, when):
    whole = getattr(cls, name)
    def call(self, *arguments):
        if when(*arguments):
            setattr(cls, name, whole)
            broken()
        return whole(self, *arguments)
    setattr(cls, name, call)

{break_it}
sys.argv[1:] = []
from indeed_tui.__main__ import main
main()
"""
AT_START = {
    "making the app": "App.__init__ = broken",
    "composing": "Dashboard.compose = broken",
    "mounting": "App.on_mount = broken",
    "opening the session": "Session.open = broken_later",
    "making the session": "Session.__init__ = broken",
    "taking the terminal over": "Driver._take_over = broken",
}
AT_A_KEY = {
    "a key": "App.action_help = broken",
    "a worker": "App.action_help = lambda self: self.run_worker(broken_later())",
    "a timer": "App.action_help = lambda self: self.set_timer(0.01, broken)",
    "a step of the loop": "App.action_help = lambda self: self._driver._loop.call_soon(broken)",
    "the engine": "App.action_help = lambda self: self.dashboard.do(broken_later)",
    "the engine's loop": (
        "App.action_help = lambda self: self.engine._loop.call_soon_threadsafe(broken)"
    ),
    "the input's thread": (
        "once(Driver, 'process_message', lambda event: getattr(event, 'character', '') == '?')"
    ),
    "the output's thread": (
        "App.action_help = lambda self: (setattr(Painter, 'emit', broken), self.bell())"
    ),
    "painting": "App.action_help = lambda self: (setattr(Painter, 'take', broken), self.bell())",
    "drawing": (
        "from indeed_tui.tui.widgets.line_rows import LineRows\n"
        "App.action_help = lambda self: "
        "(setattr(LineRows, 'render_line', broken), self.refresh(layout=True))"
    ),
    "another size": (
        "App.action_help = lambda self: "
        "(setattr(Driver, '_tell_size', broken), self._driver._resized())"
    ),
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A simulator for all of these tests."""
    with SimulatorServer(Simulator(client_secret=SECRET)) as server:
        yield server.url


def broken(tmp_path: Path, url: str, break_it: str) -> Terminal:
    command = (sys.executable, "-c", PROGRAM.replace("{break_it}", break_it))
    return Terminal(command, {**home(tmp_path), **credentials(url, SECRET)})


def assert_reported(terminal: Terminal, tmp_path: Path) -> None:
    """Look at what is left: status, terminal, sentence and report."""
    assert terminal.ended() == 1
    assert terminal.restored()
    assert terminal.left() == []
    (report,) = (tmp_path / "state").glob("crash-*.txt")
    # On the shell's screen: what is told on the other one is gone with it.
    said = bytes(terminal.raw)
    assert said.rfind(b"\x1b[?1049l") < said.rfind(b"indeed-tui broke")
    shown = terminal.text().replace("\n", "").replace(" ", "")
    assert "indeed-tuibroke.Thereport,withoutsecrets,isin" in shown
    assert str(report) in shown
    assert "Traceback" not in shown
    assert "broken on purpose" in report.read_text()
    assert "in broken" in report.read_text()
    assert SECRET not in report.read_text() + terminal.text()


@pytest.mark.parametrize("what", AT_START)
def test_broken_at_the_start(tmp_path: Path, url: str, what: str) -> None:
    with broken(tmp_path, url, AT_START[what]) as terminal:
        assert_reported(terminal, tmp_path)


@pytest.mark.parametrize("what", AT_A_KEY)
def test_broken_while_it_runs(tmp_path: Path, url: str, what: str) -> None:
    with broken(tmp_path, url, AT_A_KEY[what]) as terminal:
        terminal.see("Dharma Initiative")
        assert b"\x1b[?1049h" in bytes(terminal.raw)
        assert b"\x1b[?1000h" in bytes(terminal.raw)
        assert b"\x1b[?2004h" in bytes(terminal.raw)
        terminal.enter("?")
        assert_reported(terminal, tmp_path)


def test_broken_on_the_way_out_keeps_the_status_of_the_signal(tmp_path: Path, url: str) -> None:
    with broken(tmp_path, url, "App.leave = broken") as terminal:
        terminal.see("Dharma Initiative")
        terminal.signal(signal.SIGTERM)
        assert terminal.ended() == 143
        assert terminal.restored()
        assert "indeed-tui broke" in terminal.text()
        assert SECRET not in terminal.text()
