"""The first run: nothing is sent before the user has chosen a way to begin."""

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import Secret
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.store.profiles import Profile, ProfileBook
from indeed_tui.tui.screens.editor import Editor
from indeed_tui.tui.screens.welcome import Welcome
from tests.tui.stage import SECRET, Props, Stage, profiles, stage


async def welcomed(scene: Stage) -> None:
    await scene.until(lambda: isinstance(scene.app.screen, Welcome))
    await scene.pause()


def nobody(*, size: tuple[int, int] = (100, 30)) -> Props:
    return Props(size=size, accounts=profiles())


async def test_it_says_what_this_is_and_offers_four_ways() -> None:
    async with stage(nobody()) as scene:
        await welcomed(scene)
        text = scene.text()
        assert "There are no credentials here yet." in text
        for way in ("Add credentials", "Use the environment", "Look around", "Quit"):
            assert way in text
        assert scene.crooked() == []
        assert scene.simulator.count() == 0


async def test_adding_opens_the_editor_and_cancel_leads_to_the_empty_dashboard() -> None:
    async with stage(nobody()) as scene:
        await welcomed(scene)
        await scene.press("enter")
        assert isinstance(scene.app.screen, Editor)
        await scene.press("escape", "escape")
        assert scene.app.screen_stack == [scene.dashboard]
        assert "no credentials yet" in scene.lines()[0]
        assert "n adds some" in scene.text()
        await scene.press("1", "n")
        assert isinstance(scene.app.screen, Editor)


async def test_the_environments_way_is_told() -> None:
    async with stage(nobody()) as scene:
        await welcomed(scene)
        await scene.press("down", "enter")
        assert "export INDEED_CLIENT_ID and INDEED_CLIENT_SECRET" in scene.lines()[-1]


async def test_the_demo_is_the_apps_result() -> None:
    async with stage(nobody()) as scene:
        await welcomed(scene)
        await scene.press("down", "down", "enter")
        assert await scene.ended() == 0
        assert scene.app.return_value == "demo"


async def test_quit_is_the_last_way() -> None:
    async with stage(nobody()) as scene:
        await welcomed(scene)
        await scene.press("end", "enter")
        assert await scene.ended() == 0
        assert scene.app.return_value is None


async def test_escape_leaves_it_for_the_empty_dashboard() -> None:
    async with stage(nobody()) as scene:
        await welcomed(scene)
        await scene.press("escape")
        assert scene.app.screen_stack == [scene.dashboard]
        assert scene.simulator.count() == 0


async def test_it_comes_back_when_the_last_credentials_are_removed() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("1", "d", "y")
        await welcomed(scene)
        assert scene.view.acting.profile is None


class Broken(MemoryAccounts):
    """A profiles.toml that can't be read before it is mended."""

    mended = False

    def load(self) -> ProfileBook:
        if self.mended:
            return super().load()
        raise ConfigError("profiles.toml, line 3: no such key", "Mend it.", code="config")


async def test_profiles_that_cant_be_read_are_no_first_run() -> None:
    accounts = Broken([(Profile.create("acme-dev", "demo-client"), Secret(SECRET))])
    async with stage(Props(accounts=accounts)) as scene:
        await scene.until(lambda: scene.view.problem is not None)
        assert scene.app.screen_stack == [scene.dashboard]
        text = scene.text()
        assert "profiles.toml can't be used" in text
        assert "line 3: no such key" in text
        assert "Mend it." in text
        for key in "rRy0":
            await scene.press(key)
            assert scene.view.problem is not None
        assert "Reading the profiles again" in scene.lines()[-1]
        assert scene.simulator.count() == 0
        accounts.mended = True
        await scene.press("r")
        await scene.opened()
        assert "acme-dev" in scene.lines()[0]
