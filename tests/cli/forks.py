"""Commands as processes at little cost: one process that has imported everything forks them.

As a module it is that process. It reads a command a line, as JSON `[arguments, environ, stdin]`,
and answers `[status, stdout, stderr]`. Tests of starting and ending run the program itself.
"""

import atexit
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

_ROOT = Path(__file__).parents[2]
INSTALLED = Path(sys.executable).with_name("indeed-tui")


def forked(
    arguments: Sequence[str], environ: Mapping[str, str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run an `indeed-tui` command in a process and an environment of its own.

    Where the environment tells the interpreter how to start, it is started.
    """
    if environ.get("LANG") != "C.UTF-8" or any(name.startswith("PYTHON") for name in environ):
        return subprocess.run(
            [INSTALLED, *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            input=stdin,
            env=dict(environ),
        )
    process = _forker()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps([list(arguments), dict(environ), stdin]) + "\n")
    process.stdin.flush()
    status, out, err = json.loads(process.stdout.readline())
    return subprocess.CompletedProcess(list(arguments), status, out, err)


@cache
def _forker() -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.forks"],
        cwd=_ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.communicate)
    return process


# -- the process itself -------------------------------------------------------------------


def _run(arguments: list[str], environ: dict[str, str], stdin: str) -> tuple[int, str, str]:
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        given.write(stdin.encode())
        given.seek(0)
        # Pipes for what it prints: a file could be sought in.
        reading = [_piped(into.fileno()) for into in (out, err)]
        child = os.fork()
        if child == 0:
            _become(arguments, environ, [given.fileno(), *(pipe for pipe, _ in reading)])
        for pipe, _ in reading:
            os.close(pipe)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        for _, copier in reading:
            os.waitpid(copier, 0)
        texts = []
        for each in (out, err):
            each.seek(0)
            texts.append(each.read().decode())
    return status, texts[0], texts[1]


def _piped(into: int) -> tuple[int, int]:
    """Return the end of a pipe to write to, and the process that copies it into a file."""
    start, end = os.pipe()
    copier = os.fork()
    if copier == 0:
        os.close(end)
        while data := os.read(start, 65536):
            os.write(into, data)
        os._exit(0)
    os.close(start)
    return end, copier


def _become(arguments: list[str], environ: dict[str, str], streams: list[int]) -> NoReturn:
    """Be what the interpreter would be with these arguments, this environment and streams."""
    status = 1
    try:
        for standard, given in enumerate(streams):
            os.dup2(given, standard)
        os.closerange(3, 1024)
        os.environ.clear()
        os.environ.update(environ)
        sys.argv = ["indeed-tui", *arguments]
        for number, name, mode, errors in (
            (0, "stdin", "r", "strict"),
            (1, "stdout", "w", "strict"),
            (2, "stderr", "w", "backslashreplace"),
        ):
            stream = open(number, mode, encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
        from indeed_tui.__main__ import main

        main()
    except SystemExit as ending:
        status = int(ending.code or 0)
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _serve() -> None:
    # What a command loads at last is there already.
    import indeed_tui.cli.main
    import indeed_tui.indeed.client  # noqa: F401

    for line in sys.stdin:
        print(json.dumps(_run(*json.loads(line))), flush=True)  # noqa: T201


if __name__ == "__main__":
    _serve()
