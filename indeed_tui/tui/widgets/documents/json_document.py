"""JSON re-indented from its own text: duplicate keys, number spellings and escapes survive.

The text is read once, by a pattern that takes a whole line of the pretty view at a time;
kept are the places where those lines are, and a line is coloured when it is looked at.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from operator import add, sub

from indeed_tui.tui.widgets.documents.document import Document
from indeed_tui.tui.widgets.documents.text_document import TextDocument
from indeed_tui.tui.widgets.lines import Pieces, widest

_STEP = 2
_WIDEST_INDENT = 200
_BLANKS = " \t\n\r"
_WS = rf"[{_BLANKS}]*+"
_STRING = (
    r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+"'  # RFC 8259, 7
)
_NUMBER = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?"
_SCALAR = rf"(?:{_STRING}|{_NUMBER}|true|false|null|\{{{_WS}\}}|\[{_WS}\])"
_VALUE = rf"(?:{_SCALAR}(?:{_WS},()|())|\{{()|\[())"

# One line of the pretty view. Group 1 is where it starts; the last group that matched says
# what it is: with a key 2 a value and a comma, 3 a value, 4 an opening brace, 5 a bracket;
# 6 to 9 the same without a key; 10 a closing brace and a comma, 11 one without, 12 and 13
# the same for a bracket.
_LINE = re.compile(
    rf"{_WS}()(?:{_STRING}{_WS}:{_WS}{_VALUE}|{_VALUE}"
    rf"|\}}(?:{_WS},()|())|\](?:{_WS},()|()))"
)
_KEY = re.compile(rf"({_STRING}){_WS}:{_WS}")
_SPACE = re.compile(_WS)

# Where the reader is: in nothing, an object or an array, before an element or after one.
_START, _DONE, _IN_OBJECT, _OBJECT_FULL, _IN_ARRAY, _ARRAY_FULL = range(6)
_OPEN_OBJECT, _OPEN_ARRAY, _CLOSE_MORE, _CLOSE = range(6, 10)
_NEXT: tuple[dict[int, int], ...] = (
    {7: _DONE, 8: _OPEN_OBJECT, 9: _OPEN_ARRAY},
    {},
    {2: _IN_OBJECT, 3: _OBJECT_FULL, 4: _OPEN_OBJECT, 5: _OPEN_ARRAY},
    {10: _CLOSE_MORE, 11: _CLOSE},
    {6: _IN_ARRAY, 7: _ARRAY_FULL, 8: _OPEN_OBJECT, 9: _OPEN_ARRAY},
    {12: _CLOSE_MORE, 13: _CLOSE},
)
_STYLES = {'"': "string", "t": "literal", "f": "literal", "n": "literal"} | dict.fromkeys(
    "{}[]", "punctuation"
)


class NotJson(ValueError):  # noqa: N818
    """The text is no JSON; `line` and `column` (characters) count from 1."""

    def __init__(self, text: str, position: int) -> None:
        self.line = text.count("\n", 0, position) + 1
        self.column = position - text.rfind("\n", 0, position)
        super().__init__(f"Not valid JSON from line {self.line}, column {self.column} on")


class _Index:
    """Where the lines of the pretty view start and end in the text, and their indents."""

    __slots__ = ("ends", "indents", "starts")

    def __init__(self, text: str) -> None:
        self.starts = array("I")
        self.ends = array("I")
        self.indents = bytearray()
        fault = self._read(text)
        if fault >= 0:
            raise NotJson(text, fault)

    def _read(self, text: str) -> int:
        """Fill the index; return where the text stops being JSON, or -1."""
        state, indent, depth, at = _START, 0, 0, 0
        outer = bytearray()
        line = _LINE.match
        while match := line(text, at):
            at = match.end()
            step = _NEXT[state].get(match.lastindex or 0)
            if step is None or (step == _CLOSE_MORE and depth == 1):
                return match.start(1)
            self.starts.append(match.start(1))
            self.ends.append(at)
            if step <= _ARRAY_FULL:
                self.indents.append(indent)
                state = step
                continue
            if step <= _OPEN_ARRAY:
                self.indents.append(indent)
                outer.append(state)
                depth += 1
                state = _IN_OBJECT if step == _OPEN_OBJECT else _IN_ARRAY
            else:
                depth -= 1
                # What was before an element is after it now, unless a comma came.
                state = outer.pop() + (step == _CLOSE)
            indent = min(depth * _STEP, _WIDEST_INDENT)
            if step >= _CLOSE_MORE:
                self.indents.append(indent)
        rest = _SPACE.match(text, at)
        end = rest.end() if rest else at
        return -1 if state == _DONE and end == len(text) else end


class JsonDocument(Document):
    """JSON text, indented by two columns a level (200 at most). Raises NotJson."""

    def __init__(self, text: str, notes: Sequence[str] = ()) -> None:
        self.text = text
        self._index = _Index(text)
        super().__init__(notes, len(self._index.starts), self._width())

    def pieces(self, number: int) -> Pieces:
        """Return one line of the pretty view."""
        raw = self.source(number)
        pieces = [(" " * self._index.indents[number], "")]
        value = raw
        if key := _KEY.match(raw):
            pieces += [(key[1], "key"), (": ", "punctuation")]
            value = raw[key.end() :]
        comma = value.endswith(",")
        if comma:
            value = value[:-1].rstrip(_BLANKS)
        style = _STYLES.get(value[0], "number")
        if style == "punctuation":
            value = value[0] + value[1:].lstrip(_BLANKS)
        pieces.append((value, style))
        if comma:
            pieces.append((",", "punctuation"))
        return pieces

    def source(self, number: int) -> str:
        """Return the part of the text that a line shows."""
        return self.text[self._index.starts[number] : self._index.ends[number]]

    def _width(self) -> int:
        index = self._index
        if self.text.isascii():
            sizes: Iterator[int] = map(add, map(sub, index.ends, index.starts), index.indents)
            # One more for the space after a colon.
            return max(sizes) + 1
        lines = ((indent, self.source(at)) for at, indent in enumerate(index.indents))
        return widest(lines) + 1


def json_or_text(text: str, notes: Sequence[str] = ()) -> Document:
    """Return a pretty view of JSON, or the text as it came with a note where JSON ends."""
    try:
        return JsonDocument(text, notes)
    except NotJson as error:
        return TextDocument(text, (f"{error}; shown as it came.", *notes))
