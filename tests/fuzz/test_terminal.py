"""Random bytes at a real terminal: valid and broken sequences, sizes; the program outlives them."""

import os
import random
from pathlib import Path

from tests.terminal.harness import PROGRAM, Terminal, home

STEPS = int(os.environ.get("INDEED_TUI_FUZZ_BYTES", "300"))
SEED = int(os.environ.get("INDEED_TUI_FUZZ_SEED", "1"))

_SIZES = ((80, 24), (40, 12), (120, 40), (1, 1), (20, 5), (200, 60), (7, 50))
_PIECES = (
    # Keys, as terminals send them; kitty's; broken ones.
    b"\x1b[A", b"\x1b[B", b"\x1bOP", b"\x1b[15~", b"\x1b[1;5C", b"\x1b[Z", b"\r", b"\t", b"\x7f",
    b"\x1b[97;5u", b"\x1b[27u", b"\x1b[57399u", b"\x1b[97:65:99;2:3;120u", b"\x1b[1;1:3A",
    b"\x1b[999999999999u", b"\x1b[;u", b"\x1b[;;;;;u", b"\x1b[1;", b"\x1bO", b"\x1b[", b"\x1b",
    # The mouse, in and out of the screen.
    b"\x1b[<0;5;5M", b"\x1b[<0;5;5m", b"\x1b[<64;10;3M", b"\x1b[<35;1;1M", b"\x1b[<0;9999;9999M",
    b"\x1b[<0;-1;-1M", b"\x1b[<;;M", b"\x1b[M !!", b"\x1b[<0;0;0M",
    # Pastes: whole, unended, with an end of their own.
    b"\x1b[200~hello\x1b[201~", b"\x1b[200~\x1b[2J\x1b]52;c;aGk=\x07\x1b[201~", b"\x1b[201~",
    b"\x1b[200~" + b"x" * 5000 + b"\x1b[201~",
    # Replies of terminals to questions that nobody may have asked.
    b"\x1b[?2026;2$y", b"\x1b[?1;2c", b"\x1b[24;80R", b"\x1b]11;rgb:0000/0000/0000\x1b\\",
    b"\x1bP1$r0m\x1b\\", b"\x1b_Gi=1;OK\x1b\\", b"\x1b[I", b"\x1b[O", b"\x1b[48;24;80;0;0t",
    # Pieces of UTF-8, and what is none.
    b"\xf0\x9f", b"\x91\xa9", b"\xe5\x90\x8d", b"\xff\xfe", b"\xc0\x80", b"\x80", b"\x00",
)  # fmt: skip
# What quits, stops, opens an editor or the palette, which can do all of that.
_NEVER = frozenset(b"q\x03\x05\x10\x11\x1a")
_HELP = "scroll · esc closes"


def test_it_outlives_what_any_terminal_sends(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with Terminal([*PROGRAM, "--demo"], home(tmp_path)) as terminal:
        terminal.see("Dharma Initiative")
        for step in range(STEPS):
            if step % 10 == 9:
                terminal.resize(*chance.choice(_SIZES))
            os.write(terminal._ours, _piece(chance))
            if step % 50 == 49:
                _still_reacts(terminal)
        _still_reacts(terminal)
        terminal.enter("q" if chance.random() < 0.5 else "\x11")
        assert terminal.ended() == 0, terminal.text()
        assert terminal.restored()
        assert b"Traceback" not in terminal.raw
        assert not list((tmp_path / "state").glob("crash-*"))


def _piece(chance: random.Random) -> bytes:
    if chance.random() < 0.6:
        return chance.choice(_PIECES)
    length = chance.randint(1, 12)
    return bytes(byte for byte in chance.randbytes(length) if byte not in _NEVER)


def _still_reacts(terminal: Terminal) -> None:
    """Go back to the dashboard, from whatever is open, and see it answer keys."""
    # Another size than any of the random ones, so that its last line tells when it has come.
    terminal.resize(101, 31)
    terminal.until(lambda: terminal.lines()[-1].strip(), "the keys in the last line")
    # The end of a paste and of a string that may have been begun; escape, as no other key begins.
    terminal.enter("\x1b[201~\x1b\\" + "\x1b[27u" * 8 + "?")
    terminal.see(_HELP)
    terminal.enter("\x1b[27u")
    terminal.miss(_HELP)
