"""The command line from outside: the dashboard refuses what it can't draw on; simulate serves."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indeed_tui import __version__

PROGRAM = [sys.executable, "-m", "indeed_tui"]


def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
        env={**os.environ, "TERM": "xterm", **environ},
    )


def test_the_version_is_said() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"indeed-tui {__version__}\n")


def test_help_names_the_demo_and_the_simulator() -> None:
    done = run("-h")
    assert done.returncode == 0
    assert "--demo" in done.stdout
    assert "simulate" in done.stdout


@pytest.mark.parametrize("arguments", [(), ("--demo",)])
def test_without_a_terminal_it_refuses_and_says_what_to_do(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: The dashboard needs a terminal\nhint: ")


def test_a_bad_flag_is_status_2() -> None:
    assert run("--nonsense").returncode == 2


@contextmanager
def served(*arguments: str) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """A running `simulate`: its URL, what it printed, and the process."""
    with subprocess.Popen(
        [*PROGRAM, "simulate", *arguments], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        exports = "".join(process.stdout.readline() for _ in range(5))
        try:
            yield first.removeprefix("ready ").strip(), exports, process
        finally:
            process.terminate()


def token(url: str) -> dict[str, object]:
    form = {
        "grant_type": "client_credentials",
        "scope": "employer_access",
        "client_id": "demo-client",
        "client_secret": "demo-secret",
    }
    request = urllib.request.Request(
        f"{url}/oauth/v2/tokens",
        urllib.parse.urlencode(form).encode(),
        {"User-Agent": "a-test/1"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        loaded: dict[str, object] = json.load(answer)
        return loaded


def test_simulate_says_where_it_is_and_gives_tokens() -> None:
    with served("--expires-in", "77", "--employers", "5") as (url, exports, _):
        assert token(url)["expires_in"] == 77
        assert "export INDEED_CLIENT_ID=demo-client\n" in exports
        assert f"export INDEED_TUI_API_URL={url}\n" in exports


def test_simulate_takes_faults() -> None:
    with (
        served("--fault", "on=token,status=503,times=1") as (url, _, _),
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            token(url)
        refused.value.close()
        assert refused.value.code == 503
        assert token(url)["token_type"] == "Bearer"


def test_simulate_ends_quietly_at_ctrl_c() -> None:
    with served() as (_, _, process):
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def test_a_bad_fault_is_one_sentence_and_status_2() -> None:
    done = run("simulate", "--fault", "on=token,colour=red")
    assert done.returncode == 2
    assert "colour" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_one_sentence_and_status_2() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("simulate", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert done.stderr.startswith("error: 127.0.0.1:")


def test_a_broken_settings_file_is_told_on_the_shells_own_screen(tmp_path: Path) -> None:
    from tests.terminal.harness import Terminal, home

    (tmp_path / "config").mkdir(mode=0o700)
    (tmp_path / "config" / "settings.toml").write_text('them = "dark"\n')
    with Terminal(PROGRAM, home(tmp_path)) as terminal:
        assert terminal.ended() == 2
        assert "settings.toml:1: unknown key 'them'" in terminal.text()
        assert terminal.restored()
        assert b"settings.toml:1" in bytes(terminal.raw).rpartition(b"\x1b[?1049l")[2]


def test_a_dumb_terminal_is_refused(tmp_path: Path) -> None:
    from tests.terminal.harness import Terminal, home

    with Terminal(PROGRAM, {**home(tmp_path), "TERM": "dumb"}) as terminal:
        assert terminal.ended() == 2
        assert "TERM is dumb" in terminal.text()
