"""Regular expressions matched in a child process, which can be ended when it takes too long.

`python -m indeed_tui.bodies.matching` is that process. It is told the expression in a line of
JSON, then gets batches of lines: 4 bytes of length, 4 bytes for the most matches, the lines. It
answers 4 bytes of length and the matches: line, column and length as 4 bytes each.
"""

import json
import re
import struct
import sys
import threading
from array import array
from collections.abc import Iterator, Sequence
from typing import BinaryIO

Span = tuple[int, int, int]
"""A match: line, column and length in characters."""

_PATIENCE = 3.0
# A batch with one very long line may take longer.
_PATIENCE_PER_CHARACTER = 1e-6
_LENGTHS = struct.Struct("=II")
_LENGTH = struct.Struct("=I")


class TooSlow(Exception):  # noqa: N818
    """The expression takes too long, or its process ended; the text says which."""


class ChildMatcher:
    """Finds an expression's matches in lines. `close` it in the end, from any thread."""

    def __init__(self, pattern: "re.Pattern[str]") -> None:
        # Imported here: the child itself needs none of it.
        from indeed_tui.bodies.child import Child

        self._pattern = pattern
        self._child: Child | None = None
        self._closed = False
        self._lock = threading.Lock()

    def find(self, lines: Sequence[str], most: int) -> Iterator[Span]:
        """Return the matches in lines that hold no newline; empty ones are left out.

        Raises TooSlow.
        """
        from indeed_tui.bodies.child import Child, ChildEnded, ChildTooSlow

        payload = "\n".join(lines).encode("utf-8", "surrogatepass")
        patience = _PATIENCE + len(payload) * _PATIENCE_PER_CHARACTER
        try:
            with self._lock:
                if self._child is None and not self._closed:
                    self._child = Child("indeed_tui.bodies.matching")
                    told = {"pattern": self._pattern.pattern, "flags": self._pattern.flags}
                    self._child.send(json.dumps(told).encode() + b"\n")
                if self._child is None or self._closed:
                    return iter(())
                self._child.send(_LENGTHS.pack(len(payload), max(0, most)), payload)
                size = _LENGTH.unpack(self._child.receive(_LENGTH.size, patience))[0]
                found = array("I", self._child.receive(size, patience))
        except ChildTooSlow as error:
            raise TooSlow("this expression takes too long here; try a simpler one") from error
        except (ChildEnded, OSError) as error:
            if self._closed:
                return iter(())
            raise TooSlow("the search ended early") from error
        return zip(*[iter(found)] * 3, strict=True)

    def close(self) -> None:
        """End the process; it waits for nothing that takes long."""
        self._closed = True
        if self._child is not None:
            self._child.kill()
        # Whoever waits for the child's answer sees its end at once, and lets go.
        with self._lock:
            child, self._child = self._child, None
            if child is not None:
                child.close()


def found(pattern: "re.Pattern[str]", lines: Sequence[str], most: int) -> "array[int]":
    """Return the matches, three numbers each."""
    spans = array("I")
    for number, line in enumerate(lines):
        for match in pattern.finditer(line):
            if match.end() > match.start():
                spans.extend((number, match.start(), match.end() - match.start()))
                if len(spans) >= 3 * most:
                    return spans
    return spans


def _serve(asked: BinaryIO, told: BinaryIO) -> None:
    wanted = json.loads(asked.readline())
    pattern = re.compile(wanted["pattern"], wanted["flags"])
    while len(lengths := asked.read(_LENGTHS.size)) == _LENGTHS.size:
        size, most = _LENGTHS.unpack(lengths)
        lines = asked.read(size).decode("utf-8", "surrogatepass").split("\n")
        answer = found(pattern, lines, most).tobytes()
        told.write(_LENGTH.pack(len(answer)) + answer)
        told.flush()


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
