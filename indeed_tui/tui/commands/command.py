"""What a command is, and the places where keys work."""

from dataclasses import dataclass

APP = "app"
"""Every screen."""
EVERYWHERE = ""
"""The whole dashboard."""
CREDENTIALS, TOKEN, EMPLOYERS, EXCHANGE = "credentials", "token", "employers", "exchange"
PANES = (CREDENTIALS, TOKEN, EMPLOYERS, EXCHANGE)
HISTORY, BODY = "history", "body"
"""The exchange pane's list of exchanges, and what it shows of one."""
CALL, CALL_LIST, EDITOR, CONFIRM, COPY_AS = "call", "call-list", "editor", "confirm", "copy-as"
SAVE, IDENTITY, HELP, WELCOME, TOO_SMALL = "save", "identity", "help", "welcome", "too-small"
THEMES = "themes"
"""The other screens; `CALL_LIST` is the call screen's list of operations."""
LIST, CHOOSE, VIEW, PANEL = "line-list", "line-choose", "line-view", "line-panel"
CHOICE, FORM, SEARCH, BODY_BAR = "choice", "form", "search-line", "body-bar"
"""Widgets that several places have; `CHOOSE` is a list whose row enter chooses."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user can do; `where` names the place it belongs to ("" for the dashboard).

    `id` is what settings.toml's [keys] names, `action` the action of the place's node, `keys`
    Textual's names of the default keys, comma-separated, the one to show first. `first` commands
    get their keys before the field that has the focus, but for what is typed into it.
    """

    id: str
    action: str
    label: str
    help: str
    keys: str
    where: str = EVERYWHERE
    first: bool = False
