"""Every command once: told apart by id, by key where it works, and short enough for its bar."""

from collections import Counter

import pytest
from textual.binding import Binding
from textual.widget import Widget

from indeed_tui.tui.app import IndeedApp
from indeed_tui.tui.commands import (
    COMMANDS,
    CREDENTIALS,
    EMPLOYERS,
    EVERYWHERE,
    EXCHANGE,
    PANES,
    TOKEN,
    bar,
    bindings,
    shown_keys,
)
from indeed_tui.tui.screens.help import help_lines
from indeed_tui.tui.text import cells
from indeed_tui.tui.widgets.body_view import BodyView
from indeed_tui.tui.widgets.line_list import LineList
from indeed_tui.tui.widgets.line_panel import LinePanel
from indeed_tui.tui.widgets.line_view import LineView
from tests.tui.samples import texts

WIDGETS: dict[str, tuple[type[Widget], ...]] = {
    CREDENTIALS: (LineList,),
    TOKEN: (LinePanel,),
    EMPLOYERS: (LineList,),
    EXCHANGE: (BodyView, LineView, LineList),
}


def keys(where: str) -> list[str]:
    return [key for one in bindings(where) for key in one.key.split(",")]


def test_ids_are_unique() -> None:
    assert [c for c, n in Counter(each.id for each in COMMANDS).items() if n > 1] == []


def test_every_binding_can_be_mapped_by_its_id() -> None:
    ids: list[str | None] = [each.id for each in COMMANDS]
    ids += [each.id for each in IndeedApp.BINDINGS if isinstance(each, Binding)]
    assert None not in ids
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("pane", PANES)
def test_no_two_commands_share_a_key_in_a_pane(pane: str) -> None:
    assert [key for key, n in Counter(keys(pane) + keys(EVERYWHERE)).items() if n > 1] == []


@pytest.mark.parametrize("pane", PANES)
def test_no_widget_takes_a_commands_key_away(pane: str) -> None:
    mine = {
        key for each in COMMANDS if each.where in (pane, EVERYWHERE) for key in each.keys.split(",")
    }
    for widget in WIDGETS[pane]:
        taken = {
            key: one.action
            for one in widget.BINDINGS
            if isinstance(one, Binding)
            for key in one.key.split(",")
            if key in mine
        }
        # Enter chooses, which is what the command does.
        assert taken in ({}, {"enter": "choose"})


@pytest.mark.parametrize("pane", PANES)
def test_a_bar_has_seven_keys_at_most_and_fits_80_columns(pane: str) -> None:
    shown = bar(pane)
    assert 0 < len(shown) <= 7
    assert {each.where for each in shown} <= {pane, EVERYWHERE}
    assert [each.id for each in shown[-2:]] == ["help", "quit"]
    assert 1 + sum(cells(each.shown) + cells(each.label) + 3 for each in shown) <= 80 + 2


def test_a_bar_of_nothing_leads_to_help_and_out() -> None:
    assert [each.id for each in bar("nowhere")] == ["help", "quit"]


def test_the_help_has_every_command_and_the_users_own_keys() -> None:
    lines = texts(help_lines({}))
    for command in COMMANDS:
        assert any(command.shown in line and command.help in line for line in lines)
    assert max(cells(line) for line in lines) <= 92
    mapped = texts(help_lines({"quit": "x"}))
    assert "  x           Leave indeed-tui" in mapped
    assert "  q           Leave indeed-tui" in lines
    assert shown_keys(COMMANDS[0], {COMMANDS[0].id: "f9"}) == "f9"
