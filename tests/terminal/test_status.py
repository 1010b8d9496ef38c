"""`status` on a terminal: a table, updated in place, and the terminal given back."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indeed_tui.simulator import Simulator
from indeed_tui.simulator.serve import SimulatorServer
from tests.terminal.harness import PROGRAM, Terminal, credentials, home

DHARMA = "084a39249af95beedfb90cc5d2b8833c"
HEADS = ["Employer", "State", "Left", "Refresh", "in", "Last", "error"]
# The shell outlives ctrl+c, and says where the cursor was left.
SHELL = 'trap : INT; "$@"; echo "ended $?"'


class Home:
    """The environment of a user, and tokens for them."""

    def __init__(self, folder: Path, url: str) -> None:
        self.environ = {**home(folder), **credentials(url)}

    def token(self, *arguments: str) -> None:
        subprocess.run(
            [*PROGRAM, "token", *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], **self.environ},
        )

    @contextmanager
    def status(self, *arguments: str, **environ: str) -> Iterator[Terminal]:
        """A terminal on which `status` was called by a shell."""
        command = ("sh", "-c", SHELL, "sh", *PROGRAM, "status", *arguments)
        with Terminal(command, {**self.environ, **environ}) as terminal:
            yield terminal


@pytest.fixture
def user(tmp_path: Path) -> Iterator[Home]:
    with SimulatorServer(Simulator()) as server:
        yield Home(tmp_path, server.url)


def texts(terminal: Terminal) -> list[str]:
    """The lines of the screen that aren't empty."""
    return [line.rstrip() for line in terminal.lines() if line.strip()]


def stopped(terminal: Terminal) -> bool:
    """Say whether the program was stopped, and leave that to be heard by others too."""
    how = os.WSTOPPED | os.WNOWAIT | os.WNOHANG
    return os.waitid(os.P_PID, terminal.process.pid, how) is not None


def test_a_table_with_a_header(user: Home) -> None:
    user.token()
    user.token("--employer", DHARMA)
    with user.status() as terminal:
        assert terminal.ended() == 0
        terminal.see("ended 0")
        title, heads, app, employer, _ = texts(terminal)
    assert title == "env  2 tokens"
    assert heads.split() == HEADS
    assert app.startswith(f"app{' ' * 29}  ● fresh  59:")
    assert employer.startswith(f"{DHARMA}  ● fresh  59:")


def test_a_watch_updates_in_place_and_leaves_the_last_state(user: Home) -> None:
    with user.status("--watch") as terminal:
        terminal.see("no tokens yet")
        user.token()
        terminal.see("● fresh")
        first = texts(terminal)
        terminal.until(lambda: texts(terminal)[2] != first[2], "a tick")
        title, heads, _ = texts(terminal)
        assert (title, heads.split()) == ("env  1 token", HEADS)
        assert not terminal.echoes()
        # Typing moves nothing.
        terminal.enter("typed\r\r")
        before = texts(terminal)
        terminal.until(lambda: texts(terminal) != before, "another tick")
        terminal.enter("\x03")
        terminal.see("ended 130")
        left = [line.rstrip() for line in terminal.lines()]
        assert terminal.settings_restored()
        assert b"\x1b[?1049h" not in terminal.raw
        assert b"\x1b[?25l" not in terminal.raw
        # Sent once, whatever ticked.
        assert terminal.raw.count(b"Employer") == 1
    assert left[:2] == [title, heads]
    assert left[2].startswith("app")
    assert left[3:] == ["ended 130", *[""] * 26]


def test_sigterm_ends_a_watch_with_143(user: Home) -> None:
    with Terminal((*PROGRAM, "status", "--watch"), user.environ) as terminal:
        terminal.see("no tokens yet")
        terminal.signal(signal.SIGTERM)
        assert terminal.ended() == 143
        assert terminal.settings_restored()


def test_a_short_watch_is_one_line_in_place(user: Home) -> None:
    user.token()
    with user.status("--watch", "--short") as terminal:
        terminal.see("env ● fresh")
        first = texts(terminal)
        terminal.until(lambda: texts(terminal) != first, "a tick")
        assert len(texts(terminal)) == 1


def test_a_watch_as_json_prints_lines_on_a_terminal_too(user: Home) -> None:
    user.token()
    with user.status("--watch", "--json") as terminal:
        terminal.see('"life"')
        terminal.until(lambda: b"\n" in terminal.raw, "the whole line")
        assert json.loads(bytes(terminal.raw))["tokens"][0]["state"] == "fresh"


def test_a_dumb_terminal_gets_plain_lines(user: Home) -> None:
    with user.status("--watch", TERM="dumb") as terminal:
        terminal.see("no tokens yet")
        user.token()
        terminal.see("app: ● fresh")
        assert b"\x1b" not in terminal.raw


def test_a_stopped_watch_gives_the_terminal_back_and_goes_on(user: Home) -> None:
    with Terminal((*PROGRAM, "status", "--watch"), user.environ) as terminal:
        terminal.see("no tokens yet")
        terminal.until(lambda: not terminal.echoes(), "silence")
        terminal.enter("\x1a")
        terminal.until(lambda: stopped(terminal), "the stop")
        assert terminal.echoes()
        terminal.signal(signal.SIGCONT)
        terminal.until(lambda: not terminal.echoes(), "silence again")
        terminal.until(lambda: terminal.text().count("no tokens yet") == 2, "a new block")
        terminal.enter("\x03")
        assert terminal.ended() == 130
        assert terminal.settings_restored()


def test_a_narrower_terminal_crops_the_lines(user: Home) -> None:
    user.token()
    with Terminal((*PROGRAM, "status", "--watch"), user.environ) as terminal:
        terminal.see("● fresh")
        terminal.resize(16, 30)
        terminal.see("Employer  State…")
