"""A text in the user's own editor: a private file for it, removed afterwards."""

import os
import shlex
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.tui.children import end_children, see_off

_NAMES = ("VISUAL", "EDITOR")
_FALLBACK = "vi"
# How long an editor whose wrapper has ended already may take, in seconds.
_PATIENCE = 0.5


def editor_command(environ: Mapping[str, str]) -> list[str]:
    """Return the words of $VISUAL, else $EDITOR, else vi; ConfigError for what is no command."""
    for name in _NAMES:
        value = environ.get(name, "").strip()
        if not value:
            continue
        try:
            return shlex.split(value)
        except ValueError:
            raise ConfigError(
                f"{name} is no command that can be run",
                "Its quotes don't match; set it to something like `vim` or `code --wait`.",
                code="editor.command",
            ) from None
    return [_FALLBACK]


def edited(text: str, suffix: str, command: list[str]) -> str:
    """Return the text as the editor left it; blocks until it ends, and needs the terminal.

    The file is readable by its owner alone, in a directory of its own. Raises ConfigError where
    the editor can't be started, fails, or leaves something that is no text.
    """
    with TemporaryDirectory(prefix="indeed-tui-") as directory:
        path = Path(directory) / f"call{suffix}"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogatepass") as file:
            file.write(text)
        try:
            with _lent():
                status = subprocess.run([*command, str(path)], check=False).returncode
        except OSError as error:
            raise _refusal(f"{command[0]} can't be started: {error.strerror}") from None
        if status:
            raise _refusal(f"{command[0]} ended with status {status}; the text is as it was")
        try:
            found = path.read_text(encoding="utf-8", errors="strict")
        except (OSError, ValueError):
            raise _refusal(f"{command[0]} left no text that can be read") from None
    # Editors end a file with a newline that nobody typed.
    return found if text.endswith("\n") else found.removesuffix("\n")


@contextmanager
def _lent() -> Iterator[None]:
    """Let an editor have the signals of the terminal that it has.

    Interrupts are its own; ctrl+z stops us with it, or no shell would notice. What ends us ends it
    first, so that its file is removed.
    """

    def leave(number: int, frame: FrameType | None) -> None:
        told.extend(end_children(signal.SIGTERM))
        handler = before[number]
        if callable(handler):
            handler(number, frame)

    told: list[int] = []
    ways: dict[int, signal._HANDLER] = {
        # No SIG_IGN: the editor would inherit it.
        signal.SIGINT: _let_it,
        signal.SIGQUIT: _let_it,
        signal.SIGTSTP: signal.SIG_DFL,
        signal.SIGCONT: signal.SIG_DFL,
        signal.SIGTERM: leave,
        signal.SIGHUP: leave,
    }
    before = {number: signal.getsignal(number) for number in ways}
    for number, way in ways.items():
        signal.signal(number, way)
    try:
        yield
    finally:
        for number, way in before.items():
            signal.signal(number, way)
        see_off(told, _PATIENCE)


def _let_it(_number: int, _frame: FrameType | None) -> None:
    """Leave an interrupt to the editor."""


def _refusal(title: str) -> ConfigError:
    return ConfigError(title, "Set VISUAL or EDITOR to your editor.", code="editor.failed")
