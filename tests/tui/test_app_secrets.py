"""No client secret and no access token on any screen, picture, output or log: walked through."""

import base64
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import httpx
import pytest

from indeed_tui.simulator import Fault, Outcome, Simulator
from indeed_tui.store.paths import Places
from indeed_tui.store.settings import ClipboardMode, Settings
from indeed_tui.tui.screens.editor import Editor
from tests.manual_clock import ManualClock
from tests.tui.stage import Props, Stage, profiles, stage

SECRET = "zebra+Quilt/77=lantern&%41"
WRONG = "walrus+Tango/88=lantern&%42"


class Telltale(Simulator):
    """An Indeed that remembers every token, and echoes a request back where it may."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(30, clock=clock.wall, client_secret=SECRET, refresh_tokens=True)
        self.told: set[str] = set()

    def decide(self, request: httpx.Request) -> Outcome:
        outcome = super().decide(request)
        if request.url.path.endswith("/tokens") and b"access_token" in outcome.answer.body:
            answer = outcome.response
            answer.read()
            body = answer.json()
            self.told |= {body["access_token"], body.get("refresh_token", body["access_token"])}
        return outcome


def spellings(clear: str) -> Iterator[str]:
    """Yield a clear text as it might be written somewhere."""
    yield clear
    yield quote(clear, safe="")
    yield quote_plus(clear)
    yield clear.replace("&", "&amp;")
    for text in (clear, f"demo-client:{clear}", f"demo-client:{quote_plus(clear)}"):
        yield base64.b64encode(text.encode()).decode()


class Watch:
    """Keeps all that a person at the terminal could have seen."""

    def __init__(self, scene: Stage) -> None:
        self.scene, self.seen = scene, list[str]()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.scene.press(key)
            self.look()

    def look(self) -> None:
        self.seen.append("".join(line.rstrip() for line in self.scene.lines()))
        self.seen.append(self.scene.text())

    def picture(self) -> None:
        svg = self.scene.app.export_screenshot().replace("&#160;", " ").replace("&amp;", "&")
        self.seen.append(svg)


async def everywhere(scene: Stage, watch: Watch) -> None:
    """Look at every pane and every part of every exchange."""
    for pane in "24":
        await watch.press(pane, "z", "end", "z")
    watch.picture()
    await watch.press("4", "z")
    for _ in scene.view.history:
        await watch.press("v", "]", "]", "]", "[", "[", "v", "comma")
    watch.picture()
    await watch.press("z", "H", "enter", "question_mark", "end", "escape")


async def walk(scene: Stage, watch: Watch) -> None:
    """Go through the dashboard as a person would, credentials, failures and all."""
    await scene.opened()
    await watch.press("3", "down", "enter", "down", "p", "s", "slash", "d", "escape")
    await scene.until(lambda: len(scene.view.tokens) > 2)
    for _ in range(4):
        await scene.tick(1000)
        watch.look()
    await watch.press("1", "n")
    await scene.fill(name="acme-new", client_id="demo-client", secret=WRONG)
    await watch.press("home", "shift+end", "ctrl+c", "ctrl+x")
    await scene.fill(secret=WRONG)
    await watch.press("ctrl+s")
    await scene.until(lambda: "ctrl+o saves them" in scene.text())
    watch.look()
    watch.picture()
    await scene.fill(secret=SECRET)
    await watch.press("ctrl+s")
    await scene.until(lambda: not isinstance(scene.app.screen, Editor))
    await scene.opened()
    await watch.press("1", "e", "escape", "escape", "d", "n", "2", "y", "ctrl+p", *"app", "escape")
    scene.simulator.faults = [echo(), Fault.from_json({"on": "token", "reset": True})]
    await watch.press("2", "r")
    await scene.until(lambda: (s := scene.view.token_of(None)) is not None and s.problem)
    await watch.press("R")
    await scene.until(lambda: not scene.view.employers.loading)
    await everywhere(scene, watch)


def echo() -> Fault:
    """Return a fault that tells secrets in its answer, as careless servers do."""
    held = f'{{"error":"invalid_request","error_description":"got {SECRET} of demo-client"}}'
    return Fault.from_json({"on": "token", "status": 400, "body": held, "times": 1})


async def test_no_secret_and_no_token_is_ever_seen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    props = Props(
        accounts=profiles("acme-dev", "acme-prod", secret=SECRET),
        simulator=Telltale,
        size=(110, 44),
        places=Places(tmp_path / "config", tmp_path / "state"),
        settings=Settings(clipboard=ClipboardMode.OSC52),
    )
    async with stage(props) as scene:
        watch = Watch(scene)
        await walk(scene, watch)
        assert scene.app.clipboard == ""
        assert isinstance(scene.simulator, Telltale)
        told = scene.simulator.told
    out, err = capfd.readouterr()
    everything = "\n".join([*watch.seen, out, err, caplog.text])
    assert len(told) > 4, "the walk was meant to see some tokens"
    assert len(watch.seen) > 200
    assert "••••••" in everything
    for clear in (SECRET, WRONG, *told):
        for spelling in spellings(clear):
            assert spelling not in everything
    # A signature is unlike anything else: not even a part of a token may be seen.
    for token in told:
        assert token.rsplit(".", 1)[-1][:24] not in everything
    assert not list((tmp_path / "state").glob("**/*.txt"))
