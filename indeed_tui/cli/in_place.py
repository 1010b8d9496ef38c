"""Lines that are updated where they stand on a terminal: no other screen, no hidden cursor."""

import os
import signal
import termios
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from indeed_tui.cli.status_rows import crop, width

_NO_WRAP, _WRAP, _TO_LINE_END, _TO_SCREEN_END = "\x1b[?7l", "\x1b[?7h", "\x1b[K", "\x1b[J"
_USUAL = os.terminal_size((80, 24))


class InPlace:
    """A block of lines; the cursor rests at the start of the line below it.

    `write` sends text to the terminal at once; `size` is asked at every drawing.
    """

    def __init__(
        self,
        write: Callable[[str], None],
        size: Callable[[], os.terminal_size],
        ellipsis: str = "…",
    ) -> None:
        self._write, self._size, self._ellipsis = write, size, ellipsis
        self._drawn: list[str] = []
        self._lost = False

    def anew(self) -> None:
        """Draw the whole block below the cursor next time: nobody knows what stands above.

        May be called at any moment, by a signal's handler too.
        """
        self._lost = True

    def draw(self, lines: Sequence[str]) -> None:
        """Let the block show these lines, cropped to the terminal; only what changed is sent."""
        size = self._size()
        columns, rows = size.columns or _USUAL.columns, size.lines or _USUAL.lines
        # A terminal that became too small has scrolled or folded the block.
        small = len(self._drawn) >= rows or any(width(old) > columns for old in self._drawn)
        if small or self._lost:
            self._drawn, self._lost = [], False
        wanted = [crop(line, columns, self._ellipsis) for line in self._fitting(lines, rows - 1)]
        if wanted != self._drawn:
            # What is wider than we think must not fold a line: the next drawing would miss it.
            self._write(_NO_WRAP + _update(self._drawn, wanted) + _WRAP)
            self._drawn = wanted

    def _fitting(self, lines: Sequence[str], room: int) -> Sequence[str]:
        if len(lines) <= room:
            return lines
        shown = max(0, room - 1)
        return [*lines[:shown], f"{self._ellipsis} {len(lines) - shown} more lines"][: max(0, room)]


def _update(old: Sequence[str], new: Sequence[str]) -> str:
    """Return what turns one block into the other, from below the old to below the new."""
    told, row = [], len(old)
    for number, line in enumerate(new[: len(old)]):
        if line != old[number]:
            told += [_move(number - row), line, _TO_LINE_END, "\r"]
            row = number
    told.append(_move(min(len(old), len(new)) - row))
    told += [f"{line}\n" for line in new[len(old) :]]
    if len(new) < len(old):
        told.append(_TO_SCREEN_END)
    return "".join(told)


def _move(rows: int) -> str:
    if rows == 0:
        return ""
    return f"\x1b[{rows}B" if rows > 0 else f"\x1b[{-rows}A"


@contextmanager
def silent(terminal: int, continued: Callable[[], None]) -> Iterator[None]:
    """Don't echo what is typed while lines are updated: a return would move them.

    A process that is stopped gives the terminal back; `continued` is called when it goes on. In
    the background a terminal is left as it is.
    """
    before = termios.tcgetattr(terminal)

    def echo(wanted: bool) -> None:
        # Whoever sets a terminal from the background is stopped for it.
        if os.tcgetpgrp(terminal) == os.getpgrp():
            now = termios.tcgetattr(terminal)
            now[3] = before[3] if wanted else before[3] & ~termios.ECHO
            termios.tcsetattr(terminal, termios.TCSADRAIN, now)

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        echo(True)
        os.kill(os.getpid(), signal.SIGSTOP)

    def go_on(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        echo(False)
        continued()

    handlers = ((signal.SIGTSTP, stop), (signal.SIGCONT, go_on))
    old = [(number, signal.signal(number, handler)) for number, handler in handlers]
    echo(False)
    try:
        yield
    finally:
        echo(True)
        for number, handler in old:
            signal.signal(number, handler)
