"""A loop that is stuck for good, a job that is stopped, sizes that storm: ends all the same."""

import os
import shlex
import signal
import sys
import time
from pathlib import Path

import pytest

from indeed_tui.simulator import Simulator, parse_fault
from indeed_tui.simulator.serve import SimulatorServer
from tests.terminal.harness import DEMO, PROGRAM, SHELL, Terminal, credentials, home
from tests.terminal.test_ends import assert_gone, children

# Help never comes: the app's own loop waits for ever, as for a disk that is gone.
STUCK = """
import sys, time
from indeed_tui.tui.app import IndeedApp
def action_help(self):
    open(stuck, "w").close()
    while True:
        time.sleep(60)
IndeedApp.action_help = action_help
stuck = sys.argv[1]
sys.argv[1:] = ["--demo"]
from indeed_tui.__main__ import main
main()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_stuck_loop_is_ended_from_outside_and_the_terminal_given_back(
    tmp_path: Path, number: signal.Signals
) -> None:
    stuck = tmp_path / "stuck"
    with Terminal((sys.executable, "-c", STUCK, str(stuck)), home(tmp_path)) as terminal:
        terminal.see("Dharma Initiative")
        terminal.enter("?")
        terminal.until(stuck.exists, "the step that never ends")
        terminal.signal(number)
        assert terminal.ended() == 128 + number
        assert terminal.restored()
        assert terminal.left() == []


def test_a_stuck_loop_on_a_terminal_that_stopped_reading_ends_too(tmp_path: Path) -> None:
    stuck = tmp_path / "stuck"
    with Terminal((sys.executable, "-c", STUCK, str(stuck)), home(tmp_path)) as terminal:
        terminal.see("Dharma Initiative")
        terminal.pause()
        terminal.enter("jk" * 400 + "?")
        terminal.until(stuck.exists, "the step that never ends")
        terminal.signal(signal.SIGTERM)
        assert terminal.process.wait(30) == 143
        assert terminal.settings_restored()


def test_a_request_under_way_gets_its_time_after_the_terminal_is_back(tmp_path: Path) -> None:
    simulator = Simulator(faults=[parse_fault("on=token,delay_ms=1000")])
    with SimulatorServer(simulator) as server:
        environ = {**home(tmp_path), **credentials(server.url)}
        with Terminal(PROGRAM, environ) as terminal:
            terminal.until(lambda: simulator.count("token"), "the request")
            terminal.signal(signal.SIGTERM)
            assert terminal.ended() == 143
            assert terminal.restored()
        assert list((tmp_path / "state" / "tokens").glob("*.json")), "its token was lost"


def test_a_signal_while_it_is_stopped_ends_it_at_fg(shell: Terminal) -> None:
    (pid,) = children(shell.process.pid)
    shell.enter("\x1a")
    shell.see("Stopped")
    os.kill(pid, signal.SIGTERM)
    shell.enter("clear; fg; echo status=$?\r")
    shell.see("status=143")
    assert_gone(pid)
    assert shell.left_alone()
    shell.enter("clear; stty -a\r")
    shell.see(" icanon")


def storm(terminal: Terminal, columns: int, rows: int) -> None:
    """Drag the window's corner about, down to nothing, and let it go at a size."""
    for step in range(60):
        terminal.resize(18 + step * 37 % 120, 3 + step * 17 % 45)
    terminal.resize(columns, rows)


@pytest.mark.parametrize(
    ("keys", "shown"),
    [("", "q Quit"), ("?", "esc closes"), ("Y", "letter or ↵ copies"), ("a", "F1 Help")],
    ids=["panes", "help", "copy", "call"],
)
def test_after_a_storm_of_sizes_the_screen_is_right(tmp_path: Path, keys: str, shown: str) -> None:
    with Terminal(DEMO, home(tmp_path), columns=110, rows=36) as terminal:
        terminal.see("Dharma Initiative")
        terminal.see("● app")
        terminal.enter(keys)
        terminal.see(shown)
        before = settled(terminal)
        storm(terminal, 110, 36)
        terminal.until(lambda: same(before, terminal.lines()), "the screen as it was")
        storm(terminal, 80, 24)
        terminal.see(shown)
        terminal.miss("Too small")
        terminal.signal(signal.SIGTERM)
        storm(terminal, 90, 20)
        assert terminal.ended() == 143
        assert terminal.restored()


def settled(terminal: Terminal) -> list[str]:
    """Wait until nothing but what ticks changes any more, and return the screen."""
    shots = [terminal.lines()]

    def still() -> bool:
        time.sleep(1.2)
        shots.append(terminal.lines())
        return same(shots[-2], shots[-1])

    terminal.until(still, "rest")
    return shots[-1]


def same(before: list[str], now: list[str]) -> bool:
    """Say whether two screens are the same but for what ticks."""
    digits = str.maketrans("0123456789▱", "##########▰")
    return [line.translate(digits) for line in before] == [line.translate(digits) for line in now]


def test_a_storm_during_the_start_and_while_stopped(tmp_path: Path) -> None:
    with Terminal(SHELL, {**home(tmp_path), "PS1": "prompt> "}) as shell:
        shell.see("prompt>")
        shell.enter(f"clear; {shlex.join(DEMO)}\r")
        storm(shell, 100, 30)
        shell.see("Dharma Initiative")
        shell.enter("\x1a")
        shell.see("Stopped")
        storm(shell, 90, 28)
        shell.enter("clear; fg\r")
        shell.see("Umbrella Corporation")
        shell.until(lambda: shell.lines()[27].strip().endswith("q Quit"), "90x28")
        shell.enter("q")
        shell.see("prompt>")
        assert shell.left_alone()
