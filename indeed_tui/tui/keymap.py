"""The user's own keys laid over the table's: what each command has, and where two want one key."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.tui.commands import COMMANDS, SITUATIONS, Command, by_id
from indeed_tui.tui.key_names import keys_of, shown, typed

if TYPE_CHECKING:
    from indeed_tui.store.toml import Table

# A name that no terminal sends, since Textual takes no empty one.
_NEVER = "no-key"
_PALETTE = "palette"

Keys = Mapping[str, tuple[str, ...]]
"""Textual's names of keys by a command's id."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two commands that could be meant by one key in the same place; the winner has it."""

    key: str
    winner: str
    loser: str
    keyless: bool
    """Whether the loser has no key left."""

    def __str__(self) -> str:
        return f'"{shown(self.key)}" does {self.winner}, not {self.loser}'

    @property
    def todo(self) -> str:
        """What the user can do about it."""
        left = ', or "none"' if self.keyless else ", or leave that one out"
        return f"Give {self.loser} another key in settings.toml{left}."


@dataclass(frozen=True, slots=True)
class Keymap:
    """Which keys each command has; without own keys those of the table."""

    own: Keys = field(default_factory=lambda: MappingProxyType({}))
    taken: Keys = field(default_factory=lambda: MappingProxyType({}))
    """The keys of commands that have others than the table says."""
    clashes: tuple[Clash, ...] = ()
    spelled: bool = False
    """Whether enter is written out: what stands for its sign in ASCII is another key."""

    @classmethod
    def of(cls, written: Mapping[str, str], *, spelled: bool = False) -> "Keymap":
        """Return the map for the keys of settings.toml.

        Raises ConfigError for an id or a key that there isn't.
        """
        if not written:
            return cls(spelled=spelled)
        own = {}
        for identifier, text in written.items():
            _known(identifier)
            own[identifier] = keys_of(text)
        granted, clashes = _granted(own)
        changed = {each.id: granted[each.id] for each in COMMANDS
                   if granted[each.id] != _default(each)}  # fmt: skip
        return cls(MappingProxyType(own), MappingProxyType(changed), clashes, spelled)

    @property
    def textual(self) -> Mapping[str, str]:
        """The keymap that Textual applies."""
        return {identifier: ",".join(keys) or _NEVER for identifier, keys in self.taken.items()}

    @property
    def told_clashes(self) -> str:
        """The clashes in one sentence, the first of them whole."""
        if not self.clashes:
            return ""
        first, *others = self.clashes
        more = f" ({len(others)} more in {self.key('help')})" if others else ""
        return f"{first}: give {first.loser} another key in settings.toml{more}"

    def keys(self, identifier: str) -> tuple[str, ...]:
        """Return Textual's names of a command's keys."""
        found = self.taken.get(identifier)
        return _default(by_id(identifier)) if found is None else found

    def shown(self, identifier: str) -> str:
        """Return all keys of a command as people read them, "no key" where there is none."""
        return " ".join(map(self._shown, self.keys(identifier))) or "no key"

    def key(self, identifier: str, *, typing: bool | None = None) -> str:
        """Return the key to name in a sentence; without one, the way through the palette.

        `typing`: one that works while a field is typed into, or (False) the shorter one of others.
        """
        keys = self.keys(identifier)
        if typing is not None:
            fitting = [key for key in keys if (typed(key) is None) is typing]
            keys = tuple(fitting) if typing else (*fitting, *keys)
        if keys:
            return self._shown(keys[0])
        label = by_id(identifier).label
        palette = self.keys(_PALETTE)
        return f"{self._shown(palette[0])} {label}" if palette else label

    def _shown(self, key: str) -> str:
        return "Enter" if self.spelled and key == "enter" else shown(key)


def check_keys(table: "Table") -> None:
    """Raise ConfigError, with file and line, for what [keys] has and there isn't."""
    for identifier in table.values:
        table.checked(identifier, partial(_known, identifier))
        text = table.string(identifier, "")
        table.checked(identifier, partial(keys_of, text))


def _known(identifier: str) -> None:
    from difflib import get_close_matches

    ids = [command.id for command in COMMANDS]
    if identifier in ids:
        return
    near = get_close_matches(identifier, ids, n=1)
    meant = f"Did you mean {near[0]!r}? " if near else ""
    raise ConfigError(
        f"unknown command {identifier!r} in [keys]",
        f"{meant}The dashboard's help lists every command with its id.",
        code="config.unknown_key",
    )


def _default(command: Command) -> tuple[str, ...]:
    return tuple(command.keys.split(","))


def together() -> frozenset[tuple[str, str]]:
    """Return the pairs of places whose keys work at the same time."""
    return frozenset(pair for places in SITUATIONS for pair in product(places, places))


def _granted(own: Keys) -> tuple[dict[str, tuple[str, ...]], tuple[Clash, ...]]:
    """Give each key to one command of those that are there together.

    The user's own come before the table's, and among each the first in the table's order.
    """
    near = together()
    holders: dict[str, list[Command]] = defaultdict(list)
    granted: dict[str, tuple[str, ...]] = {}
    lost: list[tuple[str, Command, Command]] = []
    for command in sorted(COMMANDS, key=lambda each: each.id not in own):
        kept = []
        for key in own.get(command.id, _default(command)):
            winner = next((h for h in holders[key] if (h.where, command.where) in near), None)
            if winner is None:
                holders[key].append(command)
                kept.append(key)
            else:
                lost.append((key, winner, command))
        granted[command.id] = tuple(kept)
    clashes = [Clash(key, winner.id, loser.id, not granted[loser.id])
               for key, winner, loser in lost]  # fmt: skip
    return granted, tuple(clashes)
