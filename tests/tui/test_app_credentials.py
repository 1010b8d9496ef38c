"""Credentials in use: switched, removed, mended where they stand, and never shown or copied."""

from pathlib import Path

import pytest

from indeed_tui.indeed.models import Secret
from indeed_tui.session.accounts import DiskAccounts, MemoryAccounts
from indeed_tui.simulator import Fault
from indeed_tui.store.files import StoreError
from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import Profile, ProfileBook
from indeed_tui.tui.screens.confirm import Confirm
from indeed_tui.tui.screens.editor import Editor
from indeed_tui.tui.widgets.secret_input import SecretInput
from tests.tui.stage import SECRET, Props, Stage, profiles, stage


def pane(scene: Stage) -> str:
    region = scene.dashboard.query_one("#credentials").region
    return "\n".join(line[: region.right] for line in scene.lines()[: region.bottom])


def token_pane(scene: Stage) -> str:
    region = scene.dashboard.query_one("#token").region
    lines = scene.lines()[region.y : region.bottom]
    return "\n".join(line[region.x + 1 : region.right - 1] for line in lines)


async def test_enter_switches_to_other_credentials_and_their_employers() -> None:
    async with stage(Props(accounts=profiles("acme-dev", "acme-prod"))) as scene:
        await scene.opened()
        assert "▸ acme-dev" in pane(scene)
        await scene.press("1", "down", "enter")
        await scene.until(lambda: scene.view.acting.profile == "acme-prod")
        await scene.opened()
        assert "▸ acme-prod" in pane(scene)
        assert "  acme-dev" in pane(scene)
        assert "acme-prod  PROD  read-only" in scene.lines()[0]
        assert scene.simulator.count("token") == 2
        assert scene.simulator.count("appinfo") == 2
        assert "▌▸ acme-prod" in pane(scene), "the cursor stays where it was"


async def test_what_another_profile_answers_late_isnt_shown() -> None:
    async with stage(Props(accounts=profiles("acme-dev", "acme-prod"))) as scene:
        await scene.opened()
        await scene.press("3", "enter")
        await scene.until(lambda: scene.view.acting.employer is not None)
        await scene.press("1", "down", "enter")
        await scene.until(lambda: scene.view.acting.profile == "acme-prod")
        assert scene.view.acting.employer is None
        assert "acting as the app itself" in scene.text()


async def test_credentials_whose_secret_is_missing_say_so_and_are_mended() -> None:
    accounts = MemoryAccounts([(Profile.create("acme-dev", "demo-client"), Secret(SECRET))])
    accounts._secrets.clear()
    async with stage(Props(size=(100, 32), accounts=accounts)) as scene:
        await scene.until(lambda: scene.view.acting.problem is not None)
        assert "✕ secret" in pane(scene)
        assert "There is no secret for acme-dev" in scene.text()
        assert scene.simulator.count() == 0
        await scene.press("r")
        assert "Reading the secret again" in scene.lines()[-1]
        await scene.until(lambda: scene.view.acting.problem is not None)
        await scene.press("1", "e")
        await scene.fill(secret=SECRET)
        await scene.press("ctrl+s")
        await scene.opened()
        assert "✕" not in pane(scene)


# A wrong secret: one request, words, mended in place.


async def test_a_wrong_secret_is_asked_once_and_mended_in_place() -> None:
    accounts = profiles("acerecruiters-dev", secret="a-secret-of-last-year")
    async with stage(Props(size=(100, 32), accounts=accounts)) as scene:
        await scene.until(lambda: (s := scene.view.token_of(None)) is not None and s.resting)
        await scene.until(lambda: scene.view.employers.problem is not None)
        for _ in range(3):
            await scene.tick(600)
        assert scene.simulator.count() == 1
        text = scene.text()
        assert "✕ refused" in text
        assert "Indeed doesn't accept these" in text
        assert "1 then e edits the credentials" in " ".join(token_pane(scene).split())
        await scene.press("1", "e")
        await scene.fill(secret=SECRET)
        await scene.press("ctrl+s")
        await scene.opened()
        assert "● fresh" in scene.text()
        assert "Dharma Initiative" in scene.text()
        assert scene.simulator.count("token") == 2


async def test_r_tries_again_what_rests() -> None:
    accounts = profiles("acerecruiters-dev", secret="a-secret-of-last-year")
    async with stage(Props(accounts=accounts)) as scene:
        await scene.until(lambda: (s := scene.view.token_of(None)) is not None and s.resting)
        scene.simulator.client_secret = "a-secret-of-last-year"
        await scene.press("2", "r")
        await scene.opened()
        assert "The app has a new token" in scene.lines()[-1]
        assert scene.simulator.count("token") == 2


# Removing.


async def test_removing_asks_and_no_is_what_enter_means() -> None:
    accounts = profiles("acme-dev", "acme-prod")
    async with stage(Props(accounts=accounts)) as scene:
        await scene.opened()
        for keys in (("n",), ("escape",), ("enter",), ("left", "right", "enter")):
            await scene.press("1", "d")
            assert isinstance(scene.app.screen, Confirm)
            assert "Remove acme-dev?" in scene.text()
            await scene.press(*keys)
            assert scene.app.screen_stack == [scene.dashboard]
            assert accounts.load().names == ("acme-dev", "acme-prod")


@pytest.mark.parametrize("keys", [("y",), ("left", "enter")])
async def test_yes_removes_and_the_next_credentials_are_used(keys: tuple[str, ...]) -> None:
    accounts = profiles("acme-dev", "acme-prod")
    async with stage(Props(accounts=accounts)) as scene:
        await scene.opened()
        await scene.press("1", "d", *keys)
        await scene.until(lambda: scene.view.acting.profile == "acme-prod")
        assert accounts.load().names == ("acme-prod",)
        assert "acme-dev is removed" in scene.lines()[-1]
        assert "acme-dev" not in pane(scene)


async def test_a_click_on_a_button_answers() -> None:
    accounts = profiles("acme-dev", "acme-prod")
    async with stage(Props(accounts=accounts)) as scene:
        await scene.opened()
        await scene.press("1", "d")
        await scene.pilot.click("#yes")
        await scene.until(lambda: accounts.load().names == ("acme-prod",))


async def test_the_environments_credentials_are_neither_edited_nor_removed(tmp_path: Path) -> None:
    environ = {"INDEED_CLIENT_ID": "demo-client", "INDEED_CLIENT_SECRET": SECRET}
    accounts = DiskAccounts(Places(tmp_path / "config", tmp_path / "state"), environ)
    async with stage(Props(accounts=accounts)) as scene:
        await scene.opened()
        await scene.press("1", "e")
        assert "These come from the environment" in scene.lines()[-1]
        await scene.press("d")
        assert "unset its variables instead" in scene.lines()[-1]
        assert scene.app.screen is scene.dashboard


class Locked(MemoryAccounts):
    """A disk that nothing can be removed from."""

    def remove(self, name: str) -> ProfileBook:
        raise StoreError("The disk is read-only", "Mount it for writing.", code="disk")


async def test_what_the_disk_refuses_is_said() -> None:
    pair = (Profile.create("acme-dev", "demo-client"), Secret(SECRET))
    async with stage(Props(accounts=Locked([pair]))) as scene:
        await scene.opened()
        await scene.press("1", "d", "y")
        await scene.until(lambda: "✕ The disk is read-only. Mount it" in scene.lines()[-1])
        assert "acme-dev" in pane(scene)


# The secret's field.


async def test_a_typed_secret_is_neither_shown_nor_copied() -> None:
    secret = "zebra-Quilt-77-lantern"
    async with stage(Props(size=(100, 32))) as scene:
        await scene.opened()
        await scene.press("1", "n")
        await scene.fill(secret=secret)
        field = scene.app.screen.query_one(SecretInput)
        for keys in (("home", "shift+end"), ("ctrl+a",), ("end", "shift+home")):
            await scene.press(*keys, "ctrl+c", "super+c", "ctrl+insert", "shift+delete")
            assert secret not in scene.text()
            # Else the second ctrl+c would quit.
            scene.app._interrupted = float("-inf")
        field.value = secret
        await scene.press("home", "shift+end", "ctrl+x")
        assert field.value == "", "cutting deletes"
        field.value = secret
        await scene.pilot.mouse_down("#secret", offset=(1, 0))
        await scene.pilot.mouse_up("#secret", offset=(20, 0))
        await scene.pause()
        assert secret not in (scene.app.screen.get_selected_text() or "")
        assert scene.app.clipboard == ""
        assert secret not in scene.text()
        assert "•" in scene.text()
        assert isinstance(scene.app.screen, Editor)


async def test_a_failed_save_is_told_and_kept(tmp_path: Path) -> None:
    places = Places(tmp_path / "config", tmp_path / "state")
    (tmp_path / "config").write_text("in the way")
    async with stage(Props(size=(100, 32), accounts=DiskAccounts(places, {}))) as scene:
        await scene.until(lambda: scene.view.loaded or scene.view.problem)
        await scene.press("escape", "1", "n")
        await scene.until(lambda: isinstance(scene.app.screen, Editor))
        await scene.fill(name="acme", client_id="demo-client", secret=SECRET)
        await scene.press("ctrl+s")
        await scene.until(lambda: "ctrl+o saves them" in scene.text())
        assert scene.simulator.count("token") == 1
        assert scene.view.acting.profile is None


async def test_saving_untried_credentials_uses_them_even_while_indeed_is_down() -> None:
    accounts = profiles("acme-dev")
    async with stage(Props(size=(100, 32), accounts=accounts)) as scene:
        await scene.opened()
        scene.simulator.faults = [Fault.from_json({"on": "token", "status": 503})]
        await scene.press("1", "n")
        await scene.fill(name="acme-new", client_id="demo-client", secret=SECRET)
        await scene.press("ctrl+s")
        await scene.until(lambda: "ctrl+o saves them" in scene.text())
        await scene.press("ctrl+o")
        await scene.until(lambda: scene.view.acting.profile == "acme-new")
        scene.simulator.faults = []
        for _ in range(4):
            await scene.tick(60)
        await scene.opened()
