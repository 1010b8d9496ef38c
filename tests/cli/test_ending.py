"""How commands end: closed pipes, signals, full disks, closed streams. Never by a traceback."""

import asyncio
import fcntl
import gc
import os
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path
from types import ModuleType

import pytest

from indeed_tui.cli.ending import Ending
from indeed_tui.simulator import Fault
from tests.cli.command import Commands
from tests.cli.shell import DHARMA, PROGRAM, Shell

FOREVER = 3_600_000
EVERY_COMMAND = (
    ("token",),
    ("employers",),
    ("employers", "--json"),
    ("call", "v2/api/appinfo"),
    ("call", "v2/api/appinfo", "-i"),
    ("call", "v2/api/appinfo", "--dry-run"),
    ("graphql", "{ __typename }"),
    ("status", "--json"),
    ("profiles", "list"),
    ("doctor",),
    ("completion", "bash"),
    ("-h",),
    ("--version",),
)


def test_a_reader_that_left_ends_every_command_quietly(shell: Shell) -> None:
    shell.run("token")
    running = []
    for command in EVERY_COMMAND:
        ours, theirs = os.pipe()
        os.close(ours)
        running.append((command, shell.start(*command, stdout=theirs)))
        os.close(theirs)
    for command, process in running:
        _, told = process.communicate(timeout=60)
        assert b"Traceback" not in told, (command, told)
        assert b"BrokenPipe" not in told, (command, told)
        assert process.returncode == (1 if command == ("doctor",) and b"error" in told else 0)


def test_head_takes_one_line_of_twenty_thousand(shell: Shell) -> None:
    shell.simulator.employers = 20_000
    done = shell.bash("set -o pipefail; indeed-tui employers | head -1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{DHARMA}\tDharma Initiative\n"
    done = shell.bash("set -o pipefail; indeed-tui call v2/api/appinfo | head -c 12")
    assert (done.returncode, done.stdout, done.stderr) == (0, '{"employers"', "")


@pytest.mark.parametrize(
    ("number", "status", "background"),
    [(signal.SIGINT, 130, False), (signal.SIGTERM, 143, False), (signal.SIGTERM, 143, True)],
)
def test_a_signal_ends_a_slow_call(
    shell: Shell, tmp_path: Path, number: signal.Signals, status: int, background: bool
) -> None:
    shell.simulator.faults = [Fault(on="appinfo", delay_ms=FOREVER)]
    kept = tmp_path / "kept.json"
    kept.write_text("before")
    slow = shell.start("call", "v2/api/appinfo", "-o", str(kept), background=background)
    shell.until(lambda: shell.simulator.count("appinfo"))
    slow.send_signal(number)
    out, told = slow.communicate(timeout=30)
    assert (slow.returncode, out, told) == (status, b"", b"")
    assert kept.read_text() == "before"
    assert [path.name for path in tmp_path.glob("*kept*")] == ["kept.json"]
    assert shell.tally.calls == 1


@pytest.mark.parametrize("ignored", [False, True])
def test_sigterm_in_the_middle_of_a_step_leaves_no_account_behind(ignored: bool) -> None:
    """An exception thrown into a task would be logged with its traceback by asyncio."""
    code = """
import asyncio, os, signal, sys
from indeed_tui.cli.ending import Ending
if sys.argv[1] == "True":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
async def step():
    os.kill(os.getpid(), signal.SIGTERM)
async def main():
    beside = asyncio.ensure_future(step())
    await asyncio.sleep(3600)
with Ending() as ending:
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        print("ended", ending.terminated)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(ignored)], capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("ended True\n", "")


def test_sigterm_ends_a_command_whose_reader_stalls(shell: Shell) -> None:
    shell.simulator.employers = 20_000
    stalled = shell.start("employers")
    assert stalled.stdout is not None
    ours = stalled.stdout.fileno()
    room = fcntl.fcntl(ours, fcntl.F_GETPIPE_SZ)

    def waiting() -> int:
        (size,) = struct.unpack("i", fcntl.ioctl(ours, termios.FIONREAD, b"\0" * 4))
        return int(size)

    # All that the pipe takes is less than there is to say.
    shell.until(lambda: waiting() >= room // 2)
    stalled.terminate()
    assert stalled.wait(30) == 143
    assert stalled.communicate()[1] == b""


@pytest.mark.parametrize("where", [">/dev/full", ">&-"])
@pytest.mark.parametrize("command", ["token", "employers", "call v2/api/appinfo", "profiles"])
def test_output_that_cannot_be_written_is_one_sentence(
    shell: Shell, command: str, where: str
) -> None:
    if command == "token":
        # From the cache, the short way.
        shell.bash("indeed-tui token; indeed-tui token")
    done = shell.bash(f"indeed-tui {command} {where}")
    assert (done.returncode, done.stdout) == (1, "")
    error, hint = done.stderr.splitlines()
    assert error.startswith("error: The output couldn't be written: ")
    assert hint.startswith("hint: ")


def test_what_is_told_never_takes_the_place_of_data(shell: Shell) -> None:
    done = shell.bash("indeed-tui token --employer nobody 2>&-")
    assert (done.returncode, done.stdout, done.stderr) == (5, "", "")
    done = shell.bash("indeed-tui token --employer nobody 2>/dev/full")
    assert (done.returncode, done.stdout) == (5, "")


def test_a_closed_stdin_is_told(shell: Shell) -> None:
    for command in ("graphql -", "call v2/api/appinfo -d -"):
        done = shell.bash(f"indeed-tui {command} <&-")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("error: stdin can't be read")
    done = shell.bash("indeed-tui <&-")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2,
        "error: The dashboard needs a terminal",
    )
    assert shell.simulator.count() == 0


def test_a_stream_of_few_characters_is_no_reason_to_fail(shell: Shell) -> None:
    shell.simulator.employers = [("1", "Łódź 株式会社")]
    done = shell.run("employers", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\tLodz ????????\n", "")


def test_a_killed_call_counts_and_a_refused_one_does_not(shell: Shell) -> None:
    shell.run("token")
    shell.simulator.faults = [Fault(on="ads", delay_ms=FOREVER)]
    killed = shell.start("call", "ads/v1/campaigns", "--employer", DHARMA, "--yes")
    shell.until(lambda: shell.simulator.count("ads"))
    killed.kill()
    killed.communicate(timeout=30)
    assert (shell.tally.calls, shell.tally.billable) == (1, 1)

    dead = {"INDEED_TUI_API_URL": "http://127.0.0.1:9"}
    assert shell.run("call", "ads/v1/campaigns", "--employer", DHARMA, "--yes", **dead).returncode
    assert shell.tally.calls == 1


def test_ctrl_c_before_anything_is_loaded_is_130(shell: Shell) -> None:
    code = (
        "import sys, runpy; sys.modules['indeed_tui.cli'] = None; "
        "import indeed_tui.__main__ as program; "
        "program._run = lambda arguments: (_ for _ in ()).throw(KeyboardInterrupt); "
        "program.main()"
    )
    done = subprocess.run(
        [PROGRAM[0], "-c", code], capture_output=True, text=True, env=shell.environ, check=False
    )
    assert (done.returncode, done.stderr) == (130, "")


def test_an_interrupt_before_the_first_step_is_quiet(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The coroutine was made and never awaited: a warning, which is an error in tests."""

    def interrupted(_coroutine: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(asyncio, "run", interrupted)
    done = commands.run("call", "v2/api/appinfo")
    gc.collect()
    assert (done.status, done.out, done.err) == (130, "", "")


def test_sigterm_while_modules_load_ends_a_background_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "logging", ModuleType("logging"))
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with pytest.raises(KeyboardInterrupt), Ending() as ending:
            os.kill(os.getpid(), signal.SIGTERM)
        assert ending.terminated
    finally:
        signal.signal(signal.SIGINT, before)
