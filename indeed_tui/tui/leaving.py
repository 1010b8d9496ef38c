"""Running the app to its end: signals become exit statuses, the terminal is given back."""

import os
import signal
import sys
import termios
import threading
from contextlib import suppress
from types import FrameType

from indeed_tui.tui.app import IndeedApp

# How long the app may take to leave by itself after a signal, in seconds.
_PATIENCE = 3.0
_GRACE = 2.0


def run_app(app: IndeedApp, *, mouse: bool = True) -> tuple[str | None, int]:
    """Run the app; return its result and exit status.

    SIGTERM and SIGHUP end it in order, with 143 and 129. Where it can't leave because its
    terminal no longer takes output, it is ended from outside after three seconds. A token request
    under way gets two seconds after the terminal was given back.
    """
    guard = _Guard(app)
    before = {
        number: signal.signal(number, guard.leave) for number in (signal.SIGTERM, signal.SIGHUP)
    }
    try:
        result = app.run(mouse=mouse)
    finally:
        app.engine.stop(_GRACE)
        for number, handler in before.items():
            signal.signal(number, handler)
    return result, guard.status or app.return_code or 0


class _Guard:
    """Ends the app on a signal, gently first."""

    def __init__(self, app: IndeedApp) -> None:
        self._app = app
        self.status = 0
        self._saved = _attributes()

    def leave(self, number: int, _frame: FrameType | None) -> None:
        """Handle a signal; runs between two steps of the main thread, whatever that waits for."""
        if self.status:
            return
        self.status = 128 + number
        timer = threading.Timer(_PATIENCE, self._force)
        timer.daemon = True
        timer.start()
        self._app.leave(self.status)

    def _force(self) -> None:
        """Give the terminal its settings back and end the process at once."""
        if self._saved is not None:
            with suppress(termios.error, OSError):
                termios.tcsetattr(sys.__stdin__ or 0, termios.TCSANOW, self._saved)
        os._exit(self.status)


def _attributes() -> list[int | list[bytes | int]] | None:
    try:
        return termios.tcgetattr(sys.__stdin__ or 0)
    except (termios.error, OSError, ValueError):
        return None
