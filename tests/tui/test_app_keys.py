"""Keys on the running dashboard: remapped, told on the screen as they are, and all reachable."""

from typing import Any

import pytest
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widgets import Input, OptionList

from indeed_tui.store.settings import Settings
from indeed_tui.tui.commands import SITUATIONS, by_id
from indeed_tui.tui.screens.call import CallScreen
from indeed_tui.tui.screens.confirm import Confirm
from indeed_tui.tui.screens.copy_as import CopyAs
from indeed_tui.tui.screens.editor import Editor
from indeed_tui.tui.screens.help import Help
from tests.tui.calling import choose, fields, screen, told
from tests.tui.stage import Props, Stage, profiles, stage

NOBODY = profiles()


def mapped(**own: str) -> Props:
    """A stage with own keys; `call__send` is `call.send`, `next_pane` is `next-pane`."""
    keys = {name.replace("__", ".").replace("_", "-"): text for name, text in own.items()}
    return Props(settings=Settings(keys=keys))


def on(scene: Stage, kind: type[Screen[Any]]) -> bool:
    return isinstance(scene.app.screen, kind)


def places(scene: Stage) -> set[str]:
    """The places whose keys work where the focus is."""
    chain = scene.app.screen._modal_binding_chain
    found = {each.id for _, bindings in chain for _, each in bindings if each.id}
    # What Textual cuts off behind a modal screen, the app's own keys, works there as well.
    return {by_id(each).where for each in found} | {"app"}


def there(scene: Stage) -> bool:
    return any(places(scene) <= set(situation) for situation in SITUATIONS)


async def test_the_situations_of_the_table_are_those_of_the_screen() -> None:
    async with stage() as scene:
        await scene.opened()
        for keys in ("1", "2", "3", "/", ("escape", "4"), "/", ("escape", "H"), "/",
                     ("escape", "escape", "?"), ("escape", "Y"), ("escape", "1", "n"), "escape",
                     ("escape", "d"), ("escape", "a"), "tab", ("shift+tab", "enter"), "escape",
                     ("escape", "ctrl+o"), "tab"):  # fmt: skip
            await scene.press(*([keys] if isinstance(keys, str) else keys))
            await scene.until(lambda: there(scene))
            assert places(scene) - {"app"}, keys


async def test_a_key_with_several_spellings_works_in_every_pane_and_the_old_one_no_longer() -> None:
    async with stage(mapped(reload="F6, alt+r", zoom="R")) as scene:
        await scene.opened()
        for key in ("f6", "alt+r"):
            before = scene.simulator.count("appinfo")
            await scene.press(key)
            await scene.until(lambda: scene.simulator.count("appinfo") > before)  # noqa: B023
        asked = scene.simulator.count("appinfo")
        await scene.press("R")
        assert scene.dashboard.zoomed
        assert scene.simulator.count("appinfo") == asked


async def test_an_own_key_of_the_dashboard_beats_a_panes_default() -> None:
    async with stage(mapped(zoom="n")) as scene:
        await scene.opened()
        await scene.press("1", "n")
        assert scene.dashboard.zoomed
        assert scene.app.screen is scene.dashboard


async def test_lists_and_their_enter_can_be_remapped() -> None:
    async with stage(mapped(line_list__down="ctrl+g", act="w")) as scene:
        await scene.opened()
        await scene.press("3", "home", "j", "down")
        assert scene.dashboard.query_one("#employer-list").cursor == 0  # type: ignore[attr-defined]
        await scene.press("ctrl+g", "enter")
        assert scene.view.acting.employer is None
        await scene.press("w")
        await scene.until(lambda: scene.view.acting.employer is not None)


async def test_keys_of_widgets_that_come_later_and_of_other_screens_can_be_remapped() -> None:
    own = mapped(body_bar__next="F7", confirm__yes="F8", copy_as__token="X", help__close="x",
                 next_step="none")  # fmt: skip
    async with stage(own) as scene:
        await scene.opened()
        await scene.press("4", "/", *"name")
        view = scene.dashboard.query_one("#content")
        await scene.until(lambda: "1 of 3" in scene.text())
        await scene.press("f7")
        await scene.until(lambda: "2 of 3" in scene.text())
        await scene.press("escape")
        assert view.has_focus
        await scene.press("Y")
        assert " X  Access token" in scene.text()
        await scene.press("t")
        assert on(scene, CopyAs)
        await scene.press("X")
        await scene.until(lambda: scene.app.screen is scene.dashboard)
        await scene.press("?", "x")
        assert scene.app.screen is scene.dashboard
        await scene.press("1", "d")
        assert on(scene, Confirm)
        assert "Remove (F8)" in scene.text()
        await scene.press("y")
        assert on(scene, Confirm)
        await scene.press("f8")
        await scene.until(lambda: not scene.view.book.profiles)


async def test_keys_that_work_in_fields_are_remapped_and_what_is_typed_is_typed() -> None:
    async with stage(mapped(call__send="-, F6", palette="/", quit_anywhere="Z")) as scene:
        await scene.opened()
        await choose(scene, "free request")
        await scene.press(*"v2/a-Z:?")
        assert fields(scene).typed().fields()["target"].endswith("v2/a-Z:?")
        assert scene.app.screen is screen(scene)
        assert scene.simulator.count("appinfo") == 1
        assert "F6 Send" in scene.lines()[-1]
        assert "Send  -" in scene.text()
        await scene.press("escape")
        assert "- Send" in scene.lines()[-1]
        await scene.press("/")
        await scene.until(lambda: on(scene, CommandPalette))


async def test_the_call_form_works_with_letters_once_the_field_is_left() -> None:
    async with stage() as scene:
        await scene.opened()
        await choose(scene, "free request")
        await scene.press(*"v2/api/appinfo?si")
        assert "esc Out" in scene.lines()[-1]
        await scene.press("escape")
        assert fields(scene).query_one("#send").has_focus
        assert "s Send  i Act as  e Editor  R Start over  esc Back  ? Help" in scene.lines()[-1]
        await scene.press("?")
        assert on(scene, Help)
        await scene.press("?", "i")
        await scene.until(lambda: "the app itself" in scene.text())
        await scene.press("escape", "R")
        assert fields(scene).typed().fields()["target"] == ""
        await scene.press("e")
        assert "The demo writes no files" in told(scene)
        await scene.press("shift+tab", "shift+tab", "shift+tab", *"v2/api/userinfo", "escape")
        assert scene.app.screen is screen(scene)
        await scene.press("escape")
        assert screen(scene).request.fields is None


async def test_the_call_form_sends_with_a_letter() -> None:
    async with stage() as scene:
        await scene.opened()
        await choose(scene, "appinfo")
        await scene.press("s")
        await scene.until(lambda: scene.app.screen is scene.dashboard)
        assert scene.simulator.count("appinfo") == 2


async def test_the_editor_works_with_letters_once_the_field_is_left() -> None:
    async with stage(Props(size=(100, 32))) as scene:
        await scene.opened()
        await scene.press("1", "n")
        await scene.until(lambda: on(scene, Editor))
        assert "esc out" in scene.text()
        await scene.fill(name="acme-su", client_id="demo-client", secret="wrong")
        await scene.press("escape")
        assert scene.app.screen.query_one("#save").has_focus
        assert "s try and save · tab next field · esc cancel" in scene.text()
        await scene.press("?", "escape", "s")
        await scene.until(lambda: "tries again" in scene.text())
        assert scene.app.screen.query_one("#name", Input).value == "acme-su"
        await scene.press("escape", "u")
        await scene.until(lambda: scene.app.screen is scene.dashboard)
        assert scene.view.book.get("acme-su") is not None


async def test_the_palette_opens_on_a_colon_and_offers_what_the_screen_below_can() -> None:
    async with stage(Props(size=(100, 60))) as scene:
        await scene.opened()
        await choose(scene, "free request")
        await scene.press("escape", ":")
        await scene.until(lambda: on(scene, CommandPalette))
        found = scene.app.screen.query_one(OptionList)
        await scene.until(lambda: found.option_count > 5)
        text = "\n".join(str(each.prompt) for each in found.options)
        assert "Send  (ctrl+s F5 s)" in text
        assert "Theme  (F2)" in text
        assert "Redraw" in text
        assert "Zoom" not in text
        await scene.press(*"act as", "enter")
        await scene.until(lambda: "the app itself" in scene.text())
        assert isinstance(scene.app.screen_stack[-2], CallScreen)


async def test_help_opens_on_every_screen_and_closes_with_the_key_that_opened_it() -> None:
    async with stage(Props(size=(80, 24))) as scene:
        await scene.opened()
        for opening in ((), ("1", "d"), ("Y",), ("1", "n")):
            await scene.press(*opening)
            below = scene.app.screen
            await scene.press("f1")
            assert on(scene, Help)
            await scene.press("f1")
            assert scene.app.screen is below
            for _ in range(2):
                if scene.app.screen is not scene.dashboard:
                    await scene.press("escape")
            assert scene.app.screen is scene.dashboard


async def test_a_clash_is_said_once_at_the_start() -> None:
    async with stage(mapped(zoom="n")) as scene:
        await scene.opened()
        said = '"n" does zoom, not add: give add another key in settings.toml (1 more in ?)'
        await scene.until(lambda: said in scene.lines()[-1])
        await scene.press("?")
        assert '▲ "n" does zoom, not next-match' in scene.text()
        await scene.press("escape", "1")
        assert "Add" not in scene.lines()[-1]


@pytest.mark.parametrize("width", [80, 120])
async def test_what_the_screen_says_of_keys_follows_the_mapping(width: int) -> None:
    keys = {"add": "F6", "reload": "F7", "refresh": "F8", "back": "F9", "pane-1": "F10",
            "pin": "F11", "interrupt": "ctrl+g", "quit": "F12", "call.leave": "ctrl+x",
            "line-list.choose": "ctrl+y"}  # fmt: skip
    props = Props(size=(width, 36), accounts=profiles(), settings=Settings(keys=keys))
    async with stage(props) as scene:
        await scene.until(lambda: scene.app.screen is not scene.dashboard)
        assert "ctrl+y go on" in scene.text()
        await scene.press("escape")
        text = scene.text()
        assert "F6 adds some" in text
        assert "F10 then F6 adds some" in text
        assert "F8 requests a token, F7 lists the employers" in text
        await scene.press("ctrl+g")
        assert "ctrl+g again quits, as does F12" in scene.lines()[-1]
        await scene.press("f8")
        assert "F10 goes to them, F6 adds some" in scene.lines()[-1]
        await scene.press("a", *"zzz")
        await scene.until(lambda: "ctrl+x clears the search" in scene.text())
