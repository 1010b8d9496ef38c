"""Key presses: one by one, each waited for, and held down."""

import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.program import NS, NotSeenError, Program

DOWN, UP = "\x1b[B", "\x1b[A"
_QUIET = 30.0
# A press that changes nothing within this many seconds is a broken scenario.
_PATIENCE = 3.0
_REST = 0.12
_TIME = re.compile(r"\d+:\d\d")


@dataclass(frozen=True, slots=True)
class Pressed:
    """What one press cost: milliseconds to the first change on the screen, bytes in all."""

    change: float
    written: int


def press(program: Program, keys: Sequence[str], times: int, seed: int = 1) -> list[Pressed]:
    """Press keys in turn, each after the screen came to rest, and measure each.

    The pauses are jittered, so that no press falls into step with a program's 60 Hz timer.
    """
    chance = random.Random(seed)
    done: list[Pressed] = []
    for number in range(times):
        program.quiet(_QUIET)
        program.watch(0.005 + chance.random() * 0.017)
        before, written = program.shown.snapshot(), program.written
        pressed = time.monotonic_ns()
        program.enter(keys[number % len(keys)])
        while True:
            moment = program.take(_PATIENCE)
            if moment is None:
                raise NotSeenError(f"a key changed nothing; the screen was:\n{program.text()}")
            if moment > pressed and program.shown.differs(before):
                break
        program.quiet(_QUIET)
        done.append(Pressed((moment - pressed) / 1e6, program.written - written))
    return done


def typed(program: Program, text: str, wanted: str) -> list[float]:
    """Type a text; return per character the milliseconds until its effect was seen.

    `wanted` is the regex of the effect, with `{}` for all that was typed so far.
    """
    done = []
    for end in range(1, len(text) + 1):
        program.quiet(_QUIET)
        pressed = time.monotonic_ns()
        program.enter(text[end - 1])
        done.append((program.seen(wanted.format(text[:end]), _PATIENCE) - pressed) / 1e6)
    return done


def hold(program: Program, key: str, times: int, hertz: float = 30.0) -> float:
    """Hold a key down; return how many milliseconds after the last press the screen rested.

    A second that ticks meanwhile isn't the key's.
    """
    program.quiet(_QUIET)
    begun = pressed = time.monotonic_ns()
    for number in range(times):
        due = begun + int(number * NS / hertz)
        while (left := (due - time.monotonic_ns()) / NS) > 0:
            program.take(left)
        pressed = time.monotonic_ns()
        program.enter(key)
    before, rested = _without_times(program), pressed
    while (moment := program.take(_REST)) is not None:
        if (now := _without_times(program)) != before:
            before, rested = now, moment
    return max(0.0, (rested - pressed) / 1e6)


def _without_times(program: Program) -> str:
    return _TIME.sub("", program.text())
