"""The Sponsored Jobs API under `/ads/v1`: its table of operations, and who may call them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from indeed_tui.simulator import ads_account, ads_campaigns
from indeed_tui.simulator.ads_call import AdsCall, AdsRefusedError, text_of
from indeed_tui.simulator.ads_data import Account, subaccount
from indeed_tui.simulator.ads_stats import Reports, campaign_stats
from indeed_tui.simulator.answers import Answer, Json
from indeed_tui.simulator.calls import Call
from indeed_tui.simulator.data import Directory, digits
from indeed_tui.simulator.refusals import ads_error, ads_scope_missing, envelope
from indeed_tui.simulator.tokens import Issued

ADS_PATH = "/ads/v1/"
_PREFIX = "employer.advertising"
_FREE = "apiquotausage"
_SUBACCOUNT_KEYS = ("company", "email", "currencyCode", "language", "employeeCount")


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the table: verb, path below `/ads/v1/`, scope, answer, kind of token."""

    method: str
    path: str
    scope: str
    answer: Callable[[AdsCall], Answer]
    for_employer: bool = True


class Ads:
    """The API with what its calls changed; not thread-safe by itself.

    `clock` gives wall seconds. `without_rights` are employer ids whose user may not use the
    API, whatever the token's scope. `report_polls`: how often a report is not ready yet.
    """

    def __init__(
        self, clock: Callable[[], float], without_rights: frozenset[str], report_polls: int
    ) -> None:
        self._clock = clock
        self._without_rights = without_rights
        self._accounts: dict[str, Account] = {}
        self._subaccounts: list[Json] = [
            subaccount(digits("sub", name)[:32], name, f"{name.lower()}@example.com")
            for name in ("Hydra", "Swan", "Pearl")
        ]
        self._operations = _operations(self, Reports(report_polls))

    def answer(self, call: Call, issued: Issued | None, directory: Directory) -> Answer:
        """Return the answer to a call below `/ads/v1/`; `issued` is its token's meaning."""
        if issued is None:
            return ads_error(call, "UNAUTHORIZED", "The access token is missing or invalid")
        path = call.path.removeprefix(ADS_PATH)
        there = [(row, _match(row.path, path)) for row in self._operations]
        matches = [(row, found) for row, found in there if found is not None]
        if not matches:
            return ads_error(call, "NOT_FOUND", f"No such resource: /v1/{path}")
        fitting = [pair for pair in matches if pair[0].method == call.method]
        if not fitting:
            allowed = ", ".join(row.method for row, _ in matches)
            refused = ads_error(call, "METHOD_NOT_ALLOWED", f"Allowed: {allowed}")
            return refused.with_header("Allow", allowed)
        operation, identity = fitting[0]
        refused_by = self._refusal(call, issued, operation)
        if refused_by is not None:
            return refused_by
        account = self._account(issued.employer or "", directory)
        account.calls += path != _FREE
        try:
            return operation.answer(AdsCall(call, account, identity, self._clock()))
        except AdsRefusedError as refused:
            return ads_error(call, refused.kind, refused.description)

    def list_subaccounts(self, ask: AdsCall) -> Answer:
        """Answer GET /v1/subaccounts."""
        return envelope(ask.call, 200, {"SubAccountList": [*self._subaccounts]})

    def create_subaccount(self, ask: AdsCall) -> Answer:
        """Answer POST /v1/subaccounts: `company` and `email`; status and shape UNKNOWN."""
        body = ask.object(_SUBACCOUNT_KEYS)
        company, email = text_of(body, "company"), text_of(body, "email")
        employer = digits("sub", company, str(len(self._subaccounts)))[:32]
        created = subaccount(employer, company, email)
        self._subaccounts.append(created)
        return envelope(ask.call, 201, created)

    def _refusal(self, call: Call, issued: Issued, operation: Operation) -> Answer | None:
        # A scope that was granted doesn't help where that employer's user lacks the right [R].
        if not issued.allows(operation.scope) or issued.employer in self._without_rights:
            return ads_scope_missing(call, operation.scope)
        if operation.for_employer is (issued.employer is not None):
            return None
        # Which error the wrong kind of token gets is UNKNOWN.
        wanted = "an employer" if operation.for_employer else "no employer"
        return ads_error(call, "INVALID_REQUEST", f"The token must represent {wanted}")

    def _account(self, employer: str, directory: Directory) -> Account:
        if employer not in self._accounts:
            self._accounts[employer] = Account.of(employer, directory.name(employer))
        return self._accounts[employer]


def _operations(ads: Ads, reports: Reports) -> tuple[Operation, ...]:
    account, campaign = f"{_PREFIX}.account", f"{_PREFIX}.campaign"
    subaccounts, report = f"{_PREFIX}.subaccount", f"{_PREFIX}.campaign_report.read"
    of_campaign = "campaigns/{id}"
    read, write = f"{account}.read", account
    return (
        Operation("GET", _FREE, read, ads_account.quota_usage),
        Operation("GET", "account", read, ads_account.show_account),
        Operation("GET", "account/budget", read, ads_account.show_budget),
        Operation("PATCH", "account/budget", write, ads_account.set_budget),
        Operation("PATCH", "account/apiaccess", write, ads_account.set_access),
        Operation("GET", "advertisers/credits", read, ads_account.show_credits),
        Operation("GET", "subaccounts", f"{subaccounts}.read", ads.list_subaccounts, False),
        Operation("POST", "subaccounts", subaccounts, ads.create_subaccount, False),
        Operation("GET", "campaigns", f"{campaign}.read", ads_campaigns.list_campaigns),
        Operation("POST", "campaigns", campaign, ads_campaigns.create_campaign),
        Operation("GET", of_campaign, f"{campaign}.read", ads_campaigns.show_campaign),
        Operation("PATCH", of_campaign, campaign, ads_campaigns.change_campaign),
        Operation("GET", f"{of_campaign}/budget", f"{campaign}.read", ads_campaigns.show_budget),
        Operation("PATCH", f"{of_campaign}/budget", campaign, ads_campaigns.change_budget),
        Operation("GET", f"{of_campaign}/jobCount", f"{campaign}.read", ads_campaigns.job_count),
        Operation(
            "GET", f"{of_campaign}/jobDetails", f"{campaign}.read", ads_campaigns.job_details
        ),
        Operation("GET", f"{of_campaign}/properties", f"{campaign}.read", ads_campaigns.properties),
        Operation("GET", f"{of_campaign}/stats", report, campaign_stats),
        Operation("GET", "stats", report, reports.request),
        Operation("GET", "stats/{id}", report, reports.fetch),
    )


def _match(pattern: str, path: str) -> str | None:
    """Return the id in a path that fits the pattern, "" where it has none; None: no fit."""
    found = re.fullmatch(pattern.replace("{id}", "([^/]+)"), path)
    return None if found is None else found.group(1) if found.groups() else ""
