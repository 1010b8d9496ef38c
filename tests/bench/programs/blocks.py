"""The dashboard with a pulse on its loop: how long was the longest time without one?

SIGUSR1 starts anew, SIGUSR2 writes the milliseconds to the file that BLOCKS_FILE names.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from time import perf_counter

from indeed_tui.cli.main import run
from indeed_tui.tui.app import IndeedApp

_PULSE = 0.002
_mount = IndeedApp.on_mount


class Pulse:
    """Beats on the running loop; what keeps it from beating would keep a key waiting."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._last, self._longest = perf_counter(), 0.0
        self._loop.add_signal_handler(signal.SIGUSR1, self._anew)
        self._loop.add_signal_handler(signal.SIGUSR2, self._write)
        self._beat()

    def _beat(self) -> None:
        now = perf_counter()
        self._longest = max(self._longest, now - self._last - _PULSE)
        self._last = now
        self._loop.call_later(_PULSE, self._beat)

    def _anew(self) -> None:
        self._last, self._longest = perf_counter(), 0.0

    def _write(self) -> None:
        target = Path(os.environ["BLOCKS_FILE"])
        whole = target.with_suffix(".part")
        whole.write_text(f"{self._longest * 1e3}")
        whole.replace(target)


def _on_mount(self: IndeedApp) -> None:
    _mount(self)
    Pulse()


IndeedApp.on_mount = _on_mount  # type: ignore[method-assign]
sys.exit(run(sys.argv[1:]))
