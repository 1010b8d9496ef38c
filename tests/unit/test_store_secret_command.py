"""A secret's command: no shell, no input, a time limit for it and all its children."""

import os
import select
import subprocess
from pathlib import Path

import pytest

from indeed_tui.indeed.errors import ConfigError, Problem
from indeed_tui.store.secret_command import OUTPUT_LIMIT, SHOWN_LIMIT, Ending, ask_command, run


def shell(script: str) -> tuple[str, ...]:
    return ("sh", "-c", script)


def refused(command: tuple[str, ...], timeout: float = 20.0) -> Problem:
    with pytest.raises(ConfigError) as caught:
        ask_command(command, {}, timeout=timeout)
    assert not isinstance(caught.value.__context__, subprocess.SubprocessError)
    return caught.value.problem


def test_the_words_go_to_the_program_as_they_are() -> None:
    assert ask_command(("printf", "%s", "$HOME; *"), {}, timeout=20.0) == "$HOME; *"


def test_the_command_sees_the_given_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAL", "x")
    found = ask_command(shell("echo $GIVEN$REAL"), {"GIVEN": "y"}, timeout=20.0)
    assert found == "y"


def test_the_command_has_neither_input_nor_our_session() -> None:
    script = "cat; ps -o sid= -p $$ 2>/dev/null || cut -d' ' -f6 /proc/$$/stat"
    assert int(ask_command(shell(script), {}, timeout=20.0)) != os.getsid(0)


@pytest.mark.parametrize("command", [("no-such-program-9",), ("/",)])
def test_a_command_that_cant_be_run_is_named(command: tuple[str, ...]) -> None:
    problem = refused(command)
    assert f"{command[0]!r} can't be run" in problem.title
    assert "secret_command" in problem.hint


def test_a_failure_shows_stderr_and_the_command_to_try() -> None:
    problem = refused(shell("echo hunter2; echo 'gpg: no key' >&2; exit 3"))
    assert problem.title == "The secret's command 'sh' failed with status 3"
    assert "Run it by hand to see why: sh -c 'echo" in problem.hint
    assert problem.hint.endswith("(it said: gpg: no key)")


def said(stdout: bytes, stderr: bytes, status: int | None = 1) -> str:
    return Ending(status, False, stdout, stderr).said


def test_what_stdout_said_is_never_shown_not_even_by_stderr() -> None:
    assert said(b"hunter2\nuser: me\n", b"read hunter2 of user: me!") == "read •••••• of ••••••!"
    assert said(b" hunter2 \r\n", b"hun\x1b[1mter\x1b[0m2") == "••••••"
    assert said(b"hunter\nhunter2\n", b"hunter2") == "••••••"


def test_stderr_is_cleaned_and_its_end_is_kept() -> None:
    loud = b"\x1b[31mred\x1b[0m\x1b]0;title\x07\x1bM\r\n\ttab \xff \xe2\x80\xae."
    assert said(b"", loud) == "red tab \ufffd ."
    assert said(b"", b"a" * 600 + b"b") == "…" + "a" * (SHOWN_LIMIT - 1) + "b"


def test_an_unfinished_answer_lets_nothing_be_quoted() -> None:
    assert said(b"hunt", b"hunter2", None) == ""
    assert said(b"", b"waiting", None) == "waiting"


def test_an_ending_doesnt_print_what_was_said() -> None:
    assert "hunter2" not in repr(Ending(0, False, b"hunter2", b"hunter2"))


@pytest.mark.parametrize("script", ["true", "echo; echo hunter2", "printf '  '"])
def test_an_empty_first_line_is_said(script: str) -> None:
    problem = refused(shell(f"{script}; echo 'nothing here' >&2"))
    assert problem.title == "The secret's command 'sh' printed nothing on its first line"
    assert "(it said: nothing here)" in problem.hint


@pytest.mark.parametrize("stream", ["1", "2"])
def test_a_flood_is_stopped_and_not_quoted(stream: str) -> None:
    problem = refused(shell(f"exec yes hunter2 >&{stream}"))
    assert problem.title == f"The secret's command 'sh' printed more than {OUTPUT_LIMIT >> 10} KiB"
    assert "it said" not in problem.hint


def test_a_command_that_takes_too_long_is_stopped() -> None:
    problem = refused(("sleep", "30"), 0.2)
    assert problem.title == "The secret's command 'sleep' wasn't done within 0.2 s and was stopped"
    assert "unlock its store first" in problem.hint
    assert problem.code == "secret.timeout"


def test_a_command_that_closes_its_output_and_stays_is_stopped() -> None:
    assert run(shell("exec >&- 2>&-; exec sleep 30"), {}, timeout=0.2).status is None


@pytest.mark.parametrize("leader", ["exec sleep 30", "exit 0"])
def test_the_whole_process_group_is_gone_after_the_time_limit(tmp_path: Path, leader: str) -> None:
    # A pipe that every process of the group holds open: it ends when the last one is dead.
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    reader = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
    try:
        script = f"exec 3>{alive}; (sleep 30; echo late) & (sleep 30; echo late) & {leader}"
        assert run(shell(script), {}, timeout=0.5).status is None
        poll = select.poll()
        poll.register(reader, select.POLLIN)
        assert poll.poll(20_000)
        assert os.read(reader, 10) == b""
    finally:
        os.close(reader)
