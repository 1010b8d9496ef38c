"""Whatever Indeed sends is only text: it changes its own row, and reaches no terminal raw."""

import re
from dataclasses import replace
from functools import partial

from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Exchange
from indeed_tui.simulator import Fault, Simulator
from indeed_tui.simulator.answers import JsonObject
from indeed_tui.tui.panes.employers import EmployersPane
from indeed_tui.tui.panes.exchange import TABS, ExchangePane
from tests.manual_clock import ManualClock
from tests.tui.samples import HOSTILE, jwt
from tests.tui.stage import Props, Stage, profiles, stage

ATTACK = HOSTILE[0]
NASTY = "\x1b]52;c;aGk=\x07[/]\u202e\u200b名\x9b"


def indeed(name: str, identifier: str = "e2") -> Props:
    """Return a stage on which one employer of three has that name."""

    def make(clock: ManualClock) -> Simulator:
        pairs = [("e1", "First"), (identifier, name), ("e3", "Last")]
        return Simulator(pairs, clock=clock.wall)

    return Props(size=(120, 34), simulator=make)


def held(scene: Stage) -> bool:
    snapshot = scene.view.token_of(scene.view.acting.employer)
    return snapshot is not None and snapshot.token is not None and not snapshot.requesting


async def frames(props: Props, *, all_parts: bool = True) -> dict[str, list[str]]:
    """Return what the dashboard's parts show while the second employer is acted as."""
    seen: dict[str, list[str]] = {}

    def take(scene: Stage, name: str) -> None:
        assert scene.crooked() == [], name
        seen[name] = scene.lines()

    async with stage(props) as scene:
        await scene.opened()
        await scene.press("4", "z", "H")
        await scene.press("escape", "3")
        take(scene, "list")
        await scene.press("down", "p")
        await scene.until(lambda: scene.simulator.count("token") == 2)
        await scene.until(lambda: not any(each.requesting for each in scene.view.tokens.values()))
        take(scene, "pinned")
        await scene.press("enter")
        await scene.until(lambda: scene.view.acting.employer is not None)
        await scene.until(lambda: held(scene))
        take(scene, "acting")
        if not all_parts:
            return seen
        await scene.press("r")
        await scene.until(lambda: "has a new token" in scene.lines()[-1])
        take(scene, "refreshed")
        await scene.press("2", "z")
        take(scene, "token")
        await scene.press("z", "3", "slash", "e2")
        take(scene, "filtered")
        await scene.press("escape", "question_mark")
        take(scene, "help")
        await scene.press("escape", "1", "d")
        take(scene, "confirm")
        await scene.press("escape", "ctrl+p")
        take(scene, "palette")
        await scene.press("escape", "0")
        take(scene, "app")
        assert scene.app.return_code is None
    return seen


def sized(line: str) -> str:
    """Return a line without the sizes of bodies: names are in them, and differ in length."""
    return re.sub(r"[ ─]*[\d.]+ k?B", " size", re.sub("─+", "─", line))


async def test_a_name_changes_nothing_but_the_lines_that_name_it() -> None:
    plain = await frames(indeed("Harmless"))
    for number_of, name in enumerate(HOSTILE):
        hostile = await frames(indeed(name), all_parts=number_of in (0, 1))
        for part, lines in hostile.items():
            for number, (before, after) in enumerate(zip(plain[part], lines, strict=True)):
                if "Harmless" not in before:
                    assert sized(after) == sized(before), (name, part, number)


def acting(scene: Stage, employer: str) -> bool:
    return scene.view.acting.employer == employer


async def test_ids_are_only_text_too() -> None:
    pairs = [(name, "") for name in HOSTILE if name]
    props = Props(size=(120, 34), simulator=lambda clock: Simulator(pairs, clock=clock.wall))
    async with stage(props) as scene:
        await scene.opened()
        for _ in pairs:
            highlighted = scene.dashboard.query_one(EmployersPane).highlighted
            assert highlighted is not None
            await scene.press("3", "p", "enter")
            await scene.until(partial(acting, scene, highlighted.id))
            await scene.until(lambda: scene.view.token_of(scene.view.acting.employer))
            assert scene.crooked() == []
            await scene.press("H", "z")
            assert scene.crooked() == []
            await scene.press("z", "]", "]", "]", "]")
            assert scene.crooked() == []
            await scene.press("3", "down")
        assert set(scene.view.acting.pinned) == {each for each, _ in pairs}


async def test_what_indeed_says_of_a_failure_is_only_text() -> None:
    body: JsonObject = {
        "error": "invalid_client",
        "error_description": f"{ATTACK} \u202e\u200b 名前 " * 3,
    }
    fault = Fault.from_json({"on": "token", "status": 401, "body": body})
    props = Props(
        size=(120, 40), simulator=lambda clock: Simulator(clock=clock.wall, faults=[fault])
    )
    async with stage(props) as scene:
        await scene.until(lambda: scene.view.employers.problem is not None)
        assert "[@click=app.quit]" in scene.text()
        assert scene.crooked() == []
        for pane in "1234":
            await scene.press(pane, "z")
            assert scene.crooked() == []
            await scene.press("z")
        await scene.press("1", "e", "ctrl+s")
        await scene.until(lambda: "Indeed says" in scene.text())
        assert scene.crooked() == []


async def test_scopes_and_claims_are_only_text() -> None:
    scope = f"employer_access {ATTACK.replace(' ', '')} \u202escope"
    token = jwt({name: f"{ATTACK}\u202e{name}" for name in ("iss", "sub", "aud", "scope")})
    body: JsonObject = {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": 600,
        "scope": scope,
    }
    fault = Fault.from_json({"on": "token", "status": 200, "body": body})
    props = Props(
        size=(100, 60), simulator=lambda clock: Simulator(clock=clock.wall, faults=[fault])
    )
    async with stage(props) as scene:
        await scene.until(lambda: "inside the token" in scene.text())
        await scene.press("2", "z")
        assert "<U+202E>scope" in scene.text()
        assert "␛]52;c;aGk=␇[@click=app.quit]x[/]<U+202E>iss" in scene.text()
        assert scene.crooked() == []


async def test_headers_and_addresses_are_only_text() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await scene.opened()
        last = scene.view.history[-1]
        history = (hostile_exchange(last, 9, 200), hostile_exchange(last, 10, None))
        scene.dashboard.view = replace(scene.view, history=history)
        pane = scene.dashboard.query_one(ExchangePane)
        for number in (9, 10):
            pane.chosen = number
            for _ in TABS:
                await scene.press("4", "]")
                assert scene.crooked() == []
            await scene.press("z")
            assert scene.crooked() == []
            await scene.press("z")
        assert "␛]52;c;aGk=␇[/]<U+202E>" in scene.text()


def hostile_exchange(like: Exchange, number: int, status: int | None) -> Exchange:
    """Return an exchange every text of which is hostile."""
    return replace(
        like,
        number=number,
        status=status,
        reason=NASTY,
        method=NASTY,
        url=f"https://apis.indeed.com/{NASTY}?q={NASTY}",
        request_headers=((NASTY, NASTY),),
        response_headers=((NASTY, NASTY), ("content-type", NASTY)),
        body=NASTY.encode(),
        problem=Problem(NASTY, NASTY, NASTY),
    )


async def test_a_message_is_only_text() -> None:
    async with stage(Props(size=(100, 30), accounts=profiles("acme-dev"))) as scene:
        await scene.opened()
        for name in HOSTILE:
            scene.dashboard.say(name, failed=True)
            await scene.pause()
            assert scene.crooked() == []
