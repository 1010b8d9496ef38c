"""Campaigns of the Sponsored Jobs API: lists, pages, changes, jobs."""

from typing import Any

import pytest

from tests.simulator.asking import DHARMA, Asker
from tests.simulator.test_ads_access import error_of


@pytest.fixture
def token(ask: Asker) -> str:
    return ask.token(employer=DHARMA)


def data(ask: Asker, path: str, token: str) -> Any:
    answer = ask.ads(path, token)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def campaigns(ask: Asker, token: str, query: str = "perPage=500") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = data(ask, f"campaigns?{query}", token)["Campaigns"]
    return found


def follow(ask: Asker, path: str, token: str, rel: str = "next") -> list[Any]:
    """Return the data of a page and of all that follow by its links."""
    pages = []
    while path:
        body = ask.ads(path, token).json()
        pages.append(body["data"])
        links = {link["rel"]: link["href"] for link in body["meta"]["links"] or []}
        path = links.get(rel, "").removeprefix("/v1/")
    return pages


def test_pages_follow_each_other_and_back(ask: Asker, token: str) -> None:
    whole = campaigns(ask, token)
    assert whole[0].keys() == {"Id", "Name", "Status"}
    pages = follow(ask, "campaigns?perPage=2&status=ACTIVE", token)
    listed = [one for page in pages for one in page["Campaigns"]]
    assert len(pages) > 2
    assert listed == [one for one in whole if one["Status"] == "ACTIVE"]
    last = f"campaigns?perPage=2&status=ACTIVE&start={2 * (len(pages) - 1)}"
    assert follow(ask, last, token, "prev") == pages[::-1]


def test_a_page_says_its_size_and_that_there_is_no_other(ask: Asker, token: str) -> None:
    meta = ask.ads("campaigns?perPage=500", token).json()["meta"]
    assert (meta["perPage"], meta["links"]) == (500, None)
    assert ask.ads("campaigns", token).json()["meta"]["perPage"] == 30


def test_filters_narrow_the_list(ask: Asker, token: str) -> None:
    whole = campaigns(ask, token, "perPage=500&fields=Id,Type,Status")
    for key, value in (("type", "HOSTED"), ("status", "PAUSED")):
        narrowed = campaigns(ask, token, f"perPage=500&fields=Id,Type,Status&{key}={value}")
        assert narrowed == [one for one in whole if one[key.capitalize()] == value]
        assert 0 < len(narrowed) < len(whole)
    ids = f"{whole[1]['Id']},{whole[0]['Id']},unknown"
    assert [one["Id"] for one in campaigns(ask, token, f"campaignIds={ids}")] == [
        whole[0]["Id"],
        whole[1]["Id"],
    ]
    assert campaigns(ask, token, "campaignIds=unknown") == []


@pytest.mark.parametrize(
    "query",
    [
        "perPage=0",
        "perPage=501",
        "perPage=ten",
        "perPage=%D9%A3",
        "perPage=",
        "start=-1",
        "status=OPEN",
        "type=OTHER",
        "fields=Id,Nonsense",
        "campaignIds=" + ",".join("0" * 51),
    ],
)
def test_bad_parameters_are_refused(ask: Asker, token: str, query: str) -> None:
    assert error_of(ask.ads(f"campaigns?{query}", token)) == (400, "INVALID_REQUEST")


def test_a_campaign_is_created_and_listed_for_its_employer_alone(ask: Asker, token: str) -> None:
    before = campaigns(ask, token)
    body = {"name": "Hatch", "budgetMonthlyLimit": 108, "jobsQuery": "x"}
    created = ask.ads("campaigns", token, "POST", json=body)
    assert created.status_code == 201
    identity = created.json()["data"]["Id"]
    assert [one for one in campaigns(ask, token) if one not in before] == [
        {"Id": identity, "Name": "Hatch", "Status": "ACTIVE"}
    ]
    shown = data(ask, f"campaigns/{identity}", token)
    assert (shown["StartDate"], shown["BudgetMonthlyLimit"]) == ("2026-01-01", 108)
    assert shown["BudgetOnetimeLimit"] is None
    other = ask.token(employer=ask.simulator.employers[1][0])
    assert error_of(ask.ads(f"campaigns/{identity}", other)) == (404, "RESOURCE_NOT_FOUND")
    second = ask.ads("campaigns", token, "POST", json=body).json()["data"]["Id"]
    assert second != identity


@pytest.mark.parametrize(
    "body",
    [
        {"name": "n"},
        {"name": "", "budgetMonthlyLimit": 1},
        {"budgetMonthlyLimit": 1},
        {"name": "n", "budgetOnetimeLimit": 0},
        {"name": "n", "budgetOnetimeLimit": "1"},
        {"name": "n", "budgetOnetimeLimit": 1, "colour": "red"},
    ],
)
def test_a_bad_campaign_is_not_created(ask: Asker, token: str, body: dict[str, object]) -> None:
    before = campaigns(ask, token)
    assert error_of(ask.ads("campaigns", token, "POST", json=body)) == (400, "INVALID_REQUEST")
    assert campaigns(ask, token) == before


def test_a_campaign_is_changed(ask: Asker, token: str) -> None:
    path = f"campaigns/{campaigns(ask, token)[0]['Id']}"
    changed = ask.ads(path, token, "PATCH", json={"name": "New", "status": "PAUSED"})
    assert changed.json()["data"] == data(ask, path, token)
    assert (changed.json()["data"]["Name"], changed.json()["data"]["Status"]) == ("New", "PAUSED")
    ask.ads(path, token, "PATCH", json={"status": "ACTIVE"})
    ask.ads(path, token, "PATCH", json={"name": "Newer"})
    assert data(ask, path, token)["Status"] == "ACTIVE"
    ask.ads(path, token, "PATCH", json={"name": "New"})
    for body in ({"status": "OPEN"}, {"name": ""}, {"name": "x", "status": "OPEN"}, {"id": "x"}):
        answer = ask.ads(path, token, "PATCH", json=body)
        assert error_of(answer) == (400, "INVALID_REQUEST")
    assert data(ask, path, token)["Name"] == "New"


def test_a_campaigns_budget_is_changed(ask: Asker, token: str) -> None:
    path = f"campaigns/{campaigns(ask, token)[0]['Id']}/budget"
    before = data(ask, path, token)
    changed = ask.ads(path, token, "PATCH", json={"budgetOnetimeLimit": 815}).json()["data"]
    assert changed == before | {"budgetOnetimeLimit": 815}
    assert data(ask, path, token) == changed
    bad = ask.ads(path, token, "PATCH", json={"budgetOnetimeLimit": -1})
    assert error_of(bad) == (400, "INVALID_REQUEST")


def test_job_pages_are_consistent_until_the_campaign_changes(ask: Asker, token: str) -> None:
    for one in campaigns(ask, token):
        path = f"campaigns/{one['Id']}"
        count = data(ask, f"{path}/jobCount", token)["jobCount"]
        if count > 100:
            break
    pages = follow(ask, f"{path}/jobDetails", token)
    assert [len(page["entries"]) for page in pages[:1]] == [100]
    assert sum(len(page["entries"]) for page in pages) == count
    assert len({job["jobKey"] for page in pages for job in page["entries"]}) == count
    assert len({page["hash"] for page in pages}) == 1
    ask.ads(path, token, "PATCH", json={"status": "PAUSED"})
    assert data(ask, f"{path}/jobDetails", token)["hash"] != pages[0]["hash"]
    assert error_of(ask.ads(f"{path}/jobDetails?perPage=501", token)) == (400, "INVALID_REQUEST")


def test_a_job_count_can_be_broken_down(ask: Asker, token: str) -> None:
    path = f"campaigns/{campaigns(ask, token)[0]['Id']}/jobCount"
    plain, detailed = data(ask, path, token), data(ask, f"{path}?jobCountFormat=detailed", token)
    assert plain.keys() == {"jobCount"}
    assert detailed | plain == detailed
    assert "historicallySponsored" in detailed


def test_key_dates_are_in_order(ask: Asker, token: str) -> None:
    path = f"campaigns/{campaigns(ask, token)[0]['Id']}/properties"
    dates = data(ask, path, token)
    assert dates["dateCreated"] <= dates["firstSpendDate"] <= dates["lastSpendDate"]


@pytest.mark.parametrize(
    "path", ["", "/budget", "/jobCount", "/jobDetails", "/properties", "/stats"]
)
def test_an_unknown_campaign_is_404(ask: Asker, token: str, path: str) -> None:
    answer = ask.ads(f"campaigns/unknown{path}", token)
    assert error_of(answer) == (404, "RESOURCE_NOT_FOUND")
