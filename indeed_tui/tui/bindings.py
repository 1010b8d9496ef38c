"""Textual's bindings, made from the table of commands."""

from textual.binding import Binding, BindingType

from indeed_tui.tui.commands import of_places


def bindings(*places: str) -> list[BindingType]:
    """Return the key bindings of the places that a node stands for.

    The app's keymap lays the user's own keys over them by their ids.
    """
    return [
        Binding(each.keys, each.action, each.label, show=False, id=each.id, priority=each.first)
        for each in of_places(*places)
    ]
