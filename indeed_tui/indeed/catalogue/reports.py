"""Documented operations of the Sponsored Jobs API that report what campaigns brought and cost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from indeed_tui.indeed.catalogue.account import DOCUMENTED, ads_operation
from indeed_tui.indeed.catalogue.campaigns import CAMPAIGN, PER_PAGE
from indeed_tui.indeed.catalogue.model import Parameter, Where, day_of

LONGEST_RANGE = timedelta(days=366)
_START_DATE = Parameter(
    name="startDate",
    where=Where.QUERY,
    about="First day, included, as YYYY-MM-DD",
    default="30 days ago",
    example="2025-12-01",
    day=True,
)
_END_DATE = Parameter(
    name="endDate",
    where=Where.QUERY,
    about="Day after the last one: it is excluded; at most 366 days after startDate",
    default="today",
    example="2026-01-01",
    day=True,
)


def _range_fault(values: Mapping[str, str]) -> str | None:
    first, last = values.get("startDate", ""), values.get("endDate", "")
    if not first and not last:
        return None
    start, end = day_of(first), day_of(last)
    if start is None or end is None:
        return "startDate and endDate go together"
    if start >= end:
        return "endDate must be at least one day after startDate"
    return None if end - start <= LONGEST_RANGE else "endDate must be within 366 days of startDate"


REPORT_OPERATIONS = (
    ads_operation(
        "campaigns.stats",
        "GET /v1/campaigns/{id}/stats",
        "campaign_report.read",
        "Show statistics of campaign",
        "Clicks, impressions and cost, one entry a day. With 10 days on a page a month is several "
        "charged calls: ask for 366.",
        "show-campaign-stats",
        parameters=(
            CAMPAIGN,
            _START_DATE,
            _END_DATE,
            replace(PER_PAGE, about="Most days on one page", default="10", example="366", high=366),
            Parameter(
                name="merge",
                where=Where.QUERY,
                about="true: one entry for the whole range",
                default="false",
                example="false",
                choices=("true", "false"),
            ),
            Parameter(
                name="start",
                where=Where.QUERY,
                about="Day a page begins with, taken from the link to it; else use startDate",
                example="2025-12-11",
                day=True,
            ),
        ),
        together=_range_fault,
    ),
    ads_operation(
        "reports.request",
        "GET /v1/stats",
        "campaign_report.read",
        "Request traffic report",
        "Answers 202 at once; the report's path is in the Location header and in data.location, "
        "relative to rootLocation.",
        "show-traffic-stats-report",
        source=f"{DOCUMENTED}; the page is that of fetching the report",
        parameters=(_START_DATE, _END_DATE),
        together=_range_fault,
    ),
    ads_operation(
        "reports.fetch",
        "GET /v1/stats/{reportId}",
        "campaign_report.read",
        "Fetch traffic report",
        "Answers 202 while the report isn't ready, then 200 with CSV. Each look may be charged: "
        "leave minutes between them.",
        "show-traffic-stats-report",
        parameters=(
            replace(
                CAMPAIGN,
                name="reportId",
                about="Report id, from the path that requesting the report gave",
                example="68dd7bee34c4846dfea43875405836",
            ),
            Parameter(
                name="v",
                where=Where.QUERY,
                about="Version: 5 adds campaign ids and organic figures, 6 apply starts, 7 "
                "organic conversions, 8 employer job ids",
                default="1",
                example="8",
                choices=("1", "5", "6", "7", "8"),
            ),
        ),
    ),
)
