"""TOML read strictly: what is wrong, in which file, under which key, on which line."""

from enum import StrEnum
from pathlib import Path

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.store.toml import Document, Table, parse_document, read_document
from indeed_tui.store.toml_lines import key_lines

FILE = Path("/config/settings.toml")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = 1\nb = \n", "settings.toml:2: "),
        ("a = 1\nb", "settings.toml:2: "),
        ("a = 1\na = 2\n", "settings.toml:2: "),
        ("a = 2024-13-01\n", "settings.toml:1: "),
        ('a = 1\n\nb = """x\n', "settings.toml:4: "),
        ("a = " + "[" * 5000, "settings.toml: "),
        ("a = " + "9" * 5000, "settings.toml: "),
    ],
)
def test_a_syntax_error_names_its_line(text: str, place: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_document(FILE, text)
    assert caught.value.problem.title.startswith(place)
    assert caught.value.problem.code == "config.syntax"


def test_a_syntax_error_in_a_secret_file_shows_nothing_of_it() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_document(FILE, 'x = "\\hunter2"', secret=True)
    assert caught.value.problem.title == "settings.toml:1: this is no TOML"


def test_a_byte_order_mark_is_no_error_and_no_file_is_no_document(tmp_path: Path) -> None:
    assert parse_document(FILE, "\ufeffa = 1").data == {"a": 1}
    assert read_document(tmp_path / "f") is None


def test_an_unknown_key_names_its_line_and_a_near_one() -> None:
    root = parse_document(FILE, "a = 1\n\n[refresh]\nbackround = true\n").root
    with pytest.raises(ConfigError) as caught:
        root.table("refresh").only(("background", "concurrency"))
    problem = caught.value.problem
    assert problem.title == "settings.toml:4: unknown key 'backround' in [refresh]"
    assert problem.hint == f"Did you mean 'background'? The file is {FILE}."


def test_an_unknown_key_far_from_all_gets_the_known_ones() -> None:
    root = parse_document(FILE, 'a = {"x y" = {zzz = 1}}').root
    with pytest.raises(ConfigError) as caught:
        root.table("a").table("x y").only(("background", "mouse"))
    assert caught.value.problem.title == "settings.toml:1: unknown key 'zzz' in [a.'x y']"
    assert "Known keys: background, mouse." in caught.value.problem.hint


def test_a_missing_key_names_its_tables_line() -> None:
    root = parse_document(FILE, "\n[a]\n").root
    root.require("a")
    with pytest.raises(ConfigError, match=r"^settings.toml:2: 'b' is missing in \[a\]$"):
        root.table("a").require("b")
    with pytest.raises(ConfigError, match=r"^settings.toml: 'b' is missing in the top level$"):
        root.require("b")


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def test_the_readers_take_what_fits_and_the_default_else() -> None:
    root = parse_document(FILE, 's="x"\nb=true\ni=3\nf=2\nl=["p"]\nc="blue"').root
    assert (root.string("s", ""), root.string("-", "d")) == ("x", "d")
    assert (root.boolean("b", False), root.boolean("-", True)) == (True, True)
    assert (root.integer("i", 1, 1, 3), root.integer("-", 1, 1, 3)) == (3, 1)
    assert (root.number("f", 1.0, 1, 3), root.number("-", 1.0, 1, 3)) == (2.0, 1.0)
    assert (root.strings("l", ()), root.strings("-", ("d",))) == (("p",), ("d",))
    assert (root.choice("c", Colour.RED), root.choice("-", Colour.RED)) == ("blue", "red")


def read_all(root: Table, key: str) -> list[str]:
    """Return what each reader says that the key must be."""
    says = []
    for read in (
        lambda: root.table(key),
        lambda: root.string(key, ""),
        lambda: root.boolean(key, True),
        lambda: root.integer(key, 1, 1, 3),
        lambda: root.number(key, 1.0, 0.1, 3),
        lambda: root.strings(key, ()),
        lambda: root.choice(key, Colour.RED),
    ):
        with pytest.raises(ConfigError) as caught:
            read()
        place, _, must = caught.value.problem.title.partition(" must be ")
        assert place == f"settings.toml:2: {key!r} in the top level"
        says.append(must)
    return says


@pytest.mark.parametrize("value", ["1979-05-27", "[1]", "nan"])
def test_the_readers_say_what_is_allowed(value: str) -> None:
    root = parse_document(FILE, f"x = 1\nk = {value}").root
    assert read_all(root, "k") == [
        "a table",
        "a string",
        "true or false",
        "a whole number from 1 to 3",
        "a number from 0.1 to 3",
        "a list of strings",
        "one of red, blue",
    ]


@pytest.mark.parametrize("value", ["true", "0", "4"])
def test_a_truth_value_or_a_number_out_of_range_is_no_number(value: str) -> None:
    root = parse_document(FILE, f"k = {value}").root
    with pytest.raises(ConfigError):
        root.integer("k", 1, 1, 3)
    with pytest.raises(ConfigError):
        root.number("k", 1.0, 1, 3)


def test_a_document_does_not_print_its_text() -> None:
    document: Document = parse_document(FILE, 's = "hunter2"')
    assert "hunter2" not in repr(document)
    assert "hunter2" not in repr(document.root)


LINES = '''
"a b" = 1 # [no.table]
c.d = """
e = 2
""""
f = [ # x = 1
  "]", {g = '}', h = [1, 2]}, 1979-05-27 07:32:00,
]
[[t]]
u = \'\'\'
\'quoted\'\'\'\'
[[t]]
[v."w.x"]
y = "\\"#"
z = \'\\\'
'''


def test_lines_are_found_past_strings_arrays_and_comments() -> None:
    found = key_lines(LINES)
    assert found == {
        ("a b",): 2,
        ("c",): 3,
        ("c", "d"): 3,
        ("f",): 6,
        ("f", "g"): 7,
        ("f", "h"): 7,
        ("t",): 9,
        ("t", "u"): 10,
        ("v",): 13,
        ("v", "w.x"): 13,
        ("v", "w.x", "y"): 14,
        ("v", "w.x", "z"): 15,
    }


def test_lines_of_what_was_never_parsed_are_refused() -> None:
    with pytest.raises(ValueError, match="offset 1"):
        key_lines("[?]")


VALUES: st.SearchStrategy[object] = st.recursive(
    st.text() | st.integers(-5, 5) | st.booleans() | st.dates() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


def paths(value: object, at: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    if isinstance(value, list):
        return {path for item in value for path in paths(item, at)}
    if isinstance(value, dict):
        below = {path for key, item in value.items() for path in paths(item, (*at, key))}
        return below | {(*at, key) for key in value}
    return set()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text(), VALUES, max_size=4), st.booleans())
def test_every_key_of_any_document_has_a_line(data: dict[str, object], multiline: bool) -> None:
    text = tomli_w.dumps(data, multiline_strings=multiline)
    found = key_lines(text)
    assert found.keys() == paths(data)
    rows = text.split("\n")
    for path, line in found.items():
        bare = path[-1].isidentifier() and path[-1].isascii()
        assert not bare or path[-1] in rows[line - 1]
