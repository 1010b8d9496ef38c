"""Pins on disk: kept for each profile, and never a reason to stop."""

import json
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indeed_tui.store.files import StoreError
from indeed_tui.store.paths import Places
from indeed_tui.store.pins import load_pins, save_pins

PINS = frozenset({"b", "a"})


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "config", tmp_path / "state")


def test_there_are_none_at_first(places: Places) -> None:
    assert load_pins(places) == {}
    assert not places.state.exists()


def test_pins_come_back_beside_those_of_other_profiles(places: Places) -> None:
    save_pins(places, "one", PINS)
    save_pins(places, "two", frozenset({"c"}))
    assert load_pins(places) == {"one": PINS, "two": {"c"}}
    assert not list(places.config.parent.glob("config/*"))


def test_a_profile_without_pins_leaves_the_file(places: Places) -> None:
    save_pins(places, "one", PINS)
    save_pins(places, "one", frozenset())
    assert load_pins(places) == {}
    assert "one" not in places.pins.read_text()


def test_the_file_is_private(places: Places) -> None:
    save_pins(places, "one", PINS)
    assert stat.S_IMODE(places.pins.stat().st_mode) == 0o600
    assert stat.S_IMODE(places.state.stat().st_mode) == 0o700


def test_the_same_pins_make_the_same_file(places: Places) -> None:
    save_pins(places, "two", frozenset("hgfedcba"))
    save_pins(places, "one", frozenset("a"))
    assert list(json.loads(places.pins.read_text())) == ["one", "two"]
    assert json.loads(places.pins.read_text())["two"] == list("abcdefgh")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"1", b"\xff\xfe", b"[" * 100_000, b'{"one": 1}']
)
def test_a_broken_file_holds_no_pins_and_can_be_written_anew(
    places: Places, content: bytes
) -> None:
    places.state.mkdir()
    places.pins.write_bytes(content)
    assert load_pins(places) == {}
    save_pins(places, "one", PINS)
    assert load_pins(places) == {"one": PINS}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.binary(max_size=100))
def test_whatever_the_file_holds_reading_it_never_fails(places: Places, content: bytes) -> None:
    places.state.mkdir(exist_ok=True)
    places.pins.write_bytes(content)
    assert isinstance(load_pins(places), dict)


def test_what_is_no_id_is_left_out(places: Places) -> None:
    places.state.mkdir()
    places.pins.write_text('{"one": ["a", 1, null], "two": "b"}')
    assert load_pins(places) == {"one": {"a"}}


def test_a_file_that_everyone_may_change_is_not_believed(places: Places) -> None:
    save_pins(places, "one", PINS)
    places.pins.chmod(0o666)
    assert load_pins(places) == {}


def test_a_disk_that_refuses_is_told(places: Places) -> None:
    places.state.write_text("in the way")
    with pytest.raises(StoreError):
        save_pins(places, "one", PINS)
