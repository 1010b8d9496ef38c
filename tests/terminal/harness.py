"""A terminal from outside: the installed program on a pty, its screen read with pyte."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

PATIENCE = 30.0
PROGRAM = (sys.executable, "-m", "indeed_tui")
DEMO = (*PROGRAM, "--demo")
SHELL = ("bash", "--norc", "--noprofile", "-i")


class Screen(pyte.Screen):
    """A screen of pyte's that knows dim as well; blinking, which nobody uses here, carries it."""

    def select_graphic_rendition(self, *attributes: int) -> None:
        """Take a look's parameters (SGR)."""
        taken, rest = [], list(attributes)
        while rest:
            code = rest.pop(0)
            if code in (38, 48) and rest:
                count = 2 if rest[0] == 5 else 4
                taken += [code, *rest[:count]]
                del rest[:count]
            else:
                taken += {2: [5], 22: [22, 25]}.get(code, [code])
        super().select_graphic_rendition(*taken)


class Terminal:
    """A program on a pty of its own session; a thread reads what it writes.

    `pause()` stops the reading, as a stalled line does; `raw` is every byte that came. Where the
    pty isn't `controlling` its end sends no SIGHUP. `stdin` is another descriptor to read from.
    """

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        columns: int = 100,
        rows: int = 30,
        controlling: bool = True,
        stdin: int | None = None,
    ) -> None:
        self._screen = Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._lock = threading.Lock()
        self.raw = bytearray()
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._before = termios.tcgetattr(theirs)
        self.process = subprocess.Popen(
            command,
            stdin=theirs if stdin is None else stdin,
            stdout=theirs,
            stderr=theirs,
            env={"TERM": "xterm-256color", "PATH": os.environ["PATH"], **environ},
            start_new_session=True,
            preexec_fn=(lambda: fcntl.ioctl(2, termios.TIOCSCTTY, 0)) if controlling else None,
            close_fds=True,
        )
        # Kept open, so that the pty's settings can be read after the program has ended.
        self._theirs = theirs
        self._reading = threading.Event()
        self._reading.set()
        self._over = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while not self._over:
            self._reading.wait(0.1)
            if not self._reading.is_set():
                continue
            ready, _, _ = select.select([self._ours], [], [], 0.05)
            if ready:
                try:
                    data = os.read(self._ours, 65536)
                except OSError:
                    return
                with self._lock:
                    self.raw += data
                    # pyte doesn't know synchronised output's query, and needn't.
                    with contextlib.suppress(Exception):
                        self._stream.feed(data)

    def pause(self) -> None:
        """Stop reading, as a stalled line or ctrl+s: the program's next write blocks."""
        self._reading.clear()
        termios.tcflow(self._theirs, termios.TCOOFF)

    def resume(self) -> None:
        """Read again."""
        termios.tcflow(self._theirs, termios.TCOON)
        self._reading.set()

    def lines(self) -> list[str]:
        """What a person sees now."""
        with self._lock:
            return list(self._screen.display)

    def text(self) -> str:
        return "\n".join(self.lines())

    def cells(self) -> list[list[pyte.screens.Char]]:
        """Every cell with its look; `blink` stands for dim."""
        with self._lock:
            screen = self._screen
            return [[screen.buffer[y][x] for x in range(screen.columns)]
                    for y in range(screen.lines)]  # fmt: skip

    def cursor(self) -> tuple[int, int]:
        """The column and row of the terminal's own cursor."""
        with self._lock:
            return self._screen.cursor.x, self._screen.cursor.y

    def at_cursor(self) -> str:
        """What stands on the screen from the terminal's own cursor to the line's end."""
        with self._lock:
            return str(self._screen.display[self._screen.cursor.y])[self._screen.cursor.x :]

    def cursor_shown(self) -> bool:
        with self._lock:
            return not self._screen.cursor.hidden

    def until(self, true: Callable[[], object], what: str) -> None:
        """Wait until something holds; AssertionError with the screen when it never does."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if true():
                return
            if self.process.poll() is not None:
                # Its last words may still be under way.
                end = min(end, time.monotonic() + 1.0)
            time.sleep(0.02)
        if true():
            return
        raise AssertionError(f"{what} never came; the screen was:\n{self.text()}")

    def miss(self, unwanted: str) -> None:
        """Wait until a text no longer stands on the screen."""
        self.until(lambda: unwanted not in self.text(), f"the end of {unwanted!r}")

    def see(self, wanted: str) -> None:
        """Wait until a text stands on the screen."""
        self.until(lambda: wanted in self.text(), repr(wanted))

    def enter(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Take another size, as a window that is dragged."""
        with self._lock:
            self._screen.resize(rows, columns)
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hang_up(self) -> None:
        """Go away, as a closed window does."""
        self._stop_reading()
        os.close(self._ours)
        self._ours = -1

    def left(self) -> list[int]:
        """The processes that the program left behind in its session."""
        left = []
        for name in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                if os.getsid(int(name)) == self.process.pid and _state(int(name)) != "Z":
                    left.append(int(name))
        return left

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)

    def ended(self) -> int:
        """Wait for the end and return the exit status, as a shell would see it."""
        status = self.process.wait(PATIENCE)
        time.sleep(0)
        self.until(self._drained, "the last output")
        return 128 - status if status < 0 else status

    def _drained(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], 0.05)
        return not ready

    def echoes(self) -> bool:
        """Say whether what is typed is shown."""
        return bool(termios.tcgetattr(self._theirs)[3] & termios.ECHO)

    def settings_restored(self) -> bool:
        """Say whether the terminal's settings are as they were."""
        return termios.tcgetattr(self._theirs)[:4] == self._before[:4]

    def restored(self) -> bool:
        """Say whether the terminal is as it was: settings, screen, cursor, and every mode off."""
        return self.settings_restored() and self.left_alone() and "2004" not in self._modes_on()

    def left_alone(self) -> bool:
        """Say whether the main screen is shown, with its cursor, and no key or click is reported.

        Pasting is left out: a shell that is back asks for its marks itself.
        """
        on = self._modes_on()
        with self._lock:
            keys = self.raw.count(b"\x1b[>25u") == self.raw.count(b"\x1b[<u")
        return keys and not on - {"2004", "7", "25"} and {"7", "25"} <= on

    def _modes_on(self) -> set[str]:
        with self._lock:
            said = re.findall(rb"\x1b\[\?(\d+)([hl])", self.raw)
        modes = {b"7": b"h", b"25": b"h", **dict(said)}
        return {mode.decode() for mode, state in modes.items() if state == b"h"}

    def seconds_of_cpu(self, pid: int | None = None) -> float:
        """The seconds of CPU that the program, or another process, has taken so far."""
        fields = (
            Path(f"/proc/{pid or self.process.pid}/stat").read_text().rpartition(")")[2].split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for pid in self.left():
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        self._stop_reading()
        os.close(self._theirs)
        if self._ours >= 0:
            os.close(self._ours)

    def _stop_reading(self) -> None:
        self._over = True
        self._reader.join()

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def home(folder: Path) -> dict[str, str]:
    """An environment whose files all lie in a folder of the test's."""
    return {
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "INDEED_TUI_CONFIG_DIR": str(folder / "config"),
        "INDEED_TUI_STATE_DIR": str(folder / "state"),
    }


def credentials(url: str, secret: str = "demo-secret") -> dict[str, str]:
    """The variables that `indeed-tui simulate` prints, for a simulator at `url`."""
    return {
        "INDEED_CLIENT_ID": "demo-client",
        "INDEED_CLIENT_SECRET": secret,
        "INDEED_TUI_TOKEN_URL": f"{url}/oauth/v2/tokens",
        "INDEED_TUI_APPINFO_URL": f"{url}/v2/api/appinfo",
        "INDEED_TUI_API_URL": url,
    }
