"""Saving an exchange: 0600, whole or not at all, never over another file without a second enter."""

import json
import stat
from pathlib import Path

import pytest
from textual.widgets import Input

from indeed_tui.indeed.models import ExchangeKind, Secret
from indeed_tui.store.paths import Places
from indeed_tui.tui.saving import Part, content, file_name
from tests.tui import samples
from tests.tui.exchanges import BUDGET, sent, shown
from tests.tui.stage import Props, Stage, stage


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "config", tmp_path / "state")


async def saved(scene: Stage) -> None:
    await scene.press("enter")
    await scene.until(lambda: scene.app.screen is scene.dashboard)


async def test_the_body_goes_to_the_exports_under_a_name_that_tells(places: Places) -> None:
    async with stage(Props(places=places)) as scene:
        await scene.opened()
        await scene.press("4", "S")
        assert "Save · GET /v2/api/appinfo" in scene.text()
        await saved(scene)
        (file,) = places.exports.iterdir()
        assert file.name.endswith("-get-v2-api-appinfo.json")
        assert file.read_bytes() == shown(scene).body
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(places.exports.stat().st_mode) == 0o700
        assert f"Saved {file.name}, 238 B, in {places.exports}"[:100] in scene.lines()[-1]


async def test_the_whole_exchange_is_json_without_secrets(places: Places, tmp_path: Path) -> None:
    async with stage(Props(places=places)) as scene:
        await scene.opened()
        await sent(scene, BUDGET, "account")
        await scene.press("4", "S", "shift+tab", "right")
        field = scene.app.screen.query_one("#path", Input)
        assert field.value.endswith("-patch-ads-v1-account-budget.exchange.json")
        field.value = str(tmp_path / "it.json")
        field.focus()
        await saved(scene)
        read = json.loads((tmp_path / "it.json").read_text())
        assert read["request"]["method"] == "PATCH"
        assert json.loads(read["request"]["body"]) == {"jobsMonthlyBudget": 900}
        assert ["Authorization", "Bearer ••••••"] in read["request"]["headers"]
        assert json.loads(read["response"]["body"])["data"]["jobsMonthlyBudget"] == 900
        assert read["profile"] == "acerecruiters-dev"
        for secret in scene.view.secrets():
            assert secret.reveal() not in (tmp_path / "it.json").read_text()


async def test_a_file_that_is_there_is_replaced_at_the_second_enter_only(
    places: Places, tmp_path: Path
) -> None:
    there = tmp_path / "there.json"
    there.write_text("mine")
    async with stage(Props(places=places)) as scene:
        await scene.opened()
        await scene.press("4", "S")
        field = scene.app.screen.query_one("#path", Input)
        field.value = str(there)
        await scene.press("enter")
        await scene.until(lambda: "there.json is there already" in scene.text())
        assert there.read_text() == "mine"
        # Another path is another question.
        field.value = str(tmp_path / "other.json")
        await scene.until(lambda: "there.json is there already" not in scene.text())
        field.value = str(there)
        await scene.press("enter")
        await scene.until(lambda: "there.json is there already" in scene.text())
        assert there.read_text() == "mine"
        await saved(scene)
        assert there.read_bytes() == shown(scene).body


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Give a path"),
        ("/no/such/directory/x.json", "Create the directory"),
        ("~nobody-here/x", "no path that can be written"),
    ],
)
async def test_what_cant_be_written_is_said_in_the_form(
    places: Places, typed: str, said: str
) -> None:
    async with stage(Props(places=places)) as scene:
        await scene.opened()
        await scene.press("4", "S")
        scene.app.screen.query_one("#path", Input).value = typed
        await scene.press("enter")
        await scene.until(lambda: said in " ".join(scene.text().split()))
        assert scene.crooked() == []
        await scene.press("escape")
        assert scene.app.screen is scene.dashboard


async def test_the_demo_writes_no_files() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("4", "S")
        assert "The demo writes no files" in scene.lines()[-1]


def test_a_token_answer_is_saved_without_its_token() -> None:
    token = samples.exchange(
        kind=ExchangeKind.TOKEN,
        body=b'{"access_token": "the-clear-one", "n": 1}',
        sensitive=(Secret("a-secret"),),
        request_body=b"client_secret=xx",
    )
    for part in Part:
        assert b"the-clear-one" not in content(token, part)
        assert b'"n": 1' in content(token, part).replace(b"\\", b"")


def test_bytes_are_saved_as_they_are() -> None:
    odd = samples.exchange(body=b"\x00\xff\x80", response_headers=(("Content-Type", "image/png"),))
    assert content(odd, Part.BODY) == b"\x00\xff\x80"
    assert json.loads(content(odd, Part.WHOLE))["response"]["body_base64"] == "AP+A"
    assert file_name(odd, Part.BODY).endswith(".bin")


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/../../etc/passwd?x=/..",
        "https://a.example/",
        "https://a.example/" + "x" * 500,
        "https://a.example/\u202e/%00",
    ],
)
def test_a_name_is_a_name(url: str) -> None:
    name = file_name(samples.exchange(url=url), Part.WHOLE)
    assert Path(name).name == name
    assert len(name) < 120
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")
