"""The user's own keys over the table's: who wins, what is said, what is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.store.paths import Places
from indeed_tui.store.settings import load_settings
from indeed_tui.tui.commands import COMMANDS, by_id
from indeed_tui.tui.key_names import keys_of
from indeed_tui.tui.keymap import Keymap, check_keys, together
from tests.test_architecture import loaded_by


def clashes(**own: str) -> list[str]:
    return [
        str(each) for each in Keymap.of({k.replace("_", "-"): v for k, v in own.items()}).clashes
    ]


def test_without_own_keys_all_are_the_tables() -> None:
    plain = Keymap.of({})
    assert (plain.clashes, dict(plain.textual)) == ((), {})
    assert plain.keys("help") == ("question_mark", "f1")
    assert plain.shown("help") == "? F1"
    assert plain.told_clashes == ""


def test_an_own_key_takes_the_place_of_all_the_commands_keys() -> None:
    keys = Keymap.of({"help": "F9, ctrl+h"})
    assert keys.keys("help") == ("f9", "backspace")
    assert keys.textual["help"] == "f9,backspace"


def test_the_users_own_beats_a_default_key() -> None:
    keys = Keymap.of({"refresh": "n"})
    assert keys.keys("refresh") == ("n",)
    assert keys.keys("add") == ()
    assert keys.shown("add") == "no key"
    # Where both can't be meant at once, each keeps it.
    assert keys.keys("confirm.no") == ("n", "escape")
    assert [str(each) for each in keys.clashes] == [
        '"n" does refresh, not add',
        '"n" does refresh, not next-match',
    ]


def test_the_loser_keeps_its_other_keys() -> None:
    keys = Keymap.of({"zoom": "ctrl+r"})
    assert keys.keys("repeat") == ("A",)
    assert keys.textual["repeat"] == "A"
    (clash,) = keys.clashes
    assert not clash.keyless
    assert clash.todo == "Give repeat another key in settings.toml, or leave that one out."


def test_between_two_of_the_users_own_the_first_in_the_table_wins() -> None:
    written = {"zoom": "F9", "refresh": "F9, F10"}
    for own in (written, dict(reversed(written.items()))):
        keys = Keymap.of(own)
        assert (keys.keys("refresh"), keys.keys("zoom")) == (("f9", "f10"), ())
        assert [str(each) for each in keys.clashes] == ['"F9" does refresh, not zoom']


def test_two_commands_can_change_places() -> None:
    assert clashes(refresh="R", reload="r") == []


def test_two_places_that_are_never_there_at_once_may_share_a_key() -> None:
    assert clashes(add="F9", sort="F9", search="F9") == []
    assert clashes(add="F9", quit="F9") == ['"F9" does add, not quit']


def test_a_command_can_be_left_without_key_and_nothing_is_said() -> None:
    keys = Keymap.of({"refresh": "n", "add": "none", "next-match": "none"})
    assert keys.clashes == ()
    assert keys.shown("add") == "no key"


def test_the_start_says_both_commands_the_key_and_the_next_step() -> None:
    told = Keymap.of({"zoom": "ctrl+r"}).told_clashes
    assert told == '"ctrl+r" does zoom, not repeat: give repeat another key in settings.toml'
    more = Keymap.of({"refresh": "n", "help": "F9"}).told_clashes
    assert more.endswith("(1 more in F9)")


def test_a_sentence_names_a_key_that_works_there() -> None:
    plain = Keymap()
    assert plain.key("call.send") == "ctrl+s"
    assert plain.key("call.send", typing=True) == "ctrl+s"
    assert plain.key("call.send", typing=False) == "s"
    assert plain.key("help", typing=True) == "F1"
    assert plain.key("call.leave", typing=False) == "esc"


def test_a_command_without_key_is_named_by_its_way_through_the_palette() -> None:
    assert Keymap.of({"reload": "none"}).key("reload") == ": Reload"
    assert Keymap.of({"reload": "none", "palette": "none"}).key("reload") == "Reload"


KEYS = st.sampled_from(["n", "r", "ctrl+r", "F9", "escape", "tab", "/", "enter", "none", "s, u"])


@given(st.dictionaries(st.sampled_from([each.id for each in COMMANDS]), KEYS, max_size=8))
def test_no_key_ever_means_two_commands_at_once(own: dict[str, str]) -> None:
    keys = Keymap.of(own)
    near = together()
    for first in COMMANDS:
        for second in COMMANDS:
            if first.id < second.id and (first.where, second.where) in near:
                assert not set(keys.keys(first.id)) & set(keys.keys(second.id))
    wanted = {(key, each) for each, text in own.items() for key in keys_of(text)}
    lost = {(each.key, each.loser) for each in keys.clashes}
    for key, identifier in wanted:
        assert (key in keys.keys(identifier)) is not ((key, identifier) in lost)
    for clash in keys.clashes:
        assert clash.winner in own
        assert (by_id(clash.winner).where, by_id(clash.loser).where) in near


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "config").mkdir()
    return Places(tmp_path / "config", tmp_path / "state")


@pytest.mark.parametrize(
    ("text", "title", "hint"),
    [
        ('refesh = "r"', "settings.toml:3: unknown command 'refesh' in [keys]", "'refresh'"),
        ('"line-list.uo" = "r"', "settings.toml:3: unknown command 'line-list.uo' in", "'line-li"),
        ('xyzzy = "r"', "settings.toml:3: unknown command 'xyzzy' in [keys]", "help lists"),
        ('refresh = "ctlr+r"', "settings.toml:3: 'ctlr+r' is no key", '"ctrl+r"'),
        ('refresh = "F99"', "settings.toml:3: 'F99' is no key", '"F9"'),
        ('refresh = ""', "settings.toml:3: A key is missing", '"none"'),
    ],
)
def test_a_wrong_line_is_named_with_the_next_step(
    places: Places, text: str, title: str, hint: str
) -> None:
    places.settings.write_text(f'[keys]\nzoom = "Z"\n{text}\n')
    with pytest.raises(ConfigError) as caught:
        load_settings(places, {}, check_keys)
    assert caught.value.problem.title.startswith(title)
    assert hint in caught.value.problem.hint


def test_a_command_for_scripts_doesnt_look_at_keys(places: Places) -> None:
    places.settings.write_text('[keys]\nrefesh = "r"')
    assert load_settings(places, {}).keys == {"refesh": "r"}


def test_the_table_needs_no_screen() -> None:
    assert not loaded_by("import indeed_tui.tui.keymap") & {"textual", "rich", "httpx", "asyncio"}
