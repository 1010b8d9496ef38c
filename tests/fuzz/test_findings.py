"""What the fuzz has found, each as the short run or the few keys that led there."""

from unittest.mock import patch

import pytest
from textual import events
from textual.geometry import Size

from indeed_tui.simulator import Fault
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.screens.call import CallScreen
from indeed_tui.tui.screens.editor import Editor
from indeed_tui.tui.screens.help import Help
from indeed_tui.tui.screens.too_small import TooSmall
from tests.fuzz.places import Setting
from tests.fuzz.play import replay
from tests.fuzz.steps import Clock, Focus, Mouse, Paste, Press, Resize, Shake, Step, Wrong
from tests.tui.stage import Props, Stage, stage


async def resize(scene: Stage, width: int, height: int) -> None:
    await scene.pilot.resize_terminal(width, height)
    await scene.until(lambda: len(scene.lines()) == height)


@pytest.mark.parametrize("size", [(20, 5), (40, 12), (59, 40), (120, 36)])
async def test_the_employers_have_the_focus_from_the_start(size: tuple[int, int]) -> None:
    async with stage(Props(size=size)) as scene:
        await scene.opened()
        assert scene.app.focused is not None
        assert scene.app.focused.id == "employer-list"
        assert scene.dashboard.pane == "employers"


async def test_room_again_behind_a_page_leaves_the_page() -> None:
    async with stage(Props(size=(120, 36))) as scene:
        await scene.opened()
        await scene.press("question_mark")
        await resize(scene, 7, 4)
        assert isinstance(scene.app.screen, TooSmall)
        await scene.app.push_screen(Help(Keymap()))
        await resize(scene, 80, 24)
        await scene.press("escape")
        await scene.until(lambda: isinstance(scene.app.screen, Help))
        await scene.press("escape")
        await scene.until(lambda: scene.app.screen is scene.dashboard)


async def test_no_palette_opens_where_nothing_can_be_shown() -> None:
    async with stage(Props(size=(120, 36))) as scene:
        await scene.opened()
        await resize(scene, 12, 2)
        await scene.press("ctrl+p")
        assert isinstance(scene.app.screen, TooSmall)


async def test_a_text_pasted_anywhere_reaches_no_terminal_raw() -> None:
    raw = "\x1b[2J\x1b]52;c;aGk=\x07\x9b31m\u202e\u200b\ue000\x7f👩\u200d👩"
    places = (("ctrl+p",), ("3", "slash"), ("1", "n"), ("4", "slash"), ("4", "f"), ("4", "S"),
              ("H", "slash"), ("a",))  # fmt: skip
    steps: list[Step] = []
    for keys in places:
        steps += [Press(keys), Paste(raw), Press(("left", "x")), Press(("escape",) * 4)]
    await replay(Setting(size=(80, 24)), *steps)


async def test_a_call_answered_behind_the_help_leaves_the_help() -> None:
    async with stage(Props(waits=True)) as scene:
        await scene.opened()
        scene.simulator.faults = [Fault(on="ads", delay_ms=2000, times=1)]
        await scene.press("3", "home", "enter")
        await scene.until(lambda: scene.view.acting.employer is not None)
        await scene.press("a", *"account", "enter")
        await scene.until(lambda: isinstance(scene.app.screen, CallScreen))
        calling = scene.app.screen
        assert isinstance(calling, CallScreen)
        await scene.press("f1")
        assert isinstance(scene.app.screen, Help)
        calling.finish(scene.view.history[-1])
        await scene.pause()
        assert isinstance(scene.app.screen, Help)
        await scene.press("escape")
        await scene.until(lambda: scene.app.screen is scene.dashboard)


@pytest.mark.parametrize(("width", "height"), [(44, 13), (40, 12)])
async def test_a_field_stays_in_view_when_what_is_said_takes_its_room(
    width: int, height: int
) -> None:
    await replay(
        Setting(size=(200, 60), people="two", employers=0),
        Resize(width, height),
        Press(("a", *"jobs", "enter", "ctrl+s", "y")),
    )


async def test_what_is_wrong_with_credentials_is_said_beside_its_field() -> None:
    async with stage(Props(size=(43, 12))) as scene:
        await scene.opened()
        await scene.press("1", "n", *["tab"] * 7, "ctrl+s")
        assert isinstance(scene.app.screen, Editor)
        assert "can't be a profile's name" in scene.text()
        assert scene.app.focused in scene.app.screen._compositor.visible_widgets


async def test_both_answers_of_a_question_fit_a_narrow_terminal() -> None:
    async with stage(Props(size=(24, 20))) as scene:
        await scene.opened()
        await scene.press("1", "d")
        assert "Remove (y)" in scene.text()
        assert "Keep (n)" in scene.text()


async def test_a_double_click_beside_the_palette_closes_nothing_else() -> None:
    await replay(
        Setting((80, 24), "two", 3, "indeed-dark", demo=True, waits=True, inline=True),
        Press(("colon",)),
        Mouse("double", 17063, 569, 1),
    )


async def test_the_editor_shows_its_field_again_after_the_help() -> None:
    await replay(
        Setting((182, 26), "one", 40, "indeed-light", demo=False, waits=False, inline=False),
        Press(("1", "n", "a", "b", "c", "tab", "x", "y", "z", "ctrl+s", "ctrl+o")),
        Press(("escape",)),
        Resize(40, 12),
        Press(("home",)),
        Press(("question_mark", "end")),
        Press(("escape",)),
    )


async def test_two_sizes_under_way_do_not_bring_each_other_back() -> None:
    async with stage(Props(size=(120, 36))) as scene:
        await scene.opened()
        screen, laid_out = scene.app.screen, list[Size]()
        lay_out = screen._refresh_layout

        def counted(size: Size | None = None, scroll: bool = False) -> None:
            laid_out.append(size or screen.outer_size)
            lay_out(size, scroll)

        with patch.object(screen, "_refresh_layout", counted):
            for size in (Size(100, 30), Size(120, 36)):
                screen.post_message(events.Resize(size, size))
            await scene.pause()
            await scene.pause()
        assert set(laid_out) == {Size(120, 36)}
        assert len(laid_out) < 6


async def test_going_to_a_pane_takes_no_focus_from_what_the_next_key_opened() -> None:
    async with stage(Props(size=(120, 36))) as scene:
        await scene.opened()
        for key in ("3", "slash"):
            scene.app.post_message(events.Key(key, None))
        await scene.pause()
        await scene.until(lambda: scene.app.focused is not None)
        assert scene.app.focused is not None
        assert scene.app.focused.id == "filter"


async def test_what_an_answer_means_leaves_a_low_pane_its_body() -> None:
    async with stage(Props(size=(40, 12))) as scene:
        await scene.opened()
        await scene.press("3", "home", "enter")
        await scene.until(lambda: scene.view.acting.employer is not None)
        scene.simulator.faults = [Fault(on="ads", error="insufficient_scope", status=403)]
        await scene.press("a", *"account", "enter", "ctrl+s", "y")
        await scene.until(lambda: scene.app.screen is scene.dashboard and scene.calls)
        await scene.press("4")
        meaning = scene.app.screen.query_one("#meaning")
        assert "…" in scene.lines()[meaning.region.bottom - 1]
        assert scene.app.screen.query_one("#content").region.height >= 2


async def test_the_focus_does_not_stay_in_a_history_that_was_left() -> None:
    await replay(
        Setting((120, 36), "none", 3000, "indeed-light", demo=False, waits=False, inline=False),
        Press(("escape",)),
        Shake("back"),
        Press(("H", "slash", "a", "p", "i")),
        Press(("ctrl+w",)),
        Press(("pageup",)),
        Press(("Y",)),
        Mouse("down", 722, 45820, 1),
        Press(("4", "S", "enter", "enter")),
        Press(("escape",)),
    )


async def test_a_terminal_without_focus_and_room_gives_the_call_screen_both_back() -> None:
    await replay(
        Setting((80, 24), "two", 3, "indeed-dark", demo=True, waits=True, inline=True),
        Press(("a", "c", *"ampaign", "enter")),
        Press(("escape",)),
        Press(("escape",)),
        Focus(gained=False),
        Resize(19, 4),
    )


async def test_a_narrowed_call_screen_does_not_hide_the_focus_in_its_list() -> None:
    async with stage(Props(size=(120, 36))) as scene:
        await scene.opened()
        await scene.press("a", *"free request", "enter")
        await scene.until(lambda: scene.app.focused is not None)
        calling = scene.app.screen
        assert isinstance(calling, CallScreen)
        calling.operations.action_search()
        await scene.pause()
        await resize(scene, 80, 24)
        await scene.until(lambda: scene.app.focused in calling._compositor.visible_widgets)


async def test_the_palette_outlives_a_terminal_of_four_columns() -> None:
    await replay(Setting((144, 23), people="one"), Press(("colon",)), Resize(4, 8))


async def test_what_changes_after_something_has_gone_from_before_it_is_drawn() -> None:
    await replay(
        Setting(size=(120, 36), people="two", employers=0),
        Paste("\u202edesrever\u2066 \u2069"),
        Press(("a", *"account", "enter", "ctrl+s", "y", "4")),
        Press(("up",)),
        Press(("shift+end",)),
        Press(("alt+left",)),
        Press(("R",)),
        Resize(41, 49),
        Press(("super+y",)),
        Press(("escape",)),
        Press(("ctrl+p", *"act as", "enter")),
        Paste("éééé"),
        Resize(14, 5),
        Clock("set", 1.0),
        Resize(51, 66),
        Press(("y",)),
        Wrong((154, 75, 300, 64), 2),
        Mouse("click", 2560, 358, 2),
        Press(("escape",)),
        Focus(gained=True),
        Clock("set", -3600.0),
    )
