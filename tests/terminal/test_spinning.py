"""Nothing takes the processor: at rest, stalled, stopped, and at the end of a terminal."""

import os
import pty
import shlex
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.harness import DEMO, Terminal, home
from tests.terminal.test_ends import assert_gone, children

# A core that spins takes all of it; a dashboard at rest takes a hundredth. A loaded machine gives a
# spinning process a part of a core, and it has to be seen all the same.
WATCHED, MOST = 4.0, 0.6


def rests(terminal: Terminal, pid: int | None = None) -> bool:
    """Say whether a process takes hardly any processor while it is watched."""
    before = terminal.seconds_of_cpu(pid)
    time.sleep(WATCHED)
    return terminal.seconds_of_cpu(pid) - before < MOST


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Terminal]:
    """The demo, drawn and at rest."""
    with Terminal(DEMO, home(tmp_path)) as terminal:
        terminal.see("● app")
        terminal.see("Dharma Initiative")
        yield terminal


def test_at_rest(demo: Terminal) -> None:
    assert rests(demo)


@pytest.mark.parametrize("blocking", [True, False])
def test_a_stalled_terminal_takes_nothing_and_is_served_again(
    demo: Terminal, blocking: bool
) -> None:
    # Some programs leave the terminal, which all its users share, in non-blocking mode.
    os.set_blocking(demo._theirs, blocking)
    demo.pause()
    demo.enter("?" + "jk" * 300)
    rests(demo)
    assert rests(demo)
    demo.resume()
    demo.see("esc closes")
    demo.enter("\x1b")
    demo.miss("esc closes")
    demo.enter("q")
    assert demo.ended() == 0
    assert demo.restored()


def test_stopped_it_takes_nothing_at_all(shell: Terminal) -> None:
    (pid,) = children(shell.process.pid)
    shell.enter("\x1a")
    shell.see("Stopped")
    shell.enter("bg\r")
    shell.until(lambda: shell.text().count("Stopped") > 1 or "bg" in shell.text(), "bg")
    assert rests(shell, pid)
    shell.enter("kill %1\r")
    assert_gone(pid)


def test_the_end_of_its_input_alone_ends_it_and_gives_the_terminal_back(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    with Terminal(DEMO, home(tmp_path), stdin=theirs) as terminal:
        os.close(theirs)
        terminal.see("Dharma Initiative")
        os.close(ours)
        assert terminal.ended() == 129
        assert terminal.left_alone()
        assert terminal.left() == []


def test_a_hangup_that_reaches_nobody_ends_it_too(tmp_path: Path) -> None:
    command = ("sh", "-c", f"trap '' HUP; exec {shlex.join(DEMO)}")
    with Terminal(command, home(tmp_path), controlling=False) as terminal:
        terminal.see("Dharma Initiative")
        terminal.hang_up()
        assert terminal.process.wait(30) == 129
        assert terminal.left() == []
