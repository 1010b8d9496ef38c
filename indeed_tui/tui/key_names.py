"""How keys are called: as people write them, as Textual names them, as the screen shows them."""

import unicodedata
from collections.abc import Iterator, Mapping

from indeed_tui.indeed.errors import ConfigError

_MODIFIERS: Mapping[str, str] = {
    "ctrl": "ctrl", "control": "ctrl", "strg": "ctrl", "c": "ctrl",
    "alt": "alt", "option": "alt", "opt": "alt", "m": "alt", "shift": "shift",
    "super": "super", "cmd": "super", "command": "super", "win": "super",
}  # fmt: skip
_NAMED: Mapping[str, str] = {
    "enter": "enter", "return": "enter", "↵": "enter", "esc": "escape", "escape": "escape",
    "tab": "tab", "backtab": "shift+tab", "space": "space", "spacebar": "space",
    "backspace": "backspace", "delete": "delete", "del": "delete", "insert": "insert",
    "ins": "insert", "home": "home", "end": "end", "pageup": "pageup", "pgup": "pageup",
    "pagedown": "pagedown", "pgdn": "pagedown", "pgdown": "pagedown", "up": "up", "down": "down",
    "left": "left", "right": "right", "↑": "up", "↓": "down", "←": "left", "→": "right",
    "plus": "plus", "minus": "minus", "dash": "minus", "hyphen": "minus", "comma": "comma",
    "dot": "full_stop", "period": "full_stop", "slash": "slash", "backslash": "backslash",
    "colon": "colon", "semicolon": "semicolon", "underscore": "underscore", "at": "at",
    "equals": "equals_sign", "question": "question_mark", "pipe": "vertical_line",
    "hash": "number_sign", "dollar": "dollar_sign", "caret": "circumflex_accent",
    "tilde": "tilde", "quote": "apostrophe", "backtick": "grave_accent",
    **{f"f{number}": f"f{number}" for number in range(1, 25)},
}  # fmt: skip
# Textual's own short names for characters whose Unicode names are long.
_SHORTER = {
    "solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at",
    "hyphen_minus": "minus", "plus_sign": "plus", "low_line": "underscore",
}  # fmt: skip
# Names that underscores alone don't lead back to.
_DASHED = {
    "minus": "hyphen-minus", "hyphen_minus": "hyphen-minus", "less_than_sign": "less-than sign",
    "greater_than_sign": "greater-than sign",
}  # fmt: skip
_LONGER = {**{short: long for long, short in _SHORTER.items()}, **_DASHED}
# What a terminal sends is the same: these arrive under the other name.
_SAME = {
    "ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+space": "ctrl+@",
    "ctrl+at": "ctrl+@", "ctrl+left_square_bracket": "escape", "ctrl+slash": "ctrl+underscore",
}  # fmt: skip
_SHOWN: Mapping[str, str] = {
    "enter": "↵", "escape": "esc", "up": "↑", "down": "↓", "left": "←", "right": "→",
    "pageup": "PgUp", "pagedown": "PgDn", "ctrl+@": "ctrl+space",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}  # fmt: skip
_NAMED_KEYS = frozenset({"enter", "escape", "tab", "space", "backspace", "delete", "insert", "home",
                         "end", "pageup", "pagedown", "up", "down", "left", "right"})  # fmt: skip
NONE = "none"
_CODE = "config.value"
_EXAMPLES = 'Keys are written like "ctrl+r", "F5", "shift+tab", "space", "?" or "R".'


def keys_of(text: str) -> tuple[str, ...]:
    """Return Textual's names of keys written with commas between them; () for "none".

    A comma stands for itself where a key is expected. Raises ConfigError for what is no key.
    """
    if text.strip().casefold() == NONE:
        return ()
    return tuple(dict.fromkeys(_key(part) for part in _parts(text)))


def _parts(text: str) -> Iterator[str]:
    """Yield what stands between commas; a comma that stands where a key should is one."""
    left = text if text.isspace() else text.strip()
    while True:
        stop = left.find(",", 1)
        # "ctrl+," goes on to the comma.
        if stop > 1 and left[stop - 1] in "+-" and _modifier(left[: stop - 1]):
            stop = left.find(",", stop + 1)
        part, rest = (left, None) if stop < 0 else (left[:stop], left[stop + 1 :].lstrip())
        yield part if part.isspace() else part.strip()
        if rest is None:
            return
        left = rest


def _modifier(text: str) -> str | None:
    return _MODIFIERS.get(text.strip().casefold())


def _key(written: str) -> str:
    if not written:
        raise ConfigError(
            "A key is missing", 'Write one, such as "ctrl+r", or "none" for no key.', code=_CODE
        )
    modifiers, base = _split(written)
    name = _base(base, modified=bool(modifiers))
    if name is None:
        raise _no_key(written)
    if modifiers == {"shift"} and len(name) == 1:
        return name.upper()
    if modifiers == {"alt"} and base.isupper() and len(base) == 1:
        # So a terminal's alt with a capital letter arrives.
        modifiers.add("shift")
    *more, name = name.split("+")
    full = "+".join([*sorted({*modifiers, *more}), name])
    return _SAME.get(full, full)


def _split(written: str) -> tuple[set[str], str]:
    """Return modifiers and what they modify: "Ctrl-R" is ctrl and R."""
    modifiers: set[str] = set()
    rest = written
    while len(rest) > 2:
        place = next((at for at, each in enumerate(rest) if each in "+-" and at), 0)
        found = _modifier(rest[:place]) if place else None
        if found is None or place + 1 >= len(rest):
            break
        modifiers.add(found)
        rest = rest[place + 1 :]
    return modifiers, rest


def _base(text: str, *, modified: bool) -> str | None:
    if len(text) == 1:
        return _character(text.lower() if modified else text)
    folded = text.casefold().replace(" ", "").replace("-", "").replace("_", "")
    if folded in _NAMED:
        return _NAMED[folded]
    name = text.casefold()
    try:
        character = unicodedata.lookup(_LONGER.get(name, name).replace("_", " "))
    except KeyError:
        return None
    return _character(character) if character.isprintable() else None


def _character(character: str) -> str | None:
    """Return Textual's name of the key that types a character."""
    if character == " ":
        return "space"
    if character in _NAMED:
        return _NAMED[character]
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    name = _SHORTER.get(name, name)
    # A name that doesn't lead back to its character couldn't be shown, nor told from typing.
    return name if _typed(name) == character else None


def _no_key(written: str) -> ConfigError:
    from difflib import get_close_matches

    def near(part: str, known: Mapping[str, str]) -> str | None:
        found = get_close_matches(part.casefold(), known, n=1)
        return known[found[0]] if found else None

    *heads, base = written.split("+")
    guess = base if len(base) == 1 and base.isprintable() else near(base, _NAMED)
    parts = [*(near(head, _MODIFIERS) for head in heads), guess and shown(guess)]
    meant = "" if None in parts else f'Did you mean "{"+".join(filter(None, parts))}"? '
    return ConfigError(f"{written!r} is no key", f"{meant}{_EXAMPLES}", code=_CODE)


def shown(key: str) -> str:
    """Return a key of Textual's name as people read it: "↵", "ctrl+r", "/"."""
    if key in _SHOWN:
        return _SHOWN[key]
    head, mark, base = key.rpartition("+")
    character = None if base == "space" else typed(base)
    return f"{head}{mark}{_SHOWN.get(base) or character or base}"


def typed(key: str) -> str | None:
    """Return the character that a key types into a field, None for other keys."""
    if key == "space":
        return " "
    return None if "+" in key or key in _NAMED_KEYS else _typed(key)


def _typed(name: str) -> str | None:
    if len(name) == 1:
        return name
    try:
        character = unicodedata.lookup(_LONGER.get(name, name).replace("_", " "))
    except KeyError:
        return None
    return character if character.isprintable() else None
