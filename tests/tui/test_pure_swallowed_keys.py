"""No terminal's own keys are needed: every command has a way that none of them swallows."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import indeed_tui.tui
from indeed_tui.tui.commands import APP, COMMANDS, SITUATIONS, Command, of_places
from indeed_tui.tui.key_names import typed
from indeed_tui.tui.palette import offered

SWALLOWED: Mapping[str, str] = {
    "ctrl+a": "GNU screen's prefix",
    "ctrl+b": "tmux's prefix",
    "ctrl+e": "VS Code's terminal goes to a file",
    "ctrl+f": "VS Code's terminal searches itself",
    "ctrl+g": "VS Code goes to a line",
    "ctrl+k": "VS Code begins a chord",
    "ctrl+l": "browsers go to the address",
    "ctrl+n": "browsers open a window",
    "ctrl+o": "VS Code opens a file",
    "ctrl+p": "VS Code opens a file by name; docker's detach sequence begins with it",
    "ctrl+q": "flow control goes on; VS Code quits",
    "ctrl+r": "browsers load the page again",
    "ctrl+s": "flow control stops the terminal; browsers save the page",
    "ctrl+t": "browsers open a tab",
    "ctrl+w": "browsers close the tab",
    "pageup": "macOS Terminal scrolls itself; laptops have no such key",
    "pagedown": "macOS Terminal scrolls itself; laptops have no such key",
    "home": "macOS Terminal scrolls itself; laptops have no such key",
    "end": "macOS Terminal scrolls itself; laptops have no such key",
    **{f"f{n}": "laptops and desktops dim, mute and help with F keys" for n in range(1, 25)},
}
# Conveniences whose work is done by the way that stands beside them.
INSTEAD: Mapping[str, str] = {
    "quit-anywhere": "quit, or interrupt twice",
    "search-line.page-up": "form.next into the list, and line-list.page-up",
    "search-line.page-down": "form.next into the list, and line-list.page-down",
}
SCREENS = ("", "CallScreen", "Editor")


def free(command: Command) -> list[str]:
    return [key for key in command.keys.split(",") if key not in SWALLOWED]


def ids(commands: list[Command]) -> set[str]:
    return {each.id for each in commands}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each.id)
def test_every_command_has_a_way_that_nothing_swallows(command: Command) -> None:
    everywhere = set.intersection(*(ids(offered(screen)) for screen in SCREENS))
    palette = command.id in everywhere or (command.where != APP and command.id in ids(offered()))
    assert free(command) or palette or command.id in INSTEAD


def test_the_palette_itself_has_one() -> None:
    assert "colon" in free(next(each for each in COMMANDS if each.id == "palette"))


def test_what_stands_instead_is_no_more_than_needed() -> None:
    for identifier, way in INSTEAD.items():
        command = next(each for each in COMMANDS if each.id == identifier)
        assert not free(command)
        named = {each.id for each in COMMANDS} & set(re.split(r"[ ,]+", way))
        assert named, way
        assert all(free(each) for each in COMMANDS if each.id in named)


def test_what_only_letters_reach_can_be_reached_from_a_field() -> None:
    """In a field letters are typed: a key that types nothing leads out of it."""
    for places in SITUATIONS:
        commands = of_places(*places)
        if not any(each.first and each.where != APP for each in commands):
            continue
        out = [each for each in commands if each.action == "leave"]
        assert any(typed(key) is None for each in out for key in free(each))
        assert any(free(each) == ["tab"] for each in commands)


LITERAL = re.compile(
    r"\b(?:ctrl\+[a-z]|F\d+|[Ee]sc)\b|(?:^|[;,·] )(?:[a-zA-Z/?]|[Ee]nter|tab) [a-z]+s\b"
)
# Enter in a field is no command of ours, and so no other key can be given to it.
ENTER = re.compile(r"enter (?:saves|again)")


def test_no_sentence_names_a_key_that_the_user_may_have_changed() -> None:
    found = []
    folder = Path(indeed_tui.tui.__path__[0])
    for path in folder.rglob("*.py"):
        if (
            path.name in ("key_names.py", "screens.py", "panes.py")
            or path.parent.name == "commands"
        ):
            continue
        text = re.sub(r'"""(?:[^"]|"(?!""))*"""|#[^\n]*', "", path.read_text())
        found += [
            (path.name, string)
            for string in re.findall(r'"((?:[^"\\\n]|\\.)*)"', text)
            if LITERAL.search(ENTER.sub("", string))
        ]
    assert found == []
