"""Lines that are made when they are looked at, and only as wide as they are looked at."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rich.cells import get_character_cell_size

from indeed_tui.tui.text import cells, plain

Pieces = Iterable[tuple[str, str]]
"""Parts of one line, left to right: text as it came, and the name of its style ("" for none)."""

Spans = Sequence[tuple[int, int, str]]
"""Characters of a line with a style of their own, in order and apart: start, end, style."""

_TAB = "    "
# Long lines are measured in parts of this many characters, from the left, up to the right edge.
_PART = 1024
# How many characters beyond ASCII are measured one by one before `widest` starts to guess.
_MEASURED = 200_000


def window(pieces: Pieces, start: int, stop: int, spans: Spans = ()) -> list[tuple[str, str]]:
    """Return what stands in the cells `start` to `stop` of a line, as plain text.

    Costs next to nothing for what is right of `stop`. A wide character cut by `start` leaves a
    space. `spans` count characters of the text as it came.
    """
    shown: list[tuple[str, str]] = []
    column = first = 0
    for text, style in pieces:
        for offset in range(0, len(text), _PART):
            if column >= stop:
                return shown
            raw = text[offset : offset + _PART]
            part, size = _part(raw)
            if column + size > start:
                if spans:
                    for piece, its in _marked(raw, style, first + offset, spans):
                        part, size = _part(piece)
                        if visible := _between(part, start - column, stop - column):
                            shown.append((visible, its))
                        column += size
                    continue
                if visible := _between(part, start - column, stop - column):
                    shown.append((visible, style))
            column += size
        first += len(text)
    return shown


def _marked(text: str, style: str, first: int, spans: Spans) -> Iterator[tuple[str, str]]:
    """Cut a text, whose first character has the number `first`, where spans begin and end."""
    at = 0
    for start, end, marked in spans:
        begin, stop = max(at, start - first), min(len(text), end - first)
        if begin >= stop:
            continue
        if begin > at:
            yield text[at:begin], style
        yield text[begin:stop], marked
        at = stop
    if at < len(text):
        yield text[at:], style


def _part(text: str) -> tuple[str, int]:
    """Return a part of a line as plain text, and its cells."""
    if text.isascii() and text.isprintable():
        return text, len(text)
    return _measured(text)


@lru_cache(maxsize=2048)
def _measured(text: str) -> tuple[str, int]:
    shown = plain(text.replace("\t", _TAB))
    return shown, cells(shown)


def _between(text: str, first: int, last: int) -> str:
    """Return the cells `first` to `last` of plain text; either may lie outside of it."""
    if text.isascii():
        return text[max(0, first) : last]
    kept: list[str] = []
    column = 0
    for character in text:
        size = get_character_cell_size(character)
        if column + size > last:
            break
        if column >= first:
            # A mark at the left edge belongs to a character outside.
            if size or column > first:
                kept.append(character)
        elif column + size > first:
            kept.append(" " * (column + size - first))
        column += size
    return "".join(kept)


def widest(lines: Iterable[tuple[int, str]]) -> int:
    """Return the cells of the widest line; each comes with cells that stand before it.

    Lines of ASCII cost next to nothing; of others the first 200,000 characters are measured,
    and then each character counts as two cells.
    """
    best = 0
    left = _MEASURED
    for before, text in lines:
        if text.isascii():
            size = len(text) + text.count("\t") * (len(_TAB) - 1)
        elif left > 0:
            left -= len(text)
            size = sum(
                _part(text[offset : offset + _PART])[1] for offset in range(0, len(text), _PART)
            )
        else:
            size = 2 * len(text)
        best = max(best, before + size)
    return best
