"""doctor says of own keys what the dashboard would: refused, clashing, or fine."""

from pathlib import Path

import pytest

from indeed_tui.cli.checks.check import State
from indeed_tui.cli.checks.files import file_checks
from indeed_tui.store.paths import Places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "config").mkdir()
    return Places(tmp_path / "config", tmp_path / "state")


@pytest.mark.parametrize(
    ("text", "state", "seen", "todo"),
    [
        ("", State.OK, "as by default", ""),
        ('refresh = "F5"\nadd = "none"', State.OK, "2 commands mapped", ""),
        ('zoom = "n"', State.WARN, '"n" does zoom, not add; "n" does zoom, not next-match',
         'Give add another key in settings.toml, or "none".'),
        ('refesh = "r"', State.SKIP, "settings.toml can't be used", ""),
        ('zoom = "ctlr+r"', State.SKIP, "settings.toml can't be used", ""),
    ],
)  # fmt: skip
def test_own_keys_are_judged_as_the_dashboard_does(
    places: Places, text: str, state: State, seen: str, todo: str
) -> None:
    places.settings.write_text(f"[keys]\n{text}\n")
    found = {each.name: each for each in file_checks(places)}
    assert (found["keys"].state, found["keys"].seen, found["keys"].todo) == (state, seen, todo)
    broken = found["settings.toml"]
    assert (broken.state is State.FAIL) is (state is State.SKIP)
    if broken.state is State.FAIL:
        assert broken.seen.startswith("settings.toml:2: ")
