"""`status --watch`: in place on a terminal, a line for every change elsewhere."""

import json
import os
import select
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NoReturn, Protocol

from indeed_tui.cli.in_place import InPlace, silent
from indeed_tui.cli.output import on_terminal
from indeed_tui.cli.status_rows import (
    Looks,
    Standing,
    described,
    mark,
    sentence,
    short,
    table,
)
from indeed_tui.indeed.models import Instant
from indeed_tui.store.paths import Places

_TOKEN_FILES = (".json", ".life")
_LONGEST, _SHORTEST = 1.0, 0.01

Told = list[tuple[object, str]]
"""Lines, each with a value that is equal as long as the line needn't be told again."""


class View(Protocol):
    """Shows what is known, again and again."""

    def show(self, standing: Standing, now: Instant) -> None:
        """Show what is known at this moment."""
        ...


class Cached:
    """What is known, read again only when a file in one of the directories has changed."""

    def __init__(self, read: Callable[[], Standing], directories: Iterable[Path]) -> None:
        self._read, self._directories = read, tuple(directories)
        self._prints: object = None
        self._known: Standing | None = None

    def look(self) -> Standing:
        """Return what is known now."""
        # Taken before the reading: what changes meanwhile is read the next time.
        prints = [_prints(directory) for directory in self._directories]
        if self._known is None or prints != self._prints:
            self._known, self._prints = self._read(), prints
        return self._known


def _prints(directory: Path) -> set[tuple[str, int, int, int]]:
    """Return what changes whenever one of the directory's token or name files does."""
    found = set()
    with suppress(OSError), os.scandir(directory) as entries:
        for entry in entries:
            if entry.name.endswith(_TOKEN_FILES):
                with suppress(OSError):
                    told = entry.stat()
                    found.add((entry.name, told.st_ino, told.st_ctime_ns, told.st_size))
    return found


class Changes:
    """Prints a line when its value changes; BrokenPipeError when nobody reads them any more."""

    def __init__(
        self,
        form: Callable[[Standing, Instant], Told],
        write: Callable[[str], None],
        gone: Callable[[], bool] = lambda: False,
    ) -> None:
        self._form, self._write, self._gone = form, write, gone
        self._last: list[object] = []

    def show(self, standing: Standing, now: Instant) -> None:
        """Print the lines that changed."""
        if self._gone():
            raise BrokenPipeError
        told = self._form(standing, now)
        for value, line in told:
            if value not in self._last:
                self._write(f"{line}\n")
        self._last = [value for value, _ in told]


class Block:
    """Keeps lines in place on a terminal."""

    def __init__(self, place: InPlace, lines: Callable[[Standing, Instant], list[str]]) -> None:
        self._place, self._lines = place, lines

    def show(self, standing: Standing, now: Instant) -> None:
        """Update the lines."""
        self._place.draw(self._lines(standing, now))


def json_lines(standing: Standing, now: Instant) -> Told:
    """Return all that is known as one line of JSON."""
    value = [mark(one, now) for one in standing.tokens]
    return [(value, json.dumps(described(standing, now)))]


def short_lines(standing: Standing, now: Instant, looks: Looks) -> Told:
    """Return the short line, told again when its own token changes."""
    one = standing.speaker()
    return [((one and mark(one, now),), short(standing, now, looks))]


def plain_lines(standing: Standing, now: Instant, looks: Looks) -> Told:
    """Return a sentence for each token."""
    if not standing.tokens:
        return [((), line) for line in table(standing, now, looks)]
    return [(mark(one, now), sentence(one, standing, now, looks)) for one in standing.tokens]


def follow(
    look: Callable[[], Standing],
    view: View,
    now: Callable[[], Instant],
    nap: Callable[[float], None],
) -> NoReturn:
    """Show what is known every second and whenever time changes a state; never returns."""
    while True:
        standing = look()
        view.show(standing, now())
        nap(pause(standing, now()))


def pause(standing: Standing, now: Instant) -> float:
    """Return the seconds until the next look: the next whole one, or a change before it."""
    change = standing.next_change(now)
    until = _LONGEST - now.elapsed % _LONGEST
    return max(_SHORTEST, until if change is None else min(until, change))


def watch_status(
    read: Callable[[], Standing], places: Places, form: str, now: Callable[[], Instant]
) -> None:
    """Watch as stdout and the form ("json", "short" or "") want it, until a signal ends it.

    Returns only where there is no stdout at all; raises BrokenPipeError once its reader is gone.
    """
    if sys.stdout is None:
        return
    look = Cached(read, (places.tokens, places.employers)).look
    looks = Looks.of(sys.stdout)
    if not on_terminal(sys.stdout):
        lines = partial(short_lines, looks=looks) if form == "short" else json_lines
        follow(look, Changes(lines, partial(_write, looks), _reader_gone), now, time.sleep)
    if form == "json":
        follow(look, Changes(json_lines, partial(_write, looks)), now, time.sleep)
    if os.environ.get("TERM", "dumb") == "dumb":
        plain = short_lines if form == "short" else plain_lines
        view = Changes(partial(plain, looks=looks), partial(_write, looks))
        follow(look, view, now, time.sleep)
    _watch_in_place(look, form, looks, now)


def _watch_in_place(
    look: Callable[[], Standing], form: str, looks: Looks, now: Callable[[], Instant]
) -> NoReturn:
    terminal = sys.stdout.fileno()
    place = InPlace(partial(_write, looks), lambda: os.get_terminal_size(terminal), looks.ellipsis)

    def lines(standing: Standing, moment: Instant) -> list[str]:
        if form == "short":
            return [short(standing, moment, looks)]
        return table(standing, moment, looks)

    with silent(terminal, place.anew):
        follow(look, Block(place, lines), now, time.sleep)


def _write(looks: Looks, text: str) -> None:
    sys.stdout.write(looks.fit(text))
    sys.stdout.flush()


def _reader_gone() -> bool:
    """Say whether nobody can read stdout any more, without writing to it."""
    poll = select.poll()
    poll.register(sys.stdout.fileno(), 0)
    return any(events & (select.POLLERR | select.POLLHUP) for _, events in poll.poll(0))
