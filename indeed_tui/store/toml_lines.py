"""On which line each key of a valid TOML text stands; the standard parser doesn't say."""

import re
import tomllib

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_PART = r"(?:\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[A-Za-z0-9_-]+)"
_KEY = re.compile(rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'', re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}#\n]+")

Path = tuple[str, ...]


def key_lines(text: str) -> dict[Path, int]:
    """Return the line, from 1, on which each key path first occurs in a valid TOML text.

    The items of an array share the path of the array.
    """
    return _Scanner(text).lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._text = text
        self._at = 0
        self._counted = (0, 1)
        table: Path = ()
        while self._skip():
            if self._text[self._at] == "[":
                self._at += 2 if self._text.startswith("[[", self._at) else 1
                table = self._key(())
                self._skip()
                self._at += 2 if self._text.startswith("]]", self._at) else 1
            else:
                self._pair(table)

    def _skip(self) -> bool:
        self._pass(_BLANK)
        return self._at < len(self._text)

    def _pass(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise ValueError(f"not the TOML that was parsed, at offset {self._at}")
        self._at = match.end()
        return match.group()

    def _key(self, table: Path) -> Path:
        self._skip()
        seen, line = self._counted
        line += self._text.count("\n", seen, self._at)
        self._counted = (self._at, line)
        path = table
        for part in _parts(self._pass(_KEY)):
            path = (*path, part)
            self.lines.setdefault(path, line)
        return path

    def _pair(self, table: Path) -> None:
        path = self._key(table)
        self._skip()
        self._at += 1
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip()
        opening = self._text[self._at]
        if opening in "\"'":
            self._pass(_STRING)
        elif opening in "[{":
            self._at += 1
            self._items(path, inside_array=opening == "[")
        else:
            self._pass(_SCALAR)

    def _items(self, path: Path, *, inside_array: bool) -> None:
        while self._skip() and self._text[self._at] not in "]}":
            if self._text[self._at] == ",":
                self._at += 1
            elif inside_array:
                self._value(path)
            else:
                self._pair(path)
        self._at += 1


def _parts(key: str) -> list[str]:
    parts = []
    found: object = tomllib.loads(f"{key} = 0")
    while isinstance(found, dict):
        (part, found), *_ = found.items()
        parts.append(part)
    return parts
