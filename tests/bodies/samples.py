"""JSON texts of every shape and spelling, for property tests."""

import json
import re

from hypothesis import strategies as st

from indeed_tui.bodies.json_text import JsonIndex

BLANK = st.text(" \t\r\n", max_size=3)
NUMBERS = st.sampled_from(["0", "-0", "1.50", "1E5", "1e+05", "12345678901234567890", "-0.0"])
STRINGS = st.one_of(
    st.text(max_size=6).map(json.dumps),
    st.text("abé漢 :,{}[]", max_size=6).map(lambda text: json.dumps(text, ensure_ascii=False)),
    st.sampled_from([r'"\u0041\/\""', r'"\ud800"', '"a b"', r'"\\"', '","', '"}"', '"id"']),
)


@st.composite
def _spaced(draw: st.DrawFn, items: list[str], ends: str) -> str:
    inside = ",".join(draw(BLANK) + item + draw(BLANK) for item in items)
    return ends[0] + (inside or draw(BLANK)) + ends[1]


def _containers(element: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    member = st.tuples(STRINGS, BLANK, BLANK, element).map(
        lambda part: f"{part[0]}{part[1]}:{part[2]}{part[3]}"
    )
    return st.lists(element, max_size=4).flatmap(lambda items: _spaced(items, "[]")) | st.lists(
        member, max_size=4
    ).flatmap(lambda items: _spaced(items, "{}"))


SCALARS = st.one_of(NUMBERS, STRINGS, st.sampled_from(["true", "false", "null"]))
JSON_TEXTS = st.tuples(BLANK, st.recursive(SCALARS, _containers, max_leaves=20), BLANK).map("".join)


def compact(text: str) -> str:
    """JSON text without its insignificant whitespace."""
    return re.sub(r'("(?:[^"\\]|\\.)*")|\s+', lambda match: match[1] or "", text)


def index_of(text: str, step: int = 7) -> JsonIndex:
    """An index, read to its end in small steps."""
    index = JsonIndex(text)
    while index.advance(step):
        pass
    return index
