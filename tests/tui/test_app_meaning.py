"""Above the body: what the answer means, and the keys that do what comes next."""

import json

from indeed_tui.indeed.models import HttpRequest
from indeed_tui.simulator import Fault
from indeed_tui.store.settings import Settings
from indeed_tui.tui.panes.meaning_line import MeaningLine
from indeed_tui.tui.screens.confirm import Confirm
from tests.tui.exchanges import ADS, CAMPAIGNS, QUOTA, agreed, count, sent, shown
from tests.tui.stage import Props, Stage, profiles, stage

REPORT = HttpRequest("GET", f"{ADS}/v1/stats?startDate=2026-08-01&endDate=2026-09-01")


def meaning(scene: Stage) -> str:
    """What stands above the body, in one line."""
    line = scene.dashboard.query_one(MeaningLine)
    if not line.has_class("-said"):
        return ""
    region = line.region
    rows = scene.lines()[region.y : region.bottom]
    return " ".join(" ".join(row[region.x : region.right].split()) for row in rows)


async def test_a_good_answer_needs_no_words() -> None:
    async with stage() as scene:
        await scene.opened()
        assert meaning(scene) == ""


async def test_a_missing_scope_is_named_and_one_key_gets_it_and_sends_the_call_again() -> None:
    async with stage() as scene:
        await scene.opened()
        await sent(scene, CAMPAIGNS)
        assert shown(scene).status == 403
        text = meaning(scene)
        assert text.startswith("✕ The token lacks a scope for this. Request a token with the")
        assert "→ x requests a token with employer.advertising.campaign.read" in text
        await scene.press("4", "x")
        await agreed(scene, scene.calls)
        await scene.until(lambda: shown(scene).status == 200)
        assert scene.simulator.requests[-1].scope == (
            "employer.advertising.campaign.read employer_access"
        )
        assert scene.crooked() == []


async def test_it_goes_with_the_exchange_and_stands_in_no_history() -> None:
    async with stage() as scene:
        await scene.opened()
        await sent(scene, CAMPAIGNS)
        await scene.press("4", "]")
        assert "✕" in meaning(scene)
        await scene.press("H")
        assert scene.dashboard.query_one(MeaningLine).display is False
        await scene.press("]", "comma")
        assert meaning(scene) == ""


async def test_it_fits_a_small_terminal_and_leaves_room_for_the_body() -> None:
    async with stage(Props(size=(80, 24))) as scene:
        await scene.opened()
        await sent(scene, CAMPAIGNS)
        await scene.press("4", "z")
        assert "The token lacks a scope" in meaning(scene)
        assert '"meta": {' in scene.text()
        assert scene.crooked() == []


async def test_a_401_is_refreshed_by_key() -> None:
    async with stage() as scene:
        await scene.opened()
        scene.simulator.faults = [Fault.from_json({"on": "ads", "status": 401})]
        await sent(scene, QUOTA, "account.read")
        assert shown(scene).status == 401
        assert "→ x requests a new token" in meaning(scene)
        tokens = scene.simulator.count("token")
        await scene.press("4", "x")
        await scene.until(lambda: scene.simulator.count("token") == tokens + 1)
        assert scene.simulator.requests[-1].scope == (
            "employer.advertising.account.read employer_access"
        )


async def test_what_failed_for_a_while_is_sent_again() -> None:
    async with stage() as scene:
        await scene.opened()
        scene.simulator.faults = [Fault.from_json({"on": "ads", "status": 503, "times": 1})]
        await sent(scene, QUOTA, "account.read")
        assert "→ ctrl+r sends it again" in meaning(scene)
        await scene.press("4", "x")
        await scene.until(lambda: shown(scene).status == 200)


async def test_a_path_without_ads_is_mended_and_asked_about() -> None:
    wrong = HttpRequest("GET", "https://apis.indeed.com/v1/campaigns")
    async with stage() as scene:
        await scene.opened()
        await sent(scene, wrong, "campaign.read")
        assert "✕ The path lacks /ads" in meaning(scene)
        await scene.press("4", "x")
        await scene.until(lambda: isinstance(scene.app.screen, Confirm))
        assert count(scene) == 0
        await scene.press("y")
        await scene.until(lambda: count(scene) == 1 and shown(scene).status == 200)


async def test_without_a_next_step_the_key_says_so() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("4", "x")
        assert "There is no next step" in scene.lines()[-1]


async def test_a_key_of_the_users_own_is_named() -> None:
    async with stage(Props(settings=Settings(keys={"next-step": "f9"}))) as scene:
        await scene.opened()
        await sent(scene, CAMPAIGNS)
        assert "→ F9 requests" in meaning(scene)
        await scene.press("4", "f9")
        await scene.until(lambda: isinstance(scene.app.screen, Confirm))


# Pages.


async def test_pages_are_walked_by_key_and_each_is_asked_about() -> None:
    async with stage() as scene:
        await scene.opened()
        first = await sent(scene, CAMPAIGNS, "campaign.read")
        assert meaning(scene) == "→ > next page"
        await scene.press("4", ">")
        await scene.until(lambda: isinstance(scene.app.screen, Confirm))
        assert "may be billed" in scene.text()
        await agreed(scene, scene.calls)
        assert shown(scene).url.endswith("perPage=2&start=2")
        assert "< previous page" in meaning(scene)
        await scene.press("<")
        await agreed(scene, scene.calls)
        assert shown(scene).body == first.body
        assert count(scene) == 3
        await scene.press("<")
        assert "names no page before it" in scene.lines()[-1]
        assert count(scene) == 3


async def test_a_page_of_a_list_that_changed_is_started_over() -> None:
    async with stage() as scene:
        await scene.opened()
        listed = await sent(scene, CAMPAIGNS, "campaign.read")
        identity = json.loads(listed.body)["data"]["Campaigns"][0]["Id"]
        details = HttpRequest("GET", f"{ADS}/v1/campaigns/{identity}/jobDetails?perPage=1")
        await sent(scene, details, "campaign.read")
        change = HttpRequest("PATCH", f"{ADS}/v1/campaigns/{identity}", (), b'{"name": "Other"}')
        before = shown(scene)
        await sent(scene, change, "campaign")
        scene.dashboard.query_one("#exchange").show(before.number)  # type: ignore[attr-defined]
        await scene.press("4", ">")
        await agreed(scene, scene.calls)
        assert "The list changed since the page before: start over." in meaning(scene)
        await scene.press("x")
        await agreed(scene, scene.calls)
        assert shown(scene).url == details.url


# Reports.


async def looking(scene: Stage) -> None:
    """Request a report, and begin to look for it."""
    await sent(scene, REPORT, "campaign_report.read")
    assert "◌ Indeed is still making this report." in meaning(scene)
    await scene.press("4", "x")
    await scene.until(lambda: isinstance(scene.app.screen, Confirm))
    assert "up to 10 calls" in scene.text()
    assert count(scene) == 1
    await scene.press("y")
    await scene.until(lambda: "look 1 of 10 in 2 s; esc stops" in scene.lines()[-1])


async def test_a_report_is_looked_for_and_shown_when_it_is_ready() -> None:
    async with stage() as scene:
        await scene.opened()
        await looking(scene)
        for _ in range(500):
            # The pause may begin after the clock was moved: it is moved again.
            await scene.tick(2.0)
            if shown(scene).status == 200:
                break
        assert shown(scene).status == 200
        assert shown(scene).content_type == "text/csv"
        assert "Advertisement" in scene.text()
        await scene.until(lambda: "The report is ready; S saves it" in scene.lines()[-1])
        assert scene.view.tally is not None
        assert scene.view.tally.billable == count(scene)


async def test_escape_stops_the_looking() -> None:
    async with stage() as scene:
        await scene.opened()
        await looking(scene)
        await scene.press("escape")
        assert "No longer looking for the report" in scene.lines()[-1]
        await scene.tick(600)
        await scene.tick(600)
        assert count(scene) == 1


async def test_a_no_looks_for_nothing() -> None:
    async with stage(Props(accounts=profiles("acme-prod"))) as scene:
        await scene.opened()
        await sent(scene, REPORT, "campaign_report.read")
        await scene.press("4", "x")
        await scene.until(lambda: isinstance(scene.app.screen, Confirm))
        await scene.press("n")
        await scene.tick(600)
        assert count(scene) == 1
