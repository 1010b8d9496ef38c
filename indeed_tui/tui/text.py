"""The one gate between untrusted text and the terminal: no control, no markup, known width."""

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate

from rich.cells import cell_len, get_character_cell_size, split_graphemes
from textual.content import Content

ELLIPSIS = "…"
_MARKS_IN_A_ROW = 4

# Printable for Python, but invisible or joined to a neighbour on a terminal: variation
# selectors, the grapheme joiner, Hangul fillers, Khmer inherent vowels, Mongolian selectors.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# Where zero-width runs may be: no letter, digit or Latin, or one of the conjoining Hangul letters.
_MARKS = re.compile(rf"(?:[^\w\x00-\u02ff]|[\u1160-\u11ff\ud7b0-\ud7ff]){{{_MARKS_IN_A_ROW + 1},}}")


def _stand_in(character: str) -> str:
    """Return the character itself where a terminal shows it in known cells, else its name."""
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if _UNSEEN.match(character):
        return f"<U+{code:04X}>"
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    return f"<U+{code:04X}>"


class _StandIns(dict[int, str]):
    """A translation table that learns a code point when it is first met."""

    __slots__ = ()

    def __missing__(self, code: int) -> str:
        shown = self[code] = _stand_in(chr(code))
        return shown


_ONE_LINE = _StandIns()
_MANY_LINES = _StandIns({0x09: "\t", 0x0A: "\n"})


def plain(value: object, *, newlines: bool = False) -> str:
    """Return any value's text with everything a terminal might obey made visible.

    C0 and DEL become control pictures (U+2400 on); every other character that is invisible,
    unassigned, private, directional or of uncertain width becomes `<U+XXXX>`; of a run of
    zero-width marks four stay. Tab and newline stay only with `newlines`. Applying it twice
    changes nothing more.
    """
    text = value if isinstance(value, str) else str(value)
    if text.isascii() and text.isprintable():
        return text
    text = text.translate(_MANY_LINES if newlines else _ONE_LINE)
    return text if text.isascii() else _MARKS.sub(_fewer_marks, text)


def _fewer_marks(match: re.Match[str]) -> str:
    """Keep the first few zero-width characters of each run of them."""
    kept: list[str] = []
    run = 0
    for character in match[0]:
        run = 0 if get_character_cell_size(character) else run + 1
        if run <= _MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)


@lru_cache(4096)
def harmless(text: str) -> str:
    """Return a text of exactly as many cells in which nothing is left that a terminal might obey.

    For what others draw: what `plain` would name becomes U+FFFD, or nothing where it takes no cell.
    """
    if plain(text) == text:
        return text
    clusters = ((text[start:end], width) for start, end, width in split_graphemes(text)[0])
    return "".join(
        cluster if plain(cluster) == cluster else "\ufffd" * width for cluster, width in clusters
    )


def safe(value: object, *, newlines: bool = False) -> Content:
    """Return plain text as Textual content, in which brackets are only brackets."""
    return Content(plain(value, newlines=newlines))


def cells(text: str) -> int:
    """Return how many terminal cells plain text takes."""
    return len(text) if text.isascii() else cell_len(text)


def head(text: str, width: int) -> str:
    """Return the longest start of plain text that fits into `width` cells."""
    if text.isascii():
        return text[: max(0, width)]
    kept = 0
    for total in accumulate(map(get_character_cell_size, text)):
        if total > width:
            break
        kept += 1
    return text[:kept]


def tail(text: str, width: int) -> str:
    """Return the longest end of plain text that fits into `width` cells."""
    if text.isascii():
        return text[max(0, len(text) - max(0, width)) :]
    used = 0
    first = len(text)
    for position in range(len(text) - 1, -1, -1):
        size = get_character_cell_size(text[position])
        used += size
        if used > width:
            break
        # A zero-width mark belongs to the character before it: never begin with one.
        if size:
            first = position
    return text[first:]


def clip(text: str, width: int, *, middle: bool = False, ellipsis: str = ELLIPSIS) -> str:
    """Crop plain text to at most `width` cells, with an ellipsis at its end or in its middle.

    A wide character is never split: the result may then be a cell narrower than `width`.
    """
    if cells(text) <= width:
        return text
    room = width - cells(ellipsis)
    if room < 0:
        return head(text, width)
    if not middle:
        return head(text, room) + ellipsis
    end = tail(text, room // 2)
    return head(text, room - cells(end)) + ellipsis + end


def pad(text: str, width: int, *, right: bool = False, ellipsis: str = ELLIPSIS) -> str:
    """Return plain text as exactly `width` cells: cropped, or filled with spaces.

    `right` puts the spaces before the text.
    """
    shown = clip(text, width, ellipsis=ellipsis)
    space = " " * (width - cells(shown))
    return space + shown if right else shown + space


def folded(text: str, width: int) -> list[str]:
    """Return plain text as lines of at most `width` cells, broken between words where it can be.

    `textwrap` counts characters, of which a wide one takes two cells. A line always takes a
    character at least.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if cells(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        line = word
        while cells(line) > width and len(line) > 1:
            first = head(line, width) or line[0]
            lines.append(first)
            line = line[len(first) :]
    return [*lines, line] if line else lines
