"""Ways through the lines of JSON: up, to a neighbour, to a value and its path."""

import re

from indeed_tui.bodies.json_text import JsonIndex

# What JMESPath takes as a name without quotes (its grammar, unquoted-string).
_NAME = re.compile(r'"([A-Za-z_][A-Za-z0-9_]*+)"')
_KEY = re.compile(r'("[^"\\]*+(?:\\.[^"\\]*+)*+")[ \t\n\r]*+:[ \t\n\r]*+', re.DOTALL)
_MORE = "…"


def head(index: JsonIndex, number: int) -> int:
    """Return the first line of the value that a line is the beginning or the end of."""
    parent = index.parent(number)
    return parent if parent is not None and index.closes(number) else number


def last_line(index: JsonIndex, number: int) -> int:
    """Return the last line of a value by its first, as far as it is known."""
    if not index.opens(number):
        return number
    close = index.close(number)
    return index.count - 1 if close is None else close


def following(index: JsonIndex, number: int) -> int | None:
    """Return the first line of the next value in the same container."""
    at = last_line(index, head(index, number)) + 1
    return None if at >= index.count or index.closes(at) else at


def preceding(index: JsonIndex, number: int) -> int | None:
    """Return the first line of the value before in the same container."""
    first = head(index, number)
    before = first - 1
    return None if before < 0 or before == index.parent(first) else head(index, before)


def children(index: JsonIndex, number: int) -> int | None:
    """Return how many values a container has by its first line; None while that isn't known."""
    close = index.close(number)
    return None if close is None else index.ordinal(head(index, close - 1)) + 1


def step(index: JsonIndex, number: int) -> str:
    """Return the last step of a value's path: `.name`, `."any key"` or `[3]`; "" for the root."""
    parent = index.parent(number)
    if parent is None:
        return ""
    close = index.close(parent)
    opener = index.source(parent)[-1] if close is None else _OPENERS[index.source(close)[0]]
    if opener == "[":
        return f"[{index.ordinal(number)}]"
    key = _KEY.match(index.text, index.start(number))
    spelled = key[1] if key else ""
    name = _NAME.fullmatch(spelled)
    return f".{name[1] if name else spelled}"


_OPENERS = {"}": "{", "]": "["}


def path(index: JsonIndex, number: int, most: int | None = None) -> str:
    """Return where a line's value is, as JMESPath says it: `employers[1].name`; "" for the root.

    With `most`, only so many last steps, after an ellipsis where there are more.
    """
    steps: list[str] = []
    at: int | None = head(index, number)
    while at is not None:
        if most is not None and len(steps) == most:
            steps.append(_MORE)
            break
        steps.append(step(index, at))
        at = index.parent(at)
    return "".join(reversed(steps)).removeprefix(".")


def value(index: JsonIndex, number: int) -> str:
    """Return the value that a line belongs to as it stands in the text, without its key."""
    first = head(index, number)
    start = index.start(first)
    if index.text[start] == '"' and (key := _KEY.match(index.text, start)):
        start = key.end()
    last = last_line(index, first)
    end = index.start(last) + len(index.source(last))
    text = index.text[start:end]
    return text.removesuffix(",").rstrip() if text[-1:] == "," else text
