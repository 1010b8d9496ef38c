"""The GraphQL endpoint: its operations, its errors, and the statuses they come with."""

from typing import Any

import httpx
import pytest

from tests.simulator.asking import APIS, DHARMA, EVERYTHING, Asker, bearer
from tests.simulator.conftest import MakeAsker

URL = f"{APIS}/graphql"
JOBS = """
query Jobs($first: Int = 3, $after: String) {
  findEmployerJobsPartner(input: {}, first: $first, after: $after) {
    employerJobs { id jobData { title } }
    estimatedTotalResultsCount
    pageInfo { endCursor hasNextPage }
  }
}
"""
CREATE = """
mutation ($input: CreateSourcedJobPostingsInput!) {
  jobsIngest { createSourcedJobPostings(input: $input) {
    results { jobPosting { sourcedPostingId employerJobId } } } }
}
"""
SEND = """
mutation ($input: SendInput!) { partnerDisposition { send(input: $input) {
  numberGoodDispositions failedDispositions { rationale } } } }
"""


@pytest.fixture
def token(ask: Asker) -> str:
    return ask.token(employer=DHARMA)


def data(answer: httpx.Response) -> Any:
    assert answer.status_code == 200
    body = answer.json()
    assert "errors" not in body, body
    return body["data"]


def code(answer: httpx.Response, status: int = 200) -> str:
    assert answer.status_code == status
    (error,) = answer.json()["errors"]
    assert error["message"] == error["extensions"]["message"]
    return str(error["extensions"]["code"])


def test_jobs_come_in_pages(ask: Asker, token: str) -> None:
    jobs: list[Any] = []
    after = None
    while True:
        page = data(ask.graphql(JOBS, token, {"first": 20, "after": after}))
        found = page["findEmployerJobsPartner"]
        jobs += found["employerJobs"]
        if not found["pageInfo"]["hasNextPage"]:
            break
        assert len(found["employerJobs"]) == 20
        after = found["pageInfo"]["endCursor"]
    assert len({job["id"] for job in jobs}) == len(jobs) == found["estimatedTotalResultsCount"]
    assert jobs[0]["id"].startswith("iri://apis.indeed.com/EmployerJob/")
    assert jobs[0].keys() == {"id", "jobData"}
    assert jobs[0]["jobData"].keys() == {"title"}


def test_a_default_of_a_variable_counts(ask: Asker, token: str) -> None:
    found = data(ask.graphql(JOBS, token))["findEmployerJobsPartner"]
    assert len(found["employerJobs"]) == 3


def test_a_page_past_the_end_is_empty(ask: Asker, token: str) -> None:
    after = "b2Zmc2V0OjEwMDA="  # offset:1000
    found = data(ask.graphql(JOBS, token, {"after": after}))["findEmployerJobsPartner"]
    assert found["employerJobs"] == []
    assert found["pageInfo"] == {"endCursor": None, "hasNextPage": False}


@pytest.mark.parametrize(
    "variables",
    [
        {"first": 0},
        {"first": 501},
        {"first": "3"},
        {"first": True},
        {"after": "!"},
        {"after": "b2Zmc2V0Oi0x"},
        {"after": "d29yZDox"},
        {"after": "//8="},
    ],
)
def test_bad_paging_is_bad_user_input(ask: Asker, token: str, variables: dict[str, object]) -> None:
    assert code(ask.graphql(JOBS, token, variables)) == "BAD_USER_INPUT"


def test_an_app_token_finds_jobs_of_the_first_employer(ask: Asker, token: str) -> None:
    assert data(ask.graphql(JOBS, ask.token())) == data(ask.graphql(JOBS, token))
    ask.simulator.employers = 0
    assert data(ask.graphql(JOBS, ask.token())) != data(ask.graphql(JOBS, token))


def test_a_token_without_the_scope_gets_an_http_403_with_a_graphql_error(ask: Asker) -> None:
    answer = ask.graphql(JOBS, ask.token("employer_access", DHARMA))
    assert code(answer, 403) == "FORBIDDEN"
    assert answer.json()["data"] is None
    assert answer.json()["errors"][0]["path"] == ["findEmployerJobsPartner"]
    assert "employer.hosted_job" in answer.json()["errors"][0]["message"]


def test_an_app_not_enabled_for_the_product_is_forbidden(ask: Asker, token: str) -> None:
    answer = ask.graphql('{ jobSearch(what: "cook", limit: 3) { id } }', token)
    assert code(answer) == "FORBIDDEN"
    assert answer.json()["errors"][0]["message"] == "Client is not authorized"


@pytest.mark.parametrize("token", [None, "unknown"])
def test_without_a_live_token_it_is_unauthenticated(ask: Asker, token: str | None) -> None:
    answer = ask.graphql(JOBS, token)
    assert code(answer, 401) == "UNAUTHENTICATED"
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_nodes_are_found_by_their_id(ask: Asker, token: str) -> None:
    jobs = data(ask.graphql(JOBS, token))["findEmployerJobsPartner"]["employerJobs"]
    one, two = jobs[0], jobs[1]
    query = "query ($id: ID!) { node(id: $id) { id ... on EmployerJob { jobData { title } } } }"
    assert data(ask.graphql(query, token, {"id": one["id"]})) == {"node": one}
    missing = "iri://apis.indeed.com/EmployerJob/0"
    assert code(ask.graphql(query, token, {"id": missing})) == "NOT_FOUND"
    assert code(ask.graphql(query, token, {"id": "42"})) == "BAD_USER_INPUT"
    many = "query ($ids: [ID!]!) { nodes(ids: $ids) { id jobData { title } } }"
    found = data(ask.graphql(many, token, {"ids": [two["id"], missing, one["id"]]}))
    assert found == {"nodes": [two, None, one]}
    assert code(ask.graphql(many, token, {"ids": "x"})) == "BAD_USER_INPUT"


def test_dispositions_are_counted_and_bad_ones_named(ask: Asker, token: str) -> None:
    good = {"dispositionStatus": "HIRED", "identifiedBy": {"indeedApplyID": "1"}}
    sent = {"input": {"dispositions": [good, {"dispositionStatus": "HIRED"}, 5]}}
    result = data(ask.graphql(SEND, token, sent))["partnerDisposition"]["send"]
    assert result["numberGoodDispositions"] == 1
    assert [one["rationale"] for one in result["failedDispositions"]] == [
        "Missing: identifiedBy",
        "Missing: dispositionStatus, identifiedBy",
    ]
    for bad in ([], [good] * 26, "x"):
        answer = ask.graphql(SEND, token, {"input": {"dispositions": bad}})
        assert code(answer) == "BAD_USER_INPUT"
    assert code(ask.graphql(SEND, token, {"input": None})) == "BAD_USER_INPUT"


def test_created_postings_are_found_again(ask: Asker, token: str) -> None:
    before = data(ask.graphql(JOBS, token))["findEmployerJobsPartner"]
    postings = [{"body": {"title": "Hatch keeper"}}, {"body": {"title": "Cook"}}]
    created = data(ask.graphql(CREATE, token, {"input": {"jobPostings": postings}}))
    results = created["jobsIngest"]["createSourcedJobPostings"]["results"]
    identity = results[0]["jobPosting"]["employerJobId"]
    assert len({one["jobPosting"]["sourcedPostingId"] for one in results}) == 2
    query = "query ($id: ID!) { node(id: $id) { jobData { title } } }"
    node = data(ask.graphql(query, token, {"id": identity}))["node"]
    assert node == {"jobData": {"title": "Hatch keeper"}}
    after = data(ask.graphql(JOBS, token))["findEmployerJobsPartner"]
    assert after["estimatedTotalResultsCount"] == before["estimatedTotalResultsCount"] + 2


def test_a_posting_needs_a_title_and_the_scope(ask: Asker, token: str) -> None:
    bad: list[object] = [{}, {"body": {}}, {"body": {"title": ""}}, 5]
    for posting in bad:
        answer = ask.graphql(CREATE, token, {"input": {"jobPostings": [posting]}})
        assert code(answer) == "BAD_USER_INPUT"
    other = ask.token("employer_access", DHARMA)
    wanted = {"input": {"jobPostings": [{"body": {"title": "Cook"}}]}}
    assert code(ask.graphql(CREATE, other, wanted), 403) == "FORBIDDEN"


def test_one_refused_field_leaves_the_others(ask: Asker, token: str) -> None:
    query = "{ mine: findEmployerJobsPartner { estimatedTotalResultsCount } jobSearch { id } }"
    body = ask.graphql(query, token).json()
    assert body["data"]["mine"]["estimatedTotalResultsCount"] > 0
    assert body["data"]["jobSearch"] is None
    assert [error["path"] for error in body["errors"]] == [["jobSearch"]]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("{ nothing }", "BAD_REQUEST"),
        ("{ partnerDisposition { send } }", "BAD_REQUEST"),
        ("mutation { node(id: 1) { id } }", "BAD_REQUEST"),
        ("subscription { jobs }", "BAD_REQUEST"),
        ("{ findEmployerJobsPartner }", "BAD_REQUEST"),
        ("query A { __typename } query B { __typename }", "BAD_REQUEST"),
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{ findEmployerJobsPartner { employerJobs { id } }", "GRAPHQL_PARSE_FAILED"),
        ("{ ...Unknown }", "GRAPHQL_PARSE_FAILED"),
        ("{ jobsIngest { ...Unknown } }", "BAD_REQUEST"),
        ("fragment A on B { c }", "GRAPHQL_PARSE_FAILED"),
    ],
)
def test_what_cannot_be_run_is_said_with_200(
    ask: Asker, token: str, query: str, wanted: str
) -> None:
    answer = ask.graphql(query, token)
    assert code(answer) == wanted
    assert answer.json()["data"] is None


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"{}", b'{"query": 5}', b'{"query": "{a}", "variables": [1]}'],
)
def test_a_body_that_is_no_graphql_request_is_a_400(ask: Asker, token: str, body: bytes) -> None:
    headers = bearer(token) | {"Content-Type": "application/json; charset=utf-8"}
    answer = ask.http.post(URL, content=body, headers=headers)
    assert code(answer, 400) == "BAD_REQUEST"


def test_only_json_by_post_is_taken(ask: Asker, token: str) -> None:
    form = ask.http.post(URL, data={"query": "{ __typename }"}, headers=bearer(token))
    assert code(form, 400) == "BAD_REQUEST"
    got = ask.http.get(URL, params={"query": "{ __typename }"}, headers=bearer(token))
    assert (got.status_code, got.headers["allow"]) == (405, "POST")


def test_the_operation_is_chosen_by_name(ask: Asker, token: str) -> None:
    body = {"query": "query A { x: __typename } mutation B { y: __typename }"}
    headers = bearer(token) | {"indeed-client-id": "demo-client"}
    for name, wanted in (("A", {"x": "Query"}), ("B", {"y": "Mutation"})):
        answer = ask.http.post(URL, json=body | {"operationName": name}, headers=headers)
        assert data(answer) == wanted
    unknown = ask.http.post(URL, json=body | {"operationName": "C"}, headers=headers)
    assert code(unknown) == "BAD_REQUEST"


def test_the_rate_limit_rolls(make: MakeAsker) -> None:
    ask = make(graphql_per_minute=2)
    token = ask.token(EVERYTHING)

    def status() -> int:
        return ask.graphql("{ __typename }", token).status_code

    assert status() == 200
    ask.clock.now += 30
    assert [status(), status()] == [200, 429]
    ask.clock.now += 30
    assert [status(), status()] == [200, 429]
    limited = ask.graphql("{ __typename }", token)
    assert "retry-after" not in limited.headers
    assert limited.json()["errors"]
