"""A long list in JSON (RFC 8259), read in slices.

`json.loads` of megabytes holds Python's lock until it is through, and the screen stands still;
it also builds everything at once. Here each slice is a short step.
"""

import json
import re
from collections.abc import Iterator

SLICE = 1 << 16
"""How many characters are read in one step; more only where no item ends within them."""
_DECODER = json.JSONDecoder()


class IrregularError(ValueError):
    """The text can't be read in slices; what was yielded so far doesn't count."""


def list_slices(text: str, name: str, size: int = SLICE) -> Iterator[list[object]]:
    """Yield the objects in the list that is an object's member of that name, some at a time.

    Raises IrregularError, maybe at the end, where the text is anything but such an object.
    """
    start = re.search(rf'"{name}"\s*:\s*\[', text)
    if start is None:
        raise IrregularError
    at = start.end()
    while True:
        items, end, last = _slice(text, at, size)
        if not items and at > start.end():
            # A comma that nothing follows.
            raise IrregularError
        yield items
        if last:
            break
        at = end
    rest = text[end:]
    try:
        frame = json.loads(f"{text[: start.end()]}]{rest}")
    except (ValueError, RecursionError):
        raise IrregularError from None
    if not isinstance(frame, dict) or frame.get(name) != [] or f'"{name}"' in rest:
        raise IrregularError


def _slice(text: str, at: int, size: int) -> tuple[list[object], int, bool]:
    """Return some items, where the next begins or the list's end is passed, and which of both."""
    while True:
        # Cut behind a brace: if what stands before reads as items, the comma is the list's own.
        cut = text.rfind("},", at, at + size) + 1 if at + size < len(text) else 0
        piece = f"[{text[at:cut]}]" if cut else f"[{text[at:]}"
        try:
            items, end = _DECODER.raw_decode(piece)
        except (ValueError, RecursionError):
            if at + size >= len(text):
                raise IrregularError from None
            size *= 2
            continue
        if cut and end == len(piece):
            return items, cut + 1, False
        return items, at + end - 1, True
