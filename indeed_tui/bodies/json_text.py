"""JSON re-indented from its own text: duplicate keys, number spellings and escapes survive.

The text is read once, by a pattern that takes a whole line of the pretty view at a time;
kept are the places where those lines are, and a line is coloured when it is looked at.
"""

import re
from array import array
from collections.abc import Iterator

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


class JsonLines:
    """The lines of the pretty view: where in the text they start and end, and their indents.

    Indents are columns, two a level and 200 at most. Raises NotJson.
    """

    __slots__ = ("ends", "indents", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
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

    def __len__(self) -> int:
        return len(self.starts)

    def source(self, number: int) -> str:
        """Return the part of the text that a line shows; `number` counts from 0."""
        return self.text[self.starts[number] : self.ends[number]]

    def pieces(self, number: int) -> list[tuple[str, str]]:
        """Return one line as (text, style): key, string, number, literal, punctuation or none."""
        raw = self.source(number)
        pieces = [(" " * self.indents[number], "")]
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

    def pretty(self) -> Iterator[str]:
        """Return the lines of the pretty view, indented, without line ends."""
        return ("".join(text for text, _ in self.pieces(at)) for at in range(len(self)))
