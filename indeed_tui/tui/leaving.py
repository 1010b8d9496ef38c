"""Running the app to its end: signals become exit statuses, the terminal is given back."""

import asyncio
import os
import signal
import threading
from collections.abc import Mapping
from functools import partial
from types import FrameType
from typing import cast

from textual.driver import Driver

from indeed_tui.opening import ENDING, Opening, set_attributes
from indeed_tui.showing import NONE, depth
from indeed_tui.store.settings import DisplaySettings
from indeed_tui.tui.app import IndeedApp
from indeed_tui.tui.children import end_children
from indeed_tui.tui.driver import TerminalDriver
from indeed_tui.tui.painting import Limits

# Seconds after a signal: until what the app may be waiting for is ended, then the app.
_LONG, _TOO_LONG = 2.0, 3.0
_GRACE = 2.0


def run_app(
    app: IndeedApp,
    opening: Opening,
    environ: Mapping[str, str],
    display: DisplaySettings,
    *,
    ascii_alone: bool = False,
) -> tuple[str | None, int]:
    """Run the app on the opened terminal; return its result and exit status.

    With `ascii_alone` nothing beyond ASCII is sent, and with NO_COLOR no colour.
    SIGTERM, SIGHUP, SIGINT and SIGQUIT end it in order, with 143, 129, 130 and 131; so does a
    terminal that is gone, with 129. Where it can't leave, what it started is ended after two
    seconds, and it is after three. A token request under way gets two seconds after the terminal
    was given back.
    """
    guard = _Guard(app, opening)
    before = {number: signal.signal(number, guard.leave) for number in ENDING}
    driver = partial(
        TerminalDriver,
        opening=opening,
        hung_up=partial(guard.leave, signal.SIGHUP, None),
        # A pointer that only moves would load a far line with every step.
        hovers=not (environ.get("SSH_CONNECTION") or environ.get("SSH_TTY")),
        limits=Limits(ascii_alone, depth(environ) == NONE),
        cursor=display.cursor,
    )
    app.driver_class = cast("type[Driver]", driver)
    try:
        result = app.run(mouse=display.mouse)
    finally:
        app.engine.stop(_GRACE)
        end_children()
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
        for seconds, step in ((_LONG, end_children), (_TOO_LONG, self._force)):
            timer = threading.Timer(seconds, step)
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
        """Give the terminal back, as far as it takes anything, and end the process at once."""
        end_children()
        if isinstance(driver := self._app._driver, TerminalDriver):
            driver.give_back()
        set_attributes(self._opening.before)
        os._exit(self.status)
