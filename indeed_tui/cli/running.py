"""Running a command to its end, whatever it is: streams, signals, errors, the exit status."""

import io
import os
import sys
from collections.abc import Callable
from typing import TextIO

from indeed_tui.cli.ending import Ending, forget, forsake, open_closed
from indeed_tui.cli.exits import Exit, tell, told
from indeed_tui.indeed.errors import IndeedError
from indeed_tui.showing import uncoerced, utf8
from indeed_tui.stand_ins import register


def ended(action: Callable[[], int]) -> int:
    """Run an action and return its exit status; errors are told on stderr, never as traceback.

    A reader that closes the pipe early is no error; SIGTERM ends it with 143.
    """
    open_closed()
    ending, status = Ending(), int(Exit.OK)
    try:
        with ending:
            try:
                status = _told(action)
            except KeyboardInterrupt as interrupt:
                forget(interrupt)
                status = Exit.INTERRUPTED
                # Nobody waits for the rest, and whoever should read it may never do.
                forsake(sys.stdout)
            finally:
                sys.stdout.flush()
    except BrokenPipeError:
        forsake(sys.stdout)
    except OSError as error:
        forsake(sys.stdout)
        tell(
            f"The output couldn't be written: {error.strerror or error}",
            "Look where it goes: a full disk, or a stream that is closed.",
        )
        status = Exit.API
    finally:
        try:
            sys.stderr.flush()
        except OSError:
            # Whoever doesn't want to know what is told gets the status all the same.
            forsake(sys.stderr)
    return Exit.TERMINATED if ending.terminated else status


def _told(action: Callable[[], int]) -> int:
    for stream in (sys.stdout, sys.stderr):
        fit(stream)
    try:
        return action()
    except IndeedError as error:
        return int(told(error))


def fit(stream: TextIO | None) -> None:
    """Let stand-ins take the place of what a stream's character set, or its terminal, lacks."""
    if not isinstance(stream, io.TextIOWrapper):
        return
    # Python makes the C locale UTF-8 (PEP 538 and 540); the terminal didn't hear of it.
    taken = stream.isatty() and not os.environ.get("PYTHONIOENCODING")
    if taken and stream.encoding.lower() == "utf-8" and not utf8(uncoerced(os.environ)):
        stream.reconfigure(encoding="ascii", errors=register())
    else:
        stream.reconfigure(errors=register())
