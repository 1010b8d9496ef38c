"""Drafts of calls on the disk: private, beside each other, and never a reason to stop."""

import json
import stat
from pathlib import Path

import pytest

from indeed_tui.store.drafts import DraftFile
from indeed_tui.store.paths import Places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "config", tmp_path / "state")


def test_a_draft_comes_back_and_others_stay(places: Places) -> None:
    drafts = DraftFile(places)
    assert drafts.load() == {}
    drafts.save("free", {"target": "v2/x"})
    drafts.save("appinfo", {"headers": "X: \ud800"})
    assert DraftFile(places).load() == {
        "free": {"target": "v2/x"},
        "appinfo": {"headers": "X: \ud800"},
    }
    drafts.save("free", {})
    assert list(drafts.load()) == ["appinfo"]


def test_the_file_is_private(places: Places) -> None:
    DraftFile(places).save("free", {"body": "{}"})
    assert stat.S_IMODE(places.drafts.stat().st_mode) == 0o600
    assert stat.S_IMODE(places.state.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"free": 3}', '{"free": {"body": 3}}', "[" * 9999]
)
def test_what_cannot_be_trusted_is_as_good_as_absent(places: Places, text: str) -> None:
    DraftFile(places).save("free", {})
    places.drafts.write_text(text)
    places.drafts.chmod(0o600)
    assert not any(DraftFile(places).load().values())
    DraftFile(places).save("free", {"body": "1"})
    assert json.loads(places.drafts.read_text())["free"] == {"body": "1"}


def test_what_others_can_read_is_not_trusted(places: Places) -> None:
    DraftFile(places).save("free", {"body": "1"})
    places.drafts.chmod(0o644)
    assert DraftFile(places).load() == {}
