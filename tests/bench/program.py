"""A program on a pty, measured from outside: the harness of the terminal tests, with a watch."""

import os
import queue
import re
import select
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.bench.screen import Screen, answers
from tests.terminal.harness import Terminal

COLUMNS, ROWS = 120, 40
NS = 1_000_000_000
PATIENCE = 60.0
# Loading is over when this many seconds need less than this share of a core and these bytes.
_CALM_SECONDS, _CALM_SHARE, _CALM_BYTES = 0.2, 0.15, 2_000
_LOOK = 0.05

Chunk = tuple[int, bytes]
"""Monotonic nanoseconds of arrival, and what arrived."""


class NotSeenError(Exception):
    """What was waited for never came; the text is the screen."""


class Program(Terminal):
    """A command on a 120x40 terminal that says when its bytes came, not when they were drawn.

    A thread notes the moment; the screen is drawn by whoever asks. `started` is the moment
    before the process is made, in monotonic nanoseconds; so are all moments here.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self.shown = Screen(COLUMNS, ROWS)
        self.written = 0
        self.gone: int | None = None
        self._chunks: queue.SimpleQueue[Chunk] = queue.SimpleQueue()
        self.started = self.last = time.monotonic_ns()
        usual = {"COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        super().__init__(command, {**usual, **environ}, columns=COLUMNS, rows=ROWS)

    def _read(self) -> None:
        """Note what comes, and the moment the process is gone; runs in the harness's thread."""
        watch = os.pidfd_open(self.process.pid)
        waited = [self._ours, watch]
        try:
            while not self._over:
                ready, _, _ = select.select(waited, [], [], _LOOK)
                now = time.monotonic_ns()
                if self._ours in ready:
                    data = os.read(self._ours, 65536)
                    self._chunks.put((now, data))
                    if reply := answers(data):
                        os.write(self._ours, reply)
                if watch in ready:
                    self.gone, waited = now, [self._ours]
        except OSError:
            self.gone = self.gone or time.monotonic_ns()
        finally:
            os.close(watch)

    # -- the screen ---------------------------------------------------------------------

    def text(self) -> str:
        """Return what a person sees, of what was taken so far."""
        return self.shown.text()

    def take(self, seconds: float) -> int | None:
        """Draw the next bytes and return their moment; None where none come in time."""
        try:
            moment, data = (
                self._chunks.get(timeout=seconds) if seconds > 0 else self._chunks.get(block=False)
            )
        except queue.Empty:
            return None
        self.written += len(data)
        self.last = moment
        self.shown.feed(data)
        return moment

    def seen(self, wanted: str, seconds: float = PATIENCE) -> int:
        """Return the moment of the bytes that brought a text (a regex); NotSeenError for never."""
        found = re.compile(wanted, re.MULTILINE | re.DOTALL)
        return self.when(lambda: found.search(self.text()) is not None, wanted, seconds)

    def when(self, true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> int:
        """Return the moment of the bytes that made something true; NotSeenError for never."""
        if true():
            return self.last
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            moment = self.take(min(left, 0.5))
            if moment is not None and true():
                return moment
            if moment is None and self.gone is not None:
                break
        raise NotSeenError(f"{what} never came; the screen was:\n{self.text().rstrip()}")

    def watch(self, seconds: float) -> None:
        """Take all that comes for some time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.take(left)

    def quiet(self, milliseconds: float, at_most: float = 5.0) -> int:
        """Take what comes until nothing came for that long; return the last bytes' moment."""
        end = time.monotonic() + at_most
        while time.monotonic() < end:
            left = milliseconds / 1e3 - (time.monotonic_ns() - self.last) / NS
            if self.take(max(left, 0)) is None and left <= 0:
                break
        return self.last

    def calm(self, at_most: float = 15.0) -> int:
        """Wait until loading is over: little output, little CPU; return when that began."""
        marks: list[tuple[int, int, int]] = []
        end = time.monotonic() + at_most
        span = round(_CALM_SECONDS / _LOOK)
        while time.monotonic() < end:
            marks.append((time.monotonic_ns(), self.cpu(), self.written))
            if len(marks) > span:
                (t0, cpu0, bytes0), (t1, cpu1, bytes1) = marks[-1 - span], marks[-1]
                if cpu1 - cpu0 < _CALM_SHARE * (t1 - t0) and bytes1 - bytes0 < _CALM_BYTES:
                    return t0
            self.watch(_LOOK)
        return time.monotonic_ns()

    # -- the process --------------------------------------------------------------------

    def cpu(self) -> int:
        """Return the CPU time of the process and its children, in nanoseconds."""
        return sum(_cpu(pid) for pid in self._family())

    def memory(self) -> tuple[float, float]:
        """Return what the processes have and at most had in memory (VmRSS, VmHWM), in MB."""
        found = [_memory(pid) for pid in self._family()]
        return sum(now for now, _ in found) / 1024, sum(most for _, most in found) / 1024

    def leave(self, keys: str, seconds: float = 10.0) -> float:
        """Press what quits; return the milliseconds until the process was gone."""
        pressed = time.monotonic_ns()
        self.enter(keys)
        end = time.monotonic() + seconds
        while self.gone is None and time.monotonic() < end:
            self.take(0.01)
        if self.gone is None:
            raise NotSeenError(f"it did not leave; the screen was:\n{self.text().rstrip()}")
        return (self.gone - pressed) / 1e6

    def _family(self) -> list[int]:
        return [] if self.gone else family(self.process.pid)

    def __enter__(self) -> "Program":
        return self

    def close(self) -> None:
        """End the process with its children."""
        for pid in reversed(self._family()):
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        super().close()


def family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    found = [pid]
    for known in found:
        with suppress(OSError):
            for task in Path(f"/proc/{known}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def _cpu(pid: int) -> int:
    """Return a process's CPU time, ended threads and reaped children included, in nanoseconds."""
    try:
        own = time.clock_gettime_ns((~pid << 3) | 2)  # Linux's CPU clock of another process
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return own + (int(fields[13]) + int(fields[14])) * NS // os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> tuple[int, int]:
    found = {"VmRSS": 0, "VmHWM": 0}
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            name, _, value = line.partition(":")
            if name in found:
                found[name] = int(value.split()[0])
    return found["VmRSS"], found["VmHWM"]
