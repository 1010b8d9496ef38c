"""settings.toml: what the user may set, its defaults and bounds."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.store.paths import Places
from indeed_tui.store.settings import (
    AsciiMode,
    ClipboardMode,
    DisplaySettings,
    LimitSettings,
    RefreshSettings,
    Settings,
    load_settings,
)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "config").mkdir()
    return Places(tmp_path / "config", tmp_path / "state")


def refused(places: Places, text: str) -> tuple[str, str]:
    places.settings.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_settings(places, {})
    assert places.settings.read_text() == text
    return caught.value.problem.title, caught.value.problem.hint


def test_without_a_file_they_are_the_defaults_and_nothing_is_created(tmp_path: Path) -> None:
    places = Places(tmp_path / "config", tmp_path / "state")
    assert load_settings(places, {}) == Settings()
    assert list(tmp_path.iterdir()) == []


def test_the_defaults_are_those_of_the_documentation() -> None:
    settings = Settings()
    assert (settings.theme, settings.clipboard, dict(settings.keys)) == ("auto", "auto", {})
    assert settings.refresh == RefreshSettings(True, 4, 30.0)
    assert settings.display == DisplaySettings(False, True, False, AsciiMode.AUTO)
    assert settings.limits == LimitSettings(5.0, 30.0, 64, 500, 128)


def test_everything_can_be_set(places: Places) -> None:
    places.settings.write_text("""
theme = "ansi"
clipboard = "osc52"
[keys]
refresh = "ctrl+r"
"quit" = "ctrl+q"
[refresh]
background = false
concurrency = 32
max_wait_s = 1
[display]
local_time = true
mouse = false
animations = true
ascii = true
[limits]
connect_timeout_s = 0.5
total_timeout_s = 60
body_mib = 1
history_count = 10
history_mib = 2
""")
    assert load_settings(places, {}) == Settings(
        "ansi",
        ClipboardMode.OSC52,
        {"refresh": "ctrl+r", "quit": "ctrl+q"},
        RefreshSettings(False, 32, 1.0),
        DisplaySettings(True, False, True, AsciiMode.ON),
        LimitSettings(0.5, 60.0, 1, 10, 2),
    )


def test_settings_are_frozen_to_the_last_key(places: Places) -> None:
    places.settings.write_text('[keys]\nrefresh = "r"')
    settings = load_settings(places, {})
    with pytest.raises(FrozenInstanceError):
        settings.theme = "x"  # type: ignore[misc] # that is the rule
    with pytest.raises(TypeError):
        settings.keys["quit"] = "q"  # type: ignore[index] # that is the rule


@pytest.mark.parametrize(
    ("text", "title", "hint"),
    [
        ("thme = 'x'", "settings.toml:1: unknown key 'thme' in the top level", "'theme'"),
        ("\n[limits]\nbody = 1", "settings.toml:3: unknown key 'body' in [limits]", "body_mib"),
        ("[refresh]\nx = 1", "settings.toml:2: unknown key 'x' in [refresh]", "background"),
        ("[display]\nx = 1", "settings.toml:2: unknown key 'x' in [display]", "mouse"),
    ],
)
def test_an_unknown_key_names_file_key_and_line(
    places: Places, text: str, title: str, hint: str
) -> None:
    says, step = refused(places, text)
    assert says == title
    assert hint in step


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("theme = 1", "a string"),
        ("clipboard = 'x11'", "one of auto, tmux, osc52, native, file, off"),
        ("keys = 1", "a table"),
        ("keys = {quit = 1}", "a string"),
        ("refresh = {background = 1}", "true or false"),
        ("refresh = {concurrency = 0}", "a whole number from 1 to 32"),
        ("refresh = {concurrency = 33}", "a whole number from 1 to 32"),
        ("refresh = {concurrency = 2.0}", "a whole number from 1 to 32"),
        ("refresh = {concurrency = true}", "a whole number from 1 to 32"),
        ("refresh = {max_wait_s = 0}", "a number from 0.1 to 3600"),
        ("refresh = {max_wait_s = nan}", "a number from 0.1 to 3600"),
        ("display = {mouse = 'no'}", "true or false"),
        ("display = {ascii = 'yes'}", 'true, false or "auto"'),
        ("display = {ascii = 'true'}", 'true, false or "auto"'),
        ("display = {ascii = 1}", 'true, false or "auto"'),
        ("limits = {connect_timeout_s = -1}", "a number from 0.1 to 600"),
        ("limits = {total_timeout_s = inf}", "a number from 0.1 to 3600"),
        ("limits = {body_mib = 0}", "a whole number from 1 to 1024"),
        ("limits = {history_count = 0}", "a whole number from 1 to 100000"),
        ("limits = {history_mib = 5000}", "a whole number from 1 to 4096"),
    ],
)
def test_a_value_that_doesnt_fit_is_told_what_does(places: Places, text: str, allowed: str) -> None:
    title, hint = refused(places, f"\n{text}")
    assert title.startswith("settings.toml:2: ")
    assert title.endswith(f"must be {allowed}")
    assert str(places.settings) in hint


@pytest.mark.parametrize("file", ['clipboard = "tmux"', ""])
def test_the_environments_clipboard_comes_before_the_files(places: Places, file: str) -> None:
    places.settings.write_text(f'theme = "ansi"\n{file}')
    found = load_settings(places, {"INDEED_TUI_CLIPBOARD": "off"})
    assert (found.clipboard, found.theme) == (ClipboardMode.OFF, "ansi")


@pytest.mark.parametrize(("text", "wanted"), [("true", True), ("false", False), ('"auto"', None)])
def test_ascii_is_wanted_or_left_to_the_locale(
    places: Places, text: str, wanted: bool | None
) -> None:
    places.settings.write_text(f"[display]\nascii = {text}")
    assert load_settings(places, {}).display.ascii.wanted is wanted


def test_a_theme_that_the_screen_doesnt_know_names_those_it_knows(places: Places) -> None:
    places.settings.write_text('clipboard = "off"\ntheme = "solarised"')
    assert load_settings(places, {}).theme == "solarised", "commands have no themes"
    assert load_settings(places, {}, themes=("nord", "solarised")).theme == "solarised"
    with pytest.raises(ConfigError) as caught:
        load_settings(places, {}, themes=("nord", "gruvbox"))
    title = caught.value.problem.title
    assert title == ("settings.toml:2: 'theme' in the top level must be one of auto, nord, gruvbox")


def test_an_empty_variable_counts_as_unset(places: Places) -> None:
    places.settings.write_text('clipboard = "tmux"')
    assert load_settings(places, {"INDEED_TUI_CLIPBOARD": ""}).clipboard is ClipboardMode.TMUX


def test_a_wrong_variable_is_named_with_what_is_allowed(places: Places) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(places, {"INDEED_TUI_CLIPBOARD": "x11"})
    assert caught.value.problem.title == "INDEED_TUI_CLIPBOARD: 'x11' is no way to copy"
    assert "tmux" in caught.value.problem.hint
