"""The ledger of API calls: `calls.jsonl`, append-only, written before a call's first byte leaves.

A call is two lines of JSON: `id`, `time`, `profile`, `employer`, `method`, `path`, `billable` as
it leaves, then `id`, `time`, `status` as it ends (null: no answer came). A process killed between
the two leaves the first one: the call left, so it counts.
"""

import errno
import fcntl
import itertools
import json
import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote

from indeed_tui.indeed.departure import Departure
from indeed_tui.indeed.errors import IndeedError
from indeed_tui.store.files import LOCK_TIMEOUT, StoreError, disk_error, private_directory

_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_PIECE = 1 << 20
_PAUSE = 0.01


@dataclass(frozen=True, slots=True)
class Tally:
    """How many API calls of a profile left the machine in one month (UTC), and billable ones."""

    calls: int = 0
    billable: int = 0

    def plus(self, *, billable: bool, count: int = 1) -> "Tally":
        """Return the tally with one call more, or less with `count` -1."""
        return Tally(self.calls + count, self.billable + count * billable)


class CallLedger:
    """Counts this user's API calls, those of every process of theirs; `wall` gives seconds.

    A call waits `patience` seconds at most for other processes that write.
    """

    def __init__(
        self, path: Path, wall: Callable[[], float], patience: float = LOCK_TIMEOUT
    ) -> None:
        self._path, self._wall, self._patience = path, wall, patience
        self._reader = _Reader(path)

    def left(self, call: Departure) -> str:
        """Write down a call that is about to leave, flushed to the disk; returns its mark.

        Raises StoreError where the disk refuses, ConfigError for another user's directory.
        """
        mark = os.urandom(8).hex()
        self._append(
            {
                "id": mark,
                "time": self._time(),
                "profile": call.profile,
                "employer": call.employer,
                "method": call.method,
                "path": call.path,
                "billable": call.billable,
            },
            durable=True,
        )
        return mark

    def stayed(self, mark: str) -> None:
        """Write down that the call didn't leave: it isn't counted."""
        self._append({"id": mark, "time": self._time(), "left": False}, durable=True)

    def ended(self, mark: str, status: int | None) -> None:
        """Write down how the call ended; a disk that refuses by now changes no count."""
        try:
            self._append({"id": mark, "time": self._time(), "status": status}, durable=False)
        except IndeedError:
            # It is counted already; only its status stays unknown.
            return

    def tally(self, profile: str) -> Tally:
        """Return this month's calls of a profile; none where the ledger can't be read."""
        return self._reader.tally(profile, _month(self._time()))

    def _time(self) -> str:
        return datetime.fromtimestamp(self._wall(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _append(self, line: dict[str, object], *, durable: bool) -> None:
        text = json.dumps(line, separators=(",", ":")).encode() + b"\n"
        private_directory(self._path.parent)
        try:
            descriptor = os.open(self._path, _FLAGS, 0o600)
            try:
                _check(descriptor, self._path)
                _lock(descriptor, self._path, self._patience)
                size = os.fstat(descriptor).st_size
                if size and os.pread(descriptor, 1, size - 1) != b"\n":
                    # A disk that was full tore the line before: this one stands on its own.
                    text = b"\n" + text
                _write(descriptor, text, size)
                if durable:
                    os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise disk_error(error, self._path) from None


def _check(descriptor: int, path: Path) -> None:
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode) or state.st_uid != os.geteuid():
        raise StoreError(
            f"{path.name} is no file of yours",
            f"Move {path} away, then try again.",
            code="disk.kind",
        )
    if state.st_mode & 0o077:
        os.fchmod(descriptor, 0o600)


def _lock(descriptor: int, path: Path, patience: float) -> None:
    """Wait for the file's lock; StoreError where a stopped process may hold it for ever."""
    for _ in range(max(1, round(patience / _PAUSE))):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE)
        else:
            return
    raise StoreError(
        f"{path.name} is being written by another indeed-tui",
        f"Try again; if it stays so, see who holds it: fuser {quote(str(path))}",
        code="disk.busy",
        retryable=True,
    )


def _write(descriptor: int, text: bytes, size: int) -> None:
    """Write a whole line or nothing of it."""
    written = os.write(descriptor, text)
    if written < len(text):
        os.ftruncate(descriptor, size)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _month(time: str) -> str:
    return time[:7]


class _Reader:
    """Reads what was appended since the last look, whichever process appended it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._start()

    def _start(self) -> None:
        self._file: tuple[int, int] | None = None
        self._offset = 0
        self._tallies: dict[tuple[str, str], Tally] = {}
        self._open: dict[str, tuple[tuple[str, str], bool]] = {}

    def tally(self, profile: str, month: str) -> Tally:
        """Return the tally of a profile in a month such as `2026-11`."""
        try:
            descriptor = os.open(self._path, _READ)
        except OSError:
            self._start()
            return Tally()
        try:
            self._catch_up(descriptor)
        except OSError:
            pass
        finally:
            os.close(descriptor)
        return self._tallies.get((profile, month), Tally())

    def _catch_up(self, descriptor: int) -> None:
        state = os.fstat(descriptor)
        file = (state.st_dev, state.st_ino)
        if file != self._file or state.st_size < self._offset:
            self._start()
            self._file = file
        rest = b""
        while piece := os.pread(descriptor, _PIECE, self._offset + len(rest)):
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                # A line without its end is read again: a full disk may yet take it back.
                self._offset += len(line) + 1
                self._take(line)

    def _take(self, line: bytes) -> None:
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            return
        if not isinstance(entry, dict):
            return
        mark, profile, time = entry.get("id"), entry.get("profile"), entry.get("time")
        if not isinstance(mark, str) or not isinstance(time, str):
            return
        if isinstance(profile, str):
            key, billable = (profile, _month(time)), entry.get("billable") is not False
            self._tallies[key] = self._tallies.get(key, Tally()).plus(billable=billable)
            self._open[mark] = key, billable
        elif (known := self._open.pop(mark, None)) is not None and entry.get("left") is False:
            key, billable = known
            self._tallies[key] = self._tallies[key].plus(billable=billable, count=-1)


class MemoryLedger:
    """Counts calls as long as the process lives: for the demo and for tests."""

    def __init__(self) -> None:
        self.calls: dict[str, tuple[Departure, int | None]] = {}
        self._marks = itertools.count(1)

    def left(self, call: Departure) -> str:
        """Remember a call; returns its mark."""
        mark = str(next(self._marks))
        self.calls[mark] = call, None
        return mark

    def stayed(self, mark: str) -> None:
        """Forget a call that was held back."""
        del self.calls[mark]

    def ended(self, mark: str, status: int | None) -> None:
        """Remember how a call ended."""
        self.calls[mark] = self.calls[mark][0], status

    def tally(self, profile: str) -> Tally:
        """Return all calls of a profile so far."""
        found = Tally()
        # A copy: it is read in a thread while calls are written down on the loop.
        for call, _ in list(self.calls.values()):
            if call.profile == profile:
                found = found.plus(billable=call.billable)
        return found
