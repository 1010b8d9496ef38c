"""Every operation of the catalogue is called as it stands there, and refused where it says so."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from indeed_tui.indeed.catalogue import OPERATIONS, Operation, TokenKind, Where
from tests.simulator.asking import APIS, DHARMA, SECURE, Asker, bearer
from tests.simulator.conftest import MakeAsker

REST = [operation for operation in OPERATIONS if not operation.query]
ADS = [operation for operation in REST if operation.path.startswith("/ads/")]
GRAPHQL = [operation for operation in OPERATIONS if operation.query]
# Indeed documents no scope of their own, so the simulator asks for none.
OPEN = {"graphql.send-dispositions", "graphql.job-search"}
# These make something new: 201.
MADE = {"ads.subaccounts.create", "ads.campaigns.create"}


def named(cases: list[Operation]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("operation", cases, ids=lambda one: one.id)


def token_for(ask: Asker, operation: Operation, scope: str | None = None) -> str:
    """A token of the right kind with the operation's own scopes, or with that one."""
    employer = DHARMA if operation.token is TokenKind.EMPLOYER else None
    wanted = " ".join(operation.scopes) if scope is None else scope
    return ask.token(wanted or "employer_access", employer)


def call(
    ask: Asker, operation: Operation, token: str | None, values: dict[str, str]
) -> httpx.Response:
    """Ask as the catalogue says, with its templates and these values."""
    host = APIS if operation.path.startswith(("/ads/", "/graphql")) else SECURE
    url = host + operation.path_with(values)
    headers = bearer(token)
    if operation.query:
        body = {"query": operation.query, "variables": json.loads(operation.variables)}
        return ask.http.request(operation.method, url, headers=headers, json=body)
    content = operation.body.encode() or None
    if content:
        headers["Content-Type"] = "application/json"
    return ask.http.request(operation.method, url, headers=headers, content=content)


def place(ask: Asker, operation: Operation) -> dict[str, str]:
    """The values of the path: the id of a campaign or report that exists."""
    names = [one.name for one in operation.parameters if one.where is Where.PATH]
    if not names:
        return {}
    token = ask.token(employer=DHARMA)
    if names == ["id"]:
        return {"id": str(ask.ads("campaigns", token).json()["data"]["Campaigns"][0]["Id"])}
    assert names == ["reportId"]
    return {"reportId": ask.ads("stats", token).json()["data"]["location"].rsplit("/", 1)[1]}


def status_of(operation: Operation) -> int:
    if operation.id in MADE:
        return 201
    return 202 if operation.id.startswith("ads.reports.") else 200


def answered(answer: httpx.Response, operation: Operation) -> Any:
    assert answer.status_code == status_of(operation), answer.text
    body = answer.json()
    if operation in ADS:
        assert body["meta"]["errors"] is None
        assert body["data"] is not None
    return body


def optional(operation: Operation) -> dict[str, str]:
    """Every value of the query that goes with the others."""
    return {
        one.name: one.example
        for one in operation.parameters
        if one.where is Where.QUERY and one.name != "campaignIds"
    }


@named(REST)
def test_it_is_answered_with_and_without_what_may_be_left_out(
    ask: Asker, operation: Operation
) -> None:
    token, path = token_for(ask, operation), place(ask, operation)
    answered(call(ask, operation, token, path), operation)
    answered(call(ask, operation, token, path | optional(operation)), operation)


@named([operation for operation in ADS if operation.parameters])
def test_every_example_and_every_choice_is_taken_alone(
    make: MakeAsker, operation: Operation
) -> None:
    ask = make(report_polls=100)
    token, path = token_for(ask, operation), place(ask, operation)
    for parameter in operation.parameters:
        bounds = [str(one) for one in (parameter.low, parameter.high) if one is not None]
        for value in (parameter.example, *parameter.choices, *bounds):
            values = path | {parameter.name: value}
            if parameter.where is Where.QUERY and operation.fault(values) is None:
                answered(call(ask, operation, token, values), operation)


def test_a_report_comes_as_csv_once_it_is_ready(make: MakeAsker) -> None:
    ask = make(report_polls=0)
    (fetch,) = (operation for operation in ADS if operation.id == "ads.reports.fetch")
    answer = call(ask, fetch, token_for(ask, fetch), place(ask, fetch) | optional(fetch))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert "Employer Job ID (IRI)" in answer.text


def test_a_campaign_made_from_its_template_is_paused(ask: Asker) -> None:
    (create,) = (operation for operation in ADS if operation.id == "ads.campaigns.create")
    token = ask.token(employer=DHARMA)
    identity = answered(call(ask, create, token, {}), create)["data"]["Id"]
    shown = ask.ads(f"campaigns/{identity}", token).json()["data"]
    assert (shown["Name"], shown["Status"]) == ("Example campaign", "PAUSED")
    assert shown["BudgetMonthlyLimit"] == 100
    bad = json.loads(create.body) | {"status": "OPEN"}
    assert ask.ads("campaigns", token, "POST", json=bad).status_code == 400


@named(ADS)
def test_a_token_of_the_other_kind_is_refused(ask: Asker, operation: Operation) -> None:
    path = place(ask, operation)
    other = None if operation.token is TokenKind.EMPLOYER else DHARMA
    answer = call(ask, operation, ask.token(employer=other), path)
    assert answer.status_code == 400
    assert "token must represent" in answer.json()["meta"]["errors"][0]["description"]


@named([operation for operation in (*ADS, *GRAPHQL) if operation.id not in OPEN])
def test_without_its_scope_it_is_refused_by_that_name(ask: Asker, operation: Operation) -> None:
    token = token_for(ask, operation, "employer_access")
    answer = call(ask, operation, token, place(ask, operation))
    assert answer.status_code == 403
    assert f"Required scopes missing: {operation.scopes[0]}" in answer.text


def test_appinfo_wants_its_scope_and_lists_the_employers(ask: Asker) -> None:
    (appinfo,) = (operation for operation in REST if operation.id == "appinfo")
    assert appinfo.token is TokenKind.EITHER
    for employer in (None, DHARMA):
        listed = call(ask, appinfo, ask.token("employer_access", employer), {}).json()["employers"]
        assert [(one["id"], one["name"]) for one in listed] == list(ask.simulator.employers)
    refused = call(ask, appinfo, token_for(ask, appinfo, "employer.hosted_job"), {})
    assert refused.status_code == 403
    assert 'scope="employer_access"' in refused.headers["www-authenticate"]


@named([operation for operation in REST if not operation.scopes])
def test_what_needs_no_scope_needs_no_token_either(ask: Asker, operation: Operation) -> None:
    assert call(ask, operation, None, {}).status_code == 200


@named([operation for operation in OPERATIONS if operation.scopes])
def test_without_a_live_token_it_is_refused(ask: Asker, operation: Operation) -> None:
    for token in (None, "unknown"):
        assert call(ask, operation, token, place(ask, operation)).status_code == 401


def graphql(
    ask: Asker, name: str, employer: str | None, variables: Mapping[str, object] | None = None
) -> Any:
    (operation,) = (one for one in GRAPHQL if one.id == f"graphql.{name}")
    given = json.loads(operation.variables) if variables is None else variables
    token = ask.token(" ".join(operation.scopes), employer)
    answer = ask.graphql(operation.query, token, given)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("employer", [None, DHARMA])
def test_the_graphql_texts_are_answered_for_either_token(ask: Asker, employer: str | None) -> None:
    found = graphql(ask, "employer-jobs", employer)["data"]["findEmployerJobsPartner"]
    jobs = found["employerJobs"]
    assert 0 < len(jobs) <= 25
    first = jobs[0]["id"]
    assert graphql(ask, "node", employer, {"id": first})["data"]["node"] == jobs[0]
    assert graphql(ask, "nodes", employer, {"ids": [first]})["data"]["nodes"] == jobs[:1]
    sent = graphql(ask, "send-dispositions", employer)["data"]["partnerDisposition"]["send"]
    assert sent == {"numberGoodDispositions": 1, "failedDispositions": []}
    made = graphql(ask, "create-job-postings", employer)["data"]["jobsIngest"]
    (result,) = made["createSourcedJobPostings"]["results"]
    posting = result["jobPosting"]
    assert posting["sourcedPostingId"]
    node = graphql(ask, "node", employer, {"id": posting["employerJobId"]})["data"]["node"]
    assert node["jobData"]["title"] == "Line cook"


def test_the_templates_of_nodes_name_one_that_does_not_exist(ask: Asker) -> None:
    missing = graphql(ask, "node", DHARMA)
    assert missing["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert graphql(ask, "nodes", DHARMA)["data"] == {"nodes": [None]}


def test_job_search_is_answered_with_the_documented_denial(ask: Asker) -> None:
    (error,) = graphql(ask, "job-search", None)["errors"]
    assert error["message"] == "Client is not authorized"
    assert error["extensions"]["code"] == "FORBIDDEN"
