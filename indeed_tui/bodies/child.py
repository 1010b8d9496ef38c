"""Work that must neither hold the program's lock nor outgrow it: a child process with limits."""

import os
import select
import subprocess
import sys
from time import monotonic

_CHUNK = 1 << 16


class ChildEnded(OSError):  # noqa: N818
    """The child ended, or was ended, before it had answered."""


class ChildTooSlow(OSError):  # noqa: N818
    """The child took longer than it may; it was ended."""


class Child:
    """A module of this package as a process; what it does comes and goes through pipes.

    Nothing is given in its arguments. `kill` may be called from any thread.
    """

    def __init__(self, module: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            # A key pressed in the terminal, such as ctrl+c, isn't meant for it.
            start_new_session=True,
        )

    def send(self, *parts: bytes) -> None:
        """Hand over some bytes. Raises ChildEnded."""
        pipe = self._process.stdin
        try:
            for part in parts:
                rest = memoryview(part)
                while pipe is not None and rest:
                    rest = rest[os.write(pipe.fileno(), rest[: 1 << 20]) :]
        except (OSError, ValueError) as error:
            raise ChildEnded("the child process ended early") from error

    def receive(self, size: int, seconds: float) -> bytes:
        """Return exactly so many bytes of the answer. Raises ChildEnded and ChildTooSlow."""
        return b"".join(self._read(size, monotonic() + seconds))

    def last(self, seconds: float) -> bytes:
        """Close the child's input and return all it still says. Raises ChildTooSlow."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        return b"".join(self._read(None, monotonic() + seconds))

    def _read(self, size: int | None, end: float) -> list[bytes]:
        pipe, parts = self._process.stdout, list[bytes]()
        while size is None or size > 0:
            try:
                assert pipe is not None  # noqa: S101 - it was asked for
                if not select.select([pipe], [], [], max(0.0, end - monotonic()))[0]:
                    self.kill()
                    raise ChildTooSlow("the child process took too long")
                part = os.read(pipe.fileno(), _CHUNK * 16 if size is None else min(size, 1 << 20))
            except ValueError as error:
                raise ChildEnded("the child process was ended") from error
            if not part:
                if size is None:
                    break
                raise ChildEnded("the child process ended early")
            parts.append(part)
            size = None if size is None else size - len(part)
        return parts

    def kill(self) -> None:
        """End the child; whoever waits for its answer gets ChildEnded."""
        self._process.kill()

    def close(self) -> None:
        """End the child and take its pipes down; nobody may be waiting for it any more."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
