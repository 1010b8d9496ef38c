"""Searching lines as they are shown, a slice at a time, in any number of lines.

Plain words are looked for here; an expression goes to a child process, because one that
backtracks without end would hold the interpreter's lock, and with it the whole program.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from indeed_tui.bodies.matching import ChildMatcher, Span, TooSlow

MOST_MATCHES = 1_000_000
"""Further matches aren't looked for."""

_SIGNS = re.compile(r"[\\^$.|?*+()\[\]{}]")
_ESCAPED = re.compile(r"\\.", re.DOTALL)
# Where a line shows other white space than the text has: a match there isn't in the text.
_LAID_OUT = re.compile(r'^[ :]|":|: |,$|\{\}|\[\]')
# The text is looked through in parts of this many characters: one call holds the lock so long.
_PART = 1 << 18
# Lines of this many characters are shown together to the child.
_BATCH = 1 << 20


class BadQuery(ValueError):  # noqa: N818
    """The expression can't be read; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: plain words, or an expression when it holds any of its signs.

    Capitals count only where there is one. Raises BadQuery.
    """

    text: str
    plain: bool = field(init=False)
    pattern: "re.Pattern[str]" = field(init=False, compare=False)

    def __post_init__(self) -> None:
        plain = _SIGNS.search(self.text) is None
        small = not re.search(r"[^\W\d_]", self.text) or not any(
            letter.isupper() for letter in _ESCAPED.sub("", self.text)
        )
        try:
            pattern = re.compile(
                re.escape(self.text) if plain else self.text, re.IGNORECASE if small else 0
            )
        except (re.error, OverflowError, RecursionError) as error:
            said = str(error) if isinstance(error, re.error) else "too large"
            raise BadQuery(said) from error
        object.__setattr__(self, "plain", plain)
        object.__setattr__(self, "pattern", pattern)


class Searchable(Protocol):
    """Lines that can be searched; `text` is what they are made of."""

    text: str

    @property
    def done(self) -> bool:
        """Whether there will be no more lines."""
        ...

    @property
    def end(self) -> int:
        """Where in the text the lines that are known end."""
        ...

    def __len__(self) -> int: ...

    def shown(self, number: int) -> str:
        """Return a line as it is shown, without its indent."""
        ...

    def start(self, number: int) -> int:
        """Return where in the text a line starts."""
        ...

    def line_at(self, position: int) -> int:
        """Return the line that holds a place in the text."""
        ...


class Matches:
    """Found places in order: line, column in the shown line, length; all in characters."""

    __slots__ = ("columns", "lengths", "lines")

    def __init__(self) -> None:
        self.lines = array("I")
        self.columns = array("I")
        self.lengths = array("I")

    def __len__(self) -> int:
        return len(self.lengths)

    def add(self, line: int, column: int, length: int) -> None:
        """Take one more, which comes after those that are there."""
        self.lines.append(line)
        self.columns.append(column)
        self.lengths.append(length)

    def at(self, line: int, column: int) -> int:
        """Return how many begin before a place."""
        # Another thread may be adding one: its length comes last.
        known = len(self.lengths)
        first = bisect_left(self.lines, line, 0, known)
        last = bisect_right(self.lines, line, first, known)
        return bisect_left(self.columns, column, first, last)


class Search:
    """One search through lines, from a line to the end and then from the top to that line.

    `advance` may run in another thread than the rest. `problem` says why it ended early.
    """

    def __init__(self, source: Searchable, query: Query, first: int = 0) -> None:
        self.query = query
        self.done = False
        self.problem = ""
        self._source = source
        self._first = self._at = first
        self._wrapped = first == 0
        self._after = Matches()
        self._before = self._after if self._wrapped else Matches()
        self._matcher = None if query.plain else ChildMatcher(query.pattern)
        by_text = query.plain and source.text and not _LAID_OUT.search(query.text)
        self._text = source.text if by_text else ""

    def __len__(self) -> int:
        return len(self._after) + (0 if self._before is self._after else len(self._before))

    @property
    def capped(self) -> bool:
        """Whether there may be more matches than were counted."""
        return len(self) >= MOST_MATCHES

    def close(self) -> None:
        """End what is still running for this search."""
        if self._matcher is not None:
            self._matcher.close()

    def advance(self, lines: int) -> bool:
        """Look through some lines more; say whether it was worth it: False, nothing to do now."""
        if self.done:
            return False
        into = self._before if self._wrapped else self._after
        # In this order: lines may be added meanwhile.
        whole = self._source.done
        count = len(self._source)
        until = self._first if self._wrapped and self._first else count
        stop = min(until, self._at + lines)
        before = self._at
        try:
            if self._at < stop:
                self._look(into, self._at, stop, until)
        except TooSlow as error:
            self.problem = str(error)
            self._finish()
            return False
        if self.capped:
            self._finish()
        elif self._at >= until and (whole or (self._wrapped and self._first)):
            if self._wrapped:
                self._finish()
            else:
                self._wrapped, self._at = True, 0
                return True
        return self._at > before and not self.done

    def _finish(self) -> None:
        self.done = True
        self.close()

    def _look(self, into: Matches, first: int, stop: int, until: int) -> None:
        if self._text:
            self._at = self._look_in_text(into, first, until)
            return
        source = self._source
        if self._matcher is None:
            for number in range(first, stop):
                for column, length in spans(self.query.pattern, source.shown(number)):
                    into.add(number, column, length)
                if len(self) >= MOST_MATCHES:
                    break
            self._at = stop
            return
        size, batch = 0, list[str]()
        for number in range(first, stop):
            batch.append(source.shown(number))
            size += len(batch[-1]) + 1
            if size > _BATCH:
                break
        for offset, column, length in self._matcher.find(batch, MOST_MATCHES - len(self)):
            into.add(first + offset, column, length)
        self._at = first + len(batch)

    def _look_in_text(self, into: Matches, first: int, until: int) -> int:
        """Look through a part of the text for lines that may hold a match, then through those."""
        source, pattern = self._source, self.query.pattern
        at, text = source.start(first), self._text
        limit = source.start(until) if until < len(source) else source.end
        stop = min(at + _PART, limit)
        while match := pattern.search(text, at, stop):
            number = source.line_at(match.start())
            if number >= until:
                return until
            for column, size in spans(pattern, source.shown(number)):
                into.add(number, column, size)
            if number + 1 >= until or len(self) >= MOST_MATCHES:
                return number + 1
            at = source.start(number + 1)
            if at >= stop:
                return number + 1
        if stop >= limit:
            return until
        # A line begun is looked through again with the next part, unless it is longer than one.
        number = source.line_at(stop)
        return number if number > first else self._past(number, stop, limit)

    def _past(self, number: int, stop: int, limit: int) -> int:
        """Look through the rest of a long line that held no match so far; return the next one."""
        source, pattern = self._source, self.query.pattern
        after = source.start(number + 1) if number + 1 < len(source) else limit
        into = self._before if self._wrapped else self._after
        if any(True for _ in spans(pattern, self._text, stop - len(self.query.text) + 1, after)):
            for column, size in spans(pattern, source.shown(number)):
                into.add(number, column, size)
        return number + 1

    # What was found.

    def order(self, line: int, column: int) -> int | None:
        """Return which match, from 0, begins at a place or is the first one after it.

        None while those before it aren't counted yet.
        """
        if not self.done and not (self._wrapped and self._before is self._after):
            return None
        if self._before is not self._after:
            if line < self._first:
                return self._before.at(line, column)
            return len(self._before) + self._after.at(line, column)
        return self._after.at(line, column)

    def following(self, line: int, column: int) -> Span | None:
        """Return the first match at a place or after it, else the first of all."""
        for matches in self._turn(line):
            at = matches.at(line, column)
            if at < len(matches):
                return _span(matches, at)
        return next((_span(each, 0) for each in (self._before, self._after) if len(each)), None)

    def preceding(self, line: int, column: int) -> Span | None:
        """Return the last match before a place, else the last of all."""
        for matches in reversed(list(self._parts())):
            at = matches.at(line, column)
            if at:
                return _span(matches, at - 1)
        return next(
            (_span(each, len(each) - 1) for each in (self._after, self._before) if len(each)), None
        )

    def on(self, line: int, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """Return column and length of the matches that touch the columns `start` to `stop`."""
        for matches in self._parts():
            at = max(0, matches.at(line, start) - 1)
            while at < len(matches) and matches.lines[at] <= line:
                if matches.columns[at] >= stop and matches.lines[at] == line:
                    break
                if matches.lines[at] == line and matches.columns[at] + matches.lengths[at] > start:
                    yield matches.columns[at], matches.lengths[at]
                at += 1

    def _parts(self) -> Iterable[Matches]:
        return (self._after,) if self._before is self._after else (self._before, self._after)

    def _turn(self, line: int) -> Sequence[Matches]:
        return (self._after,) if line >= self._first else (self._before, self._after)


def _span(matches: Matches, at: int) -> Span:
    return matches.lines[at], matches.columns[at], matches.lengths[at]


def spans(
    pattern: "re.Pattern[str]", text: str, start: int = 0, stop: int | None = None
) -> Iterator[tuple[int, int]]:
    """Return column and length of a plain pattern's matches in a text of any length.

    The lock isn't held for longer than a part of it takes.
    """
    end = len(text) if stop is None else stop
    if end - start <= _PART:
        for match in pattern.finditer(text, start, end):
            yield match.start(), match.end() - match.start()
        return
    # Every match of escaped words is as long as they are.
    overlap = len(_UNESCAPE.sub(r"\1", pattern.pattern)) - 1
    while start < end:
        edge = min(start + _PART, end)
        last = start
        for match in pattern.finditer(text, start, min(edge + overlap, end)):
            if match.start() >= edge:
                break
            yield match.start(), match.end() - match.start()
            last = match.end()
        start = max(edge, last)


_UNESCAPE = re.compile(r"\\(.)", re.DOTALL)
