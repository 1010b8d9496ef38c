"""The terminal lent to the user's editor: its signals, and every end while it is open."""

import os
import shlex
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indeed_tui.simulator import Simulator
from indeed_tui.simulator.serve import SimulatorServer
from tests.terminal.harness import PROGRAM, SHELL, Terminal, credentials, home
from tests.terminal.test_ends import assert_gone, children

# An editor that says where its file is, types a line, and then does as it is told: through a
# wrapper, as `VISUAL` often is one.
EDITOR = """#!/bin/sh
exec 2>/dev/null
(trap '{trap}' TERM; echo "$1" > {told}; echo editing; printf '{{"typed": 1}}' > "$1"
while [ ! -e {done} ]; do sleep 0.05; done)
"""
Open = Callable[[str], Terminal]


@pytest.fixture
def lend(tmp_path: Path) -> Iterator[Open]:
    """Open an editor, which does `trap` on SIGTERM, from the dashboard, itself from a shell."""
    (tmp_path / "tmp").mkdir()
    script = tmp_path / "editor"
    opened: list[Terminal] = []
    with SimulatorServer(Simulator()) as server:

        def lent(trap: str) -> Terminal:
            text = EDITOR.format(trap=trap, told=tmp_path / "told", done=tmp_path / "done")
            script.write_text(text)
            script.chmod(0o700)
            mine = {"PS1": "prompt> ", "VISUAL": str(script), "TMPDIR": str(tmp_path / "tmp")}
            environ = {**home(tmp_path), **credentials(server.url), **mine}
            terminal = Terminal(SHELL, environ)
            opened.append(terminal)
            terminal.see("prompt>")
            terminal.enter(f"clear; {shlex.join(PROGRAM)}; echo status=$?\r")
            terminal.see("Dharma Initiative")
            terminal.enter("a")
            terminal.see("Free request")
            terminal.enter("\r")
            terminal.see("ctrl+e Editor")
            terminal.enter("\x05")
            terminal.see("editing")
            return terminal

        yield lent
        for each in opened:
            each.close()


def assert_nothing_is_left(terminal: Terminal, tmp_path: Path) -> None:
    """Look for the private file, and for processes beside the shell."""
    terminal.until(lambda: terminal.left() == [terminal.process.pid], "the end of all others")
    told = Path((tmp_path / "told").read_text().strip())
    assert told.is_relative_to(tmp_path / "tmp")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_what_was_typed_comes_back_and_its_file_is_gone(lend: Open, tmp_path: Path) -> None:
    terminal = lend("exit 3")
    assert terminal.left_alone()
    told = Path((tmp_path / "told").read_text().strip())
    assert told.stat().st_mode & 0o777 == 0o600
    assert told.parent.stat().st_mode & 0o777 == 0o700
    (tmp_path / "done").touch()
    terminal.see('{"typed": 1}')
    terminal.enter("\x11")
    terminal.see("status=0")
    assert_nothing_is_left(terminal, tmp_path)


# One that ends as it is told, and one that doesn't listen.
@pytest.mark.parametrize("trap", ["exit 3", "true"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_editor_and_then_the_dashboard_in_order(
    lend: Open, tmp_path: Path, trap: str, number: signal.Signals
) -> None:
    terminal = lend(f"touch {tmp_path}/asked; {trap}")
    (pid,) = children(terminal.process.pid)
    os.kill(pid, number)
    terminal.see(f"status={128 + number}")
    assert terminal.left_alone()
    assert_nothing_is_left(terminal, tmp_path)
    # Not killed right away: there may be something to save.
    assert (tmp_path / "asked").exists()
    terminal.enter("clear; stty -a\r")
    terminal.see(" icanon")


def test_an_interrupt_is_the_editors(lend: Open, tmp_path: Path) -> None:
    terminal = lend("exit 3")
    (pid,) = children(terminal.process.pid)
    os.kill(pid, signal.SIGINT)
    os.kill(pid, signal.SIGQUIT)
    (tmp_path / "done").touch()
    terminal.see('{"typed": 1}')


def test_ctrl_z_in_the_editor_gives_the_shell_its_prompt(lend: Open, tmp_path: Path) -> None:
    terminal = lend("exit 3")
    terminal.enter("\x1a")
    terminal.see("Stopped")
    terminal.see("prompt>")
    (tmp_path / "done").touch()
    terminal.enter("fg\r")
    terminal.see('{"typed": 1}')
    terminal.enter("\x11")
    terminal.until(terminal.left_alone, "the shell's screen")
    terminal.enter("clear; echo status=$?\r")
    terminal.see("status=0")
    assert_nothing_is_left(terminal, tmp_path)


def test_a_closed_window_leaves_nothing_of_the_editor(lend: Open, tmp_path: Path) -> None:
    terminal = lend("exit 3")
    (pid,) = children(terminal.process.pid)
    terminal.hang_up()
    assert_gone(pid)
    terminal.process.wait(30)
    assert list((tmp_path / "tmp").iterdir()) == []
