"""`status` from outside: forms, no request, light imports; watched through a pipe."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from indeed_tui.indeed.models import Grant, Secret, Token
from indeed_tui.session.clock import SystemClock
from indeed_tui.simulator import parse_fault
from indeed_tui.store.tokens import TokenFiles
from tests.cli.shell import DHARMA, PROGRAM, Shell
from tests.cli.standings import APP

HEAVY = {"httpx", "asyncio", "textual", "rich", "filelock"}


def test_it_tells_tokens_and_their_life_without_a_request(shell: Shell) -> None:
    shell.run("token")
    shell.run("token", "--employer", DHARMA)
    before = shell.simulator.count()
    told = json.loads(shell.run("status", "--json").stdout)
    assert told["profile"] == "env"
    app, employer = told["tokens"]
    assert (app["employer"], employer["employer"]) == (None, DHARMA)
    assert app["state"] == "fresh"
    assert app["last_error"] is None
    assert app["requests"] == 1
    assert [event["what"] for event in app["life"]] == ["requested", "obtained"]
    assert abs(told["clock_skew_s"]) <= 2
    assert shell.run("status", "--short").stdout.startswith("env ● fresh   59:")
    lines = shell.run("status").stdout.splitlines()
    assert lines[0].startswith("app\tfresh\t35")
    assert lines[1].startswith(f"{DHARMA}\tfresh\t35")
    assert shell.simulator.count() == before


def test_it_tells_the_last_failure(shell: Shell) -> None:
    shell.simulator.faults = [parse_fault("on=token,status=503")]
    shell.run("token")
    told = json.loads(shell.run("status", "--json").stdout)
    (token,) = told["tokens"]
    assert token["state"] == "failed"
    assert token["last_error"]["code"] == "http.503"
    assert token["life"][-1]["error"] == "http.503"
    assert told["clock_skew_s"] is None
    assert shell.run("status", "--short").stdout.startswith("env ▲ failing")


def test_tokens_of_other_profiles_are_not_told(shell: Shell) -> None:
    clock = SystemClock()
    theirs = replace(APP, profile="another")
    grant = Grant(Secret("clear"), "Bearer", 3600.0, False, theirs.scopes)
    files = TokenFiles(Path(shell.environ["INDEED_TUI_STATE_DIR"]) / "tokens", clock.now)
    files.save(Token(theirs, grant, clock.elapsed(), clock.wall(), 2700.0))
    assert json.loads(shell.run("status", "--json").stdout)["tokens"] == []


def test_it_never_shows_a_token(shell: Shell) -> None:
    clear = shell.run("token").stdout.strip()
    for arguments in ((), ("--json",), ("--short",)):
        assert clear not in shell.run("status", *arguments).stdout


def test_without_tokens_stdout_is_empty_and_stderr_says_what_to_do(shell: Shell) -> None:
    done = shell.run("status")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("warning: There are no tokens of env yet\nhint: ")
    assert "indeed-tui token" in done.stderr
    assert json.loads(shell.run("status", "--json").stdout)["tokens"] == []
    assert shell.run("status", "--short").stdout.rstrip() == "env ○ no token"


def test_without_utf_8_there_are_words(shell: Shell) -> None:
    shell.run("token")
    done = shell.run("status", "--short", PYTHONIOENCODING="iso-8859-1")
    assert done.stdout.startswith("env fresh   59:")


def test_an_unknown_profile_is_status_5(shell: Shell) -> None:
    done = shell.run("status", "--profile", "nobody", "--watch")
    assert (done.returncode, done.stdout) == (5, "")


def test_json_and_short_are_one_or_the_other(shell: Shell) -> None:
    assert shell.run("status", "--json", "--short").returncode == 2


@pytest.mark.parametrize("form", [(), ("--json",), ("--short",)])
def test_it_loads_neither_http_nor_a_loop_nor_a_screen(shell: Shell, form: tuple[str, ...]) -> None:
    shell.run("token")
    code = (
        "import sys; from indeed_tui.cli.main import run; "
        f"run(['status', *{form!r}]); print(*{HEAVY!r} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=shell.environ,
    )
    told, loaded = done.stdout.splitlines()
    assert "fresh" in told
    assert loaded == ""


def test_the_help_has_a_prompt_tmux_and_a_pipe(shell: Shell) -> None:
    told = shell.run("status", "-h").stdout
    assert "PS1='$(indeed-tui status --short 2>/dev/null) \\$ '" in told
    assert "'#(indeed-tui status --short)'" in told
    assert "indeed-tui status --watch | jq" in told


@contextmanager
def watching(shell: Shell, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A running `status --watch` with pipes."""
    with subprocess.Popen(
        [*PROGRAM, "status", "--watch", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env=shell.environ,
    ) as process:
        # A line that never comes ends the reading, and so the test.
        guard = threading.Timer(30, process.kill)
        guard.start()
        try:
            yield process
        finally:
            guard.cancel()
            process.kill()


def read(process: "subprocess.Popen[str]") -> str:
    """Wait for the next line."""
    assert process.stdout is not None
    return process.stdout.readline()


def test_a_watch_through_a_pipe_prints_json_lines_as_they_happen(shell: Shell) -> None:
    with watching(shell) as process:
        assert json.loads(read(process))["tokens"] == []
        shell.run("token")
        # The request itself may be seen on its way.
        states = []
        while "fresh" not in states:
            states = [token["state"] for token in json.loads(read(process))["tokens"]]
        shell.simulator.faults = [parse_fault("on=token,status=503")]
        shell.run("token", "--fresh")
        while True:
            (token,) = json.loads(read(process))["tokens"]
            if token["last_error"] is not None:
                break
        assert token["last_error"]["code"] == "http.503"
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_short_watch_through_a_pipe_prints_short_lines(shell: Shell) -> None:
    with watching(shell, "--short") as process:
        assert read(process).rstrip() == "env ○ no token"
        shell.run("token")
        line = ""
        while "fresh" not in line:
            line = read(process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 143


def test_a_watch_whose_reader_has_gone_ends_quietly_without_any_change(shell: Shell) -> None:
    with watching(shell) as process:
        read(process)
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(30) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
