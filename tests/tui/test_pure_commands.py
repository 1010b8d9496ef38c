"""Every command once: told apart by id, by key where it works, and bound to what does it."""

import importlib
import pkgutil
import re
from collections import Counter

import pytest
from textual.actions import parse
from textual.binding import Binding
from textual.dom import DOMNode

import indeed_tui.tui
from indeed_tui.tui.commands import COMMANDS, EVERYWHERE, PANES, SITUATIONS, bar, by_id, of_places
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.screens.help import help_lines
from indeed_tui.tui.text import cells
from tests.tui.samples import texts


def nodes() -> list[type[DOMNode]]:
    """Every widget, screen and app class of ours."""
    for module in pkgutil.walk_packages(indeed_tui.tui.__path__, "indeed_tui.tui."):
        importlib.import_module(module.name)
    found, left = [], [DOMNode]
    while left:
        for each in left.pop().__subclasses__():
            left.append(each)
            if each.__module__.startswith("indeed_tui.") and each not in found:
                found.append(each)
    return found


def bound() -> list[tuple[type[DOMNode], Binding]]:
    """The bindings that our own classes declare."""
    return [
        (node, each)
        for node in nodes()
        for each in node.__dict__.get("BINDINGS", [])
        if isinstance(each, Binding)
    ]


def test_ids_are_unique() -> None:
    assert [c for c, n in Counter(each.id for each in COMMANDS).items() if n > 1] == []


@pytest.mark.parametrize("places", SITUATIONS, ids="+".join)
def test_no_two_commands_share_a_key_where_they_can_be_meant_at_once(
    places: tuple[str, ...],
) -> None:
    keys = Counter(key for each in of_places(*places) for key in each.keys.split(","))
    assert [key for key, n in keys.items() if n > 1] == []


def test_every_place_is_somewhere() -> None:
    assert {each.where for each in COMMANDS} <= {place for line in SITUATIONS for place in line}


def test_every_binding_comes_from_the_table() -> None:
    for node, each in bound():
        assert each.id is not None, (node, each.key)
        command = by_id(each.id)
        assert (each.key, each.action) == (command.keys, command.action)
        assert each.priority is command.first


def test_every_command_is_bound_and_its_action_is_there() -> None:
    missing = {each.id for each in COMMANDS}
    for node, each in bound():
        missing.discard(each.id or "")
        namespace, name, _ = parse(each.action)
        # What runs on another node is run by the tests of the panes.
        assert namespace in ("", "app", "screen")
        kinds = [kind for kind in nodes() if issubclass(kind, node)]
        there = any(hasattr(kind, f"action_{name}") for kind in kinds)
        assert namespace or there, (node, each.action)
    assert missing == set()


def test_lists_bodies_and_panels_have_no_keys_but_those_of_the_table() -> None:
    for node in nodes():
        if any(base.__name__ == "LineScroll" for base in node.__mro__):
            assert None not in {each.id for _, each in node._merge_bindings()}, node


@pytest.mark.parametrize("pane", PANES)
def test_a_bar_has_seven_keys_at_most_and_fits_80_columns(pane: str) -> None:
    shown = bar(pane)
    assert 0 < len(shown) <= 7
    assert {each.where for each in shown} <= {pane, EVERYWHERE, "app", "body"}
    assert [each.id for each in shown[-2:]] == ["help", "quit"]
    widths = [cells(Keymap().key(each.id)) + cells(each.label) + 3 for each in shown]
    assert 1 + sum(widths) <= 80 + 2


def test_a_bar_of_nothing_leads_to_help_and_out() -> None:
    assert [each.id for each in bar("nowhere")] == ["help", "quit"]


def test_the_help_has_every_command_with_all_its_keys_and_its_id() -> None:
    lines = texts(help_lines(Keymap()))
    for each in COMMANDS:
        shown = Keymap().shown(each.id)
        rows = [line for line in lines if line.endswith(f"  {each.id}")]
        assert len(rows) == 1, each.id
        assert rows[0].startswith(f"  {shown} ")
        assert each.help in rows[0]
    ids = [found[1] for line in lines if (found := re.search(r"  (\S+)$", line))]
    assert ids == [each.id for each in COMMANDS]
    # What it does can be read on 80 columns, its id on 100.
    assert max(cells(each.help) for each in COMMANDS) <= 50
    assert max(cells(line) for line in lines) <= 96


def test_the_help_shows_the_users_own_keys_and_marks_what_they_took() -> None:
    lines = texts(help_lines(Keymap.of({"quit": "x, F9", "reload": "r"})))
    assert any(line.startswith("  x F9 ") and "Leave indeed-tui" in line for line in lines)
    assert lines[0] == ' ▲ "x" does quit, not next-step'
    assert any(line.startswith("▲ no key ") and "Do what is proposed" in line for line in lines)
    assert any(line.startswith("▲ no key ") and "Request a new token" in line for line in lines)
    assert "settings.toml" in lines[1]
