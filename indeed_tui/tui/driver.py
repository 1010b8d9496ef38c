"""Our way with the terminal: sleeps until there is something to do, leaves at once.

Textual's own driver looks for input ten times a second, waits for a terminal that stopped reading,
spins on one that is gone, and starts a second time where SIGSTOP stopped it from outside.
"""

import os
import re
import select
import signal
import termios
import threading
from asyncio import AbstractEventLoop
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from indeed_tui.opening import Opening, attributes, set_attributes, without
from indeed_tui.tui.messages import Broke
from indeed_tui.tui.output import Output
from indeed_tui.tui.painting import NO_LIMITS, Limits, Painter

# The kitty keyboard protocol: escape codes told apart, all keys as such, with their text.
_KEYS_ON, _KEYS_OFF = "\x1b[>25u", "\x1b[<u"
# Presses and the wheel; every move, or drags only; in the notation that Textual reads.
_MOUSE_ON, _MOVES, _DRAGS = "\x1b[?1000h\x1b[?1006h", "\x1b[?1003h", "\x1b[?1002h"
_MOUSE_OFF = "\x1b[?1000l\x1b[?1003l\x1b[?1002l\x1b[?1006l"
# A cursor that stands still, and the one that the user is used to.
_CURSOR_ON, _CURSOR_OFF = "\x1b[?25h\x1b[2 q", "\x1b[0 q"
# Seconds: for the last output, and between a signal and its companion.
_PATIENCE, _MOMENT = 1.0, 0.1


class TerminalDriver(LinuxDriver):
    """Input and output of the dashboard.

    `opening` has the terminal's settings, and its screen until it is taken over; `hovers` says
    whether a pointer's every move is asked for, `cursor` whether the terminal's own cursor is seen,
    `limits` what the terminal lacks; `hung_up` is called on the app's loop when the terminal is
    gone.
    """

    def __init__(
        self,
        app: App[str],
        *,
        opening: Opening,
        hung_up: Callable[[], None],
        hovers: bool = True,
        limits: Limits = NO_LIMITS,
        cursor: bool = False,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.attrs_before = opening.before
        self._opening = opening
        self._hung_up = hung_up
        self._mouse_on = _MOUSE_ON + (_MOVES if hovers else _DRAGS) if mouse else ""
        self._cursor_on, self._cursor_off = (
            (_CURSOR_ON, _CURSOR_OFF) if cursor else ("\x1b[?25l", "")
        )
        self._painter = Painter(*self._get_terminal_size(), entered=opening.entered, limits=limits)
        self._output: Output | None = None
        self._parser = XTermParser(debug)
        self._wake_read, self._wake_write = os.pipe()
        self._loop.set_exception_handler(self._step_broke)

    # -- output -----------------------------------------------------------------------------

    def write(self, data: str) -> None:
        """Write what Textual paints or asks of the terminal; never waits."""
        if self._output is not None:
            self._output.take(data)

    def repaint(self) -> None:
        """Send the whole screen again, after something else wrote on it."""
        if self._output is not None:
            self._output.repaint()

    def close(self) -> None:
        """Give the terminal back where it wasn't even taken over: something broke before."""
        self._opening.leave()

    def give_back(self) -> None:
        """Give the terminal back as it was, unless that was done: it may be the shell's now.

        Sends what is left, for a second at most. Any thread may do it: the app's loop may be stuck.
        """
        output, self._output = self._output, None
        if output is None:
            return
        modes = "\x1b[?2004l\x1b[?7h\x1b[?1004l\x1b[?1049l\x1b[?25h"
        keys = "" if constants.DISABLE_KITTY_KEY else _KEYS_OFF
        mouse = _MOUSE_OFF if self._mouse else ""
        output.finish(mouse + keys + self._cursor_off + modes, _PATIENCE)
        set_attributes(self.attrs_before)

    # -- application mode -------------------------------------------------------------------

    def start_application_mode(self) -> None:
        """Take the terminal over, for the first time or after a stop."""
        if self._in_background():
            # Continued by `bg`: there is no terminal for us until `fg`. Not at once: `kill` sends
            # its signal and SIGCONT, and they may arrive the other way round.
            self._loop.call_later(_MOMENT, self._stop_again)
            return
        again = self._output is not None
        self._take_over()
        if self._output is None:
            encoding = getattr(self._file, "encoding", None) or "utf-8"
            self._output = Output(
                2,
                encoding,
                self._painter,
                lambda: not self._in_background(),
                self._gone,
                self._broke,
            )
            self._output.start()
            self._opening.take_over()
        self._output.repaint(self._get_terminal_size())
        if again:
            # A shell may have left the alternate screen meanwhile.
            self.write("\x1b[?1049l")
        self.write(f"\x1b[?1049h{self._cursor_on}\x1b[?1004h\x1b[?2004h\x1b[?7l{self._mouse_on}")
        self.write("" if constants.DISABLE_KITTY_KEY or again else _KEYS_ON)
        self._request_terminal_sync_mode_support()
        if self._key_thread is None:
            self._key_thread = threading.Thread(target=self._run_input_thread, name="input")
            self._key_thread.daemon = True
            self._key_thread.start()
        signal.signal(signal.SIGWINCH, self._resized)
        self._tell_size()
        if self._must_signal_resume or again:
            self._must_signal_resume = False
            self._post(self.SignalResume())

    def stop_application_mode(self) -> None:
        """Listen no more and give the terminal back."""
        self.disable_input()
        self.give_back()

    def disable_input(self) -> None:
        """Stop listening, at once."""
        thread, self._key_thread = self._key_thread, None
        if thread is None:
            return
        signal.signal(signal.SIGWINCH, signal.SIG_DFL)
        os.write(self._wake_write, b"\0")
        thread.join()
        os.read(self._wake_read, 1)
        with suppress(termios.error):
            termios.tcflush(self.fileno, termios.TCIFLUSH)

    def _take_over(self) -> None:
        """Set the terminal to give every key at once and unread."""
        now = attributes()
        if self.attrs_before is None:
            self.attrs_before = now
        if now is None:
            return
        local = termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG
        flow = termios.IXON | termios.IXOFF
        endings = termios.ICRNL | termios.INLCR | termios.IGNCR
        codes: dict[int, bytes | int] = {termios.VMIN: 1, termios.VTIME: 0}
        set_attributes(without(now, local=local, arriving=flow | endings, codes=codes))

    def _in_background(self) -> bool:
        with suppress(OSError):
            return os.tcgetpgrp(self.fileno) != os.getpgrp()
        return False

    # -- signals ----------------------------------------------------------------------------

    @property
    def can_suspend(self) -> bool:
        """Say whether a shell is there that could bring us back; without one nobody would."""
        return os.getsid(0) != os.getpgrp()

    def _sigtstp_application(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._suspend)

    def _sigcont_application(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._continue)

    def _suspend(self) -> None:
        if not self.can_suspend:
            return
        if self._auto_restart:
            self.suspend_application_mode()
            self._must_signal_resume = True
        # The whole job, as the terminal's own ctrl+z would: a script that started us stops too.
        os.kill(0, signal.SIGSTOP)

    def _stop_again(self) -> None:
        if not self._app._exit and self._in_background():
            os.kill(os.getpid(), signal.SIGSTOP)

    def _continue(self) -> None:
        if self._auto_restart and not self._app._exit:
            self.resume_application_mode()

    def _resized(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._tell_size)

    def _tell_size(self) -> None:
        size = self._get_terminal_size()
        if self._output is not None:
            self._output.repaint(size)
        self._post(events.Resize(Size(*size), Size(*size)))

    def _get_terminal_size(self) -> tuple[int, int]:
        """Ask the terminal that is written on, whatever COLUMNS and LINES say."""
        with suppress(OSError):
            columns, rows = os.get_terminal_size(2)
            if columns and rows:
                return columns, rows
        return 80, 24

    def _post(self, message: events.Event) -> None:
        message.set_sender(self._app)
        self._app.post_message(message)

    def _gone(self) -> None:
        """Tell the app that the terminal is gone; called on a thread of ours."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._hung_up)

    def _broke(self, error: BaseException) -> None:
        """Tell the app that something broke beside it."""
        with suppress(RuntimeError):
            self._app.post_message(Broke(error))

    def _step_broke(self, loop: AbstractEventLoop, context: dict[str, Any]) -> None:
        """Tell the app of a step of its loop that broke, such as one that a signal asked for."""
        error = context.get("exception")
        if "handle" in context and isinstance(error, Exception):
            self._broke(error)
        else:
            loop.default_exception_handler(context)

    # -- input ------------------------------------------------------------------------------

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - the edge of a thread: the app tells it
            self._broke(error)

    def run_input_thread(self) -> None:
        """Pass the keys on until told to stop or the terminal is gone; sleeps between them."""
        # Bytes that aren't UTF-8 are no reason to end.
        decode = getincrementaldecoder("utf-8")("replace").decode
        patience: float | None = None
        while True:
            ready, _, _ = select.select([self.fileno, self._wake_read], [], [], patience)
            if self._wake_read in ready:
                return
            if ready:
                data = self._read()
                if data == b"":
                    self._gone()
                    return
                messages = self._fed(decode(data or b""))
                # An escape key is told from a sequence by what doesn't follow.
                patience = constants.ESCAPE_DELAY + 0.01
            else:
                messages, patience = self._parsed(self._parser.tick()), None
            for message in messages:
                self.process_message(message)

    def _fed(self, text: str) -> Iterator[Message]:
        """Parse one sequence after the other, so that a broken one takes no other with it."""
        for piece in filter(None, re.split("(?=\x1b)", text)):
            yield from self._parsed(self._parser.feed(piece))

    def _parsed(self, messages: Iterable[Message]) -> Iterator[Message]:
        """Give on what is parsed; a reply that Textual's parser breaks at is left out.

        So is one about the size, which nobody asked for: the kernel tells that. A parser that
        has read one counts the mouse in pixels from then on.
        """
        try:
            for message in messages:
                if isinstance(message, events.Resize):
                    self._parser = XTermParser(self._debug)
                else:
                    yield message
        except (ArithmeticError, LookupError, ValueError):
            self._parser = XTermParser(self._debug)

    def _read(self) -> bytes | None:
        """Return what was typed, b"" at its end, None where another process took it away."""
        try:
            return os.read(self.fileno, 1 << 16)
        except BlockingIOError:
            return None
        except OSError:
            return b""
