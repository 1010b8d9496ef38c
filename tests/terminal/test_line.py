"""What a far line carries: bytes, counted on a pty. They don't depend on the machine."""

import re
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indeed_tui.simulator import Simulator, parse_fault
from indeed_tui.simulator.serve import SimulatorServer
from tests.terminal.harness import DEMO, PROGRAM, Terminal, credentials, home

COUNTDOWN = re.compile(r"● app +(\d+):(\d\d)")


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Terminal]:
    environ = {**home(tmp_path), "COLORTERM": "truecolor"}
    with Terminal(DEMO, environ, columns=120, rows=40) as terminal:
        terminal.see("Umbrella Corporation")
        terminal.see("● app")
        yield terminal


def left(terminal: Terminal) -> int:
    """The seconds that the status line gives the app's token."""
    found = COUNTDOWN.search(terminal.lines()[0])
    return int(found[1]) * 60 + int(found[2]) if found else 0


def quiet(terminal: Terminal) -> None:
    """Wait until a tick brought nothing but a tick: all that was under way is drawn."""
    for _ in range(30):
        before = len(terminal.raw)
        wait_for(terminal, 1)
        if len(terminal.raw) - before < 300:
            return
    raise AssertionError("it never came to rest")


def wait_for(terminal: Terminal, seconds: int) -> None:
    """Wait until the countdown went on by some seconds."""
    start = left(terminal)
    terminal.until(lambda: left(terminal) <= start - seconds, f"{seconds} s")


def test_the_first_screen_is_at_most_30_kb(demo: Terminal) -> None:
    quiet(demo)
    assert len(demo.raw) < 30_000


def test_a_second_with_twenty_live_tokens_is_at_most_200_bytes(demo: Terminal) -> None:
    # Zoomed, so that twenty rows can be seen at once.
    demo.enter("z" + "pj" * 22)
    demo.until(lambda: fresh(demo) >= 20, "twenty tokens")
    quiet(demo)
    costs = []
    for _ in range(7):
        before = len(demo.raw)
        wait_for(demo, 1)
        costs.append(len(demo.raw) - before)
    assert fresh(demo) >= 20
    assert statistics.median(costs) <= 200


def fresh(terminal: Terminal) -> int:
    """How many employers show a token's time."""
    return sum(bool(re.search(r"● \d+:\d\d", line[10:])) for line in terminal.lines()[2:])


def test_a_row_costs_at_most_900_bytes(demo: Terminal) -> None:
    quiet(demo)
    costs = []
    for _ in range(15):
        before, shown = len(demo.raw), demo.text()
        demo.enter("j")
        demo.until(moved(demo, shown, before), "the next row")
        costs.append(len(demo.raw) - before)
    assert statistics.median(costs) <= 900


def moved(terminal: Terminal, shown: str, before: int) -> Callable[[], bool]:
    """Say when the highlight has moved."""
    return lambda: len(terminal.raw) > before + 40 and terminal.text() != shown


def test_waiting_for_a_slow_answer_stays_below_2_kb_a_second(tmp_path: Path) -> None:
    slow = Simulator(faults=[parse_fault("on=token,delay_ms=60000")])
    with (
        SimulatorServer(slow) as server,
        Terminal(PROGRAM, {**home(tmp_path), **credentials(server.url)}) as terminal,
    ):
        terminal.see("waiting for Indeed's answer")
        before, start = len(terminal.raw), time.monotonic()
        time.sleep(4)
        assert len(terminal.raw) - before <= 2_000 * (time.monotonic() - start)


def test_repainting_sends_everything_once(demo: Terminal) -> None:
    quiet(demo)
    before = len(demo.raw)
    demo.enter("\x0c")
    demo.until(lambda: len(demo.raw) - before > 5_000, "the screen, again")
    wait_for(demo, 2)
    assert len(demo.raw) - before < 15_000


def test_the_mouse_can_be_switched_off(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir(mode=0o700)
    (tmp_path / "config" / "settings.toml").write_text("[display]\nmouse = false\n")
    with Terminal(PROGRAM, home(tmp_path)) as terminal:
        terminal.see("Add credentials")
        assert not re.search(rb"\x1b\[\?100[0236]h", bytes(terminal.raw))


@pytest.mark.parametrize(("far", "moves"), [({}, True), ({"SSH_TTY": "/dev/pts/9"}, False)])
def test_over_ssh_a_moving_pointer_says_nothing(
    tmp_path: Path, far: dict[str, str], moves: bool
) -> None:
    with Terminal(DEMO, {**home(tmp_path), **far}) as terminal:
        terminal.see("Dharma Initiative")
        assert (b"\x1b[?1003h" in bytes(terminal.raw)) == moves
        assert b"\x1b[?1000h" in bytes(terminal.raw)


def test_a_focused_field_does_not_blink(demo: Terminal) -> None:
    demo.enter("/u")
    quiet(demo)
    before = len(demo.raw)
    wait_for(demo, 4)
    # A blink is four cursors in two seconds; a tick alone is all there is.
    assert len(demo.raw) - before <= 200 * 5
    assert b"\x1b[?12h" not in bytes(demo.raw)
