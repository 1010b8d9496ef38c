"""TOML files that are read strictly: every error names the file, the key and the line."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.store.files import read_owned

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_POSITION = re.compile(r" \((?:at line (\d+), column \d+|at end of document)\)$")

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file that was parsed; its text may hold secrets."""

    path: Path
    text: str = field(repr=False)
    data: Mapping[str, object] = field(repr=False)

    @property
    def root(self) -> "Table":
        """The top level."""
        return Table(self, (), self.data)

    def where(self, keys: tuple[str, ...]) -> str:
        """Return "profiles.toml:7", the place of a key path, or the name of the file alone."""
        from indeed_tui.store.toml_lines import key_lines

        line = key_lines(self.text).get(keys)
        return self.path.name if line is None else f"{self.path.name}:{line}"


def read_document(path: Path, *, secret: bool = False) -> Document | None:
    """Return the parsed file, or None if there is none.

    Raises ConfigError as `read_owned` does, and for a syntax error with its line. With
    `secret` the parser's own words, which quote the text, are left out.
    """
    text = read_owned(path, secret=secret)
    return None if text is None else parse_document(path, text, secret=secret)


def parse_document(path: Path, text: str, *, secret: bool = False) -> Document:
    """Return the text as a document; ConfigError names the line of a syntax error."""
    text = text.removeprefix("\ufeff")
    try:
        return Document(path, text, tomllib.loads(text))
    except ValueError as error:
        message = str(error)
    except RecursionError:
        message = "Values are nested too deeply"
    place = _POSITION.search(message)
    line = ""
    if place is not None:
        line = f":{place[1] or text.count(chr(10)) + 1}"
    said = message[: place.start() if place else None]
    reason = "" if secret else f": {said[:1].lower()}{said[1:]}"
    raise ConfigError(
        f"{path.name}{line}: this is no TOML{reason}",
        f"Correct {path}; until then the file is left as it is.",
        code="config.syntax",
    )


def placed(error: ConfigError, where: str) -> ConfigError:
    """Return the same error with the place it was found at before its title."""
    problem = error.problem
    return ConfigError(f"{where}: {problem.title}", problem.hint, code=problem.code)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a document, with readers that raise ConfigError for a value of another kind."""

    document: Document = field(repr=False)
    keys: tuple[str, ...]
    values: Mapping[str, object] = field(repr=False)

    @property
    def label(self) -> str:
        """The table's name as an error shows it."""
        parts = (key if _BARE.fullmatch(key) else repr(key) for key in self.keys)
        return f"[{'.'.join(parts)}]" if self.keys else "the top level"

    def only(self, known: Iterable[str]) -> None:
        """Raise ConfigError for the first key that is none of these."""
        allowed = tuple(known)
        for key in self.values:
            if key not in allowed:
                raise self._unknown(key, allowed)

    def _unknown(self, key: str, allowed: tuple[str, ...]) -> ConfigError:
        from difflib import get_close_matches

        near = get_close_matches(key, allowed, n=1)
        known = f"Did you mean {near[0]!r}?" if near else f"Known keys: {', '.join(allowed)}."
        return ConfigError(
            f"{self.document.where((*self.keys, key))}: unknown key {key!r} in {self.label}",
            f"{known} The file is {self.document.path}.",
            code="config.unknown_key",
        )

    def wrong(self, key: str, allowed: str) -> ConfigError:
        """Return the error for a value that isn't what is allowed."""
        return ConfigError(
            f"{self.document.where((*self.keys, key))}: {key!r} in {self.label} must be {allowed}",
            f"Correct it in {self.document.path}.",
            code="config.value",
        )

    def require(self, key: str) -> None:
        """Raise ConfigError that names the table's line if the key is missing."""
        if key not in self.values:
            raise ConfigError(
                f"{self.document.where(self.keys)}: {key!r} is missing in {self.label}",
                f"Add it in {self.document.path}.",
                code="config.missing_key",
            )

    def checked(self, key: str, check: Callable[[], Value]) -> Value:
        """Return what `check` returns; its ConfigError gets the key's place."""
        try:
            return check()
        except ConfigError as error:
            raise placed(error, self.document.where((*self.keys, key))) from None

    def table(self, key: str) -> "Table":
        """Return the table under a key, an empty one if the key is missing."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, "a table")
        return Table(self.document, (*self.keys, key), value)

    def string(self, key: str, default: str) -> str:
        """Return a string."""
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self.wrong(key, "a string")
        return value

    def boolean(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def integer(self, key: str, default: int, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        value = self.values.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise self.wrong(key, f"a whole number from {low} to {high}")

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """Return a number from `low` to `high`."""
        value = self.values.get(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return float(value)
        raise self.wrong(key, f"a number from {low:g} to {high:g}")

    def strings(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """Return a list of strings."""
        if key not in self.values:
            return default
        value = self.values[key]
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise self.wrong(key, "a list of strings")

    def choice(self, key: str, default: Choice) -> Choice:
        """Return a member of the default's enum."""
        allowed = type(default)
        value = self.values.get(key, default)
        if isinstance(value, str) and value in tuple(allowed):
            return allowed(value)
        raise self.wrong(key, f"one of {', '.join(allowed)}")
