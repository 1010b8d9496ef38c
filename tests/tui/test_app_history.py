"""The history: filtered as one types, by status, kind, method, host, employer; a row says whose."""

import pytest

from indeed_tui.indeed.models import Exchange, ExchangeKind
from indeed_tui.simulator import Fault
from indeed_tui.tui.commands import by_id
from indeed_tui.tui.history_rows import matching
from indeed_tui.tui.panes.history_list import HistoryList
from tests.tui import samples
from tests.tui.exchanges import QUOTA, sent
from tests.tui.stage import Props, Stage, stage


def api(number: int, **changed: object) -> Exchange:
    return samples.exchange(
        number=number, kind=ExchangeKind.API, url="https://apis.indeed.com/ads/v1/account",
        **changed,
    )  # fmt: skip


HISTORY = (
    samples.exchange(
        number=1, kind=ExchangeKind.TOKEN, method="POST",
        url="https://apis.indeed.com/oauth/v2/tokens",
    ),
    samples.exchange(number=2),
    api(3, status=403, key=samples.key(samples.ACME.id)),
    api(4, status=None),
    api(5, status=404, method="PATCH", key=samples.key("0403ff", "acme-prod")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("403", [3]),
        ("40", [3, 5]),
        ("4xx", [3, 5]),
        ("2xx", [1, 2]),
        ("token", [1]),
        ("appinfo", [2]),
        ("api", [3, 4, 5]),
        ("failed", [3, 4, 5]),
        ("post", [1]),
        ("PATCH", [5]),
        ("secure.", [2]),
        ("apis. oauth", [1]),
        ("ads", [3, 4, 5]),
        ("api 403", [3]),
        ("acme", [1, 2, 3, 4, 5]),
        ("acme-prod", [5]),
        ("0403ff", [5]),
        ("084a39", [3]),
        ("app", [1, 2, 4]),
        ("nothing", []),
    ],
)
def test_words_choose(wanted: str, numbers: list[int]) -> None:
    found = matching(HISTORY, wanted, samples.view().name_of)
    assert [each.number for each in found] == numbers


def test_an_employer_is_found_by_name() -> None:
    named = {samples.ACME.id: "Dharma Initiative"}
    found = matching(HISTORY, "dharma", lambda identity: named.get(identity, identity))
    assert [each.number for each in found] == [3]


def rows(scene: Stage) -> list[str]:
    region = scene.dashboard.query_one(HistoryList).region
    return [
        line[region.x : region.right].strip() for line in scene.lines()[region.y : region.bottom]
    ]


async def test_the_filter_works_as_one_types_and_escape_ends_it() -> None:
    async with stage() as scene:
        await scene.opened()
        await sent(scene, QUOTA, "account.read")
        assert len(scene.view.history) == 4
        await scene.press("H", "/", *"api 2xx")
        assert rows(scene)[0] == "1 of 4 exchanges · filter: api 2xx"
        assert "GET /ads/v1/apiquotausage" in rows(scene)[1]
        assert "Dharma" in rows(scene)[1]
        await scene.press("enter", "enter")
        assert scene.view.history[-1] is scene.dashboard.exchange
        await scene.press("H", "escape")
        assert "filter" not in scene.text()
        assert sum("Z " in row for row in rows(scene)) == 4


async def test_a_filter_that_nothing_fits_says_so_and_takes_new_exchanges() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("H", "/", *"503", "down")
        assert "nothing matches 503" in scene.text()
        assert "esc clears the filter" in scene.text()
        scene.simulator.faults = [Fault.from_json({"on": "appinfo", "status": 503})]
        await scene.press("R")
        await scene.until(lambda: len(scene.view.history) == 3)
        await scene.press("H")
        assert "1 of 3 exchanges" in rows(scene)[0]


async def test_the_palette_opens_the_filter_from_anywhere() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("ctrl+p", *"filter the history")
        await scene.until(lambda: "Filter  (/)" in scene.text())
        await scene.press("escape", "1")
        scene.dashboard.run_command(by_id("filter-history"))
        await scene.press(*"token")
        assert "1 of 2 exchanges · filter: token" in rows(scene)[0]


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 36), (160, 40)])
async def test_every_width_tells_status_and_whose_it_was(size: tuple[int, int]) -> None:
    async with stage(Props(size=size)) as scene:
        await scene.opened()
        await sent(scene, QUOTA, "account.read")
        await scene.press("H")
        first = rows(scene)[0]
        assert "200" in first
        assert "Dharma" in first
        assert scene.crooked() == []
        if size[0] == 160:
            assert " api " in first
