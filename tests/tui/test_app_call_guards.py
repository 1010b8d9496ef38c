"""The guards: writes and billable calls ask, a read-only profile refuses, whatever the way."""

from dataclasses import replace

import pytest

from indeed_tui.simulator import Simulator
from indeed_tui.store.settings import AskBillable, GuardSettings, Settings
from indeed_tui.tui.palette import offered
from indeed_tui.tui.screens.call_identity import CallIdentity
from indeed_tui.tui.screens.help import Help
from tests.manual_clock import ManualClock
from tests.tui.calling import (
    acting_as_first,
    api_requests,
    asked,
    calling,
    choose,
    done,
    fields,
    fill,
    told,
)
from tests.tui.samples import HOSTILE
from tests.tui.stage import Props, Stage, employers, profiles, stage

PROD = "acerecruiters-prod"


def asking(when: AskBillable) -> Props:
    settings = replace(Settings(), guards=GuardSettings(when))
    return Props(size=(120, 40), settings=settings)


async def campaign(scene: Stage) -> str:
    """List the campaigns, and return the id of the first."""
    await choose(scene, "list campaigns")
    await scene.press("ctrl+s")
    await scene.until(lambda: asked(scene) or not calling(scene))
    if asked(scene):
        await scene.press("y")
    return (await done(scene)).text()[0].partition('"Id":')[2].split('"')[1]


# What is asked.


async def test_a_write_names_what_it_does_and_for_whom_and_no_means_no() -> None:
    async with stage(asking(AskBillable.NEVER)) as scene:
        await acting_as_first(scene)
        identifier = await campaign(scene)
        sent = api_requests(scene)
        await choose(scene, "change campaign")
        await fill(scene, value_id=identifier)
        await scene.press("ctrl+s")
        assert asked(scene)
        for words in (f"PATCH /ads/v1/campaigns/{identifier}",
                      "acerecruiters-dev", "Dharma Initiative", "may spend the employer's money",
                      "3 EUR or 3 USD", "this month: 1."):  # fmt: skip
            assert words in " ".join(scene.text().split()) or words in scene.text(), words
        await scene.press("enter")
        assert calling(scene)
        assert "Nothing was sent" in told(scene)
        assert api_requests(scene) == sent
        await scene.press("ctrl+s", "y")
        exchange = await done(scene)
        assert (exchange.method, exchange.status) == ("PATCH", 200)
        assert api_requests(scene) == sent + 1
        # A write asks each time, whatever was agreed to before.
        await choose(scene, "change campaign")
        await scene.press("ctrl+s")
        assert asked(scene)


@pytest.mark.parametrize(
    ("when", "first", "again"),
    [(AskBillable.ALWAYS, True, True), (AskBillable.ONCE, True, False),
     (AskBillable.NEVER, False, False)],
)  # fmt: skip
async def test_a_billable_call_asks_as_the_settings_say(
    when: AskBillable, first: bool, again: bool
) -> None:
    async with stage(asking(when)) as scene:
        await acting_as_first(scene)
        for asks, count in ((first, 0), (again, 1)):
            await choose(scene, "show account budget")
            await scene.press("ctrl+s")
            assert asked(scene) is asks
            if asks:
                assert f"counted here this month: {count}." in " ".join(scene.text().split())
                await scene.press("y")
            assert (await done(scene)).status == 200
            await scene.until(lambda n=count + 1: scene.view.tally.billable == n)  # type: ignore[misc,union-attr]


async def test_a_free_call_asks_nothing() -> None:
    async with stage(asking(AskBillable.ALWAYS)) as scene:
        await acting_as_first(scene)
        await choose(scene, "employer jobs")
        await scene.press("ctrl+s")
        assert (await done(scene)).status == 200


async def test_a_mutation_typed_into_a_query_asks() -> None:
    async with stage(asking(AskBillable.NEVER)) as scene:
        await acting_as_first(scene)
        await choose(scene, "employer jobs")
        await fill(scene, query="mutation { x }", variables="")
        await scene.press("ctrl+s")
        assert asked(scene)
        assert "This call writes" in scene.text()


# Read-only.


async def locked() -> Props:
    return Props(size=(120, 40), accounts=profiles(PROD, "acerecruiters-dev"))


async def test_a_read_only_profile_refuses_before_it_asks_until_it_is_unlocked() -> None:
    async with stage(await locked()) as scene:
        await acting_as_first(scene)
        assert f"{PROD}  PROD  read-only" in scene.lines()[0]
        await choose(scene, "change account budget")
        assert "is read-only, and this call writes" in told(scene)
        before = (scene.simulator.count(), scene.view.tally)
        await scene.press("ctrl+s")
        assert calling(scene)
        assert f"✕ {PROD} is read-only, and this call writes. U unlocks it" in told(scene)
        assert scene.app.focused is fields(scene).query_one("#send")
        await scene.tick(5)
        assert (scene.simulator.count(), scene.view.tally) == before
        # Asks once, and no is no.
        await scene.press("U")
        assert asked(scene)
        assert f"Let {PROD} write" in scene.text()
        await scene.press("enter", "ctrl+s")
        assert "is read-only" in told(scene)
        await scene.press("U", "y")
        await scene.until(lambda: scene.view.acting.unlocked)
        assert f"{PROD}  PROD  unlocked" in scene.lines()[0]
        await scene.press("ctrl+s")
        assert asked(scene)
        assert "(production)" in scene.text()
        await scene.press("y")
        assert (await done(scene)).status == 200
        # Locked again at once, without a question.
        await scene.press("U")
        await scene.until(lambda: not scene.view.acting.unlocked)
        await choose(scene, "change account budget")
        await scene.press("ctrl+s")
        assert "is read-only" in told(scene)
        assert scene.simulator.count("ads") == 1


FREE_WRITES = (
    ("PATCH", "ads/v1/account/budget", "", "{}"),
    ("POST", "graphql", "", '{"query": "mutation { x }"}'),
    ("GET", "ads/v1/account", "X-HTTP-Method-Override: PATCH", ""),
    ("DELETE", "https://apis.indeed.com/whatever", "", ""),
)


@pytest.mark.parametrize(("method", "target", "headers", "body"), FREE_WRITES)
async def test_no_free_request_writes_in_a_read_only_profile(
    method: str, target: str, headers: str, body: str
) -> None:
    async with stage(await locked()) as scene:
        await acting_as_first(scene)
        sent = scene.simulator.count()
        await choose(scene, "")
        await fill(scene, method=method, target=target, headers=headers, body=body)
        await scene.press("ctrl+s")
        assert "is read-only" in told(scene)
        await scene.tick(5)
        assert scene.simulator.count() == sent


async def test_no_command_of_the_palette_writes_in_a_read_only_profile() -> None:
    async with stage(await locked()) as scene:
        await acting_as_first(scene)
        for command in offered():
            if command.id not in ("quit", "suspend", "redraw", "remove"):
                scene.dashboard.run_command(command)
                await scene.tick(1)
                while scene.app.screen is not scene.dashboard:
                    await scene.press("escape")
        sent = {(each.method, each.path) for each in scene.simulator.requests}
        assert {path for method, path in sent if method != "GET"} == {"/oauth/v2/tokens"}
        assert scene.view.locked


async def test_the_wire_refuses_even_where_the_screen_would_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("indeed_tui.tui.call_prospect._locked", lambda _view, _effect: None)
    async with stage(await locked()) as scene:
        await acting_as_first(scene)
        sent = scene.simulator.count()
        await choose(scene, "change account budget")
        await scene.press("ctrl+s", "y")
        await scene.until(lambda: "✕" in told(scene))
        assert "The profile is read-only" in told(scene)
        assert scene.simulator.count() == sent


async def test_unlocking_is_for_read_only_profiles() -> None:
    async with stage() as scene:
        await scene.press("U")
        await scene.opened()
        await scene.press("U")
        assert not asked(scene)
        assert "isn't read-only" in scene.lines()[-1]


# Whom it is for.


async def test_an_employer_is_chosen_where_one_is_needed() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await scene.opened()
        await choose(scene, "quota")
        assert "needs the token of an employer. ctrl+o chooses one." in told(scene)
        sent = scene.simulator.count()
        await scene.press("ctrl+s")
        assert calling(scene)
        assert scene.simulator.count() == sent
        await scene.press("ctrl+o", *"umbr", "enter")
        await scene.until(lambda: scene.view.acting.employer is not None)
        assert "as Umbrella Corporation · employer token" in told(scene)
        await scene.press("ctrl+s")
        exchange = await done(scene)
        assert exchange.key is not None
        assert exchange.key.employer == scene.view.acting.employer


async def test_the_app_itself_is_chosen_where_no_employer_may_be() -> None:
    async with stage(asking(AskBillable.NEVER)) as scene:
        await acting_as_first(scene)
        await choose(scene, "list subaccounts")
        assert "needs a token without employer" in told(scene)
        await scene.press("ctrl+o")
        assert isinstance(scene.app.screen, CallIdentity)
        await scene.press("escape")
        assert scene.view.acting.employer is not None
        await scene.press("ctrl+o", "up", "enter")
        await scene.until(lambda: scene.view.acting.employer is None)
        assert "as the app itself · app token" in told(scene)
        await scene.press("ctrl+s")
        exchange = await done(scene)
        assert exchange.key is not None
        assert exchange.key.employer is None


# The counts.


async def test_the_quota_stands_beside_the_count() -> None:
    async with stage(Props(size=(140, 36))) as scene:
        await scene.opened()
        await scene.press("Q")
        assert "needs the token of an employer" in scene.lines()[-1]
        await acting_as_first(scene)
        await scene.press("Q")
        await scene.until(lambda: "Indeed 0 of 1,000" in scene.lines()[0])
        assert "calls 2 · billable 0 · Indeed 0 of 1,000" in scene.lines()[0]
        assert "apiCallQuota" in scene.text()


# Safe and fitting, whatever the network said.


def hostile(clock: ManualClock) -> Simulator:
    simulator = Simulator(clock=clock.wall)
    simulator.employers = list(employers(*HOSTILE))
    return simulator


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
@pytest.mark.no_cover
async def test_every_line_fits_at_any_size_with_any_names_and_any_text(
    size: tuple[int, int],
) -> None:
    async with stage(Props(size=size, simulator=hostile)) as scene:
        await scene.opened()
        await scene.press("a")
        await scene.until(lambda: calling(scene))
        assert scene.crooked() == []
        await scene.press("ctrl+o")
        assert scene.crooked() == []
        for downs in range(len(HOSTILE)):
            await scene.press("escape", *["up"] * 20, *["down"] * (downs + 1), "enter")
        await scene.press("escape")
        await choose(scene, "free request")
        for text in HOSTILE:
            await fill(scene, target=text, headers=text, body=text)
            await scene.press("tab", "tab")
            assert scene.crooked() == [], text
        await fill(scene, target="ads/v1/x", headers="", body="{}", method="POST")
        for downs in range(1, len(HOSTILE) + 1):
            await scene.press("ctrl+o", *["up"] * 20, *["down"] * downs, "enter")
            await scene.until(lambda n=downs: scene.view.acting.employer == f"{n:032x}")  # type: ignore[misc]
            await scene.press("ctrl+s")
            assert asked(scene)
            assert scene.crooked() == []
            assert "Send (y)" in scene.text()
            assert "Don't (n)" in scene.text()
            await scene.press("down", "n")


async def test_it_may_be_resized_and_help_opened_with_a_form_open() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await acting_as_first(scene)
        await choose(scene, "list campaigns")
        before = scene.text()
        for width, height in ((40, 12), (80, 24), (300, 80), (120, 40)):
            await scene.pilot.resize_terminal(width, height)
            await scene.until(lambda h=height: len(scene.lines()) == h)  # type: ignore[misc]
            await scene.pause()
            assert scene.crooked() == []
            assert "perPage" in scene.text() or height == 12
        assert scene.text() == before
        await scene.press("f1")
        assert isinstance(scene.app.screen, Help)
