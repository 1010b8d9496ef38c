"""Keys as people write them become Textual's names, and are shown as people read them."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import Keys, _character_to_key

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.tui.commands import COMMANDS
from indeed_tui.tui.key_names import keys_of, shown, typed

PRINTABLE = string.ascii_letters + string.digits + string.punctuation
UNSEEN = ("ctrl+@", "ctrl-at")


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("ctrl+r", ["ctrl+r"]),
        ("Ctrl+R", ["ctrl+r"]),
        ("control-r", ["ctrl+r"]),
        ("C-r", ["ctrl+r"]),
        ("F5", ["f5"]),
        ("f5", ["f5"]),
        ("ctrl+shift+F5", ["ctrl+shift+f5"]),
        ("Shift+Ctrl+Left", ["ctrl+shift+left"]),
        ("shift+tab", ["shift+tab"]),
        ("backtab", ["shift+tab"]),
        ("space", ["space"]),
        (" ", ["space"]),
        ("?", ["question_mark"]),
        ("/", ["slash"]),
        ("-", ["minus"]),
        ("+", ["plus"]),
        ("ctrl++", ["ctrl+plus"]),
        ("R", ["R"]),
        ("r", ["r"]),
        ("shift+r", ["R"]),
        ("alt+x", ["alt+x"]),
        ("alt+X", ["alt+shift+x"]),
        ("Esc", ["escape"]),
        ("return", ["enter"]),
        ("Page Up", ["pageup"]),
        ("PgDn", ["pagedown"]),
        ("↑", ["up"]),
        ("é", ["é"]),
        ("€", ["euro_sign"]),
        (",", ["comma"]),
        ("comma", ["comma"]),
        ("ctrl+,", ["ctrl+comma"]),
        (",, a", ["comma", "a"]),
        ("a,,", ["a", "comma"]),
        ("a,,,b", ["a", "comma", "b"]),
        ("ctrl+r, F5 ,?", ["ctrl+r", "f5", "question_mark"]),
        ("r,r", ["r"]),
        ("none", []),
        # A terminal sends the same for these.
        ("ctrl+i", ["tab"]),
        ("ctrl+m", ["enter"]),
        ("ctrl+[", ["escape"]),
        ("ctrl+h", ["backspace"]),
        ("ctrl+space", ["ctrl+@"]),
        ("ctrl+/", ["ctrl+underscore"]),
    ],
)
def test_a_friendly_spelling_is_understood(written: str, names: list[str]) -> None:
    assert list(keys_of(written)) == names


@pytest.mark.parametrize("character", PRINTABLE)
def test_a_character_is_its_key_as_textual_names_it(character: str) -> None:
    name = _character_to_key(character)
    assert keys_of(character) == (name,)
    assert keys_of(name) == (name,)
    assert shown(name) == character
    assert typed(name) == character


@pytest.mark.parametrize("key", [key.value for key in Keys if key.value not in UNSEEN])
def test_every_key_of_textuals_is_known_or_is_none(key: str) -> None:
    if key.startswith("<"):
        with pytest.raises(ConfigError):
            keys_of(key)
        return
    (name,) = keys_of(key)
    same = {"tab": "ctrl+i", "enter": "ctrl+m", "backspace": "ctrl+h"}
    assert key in (name, same.get(name), "return"), (key, name)


@given(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp", "Zs")))
def test_what_can_be_typed_can_be_mapped_as_textual_will_name_it(character: str) -> None:
    name = _character_to_key(character)
    try:
        (mine,) = keys_of(character)
    except ConfigError:
        # Only an unusual name doesn't lead back to its character.
        assert "-" in unicodedata.name(character, "-") or not character.isprintable()
        return
    if character in "←↑→↓↵":
        # These stand for the keys that bear them.
        assert typed(mine) is None
        return
    assert mine == name
    assert typed(mine) == character


@pytest.mark.parametrize(
    ("written", "title", "hint"),
    [
        ("ctlr+r", "'ctlr+r' is no key", '"ctrl+r"'),
        ("F99", "'F99' is no key", '"F9"'),
        ("ctrl+pgupp", "'ctrl+pgupp' is no key", '"ctrl+PgUp"'),
        ("foo", "'foo' is no key", '"F5"'),
        ("ctrl+", "'ctrl+' is no key", '"ctrl+r"'),
        ("none, r", "'none' is no key", '"ctrl+r"'),
        ("\x1b", "'\\x1b' is no key", '"ctrl+r"'),
        ("", "A key is missing", '"none"'),
        ("  ", "'  ' is no key", '"space"'),
        ("r,", "A key is missing", '"none"'),
    ],
)
def test_what_is_no_key_is_said_with_what_is(written: str, title: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        keys_of(written)
    assert caught.value.problem.title == title
    assert hint in caught.value.problem.hint


@given(st.text(max_size=12))
def test_any_text_is_keys_or_an_error_of_ours(text: str) -> None:
    try:
        keys = keys_of(text)
    except ConfigError:
        return
    assert all(keys_of(key) == (key,) for key in keys if key != "ctrl+@")


@pytest.mark.parametrize(
    ("key", "read"),
    [("escape", "esc"), ("enter", "↵"), ("pageup", "PgUp"), ("f12", "F12"), ("ctrl+r", "ctrl+r"),
     ("shift+left", "shift+←"), ("ctrl+slash", "ctrl+/"), ("space", "space"), ("tab", "tab")],
)  # fmt: skip
def test_a_key_is_shown_as_people_read_it(key: str, read: str) -> None:
    assert shown(key) == read


def test_the_table_names_keys_as_textual_does() -> None:
    for each in COMMANDS:
        names = each.keys.split(",")
        assert [keys_of(name) for name in names] == [(name,) for name in names]
