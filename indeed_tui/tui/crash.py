"""What is left of a crash: one sentence, and a report without any local variable or secret."""

import platform
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from textual.worker import WorkerFailed

from indeed_tui import __version__
from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import Secret
from indeed_tui.indeed.redact import mask_text
from indeed_tui.store.files import private_directory, write_atomic
from indeed_tui.store.profiles import CLIENT_SECRET_VARIABLE


def report(error: BaseException, secrets: Iterable[Secret] = ()) -> str:
    """Return the report: versions, the frames as file and line, the masked message.

    Values of local variables are never in it; source lines are, and they are public. `secrets`
    are the clear texts known at the time, masked wherever they stand.
    """
    # Textual's wrapper has no frames, and doesn't name its cause as Python does.
    cause = error.error if isinstance(error, WorkerFailed) else error
    frames = "".join(traceback.format_exception(cause))
    head = f"indeed-tui {__version__}, Python {platform.python_version()}, {sys.platform}"
    return mask_text(f"{head}\n\n{frames}", secrets)


def write_report(
    error: BaseException,
    path_for: Callable[[str], Path] | None,
    wall: float,
    secrets: Iterable[Secret] = (),
) -> str:
    """Write the report to `path_for(stamp)`, 0600, and return the sentence for the user.

    Without a place, or where the disk refuses, the report's last lines are in the sentence.
    """
    text = report(error, secrets)
    if path_for is not None:
        path = path_for(datetime.fromtimestamp(wall, UTC).strftime("%Y%m%dT%H%M%SZ"))
        try:
            private_directory(path.parent)
            write_atomic(path, text.encode())
        except IndeedError as refused:
            return f"indeed-tui broke, and {refused.problem.title}:\n{text}"
        return f"indeed-tui broke. The report, without secrets, is in {path}"
    return f"indeed-tui broke:\n{text}"


def secret_of(environ: Mapping[str, str]) -> tuple[Secret, ...]:
    """Return the secret that the environment holds: it is there before any profile is read."""
    found = environ.get(CLIENT_SECRET_VARIABLE)
    return (Secret(found),) if found else ()
