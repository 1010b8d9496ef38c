"""Where a client secret comes from, as profiles.toml says it."""

import re
import shlex
from dataclasses import dataclass
from enum import StrEnum

from indeed_tui.indeed.errors import ConfigError

SOURCES = 'Use "file", "env:NAME", "command" or "keyring".'

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class SourceKind(StrEnum):
    """Where a client secret comes from; ENV_PAIR is the unsaved profile of the environment."""

    FILE = "file"
    ENV = "env"
    COMMAND = "command"
    KEYRING = "keyring"
    ENV_PAIR = "environment"


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where to ask for a secret: `name` is the variable of ENV, `command` the list of COMMAND."""

    kind: SourceKind
    name: str | None = None
    command: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The value of the key `secret` in profiles.toml, such as "file" or "env:NAME"."""
        return f"env:{self.name}" if self.kind is SourceKind.ENV else str(self.kind)

    @classmethod
    def parse(cls, text: str, command: tuple[str, ...] = ()) -> "SecretSource":
        """Return the source that `secret` and `secret_command` name; ConfigError if none."""
        if text.startswith("env:"):
            source = cls(SourceKind.ENV, text.removeprefix("env:"), command)
        elif text in ("file", "command", "keyring"):
            source = cls(SourceKind(text), None, command)
        else:
            raise ConfigError(
                # Never the text itself: it may be the secret, put in the wrong place.
                "`secret` names no place that a secret can come from",
                SOURCES,
                code="profile.secret",
            )
        return check_source(source)


def command_words(line: str) -> tuple[str, ...]:
    """Return the words of a secret's command as a shell would split them, else ConfigError."""
    try:
        return tuple(shlex.split(line))
    except ValueError as error:
        raise ConfigError(
            f"The secret's command can't be read: {error}",
            "Close the quotes, as in a shell.",
            code="profile.secret",
        ) from None


FROM_FILE = SecretSource(SourceKind.FILE)


def check_source(source: SecretSource) -> SecretSource:
    """Return the source if a saved profile may have it, else raise ConfigError."""
    wrong = _wrong_source(source)
    if wrong is not None:
        raise ConfigError(*wrong, code="profile.secret")
    return source


def _wrong_source(source: SecretSource) -> tuple[str, str] | None:
    by_command = source.kind is SourceKind.COMMAND
    if source.kind is SourceKind.ENV_PAIR:
        return "The environment's own pair is never saved", SOURCES
    if source.kind is SourceKind.ENV and not _VARIABLE.fullmatch(source.name or ""):
        return (
            "What follows env: is no variable's name",
            'Use letters, digits and underscores, such as "env:INDEED_PROD_SECRET".',
        )
    if source.kind is not SourceKind.ENV and source.name is not None:
        return f"A secret from {source.text!r} has no variable's name", SOURCES
    if by_command and not source.command:
        return (
            "The secret's command is missing",
            'Give it as a list: secret_command = ["pass", "show", "indeed/prod"].',
        )
    if source.command and not by_command:
        return (
            f"secret_command doesn't go with secret = {source.text!r}",
            'Use secret = "command", or take secret_command out.',
        )
    if by_command and (not source.command[0] or any("\0" in word for word in source.command)):
        return "The secret's command can't be run", "Its first item is the program's name."
    return None
