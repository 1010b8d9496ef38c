"""The way to the terminal: a thread that writes, so that nobody else ever waits for it."""

import os
import select
import threading
from collections.abc import Callable

from indeed_tui.stand_ins import register
from indeed_tui.tui.painting import Painter


class Output(threading.Thread):
    """Sends what the painter has to send; a terminal that stops reading stops only this thread.

    When it reads again it gets what is wanted then, not every frame between. `ours` says whether
    the terminal is still ours to write on; `gone` is called, on this thread, when it isn't, or when
    there is none any more; `broke` when the painter breaks. The terminal is given back even then.
    """

    def __init__(
        self,
        descriptor: int,
        encoding: str,
        painter: Painter,
        ours: Callable[[], bool],
        gone: Callable[[], None],
        broke: Callable[[BaseException], None],
    ) -> None:
        super().__init__(name="indeed-tui output", daemon=True)
        self._descriptor, self._encoding = descriptor, encoding
        self._ours, self._gone, self._broke = ours, gone, broke
        self._painter = painter
        self._errors = register()
        self._changed = threading.Condition()
        self._due = False
        self._farewell: str | None = None

    def take(self, data: str) -> None:
        """Take what is to be written; returns at once. A frame goes out when all of it is there."""
        with self._changed:
            self._painter.take(data)
            if not self._painter.amid:
                self._wake()

    def repaint(self, size: tuple[int, int] | None = None) -> None:
        """Send everything again, to a terminal of another size where one is given."""
        with self._changed:
            if size is None:
                self._painter.forget()
            else:
                self._painter.resize(*size)
            self._wake()

    def finish(self, farewell: str, patience: float) -> None:
        """Send what is left and a farewell, and end; or give up after `patience` seconds."""
        with self._changed:
            self._farewell = farewell
            self._wake()
        self.join(patience)

    def run(self) -> None:
        """Send until the end."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._due)
                self._due, last = False, self._farewell is not None
                if not last and not self._ours():
                    # What gives the terminal back is still sent, by `finish`.
                    self._gone()
                    continue
                data = self._painted().encode(self._encoding, self._errors)
            if not self._sent(data):
                self._gone()
                return
            if last:
                return

    def _painted(self) -> str:
        farewell = self._farewell or ""
        try:
            self._painter.take(farewell)
            return self._painter.emit()
        except Exception as error:  # noqa: BLE001 - the edge of a thread: the app tells it
            self._broke(error)
            return f"\x1b[0m{farewell}"

    def _wake(self) -> None:
        self._due = True
        self._changed.notify()

    def _sent(self, data: bytes) -> bool:
        left = memoryview(data)
        while left:
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:
                # Whoever shares the terminal left it like that.
                select.select([], [self._descriptor], [])
            except OSError:
                return False
        return True
