"""Keys in one burst, as after a stalled line, do what they do one by one."""

import asyncio

import pytest
from textual import events
from textual.keys import _character_to_key

from indeed_tui.tui.type_ahead import _Way
from indeed_tui.tui.widgets.line_scroll import LineScroll
from tests.tui.stage import Props, Stage, stage


def burst(scene: Stage, *keys: str) -> None:
    """Send all keys before any of them is looked at."""
    driver = scene.app._driver
    assert driver is not None
    for key in keys:
        single = len(key) == 1
        name = _character_to_key(key) if single and not key.isalnum() else key
        driver.send_message(events.Key(name, key if single else None))


def shown(scene: Stage) -> tuple[list[str], str, str | None]:
    focused = scene.app.focused
    kind = type(scene.app.screen).__name__
    return scene.lines(), kind, None if focused is None else f"{focused!r}"


BURSTS = (
    ("1", "down", "d"),
    ("1", "n", *"name", "tab", *"ident"),
    ("/", *"umbrella", "enter"),
    ("/", *"umbrella", "escape", "escape", "2"),
    ("?", "escape", "3", "down", "down", "enter"),
    ("a", *"traffic report", "down", "enter"),
    ("a", *"free request", "enter", "escape", "escape", "escape", "escape", "?"),
    (":", *"help", "enter"),
    ("f2", "down", "escape", "4", "H", "/", *"api"),
    ("U", "n", "question_mark", "escape", "1"),
)


@pytest.mark.parametrize("keys", BURSTS, ids=" ".join)
async def test_a_burst_does_what_the_keys_do_one_by_one(keys: tuple[str, ...]) -> None:
    seen = []
    for at_once in (False, True):
        async with stage(Props(size=(120, 40))) as scene:
            await scene.opened()
            if at_once:
                burst(scene, *keys)
            else:
                await scene.press(*keys)
            for _ in range(10):
                await scene.pause()
            seen.append(shown(scene))
    assert seen[0] == seen[1]


async def test_a_paste_waits_for_the_key_before_it() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await scene.opened()
        burst(scene, "/")
        driver = scene.app._driver
        assert driver is not None
        driver.send_message(events.Paste("dharma"))
        await scene.until(lambda: "dharma" in scene.text())


async def test_what_hangs_holds_no_key_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = asyncio.Event()

    async def hang(self: LineScroll, _event: events.Key) -> None:
        await hanging.wait()

    async with stage(Props(size=(120, 40))) as scene:
        await scene.opened()
        with monkeypatch.context() as patch:
            patch.setattr(LineScroll, "on_key", hang, raising=False)
            await scene.press("3", "x")
            burst(scene, "1", "ctrl+c", "ctrl+c")
            try:
                await scene.until(lambda: scene.app._exit)
            finally:
                hanging.set()


async def test_keys_one_by_one_go_through_no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    ways: list[str] = []
    monkeypatch.setattr(_Way, "follow", lambda _self: ways.append("set out"))
    async with stage(Props(size=(120, 40))) as scene:
        await scene.opened()
        typed = scene.app._typed
        for key in ("1", "down", "up", "3", "down"):
            # From here to the question whether all is at rest, nobody else has a turn.
            await scene.until(lambda: typed._under_way is None or typed._under_way.at_rest())
            await typed.take(events.Key(key, key if len(key) == 1 else None))
        assert ways == []
        burst(scene, "1", "down")
        await scene.pause()
        assert ways
