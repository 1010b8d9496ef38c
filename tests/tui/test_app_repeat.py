"""Sending an exchange again: as whom it was, with a current token, guarded like any call."""

from indeed_tui.indeed.models import MASK, HttpRequest
from indeed_tui.store.settings import AskBillable, GuardSettings, Settings
from indeed_tui.tui.outgoing import Outgoing
from indeed_tui.tui.screens.confirm import Confirm
from tests.tui.exchanges import BUDGET, CAMPAIGNS, GRAPHQL, QUOTA, agreed, count, sent, shown
from tests.tui.stage import Props, Stage, profiles, stage


def numbers(scene: Stage) -> list[tuple[str, str]]:
    """Method and path of every call below /ads, oldest first."""
    return [(each.method, each.path) for each in scene.simulator.requests if "/ads" in each.path]


async def test_a_free_call_is_sent_again_as_it_was() -> None:
    request = HttpRequest(QUOTA.method, f"{QUOTA.url}?monthYear=012026", (("X-One", "1"),))
    async with stage() as scene:
        await scene.opened()
        await sent(scene, request, "account.read")
        await scene.press("4", "ctrl+r")
        await scene.until(lambda: count(scene) == 2)
        first, second = (each for each in scene.simulator.requests if "/ads" in each.path)
        assert (first.query, first.employer, first.scope) == (
            second.query,
            second.employer,
            second.scope,
        )
        assert first.headers == second.headers
        assert ("X-One", "1") in [(n.title(), v) for n, v in second.headers]
        await scene.until(lambda: shown(scene).number == len(scene.view.history))


async def test_the_current_token_is_used_even_where_the_old_one_is_dead() -> None:
    async with stage() as scene:
        await scene.opened()
        await sent(scene, QUOTA, "account.read")
        scene.simulator.revoke()
        await scene.press("4", "ctrl+r")
        await scene.until(lambda: shown(scene).status == 200 and count(scene) == 3)
        statuses = [each.status for each in scene.view.history if "/ads" in each.url]
        assert statuses == [200, 401, 200]


async def test_a_billable_call_is_asked_about_with_its_price_and_the_count() -> None:
    async with stage() as scene:
        await scene.opened()
        await sent(scene, CAMPAIGNS, "campaign.read")
        await scene.press("4", "ctrl+r")
        await scene.until(lambda: isinstance(scene.app.screen, Confirm))
        text = scene.text()
        assert "This call may be billed" in text
        assert "3 EUR or 3 USD" in " ".join(text.split())
        assert "Billable calls counted here this month: 1." in text
        assert "Dharma Initiative" in text
        assert count(scene) == 1
        await scene.press("enter")
        assert "Nothing was sent" in scene.lines()[-1]
        await scene.press("ctrl+r")
        await agreed(scene, scene.calls)
        assert count(scene) == 2


async def test_agreed_to_once_is_enough_where_the_settings_say_so() -> None:
    guards = GuardSettings(AskBillable.ONCE)
    async with stage(Props(settings=Settings(guards=guards))) as scene:
        await scene.opened()
        await sent(scene, CAMPAIGNS, "campaign.read")
        for wanted in (2, 3):
            await scene.press("4", "ctrl+r")
            await scene.until(lambda wanted=wanted: count(scene) == wanted)  # type: ignore[misc]
        # A write is asked about all the same.
        await sent(scene, BUDGET, "account", yes=False)
        assert ("PATCH", "/ads/v1/account/budget") not in numbers(scene)


async def test_a_write_is_asked_about_each_time() -> None:
    guards = GuardSettings(AskBillable.NEVER)
    async with stage(Props(settings=Settings(guards=guards))) as scene:
        await scene.opened()
        await sent(scene, BUDGET, "account")
        assert numbers(scene) == [("PATCH", "/ads/v1/account/budget")]
        await scene.press("4", "ctrl+r")
        await scene.until(lambda: isinstance(scene.app.screen, Confirm))
        assert "This call writes and may be billed" in scene.text()
        await scene.press("escape")
        assert len(numbers(scene)) == 1
        await scene.press("ctrl+r")
        await agreed(scene, scene.calls)
        assert len(numbers(scene)) == 2


async def test_a_read_only_profile_sends_no_write_again_and_asks_nothing() -> None:
    async with stage(Props(accounts=profiles("acme-prod"))) as scene:
        await scene.opened()
        # As it was written while the profile was unlocked.
        scene.dashboard.do(lambda session: unlocked(session, "acme-prod"))
        await scene.until(lambda: scene.view.acting.unlocked)
        await sent(scene, BUDGET, "account")
        scene.dashboard.do(lambda session: unlocked(session, "acme-prod", False))
        await scene.until(lambda: not scene.view.acting.unlocked)
        await scene.press("4", "ctrl+r")
        await scene.until(lambda: "read-only" in scene.lines()[-1])
        assert scene.app.screen is scene.dashboard
        assert len(numbers(scene)) == 1


async def unlocked(session, name: str, yes: bool = True) -> None:  # type: ignore[no-untyped-def]
    session.unlock(name, unlocked=yes)


async def test_locking_while_the_question_stands_there_holds_the_write_back() -> None:
    async with stage(Props(accounts=profiles("acme-prod"))) as scene:
        await scene.opened()
        scene.dashboard.do(lambda session: unlocked(session, "acme-prod"))
        credentials = scene.view.acting.credentials
        assert credentials is not None
        scene.dashboard.send(Outgoing(BUDGET, credentials.key()))
        await scene.until(lambda: isinstance(scene.app.screen, Confirm))
        scene.dashboard.do(lambda session: unlocked(session, "acme-prod", False))
        await scene.press("y")
        await scene.until(lambda: "read-only" in scene.lines()[-1])
        assert count(scene) == 0


async def test_a_graphql_mutation_is_a_write() -> None:
    request = HttpRequest("POST", GRAPHQL, (), b'{"query": "mutation { jobsIngest { x } }"}')
    async with stage(Props(accounts=profiles("acme-prod"))) as scene:
        await scene.opened()
        credentials = scene.view.acting.credentials
        assert credentials is not None
        scene.dashboard.send(Outgoing(request, credentials.key()))
        await scene.until(lambda: "read-only" in scene.lines()[-1])
        assert count(scene, "/graphql") == 0


async def test_a_token_request_is_a_new_token_of_the_same_key() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("4", "comma", "ctrl+r")
        await scene.until(lambda: scene.simulator.count("token") == 2)
        assert [each.kind.value for each in scene.view.history] == ["token", "appinfo", "token"]


async def test_in_the_history_the_exchange_under_the_cursor_is_meant() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("H", "home", "ctrl+r")
        await scene.until(lambda: scene.simulator.count("appinfo") == 2)


async def test_what_was_masked_isnt_sent_again() -> None:
    request = HttpRequest("GET", f"{QUOTA.url}?access_token=abcdef")
    async with stage() as scene:
        await scene.opened()
        await sent(scene, request, "account.read")
        assert MASK in shown(scene).url.replace("%E2%80%A2", "•")
        await scene.press("4", "ctrl+r")
        await scene.until(lambda: "was masked" in scene.lines()[-1])
        assert count(scene) == 1


async def test_what_another_profile_sent_isnt_sent_from_here() -> None:
    async with stage(Props(accounts=profiles("acme-dev", "acme-prod"))) as scene:
        await scene.opened()
        await sent(scene, QUOTA, "account.read")
        await scene.press("1", "down", "enter")
        await scene.until(lambda: scene.view.acting.profile == "acme-prod")
        await scene.until(lambda: scene.view.acting.credentials is not None)
        number = next(each.number for each in scene.view.history if "/ads" in each.url)
        await scene.press("4")
        scene.dashboard.query_one("#exchange").show(number)  # type: ignore[attr-defined]
        await scene.press("ctrl+r")
        assert "acme-dev sent this" in scene.lines()[-1]
        assert count(scene) == 1


async def test_without_an_exchange_there_is_nothing_to_send() -> None:
    async with stage(Props(accounts=profiles())) as scene:
        await scene.until(lambda: scene.app.screen is not scene.dashboard)
        await scene.press("escape", "4", "ctrl+r")
        assert "There is no exchange to send again yet" in scene.lines()[-1]


async def test_the_palette_leads_to_the_same_guards() -> None:
    async with stage(Props(accounts=profiles("acme-prod"))) as scene:
        await scene.opened()
        scene.dashboard.do(lambda session: unlocked(session, "acme-prod"))
        await scene.until(lambda: scene.view.acting.unlocked)
        await sent(scene, BUDGET, "account")
        scene.dashboard.do(lambda session: unlocked(session, "acme-prod", False))
        await scene.until(lambda: not scene.view.acting.unlocked)
        await scene.press("ctrl+p", *"repeat")
        await scene.until(lambda: "Repeat  (ctrl+r A)" in scene.text())
        await scene.press("enter")
        await scene.until(lambda: "read-only" in scene.lines()[-1])
        assert len(numbers(scene)) == 1
