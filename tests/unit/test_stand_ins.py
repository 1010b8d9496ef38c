"""Stand-ins: ASCII of the same width, for what the dashboard draws and what names hold."""

import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from indeed_tui.stand_ins import _KNOWN, of_cluster, register, stand_in, standing_in
from indeed_tui.tui.states import LOOKS
from indeed_tui.tui.text import plain

SOURCE = Path(__file__).parent.parent.parent / "indeed_tui"


def test_every_character_that_the_program_draws_is_known() -> None:
    unknown = set()
    for path in (*SOURCE.rglob("*.py"), *SOURCE.rglob("*.tcss")):
        text = re.sub(r"\\u[0-9a-f]{4}", "", path.read_text(encoding="utf-8"))
        unknown |= {each for each in text if not each.isascii() and each not in _KNOWN}
    assert unknown <= {"\ufffd"}, "these would be shown as ?"


def test_states_stay_apart() -> None:
    signs = {look.glyph for look in LOOKS.values()}
    assert len(set(map(stand_in, signs))) == len(signs)
    assert len({stand_in(each) for each in "▌▸◆ "}) == 4, "cursor, in use, pinned, neither"
    assert stand_in("▾") != stand_in("▸")
    assert stand_in("◉") != stand_in("○")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Müller & Søn A/S", "Muller & Son A/S"),
        ("Łódź Fabryka", "Lodz Fabryka"),
        ("e\u0301te\u0301", "ete"),
        ("株式", "????"),
        ("Ａ１", "A 1 "),
        ("ﬁ ½", "? ?"),
        ("● 42:17 · 3 of 3 …", "* 42:17 - 3 of 3 ~"),
        ("╭─╮│╰━╯", "+-+|+-+"),
        ("\udc80", "?"),
        ("plain", "plain"),
    ],
)
def test_what_stands_for_what(text: str, shown: str) -> None:
    assert standing_in(text) == shown


@given(st.characters(min_codepoint=0x80))
def test_a_stand_in_takes_the_same_cells(character: str) -> None:
    shown = plain(character)
    if shown == character:
        stands = of_cluster(character, cell_len(character))
        assert stands.isascii()
        assert len(stands) == cell_len(character)
        assert stands == "" or stands.isprintable()


def test_a_character_set_gets_what_it_lacks() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="latin-1", errors=register())
    stream.write("● Łódź é €")
    stream.flush()
    assert raw.getvalue() == "* Lódz é E".encode("latin-1")
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", register())
