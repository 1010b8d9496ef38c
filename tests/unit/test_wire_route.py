"""From what somebody typed to a request: whose host, which headers."""

import json
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import Endpoints, Headers, origin
from indeed_tui.indeed.route import (
    address,
    allowed,
    api_request,
    graphql_request,
    header,
    is_graphql,
)
from tests.unit.wire_bench import JSON

INDEED = Endpoints()
SIMULATOR = Endpoints(
    "http://127.0.0.1:8080/sim/oauth/v2/tokens",
    "http://127.0.0.1:8080/sim/v2/api/appinfo",
    "http://127.0.0.1:8080/sim/",
)
APART = Endpoints("https://t.example/token", "https://i.example/list?x=1", "https://a.example/p//")


def refused(target: str, endpoints: Endpoints = INDEED, method: str = "GET") -> str:
    with pytest.raises(ConfigError) as caught:
        address(target, endpoints, method)
    assert caught.value.problem.hint
    return caught.value.problem.code


@pytest.mark.parametrize(
    ("target", "indeed", "simulator", "apart"),
    [
        ("ads/v1/campaigns", "apis.indeed.com", "/sim", "a.example/p"),
        ("/ads/v1/campaigns?x=1&y=/v2", "apis.indeed.com", "/sim", "a.example/p"),
        ("graphql", "apis.indeed.com", "/sim", "a.example/p"),
        ("v2/api/userinfo", "secure.indeed.com", "/sim", "i.example"),
        ("/V2?x", "secure.indeed.com", "/sim", "i.example"),
        ("/.well-known/keys", "secure.indeed.com", "/sim", "i.example"),
        ("oauth/v2/tokens", "apis.indeed.com", "/sim", "t.example"),
        ("/oauth#x", "apis.indeed.com", "/sim", "t.example"),
        ("v22/x", "apis.indeed.com", "/sim", "a.example/p"),
        ("x/v2/oauth", "apis.indeed.com", "/sim", "a.example/p"),
        ("?v2/x", "apis.indeed.com", "/sim", "a.example/p"),
    ],
)
def test_the_first_segment_tells_the_base(
    target: str, indeed: str, simulator: str, apart: str
) -> None:
    path = "/" + target.lstrip("/")
    assert address(target, INDEED) == f"https://{indeed}{path}"
    assert address(target, SIMULATOR) == f"http://127.0.0.1:8080{simulator}{path}"
    assert address(target, APART) == f"https://{apart}{path}"


@pytest.mark.parametrize(
    "url",
    [
        "https://apis.indeed.com",
        "https://secure.indeed.com/x?y#z",
        "HTTPS://APIS.INDEED.COM:443/x",
        "https://apis.indeed.com/a@b",
    ],
)
def test_a_whole_url_of_the_profiles_own_hosts_stays_as_it_is(url: str) -> None:
    assert address(url, INDEED) == allowed(url, INDEED) == url


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("https://example.com/", "url.foreign"),
        ("https://apis.indeed.com.example.com/", "url.foreign"),
        ("https://apis.indeed.com./", "url.foreign"),
        ("https://apis.indeed.com:8443/", "url.foreign"),
        ("http://127.0.0.1/", "url.foreign"),
        ("http://apis.indeed.com/", "url.insecure"),
        ("https://apis.indeed.com@evil.example/", "url.userinfo"),
        ("https://evil.example@apis.indeed.com/", "url.userinfo"),
        ("https://apis.indeed.com\\@evil.example/", "url.userinfo"),
        ("https://evil.example\\.apis.indeed.com/", "url.invalid"),
        ("https://apis.indeed.com\\evil", "url.invalid"),
        ("https:apis.indeed.com/x", "url.invalid"),
        ("https:/apis.indeed.com/x", "url.invalid"),
        ("https:\\\\evil.example/", "url.invalid"),
        ("https:///evil.example", "url.invalid"),
        ("https://[", "url.invalid"),
        ("https://apis.indeed.com/\nx", "url.invalid"),
        ("file:///etc/passwd", "url.invalid"),
        ("javascript:x", "url.invalid"),
        ("//evil.example/x", "url.invalid"),
        ("///evil.example/x", "url.invalid"),
        ("//", "url.invalid"),
        ("/", "url.invalid"),
        ("", "url.invalid"),
        ("ads/\r\nX: y", "url.invalid"),
        ("ads/\t", "url.invalid"),
        ("ads/\x00", "url.invalid"),
        ("ads/\x7f", "url.invalid"),
    ],
)
def test_a_token_has_no_other_way_out(target: str, code: str) -> None:
    assert refused(target) == code


@pytest.mark.parametrize(
    "target", ["/\\evil.example", "\\\\evil.example", " //evil.example", "/@evil.example", "@evil"]
)
def test_a_path_that_plays_tricks_stays_at_home(target: str) -> None:
    assert urlsplit(address(target, INDEED)).hostname == "apis.indeed.com"


@given(st.text(st.sampled_from("/\\@:.?#ahtps[]%v2 \n") | st.characters()), st.sampled_from("1234"))
@example("https://apis.indeed.com", "1")
def test_whatever_is_typed_goes_to_an_own_host_or_nowhere(text: str, where: str) -> None:
    start = {"1": "", "2": "https://apis.indeed.com", "3": "https:", "4": "/"}[where]
    for endpoints in (INDEED, SIMULATOR):
        try:
            url = address(start + text, endpoints)
        except ConfigError:
            continue
        assert origin(url) in endpoints.origins()


@pytest.mark.parametrize("start", ["", "/", "https://apis.indeed.com/", "http://127.0.0.1:8080/"])
@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("v1/campaigns", "GET"),
        ("v1/campaigns?x=1", "post"),
        ("v1/campaigns/c1/budget#x", "PATCH"),
        ("v1/apiquotausage", "GET"),
    ],
)
def test_a_path_that_lacks_its_ads_says_so(start: str, path: str, method: str) -> None:
    endpoints = SIMULATOR if "127" in start else INDEED
    assert refused(start + path, endpoints, method) == "url.ads"
    with pytest.raises(ConfigError) as caught:
        address(start + path, endpoints, method)
    assert "Call /ads/v1/" in caught.value.problem.hint
    assert address("ads/" + path, endpoints, method).endswith("/ads/" + path)


def test_another_path_of_that_version_is_somebodys_own() -> None:
    assert address("v1/webhooks", INDEED) == "https://apis.indeed.com/v1/webhooks"
    assert address("v1/campaigns", INDEED, "DELETE") == "https://apis.indeed.com/v1/campaigns"


# -- headers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("Accept: text/csv", ("Accept", "text/csv")),
        (" X-A :b: c ", ("X-A", "b: c")),
        ("X-Empty:", ("X-Empty", "")),
    ],
)
def test_a_header_line_is_a_name_and_a_value(line: str, pair: tuple[str, str]) -> None:
    assert header(line) == pair


@pytest.mark.parametrize(
    "line",
    [
        *("", ":", " : x", "Accept", "Accept text/csv"),
        *("Authorization: Bearer x", "authorization : x", "HOST: evil", "Content-Length: 0"),
        *("transfer-encoding: chunked", "Connection: close"),
    ],
)
def test_a_header_that_is_none_or_ours_is_refused(line: str) -> None:
    with pytest.raises(ConfigError) as caught:
        header(line)
    assert caught.value.problem.code == "request.header"
    assert "Bearer x" not in str(caught.value.problem)


@pytest.mark.parametrize(
    ("headers", "body", "added"),
    [
        ((), b"", ()),
        ((), b'{"a": 1}', JSON),
        ((), b"[]", JSON),
        ((), b"a=1", ()),
        ((), b"[" * 100_000, ()),
        ((), b"\xff", ()),
        ((("content-type", "text/plain"),), b"{}", ()),
        ((("Accept", "text/csv"),), b"{}", JSON),
    ],
)
def test_a_body_of_json_says_so_unless_told_otherwise(
    headers: Headers, body: bytes, added: Headers
) -> None:
    request = api_request("POST", "https://apis.indeed.com/x", headers, body, "app-id")
    assert (request.method, request.body, request.bearer) == ("POST", body, None)
    assert request.headers == (*headers, *added)


@pytest.mark.parametrize("headers", [(), (("Indeed-Client-Id", "other"),)])
def test_graphql_names_the_client_once(headers: Headers) -> None:
    request = api_request("GET", "https://apis.indeed.com/GraphQL/?x=1", headers, b"", "app-id")
    assert request.headers == (headers or (("indeed-client-id", "app-id"),))


def test_graphql_is_known_by_the_end_of_its_path() -> None:
    assert is_graphql("https://apis.indeed.com/graphql")
    assert is_graphql("http://127.0.0.1/sim/graphql/#x")
    assert not is_graphql("https://apis.indeed.com/x?/graphql")


def test_a_graphql_request_holds_what_was_given_and_nothing_else() -> None:
    plain = graphql_request("app-id", SIMULATOR, "{é}")
    assert (plain.method, plain.url) == ("POST", "http://127.0.0.1:8080/sim/graphql")
    assert plain.headers == (*JSON, ("indeed-client-id", "app-id"))
    assert plain.body == '{"query": "{é}"}'.encode()
    given_all = graphql_request("app-id", INDEED, "{a}", {"x": 1}, "Q", [("X-A", "b")])
    assert json.loads(given_all.body) == {
        "query": "{a}",
        "operationName": "Q",
        "variables": {"x": 1},
    }
    assert given_all.headers[0] == ("X-A", "b")


def test_undecodable_bytes_of_a_command_line_dont_crash() -> None:
    assert b"\xed\xb2\x80" in graphql_request("app-id", INDEED, "{a}#\udc80").body
