"""Whatever Indeed sends is only text: it changes its own row, and reaches no terminal raw."""

import re
from dataclasses import replace
from functools import partial

from indeed_tui.indeed.errors import ConfigError, Problem
from indeed_tui.indeed.models import Exchange, Secret
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.simulator import Fault, Simulator
from indeed_tui.simulator.answers import JsonObject
from indeed_tui.store.profiles import Profile
from indeed_tui.tui.panes.employers import EmployersPane
from indeed_tui.tui.panes.exchange import ExchangePane
from indeed_tui.tui.panes.exchange_tabs import TABS
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


async def frames(props: Props) -> dict[str, list[str]]:
    """Return what every part of the dashboard shows while the second employer is acted as."""
    seen: dict[str, list[str]] = {}

    def take(scene: Stage, name: str) -> None:
        assert scene.crooked() == [], name
        seen[name] = scene.lines()

    async with stage(props) as scene:
        await scene.opened()
        await scene.press("3", "down", "p", "enter")
        await scene.until(lambda: held(scene))
        take(scene, "acting")
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
        await scene.press("escape", "H")
        take(scene, "history")
        assert scene.app.return_code is None
    return seen


async def rows(*names: str) -> list[list[str]]:
    """Return the whole screen for each name of the second employer, acted as."""
    seen = []
    async with stage(indeed("anybody")) as scene:
        await scene.opened()
        await scene.press("3", "down", "enter")
        await scene.until(lambda: held(scene))
        for name in names:
            scene.simulator.employers = [("e1", "First"), ("e2", name), ("e3", "Last")]
            calls = scene.calls
            await scene.press("R")
            await scene.until(partial(listed, scene, calls))
            assert scene.crooked() == [], name
            seen.append(scene.lines())
    return seen


def listed(scene: Stage, calls: int) -> bool:
    return scene.calls > calls and not scene.view.employers.loading


def sized(line: str) -> str:
    """Return a line without the sizes of bodies: names are in them, and differ in length."""
    return re.sub(r"[ ─]*[\d.]+ k?B", " size", re.sub("─+", "─", line))


def alike(before: list[str], after: list[str], what: str, below: list[str]) -> None:
    """Fail where a line that doesn't name the harmless employer isn't the same in both."""
    for number, (harmless, hostile) in enumerate(zip(before, after, strict=True)):
        if "Harmless" not in f"{harmless}{below[number]}":
            assert sized(hostile) == sized(harmless), (what, number)


async def test_a_name_changes_nothing_but_the_lines_that_name_it() -> None:
    plain, hostile = await frames(indeed("Harmless")), await frames(indeed(ATTACK))
    for part, lines in plain.items():
        # A page in front may hide the name and leave its end.
        below = plain["refreshed"] if part in ("help", "confirm", "palette") else lines
        alike(lines, hostile[part], part, below)


async def test_no_name_of_any_kind_changes_another_line() -> None:
    plain, hostile = await rows(*["Harmless"] * len(HOSTILE)), await rows(*HOSTILE)
    for name, before, after in zip(HOSTILE, plain, hostile, strict=True):
        alike(before, after, name, before)


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
            await scene.press("H")
            assert scene.crooked() == []
            await scene.press("[")
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


class Rude(MemoryAccounts):
    """Credentials whose secret can't be had, for reasons told by whatever should give it."""

    def secret(self, profile: Profile) -> Secret:
        raise ConfigError(f"It said {NASTY}", f"Then {NASTY}", code=NASTY)


async def test_why_a_secret_cant_be_had_is_only_text() -> None:
    pair = (Profile.create("acme-dev", "client"), Secret("secret"))
    async with stage(Props(accounts=Rude([pair]))) as scene:
        await scene.until(lambda: scene.view.acting.problem is not None)
        assert "␛]52;c;aGk=␇[/]<U+202E>" in scene.text()
        assert scene.crooked() == []


async def test_a_message_is_only_text() -> None:
    async with stage(Props(size=(100, 30), accounts=profiles("acme-dev"))) as scene:
        await scene.opened()
        for name in HOSTILE:
            scene.dashboard.say(name, failed=True)
            await scene.pause()
            assert scene.crooked() == []
