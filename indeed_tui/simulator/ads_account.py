"""Sponsored Jobs: the account, its budget and access, credits, and the API quota."""

import re
from datetime import date

from indeed_tui.simulator.ads_call import AdsCall, amount, invalid
from indeed_tui.simulator.ads_data import FIRST_DAY, day_of, today
from indeed_tui.simulator.answers import Answer, Json
from indeed_tui.simulator.data import number
from indeed_tui.simulator.refusals import envelope

_MONTH = re.compile(r"(0[1-9]|1[0-2])(\d{4})", re.ASCII)
ACCESS = ("ACTIVE", "BLOCKED")


def quota_usage(ask: AdsCall) -> Answer:
    """Answer GET /v1/apiquotausage: this month, or `monthYear` from 122024 on; names UNKNOWN."""
    current = today(ask.now).replace(day=1)
    month = current
    asked = ask.call.parameter("monthYear")
    if asked is not None:
        match = _MONTH.fullmatch(asked)
        if match is None or match[2] == "0000":
            raise invalid("monthYear must be MMyyyy, such as 122024")
        month = date(int(match[2]), int(match[1]), 1)
    if not FIRST_DAY <= month <= current:
        raise invalid("monthYear must not be before 122024 or in the future")
    account = ask.account
    made = account.calls if month == current else number(0, 400, account.employer, str(month))
    return envelope(
        ask.call,
        200,
        {
            "monthYear": month.strftime("%m%Y"),
            "apiCallCount": made,
            "apiCallQuota": 1000,
            "sponsoredJobSpend": number(0, 9000, account.employer, str(month), "spend"),
            "currencyCode": account.currency,
        },
    )


def show_account(ask: AdsCall) -> Answer:
    """Answer GET /v1/account; `fields` picks keys."""
    info = ask.account.info
    keys = ask.fields(tuple(info), tuple(info))
    return envelope(ask.call, 200, {key: info[key] for key in keys})


def show_budget(ask: AdsCall) -> Answer:
    """Answer GET /v1/account/budget."""
    return envelope(ask.call, 200, _budget(ask))


def set_budget(ask: AdsCall) -> Answer:
    """Answer PATCH /v1/account/budget: `jobsMonthlyBudget`, a number or null for none."""
    body = ask.object(("jobsMonthlyBudget",))
    ask.account.budget = amount(body["jobsMonthlyBudget"], "jobsMonthlyBudget")
    return envelope(ask.call, 200, _budget(ask))


def set_access(ask: AdsCall) -> Answer:
    """Answer PATCH /v1/account/apiaccess: `apiAccessStatus` ACTIVE or BLOCKED."""
    status = ask.object(("apiAccessStatus",))["apiAccessStatus"]
    if status not in ACCESS:
        raise invalid(f"apiAccessStatus must be one of {', '.join(ACCESS)}")
    ask.account.info["apiAccessStatus"] = status
    return envelope(ask.call, 200, {"apiAccessStatus": status})


def show_credits(ask: AdsCall) -> Answer:
    """Answer GET /v1/advertisers/credits: bonus credits in the account's currency."""
    total = number(0, 50, ask.account.employer, "credits") * 10
    left = number(0, total, ask.account.employer, "credits left")
    data: Json = {
        "totalCredits": total,
        "remainingCredits": left,
        "currencyCode": ask.account.currency,
    }
    return envelope(ask.call, 200, data)


def _budget(ask: AdsCall) -> Json:
    campaigns = ask.account.campaigns.values()
    day = today(ask.now)
    spent = [day_of(campaign, day, ask.account.currency)["Cost"] for campaign in campaigns]
    return {
        "jobsMonthlyBudget": ask.account.budget,
        "spentToday": round(sum(cost for cost in spent if isinstance(cost, int | float)), 2),
        "currencyCode": ask.account.currency,
    }
