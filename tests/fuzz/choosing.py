"""How hypothesis chooses: settings and steps, the likely ones often and the odd ones at times."""

import importlib
import pkgutil
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from textual.binding import Binding
from textual.dom import DOMNode

import indeed_tui.tui
from indeed_tui.tui.commands import COMMANDS
from tests.fuzz.hostile import FAULTS, QUERIES, TEXTS
from tests.fuzz.places import PEOPLE, Setting
from tests.fuzz.steps import (
    Bound,
    Clock,
    Employers,
    Focus,
    Mouse,
    Paste,
    Press,
    Resize,
    Shake,
    Step,
    Wrong,
)

_SMALL = ((40, 12), (40, 12), (80, 24), (80, 24), (120, 40))
_HOUR = 3600.0
_WALKS = (
    ("3", "home", "enter"),
    ("3", "down", "enter"),
    ("3", "p"),
    ("R",),
    ("escape", "escape", "a"),
    ("a", *"campaign", "enter"),
    ("a", *"graph", "enter", "ctrl+s"),
    ("a", *"jobs", "enter", "ctrl+s", "y"),
    ("a", *"account", "enter", "ctrl+s", "y", "4"),
    ("ctrl+s", "y"),
    ("ctrl+s", "tab", "enter"),
    ("U", "y"),
    ("1", "e"),
    ("1", "n", *"abc", "tab", *"xyz", "ctrl+s", "ctrl+o"),
    ("1", "d", "y"),
    ("1", "down", "enter"),
    ("4", "slash", *"name"),
    ("4", "f", *"@", "enter"),
    ("4", "S", "enter", "enter"),
    ("Y", "down", "enter"),
    ("H", "down", "enter", "ctrl+r"),
    ("H", "slash", *"api"),
    ("ctrl+p", *"act as", "enter"),
    ("ctrl+p", *"th", "enter"),
    ("f2", "down", "enter"),
    ("question_mark", "end"),
    ("ctrl+c", "ctrl+c"),
    ("Q", "x"),
)
_MODIFIED = tuple(
    f"{modifier}+{key}"
    for modifier in ("ctrl", "alt", "shift", "ctrl+shift", "alt+ctrl", "super")
    for key in ("a", "z", "up", "down", "left", "right", "home", "end", "enter", "tab", "delete",
                "backspace", "space", "f4", "at", "underscore", "backslash", "right_square_bracket")
)  # fmt: skip
_NAMED = (
    *(f"f{number}" for number in range(1, 25)),
    "insert", "delete", "pageup", "pagedown", "home", "end", "up", "down", "left", "right",
    "enter", "tab", "space", "backspace", "escape", "ctrl+at", "unknown", "<ignore>",
)  # fmt: skip


@cache
def bound_keys() -> tuple[str, ...]:
    """Return every key that is bound anywhere: in the tables, and on any widget of ours."""
    for module in pkgutil.walk_packages(indeed_tui.tui.__path__, "indeed_tui.tui."):
        importlib.import_module(module.name)
    keys = {key for each in COMMANDS for key in each.keys.split(",")}
    left: list[type[DOMNode]] = [DOMNode]
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        if kind.__module__.startswith("indeed_tui."):
            for base in kind.__mro__:
                for binding in vars(base).get("BINDINGS", ()):
                    given = binding.key if isinstance(binding, Binding) else binding[0]
                    keys |= set(given.split(","))
    return tuple(sorted(key.strip() for key in keys))


def _presses() -> SearchStrategy[Step]:
    known = st.sampled_from(bound_keys())
    typed = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"))
    single = st.one_of(known, known, known, typed, st.sampled_from((*_MODIFIED, *_NAMED)))
    return single.map(lambda key: Press((key,)))


def _typed() -> SearchStrategy[Step]:
    return st.sampled_from(QUERIES).map(lambda text: Press(tuple(text)))


def _sizes() -> SearchStrategy[Step]:
    small = st.sampled_from(_SMALL).map(lambda size: Resize(*size))
    tiny = st.builds(Resize, st.integers(1, 45), st.integers(1, 14))
    # Each edge goes to its end; both at once would take half of all the time there is.
    wide = st.builds(Resize, st.integers(1, 300), st.integers(1, 30))
    high = st.builds(Resize, st.integers(1, 80), st.integers(1, 100))
    return st.one_of(small, small, small, tiny, tiny, st.one_of(wide, high))


def _clocks() -> SearchStrategy[Step]:
    moved = st.builds(
        Clock,
        st.sampled_from(("on", "on", "on", "suspend", "set")),
        st.sampled_from((0.5, 1.0, 2.0, 15.0, 60.0, 31.0, 900.0, _HOUR, 9 * _HOUR, 70 * _HOUR)),
    )
    back = st.sampled_from((-1.0, -_HOUR, -1e9, -1e12)).map(lambda by: Clock("set", by))
    return st.one_of(moved, moved, moved, back)


def _mouse() -> SearchStrategy[Step]:
    place = st.integers(0, (1 << 16) - 1)
    what = ("click", "click", "click", "double", "drag", "up", "down", "move")
    return st.builds(Mouse, st.sampled_from(what), place, place, st.sampled_from((1, 1, 2, 3)))


def _wrongs() -> SearchStrategy[Step]:
    some = st.lists(st.integers(0, len(FAULTS) - 1), max_size=4).map(tuple)
    return st.builds(Wrong, some, st.sampled_from((1, 1, 2, None)))


def _employers() -> SearchStrategy[Step]:
    named = st.lists(st.integers(0, len(TEXTS) - 1), max_size=6).map(tuple)
    return st.builds(Employers, st.sampled_from((0, 0, 1, 3, 3, 30, 2000)), named)


def _shakes() -> SearchStrategy[Step]:
    what = ("revoke", "rotate", "moody", "well", "well", "broken", "mended", "gone", "back", "back")
    return st.sampled_from(what).map(Shake)


def steps() -> SearchStrategy[Step]:
    """Return the strategy of one step."""
    bound: SearchStrategy[Step] = st.builds(Bound, st.integers(0, 255))
    escape: SearchStrategy[Step] = st.just(Press(("escape",)))
    walk: SearchStrategy[Step] = st.sampled_from(_WALKS).map(Press)
    paste: SearchStrategy[Step] = st.sampled_from((*TEXTS, *QUERIES)).map(Paste)
    focus: SearchStrategy[Step] = st.builds(Focus, st.booleans())
    weighted = (
        (12, bound), (16, _presses()), (4, escape), (10, walk), (3, _typed()), (3, paste),
        (6, _mouse()), (5, _sizes()), (4, _clocks()), (2, focus), (4, _wrongs()),
        (2, _employers()), (3, _shakes()),
    )  # fmt: skip
    return st.sampled_from([kind for weight, kind in weighted for _ in range(weight)]).flatmap(
        lambda kind: kind
    )


def settings() -> SearchStrategy[Setting]:
    """Return the strategy of a run's start."""
    return st.builds(
        Setting,
        size=st.sampled_from((*_SMALL, (120, 36), (20, 5), (1, 1))),
        people=st.sampled_from(("one", "two", *PEOPLE)),
        employers=st.sampled_from((3, 3, 0, 1, 40, 3000)),
        theme=st.sampled_from(("indeed-dark", "indeed-light", "indeed-ansi", "textual-dark")),
        demo=st.booleans(),
        waits=st.booleans(),
        inline=st.booleans(),
    )
