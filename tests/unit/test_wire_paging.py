"""From a page to its neighbours: links by concatenation, cursors into variables, same host."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.models import MASK, Exchange, ExchangeKind, Headers
from indeed_tui.indeed.paging import (
    list_changed,
    location,
    pages,
    report_of,
    started_over,
)
from tests.unit.wire_bench import JSON, exchange, key

ADS = "https://apis.indeed.com/ads"
ROOT = ADS
QUERY = """query Jobs($n: Int!, $from: String) {
  findEmployerJobsPartner(first: $n, after: $from) { pageInfo { endCursor hasNextPage } } }"""


def page(
    links: object, *, url: str = f"{ADS}/v1/campaigns?perPage=2", root: object = ROOT
) -> Exchange:
    body = {"meta": {"status": 200, "rootLocation": root, "links": links}, "data": {}}
    made = exchange(200, body, kind=ExchangeKind.API, url=url)
    return replace(made, method="GET", request_headers=(("Accept", "*/*"), ("X-One", "1")))


def urls(made: Exchange) -> tuple[str | None, str | None]:
    found = pages(made)
    return tuple(None if each is None else each.url for each in (found.next, found.previous))  # type: ignore[return-value]


def next_url(href: object, **kwargs: object) -> str | None:
    return urls(page([{"rel": "next", "href": href}], **kwargs))[0]  # type: ignore[arg-type]


def test_links_are_joined_to_the_root_by_concatenation() -> None:
    made = page(
        [
            {"rel": "next", "href": "/v1/campaigns?perPage=2&start=4"},
            {"rel": "prev", "href": "/v1/campaigns?perPage=2&start=0"},
        ]
    )
    assert urls(made) == (
        f"{ADS}/v1/campaigns?perPage=2&start=4",
        f"{ADS}/v1/campaigns?perPage=2&start=0",
    )
    following = pages(made).next
    assert following is not None
    assert (following.method, following.headers) == ("GET", (("X-One", "1"),))


def test_a_single_link_and_no_link_are_tolerated() -> None:
    assert urls(page({"rel": "NEXT", "href": "/v1/x"})) == (f"{ADS}/v1/x", None)
    assert urls(page({"rel": "previous", "href": "/v1/x"})) == (None, f"{ADS}/v1/x")
    nothing: tuple[object, ...] = (None, [], {}, "next", [None, 5, {"rel": "next"}, {"href": 1}])
    for links in nothing:
        assert not pages(page(links))


@pytest.mark.parametrize(
    ("href", "root", "url"),
    [
        ("/v1/x", None, f"{ADS}/v1/x"),
        ("v1/x", ROOT, f"{ADS}/v1/x"),
        ("/v1/x", f"{ADS}/", f"{ADS}/v1/x"),
        # A path with the root's own /ads in it isn't given a second one.
        ("/ads/v1/x", ROOT, f"{ADS}/v1/x"),
        ("/adsense", ROOT, f"{ADS}/adsense"),
        # Another root than this host's isn't believed.
        ("/v1/x", "https://evil.example/ads", f"{ADS}/v1/x"),
        ("/v1/x", "not a url", f"{ADS}/v1/x"),
        (f"{ADS}/v1/whole", ROOT, f"{ADS}/v1/whole"),
    ],
)
def test_where_a_link_leads(href: str, root: object, url: str) -> None:
    assert next_url(href, root=root) == url


@pytest.mark.parametrize(
    "href",
    [
        "https://evil.example/ads/v1/x",
        "//evil.example/x",
        "http://apis.indeed.com/ads/v1/x",
        "https://apis.indeed.com:444/x",
        "",
        "/v1/a b",
        "/v1/\x1b[0m",
        "/v1/\u00e9",
    ],
)
def test_no_link_leads_to_another_host_or_has_odd_characters(href: str) -> None:
    assert next_url(href) is None


@given(st.text(), st.one_of(st.none(), st.text()))
def test_whatever_a_link_says_the_host_stays(href: str, root: str | None) -> None:
    url = location(page(None), href, root)
    assert url is None or url.startswith("https://apis.indeed.com/")


def test_outside_of_ads_there_is_nothing_to_be_relative_to() -> None:
    assert next_url("/v1/x", url="https://apis.indeed.com/other", root=None) is None


def test_what_isnt_a_page_has_no_neighbours() -> None:
    good = page([{"rel": "next", "href": "/v1/x"}])
    assert pages(good)
    assert not pages(replace(good, body=good.body[:-1]))
    assert not pages(replace(good, body=b"[]"))
    assert not pages(replace(good, body=b""))
    assert not pages(replace(good, truncated=True))
    # The request can't be sent again: a part of it was masked.
    assert not pages(replace(good, url=f"{good.url}&x={MASK}"))


# GraphQL.


def graphql(
    info: object, query: str = QUERY, variables: object = None, body: bytes | None = None
) -> Exchange:
    asked = {"query": query, "operationName": "Jobs", "variables": variables or {"n": 2}}
    answer = {"data": {"findEmployerJobsPartner": {"pageInfo": info}}}
    made = exchange(200, answer, kind=ExchangeKind.API, url="https://apis.indeed.com/graphql")
    return replace(made, request_body=json.dumps(asked).encode() if body is None else body)


def variables_of(made: Exchange) -> object:
    following = pages(made).next
    return None if following is None else json.loads(following.body)["variables"]


def test_a_cursor_goes_into_the_variable_that_the_query_hands_to_after() -> None:
    made = graphql({"endCursor": "c\u00fcrsor", "hasNextPage": True})
    assert variables_of(made) == {"n": 2, "from": "c\u00fcrsor"}
    following = pages(made).next
    assert following is not None
    sent = json.loads(following.body)
    assert (sent["query"], sent["operationName"]) == (QUERY, "Jobs")
    assert pages(made).previous is None


def test_a_cursor_replaces_the_one_before() -> None:
    made = graphql({"endCursor": "b", "hasNextPage": True}, variables={"n": 2, "from": "a"})
    assert variables_of(made) == {"n": 2, "from": "b"}


@pytest.mark.parametrize(
    ("info", "query"),
    [
        ({"endCursor": "a", "hasNextPage": False}, QUERY),
        ({"endCursor": "a"}, QUERY),
        ({"endCursor": None, "hasNextPage": True}, QUERY),
        ({"endCursor": 5, "hasNextPage": True}, QUERY),
        ({"endCursor": "a", "hasNextPage": "true"}, QUERY),
        (None, QUERY),
        ([], QUERY),
        # The cursor stands in the text: nobody but its author changes that.
        ({"endCursor": "a", "hasNextPage": True}, '{ jobs(after: "x") { pageInfo { a } } }'),
    ],
)
def test_where_there_is_no_next_page(info: object, query: str) -> None:
    assert not pages(graphql(info, query))


def test_the_page_before_is_asked_for_with_its_own_cursor() -> None:
    query = "query X($b: String) { jobs(before: $b) { pageInfo { startCursor } } }"
    found = pages(graphql({"startCursor": "s", "hasPreviousPage": True}, query))
    assert found.next is None
    assert found.previous is not None
    assert json.loads(found.previous.body)["variables"]["b"] == "s"


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b"[{}]", b'{"query": 5}', b"\xff"])
def test_an_odd_request_has_no_pages(body: bytes) -> None:
    assert not pages(graphql({"endCursor": "a", "hasNextPage": True}, body=body))


# Lists that change while they are read.


def jobs(number: int, hash_: object, start: int | None) -> Exchange:
    query = "" if start is None else f"?perPage=2&start={start}"
    made = exchange(
        200,
        {"data": {"hash": hash_}},
        kind=ExchangeKind.API,
        url=f"{ADS}/v1/campaigns/1/jobDetails{query}",
    )
    return replace(made, number=number, key=key(), method="GET")


def test_another_hash_than_the_page_before_is_another_list() -> None:
    first, second, third = jobs(1, "a", None), jobs(2, "a", 2), jobs(3, "b", 4)
    history = (first, second, third)
    assert not list_changed(first, history)
    assert not list_changed(second, history)
    assert list_changed(third, history)
    # A first page may have any hash.
    assert not list_changed(jobs(4, "c", None), (*history, jobs(4, "c", None)))
    # Another campaign's, another employer's, or no hash at all say nothing.
    elsewhere = replace(third, url=third.url.replace("/1/", "/2/"))
    assert not list_changed(elsewhere, (first, elsewhere))
    assert not list_changed(replace(third, key=key(employer="x")), (first, third))
    assert not list_changed(jobs(3, 5, 4), (first,))


def test_starting_over_asks_without_the_start() -> None:
    request = started_over(jobs(3, "b", 4))
    assert request is not None
    assert request.url == f"{ADS}/v1/campaigns/1/jobDetails?perPage=2"
    assert started_over(jobs(1, "a", None)) is None


# Reports.


def receipt(
    header: str | None = "/v1/stats/42",
    told: object = "/v1/stats/42",
    url: str = f"{ADS}/v1/stats?startDate=2026-01-01",
    status: int = 202,
) -> Exchange:
    headers: Headers = JSON if header is None else (*JSON, ("Location", header))
    body = {"meta": {"rootLocation": ROOT}, "data": {"location": told}}
    return exchange(status, body, headers, kind=ExchangeKind.API, url=url)


@pytest.mark.parametrize(("header", "told"), [("/v1/stats/42", None), (None, "/v1/stats/42")])
def test_a_report_is_where_header_or_body_say(header: str | None, told: object) -> None:
    request = report_of(receipt(header, told))
    assert request is not None
    assert (request.method, request.url) == ("GET", f"{ADS}/v1/stats/42")


def test_a_report_that_isnt_ready_is_looked_for_in_the_same_version() -> None:
    request = report_of(receipt(url=f"{ADS}/v1/stats/42?v=7"))
    assert request is not None
    assert request.url == f"{ADS}/v1/stats/42?v=7"


@pytest.mark.parametrize(
    "made",
    [
        receipt(status=200),
        receipt(url=f"{ADS}/v1/campaigns"),
        receipt(None, None),
        receipt("https://evil.example/ads/v1/stats/42", 5),
        receipt("/v1/campaigns", "/v1/account/budget"),
    ],
)
def test_any_other_answer_is_no_receipt(made: Exchange) -> None:
    assert report_of(made) is None
