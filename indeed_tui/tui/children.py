"""The processes that the dashboard started: an editor, a secret's command, a clipboard's tool."""

import os
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

_MOMENT = 0.02


def end_children(number: signal.Signals = signal.SIGKILL) -> list[int]:
    """Send a signal to all that we started, and to all that they started, and return their ids.

    Where /proc doesn't tell, nothing is done.
    """
    found = list(_below(os.getpid()))
    for pid in found:
        with suppress(OSError):
            # One with a group of its own may have left some in it that aren't below it any more.
            own_group = os.getpgid(pid) == pid
            os.kill(-pid if own_group else pid, number)
    return found


def see_off(pids: Iterable[int], patience: float) -> None:
    """Wait for the end of processes that were told to end; kill them after `patience` seconds.

    One whose parent went first is nobody's child any more.
    """
    end = time.monotonic() + patience
    left = list(pids)
    while left and time.monotonic() < end:
        left = [pid for pid in left if Path(f"/proc/{pid}").exists()]
        time.sleep(_MOMENT if left else 0)
    for pid in left:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def _below(pid: int) -> Iterator[int]:
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, listed.read_text().split()):
                yield child
                yield from _below(child)
