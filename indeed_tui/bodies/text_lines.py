"""Where the lines of a text begin, read as far as was wanted."""

from array import array


class TextIndex:
    """The lines of a text as it came, from a place in it on.

    Lines end at a newline; a last newline starts no line of its own. `advance` may run in
    another thread than the rest: what is known up to `count` stays as it is.
    """

    __slots__ = ("_starts", "count", "done", "text")

    def __init__(self, text: str, first: int = 0) -> None:
        self.text = text
        self.count = 0
        self.done = first >= len(text)
        self._starts = array("I", [first])

    def advance(self, lines: int) -> bool:
        """Find at most so many lines more; say whether there are more to find."""
        if self.done:
            return False
        find, starts = self.text.find, self._starts
        at = starts[-1]
        for _ in range(lines):
            at = find("\n", at) + 1
            if not at or at == len(self.text):
                # As if a missing last newline were there.
                starts.append(at or len(self.text) + 1)
                self.done = True
                break
            starts.append(at)
        self.count = len(starts) - 1
        return not self.done

    @property
    def end(self) -> int:
        """Where the lines that are known end."""
        return min(self._starts[self.count], len(self.text))

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
        """Return a line without its line ending."""
        line = self.text[self._starts[number] : self._starts[number + 1]]
        return line.removesuffix("\n").removesuffix("\r")

    def size(self, first: int, last: int) -> int:
        """Return the characters of the longest of some lines, line ending left out; 0 for none."""
        starts = self._starts[first : last + 1]
        return max(map(_span, starts, starts[1:]), default=1) - 1


def _span(start: int, end: int) -> int:
    return end - start


def is_binary(text: str, decoded_ok: bool) -> bool:
    """Say whether a decoded body is no text: it has a NUL, or a tenth couldn't be decoded."""
    return "\0" in text or (not decoded_ok and text.count("\ufffd") * 10 > len(text))
