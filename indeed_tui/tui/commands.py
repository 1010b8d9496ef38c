"""Every command once: id, label, help, keys and where it works; all that shows keys reads it."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.binding import Binding

EVERYWHERE = ""
CREDENTIALS, TOKEN, EMPLOYERS, EXCHANGE = "credentials", "token", "employers", "exchange"
HISTORY = "history"
"""The exchange pane's list of exchanges."""
PANES = (CREDENTIALS, TOKEN, EMPLOYERS, EXCHANGE)


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user can do; `where` names the pane it belongs to ("" for all).

    `id` is what settings.toml's [keys] names, `action` the screen's action, `keys` Textual's
    names of the default keys, comma-separated. `shown` is the key as people read it.
    """

    id: str
    action: str
    label: str
    help: str
    keys: str
    shown: str
    where: str = EVERYWHERE


COMMANDS = (
    Command("use", "choose", "Use", "Use the highlighted credentials", "enter", "↵", CREDENTIALS),
    Command("add", "screen.add_profile", "Add", "Add credentials", "n", "n", CREDENTIALS),
    Command("edit", "screen.edit_profile", "Edit", "Edit the credentials", "e", "e", CREDENTIALS),
    Command("remove", "screen.remove_profile", "Remove", "Remove the credentials", "d", "d",
            CREDENTIALS),
    Command("act", "choose", "Act as", "Act as the highlighted employer", "enter", "↵", EMPLOYERS),
    Command("filter", "filter", "Filter", "Filter the employers as you type", "slash", "/",
            EMPLOYERS),
    Command("pin", "screen.pin", "Pin", "Keep the employer's token alive, or let it go", "p", "p",
            EMPLOYERS),
    Command("sort", "sort", "Sort", "Sort by name, id or token", "s", "s", EMPLOYERS),
    Command("next-tab", "tab(1)", "Next tab", "Show the next part of the exchange",
            "right_square_bracket", "]", EXCHANGE),
    Command("previous-tab", "tab(-1)", "Previous tab", "Show the previous part of the exchange",
            "left_square_bracket", "[", EXCHANGE),
    Command("raw", "raw", "Raw", "Show the body as it came, or pretty again", "v", "v", EXCHANGE),
    Command("search", "focused.search", "Search", "Search the body as you type: text or expression",
            "slash", "/", EXCHANGE),
    Command("next-match", "focused.match(1)", "Next match", "Go to the next match", "n", "n",
            EXCHANGE),
    Command("previous-match", "focused.match(-1)", "Previous match", "Go to the previous match",
            "N", "N", EXCHANGE),
    Command("filter-body", "focused.filter_body", "Filter", "Filter the body with JMESPath",
            "f,vertical_line", "f", EXCHANGE),
    Command("fold", "focused.fold", "Fold", "Fold or unfold the value at the cursor",
            "enter,space", "↵", EXCHANGE),
    Command("fold-all", "focused.fold_all", "Fold all", "Fold all but the first level", "minus",
            "-", EXCHANGE),
    Command("unfold-all", "focused.unfold_all", "Unfold all", "Unfold everything",
            "plus,equals_sign", "+", EXCHANGE),
    Command("fold-more", "focused.fold_level(-1)", "Fold more", "Fold one level more",
            "left_parenthesis", "(", EXCHANGE),
    Command("fold-less", "focused.fold_level(1)", "Fold less", "Unfold one level more",
            "right_parenthesis", ")", EXCHANGE),
    Command("parent", "focused.parent", "Parent", "Go to where the value's container begins",
            "u,backspace", "u", EXCHANGE),
    Command("next-sibling", "focused.sibling(1)", "Next sibling",
            "Go to the next value beside this one", "J", "J", EXCHANGE),
    Command("previous-sibling", "focused.sibling(-1)", "Previous sibling",
            "Go to the value before this one", "K", "K", EXCHANGE),
    Command("older", "older", "Older", "Show the exchange before this one", "comma", ",", EXCHANGE),
    Command("newer", "newer", "Newer", "Show the exchange after this one", "full_stop", ".",
            EXCHANGE),
    Command("save", "screen.save", "Save", "Save the body, or the whole exchange, to a file",
            "S", "S", EXCHANGE),
    Command("repeat", "screen.repeat", "Repeat", "Send the request again with the current token",
            "ctrl+r", "ctrl+r", EXCHANGE),
    Command("next-step", "screen.next_step", "Next step", "Do what is proposed above the body",
            "x", "x", EXCHANGE),
    Command("next-page", "screen.page(1)", "Next page", "Ask for the next page of this answer",
            "greater_than_sign", ">", EXCHANGE),
    Command("previous-page", "screen.page(-1)", "Previous page", "Ask for the page before",
            "less_than_sign", "<", EXCHANGE),
    Command("filter-history", "filter", "Filter", "Filter the history: 4xx api ads dharma",
            "slash", "/", HISTORY),
    Command("refresh", "refresh_token", "Refresh", "Request a new token now", "r", "r"),
    Command("reload", "reload", "Reload", "Ask Indeed for the employers again", "R", "R"),
    Command("app", "act_as_app", "As app", "Act as the app itself, without employer", "0", "0"),
    Command("copy-token", "copy_token", "Copy token", "Copy the access token in use", "y", "y"),
    Command("copy-as", "copy_as", "Copy as", "Copy as curl, as a command, as Python, or a part",
            "Y", "Y"),
    Command("call", "call", "Call API", "Call any API of Indeed's", "a", "a"),
    Command("unlock", "unlock", "Unlock", "Let a read-only profile write, or lock it again",
            "U", "U"),
    Command("quota", "quota", "Quota", "Ask Indeed for this month's calls and quota, free",
            "Q", "Q"),
    Command("history", "history", "History", "List every exchange of this session", "H", "H"),
    Command("pane-1", "pane('credentials')", "Credentials", "Go to the credentials", "1", "1"),
    Command("pane-2", "pane('token')", "Token", "Go to the token", "2", "2"),
    Command("pane-3", "pane('employers')", "Employers", "Go to the employers", "3", "3"),
    Command("pane-4", "pane('exchange')", "Exchange", "Go to the exchange", "4", "4"),
    Command("next-pane", "focus_pane(1)", "Next pane", "Go to the next pane", "tab", "tab"),
    Command("previous-pane", "focus_pane(-1)", "Previous pane", "Go to the previous pane",
            "shift+tab", "shift+tab"),
    Command("zoom", "zoom", "Zoom", "Give the focused pane the whole screen", "z", "z"),
    Command("back", "back", "Back", "Leave the filter or the zoom", "escape", "esc"),
    Command("palette", "app.command_palette", "Commands", "Find any command by name", "ctrl+p",
            "ctrl+p"),
    Command("theme", "app.change_theme", "Theme", "Choose the colours", "f2", "F2"),
    Command("redraw", "app.redraw", "Redraw", "Paint the screen anew", "ctrl+l", "ctrl+l"),
    Command("help", "app.help", "Help", "Show every key", "question_mark,f1", "?"),
    Command("quit", "app.quit", "Quit", "Leave indeed-tui", "q,ctrl+q", "q"),
)  # fmt: skip

CALL_COMMANDS = (
    Command("call.send", "send", "Send", "Send the call, after asking where it matters",
            "ctrl+s,f5", "ctrl+s"),
    Command("call.identity", "identity", "Act as", "Choose whom the call is made for",
            "ctrl+o", "ctrl+o"),
    Command("call.editor", "edit_outside", "Editor", "Edit the body or query in $VISUAL or $EDITOR",
            "ctrl+e", "ctrl+e"),
    Command("call.reset", "reset", "Start over", "Fill the form with its template again",
            "ctrl+r", "ctrl+r"),
    Command("call.unlock", "unlock", "Unlock", "Let a read-only profile write, outside of a field",
            "U", "U"),
    Command("call.leave", "leave", "Back", "Cancel the call, else leave the form or the screen",
            "escape", "esc"),
)  # fmt: skip
"""The call screen's own keys; they are none of the dashboard's commands."""

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


def bar(pane: str) -> tuple[Command, ...]:
    """Return the commands the key bar shows for a focused pane: seven at most."""
    return tuple(_BY_ID[identifier] for identifier in _BAR.get(pane, ("help", "quit")))


def bindings(where: str) -> list[Binding]:
    """Return the key bindings of a pane, or of the whole dashboard (`EVERYWHERE`)."""
    return [
        Binding(command.keys, command.action, command.label, show=False, id=command.id)
        for command in COMMANDS
        if command.where == where and not (where and command.action == "choose")
    ]


def shown_keys(command: Command, keymap: Mapping[str, str]) -> str:
    """Return a command's key as people read it: the user's own where they mapped one."""
    return keymap.get(command.id, command.shown)
