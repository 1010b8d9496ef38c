"""Figures of a campaign, and the report that takes its time."""

import csv
import io
from typing import Any

import pytest

from tests.simulator.asking import DHARMA, Asker
from tests.simulator.conftest import MakeAsker
from tests.simulator.test_ads_access import error_of
from tests.simulator.test_ads_campaigns import follow

YEAR = "startDate=2025-01-01&endDate=2026-01-01"

KEYS = (
    "Name",
    "Id",
    "Date",
    "Clicks",
    "Impressions",
    "Conversions",
    "CurrencyCode",
    "Cost",
    "OrganicClicks",
    "OrganicImpressions",
    "Applystarts",
    "OrganicApplystarts",
)


@pytest.fixture
def token(ask: Asker) -> str:
    return ask.token(employer=DHARMA)


@pytest.fixture
def path(ask: Asker, token: str) -> str:
    found = ask.ads("campaigns", token).json()["data"]["Campaigns"]
    return f"campaigns/{found[0]['Id']}/stats"


def entries(ask: Asker, path: str, token: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask.ads(path, token).json()["data"]["entries"]
    return found


def test_an_entry_a_day_in_pages_of_ten(ask: Asker, token: str, path: str) -> None:
    pages = follow(ask, f"{path}?startDate=2025-03-01&endDate=2025-03-26", token)
    assert [len(page["entries"]) for page in pages] == [10, 10, 5]
    days = [entry["Date"] for page in pages for entry in page["entries"]]
    assert (days[0], days[-1], len(set(days))) == ("2025-03-01", "2025-03-25", 25)
    assert tuple(pages[0]["entries"][0]) == KEYS
    back = follow(
        ask, f"{path}?startDate=2025-03-01&endDate=2025-03-26&start=2025-03-21", token, "prev"
    )
    assert back == pages[::-1]


def test_without_dates_it_is_the_last_thirty_days(ask: Asker, token: str, path: str) -> None:
    found = entries(ask, f"{path}?perPage=366", token)
    assert (found[0]["Date"], found[-1]["Date"]) == ("2025-12-02", "2025-12-31")


def test_merged_entries_add_up(ask: Asker, token: str, path: str) -> None:
    days = entries(ask, f"{path}?{YEAR}&perPage=366", token)
    (merged,) = entries(ask, f"{path}?{YEAR}&merge=true", token)
    assert len(days) == 365
    for key in ("Clicks", "Impressions", "OrganicApplystarts"):
        assert merged[key] == sum(day[key] for day in days)
    assert merged["Cost"] == pytest.approx(sum(day["Cost"] for day in days))
    assert len(entries(ask, f"{path}?{YEAR}&merge=false", token)) == 10


@pytest.mark.parametrize(
    "query",
    [
        "startDate=2025-01-01",
        "endDate=2025-01-01",
        "startDate=2025-01-01&endDate=2025-01-01",
        "startDate=2025-01-02&endDate=2025-01-01",
        "startDate=2024-01-01&endDate=2025-01-02",
        "startDate=2025-02-30&endDate=2025-03-02",
        "startDate=20250101&endDate=2025-03-02",
        "startDate=yesterday&endDate=2025-03-02",
        "perPage=367",
        "merge=yes",
        f"{YEAR}&start=2024-12-31",
    ],
)
def test_bad_parameters_are_refused(ask: Asker, token: str, path: str, query: str) -> None:
    assert error_of(ask.ads(f"{path}?{query}", token)) == (400, "INVALID_REQUEST")


def test_a_leap_year_is_the_longest_range(ask: Asker, token: str, path: str) -> None:
    query = "startDate=2024-01-01&endDate=2025-01-01&perPage=366"
    assert len(entries(ask, f"{path}?{query}", token)) == 366


def report(ask: Asker, token: str, query: str = YEAR) -> str:
    answer = ask.ads(f"stats?{query}", token)
    assert answer.status_code == 202
    location: str = answer.json()["data"]["location"]
    assert answer.headers["location"] == location
    return location.removeprefix("/v1/")


def test_a_report_is_ready_after_two_polls(ask: Asker, token: str) -> None:
    path = report(ask, token)
    waiting = [ask.ads(path, token) for _ in range(2)]
    assert [answer.status_code for answer in waiting] == [202, 202]
    assert waiting[0].json()["data"]["location"] == f"/v1/{path}"
    ready = ask.ads(f"{path}?v=6", token)
    assert ready.status_code == 200
    assert ready.headers["content-type"].startswith("text/csv")
    assert ask.ads(path, token).status_code == 200


def test_how_often_it_is_not_ready_can_be_chosen(make: MakeAsker) -> None:
    ask = make(report_polls=0)
    token = ask.token(employer=DHARMA)
    assert ask.ads(report(ask, token), token).status_code == 200


@pytest.mark.parametrize(
    ("version", "columns", "last"),
    [
        ("", 9, "Spend (currency)"),
        ("?v=1", 9, "Spend (currency)"),
        ("?v=5", 12, "Organic Impressions"),
        ("?v=6", 14, "Organic Apply Starts"),
        ("?v=7", 15, "Organic Conversions"),
        ("?v=8", 17, "Employer Job ID (UUID)"),
    ],
)
def test_each_version_has_its_columns(
    make: MakeAsker, version: str, columns: int, last: str
) -> None:
    ask = make(report_polls=0)
    token = ask.token(employer=DHARMA)
    text = ask.ads(f"{report(ask, token)}{version}", token).text
    rows = list(csv.reader(io.StringIO(text)))
    total = len(ask.ads("campaigns?perPage=500", token).json()["data"]["Campaigns"])
    assert len(rows) == total + 1
    assert {len(row) for row in rows} == {columns}
    assert rows[0][-1] == last
    assert ("Campaign ID" in rows[0]) is (columns > 9)


def test_a_report_belongs_to_its_employer(ask: Asker, token: str) -> None:
    path = report(ask, token)
    other = ask.token(employer=ask.simulator.employers[1][0])
    assert error_of(ask.ads(path, other)) == (404, "NOT_FOUND")
    assert error_of(ask.ads("stats/unknown", token)) == (404, "NOT_FOUND")
    assert report(ask, token) != path


def test_a_bad_report_is_refused(ask: Asker, token: str) -> None:
    bad = ask.ads("stats?startDate=2025-01-01", token)
    assert error_of(bad) == (400, "INVALID_REQUEST")
    assert error_of(ask.ads(f"{report(ask, token)}?v=2", token)) == (400, "INVALID_REQUEST")
