"""Panes, zoom, help, colours and the bar of keys: every command of the table really runs."""

from unittest.mock import patch

import pytest
from textual.dom import DOMNode

from indeed_tui.store.settings import Settings
from indeed_tui.tui.commands import APP, BODY, COMMANDS, EVERYWHERE, HISTORY, PANES, bar, of_places
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.panes.exchange import ExchangePane
from indeed_tui.tui.screens.help import Help
from indeed_tui.tui.screens.welcome import Welcome
from indeed_tui.tui.widgets.key_bar import KeyBar
from tests.tui.stage import Props, Stage, profiles, stage

TITLES = ("1 Credentials", "2 Token", "3 Employers", "4 Exchange")


def visible(scene: Stage) -> list[str]:
    text = scene.text()
    return [title for title in TITLES if title in text]


async def test_a_digit_goes_to_its_pane_and_shows_its_keys() -> None:
    async with stage(Props(size=(80, 24))) as scene:
        await scene.opened()
        for digit, name in zip("1234", PANES, strict=True):
            await scene.press(digit)
            assert scene.dashboard.pane == name
            assert scene.dashboard.query_one(f"#{name}").has_focus_within
            keys = scene.lines()[-1]
            for command in bar(name):
                assert f"{Keymap().key(command.id)} {command.label}" in keys


async def test_tab_goes_round_the_panes_in_their_order() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("1")
        seen = []
        for _ in PANES:
            seen.append(scene.dashboard.pane)
            await scene.press("tab")
        assert seen == list(PANES)
        assert scene.dashboard.pane == PANES[0]
        await scene.press("shift+tab")
        assert scene.dashboard.pane == PANES[-1]


async def test_z_zooms_and_escape_takes_it_back() -> None:
    async with stage() as scene:
        await scene.opened()
        for digit, title in (("4", TITLES[3]), ("2", TITLES[1])):
            await scene.press(digit, "z")
            assert visible(scene) == [title]
            assert scene.crooked() == []
            await scene.press("escape")
            assert visible(scene) == list(TITLES)
        await scene.press("z", "1")
        assert visible(scene) == [TITLES[0]], "the zoom goes along"
        await scene.press("z")
        assert visible(scene) == list(TITLES)


async def test_escape_leaves_the_filter_before_the_zoom() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("3", "z", "slash", "u", "escape")
        assert "filter:" not in scene.text()
        assert visible(scene) == [TITLES[2]]
        await scene.press("escape")
        assert visible(scene) == list(TITLES)


async def test_a_small_screen_shows_one_pane_at_a_time() -> None:
    async with stage(Props(size=(40, 12))) as scene:
        await scene.opened()
        assert visible(scene) == [TITLES[2]]
        assert "↵ Act as" in scene.lines()[-1]
        for digit, title in zip("1234", TITLES, strict=True):
            await scene.press(digit)
            assert visible(scene) == [title]
        await scene.press("tab")
        assert visible(scene) == [TITLES[0]]


async def test_a_click_brings_the_focus_and_a_row_is_clicked() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.pilot.click("#token", offset=(4, 4))
        await scene.pause()
        assert scene.dashboard.pane == "token"
        await scene.pilot.click("#employer-list", offset=(6, 2))
        await scene.pause()
        assert scene.dashboard.pane == "employers"
        assert "▌" in next(line for line in scene.lines() if "Umbrella" in line)


async def test_help_lists_every_command_and_closes() -> None:
    async with stage(Props(size=(100, 200))) as scene:
        await scene.opened()
        await scene.press("question_mark")
        text = scene.text()
        for command in COMMANDS:
            assert command.help in text
        for key in ("question_mark", "f1", "escape", "q"):
            assert isinstance(scene.app.screen, Help)
            await scene.press(key)
            assert scene.app.screen_stack == [scene.dashboard]
            await scene.press(key if key.startswith("f") else "question_mark")
        assert scene.app.return_code is None


async def test_help_is_there_once_and_scrolls() -> None:
    async with stage(Props(size=(80, 24))) as scene:
        await scene.opened()
        await scene.press("f1")
        first = scene.text()
        assert "Leave indeed-tui" not in first
        await scene.press("G")
        await scene.until(lambda: "pinned, so that its token is kept" in scene.text())
        await scene.app.run_action("help")
        await scene.pause()
        assert scene.app.screen is scene.dashboard


async def test_a_theme_is_looked_at_before_it_is_used() -> None:
    async with stage(Props(size=(100, 30))) as scene:
        await scene.opened()
        assert scene.app.theme == "indeed-dark"
        await scene.press("f2")
        assert "Indeed, dark" in scene.text()
        await scene.press("down")
        assert scene.app.theme == "indeed-light"
        await scene.press("end")
        assert scene.app.theme not in ("indeed-light", "indeed-dark")
        await scene.press("escape")
        assert scene.app.theme == "indeed-dark"
        assert scene.app.screen is scene.dashboard
        await scene.press("f2", "down", "enter")
        assert scene.app.theme == "indeed-light"
        assert (
            'Indeed, light until you quit; theme = "indeed-light" in settings.toml'
            in (scene.lines()[-1])
        )
        assert scene.crooked() == []


async def test_with_few_colours_it_is_said_which_theme_needs_more() -> None:
    async with stage(Props(size=(100, 30), environ={"TERM": "xterm"})) as scene:
        await scene.opened()
        await scene.press("f2")
        lines = scene.lines()
        assert "needs 256 colours" in next(each for each in lines if "Indeed, dark" in each)
        own = next(each for each in lines if "own colours" in each)
        assert "▌▸" in own
        assert "needs" not in own


async def test_without_colours_there_is_nothing_to_choose() -> None:
    async with stage(Props(environ={"TERM": "xterm", "NO_COLOR": "1"})) as scene:
        await scene.opened()
        await scene.press("f2")
        assert scene.app.screen is scene.dashboard
        assert "NO_COLOR is set" in scene.lines()[-1]


@pytest.mark.parametrize(
    ("environ", "wanted", "theme"),
    [
        ({"COLORTERM": "truecolor"}, "auto", "indeed-dark"),
        ({"TERM": "xterm"}, "auto", "indeed-ansi"),
        ({"TERM": "xterm"}, "ansi-dark", "ansi-dark"),
        ({"COLORTERM": "truecolor", "NO_COLOR": "1"}, "indeed-light", "indeed-ansi"),
        ({"COLORTERM": "truecolor", "NO_COLOR": ""}, "indeed-light", "indeed-light"),
    ],
)
async def test_the_theme_is_the_settings_or_what_the_colours_allow(
    environ: dict[str, str], wanted: str, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    async with stage(Props(settings=Settings(theme=wanted), environ=environ)) as scene:
        await scene.opened()
        assert scene.app.theme == theme
        # Textual would take an empty NO_COLOR for one that is set, and grey everything.
        assert [type(each).__name__ for each in scene.app._filters] == ["ANSIToTruecolor"]
        assert "Dharma Initiative" in scene.text()


async def test_a_key_of_the_settings_takes_the_place_of_the_built_in_one() -> None:
    async with stage(Props(settings=Settings(keys={"zoom": "m"}))) as scene:
        await scene.opened()
        await scene.press("1", "z")
        assert len(visible(scene)) == 4
        await scene.press("m")
        assert visible(scene) == [TITLES[0]]
        await scene.press("2")
        assert "m Zoom" in scene.lines()[-1]
        await scene.press("ctrl+p", *"zoom")
        await scene.until(lambda: "Zoom  (m)" in scene.text())


async def test_ctrl_l_paints_the_screen_anew() -> None:
    async with stage() as scene:
        await scene.opened()
        before = scene.text()
        asked: list[bool] = []
        with patch.object(scene.app, "refresh", lambda **how: asked.append(how["repaint"])):
            await scene.press("ctrl+l")
        assert asked == [True]
        assert scene.text() == before


# The table.


async def test_every_commands_action_is_there() -> None:
    async with stage() as scene:
        await scene.opened()
        nodes: dict[str, DOMNode | str] = {
            APP: scene.app,
            EVERYWHERE: scene.dashboard,
            BODY: "#content",
            HISTORY: "#history",
        }
        for command in of_places(*PANES, BODY, HISTORY, EVERYWHERE, APP):
            node = nodes.get(command.where, f"#{command.where}")
            start = scene.dashboard.query_one(node) if isinstance(node, str) else node
            target, name, _ = scene.app._parse_action(command.action, start)
            assert callable(getattr(target, f"action_{name}", None)), command.id


async def test_a_click_on_a_key_of_the_bar_does_what_the_key_does() -> None:
    async with stage(Props(size=(80, 24))) as scene:
        await scene.opened()
        for pane, command, check in (
            ("4", "] Next tab", lambda: scene.dashboard.query_one(ExchangePane).tab == 1),
            ("2", "0 As app", lambda: "Acting as the app itself" in scene.lines()[-1]),
            ("2", "z Zoom", lambda: scene.dashboard.zoomed),
            ("1", "? Help", lambda: isinstance(scene.app.screen, Help)),
        ):
            await scene.press(pane)
            scene.dashboard.query_one(KeyBar).hush()
            at = scene.lines()[-1].index(command)
            await scene.pilot.click("#keys", offset=(at, 0))
            await scene.until(check)


async def test_a_click_beside_the_keys_or_on_a_message_does_nothing() -> None:
    async with stage(Props(size=(120, 24))) as scene:
        await scene.opened()
        await scene.press("2")
        await scene.pilot.click("#keys", offset=(110, 0))
        await scene.press("0")
        assert "Acting as the app itself" in scene.lines()[-1]
        sent = scene.simulator.count()
        await scene.pilot.click("#keys", offset=(2, 0))
        await scene.pause()
        assert scene.simulator.count() == sent


async def test_a_message_too_long_for_its_line_ends_in_an_ellipsis() -> None:
    async with stage(Props(size=(40, 12))) as scene:
        scene.dashboard.say("word " * 20, failed=True)
        await scene.pause()
        assert scene.lines()[-1] == f" ✕ {'word ' * 7}w…"


async def test_without_credentials_commands_say_what_is_missing() -> None:
    async with stage(Props(accounts=profiles())) as scene:
        await scene.until(lambda: isinstance(scene.app.screen, Welcome))
        await scene.press("escape")
        for keys, said in (
            *(
                (key, "There are no credentials in use; 1 goes to them, n adds some")
                for key in "rRy0"
            ),
            (("1", "e"), "There are no credentials to edit; n adds some"),
            (("1", "d"), "There are no credentials to remove; n adds some"),
        ):
            await scene.press(*keys)
            assert f"✕ {said}" in scene.lines()[-1]
        await scene.press("3", "p", "enter")
        assert scene.simulator.count() == 0
