"""Every command once: id, label, help, keys and where it works; all that shows keys reads it.

Pure: bindings are made of it in `bindings`, the user's own keys laid over it in `keymap`.
"""

from collections.abc import Mapping

from indeed_tui.tui.commands.command import (
    APP,
    BODY,
    BODY_BAR,
    CALL,
    CALL_LIST,
    CHOICE,
    CHOOSE,
    CONFIRM,
    COPY_AS,
    CREDENTIALS,
    EDITOR,
    EMPLOYERS,
    EVERYWHERE,
    EXCHANGE,
    FORM,
    HELP,
    HISTORY,
    IDENTITY,
    LIST,
    PANEL,
    PANES,
    SAVE,
    SEARCH,
    THEMES,
    TOKEN,
    TOO_SMALL,
    VIEW,
    WELCOME,
    Command,
)
from indeed_tui.tui.commands.panes import APP_COMMANDS, PANE_COMMANDS
from indeed_tui.tui.commands.screens import MOVING, SCREEN_COMMANDS

__all__ = [
    "APP", "BODY", "BODY_BAR", "CALL", "CALL_LIST", "CHOICE", "CHOOSE", "COMMANDS", "CONFIRM",
    "COPY_AS", "CREDENTIALS", "EDITOR", "EMPLOYERS", "EVERYWHERE", "EXCHANGE", "FORM", "HELP",
    "HISTORY", "IDENTITY", "LIST", "PANEL", "PANES", "SAVE", "SEARCH", "SITUATIONS", "THEMES",
    "TOKEN", "TOO_SMALL", "VIEW", "WELCOME", "Command", "bar", "by_id", "of_places",
]  # fmt: skip

COMMANDS = (*PANE_COMMANDS, *APP_COMMANDS, *SCREEN_COMMANDS, *MOVING)

_HERE = (EVERYWHERE, APP)
SITUATIONS: tuple[tuple[str, ...], ...] = (
    (LIST, CREDENTIALS, *_HERE),
    (PANEL, TOKEN, *_HERE),
    (LIST, EMPLOYERS, *_HERE),
    (SEARCH, EMPLOYERS, *_HERE),
    (PANEL, EXCHANGE, *_HERE),
    (VIEW, BODY, EXCHANGE, *_HERE),
    (BODY_BAR, EXCHANGE, *_HERE),
    (LIST, HISTORY, EXCHANGE, *_HERE),
    (SEARCH, HISTORY, EXCHANGE, *_HERE),
    (LIST, CHOOSE, CALL_LIST, FORM, CALL, APP),
    (SEARCH, CALL_LIST, FORM, CALL, APP),
    (CHOICE, FORM, CALL, APP),
    (CHOICE, FORM, EDITOR, APP),
    (CONFIRM, APP),
    (LIST, CHOOSE, COPY_AS, APP),
    (CHOICE, FORM, SAVE, APP),
    (LIST, CHOOSE, FORM, IDENTITY, APP),
    (SEARCH, FORM, IDENTITY, APP),
    (PANEL, HELP, APP),
    (LIST, CHOOSE, WELCOME, APP),
    (LIST, CHOOSE, THEMES, APP),
    (TOO_SMALL, APP),
)
"""The places whose keys work at the same time, one line for each kind of focus, inner first."""

_BY_ID = {command.id: command for command in COMMANDS}

_BAR: Mapping[str, tuple[str, ...]] = {
    CREDENTIALS: ("use", "add", "edit", "remove", "call", "help", "quit"),
    TOKEN: ("refresh", "copy-token", "call", "app", "zoom", "help", "quit"),
    EMPLOYERS: ("act", "filter", "refresh", "call", "copy-token", "help", "quit"),
    EXCHANGE: ("next-tab", "search", "fold", "copy-as", "call", "help", "quit"),
}


def by_id(identifier: str) -> Command:
    """Return the command of that id; KeyError for an unknown one."""
    return _BY_ID[identifier]


def of_places(*places: str) -> tuple[Command, ...]:
    """Return the commands of some places, in the table's order."""
    return tuple(command for command in COMMANDS if command.where in places)


def bar(pane: str) -> tuple[Command, ...]:
    """Return the commands the key bar shows for a focused pane: seven at most."""
    return tuple(_BY_ID[identifier] for identifier in _BAR.get(pane, ("help", "quit")))
