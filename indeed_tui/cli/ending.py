"""How a command meets its ends: signals, a reader that left, streams that were never open."""

import os
import signal
import sys
import warnings
from contextlib import suppress
from types import FrameType, TracebackType
from typing import TextIO


class Ending:
    """In a `with` block SIGTERM interrupts as ctrl-c does, so that what was begun is undone.

    `terminated` says whether it came.
    """

    def __init__(self) -> None:
        self.terminated = False
        self._before: signal._HANDLER = None

    def __enter__(self) -> "Ending":
        # Not in the main thread there are no signals: whoever runs us there has its own ways.
        with suppress(ValueError):
            self._before = signal.signal(signal.SIGTERM, self._leave)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGTERM, self._before)

    def _leave(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.terminated = True
        interrupt = signal.getsignal(signal.SIGINT)
        if callable(interrupt):
            # asyncio's own handler cancels what runs; an exception would tear its loop.
            interrupt(signal.SIGINT, frame)
            return
        # A shell's background job ignores ctrl-c. The torn loop's account is of no use to anybody.
        # It may just be loading, and has nothing to tell then.
        with suppress(KeyError, AttributeError):
            sys.modules["logging"].disable()
        raise KeyboardInterrupt


def forget(interrupt: KeyboardInterrupt) -> None:
    """Let go of what an interrupt cut off, without a word about coroutines that never began."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        interrupt.__traceback__ = None


def open_closed() -> None:
    """Put something in the place of standard streams that were closed before we started.

    Otherwise the next file or socket takes their place. What is told is lost then; data can't be
    written, which raises OSError.
    """
    # The lowest free number is given out first: each one comes to where it is missing.
    if sys.stdin is None:
        os.open(os.devnull, os.O_WRONLY)
    if sys.stdout is None:
        sys.stdout = _stream(os.O_RDONLY)
    if sys.stderr is None:
        sys.stderr = _stream(os.O_WRONLY)


def _stream(mode: int) -> TextIO:
    return open(os.open(os.devnull, mode), "w", encoding="utf-8", closefd=False)


def forsake(stream: TextIO) -> None:
    """Let what is still buffered go nowhere: the interpreter flushes once more at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
