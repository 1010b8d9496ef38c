"""Every exit status in one place, and how an error is told on stderr."""

import sys
from enum import IntEnum

from indeed_tui.indeed.errors import ConfigError, IndeedError, NetworkError, RefusedError


class Exit(IntEnum):
    """The exit statuses of the contract."""

    OK = 0
    API = 1
    USAGE = 2
    TRY_AGAIN = 3
    REFUSED = 4
    UNKNOWN = 5
    INTERRUPTED = 130
    TERMINATED = 143


def exit_of(error: IndeedError) -> Exit:
    """Return the exit status that an error means."""
    from indeed_tui.store.profiles import NotFoundError

    if isinstance(error, NotFoundError):
        return Exit.UNKNOWN
    if isinstance(error, RefusedError):
        return Exit.REFUSED
    if isinstance(error, NetworkError):
        return Exit.TRY_AGAIN
    return Exit.USAGE if isinstance(error, ConfigError) else Exit.API


def tell(title: str, hint: str = "") -> None:
    """Print an error and its next step on stderr, without control characters."""
    _print("error", title, hint)


def warn(title: str, hint: str = "") -> None:
    """Print a warning and its next step on stderr, without control characters."""
    _print("warning", title, hint)


def _print(kind: str, title: str, hint: str) -> None:
    for head, text in ((kind, title), ("hint", hint)):
        if text:
            shown = "".join(c if c.isprintable() else "�" for c in text)
            print(f"{head}: {shown}", file=sys.stderr)  # noqa: T201


def told(error: IndeedError) -> Exit:
    """Tell an error, and return the exit status that it means."""
    tell(error.problem.title, error.problem.hint)
    return exit_of(error)
