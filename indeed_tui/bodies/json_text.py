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
_NO_LINE = 0xFFFFFFFF
# Marks the ordinal of a container that isn't closed yet, where later its last line stands.
_UNCLOSED = 0x80000000


class NotJson(ValueError):  # noqa: N818
    """The text is no JSON; `line` and `column` (characters) count from 1."""

    def __init__(self, text: str, position: int) -> None:
        self.line = text.count("\n", 0, position) + 1
        self.column = position - text.rfind("\n", 0, position)
        super().__init__(f"Not valid JSON from line {self.line}, column {self.column} on")


class JsonIndex:
    """The lines of the pretty view and how they hang together, read as far as was wanted.

    `advance` may run in another thread than the rest: what is known up to `count` stays as it
    is. Lines count from 0. `fault` is where the text stops being JSON, once that is known.
    13 bytes a line are kept beside the text.
    """

    __slots__ = (
        "_links", "_ordinals", "_outer", "_parents", "_shape", "_starts", "_state",
        "count", "done", "end", "fault", "text",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.text = text
        self.count = 0
        self.done = False
        self.fault: int | None = None
        self.end = 0
        """Where the last line that is known ends."""
        self._starts = array("I")
        # Indent in columns, an even number; one more for a line that opens a container.
        self._shape = bytearray()
        # The line that opened the container around; of a closing line, its own opening one.
        self._parents = array("I")
        # Of an opening line the closing one; of any other its place in the container.
        self._links = array("I")
        self._state = _START
        self._outer = bytearray()
        self._ordinals = array("I", [0])

    def advance(self, lines: int) -> bool:
        """Read at most so many lines more; say whether there is more to read."""
        if self.done:
            return False
        text, line, state, outer = self.text, _LINE.match, self._state, self._outer
        starts, shape, parents, links = self._starts, self._shape, self._parents, self._links
        ordinals, at, number = self._ordinals, self.end, self.count
        top = self._top(number)
        ordinal = ordinals.pop()
        indent = min(len(outer) * _STEP, _WIDEST_INDENT)
        for number in range(number, number + lines):  # noqa: B020 - it goes on counting
            match = line(text, at)
            step = None if match is None else _NEXT[state].get(match.lastindex or 0)
            if match is None or step is None or (step == _CLOSE_MORE and len(outer) == 1):
                self._finish(state, at if match is None else match.start(1), match is None)
                break
            at = match.end()
            starts.append(match.start(1))
            parents.append(top)
            if step <= _ARRAY_FULL:
                links.append(ordinal)
                shape.append(indent)
                ordinal += 1
                state = step
                continue
            if step <= _OPEN_ARRAY:
                links.append(ordinal | _UNCLOSED)
                shape.append(indent | 1)
                ordinals.append(ordinal)
                outer.append(state)
                top, ordinal = number, 0
                state = _IN_OBJECT if step == _OPEN_OBJECT else _IN_ARRAY
            else:
                ordinal = ordinals.pop()
                links.append(ordinal)
                links[top] = number
                ordinal += 1
                # What was before an element is after it now, unless a comma came.
                state = outer.pop() + (step == _CLOSE)
                top = parents[top]
            indent = min(len(outer) * _STEP, _WIDEST_INDENT)
            if step >= _CLOSE_MORE:
                shape.append(indent)
        ordinals.append(ordinal)
        self._state, self.end = state, at
        self.count = len(shape)
        return not self.done

    def _top(self, number: int) -> int:
        """Return the line that opened the container that the next line is in."""
        if not number:
            return _NO_LINE
        last = number - 1
        if self._shape[last] & 1:
            return last
        top = self._parents[last]
        return self._parents[top] if self.closes(last) else top

    def _finish(self, state: int, at: int, nothing: bool) -> None:
        """Take the end of the text, or of what is JSON in it."""
        if nothing:
            rest = _SPACE.match(self.text, at)
            at = rest.end() if rest else at
        if state != _DONE or at != len(self.text):
            self.fault = at
        self.done = True

    # One line.

    def __len__(self) -> int:
        return self.count

    def start(self, number: int) -> int:
        """Return where in the text a line starts."""
        return self._starts[number]

    def line_at(self, position: int) -> int:
        """Return the line that holds a place in the text, or the last one before it."""
        low, high = 0, self.count
        while low < high:
            middle = (low + high) // 2
            if self._starts[middle] <= position:
                low = middle + 1
            else:
                high = middle
        return max(0, low - 1)

    def source(self, number: int) -> str:
        """Return the part of the text that a line shows."""
        # The line after the last one may be there already, put there by another thread.
        starts, after = self._starts, number + 1
        end = starts[after] if after < len(starts) else self.end
        return self.text[starts[number] : end].rstrip(_BLANKS)

    def indent(self, number: int) -> int:
        """Return the columns before a line: two a level, 200 at most."""
        return self._shape[number] & ~1

    def size(self, first: int, last: int) -> int:
        """Return the characters of the longest of some lines, or a few more; 0 for none."""
        ends = self._starts[first + 1 : last + 1]
        if len(ends) < last - first:
            ends.append(self.end)
        spans = zip(self._starts[first:last], ends, self._shape[first:last], strict=True)
        # One more for the space after a colon; the shape's odd bit does no harm.
        return max((end - start + indent + 1 for start, end, indent in spans), default=0)

    def pieces(self, number: int) -> list[tuple[str, str]]:
        """Return one line as (text, style): key, string, number, literal, punctuation or none."""
        raw = self.source(number)
        pieces = [(" " * self.indent(number), "")]
        value = raw
        if raw[0] == '"' and (key := _KEY.match(raw)):
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

    def shown(self, number: int) -> str:
        """Return one line of the pretty view without its indent."""
        raw = self.source(number)
        if len(raw) > 1 and ((raw[0] == '"' and ":" in raw) or raw[-1] in ",}]"):
            return "".join([text for text, _ in self.pieces(number)[1:]])
        return raw

    # How lines hang together.

    def opens(self, number: int) -> bool:
        """Say whether a line opens a container that goes on in the next lines."""
        return bool(self._shape[number] & 1)

    def closes(self, number: int) -> bool:
        """Say whether a line is the end of a container that began in an earlier one."""
        return self.text[self._starts[number]] in "}]"

    def close(self, number: int) -> int | None:
        """Return the line that closes what a line opens; None while it isn't known."""
        if not self._shape[number] & 1:
            return None
        link = self._links[number]
        return None if link & _UNCLOSED or link >= self.count else link

    def parent(self, number: int) -> int | None:
        """Return the line that opened the container a line is in, or closes."""
        parent = self._parents[number]
        return None if parent == _NO_LINE else parent

    def ordinal(self, number: int) -> int:
        """Return a value's place in its container, from 0; its first and last line have it."""
        if not self._shape[number] & 1:
            return self._links[number]
        close = self._links[number]
        return close & ~_UNCLOSED if close & _UNCLOSED else self._links[close]

    def at_depth(self, depth: int) -> Iterator[tuple[int, int]]:
        """Return first and last line of every container inside `depth` others, 99 at most."""
        wanted = min(depth * _STEP, _WIDEST_INDENT - _STEP) | 1
        at = self._shape.find(wanted, 0, self.count)
        while at >= 0:
            close = self.close(at)
            if close is None:
                return
            yield at, close
            at = self._shape.find(wanted, close + 1, self.count)


class JsonLines(JsonIndex):
    """The whole of a text as pretty lines. Raises NotJson."""

    __slots__ = ()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        while self.advance(1 << 20):
            pass
        if self.fault is not None:
            raise NotJson(text, self.fault)

    def pretty(self) -> Iterator[str]:
        """Return the lines of the pretty view, indented, without line ends."""
        return ("".join(text for text, _ in self.pieces(at)) for at in range(len(self)))
