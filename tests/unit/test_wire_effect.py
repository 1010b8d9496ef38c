"""What a request would do, however it is spelt: anything not understood writes, or is billed."""

import json
from itertools import product
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indeed_tui.indeed.effect import (
    READ_ONLY,
    UNCONFIRMED,
    Effect,
    GuardError,
    Permit,
    effect_of,
    query_texts,
)
from indeed_tui.indeed.models import Headers, HttpRequest
from tests.unit.wire_bench import JSON

INDEED = "https://apis.indeed.com"
GRAPHQL = f"{INDEED}/graphql"
READ, WRITE = "query Q { q }", "mutation M { m }"
QUOTA = "/ads/v1/apiquotausage"


def graphql(
    *queries: str, url: str = GRAPHQL, headers: Headers = JSON, method: str = "POST"
) -> HttpRequest:
    """A GraphQL request of these texts: one, or a batch of several."""
    batch = [{"query": query} for query in queries]
    body = json.dumps(batch if len(batch) > 1 else batch[0])
    return HttpRequest(method, url, headers, body.encode())


def posted(body: str | bytes, headers: Headers = JSON, url: str = GRAPHQL) -> HttpRequest:
    return HttpRequest("POST", url, headers, body if isinstance(body, bytes) else body.encode())


# -- methods ------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "get", "HEAD", "OPTIONS", "TRACE"])
def test_safe_methods_read(method: str) -> None:
    assert effect_of(HttpRequest(method, f"{INDEED}/v2/api/userinfo")) == Effect(False, False)


@pytest.mark.parametrize(
    "method", ["POST", "post", "PUT", "PATCH", "DELETE", "CONNECT", "QUERY", "PURGE", "GET ", ""]
)
def test_every_other_method_writes(method: str) -> None:
    assert effect_of(HttpRequest(method, f"{INDEED}/v2/api/userinfo")).writes


@pytest.mark.parametrize(
    "name",
    [
        *("X-HTTP-Method-Override", "x-http-method-override", "X-HTTP-Method"),
        *("X-Method-Override", "X_HTTP_Method_Override", "x-http_method"),
    ],
)
def test_a_header_that_overrides_the_method_counts(name: str) -> None:
    for value, writes in [("GET", False), (" head ", False), ("delete", True), ("", True)]:
        request = HttpRequest("GET", f"{INDEED}/x", ((name, value),))
        assert effect_of(request).writes is writes
    twice = HttpRequest("GET", f"{INDEED}/x", ((name, "GET"), (name, "PUT")))
    assert effect_of(twice).writes
    assert effect_of(HttpRequest("POST", f"{INDEED}/x", ((name, "GET"),))).writes
    free = HttpRequest("GET", INDEED + QUOTA, ((name, "POST"),))
    assert effect_of(free) == Effect(writes=True, billable=True)


@pytest.mark.parametrize(
    "query",
    [
        *("_method=DELETE", "a=1&_METHOD=put", "a=1;_method=DELETE", "_method", "%5Fmethod=PUT"),
        *("x-http-method-override=PATCH", "X-HTTP-Method=PATCH", "_method=GET&_method=POST"),
    ],
)
def test_a_parameter_that_overrides_the_method_counts(query: str) -> None:
    assert effect_of(HttpRequest("GET", f"{INDEED}/x?{query}")).writes
    assert not effect_of(HttpRequest("GET", f"{INDEED}/x?method=DELETE&query=PUT")).writes


@pytest.mark.parametrize(
    "name", ["X-Original-URL", "x_rewrite_url", "X-Forwarded-Uri", "X-Envoy-Original-Path"]
)
def test_a_header_that_moves_the_request_elsewhere_isnt_understood(name: str) -> None:
    request = HttpRequest("GET", f"{INDEED}/x", ((name, "/ads/v1/campaigns"),))
    assert effect_of(request) == Effect(writes=True, billable=True)


# -- GraphQL ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        *("/graphql", "/graphql/", "//graphql//", "/GraphQL", "/%67raphql", "/%2567raphql"),
        *("/graphql;x", "/graphql;jsessionid=1/", "/x/../graphql", "/graphql/..", "/graphql/."),
        *("/x/%2e%2e/graphql", "/x%2f..%2fgraphql", "/%2e/graphql", "/graphql%2f", "/\\graphql"),
        *("/x\\graphql", "/graphql%20", "/graphql%23", "/graphql%3f", "/graphql.json", "/gql"),
        *("/graphql/v1", "/graphql/batch", "/api/graphql", "/graphqls", "/graphql-public", "/GQL/"),
        *(
            "/graph%E2%84%AAl/graphql",
            "/%EF%BD%87raphql",
            "/graph\uff51l",
            "/graphql:443",
            "/graphql#?x",
        ),
    ],
)
def test_every_path_that_may_be_graphql_is_read_as_graphql(path: str) -> None:
    assert effect_of(graphql(READ, url=INDEED + path)) == Effect(False, False)
    assert effect_of(graphql(WRITE, url=INDEED + path)).writes
    assert effect_of(HttpRequest("GET", INDEED + path)).writes, "nobody knows what that runs"


@pytest.mark.parametrize(
    "path", ["/graph%00ql", "/graph%09ql", "/%c1%a7raphql", "/%25252567raphql", "/x%7f", "/%ff"]
)
def test_a_path_that_servers_read_differently_writes_and_is_billed(path: str) -> None:
    for request in (graphql(READ, url=INDEED + path), HttpRequest("GET", INDEED + path)):
        assert effect_of(request) == Effect(writes=True, billable=True)


@pytest.mark.parametrize("url", ["https://[", "https://[::1", "http://a\uff0fb/"])
def test_an_address_that_is_none_doesnt_crash(url: str) -> None:
    assert effect_of(HttpRequest("GET", url)) == Effect(writes=True, billable=True)


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "OPTIONS"])
def test_graphql_by_an_odd_method_writes(method: str) -> None:
    assert effect_of(graphql(READ, method=method)).writes
    assert not effect_of(graphql(READ, method="get")).writes
    assert effect_of(graphql(READ, headers=(*JSON, ("X-HTTP-Method", method)))).writes


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"query": READ}),
        json.dumps({"query": READ, "variables": {"query": WRITE}, "operationName": "M"}),
        json.dumps({"query": READ, "variables": None, "operationName": None, "extensions": {}}),
        json.dumps([{"query": READ}, {"query": READ, "extensions": None}]),
        "\ufeff" + json.dumps({"query": READ}),
        json.dumps({"query": "\ufeff# é \U0001f600\n" + READ}, ensure_ascii=False),
        '{"qu\\u0065ry": "{a}"}',
        json.dumps({"query": '{ a(x: "\ud800") }'}),
    ],
)
def test_a_body_that_only_reads(body: str) -> None:
    assert effect_of(posted(body)) == Effect(False, False)


@pytest.mark.parametrize(
    "body",
    [
        # Twice the same member, in either order and spelling.
        f'{{"query": "{READ}", "query": "{WRITE}"}}',
        f'{{"query": "{WRITE}", "query": "{READ}"}}',
        f'{{"query": "{READ}", "qu\\u0065ry": "{WRITE}"}}',
        *(f'{{"query": "{READ}", "{name}": "{WRITE}"}}' for name in ("QUERY", "Query", "query ")),
        # What a server may have stored under a name.
        *(
            f'{{"query": "{READ}", "{name}": "abc"}}'
            for name in ("id", "doc_id", "documentId", "queryId", "hash", "operationId", "x")
        ),
        f'{{"query": "{READ}", "extensions": {{"persistedQuery": {{"sha256Hash": "a"}}}}}}',
        '{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "a"}}}',
        '{"operationName": "M"}',
        # No text, or none that can be read.
        *(
            "",
            " ",
            "null",
            "1",
            '"{a}"',
            "[]",
            "{}",
            "[[]]",
            '[{"query": "{a}"}, {}]',
            "{a}",
            WRITE,
        ),
        *('{"query": null}', '{"query": ""}', '{"query": {"query": "{a}"}}', '{"query": ["{a}"]}'),
        f'[{{"query": "{READ}"}}, {{"query": "{WRITE}"}}]',
        f'[[{{"query": "{READ}"}}]]',
        f'{{"query": "{READ}"}} {{"query": "{WRITE}"}}',
        f"{{'query': '{READ}'}}",
        f'{{"query": "{READ}",}}',
        f'{{"query": "{READ}"',
        f'{{"query": "{READ}", "query": 1}}',
        '{"query": "subscription { s }"}',
        '{"query": "{a} \\u006dutation {m}"}',
        '{"query": "{a}#\\nmutation{m}"}',
        '{"query": "{a}\n"}',
        "[" * 100_000,
        '{"query": "{a}", "variables": ' + '{"a":' * 100_000,
        '{"query": "' + "{a" * 100_000 + '"}',
        f"query={quote(WRITE)}",
    ],
    ids=lambda body: body[:40],
)
def test_a_body_that_may_write(body: str) -> None:
    assert effect_of(posted(body)) == Effect(writes=True, billable=False)


@pytest.mark.parametrize("text", [READ, WRITE])
@pytest.mark.parametrize(
    "charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"]
)
def test_a_body_in_another_charset_is_not_understood(charset: str, text: str) -> None:
    body = json.dumps({"query": text}).encode(charset)
    said = (("Content-Type", f"application/json; charset={charset}"),)
    assert effect_of(posted(body, said)).writes
    assert effect_of(posted(body)).writes or charset == "utf-7", "of ASCII letters alone"


@pytest.mark.parametrize("odd", [b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"\x81"])
def test_a_body_that_is_not_utf_8_is_not_understood(odd: bytes) -> None:
    assert effect_of(posted(b'{"query": "{a}#' + odd + b'"}')).writes


@pytest.mark.parametrize(
    ("said", "reads"),
    [
        ("application/json", True),
        ("Application/JSON", True),
        ("application/json; charset=UTF-8", True),
        ('application/json;charset="utf-8"', True),
        ("application/graphql+json", True),
        ("application/graphql-response+json", True),
        ("application/json; charset=utf-7", False),
        ("application/json; charset=utf-16", False),
        ("application/json; boundary=x", False),
        ("application/jsonx", False),
        ("application/graphql", False),
        ("application/x-www-form-urlencoded", False),
        ("multipart/form-data; boundary=x", False),
        ("text/plain", False),
        ("text/json", False),
        ("", False),
    ],
)
def test_only_what_is_said_to_be_json_is_read_as_json(said: str, reads: bool) -> None:
    assert effect_of(graphql(READ, headers=(("content-type", said),))).writes is not reads
    assert effect_of(graphql(READ, headers=(*JSON, ("Content_Type", said)))).writes is not reads
    assert effect_of(graphql(READ, headers=())).writes, "a server may guess a form"


def test_what_json_and_a_form_read_differently_writes() -> None:
    both = posted(f'{{"query": "{{a}} #&query={quote(WRITE)}#"}}')
    assert not effect_of(both).writes
    form = (("Content-Type", "application/x-www-form-urlencoded"),)
    assert effect_of(posted(both.body, form)).writes
    assert effect_of(posted(both.body, (*form, *JSON))).writes


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity"])
def test_a_body_that_is_packed_is_not_understood(coding: str) -> None:
    assert effect_of(graphql(READ, headers=(*JSON, ("Content-Encoding", coding)))).writes


@pytest.mark.parametrize(
    ("query", "reads"),
    [
        (f"query={quote(READ)}", True),
        (f"query={quote(READ)}&operationName=Q&variables=%7B%7D", True),
        ("query=%7Ba%7D&query={b}", True),
        (f"query={quote(WRITE)}", False),
        (f"query={quote(READ)}&query={quote(WRITE)}", False),
        (f"query={quote(READ)}&QUERY={quote(WRITE)}", False),
        (f"query={quote(READ)}&%71uery={quote(WRITE)}", False),
        (f"query={quote(READ)};query={quote(WRITE)}", False),
        (f"query=%7Ba%7D%23;x=%0A{quote(WRITE)}", False),
        (f"query=%7Ba%7D%23;query={quote(WRITE)}", False),
        (f"query={quote(READ)}&extensions=%7B%7D", False),
        (f"query={quote(READ)}&id=abc", False),
        (f"query={quote(READ)}&_method=POST", False),
        (f"query={quote(READ)}&x", False),
        (f"query={quote(READ)}&query=", False),
        ("query=%7Ba%7D%23%85", False),
        ("query=subscription%7Bs%7D", False),
        ("query", False),
        (f"query[]={quote(WRITE)}", False),
    ],
)
def test_a_text_in_the_url_counts_alone_and_beside_a_body(query: str, reads: bool) -> None:
    url = f"{GRAPHQL}?{query}"
    assert effect_of(HttpRequest("GET", url)).writes is not reads
    assert effect_of(graphql(READ, url=url)).writes is not reads
    assert effect_of(graphql(WRITE, url=url)).writes


@given(st.text())
def test_any_text_is_judged_without_a_crash(text: str) -> None:
    in_url = f"{GRAPHQL}?query={quote(text, errors='replace')}"
    for request in (graphql(text), graphql(READ, text), HttpRequest("GET", in_url)):
        effect_of(request)
    assert effect_of(graphql(text, WRITE)).writes


@given(st.binary(), st.text(), st.text())
@example(b"", "", "?%")
def test_any_body_path_and_query_is_judged_without_a_crash(
    body: bytes, path: str, query: str
) -> None:
    assert effect_of(posted(body, url=f"{INDEED}/{path}?{query}")).writes or "{" in query
    assert effect_of(posted(body)).writes
    query_texts(posted(body, url=f"{GRAPHQL}?{query}"))


# -- what may be billed -------------------------------------------------------------------


@pytest.mark.parametrize("base", ["", "/proxy", "/a/b"])
@pytest.mark.parametrize("query", ["", "?x=1", "#x"])
def test_how_many_calls_are_left_is_free_to_ask(base: str, query: str) -> None:
    assert effect_of(HttpRequest("GET", INDEED + base + QUOTA + query)) == Effect(False, False)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/ads",
            "/ads/",
            "/ads/v1/campaigns",
            "/ADS/v1/x",
            "//ads//v1",
            "/%61ds/v1",
            "/%2561ds/v1",
        ),
        *("/ads;x/v1", "/ads%2fv1", "/x/../ads/v1", "/x/%2e%2e/ads/v1", "/x\\ads\\v1", "/ads.json"),
        *(
            "/ads/../v2",
            "/ads/%2e%2e/v2/api",
            "/proxy/ads/v1/x",
            "/ads%20/v1",
            "/ads%3fx",
            "/ads,v1",
        ),
        *("/\uff41ds/v1", "/-ads-/v1", "/ads/v1/accounts/apiquotausage", "/ads/v2/apiquotausage"),
        *("/ads/v1/apiquotausage/", "/ads/v1/apiquotausage/x", "/ads/v1/apiquotausage;x"),
        *("/ads/v1/apiquotausage.json", "/ads/v1/%61piquotausage", "/ADS/v1/apiquotausage"),
        *("/ads/v1//apiquotausage", "//ads/v1/apiquotausage", "/ads/v1/x/../apiquotausage"),
        *("/ads/v1/campaigns/ads/v1/apiquotausage", "/ads/../ads/v1/apiquotausage"),
        *("/x;/ads/v1/apiquotausage", "/ads/v1/apiQuotaUsage", "/ads/./v1/apiquotausage"),
    ],
)
def test_every_other_path_of_sponsored_jobs_may_be_billed(path: str) -> None:
    for method in ("GET", "POST", "HEAD"):
        assert effect_of(HttpRequest(method, INDEED + path)).billable


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "OPTIONS", "DELETE"])
def test_asking_what_is_left_is_free_by_get_alone(method: str) -> None:
    assert effect_of(HttpRequest(method, INDEED + QUOTA)).billable
    assert not effect_of(HttpRequest("get", INDEED + QUOTA)).billable


@pytest.mark.parametrize("path", ["/graphql", "/v2/api/appinfo", "/adsense", "/x?y=/ads/v1", "/"])
def test_nothing_else_is_billed(path: str) -> None:
    assert not effect_of(HttpRequest("GET", INDEED + path)).billable


# -- what is allowed ----------------------------------------------------------------------


def test_a_permit_allows_what_was_agreed_to_and_no_write_of_a_read_only_profile() -> None:
    for read_only, writes, billable, would_write, would_cost in product([True, False], repeat=5):
        permit = Permit(read_only, writes, billable)
        effect = Effect(would_write, would_cost)
        refused = would_write and (read_only or not writes)
        refusal = permit.refusal(effect)
        if not refused and (billable or not would_cost):
            assert refusal is None
            permit.check(effect)
            continue
        assert refusal is not None
        assert refusal.code == (READ_ONLY if would_write and read_only else UNCONFIRMED)
        with pytest.raises(GuardError) as caught:
            permit.check(effect)
        assert caught.value.problem == refusal


def test_without_a_word_a_request_may_read_what_is_free() -> None:
    allowed = [
        each for each in product([True, False], repeat=2) if not Permit().refusal(Effect(*each))
    ]
    assert allowed == [(False, False)]
