"""Asks a program for a secret: within a time limit, and without a word of it in an error."""

import os
import re
import shlex
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import MASK

if TYPE_CHECKING:
    from subprocess import Popen

OUTPUT_LIMIT = 64 * 1024
SHOWN_LIMIT = 500

_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a program ended: `status` as a shell counts it, None if it was stopped by us.

    `flooded` says that it was stopped because it printed more than 64 KiB.
    """

    status: int | None
    flooded: bool
    stdout: bytes = field(repr=False)
    stderr: bytes = field(repr=False)

    @property
    def said(self) -> str:
        """The end of what it said on stderr, on one line, without what it said on stdout."""
        # Of an unfinished answer nobody knows the rest, so nothing can be masked.
        if self.flooded or (self.status is None and self.stdout):
            return ""
        text = _printable(self.stderr.decode(errors="replace"))
        lines = {_printable(line) for line in self.stdout.decode(errors="replace").splitlines()}
        for line in sorted(lines - {""}, key=len, reverse=True):
            text = text.replace(line, MASK)
        return text if len(text) <= SHOWN_LIMIT else f"…{text[-SHOWN_LIMIT:]}"


def _printable(text: str) -> str:
    plain = _ESCAPE.sub("", text)
    return " ".join("".join(c if c.isprintable() else " " for c in plain).split())


def ask_command(command: tuple[str, ...], environ: Mapping[str, str], *, timeout: float) -> str:
    """Return the first line a command prints; it gets no input, no terminal and no shell.

    `timeout` is in seconds; then the command dies with all its children. Raises ConfigError
    if it can't be run, fails, prints nothing or isn't done in time; its stdout is never in it.
    """
    ending = run(command, environ, timeout=timeout)
    name = f"The secret's command {_printable(command[0])!r}"
    by_hand = f"Run it by hand to see why: {_printable(shlex.join(command))}"
    if ending.flooded:
        raise ConfigError(
            f"{name} printed more than {OUTPUT_LIMIT // 1024} KiB",
            f"It should print the secret on its first line, and little else. {by_hand}",
            code="secret.command",
        )
    if ending.status is None:
        raise ConfigError(
            f"{name} wasn't done within {timeout:g} s and was stopped",
            heard(f"It can't ask you anything here: unlock its store first. {by_hand}", ending),
            code="secret.timeout",
        )
    if ending.status != 0:
        raise ConfigError(
            f"{name} failed with status {ending.status}",
            heard(by_hand, ending),
            code="secret.command",
        )
    line = ending.stdout.partition(b"\n")[0].decode(errors="surrogateescape")
    if not line.strip():
        raise ConfigError(
            f"{name} printed nothing on its first line",
            heard(by_hand, ending),
            code="secret.command",
        )
    return line


def heard(hint: str, ending: Ending) -> str:
    """Return the hint with what the program said on stderr, if anything."""
    return f"{hint} (it said: {ending.said})" if ending.said else hint


def run(command: tuple[str, ...], environ: Mapping[str, str], *, timeout: float) -> Ending:
    """Run a command to its end, or for `timeout` seconds; ConfigError if it can't be started.

    A command that is stopped takes its whole process group with it.
    """
    import signal
    import subprocess

    deadline = time.monotonic() + timeout
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env=dict(environ),
        )
    except OSError as error:
        raise ConfigError(
            f"The secret's command {_printable(command[0])!r} can't be run: "
            f"{(error.strerror or str(error)).lower()}",
            "Install it, or correct secret_command in profiles.toml; it must be on the PATH.",
            code="secret.command",
        ) from None
    with process:
        try:
            return _listen(process, deadline)
        finally:
            # As long as the leader isn't reaped, its number can't be another group's.
            if process.returncode is None:
                with suppress(OSError):
                    os.killpg(process.pid, signal.SIGKILL)


def _listen(process: "Popen[bytes]", deadline: float) -> Ending:
    import selectors
    import subprocess

    out, err = bytearray(), bytearray()
    status = None
    with selectors.DefaultSelector() as selector:
        for stream, heard_so_far in ((process.stdout, out), (process.stderr, err)):
            if stream is not None:
                selector.register(stream, selectors.EVENT_READ, heard_so_far)
        while selector.get_map() and max(len(out), len(err)) <= OUTPUT_LIMIT:
            left = deadline - time.monotonic()
            if left <= 0:
                return Ending(None, False, bytes(out), bytes(err))
            for key, _ in selector.select(left):
                chunk = os.read(key.fd, OUTPUT_LIMIT)
                key.data.extend(chunk)
                if not chunk:
                    selector.unregister(key.fileobj)
    flooded = max(len(out), len(err)) > OUTPUT_LIMIT
    if not flooded:
        with suppress(subprocess.TimeoutExpired):
            status = process.wait(max(0.0, deadline - time.monotonic()))
    return Ending(status, flooded, bytes(out), bytes(err))
