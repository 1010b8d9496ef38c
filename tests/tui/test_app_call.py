"""The call screen: found by typing, filled in, sent; nothing typed is ever lost."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from indeed_tui.indeed.models import Secret
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.simulator import Fault, Simulator
from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import Profile
from indeed_tui.tui.app import IndeedApp
from indeed_tui.tui.panes.exchange import ExchangePane
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
    last,
    screen,
    told,
    typed,
)
from tests.tui.stage import SECRET, Props, Stage, stage


def late(clock: ManualClock) -> Simulator:
    simulator = Simulator(clock=clock.wall)
    simulator.faults = [Fault.from_json({"on": "ads", "delay_ms": 9000})]
    return simulator


async def test_it_is_searched_by_any_word_and_says_what_an_operation_is() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await acting_as_first(scene)
        await scene.press("a")
        await scene.until(lambda: "29 of 29" in scene.text())
        assert "Free request" in scene.lines()[3]
        assert "Sponsored Jobs" in scene.text()
        await scene.press(*"traffic report")
        assert "2 of 29" in scene.text()
        for words in ("GET /ads/v1/stats", "reads, may be billed", "an employer's token",
                      "employer.advertising.campaign_report.read", "https://docs.indeed.com/",
                      "missing in the token in use", "startDate", "Indeed charges"):  # fmt: skip
            assert words in scene.text(), words
        before = scene.text()
        await scene.press("down")
        assert "/ads/v1/stats/{reportId}" in scene.text()
        await scene.press("up")
        assert scene.text() == before
        await scene.press(*"zzz")
        assert "no operation has these words" in scene.text()
        await scene.press("escape")
        assert "29 of 29" in scene.text()
        await scene.press("escape")
        assert scene.app.screen is scene.dashboard
        assert api_requests(scene) == 0


async def test_the_cursor_passes_over_headings() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await scene.opened()
        await scene.press("a")
        await scene.until(lambda: calling(scene) and screen(scene).operations.highlighted)
        seen = []
        for _ in range(6):
            seen.append(screen(scene).operations.highlighted)
            await scene.press("down")
        assert seen == ["free", "appinfo", "identity.openid-configuration", "identity.keys",
                        "ads.quota-usage", "ads.account.show"]  # fmt: skip
        await scene.press(*["up"] * 20)
        assert screen(scene).operations.highlighted == "free"


async def test_a_free_call_is_sent_with_a_token_of_its_scopes_and_its_answer_shown() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await acting_as_first(scene)
        await choose(scene, "quota")
        assert "GET https://apis.indeed.com/ads/v1/apiquotausage" in told(scene)
        assert "as Dharma Initiative · employer token · acerecruiters-dev" in told(scene)
        assert "will request a token with employer.advertising.account.read" in told(scene)
        await scene.press("ctrl+s")
        exchange = await done(scene)
        assert exchange.status == 200
        assert exchange.key is not None
        assert "employer.advertising.account.read" in exchange.key.scopes
        pane = scene.dashboard.query_one(ExchangePane)
        await scene.until(lambda: pane.exchange == exchange)
        assert "apiCallQuota" in scene.text()
        assert scene.dashboard.pane == "exchange"
        assert "200 · " in scene.lines()[-1]


async def test_a_wrong_value_is_said_beside_its_field_and_nothing_is_sent() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await acting_as_first(scene)
        await choose(scene, "list camp")
        assert "✕ perPage" not in scene.text()
        await scene.press(*"9999")
        assert "✕ perPage must be a whole number from 1 to 500" in scene.text()
        await scene.press("tab")
        await scene.press("ctrl+s")
        assert calling(scene)
        assert scene.app.focused is fields(scene).query_one("#field-value-perPage")
        assert "Correct it" in told(scene)
        assert typed(scene)["value.perPage"] == "9999"
        await fill(scene, value_perPage="30")
        assert "✕ perPage" not in scene.text()
        assert "perPage=30" in told(scene)
        assert api_requests(scene) == 0


async def test_what_is_missing_is_said_when_sending_is_tried() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await acting_as_first(scene)
        await choose(scene, "show campaign")
        assert "{id}" in told(scene)
        assert "id is missing" not in scene.text()
        await scene.press("ctrl+s")
        assert "✕ id is missing" in scene.text()
        assert api_requests(scene) == 0


async def test_a_free_request_has_method_address_headers_and_body() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await acting_as_first(scene)
        await choose(scene, "")
        assert scene.app.focused is fields(scene).query_one("#field-target")
        await fill(scene, target="graphql", method="POST", headers="X-Mine: 7",
                   body='{"query": "{ __typename }"}')  # fmt: skip
        await scene.press("ctrl+s")
        exchange = await done(scene)
        assert (exchange.method, exchange.url) == ("POST", "https://apis.indeed.com/graphql")
        assert ("X-Mine", "7") in exchange.request_headers
        assert json.loads(exchange.request_body) == {"query": "{ __typename }"}


async def test_a_graphql_operation_has_a_query_and_variables() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await acting_as_first(scene)
        await choose(scene, "employer jobs")
        await fill(scene, variables='{"first": 3, "input": {}, "after": null}')
        await scene.press("ctrl+s")
        exchange = await done(scene)
        assert json.loads(exchange.request_body)["variables"]["first"] == 3


# What was typed.


async def test_drafts_survive_leaving_the_form_the_screen_and_a_failed_send() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await acting_as_first(scene)
        await choose(scene, "")
        await fill(scene, target="v2/api/appinfo?mine=1", headers="X-Mine: 7")
        await scene.press("escape", "escape")
        assert "• Free request" in scene.text()
        await scene.press(*"appinfo", "enter")
        await scene.until(lambda: screen(scene).request.fields is not None)
        await scene.press("escape", "escape", "escape")
        assert scene.app.screen is scene.dashboard
        scene.simulator.faults = [Fault.from_json({"on": "appinfo", "reset": True})]
        await choose(scene, "free request")
        assert typed(scene)["target"] == "v2/api/appinfo?mine=1"
        await scene.press("ctrl+s")
        await scene.until(lambda: "✕" in told(scene))
        assert calling(scene)
        assert typed(scene)["headers"] == "X-Mine: 7"
        assert last(scene).status is None
        scene.simulator.faults = []
        await scene.press("ctrl+s")
        assert (await done(scene)).status == 200
        await choose(scene, "free request")
        assert typed(scene)["headers"] == "X-Mine: 7"
        await scene.press("ctrl+r")
        assert typed(scene)["target"] == typed(scene)["headers"] == ""


def on_disk(tmp_path: Path, *, cached: bool = True) -> Props:
    profile = Profile.create("acerecruiters-dev", "demo-client", cache_tokens=cached)
    return Props(
        size=(120, 40),
        places=Places(tmp_path / "config", tmp_path / "state"),
        accounts=MemoryAccounts([(profile, Secret(SECRET))], profile.name),
    )


async def test_drafts_survive_the_session_without_what_is_secret(tmp_path: Path) -> None:
    props = on_disk(tmp_path)
    assert props.places is not None
    drafts = props.places.drafts
    async with stage(props) as scene:
        await acting_as_first(scene)
        held = scene.view.token_of(scene.view.acting.employer)
        assert held is not None
        assert held.token is not None
        clear = held.token.grant.access_token.reveal()
        await choose(scene, "")
        await fill(scene, target="v2/x", headers="Cookie: a=b\nX-Mine: 7", body=clear)
        await scene.press("escape", "escape")
        await scene.until(drafts.exists)
        await scene.until(lambda: "X-Mine" in drafts.read_text())
        text = drafts.read_text()
        assert clear not in text
        assert "Cookie" not in text
    async with stage(props) as scene:
        await scene.opened()
        await choose(scene, "")
        assert typed(scene)["target"] == "v2/x"
        assert typed(scene)["headers"] == "X-Mine: 7"


async def test_a_profile_that_keeps_nothing_on_disk_keeps_no_drafts_there(tmp_path: Path) -> None:
    props = on_disk(tmp_path, cached=False)
    async with stage(props) as scene:
        await acting_as_first(scene)
        await choose(scene, "")
        await fill(scene, target="v2/x")
        await scene.press("escape", "escape", "escape")
        await scene.tick(1)
        assert props.places is not None
        assert not props.places.drafts.exists()
        await choose(scene, "")
        assert typed(scene)["target"] == "v2/x"


# While it is sent.


async def test_escape_cancels_the_call_which_is_recorded_and_may_be_sent_again() -> None:
    async with stage(Props(size=(120, 40), simulator=late, waits=True)) as scene:
        await acting_as_first(scene)
        await choose(scene, "quota")
        await scene.press("ctrl+s")
        await scene.until(lambda: scene.simulator.count("ads"))
        assert "◌ sending, " in told(scene)
        assert "esc cancels" in told(scene)
        await scene.press("ctrl+s")
        assert scene.simulator.count("ads") == 1
        await scene.press("escape")
        await scene.until(lambda: "Cancelled" in told(scene))
        assert calling(scene)
        await scene.until(lambda: last(scene).problem is not None)
        problem = last(scene).problem
        assert problem is not None
        assert problem.code == "cancelled"
        scene.simulator.faults = []
        await scene.press("ctrl+s")
        assert (await done(scene)).status == 200


async def test_an_answer_that_refuses_closes_the_screen_and_says_why() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await acting_as_first(scene)
        scene.simulator.faults = [Fault.from_json({"on": "ads", "status": 404})]
        await choose(scene, "quota")
        await scene.press("ctrl+s")
        assert (await done(scene)).status == 404
        assert "Indeed doesn't know this (HTTP 404)" in scene.lines()[-1]


async def test_a_refused_token_leaves_the_form_open_and_is_asked_for_again() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await acting_as_first(scene)
        scene.simulator.faults = [Fault.from_json({"on": "token", "error": "invalid_scope"})]
        await choose(scene, "quota")
        await scene.press("ctrl+s")
        await scene.until(lambda: "✕ Indeed refuses a scope" in told(scene))
        assert api_requests(scene) == 0
        scene.simulator.faults = []
        await scene.press("ctrl+s")
        assert (await done(scene)).status == 200


# The user's own editor.


def editing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, **more: str) -> Props:
    """An editor that is a script, on a terminal that can be lent."""
    monkeypatch.setattr(IndeedApp, "suspend", lambda _app: nullcontext())
    editor = tmp_path / "editor"
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o700)
    props = on_disk(tmp_path)
    props.environ = {"EDITOR": f"'{editor}' --wait", **more}
    return props


async def test_the_body_is_edited_outside_in_a_private_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = tmp_path / "seen"
    script = f'stat -c "%a %n" "$2" > {log}; cat "$2" >> {log}; echo \'{{"a": 1}}\' > "$2"'
    async with stage(editing(monkeypatch, tmp_path, script)) as scene:
        await acting_as_first(scene)
        await choose(scene, "change account budget")
        await scene.press("ctrl+e")
        assert typed(scene)["body"] == '{"a": 1}'
        mode, _, path = log.read_text().splitlines()[0].partition(" ")
        assert mode == "600"
        assert not Path(path).parent.exists()
        assert "jobsMonthlyBudget" in log.read_text()


async def test_an_editor_that_fails_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    props = editing(monkeypatch, tmp_path, 'echo x > "$2"; exit 3')
    async with stage(props) as scene:
        await acting_as_first(scene)
        await choose(scene, "change account budget")
        before = typed(scene)
        await scene.press("ctrl+e")
        assert "ended with status 3" in told(scene)
        assert typed(scene) == before


@pytest.mark.parametrize(
    ("visual", "words"), [("/nowhere/vi", "can't be started"), ("'vi", "no command")]
)
async def test_an_editor_that_cannot_be_started_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, visual: str, words: str
) -> None:
    async with stage(editing(monkeypatch, tmp_path, "true", VISUAL=visual)) as scene:
        await acting_as_first(scene)
        await choose(scene, "change account budget")
        await scene.press("ctrl+e")
        assert words in told(scene)


async def test_where_no_file_may_be_written_no_editor_is_started() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await scene.opened()
        await choose(scene, "change account budget")
        await scene.press("ctrl+e")
        assert "The demo writes no files" in told(scene)
        assert not asked(scene)


async def test_opening_it_twice_opens_it_once() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("a")
        await scene.until(lambda: calling(scene))
        scene.dashboard.action_call()
        await scene.pause()
        assert len(scene.app.screen_stack) == 2


async def test_the_key_bar_can_be_clicked() -> None:
    async with stage(Props(size=(100, 30))) as scene:
        await acting_as_first(scene)
        await choose(scene, "quota")
        await click(scene, "esc Out")
        await click(scene, "esc Back")
        await scene.until(lambda: screen(scene).request.fields is None)
        await click(scene, "↵ Fill in")
        await scene.until(lambda: screen(scene).request.fields is not None)
        await click(scene, "ctrl+s Send")
        assert (await done(scene)).status == 200


async def click(scene: Stage, key: str) -> None:
    at = scene.lines()[-1].index(key)
    await scene.pilot.click("#keys", offset=(at, 0))
    await scene.pause()
