"""Any size of terminal, at any moment, with anything open: every line is exactly as wide."""

import pytest

from indeed_tui.store.settings import Settings
from indeed_tui.tui.panes.employer_list import EmployerList
from tests.tui.stage import Props, Stage, profiles, stage

SIZES = ((40, 12), (80, 24), (300, 80), (120, 36))
OPEN = (
    ("3", "slash", "u"),
    ("escape", "H", "z"),
    ("escape", "question_mark"),
    ("escape", "1", "n"),
    ("escape", "d"),
    ("escape", "ctrl+p"),
)


async def through_all_sizes(scene: Stage) -> None:
    for width, height in SIZES:
        await scene.pilot.resize_terminal(width, height)
        await scene.until(lambda size=(width, height): len(scene.lines()) == size[1])  # type: ignore[misc]
        assert scene.app.size == (width, height)
        assert scene.crooked() == []


async def test_it_may_be_resized_with_anything_open() -> None:
    async with stage(Props(accounts=profiles("acerecruiters-prod", "acerecruiters-dev"))) as scene:
        await scene.opened()
        for keys in OPEN:
            await scene.press(*keys)
            before = scene.text()
            await through_all_sizes(scene)
            assert scene.text() == before, keys


async def test_the_welcome_may_be_resized() -> None:
    async with stage(Props(accounts=profiles())) as scene:
        await scene.until(lambda: scene.app.screen is not scene.dashboard)
        await through_all_sizes(scene)


@pytest.mark.parametrize(("width", "height"), SIZES[:2])
async def test_it_may_start_at_any_size(width: int, height: int) -> None:
    async with stage(Props(size=(width, height))) as scene:
        await scene.opened()
        for pane in "1234":
            await scene.press(pane)
            assert scene.crooked() == []
        assert "● " in scene.lines()[0]
        assert "1:00:00" in scene.lines()[0]
        if width >= 60:
            assert "q Quit" in scene.lines()[-1]


async def test_one_pane_has_the_focus_and_the_way_to_the_others() -> None:
    async with stage(Props(size=(40, 12))) as scene:
        await scene.opened()
        assert isinstance(scene.app.focused, EmployerList)
        assert "3 Employers" in scene.lines()[1]
        assert "1-4 Panes" in scene.lines()[-1]
        await scene.press("j")
        assert scene.app.focused.cursor == 1
        await scene.press("1")
        assert "1 Credentials" in scene.lines()[1]
        assert "1-4 Panes" in scene.lines()[-1]
        await scene.pilot.click("#keys", offset=(9, 0))
        await scene.until(lambda: "2 Token" in scene.lines()[1])
        await scene.pilot.resize_terminal(100, 30)
        await scene.until(lambda: "1 Credentials" in scene.text())
        assert "1-4 Panes" not in scene.text()


async def test_the_way_to_the_others_is_the_users_own() -> None:
    async with stage(Props(size=(40, 12), settings=Settings(keys={"pane-1": "f6"}))) as scene:
        await scene.opened()
        assert "tab Panes" in scene.lines()[-1]


async def test_titles_and_texts_fit_anew_when_the_width_changes() -> None:
    async with stage(Props(size=(60, 24))) as scene:
        await scene.opened()
        assert "4 Exchange · GET /v2/api/appinfo" not in scene.text()
        await scene.pilot.resize_terminal(160, 40)
        await scene.until(lambda: "4 Exchange · GET /v2/api/appinfo" in scene.text())
        assert "084a39249af95beedfb90cc5d2b8833c" in scene.text()
