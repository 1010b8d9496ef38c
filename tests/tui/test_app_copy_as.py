"""Copying an exchange as something else: chosen by letter, said what, how large, which way."""

import shlex
from pathlib import Path

import pytest

from indeed_tui.indeed.models import Endpoints, HttpRequest
from indeed_tui.store.settings import ClipboardMode, Settings
from indeed_tui.tui import copying
from indeed_tui.tui.clipboard import osc52
from indeed_tui.tui.copy_choices import choices
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.widgets.key_bar import KeyBar
from tests.tui import samples
from tests.tui.exchanges import BUDGET, sent, shown
from tests.tui.stage import Props, Stage, stage


@pytest.fixture
def written() -> list[str]:
    """What is sent to the terminal's clipboard."""
    return []


def listen(scene: Stage, written: list[str]) -> None:
    def write(data: str) -> None:
        if data.startswith("\x1b]52;"):
            written.append(data)

    assert scene.app._driver is not None
    scene.app._driver.write = write  # type: ignore[method-assign]


async def copied(scene: Stage, letter: str) -> str:
    """Choose something to copy by its letter; return what was said."""
    scene.dashboard.query_one(KeyBar).hush()
    await scene.press("Y")
    assert "letter or ↵ copies" in scene.text()
    await scene.press(letter)
    assert scene.app.screen is scene.dashboard
    await scene.until(lambda: "OSC 52" in scene.lines()[-1] or "✕" in scene.lines()[-1])
    return scene.lines()[-1]


async def test_each_choice_is_copied_and_said(written: list[str]) -> None:
    async with stage() as scene:
        await scene.opened()
        await sent(scene, BUDGET, "account")
        exchange = shown(scene)
        listen(scene, written)
        await scene.press("4")
        wanted = {
            "c": ("the curl command", copying.curl(exchange).text),
            "i": ("the indeed-tui command", copying.call_command(exchange, Endpoints()).text),
            "p": ("the Python code", copying.python(exchange).text),
            "u": ("the URL", exchange.url),
            "r": ("the request body", '{"jobsMonthlyBudget": 900}'),
            "b": ("the body", exchange.body.decode()),
            "h": ("the response headers", copying.headers_text(exchange)),
        }
        for letter, (what, text) in wanted.items():
            said = await copied(scene, letter)
            assert f"Sent to the terminal's clipboard (OSC 52): {what}, " in said
            assert written[-1] == osc52(text)
        assert "--employer=084a39249af95beedfb90cc5d2b8833c" in wanted["c"][1]


async def test_the_token_is_among_them_and_its_size_is_said(written: list[str]) -> None:
    async with stage() as scene:
        await scene.opened()
        listen(scene, written)
        said = await copied(scene, "t")
        assert "the token of the app, " in said
        token = scene.view.secrets()[0].reveal()
        assert written == [osc52(token)]
        assert token[:20] not in scene.text()


async def test_the_list_is_walked_with_the_cursor_and_left_without_copying(
    written: list[str],
) -> None:
    async with stage(Props(size=(80, 24))) as scene:
        await scene.opened()
        listen(scene, written)
        await scene.press("Y")
        assert "Copy · GET /v2/api/appinfo" in scene.text()
        assert "asks indeed-tui for the token" in scene.text()
        assert scene.crooked() == []
        await scene.press("escape")
        await scene.press("Y", "down", "enter")
        await scene.until(lambda: "the curl command" in scene.lines()[-1])
        assert len(written) == 1
        for closing in ("q", "Y"):
            await scene.press("Y", closing)
            assert scene.app.screen is scene.dashboard


async def test_a_token_request_is_copied_as_the_command_that_gets_one(written: list[str]) -> None:
    async with stage() as scene:
        await scene.opened()
        listen(scene, written)
        await scene.press("4", "comma", "Y")
        assert "curl" not in scene.text()
        await scene.press("i")
        await scene.until(lambda: "the command" in scene.lines()[-1])
        wanted = "indeed-tui token --fresh --profile=acerecruiters-dev --scope=employer_access"
        assert written == [osc52(wanted)]


async def test_in_the_history_it_is_the_exchange_under_the_cursor(written: list[str]) -> None:
    async with stage() as scene:
        await scene.opened()
        listen(scene, written)
        await scene.press("H", "down", "Y")
        assert "Copy · POST /oauth/v2/tokens" in scene.text()


async def test_a_file_is_named_for_what_it_holds(tmp_path: Path) -> None:
    async with stage(Props(settings=Settings(clipboard=ClipboardMode.OFF))) as scene:
        await scene.opened()
        await scene.press("Y", "c")
        await scene.until(lambda: "Copying is switched off" in scene.lines()[-1])


async def test_hostile_text_in_a_choice_is_only_text(written: list[str]) -> None:
    hostile = "https://apis.indeed.com/graphql?x=[/]%1b]52;c;aGk=[@click=app.quit]x"
    async with stage() as scene:
        await scene.opened()
        await sent(scene, HttpRequest("GET", hostile), yes=False)
        listen(scene, written)
        await scene.press("4", "Y")
        assert scene.crooked() == []


class Cursor:
    """A body viewer with a cursor."""

    def __init__(self, value: str | None, path: str | None, line: str | None) -> None:
        self._found = value, path, line

    def current_value(self) -> str | None:
        return self._found[0]

    def current_path(self) -> str | None:
        return self._found[1]

    def current_line(self) -> str | None:
        return self._found[2]


def test_what_stands_under_the_cursor_of_a_body_is_offered() -> None:
    view = samples.view()
    found = choices(view, samples.exchange(), Cursor("a\x1bb\nc", "$.a[0]", '"a": 1'))
    texts = {each.label: each.make().reveal() for each in found}
    assert texts["Value"] == "a\x1bb\nc"
    assert (texts["Path"], texts["Line"]) == ("$.a[0]", '"a": 1')
    assert next(each for each in found if each.label == "Value").remark == "a␛b"
    labels = [each.label for each in choices(view, samples.exchange(), Cursor(None, "", None))]
    assert labels == [each.label for each in choices(view, samples.exchange(), object())]
    assert "Value" not in labels


def test_letters_are_told_apart() -> None:
    view = samples.view(samples.snapshot(samples.token()))
    exchange = samples.exchange(request_body=b"x")
    found = choices(view, exchange, Cursor("a", "b", "c"))
    letters = [Keymap().keys(f"copy-as.{each.id}") for each in found]
    assert len(set(letters)) == len(letters) == 11


def test_copied_commands_name_the_profile_and_mask_the_body() -> None:
    found = {each.label: each for each in choices(samples.view(), samples.exchange(
        body=b'{"access_token": "clear-text-here"}'))}  # fmt: skip
    assert "--profile=acme-dev" in shlex.split(found["indeed-tui call"].make().reveal())
    assert "clear-text-here" not in found["Body"].make().reveal()


def test_without_anything_there_is_no_choice() -> None:
    assert choices(samples.view(), None) == []
