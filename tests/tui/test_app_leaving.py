"""Every way out ends the app at once and cleanly, wherever the focus is."""

from dataclasses import replace

import pytest

from indeed_tui.session.events import EmployersChanged
from indeed_tui.tui.messages import SessionTold
from tests.tui.stage import Props, Stage, profiles, stage


async def opened(scene: Stage, *keys: str) -> None:
    await scene.opened()
    await scene.press(*keys)


PLACES = {
    "filter": ("3", "slash", "u"),
    "secret": ("1", "n", "tab", "tab", "tab", "s"),
    "palette": ("ctrl+p",),
}


@pytest.mark.parametrize("place", PLACES)
async def test_ctrl_q_quits_anywhere(place: str) -> None:
    async with stage() as scene:
        await opened(scene, *PLACES[place])
        await scene.press("ctrl+q")
        assert await scene.ended() == 0
        assert scene.app.return_value is None


@pytest.mark.parametrize("place", ["filter", "secret"])
async def test_ctrl_c_twice_quits_anywhere(place: str) -> None:
    async with stage() as scene:
        await opened(scene, *PLACES[place])
        await scene.press("ctrl+c")
        assert scene.app.return_code is None
        await scene.press("ctrl+c")
        assert await scene.ended() == 0


async def test_one_ctrl_c_says_how_to_quit() -> None:
    async with stage() as scene:
        await opened(scene, "3")
        await scene.press("ctrl+c")
        assert "ctrl+c again quits, as does q" in scene.lines()[-1]
        scene.app._interrupted -= 3
        await scene.press("ctrl+c")
        assert scene.app.return_code is None, "that was too long ago to count"


async def test_ctrl_c_copies_a_selection_and_doesnt_count() -> None:
    async with stage() as scene:
        await opened(scene, "1", "n", *"acme", "shift+home", "ctrl+c", "ctrl+c", "ctrl+c")
        assert scene.app.return_code is None
        assert scene.app.clipboard == "acme"


async def test_q_quits_on_the_dashboard_and_is_a_letter_in_an_input() -> None:
    async with stage() as scene:
        await opened(scene, "1", "n", "q")
        assert scene.app.return_code is None
        await scene.press("escape", "escape", "q")
        assert await scene.ended() == 0


async def test_q_quits_from_the_welcome() -> None:
    async with stage(Props(accounts=profiles())) as scene:
        await scene.until(lambda: scene.app.screen is not scene.dashboard)
        await scene.press("q")
        assert await scene.ended() == 0


async def test_a_signal_ends_it_with_its_own_status() -> None:
    async with stage() as scene:
        await opened(scene)
        scene.app.leave(143)
        assert await scene.ended() == 143


async def test_ctrl_z_asks_for_suspension(monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage() as scene:
        await opened(scene)
        asked: list[bool] = []
        monkeypatch.setattr(scene.app, "action_suspend_process", lambda: asked.append(True))
        await scene.press("ctrl+z")
        assert asked == [True]


async def test_news_that_come_while_it_closes_are_told_to_nobody() -> None:
    async with stage() as scene:
        await scene.opened()
        loading = replace(scene.view.employers, loading=True)
        scene.dashboard.told(EmployersChanged(loading))
        scene.dashboard._listing_asked = True
        listed = SessionTold(EmployersChanged(replace(loading, loading=False)))
        view = scene.view
    scene.app.on_session_told(listed)
    assert scene.view is view
