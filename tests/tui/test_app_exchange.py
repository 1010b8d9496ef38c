"""Reading what Indeed really answered: every exchange, every part of it, whatever its type."""

import json

from indeed_tui.simulator import Fault, Simulator
from indeed_tui.tui.masking import AT_ONCE
from indeed_tui.tui.panes.exchange import ExchangePane
from indeed_tui.tui.panes.exchange_tabs import TABS
from tests.manual_clock import ManualClock
from tests.tui.stage import Props, Stage, profiles, stage


def pane(scene: Stage) -> ExchangePane:
    return scene.dashboard.query_one(ExchangePane)


def body(scene: Stage) -> str:
    """The lines below the pane's tabs."""
    region = pane(scene).region
    lines = scene.lines()[region.y + 2 : region.bottom - 1]
    return "\n".join(line[region.x + 1 : region.right - 1] for line in lines)


def number(scene: Stage) -> int:
    shown = pane(scene).exchange
    assert shown is not None
    return shown.number


async def answered(scene: Stage, text: str, content_type: str, status: int = 200) -> None:
    """Let appinfo answer something, and have it shown."""
    scene.simulator.faults = [
        Fault.from_json(
            {"on": "appinfo", "body": text, "content_type": content_type, "status": status}
        )
    ]
    calls = scene.calls
    await scene.press("R", "4")
    await scene.until(lambda: scene.calls > calls and not scene.view.employers.loading)


async def test_the_answer_is_shown_with_its_title_and_summary() -> None:
    async with stage(Props(size=(160, 36))) as scene:
        await scene.opened()
        text = scene.text()
        assert "4 Exchange · GET /v2/api/appinfo" in text
        assert "200 · 0 ms · 238 B · 14:13:20Z" in text
        assert '"name": "Dharma Initiative"' in body(scene)


async def test_tabs_go_round_by_keys_and_by_click() -> None:
    marks = {
        "Body": '"employers": [',
        "Headers": "HTTP/1.1 200 OK",
        "Request": "GET https://secure.indeed.com/v2/api/appinfo",
        "Timing": "first byte",
        "History": "POST /oauth/v2/tokens",
    }
    async with stage() as scene:
        await scene.opened()
        await scene.press("4")
        for name in TABS:
            assert marks[name] in body(scene)
            await scene.press("]")
        assert marks["Body"] in body(scene)
        for name in reversed(TABS):
            await scene.press("[")
            assert marks[name] in body(scene)
        await scene.pilot.click("#tabs", offset=(8, 0))
        await scene.pause()
        assert marks["Headers"] in body(scene)
        await scene.pilot.click("#tabs", offset=(70, 0))
        await scene.pause()
        assert marks["Headers"] in body(scene)


async def test_credentials_in_a_request_are_masked() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("4", "]", "]")
        assert "Authorization: Bearer ••••••" in body(scene)
        await scene.press("comma")
        text = body(scene)
        assert "POST https://apis.indeed.com/oauth/v2/tokens" in text
        assert "grant_type=client_credentials" in text
        assert "client_secret=" in text
        assert "demo-secret" not in text


async def test_v_shows_the_body_as_it_came() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("4", "v")
        assert '{"employers":[{"id":"084a39249af9' in body(scene).replace(" ", "")
        assert "Body as it came" in scene.lines()[-1]
        await scene.press("]", "v")
        assert pane(scene).tab == 0
        assert '  "employers": [' in body(scene)
        assert "Body, pretty" in scene.lines()[-1]


async def test_comma_and_full_stop_walk_the_exchanges() -> None:
    async with stage() as scene:
        await scene.opened()
        assert number(scene) == 2
        await scene.press("4", "comma")
        assert number(scene) == 1
        assert "POST /oauth/v2/tokens" in scene.text()
        await scene.press("comma")
        assert number(scene) == 1
        assert "This is the oldest exchange kept" in scene.lines()[-1]
        await scene.press("full_stop")
        assert number(scene) == 2
        await scene.press("full_stop")
        assert "This is the newest exchange" in scene.lines()[-1]
        await scene.press("R")
        await scene.until(lambda: number(scene) == 3)


async def test_a_chosen_exchange_stays_while_tokens_are_refreshed() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("4", "comma")
        for _ in range(3):
            await scene.tick(1000)
        await scene.until(lambda: len(scene.view.history) > 2)
        assert number(scene) == 1


async def test_what_the_user_asks_for_is_shown_even_while_another_exchange_is_read() -> None:
    async with stage() as scene:
        await scene.opened()
        for keys, count in ((("3", "enter"), 3), (("2", "r"), 4), (("R",), 5)):
            await scene.press("4", "comma", *keys)
            await scene.until(lambda wanted=count: len(scene.view.history) == wanted)  # type: ignore[misc]
            assert number(scene) == count


async def test_a_routine_refresh_doesnt_push_away_what_is_read_but_a_failure_does() -> None:
    async with stage() as scene:
        await scene.opened()
        for _ in range(3):
            await scene.tick(1000)
        await scene.until(lambda: len(scene.view.history) == 3)
        assert number(scene) == 2
        scene.simulator.faults = [Fault.from_json({"on": "token", "status": 503})]
        await scene.press("r")
        await scene.until(lambda: len(scene.view.history) == 4)
        assert number(scene) == 4
        assert "Service Unavailable" in scene.text() or "503" in scene.text()


async def test_the_history_lists_every_exchange_and_enter_opens_one() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("H")
        rows = body(scene).splitlines()
        assert "GET /v2/api/appinfo" in rows[0]
        assert "POST /oauth/v2/tokens" in rows[1]
        assert "200" in rows[0]
        assert "▌▸" in rows[0].replace(" ", "")
        await scene.press("down", "enter")
        assert number(scene) == 1
        assert pane(scene).tab == 0
        assert '"token_type": "Bearer"' in body(scene)
        await scene.press("H")
        assert "▸" in body(scene).splitlines()[1]


async def test_without_an_exchange_the_pane_says_what_would_be_there() -> None:
    async with stage(Props(accounts=profiles())) as scene:
        await scene.until(lambda: scene.app.screen is not scene.dashboard)
        await scene.press("escape", "4")
        assert "what Indeed answers is shown here" in body(scene)
        await scene.press("comma", "]", "v")
        await scene.press("H", "enter")
        assert "every request and answer of this session would be here" in body(scene)


# Whatever the type.

PAGE = "<html><head><title>No</title></head><body><h1>Blocked</h1><p>by the edge</p></body></html>"


TYPES = (
    (PAGE, "text/html", "Blocked", "<h1>Blocked</h1>"),
    ("id,name\n1,Dharma\n2,Umbrella\n", "text/csv", "1   Dharma", "1,Dharma"),
    ("\0\x01\x7fELF\x1b]52;c;aGk=\a", "image/png", "00 01 7f", "00 01 7f"),
    ('{"employers": [', "application/json", ' "employers": [', '{"employers": ['),
    ("[1, 2", "text/plain; charset=no-such", "[1, 2", "[1, 2"),
    ("\x1b[31mred\x9b \u202ebidi", "text/plain", "␛[31mred<U+009B>", "<U+202E>bidi"),
)


async def test_any_type_of_body_is_shown_pretty_and_as_it_came() -> None:
    async with stage() as scene:
        await scene.opened()
        for text, content_type, pretty, came in TYPES:
            await answered(scene, text, content_type, 403)
            assert pretty in body(scene)
            assert scene.crooked() == []
            await scene.press("v")
            assert came in body(scene)
            assert scene.crooked() == []
            await scene.press("v")


async def test_an_empty_body_says_that_it_is_empty() -> None:
    async with stage() as scene:
        await scene.opened()
        await answered(scene, "", "application/json", 502)
        assert "the answer has no body" in body(scene)
        assert "502" in scene.text()


async def test_no_answer_at_all_is_an_exchange_too() -> None:
    async with stage() as scene:
        await scene.opened()
        scene.simulator.faults = [Fault.from_json({"on": "appinfo", "reset": True})]
        await scene.press("R", "4")
        await scene.until(lambda: scene.calls == 2 and not scene.view.employers.loading)
        assert "✕" in body(scene)
        assert "no answer" in scene.text()
        await scene.press("]")
        assert "No answer came." in body(scene)
        await scene.press("]", "]")
        assert "first byte  not measured" in body(scene)
        await scene.press("]")
        assert body(scene).splitlines()[0].split()[2] == "✕"


async def test_a_cut_off_body_is_shown_as_far_as_it_came() -> None:
    async with stage() as scene:
        await scene.opened()
        scene.simulator.faults = [Fault.from_json({"on": "appinfo", "truncate": True})]
        await scene.press("R", "4")
        await scene.until(lambda: scene.calls == 2 and not scene.view.employers.loading)
        assert "Cut off after" in body(scene)


async def test_a_large_body_appears_and_is_scrolled() -> None:
    def indeed(clock: ManualClock) -> Simulator:
        return Simulator(2000, clock=clock.wall)

    async with stage(Props(simulator=indeed)) as scene:
        await scene.opened()
        await scene.until(lambda: "Dharma Initiative" in body(scene))
        assert len(scene.view.history[-1].body) > AT_ONCE
        # The end that is known at first isn't the last one.
        await scene.press("4", "end")
        last = json.loads(scene.view.history[-1].body)["employers"][-1]["name"]
        await scene.until(lambda: last in body(scene))
        assert "]" in body(scene)
        await scene.press("v", "home")
        await scene.until(lambda: '{"employers"' in body(scene).replace(" ", ""))


async def test_a_large_body_that_is_no_longer_wanted_isnt_shown() -> None:
    def indeed(clock: ManualClock) -> Simulator:
        return Simulator(2000, clock=clock.wall)

    async with stage(Props(simulator=indeed)) as scene:
        await scene.opened()
        await scene.press("4", "comma", "full_stop", "comma")
        await scene.until(lambda: '"token_type"' in body(scene))
        await scene.pause()
        assert "Dharma" not in body(scene)
