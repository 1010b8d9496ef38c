"""Sponsored Jobs: campaigns, their budgets, jobs and key dates."""

from datetime import date, timedelta

from indeed_tui.simulator.ads_call import AdsCall, amount, invalid, text_of
from indeed_tui.simulator.ads_data import STATUSES, TYPES, jobs_of
from indeed_tui.simulator.answers import Answer, Json, JsonObject
from indeed_tui.simulator.data import digits
from indeed_tui.simulator.refusals import envelope

MOST_PER_PAGE = 500
MOST_IDS = 50
_LISTED = ("Id", "Name", "Status")
_BUDGETS = {
    "budgetOnetimeLimit": "BudgetOnetimeLimit",
    "budgetMonthlyLimit": "BudgetMonthlyLimit",
}
_CREATE_KEYS = (
    "name",
    "status",
    *_BUDGETS,
    "budgetFirstMonthBehavior",
    "startDate",
    "endDate",
    "fixedEndDate",
    "targetEndDate",
    "jobsSourceId",
    "jobsSourceName",
    "jobsToInclude",
    "jobsQuery",
    "jobsTitle",
    "jobsCompany",
    "jobsLocation",
    "jobsLocationRadius",
    "objective",
    "trackingToken",
)


def list_campaigns(ask: AdsCall) -> Answer:
    """Answer GET /v1/campaigns: a page, filtered; `start` is the position links give."""
    per_page = ask.whole("perPage", 30, 1, MOST_PER_PAGE)
    start = ask.whole("start", 0, 0, 10**8)
    status, kind = ask.one_of("status", STATUSES), ask.one_of("type", TYPES)
    ids = ask.listed("campaignIds")
    if ids is not None and len(ids) > MOST_IDS:
        raise invalid(f"campaignIds takes up to {MOST_IDS} ids")
    found = [
        campaign
        for campaign in ask.account.campaigns.values()
        if status in (None, campaign["Status"])
        and kind in (None, campaign["Type"])
        and (ids is None or campaign["Id"] in ids)
    ]
    known = tuple(found[0]) if found else _LISTED
    keys = ask.fields(known, _LISTED)
    shown: list[Json] = [
        {key: campaign[key] for key in keys} for campaign in found[start : start + per_page]
    ]
    before, after = _neighbours(start, per_page, len(found))
    paging = ask.paging(per_page, before, after)
    return envelope(ask.call, 200, {"Campaigns": shown}, paging=paging)


def create_campaign(ask: AdsCall) -> Answer:
    """Answer POST /v1/campaigns: `name` and a budget are needed; the new id comes back.

    Status and shape of Indeed's answer are UNKNOWN: 201 and `Id` here.
    """
    body = ask.object(_CREATE_KEYS)
    name = text_of(body, "name")
    limits = _limits(body)
    if not any(limits.values()):
        raise invalid(f"One of {', '.join(_BUDGETS)} is required")
    status = _status(body)
    campaign = ask.account.create(name, ask.now)
    campaign["Status"] = status or campaign["Status"]
    campaign.update({key: limits.get(key) for key in _BUDGETS.values()})
    return envelope(ask.call, 201, {"Id": campaign["Id"]})


def show_campaign(ask: AdsCall) -> Answer:
    """Answer GET /v1/campaigns/{id}: every field; their names here are UNKNOWN."""
    return envelope(ask.call, 200, ask.campaign())


def change_campaign(ask: AdsCall) -> Answer:
    """Answer PATCH /v1/campaigns/{id}: `name` and `status`."""
    campaign = ask.campaign()
    body = ask.object(("name", "status"))
    changes: JsonObject = {}
    if "name" in body:
        changes["Name"] = text_of(body, "name")
    status = _status(body)
    if status is not None:
        changes["Status"] = status
    campaign.update(changes)
    return envelope(ask.call, 200, campaign)


def show_budget(ask: AdsCall) -> Answer:
    """Answer GET /v1/campaigns/{id}/budget."""
    campaign = ask.campaign()
    limits: JsonObject = {name: campaign[key] for name, key in _BUDGETS.items()}
    return envelope(ask.call, 200, {**limits, "currencyCode": campaign["CurrencyCode"]})


def change_budget(ask: AdsCall) -> Answer:
    """Answer PATCH /v1/campaigns/{id}/budget: either limit, a number or null."""
    ask.campaign().update(_limits(ask.object(tuple(_BUDGETS))))
    return show_budget(ask)


def job_count(ask: AdsCall) -> Answer:
    """Answer GET /v1/campaigns/{id}/jobCount; `jobCountFormat=detailed` breaks it down."""
    count = len(jobs_of(ask.campaign()))
    data: JsonObject = {"jobCount": count}
    if ask.one_of("jobCountFormat", ("detailed",)) is not None:
        data |= {"historicallySponsored": count // 4, "sponsored": count, "inQueue": 0}
    return envelope(ask.call, 200, data)


def job_details(ask: AdsCall) -> Answer:
    """Answer GET /v1/campaigns/{id}/jobDetails: a page; `hash` changes with the campaign."""
    campaign = ask.campaign()
    per_page = ask.whole("perPage", 100, 1, MOST_PER_PAGE)
    start = ask.whole("start", 0, 0, 10**8)
    jobs = jobs_of(campaign)
    entries: list[Json] = [*jobs[start : start + per_page]]
    before, after = _neighbours(start, per_page, len(jobs))
    data: JsonObject = {
        "hash": digits(*(str(value) for value in campaign.values()))[:16],
        "totalCount": len(jobs),
        "entries": entries,
    }
    return envelope(ask.call, 200, data, paging=ask.paging(per_page, before, after))


def properties(ask: AdsCall) -> Answer:
    """Answer GET /v1/campaigns/{id}/properties: when it was made, first and last spent."""
    started = date.fromisoformat(str(ask.campaign()["StartDate"]))
    data: Json = {
        "dateCreated": (started - timedelta(days=2)).isoformat(),
        "firstSpendDate": started.isoformat(),
        "lastSpendDate": (started + timedelta(days=60)).isoformat(),
    }
    return envelope(ask.call, 200, data)


def _status(body: JsonObject) -> Json:
    if "status" in body and body["status"] not in STATUSES:
        raise invalid(f"status must be one of {', '.join(STATUSES)}")
    return body.get("status")


def _limits(body: JsonObject) -> JsonObject:
    return {key: amount(body[name], name) for name, key in _BUDGETS.items() if name in body}


def _neighbours(start: int, per_page: int, total: int) -> tuple[str | None, str | None]:
    before = str(max(0, start - per_page)) if start > 0 else None
    return before, str(start + per_page) if start + per_page < total else None
