"""However the dashboard ends, the terminal is given back and the exit status says how."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from indeed_tui.simulator import Simulator, parse_fault
from indeed_tui.simulator.serve import SimulatorServer
from tests.terminal.harness import PROGRAM, Terminal, credentials, home


@pytest.fixture
def hanging() -> Iterator[str]:
    """A simulator whose token endpoint doesn't answer for a minute."""
    simulator = Simulator(faults=[parse_fault("on=token,delay_ms=60000")])
    with SimulatorServer(simulator) as server:
        yield server.url


@pytest.fixture
def dashboard(tmp_path: Path, hanging: str) -> Iterator[Terminal]:
    """The dashboard while its first token request hangs."""
    with Terminal(PROGRAM, {**home(tmp_path), **credentials(hanging)}) as terminal:
        terminal.see("waiting for Indeed's answer")
        yield terminal


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGQUIT, 131)],
    ids=["term", "hup", "int", "quit"],
)
def test_a_signal_ends_it_in_order(
    dashboard: Terminal, number: signal.Signals, status: int
) -> None:
    dashboard.signal(number)
    assert dashboard.ended() == status
    assert dashboard.restored()
    assert dashboard.left() == []


def test_more_signals_change_nothing(dashboard: Terminal) -> None:
    dashboard.signal(signal.SIGTERM)
    dashboard.signal(signal.SIGTERM)
    # While the request under way has its two seconds.
    dashboard.until(lambda: b"\x1b[?1049l" in bytes(dashboard.raw), "the shell's screen")
    dashboard.signal(signal.SIGINT)
    dashboard.signal(signal.SIGHUP)
    assert dashboard.ended() == 143
    assert dashboard.restored()
    assert dashboard.left() == []


def test_q_ends_it_at_once_while_a_request_hangs(dashboard: Terminal) -> None:
    dashboard.enter("q")
    assert dashboard.ended() == 0
    assert dashboard.restored()


def test_ctrl_c_twice_ends_it(dashboard: Terminal) -> None:
    dashboard.enter("\x03")
    dashboard.see("ctrl+c again quits")
    dashboard.enter("\x03")
    assert dashboard.ended() == 0
    assert dashboard.restored()


def test_a_terminal_that_stopped_reading_does_not_keep_it_alive(dashboard: Terminal) -> None:
    dashboard.pause()
    dashboard.enter("?" + "jk" * 2000)
    dashboard.signal(signal.SIGTERM)
    assert dashboard.process.wait(20) == 143


def test_q_leaves_a_terminal_that_stopped_reading(dashboard: Terminal) -> None:
    dashboard.pause()
    dashboard.enter("?" + "jk" * 300 + "\x1b")
    dashboard.enter("\x11")
    assert dashboard.process.wait(20) == 0


def test_no_frame_shows_the_secret(tmp_path: Path) -> None:
    secret = "s3cr3t-Zq9-planted"
    simulator = Simulator(client_secret=secret)
    with (
        SimulatorServer(simulator) as server,
        Terminal(PROGRAM, {**home(tmp_path), **credentials(server.url, secret)}) as terminal,
    ):
        terminal.see("Dharma Initiative")
        terminal.enter("\r")
        terminal.see("Acting as Dharma Initiative")
        terminal.enter("4]]]]H")
        terminal.see("POST /oauth/v2/tokens")
        terminal.enter("q")
        assert terminal.ended() == 0
        shown = bytes(terminal.raw)
    assert secret.encode() not in shown
    assert b"eyJ" not in shown
