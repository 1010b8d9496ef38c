"""Running the app to its end: signals become exit statuses, the terminal is given back."""

import asyncio
import os
import signal
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import cast

from textual.driver import Driver

from indeed_tui.opening import ENDING, Opening, set_attributes
from indeed_tui.tui.app import IndeedApp
from indeed_tui.tui.driver import TerminalDriver

# How long the app may take to leave by itself after a signal, in seconds.
_PATIENCE = 3.0
_GRACE = 2.0


def run_app(
    app: IndeedApp, opening: Opening, environ: Mapping[str, str], *, mouse: bool = True
) -> tuple[str | None, int]:
    """Run the app on the opened terminal; return its result and exit status.

    SIGTERM, SIGHUP, SIGINT and SIGQUIT end it in order, with 143, 129, 130 and 131; so does a
    terminal that is gone, with 129. Where it can't leave it is ended from outside after three
    seconds. A token request under way gets two seconds after the terminal was given back.
    """
    guard = _Guard(app, opening)
    before = {number: signal.signal(number, guard.leave) for number in ENDING}
    driver = partial(
        TerminalDriver,
        before=opening.before,
        entered=opening.take_over(),
        hung_up=partial(guard.leave, signal.SIGHUP, None),
        # A pointer that only moves would load a far line with every step.
        hovers=not (environ.get("SSH_CONNECTION") or environ.get("SSH_TTY")),
    )
    app.driver_class = cast("type[Driver]", driver)
    try:
        result = app.run(mouse=mouse)
    finally:
        app.engine.stop(_GRACE)
        _end_children()
        for number, handler in before.items():
            signal.signal(number, handler)
    return result, guard.status or app.return_code or 0


class _Guard:
    """Ends the app on a signal, gently first."""

    def __init__(self, app: IndeedApp, opening: Opening) -> None:
        self._app, self._opening = app, opening
        self.status = 0

    def leave(self, number: int, _frame: FrameType | None) -> None:
        """Handle a signal; runs between two steps of the main thread, whatever that waits for."""
        if self.status:
            return
        self.status = 128 + number
        timer = threading.Timer(_PATIENCE, self._force)
        timer.daemon = True
        timer.start()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._app.leave(self.status)
        else:
            # Called on the loop: a loop that sleeps wouldn't notice otherwise.
            loop.call_soon_threadsafe(self._app.leave, self.status)

    def _force(self) -> None:
        """Give the terminal its settings back and end the process at once."""
        set_attributes(self._opening.before)
        _end_children()
        os._exit(self.status)


def _end_children() -> None:
    """End what we started and nobody waits for any more, such as a secret's command."""
    for listed in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            for pid in map(int, listed.read_text().split()):
                # One with a group of its own may have children in turn.
                own_group = os.getpgid(pid) == pid
                os.kill(-pid if own_group else pid, signal.SIGKILL)
