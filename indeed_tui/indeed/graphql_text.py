"""What a GraphQL document does, read from its text: the operations in it, their first fields.

A reader of the lexical grammar only (GraphQL specification, section 2): comments, strings and
block strings are skipped, braces counted. It never says "query" of what it doesn't understand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Some servers end a comment at U+2028, as the first specification did: such a one isn't read.
_ENDS = r"\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_TOKEN = re.compile(
    r'(?P<literal>"""(?:[^"\\]++|\\"""|\\|"(?!""))*+"""'
    rf'|(?!""")"(?:[^"\\{_ENDS}]|\\[^{_ENDS}])*+"'
    r"|-?[0-9]++(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+(?![0-9A-Za-z_.]))"
    rf"|#[^{_ENDS}]*+"
    r"|(?P<name>[_A-Za-z][_0-9A-Za-z]*+)"
    r"|(?P<sign>[{}()\[\]:$@!=|&]|\.\.\.)"
    r"|[ \t\n\r,\ufeff]++"
)
_LITERAL = '"'
_PAIRS = {"{": "}", "(": ")", "[": "]"}
# How many names stand in the head of a definition: its own; of a fragment also `on` and a type.
_HEADS = {"query": 1, "mutation": 1, "subscription": 1, "fragment": 3}


@dataclass(frozen=True, slots=True)
class GraphqlText:
    """What a document defines: kinds of its definitions in order, its operations' first fields.

    `whole` is False where the text isn't GraphQL that can be read to its end.
    """

    kinds: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    whole: bool = True

    @property
    def only_reads(self) -> bool:
        """Whether there are queries in it and nothing that could write."""
        return self.whole and "query" in self.kinds and set(self.kinds) <= {"query", "fragment"}


def read_graphql(text: str) -> GraphqlText:
    """Return what the document does; every reading fault makes it not `whole`."""
    reader = _Reader()
    whole = all(word is not None and reader.take(word) for word in _words(text))
    return GraphqlText(tuple(reader.kinds), tuple(reader.fields), whole and reader.at_rest)


class _Reader:
    """Follows a document word by word; `kind` is the definition it is in, "" between two."""

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self.fields: list[str] = []
        self._nesting: list[str] = []
        self._arguments = 0
        self._kind = self._before = ""
        self._names = 0

    @property
    def at_rest(self) -> bool:
        """Whether nothing is left open."""
        return not self._nesting and not self._kind

    def take(self, word: str) -> bool:
        """Take the next name, sign or literal; say whether it can stand there."""
        fits = True
        if word in _PAIRS:
            fits = self._open(word)
        elif word in _PAIRS.values():
            fits = self._close(word)
        elif word == _LITERAL:
            fits = self._arguments > 0
        elif self.at_rest:
            fits = word in _HEADS
            self._define(word)
        elif not self._nesting:
            fits = self._head(word)
        elif self._nesting == ["{"] and self._kind != "fragment" and word.isidentifier():
            self._field(word)
        self._before = word
        return fits

    def _open(self, sign: str) -> bool:
        fits = True
        if self.at_rest:
            fits = sign == "{"
            self._define("query")
        if not self._nesting:
            self._names = 0
        self._nesting.append(sign)
        self._arguments += sign == "("
        return fits

    def _close(self, sign: str) -> bool:
        if not self._nesting or _PAIRS[self._nesting.pop()] != sign:
            return False
        self._arguments -= sign == ")"
        if not self._nesting and sign == "}":
            self._kind = ""
        return True

    def _define(self, kind: str) -> None:
        self._kind = kind
        self._names = _HEADS.get(kind, 0)
        self.kinds.append(kind)

    def _head(self, word: str) -> bool:
        """Take a word before a definition's braces: its names, then nothing but directives."""
        if self._before == "@":
            return word.isidentifier()
        if word == "@":
            self._names = 0
            return True
        self._names -= 1
        return self._names >= 0 and word.isidentifier()

    def _field(self, name: str) -> None:
        if self._before == ":" and self.fields:
            # What came before the colon was another name for this field.
            self.fields.pop()
        if self._before not in ("@", "...", "on"):
            self.fields.append(name)


def _words(text: str) -> Iterator[str | None]:
    """Give names, signs and literals in order, None last where the text stops being GraphQL."""
    at = 0
    while match := _TOKEN.match(text, at):
        at = match.end()
        if match["literal"]:
            yield _LITERAL
        elif word := match["name"] or match["sign"]:
            yield word
    if at < len(text):
        yield None
