"""Sponsored Jobs: figures of one campaign, and the report that is fetched when it is ready."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from indeed_tui.simulator.ads_call import AdsCall, AdsRefusedError, invalid
from indeed_tui.simulator.ads_data import day_of, jobs_of
from indeed_tui.simulator.answers import Answer, Json, JsonObject
from indeed_tui.simulator.data import choice, digits, number
from indeed_tui.simulator.refusals import envelope

_FIGURES = (
    "Clicks",
    "Impressions",
    "Conversions",
    "Cost",
    "OrganicClicks",
    "OrganicImpressions",
    "Applystarts",
    "OrganicApplystarts",
)
_VERSIONS = ("1", "5", "6", "7", "8")
_SINCE = {
    "Campaign ID": 5,
    "Advertisement": 1,
    "Job": 1,
    "Job Reference Number": 1,
    "Platform": 1,
    "Clicks": 1,
    "Impressions": 1,
    "Conversions": 1,
    "Indeed Apply Conversions": 1,
    "Spend (currency)": 1,
    "Organic Clicks": 5,
    "Organic Impressions": 5,
    "Apply Starts": 6,
    "Organic Apply Starts": 6,
    "Organic Conversions": 7,
    "Employer Job ID (IRI)": 8,
    "Employer Job ID (UUID)": 8,
}


@dataclass(slots=True)
class Report:
    """A report somebody asked for; `waits` counts down with each poll."""

    employer: str
    start: date
    end: date
    waits: int


@dataclass(slots=True)
class Reports:
    """The reports by id; each is not ready for the first `polls` polls."""

    polls: int
    by_id: dict[str, Report] = field(default_factory=dict)

    def request(self, ask: AdsCall) -> Answer:
        """Answer GET /v1/stats: 202, and where to look; the path is relative to rootLocation."""
        start, end = ask.days()
        employer = ask.account.employer
        identity = digits(employer, "report", str(len(self.by_id)))[:30]
        self.by_id[identity] = Report(employer, start, end, self.polls)
        location = f"/v1/stats/{identity}"
        headers = (("Location", location),)
        return envelope(ask.call, 202, {"location": location}, headers=headers)

    def fetch(self, ask: AdsCall) -> Answer:
        """Answer GET /v1/stats/{reportId}: 202 while not ready, then 200 with CSV in version v."""
        version = ask.one_of("v", _VERSIONS) or "1"
        report = self.by_id.get(ask.id)
        if report is None or report.employer != ask.account.employer:
            raise AdsRefusedError("NOT_FOUND", f"Couldn't locate report {ask.id}")
        if report.waits > 0:
            report.waits -= 1
            location = f"/v1/stats/{ask.id}"
            headers = (("Location", location),)
            return envelope(ask.call, 202, {"location": location}, headers=headers)
        text = _csv(ask, report, int(version))
        return Answer(200, (("Content-Type", "text/csv;charset=UTF-8"),), text.encode())


def campaign_stats(ask: AdsCall) -> Answer:
    """Answer GET /v1/campaigns/{id}/stats: one entry a day, or one in all with `merge=true`.

    `start` is the day a page begins with, and meant for the links only [D].
    """
    campaign = ask.campaign()
    start, end = ask.days()
    per_page = ask.whole("perPage", 10, 1, 366)
    if ask.one_of("merge", ("true", "false")) == "true":
        merged = _merged(campaign, start, end, ask.account.currency)
        return envelope(
            ask.call, 200, {"entries": [merged]}, paging=ask.paging(per_page, None, None)
        )
    days = [start + timedelta(days=offset) for offset in range((end - start).days)]
    first = _first(ask, days)
    shown = days[first : first + per_page]
    entries: list[Json] = [day_of(campaign, day, ask.account.currency) for day in shown]
    before = days[max(0, first - per_page)].isoformat() if first else None
    rest = days[first + per_page :]
    paging = ask.paging(per_page, before, rest[0].isoformat() if rest else None)
    return envelope(ask.call, 200, {"entries": entries}, paging=paging)


def _first(ask: AdsCall, days: list[date]) -> int:
    asked = ask.call.parameter("start")
    if asked is None:
        return 0
    texts = [day.isoformat() for day in days]
    if asked not in texts:
        raise invalid("start must be a day within the date range")
    return texts.index(asked)


def _merged(campaign: JsonObject, start: date, end: date, currency: str) -> JsonObject:
    merged = day_of(campaign, start, currency)
    for offset in range(1, (end - start).days):
        entry = day_of(campaign, start + timedelta(days=offset), currency)
        for key in _FIGURES:
            merged[key] = round(_number(merged[key]) + _number(entry[key]), 2)
    return merged


def _number(value: Json) -> float:
    return value if isinstance(value, int | float) else 0


def _csv(ask: AdsCall, report: Report, version: int) -> str:
    columns = [name for name, since in _SINCE.items() if version >= since]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows(ask, report))
    return out.getvalue()


def _rows(ask: AdsCall, report: Report) -> Iterator[dict[str, Json]]:
    currency = ask.account.currency
    for campaign in ask.account.campaigns.values():
        figures = _merged(campaign, report.start, report.end, currency)
        job = jobs_of(campaign)[0]
        key = str(job["jobKey"])
        yield {
            "Campaign ID": campaign["Id"],
            "Advertisement": campaign["Name"],
            "Job": job["title"],
            "Job Reference Number": job["refNum"],
            "Platform": choice(("desktop", "mobile"), key),
            "Clicks": figures["Clicks"],
            "Impressions": figures["Impressions"],
            "Conversions": figures["Conversions"],
            "Indeed Apply Conversions": number(0, 3, key, "apply"),
            "Spend (currency)": f"{_number(figures['Cost']):.2f}({currency})",
            "Organic Clicks": figures["OrganicClicks"],
            "Organic Impressions": figures["OrganicImpressions"],
            "Apply Starts": figures["Applystarts"],
            "Organic Apply Starts": figures["OrganicApplystarts"],
            "Organic Conversions": number(0, 3, key, "organic"),
            "Employer Job ID (IRI)": f"iri://apis.indeed.com/EmployerJob/{key}",
            "Employer Job ID (UUID)": digits(key, "uuid")[:32],
        }
