"""Reads a GraphQL document far enough to answer it: a tokenizer and a small parser.

No GraphQL library and no schema: types, directives and type conditions are read and ignored.
What can't be read raises QueryError, as Indeed's GRAPHQL_PARSE_FAILED. Deeper than 60 levels
counts as unreadable, too.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from indeed_tui.simulator.answers import Json, JsonObject

_DEEPEST = 60
_TOKEN = re.compile(
    r"""(?P<skip>[\s,\ufeff]+|\#[^\n\r]*)
      |(?P<block>\"\"\"(?:\\\"\"\"|[^"]|"(?!""))*\"\"\")
      |(?P<text>"(?:\\.|[^"\\\n\r])*")
      |(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
      |(?P<name>[_A-Za-z][_0-9A-Za-z]*)
      |(?P<mark>\.\.\.|[!$&()\:=@\[\]{|}])""",
    re.VERBOSE,
)
_KINDS = ("query", "mutation", "subscription")
_WORDS: dict[str, Json] = {"true": True, "false": False, "null": None}


class QueryError(ValueError):
    """The document can't be read; the text says where."""


@dataclass(frozen=True, slots=True)
class Selection:
    """One selected field. `key` is its alias or name; `optional` if it came by a fragment."""

    key: str
    name: str
    arguments: JsonObject
    selections: "tuple[Selection | Spread, ...]"
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """A named fragment in a selection, put in place when its fields are asked for."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document: `query`, `mutation` or `subscription`, and its fields."""

    kind: str
    name: str | None
    selections: tuple[Selection | Spread, ...]


@dataclass(slots=True)
class Document:
    """The operations of a document in order, and its fragments by name."""

    operations: list[Operation] = field(default_factory=list)
    fragments: dict[str, tuple[Selection | Spread, ...]] = field(default_factory=dict)

    def operation(self, name: str | None) -> Operation | None:
        """Return the operation of that name, or the only one; None where that isn't clear."""
        named = [one for one in self.operations if name in (None, one.name)]
        return named[0] if len(named) == 1 else None

    def fields(
        self, selections: tuple[Selection | Spread, ...], within: tuple[str, ...] = ()
    ) -> tuple[Selection, ...]:
        """Return the selections with fragments in place; QueryError for unknown or circular."""
        found: list[Selection] = []
        for one in selections:
            if isinstance(one, Selection):
                found.append(one)
                continue
            if one.name in within or one.name not in self.fragments:
                raise QueryError(f'Fragment "{one.name}" is unknown or contains itself')
            found += self.fields(self.fragments[one.name], (*within, one.name))
        return tuple(found)


def parse(text: str, variables: Mapping[str, Json]) -> Document:
    """Return the document with variables put in place; one that isn't given is null."""
    parser = _Parser(_tokens(text), dict(variables))
    document = Document()
    while parser.kind:
        parser.definition(document)
    if not document.operations:
        raise QueryError("Syntax Error: Unexpected <EOF>: the document has no operation")
    return document


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise QueryError(f"Syntax Error: Unexpected character {text[place]!r} at {place}")
        if match.lastgroup != "skip":
            tokens.append((match.lastgroup or "", match.group()))
        place = match.end()
    return tokens


class _Parser:
    """Recursive descent over the tokens; `kind` is "" at the end."""

    def __init__(self, tokens: list[tuple[str, str]], variables: dict[str, Json]) -> None:
        self._tokens = [*tokens, ("", "<EOF>")]
        self._place = 0
        self._depth = 0
        self._variables = variables

    @property
    def kind(self) -> str:
        return self._tokens[self._place][0]

    def definition(self, document: Document) -> None:
        if self._at("{"):
            document.operations.append(Operation("query", None, self._selections()))
            return
        word = self._name()
        if word == "fragment":
            name = self._name()
            self._type_condition()
            self._directives()
            document.fragments[name] = _optional(self._selections())
        elif word in _KINDS:
            given = self._name() if self.kind == "name" else None
            self._variable_definitions()
            self._directives()
            document.operations.append(Operation(word, given, self._selections()))
        else:
            raise QueryError(f'Syntax Error: Unexpected Name "{word}"')

    def _selections(self) -> tuple[Selection | Spread, ...]:
        self._deeper()
        self._take("{")
        found: list[Selection | Spread] = []
        while not found or not self._at("}"):
            found += self._spread() if self._skip("...") else (self._field(),)
        self._take("}")
        self._depth -= 1
        return tuple(found)

    def _field(self) -> Selection:
        key = name = self._name()
        if self._skip(":"):
            name = self._name()
        arguments = self._pairs("(", ")") if self._at("(") else {}
        self._directives()
        selections = self._selections() if self._at("{") else ()
        return Selection(key, name, arguments, selections)

    def _spread(self) -> tuple[Selection | Spread, ...]:
        if self.kind == "name" and not self._at("on"):
            name = self._name()
            self._directives()
            return (Spread(name),)
        if self._at("on"):
            self._type_condition()
        self._directives()
        return _optional(self._selections())

    def _type_condition(self) -> None:
        self._take("on")
        self._name()

    def _directives(self) -> None:
        while self._skip("@"):
            self._name()
            if self._at("("):
                self._pairs("(", ")")

    def _variable_definitions(self) -> None:
        if not self._skip("("):
            return
        while not self._skip(")"):
            self._take("$")
            name = self._name()
            self._take(":")
            self._type()
            default = self._value() if self._skip("=") else None
            self._variables.setdefault(name, default)
            self._directives()

    def _type(self) -> None:
        self._deeper()
        if self._skip("["):
            self._type()
            self._take("]")
        else:
            self._name()
        self._skip("!")
        self._depth -= 1

    def _pairs(self, opening: str, closing: str) -> JsonObject:
        self._take(opening)
        pairs: JsonObject = {}
        while not self._skip(closing):
            name = self._name()
            self._take(":")
            pairs[name] = self._value()
        return pairs

    def _value(self) -> Json:
        self._deeper()
        value = self._unnested_value()
        self._depth -= 1
        return value

    def _unnested_value(self) -> Json:
        if self._at("{"):
            return self._pairs("{", "}")
        if self._skip("["):
            items: list[Json] = []
            while not self._skip("]"):
                items.append(self._value())
            return items
        if self._skip("$"):
            return self._variables.get(self._name())
        kind, text = self._next()
        if kind == "name":
            return _WORDS.get(text, text)
        if kind not in ("number", "text", "block"):
            raise QueryError(f"Syntax Error: Unexpected {text}, expected a value")
        return _literal(kind, text)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryError("Syntax Error: The document is nested too deeply")

    def _at(self, text: str) -> bool:
        kind, found = self._tokens[self._place]
        return found == text and kind in ("mark", "name")

    def _skip(self, text: str) -> bool:
        here = self._at(text)
        self._place += here
        return here

    def _take(self, text: str) -> None:
        if not self._skip(text):
            raise QueryError(f"Syntax Error: Expected {text}, found {self._next()[1]}")

    def _name(self) -> str:
        kind, text = self._next()
        if kind != "name":
            raise QueryError(f"Syntax Error: Expected Name, found {text}")
        return text

    def _next(self) -> tuple[str, str]:
        token = self._tokens[self._place]
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return token


def _literal(kind: str, text: str) -> Json:
    if kind == "block":
        return text[3:-3].replace('\\"""', '"""').strip()
    try:
        value: Json = json.loads(text)
    except ValueError:
        raise QueryError(f"Syntax Error: Invalid value {text}") from None
    return value


def _optional(selections: tuple[Selection | Spread, ...]) -> tuple[Selection | Spread, ...]:
    return tuple(
        Selection(one.key, one.name, one.arguments, one.selections, optional=True)
        if isinstance(one, Selection)
        else one
        for one in selections
    )
