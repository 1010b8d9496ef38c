"""A text in the user's own editor: a private file for it, removed afterwards."""

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from indeed_tui.indeed.errors import ConfigError

_NAMES = ("VISUAL", "EDITOR")
_FALLBACK = "vi"


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


def _refusal(title: str) -> ConfigError:
    return ConfigError(title, "Set VISUAL or EDITOR to your editor.", code="editor.failed")
