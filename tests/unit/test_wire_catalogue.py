"""The catalogue: every entry whole, values checked before they cost a call, everything found."""

import json
import re
import subprocess
import sys
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.catalogue import (
    OPERATIONS,
    PRICE,
    Operation,
    Parameter,
    TokenKind,
    Where,
    by_id,
    of_graphql,
    of_path,
    search,
    suffices,
)
from indeed_tui.indeed.effect import effect_of
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import HttpRequest
from tests.unit.wire_bench import JSON

GRAPHQL = [operation for operation in OPERATIONS if operation.query]
REST = [operation for operation in OPERATIONS if not operation.query]
PARAMETERS = [
    (operation, parameter) for operation in OPERATIONS for parameter in operation.parameters
]
SCOPE = re.compile(r"employer_access|employer\.[a-z_]+(\.[a-z_]+)*")
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.id)
each_parameter = pytest.mark.parametrize(
    ("operation", "parameter"),
    PARAMETERS,
    ids=[f"{operation.id}-{parameter.name}" for operation, parameter in PARAMETERS],
)


def named(identity: str) -> Operation:
    found = by_id(identity)
    assert found is not None
    return found


def parameter_of(identity: str, name: str) -> Parameter:
    return next(one for one in named(identity).parameters if one.name == name)


def required(operation: Operation) -> dict[str, str]:
    return {one.name: one.example for one in operation.parameters if one.required}


def request_of(operation: Operation) -> HttpRequest:
    url = f"https://apis.indeed.com{operation.path_with(required(operation))}"
    body = json.dumps({"query": operation.query}) if operation.query else operation.body
    return HttpRequest(operation.method, url, JSON if body else (), body.encode())


@each_operation
def test_every_entry_is_whole(operation: Operation) -> None:
    assert re.fullmatch(r"[a-z]+([.-][a-z]+)*", operation.id)
    assert by_id(operation.id) is operation
    assert operation.title == operation.title.strip() != ""
    assert operation.about.endswith(".")
    assert operation.method in ("GET", "POST", "PATCH")
    assert operation.path.startswith(("/ads/v1/", "/graphql", "/v2/api/", "/.well-known/"))
    assert all(SCOPE.fullmatch(scope) for scope in operation.scopes)
    assert operation.scopes or operation.path.startswith("/.well-known/")
    assert operation.token in TokenKind
    page = urlsplit(operation.documentation)
    assert (page.scheme, page.hostname) == ("https", "docs.indeed.com")
    assert operation.source.startswith(("Indeed documentation", "Indeed's", "Third-party code"))


def test_ids_titles_and_addresses_are_told_apart() -> None:
    assert len({one.id for one in OPERATIONS}) == len(OPERATIONS)
    assert len({one.title for one in OPERATIONS}) == len(OPERATIONS)
    assert len({(one.method, one.path) for one in REST}) == len(REST)
    assert by_id("nothing") is None


def test_the_whole_table_of_sponsored_jobs_is_in_it() -> None:
    ads = [one for one in OPERATIONS if one.path.startswith("/ads/")]
    assert len(ads) == 20
    assert [one.path for one in ads if not one.billable] == ["/ads/v1/apiquotausage"]
    without = [one.path for one in ads if one.token is not TokenKind.EMPLOYER]
    assert without == ["/ads/v1/subaccounts"] * 2
    assert all(one.token is TokenKind.APP for one in ads if one.path.endswith("/subaccounts"))
    for one in ads:
        (scope,) = one.scopes
        assert scope.startswith("employer.advertising.")
        assert scope.endswith(".read") is not one.writes


@each_operation
def test_templates_are_json_and_there_where_they_are_needed(operation: Operation) -> None:
    for text in (operation.body, operation.variables):
        if text:
            assert isinstance(json.loads(text), dict)
            assert json.dumps(json.loads(text), indent=2) == text
    assert bool(operation.body) is (operation.writes and not operation.query)
    assert bool(operation.variables) is bool(operation.query) is (operation.path == "/graphql")
    declared = set(re.findall(r"\$(\w+):", operation.query))
    assert declared == set(json.loads(operation.variables or "{}"))


@each_operation
def test_what_it_does_is_what_the_guard_sees_in_its_request(operation: Operation) -> None:
    effect = effect_of(request_of(operation))
    assert (operation.writes, operation.billable) == (effect.writes, effect.billable)
    assert operation.writes or not operation.spends


def test_what_may_spend_the_employers_money_is_marked() -> None:
    assert {one.id for one in OPERATIONS if one.spends} == {
        "ads.account.budget.change",
        "ads.campaigns.create",
        "ads.campaigns.change",
        "ads.campaigns.budget.change",
    }
    # As they stand, the templates spend nothing.
    assert json.loads(named("ads.campaigns.create").body)["status"] == "PAUSED"
    assert json.loads(named("ads.campaigns.change").body) == {"status": "PAUSED"}


def test_the_price_names_both_currencies_and_what_is_unknown() -> None:
    assert "3 EUR" in PRICE
    assert "3 USD" in PRICE
    assert "US isn't published" in PRICE


@each_parameter
def test_every_parameter_is_whole(operation: Operation, parameter: Parameter) -> None:
    assert parameter.about
    assert parameter.example
    assert parameter.fault(parameter.example) is None
    in_path = f"{{{parameter.name}}}" in operation.path
    assert parameter.required is in_path is (parameter.where is Where.PATH)
    assert bool(parameter.pattern) is bool(parameter.rule)
    assert (parameter.low is None) is (parameter.high is None)
    for choice in parameter.choices:
        assert parameter.fault(choice) is None
    if parameter.default in parameter.choices or parameter.default.isdigit():
        assert parameter.fault(parameter.default) is None


@each_operation
def test_every_place_in_a_path_has_its_parameter(operation: Operation) -> None:
    names = [one.name for one in operation.parameters]
    assert len(set(names)) == len(names)
    assert re.findall(r"{(\w+)}", operation.path) == list(required(operation))


@pytest.mark.parametrize(
    ("identity", "name", "value", "fault"),
    [
        ("ads.campaigns.show", "id", "", "id is missing"),
        ("ads.campaigns.show", "id", "a/b", "id must be an id without blanks and slashes"),
        ("ads.campaigns.show", "id", "a b", "id must be an id without blanks and slashes"),
        ("ads.campaigns.show", "id", "..", "id must be more than dots, which mean another path"),
        ("ads.campaigns.show", "id", ".", "id must be more than dots, which mean another path"),
        ("ads.campaigns.show", "id", "a\nb", "id contains a character that can't be sent"),
        ("ads.campaigns.show", "id", "\ud800", "id contains a character that can't be sent"),
        ("ads.campaigns.list", "status", "", None),
        ("ads.campaigns.list", "status", "active", "status must be one of ACTIVE, PAUSED, DELETED"),
        ("ads.campaigns.list", "status", "ACTIVE,PAUSED", "status must be one of"),
        ("ads.campaigns.list", "perPage", "500", None),
        ("ads.campaigns.list", "perPage", "501", "perPage must be a whole number from 1 to 500"),
        ("ads.campaigns.list", "perPage", "0", "perPage must be a whole number from 1 to 500"),
        ("ads.campaigns.list", "perPage", "-1", "perPage must be a whole number"),
        ("ads.campaigns.list", "perPage", "\u0663", "perPage must be a whole number"),
        ("ads.campaigns.list", "perPage", "9" * 5000, "perPage must be a whole number"),
        ("ads.campaigns.list", "fields", "Id,Status", None),
        ("ads.campaigns.list", "fields", "Id,", "fields must be one or more of Id, Name"),
        ("ads.campaigns.list", "campaignIds", ",".join("x" * 50), None),
        ("ads.campaigns.list", "campaignIds", ",".join("x" * 51), "campaignIds must be 1 to 50"),
        ("ads.campaigns.stats", "startDate", "2024-02-29", None),
        ("ads.campaigns.stats", "startDate", "2025-02-29", "startDate must be a date such as"),
        ("ads.campaigns.stats", "startDate", "20250228", "startDate must be a date such as"),
        ("ads.quota-usage", "monthYear", "122024", None),
        ("ads.quota-usage", "monthYear", "012025", None),
        ("ads.quota-usage", "monthYear", "112024", "monthYear must be a month such as"),
        ("ads.quota-usage", "monthYear", "132025", "monthYear must be a month such as"),
        ("ads.quota-usage", "monthYear", "012025\n", "monthYear contains a character"),
    ],
)
def test_a_value_that_breaks_a_rule_is_named(
    identity: str, name: str, value: str, fault: str | None
) -> None:
    found = parameter_of(identity, name).fault(value)
    assert found is None if fault is None else str(found).startswith(fault)


@given(value=st.text())
@each_parameter
def test_a_fault_never_repeats_what_was_typed(
    operation: Operation, parameter: Parameter, value: str
) -> None:
    possible = {parameter.fault(probe) for probe in ("", "\n", "..", "/", "!", "a b")}
    assert parameter.fault(value) in possible | {None}


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"startDate": "2025-01-01"}, "startDate and endDate go together"),
        ({"endDate": "2025-01-01"}, "startDate and endDate go together"),
        ({"startDate": "2025-01-01", "endDate": "2025-01-01"}, "endDate must be at least one day"),
        ({"startDate": "2025-01-01", "endDate": "2026-01-03"}, "endDate must be within 366 days"),
        ({"startDate": "2025-01-01", "endDate": "2026-01-02"}, None),
        ({"startDate": "", "endDate": ""}, None),
    ],
)
def test_a_range_of_days_is_checked_as_a_whole(values: dict[str, str], fault: str | None) -> None:
    for identity, path in (("ads.reports.request", {}), ("ads.campaigns.stats", {"id": "x"})):
        found = named(identity).fault(path | values)
        assert found is None if fault is None else str(found).startswith(fault)


def test_campaign_ids_go_with_fields_alone() -> None:
    campaigns = named("ads.campaigns.list")
    assert campaigns.fault({"campaignIds": "a,b", "fields": "Id", "status": ""}) is None
    assert campaigns.fault({"campaignIds": "a", "status": "ACTIVE"}) == (
        "campaignIds goes with fields alone"
    )


def test_the_path_takes_its_values_and_the_query_those_that_are_given_in_order() -> None:
    jobs = named("ads.campaigns.job-details")
    assert jobs.path_with({"perPage": "5", "start": "10", "id": "x", "fields": ""}) == (
        "/ads/v1/campaigns/x/jobDetails?start=10&perPage=5"
    )
    assert jobs.path_with({"id": "a%2Fü"}) == "/ads/v1/campaigns/a%252F%C3%BC/jobDetails"
    campaigns = named("ads.campaigns.list")
    assert campaigns.path_with({}) == "/ads/v1/campaigns"
    assert campaigns.path_with({"fields": "Id,Name", "start": "a&b=c d+e"}) == (
        "/ads/v1/campaigns?start=a%26b%3Dc%20d%2Be&fields=Id,Name"
    )


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({}, "id is missing"),
        ({"id": ".."}, "id must be more than dots"),
        ({"id": "x", "perPage": "501"}, "perPage must be a whole number from 1 to 500"),
        ({"id": "x", "page": "1"}, "List jobs of campaign takes id, start, perPage, fields"),
    ],
)
def test_a_path_with_a_wrong_value_is_a_configuration_error(
    values: dict[str, str], title: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        named("ads.campaigns.job-details").path_with(values)
    assert caught.value.problem.title.startswith(title)
    assert caught.value.problem.code == "call.parameter"
    assert "https://docs.indeed.com/" in caught.value.problem.hint


def test_an_operation_without_parameters_says_so() -> None:
    assert named("appinfo").fault({"page": "1"}) == "List employers takes no parameters"


@given(campaign=st.text(min_size=1), start=st.text())
def test_whatever_gets_through_arrives_as_it_was_and_leads_nowhere_else(
    campaign: str, start: str
) -> None:
    campaigns, budget = named("ads.campaigns.list"), named("ads.campaigns.budget.show")
    if budget.fault({"id": campaign}) is None:
        path = budget.path_with({"id": campaign})
        assert path.isascii()
        assert of_path("GET", path) is budget
        assert [unquote(part) for part in path.split("/")][4:] == [campaign, "budget"]
    if campaigns.fault({"start": start}) is None:
        path, _, query = campaigns.path_with({"start": start}).partition("?")
        assert path == campaigns.path
        assert parse_qsl(query) == ([("start", start)] if start else [])


@pytest.mark.parametrize("operation", REST, ids=lambda one: one.id)
def test_an_operation_is_found_by_its_own_path_and_no_other(operation: Operation) -> None:
    path = operation.path_with(required(operation))
    assert of_path(operation.method, path) is operation
    assert of_path(operation.method.lower(), path) is operation
    others = {"GET", "POST", "PATCH", "PUT", "DELETE"} - {operation.method}
    assert all(of_path(method, path) is not operation for method in others)
    for other in (f"{path}/", f"/{path}", f"{path}/x", path.upper(), path.removeprefix("/ads")):
        assert of_path(operation.method, other) is not operation or other == path


@pytest.mark.parametrize(
    "path",
    ["", "/", "/graphql", "/ads/v1/campaigns/", "/ads/v1/campaigns/..", "/ads/v1/stats/."],
)
def test_other_paths_are_nobodys(path: str) -> None:
    assert of_path("GET", path) is None
    assert of_path("POST", path) is None


@pytest.mark.parametrize("operation", GRAPHQL, ids=lambda one: one.id)
def test_a_graphql_text_is_found_by_what_it_asks(operation: Operation) -> None:
    assert of_graphql(operation.query) is operation
    assert of_graphql(f"# node\n{operation.query}") is operation
    assert of_graphql(operation.query[:-1]) is None


@pytest.mark.parametrize(
    ("query", "identity"),
    [
        ("{ node(id: 1) { id } }", "graphql.node"),
        ("{ nodes: node(id: 1) { id } }", "graphql.node"),
        ('{ node(id: "nodes { }") { nodes } }', "graphql.node"),
        ("{ __typename node(id: 1) { id } other { id } }", "graphql.node"),
        ("{ a: node(id: 1) { id } b: node(id: 2) { id } }", "graphql.node"),
        ("query A { node(id: 1) { id } } query B { nodes(ids: []) { id } }", None),
        ("{ other { node } }", None),
        ("{ __typename }", None),
        ("node", None),
        ("", None),
    ],
)
def test_a_graphql_text_of_ones_own_is_found_by_its_top_level_fields(
    query: str, identity: str | None
) -> None:
    assert of_graphql(query) is (None if identity is None else named(identity))


@pytest.mark.parametrize(
    ("granted", "needed", "missing"),
    [
        ([], [], ()),
        (["a"], ["a"], ()),
        (["a"], ["a.read"], ()),
        (["a.read"], ["a"], ("a",)),
        (["b"], ["c", "b", "a.read", "c"], ("c", "a.read")),
        (["campaign"], ["campaign_report.read"], ("campaign_report.read",)),
    ],
)
def test_a_write_scope_includes_its_read_twin_and_nothing_else(
    granted: list[str], needed: list[str], missing: tuple[str, ...]
) -> None:
    assert suffices(iter(granted), iter(needed)) == missing


def test_no_words_find_everything_in_order() -> None:
    assert search("") == search(" \n") == OPERATIONS
    assert search("no such thing at all") == ()


def test_every_word_counts_whatever_its_case() -> None:
    assert [one.id for one in search("JOBCOUNT get")] == ["ads.campaigns.job-count"]
    assert search("budget patch") == search("PATCH Budget")
    assert {one.method for one in search("patch")} == {"PATCH"}


def test_names_come_before_paths_and_texts() -> None:
    assert search("count")[0].id == "ads.campaigns.job-count"
    assert "ads.account.show" in [one.id for one in search("count")[1:]]
    assert search("post")[0].id == "graphql.create-job-postings"
    assert "ads.campaigns.create" in [one.id for one in search("post")[1:]]
    hash_in_text = [one.id for one in search("hash")]
    assert hash_in_text == ["ads.campaigns.job-details"]
    budgets = [one.id for one in search("budget")]
    assert all("budget" in one for one in budgets[:4])
    assert "ads.campaigns.create" in budgets[4:]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.id)
def test_an_operation_is_among_the_first_for_its_own_title(operation: Operation) -> None:
    assert operation in search(operation.title)[:2]
    assert search(operation.id)[0] is operation


def test_it_loads_nothing_heavy() -> None:
    code = "import sys; from indeed_tui.indeed import catalogue; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"httpx", "asyncio", "textual", "rich", "ssl"} & set(done.stdout.split())
