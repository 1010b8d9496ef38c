"""Questions on the terminal, and secrets from it or from a pipe. Answers never reach stdout."""

import sys

from indeed_tui.cli.exits import visible
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import Secret

PIPED_LIMIT = 64 * 1024
"""The most that is read from a pipe as a secret, in bytes."""


def interactive() -> bool:
    """Say whether somebody can be asked: stdin and stderr are both terminals."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def confirmed(question: str) -> bool:
    """Ask on stderr, and say whether the answer on stdin is y or yes; the end of input is no."""
    return _answer(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def typed(prompt: str, default: str = "") -> str:
    """Ask on stderr, and return the line typed on stdin without blanks around it.

    An empty line is `default`. Raises ConfigError where the input ends instead.
    """
    line = _answer(f"{prompt} [{default}]: " if default else f"{prompt}: ")
    if not line:
        raise _ended()
    return line.strip() or default


def typed_secret(prompt: str) -> Secret:
    """Ask for a secret on the terminal without echo, and return it without blanks around it.

    The terminal is as it was when this returns or raises. Raises ConfigError where the input
    ends, or where the echo can't be turned off.
    """
    import warnings
    from getpass import GetPassWarning, getpass

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", GetPassWarning)
            return Secret(getpass(f"{visible(prompt)}: ").strip())
    except EOFError:
        _say("\n")
    except KeyboardInterrupt:
        _say("\n")
        raise
    except (GetPassWarning, OSError, UnicodeError):
        raise ConfigError(
            "The secret can't be typed on this terminal unseen",
            "Pipe it in: pass show indeed/prod | indeed-tui profiles add NAME --client-id ID",
            code="input.echo",
        ) from None
    raise _ended()


def piped_secret() -> Secret:
    """Return all of stdin, which is no terminal, without one line end at its end, as a secret.

    Raises ConfigError where there is nothing, more than one line, or no text.
    """
    text = "" if sys.stdin is None or sys.stdin.isatty() else _piped()
    text = text.removesuffix("\n").removesuffix("\r")
    if not text.strip():
        raise ConfigError(
            "No secret came on stdin",
            "Pipe it in, such as: pass show indeed/prod | indeed-tui ...",
            code="secret.missing",
        )
    if text.splitlines() != [text]:
        raise ConfigError(
            "What came on stdin has more than one line, and a secret has one",
            "Pipe in the secret by itself, such as: pass show indeed/prod | head -n 1",
            code="secret.invalid",
        )
    return Secret(text)


def _piped() -> str:
    data = sys.stdin.buffer.read(PIPED_LIMIT + 1)
    try:
        if len(data) <= PIPED_LIMIT:
            return data.decode()
    except UnicodeDecodeError:
        pass
    raise ConfigError(
        "What came on stdin is no secret: it is too long, or not UTF-8 text",
        "Pipe in the secret by itself.",
        code="secret.invalid",
    )


def _answer(prompt: str) -> str:
    """Return the line that answers, its line end included; "" at the end of the input."""
    _say(visible(prompt))
    try:
        line = b"" if sys.stdin is None else sys.stdin.buffer.readline()
    except KeyboardInterrupt:
        _say("\n")
        raise
    if not line.endswith(b"\n"):
        _say("\n")
    return line.decode(errors="replace")


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _ended() -> ConfigError:
    return ConfigError(
        "The input ended before the answer; nothing was changed",
        "Run it again and answer, or give the value as an option (-h lists them).",
        code="input.end",
    )
