"""Every exit status in one place, and how an error is told on stderr."""

import sys
from contextlib import suppress
from enum import IntEnum

from indeed_tui.indeed.errors import ConfigError, IndeedError, NetworkError, Problem, RefusedError

# Unicode's category Zs.
_BLANKS = frozenset("\u00a0\u1680\u202f\u205f\u3000") | {
    chr(code) for code in range(0x2000, 0x200B)
}


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


def note(problem: Problem | None) -> None:
    """Print something that is worth knowing and stops nothing as a warning."""
    if problem is not None:
        warn(problem.title, problem.hint)


def say(text: str) -> None:
    """Print one line of narration on stderr, without control characters."""
    with suppress(OSError):
        print(visible(text), file=sys.stderr)  # noqa: T201


def _print(kind: str, title: str, hint: str) -> None:
    for head, text in ((kind, title), ("hint", hint)):
        if text:
            # Whoever closed stderr doesn't want to know; the status still tells.
            with suppress(OSError):
                print(f"{head}: {visible(text)}", file=sys.stderr)  # noqa: T201


def visible(text: str) -> str:
    """Return untrusted text for a terminal's one line: what isn't printable becomes `�`.

    Blanks of other scripts stay, which `isprintable` doesn't count as printable.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _BLANKS else "�" for c in text)


def told(error: IndeedError) -> Exit:
    """Tell an error, and return the exit status that it means."""
    tell(error.problem.title, error.problem.hint)
    return exit_of(error)
