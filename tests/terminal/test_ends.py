"""Stopped, orphaned, hung up, crashed, refused: each end of the dashboard, on a real pty."""

import os
import pty
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.harness import DEMO, PATIENCE, PROGRAM, SHELL, Terminal, home

BROKEN = """
import sys
from indeed_tui.tui.app import IndeedApp
def action_help(self):
    secret = "s3cr3t-Zq9-local"
    raise RuntimeError("broken on purpose")
IndeedApp.action_help = action_help
from indeed_tui.__main__ import main
main()
"""
SLOW_START = """
import sys, time
sys.argv = ["indeed-tui", "--demo"]
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "indeed_tui.cli.dashboard":
            heavy = {"asyncio", "textual", "rich", "httpx", "argparse"} & set(sys.modules)
            sys.stderr.write(f"\\033[3;3Hloaded: {sorted(heavy)}")
            sys.stderr.flush()
            time.sleep(60)
sys.meta_path.insert(0, Slow())
from indeed_tui.__main__ import main
main()
"""


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Terminal]:
    """The demo, drawn and at rest."""
    with Terminal(DEMO, home(tmp_path)) as terminal:
        terminal.see("Dharma Initiative")
        yield terminal


def quit_to_the_shell(shell: Terminal) -> None:
    """Press keys to see that they arrive, leave, and look at what the shell finds."""
    shell.enter("?")
    shell.see("esc closes")
    shell.enter("\x1b")
    shell.miss("esc closes")
    shell.enter("q")
    shell.see("prompt>")
    assert shell.left_alone()
    shell.enter("clear; echo status=$?; stty -a\r")
    shell.see("status=0")
    shell.see(" icanon")
    shell.see(" echo ")


def children(pid: int) -> list[int]:
    """The processes that a process started and that still run."""
    named = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(name) for name in named]


def gone(pid: int) -> bool:
    """Say whether a process has ended; one that nobody reaps has, too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def assert_gone(pid: int) -> None:
    """Wait for the end of a process that isn't ours to wait for."""
    end = time.monotonic() + PATIENCE
    while not gone(pid):
        assert time.monotonic() < end, f"{pid} goes on"
        time.sleep(0.02)


def test_a_hangup_that_was_inherited_as_ignored_ends_it(tmp_path: Path) -> None:
    command = ("sh", "-c", f"trap '' HUP; exec {shlex.join(DEMO)}")
    with Terminal(command, home(tmp_path)) as terminal:
        terminal.see("Dharma Initiative")
        terminal.signal(signal.SIGHUP)
        assert terminal.ended() == 129
        assert terminal.restored()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_during_the_start_gives_the_terminal_back(
    tmp_path: Path, number: signal.Signals
) -> None:
    with Terminal((sys.executable, "-c", SLOW_START), home(tmp_path)) as terminal:
        terminal.see("╭───")
        terminal.see("loaded: []")
        assert not terminal.echoes()
        terminal.signal(number)
        assert terminal.ended() == 128 + number
        assert terminal.restored()


def test_ctrl_z_gives_the_shell_its_screen_and_fg_brings_the_panes_back(shell: Terminal) -> None:
    shell.enter("\x1a")
    shell.see("Stopped")
    shell.see("prompt>")
    assert shell.left_alone()
    shell.enter("clear; stty -a\r")
    shell.see(" icanon")
    shell.enter("clear; fg\r")
    shell.see("Umbrella Corporation")
    quit_to_the_shell(shell)


def test_the_panes_come_back_after_a_stop_from_outside(shell: Terminal) -> None:
    (pid,) = children(shell.process.pid)
    os.kill(pid, signal.SIGSTOP)
    shell.see("Stopped")
    shell.enter("clear; fg\r")
    shell.see("Umbrella Corporation")
    quit_to_the_shell(shell)


def test_continued_in_the_background_it_waits_for_fg(shell: Terminal) -> None:
    shell.enter("\x1a")
    shell.see("Stopped")
    seen = len(shell.raw)
    shell.enter("clear; bg; sleep 0.3; jobs\r")
    shell.until(lambda: shell.text().count("Stopped") >= 1, "the job, stopped again")
    assert b"\x1b[?1049h" not in bytes(shell.raw)[seen:]
    shell.enter("clear; fg\r")
    shell.see("Umbrella Corporation")
    shell.enter("q")
    shell.see("prompt>")


def test_a_stopped_job_can_be_killed(shell: Terminal) -> None:
    (pid,) = children(shell.process.pid)
    shell.enter("\x1a")
    shell.see("Stopped")
    shell.enter("kill %1\r")
    assert_gone(pid)


def test_without_a_shell_ctrl_z_says_so_and_goes_on(demo: Terminal) -> None:
    demo.enter("\x1a")
    demo.see("no shell here to go back to")
    demo.signal(signal.SIGTSTP)
    demo.enter("?")
    demo.see("esc closes")


def test_a_closed_window_ends_it(demo: Terminal) -> None:
    demo.hang_up()
    assert demo.process.wait(10) == 129
    assert demo.left() == []


def test_the_end_of_its_input_ends_it_without_any_signal(tmp_path: Path) -> None:
    with Terminal(DEMO, home(tmp_path), controlling=False) as terminal:
        terminal.see("Dharma Initiative")
        terminal.hang_up()
        assert terminal.process.wait(10) == 129


def test_the_end_of_its_shell_ends_it(shell: Terminal) -> None:
    (pid,) = children(shell.process.pid)
    shell.process.kill()
    assert_gone(pid)


def test_the_end_of_the_script_that_started_it_ends_it_and_restores(tmp_path: Path) -> None:
    environ = {**home(tmp_path), "PS1": "prompt> "}
    with Terminal(SHELL, environ) as terminal:
        terminal.see("prompt>")
        terminal.enter(f"clear; sh -c {shlex.quote(shlex.join(DEMO) + '; true')}\r")
        terminal.see("Dharma Initiative")
        (script,) = children(terminal.process.pid)
        (pid,) = children(script)
        os.kill(script, signal.SIGKILL)
        assert_gone(pid)
        terminal.see("prompt>")
        assert terminal.left_alone()


def test_a_crash_is_one_sentence_and_a_report_without_secrets(tmp_path: Path) -> None:
    with Terminal((sys.executable, "-c", BROKEN), home(tmp_path)) as terminal:
        terminal.see("Add credentials")
        terminal.enter("\x1b")
        terminal.miss("Add credentials")
        terminal.enter("?")
        assert terminal.ended() == 1
        assert terminal.restored()
        terminal.until(lambda: b"indeed-tui broke. The report" in terminal.raw, "the sentence")
        assert str(tmp_path) in terminal.text().replace("\n", "").replace(" ", "")
    (report,) = (tmp_path / "state").glob("crash-*.txt")
    assert "broken on purpose" in report.read_text()
    for shown in (report.read_text(), bytes(terminal.raw).decode("utf-8", "replace")):
        assert "s3cr3t-Zq9-local" not in shown.replace('secret = "s3cr3t-Zq9-local"', "")
    assert "Traceback" not in terminal.text()


def test_a_key_that_is_no_utf_8_is_no_reason_to_end(demo: Terminal) -> None:
    os.write(demo._ours, b"\xff\xfe\xc3")
    demo.enter("?")
    demo.see("esc closes")


def test_a_command_that_reads_the_secret_does_not_outlive_it(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir(mode=0o700)
    (tmp_path / "config" / "profiles.toml").write_text(
        'default = "x"\n[profiles.x]\nclient_id = "a"\nsecret = "command"\n'
        f'secret_command = ["sh", "-c", "echo $$ > {tmp_path}/pid; exec sleep 600"]\n'
    )
    (tmp_path / "config" / "profiles.toml").chmod(0o600)
    with Terminal(PROGRAM, home(tmp_path)) as terminal:
        terminal.see("4 Exchange")
        asked = tmp_path / "pid"
        terminal.until(lambda: asked.exists() and asked.read_text().strip(), "the command")
        terminal.enter("q")
        assert terminal.ended() == 0
        assert_gone(int(asked.read_text()))


@pytest.mark.parametrize("way", ["<&-", "</dev/null", "2>&-", "2>err", "2>&- <&-"])
def test_without_a_terminal_it_says_what_to_use(tmp_path: Path, way: str) -> None:
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            ["sh", "-c", f"exec {shlex.join(DEMO)} {way}"],
            env={**os.environ, **home(tmp_path), "TERM": "xterm-256color"},
            cwd=tmp_path,
            stdin=theirs,
            capture_output=True,
            timeout=30,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    # Where even stderr is a pipe here, that alone is reason enough.
    told = done.stderr + ((tmp_path / "err").read_bytes() if way == "2>err" else b"")
    assert done.returncode == 2
    assert b"\x1b" not in told + done.stdout
    if "2>&-" not in way:
        assert b"The dashboard needs a terminal" in told
        assert b"indeed-tui -h" in told


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_be_drawn_on_is_told(tmp_path: Path, term: str) -> None:
    with Terminal(DEMO, {**home(tmp_path), "TERM": term}) as terminal:
        assert terminal.ended() == 2
        assert "TERM is dumb or not set" in terminal.text()
        assert "indeed-tui -h" in terminal.text()
        assert b"\x1b" not in bytes(terminal.raw)


def test_a_tiny_terminal_is_told_and_recovers(tmp_path: Path) -> None:
    with Terminal(DEMO, home(tmp_path), columns=19, rows=4) as terminal:
        terminal.see("Too small: 20x5")
        terminal.resize(100, 30)
        terminal.see("Dharma Initiative")
        terminal.resize(90, 4)
        terminal.see("Too small: 20x5")
        assert "Dharma" not in terminal.text()
        terminal.resize(80, 24)
        terminal.see("Dharma Initiative")
        terminal.resize(100, 30)
        terminal.see("Dharma Initiative")
        terminal.resize(10, 3)
        terminal.see("Too small")
        terminal.enter("q")
        assert terminal.ended() == 0
        assert terminal.restored()
