"""What leaves this machine, where it may go, and that no record of it holds a credential."""

import pytest

from indeed_tui import __version__
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import MASK, AuthMethod, HttpRequest, Secret
from indeed_tui.indeed.oauth import token_request
from tests.unit.wire_bench import (
    API_URL,
    CLEAR,
    INDEED,
    TOKEN_URL,
    Bench,
    Server,
    answering,
    credentials,
    key,
    told,
)


@pytest.mark.parametrize("method", list(AuthMethod))
async def test_a_token_request_leaves_in_clear_and_is_recorded_masked(method: AuthMethod) -> None:
    server = Server()
    request = token_request(credentials(method=method), key(employer="e1"), Secret("refresh-me"))
    async with Bench(server.transport) as bench:
        sent = await bench.send(request)
    (arrived,) = server.requests
    assert (arrived.content, arrived.headers["accept"]) == (request.body, "application/json")
    assert arrived.headers.get("authorization") == request.header("Authorization")
    recorded = (sent.url + str(sent.request_headers)).encode() + sent.request_body
    for secret in request.sensitive:
        assert secret.reveal().encode() not in recorded
    assert b"s3cr3t" not in recorded
    assert b"refresh-me" not in recorded
    assert b"employer=e1" in sent.request_body, "the rest stays readable"
    assert f"refresh_token={MASK}".encode() in sent.request_body
    if method is AuthMethod.BASIC:
        assert ("Authorization", f"Basic {MASK}") in sent.request_headers
    else:
        assert f"client_secret={MASK}".encode() in sent.request_body


async def test_a_bearer_token_leaves_in_clear_and_is_recorded_masked() -> None:
    server = Server(("X-Echo", "my-token-1"))
    request = HttpRequest(
        "POST", f"{API_URL}?t=my-token-1", (), b"my-token-1", Secret("my-token-1")
    )
    async with Bench(server.transport) as bench:
        sent = await bench.send(request)
    assert server.requests[0].headers["authorization"] == "Bearer my-token-1"
    assert ("Authorization", f"Bearer {MASK}") in sent.request_headers
    assert sent.sensitive == (Secret("my-token-1"),)
    assert "my-token-1" not in repr(sent)
    assert "my-token-1" not in str(sent.request_body) + str(sent.body)


async def test_the_bearer_token_takes_the_place_of_another_authorization() -> None:
    server = Server()
    request = HttpRequest(
        "GET", API_URL, (("AUTHORIZATION", "Bearer other"),), bearer=Secret("my-token-1")
    )
    async with Bench(server.transport) as bench:
        await bench.send(request)
    assert server.requests[0].headers.get_list("authorization") == ["Bearer my-token-1"]


async def test_every_request_says_who_it_is_and_what_it_unpacks() -> None:
    server = Server()
    async with Bench(server.transport) as bench:
        sent = await bench.send()
        await bench.send(HttpRequest("GET", API_URL, (("Accept", "text/csv"),)))
    plain, wanting = (request.headers for request in server.requests)
    assert plain["User-Agent"] == f"indeed-tui/{__version__}"
    assert (plain["Accept"], plain["Accept-Encoding"]) == ("*/*", "gzip, deflate")
    assert wanting.get_list("accept") == ["text/csv"]
    assert ("User-Agent", f"indeed-tui/{__version__}") in sent.request_headers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_the_answer_and_isnt_followed(status: int) -> None:
    server = Server(("Location", "https://apis.indeed.com/elsewhere"), status=status)
    async with Bench(server.transport) as bench:
        sent = await bench.send(HttpRequest("GET", API_URL, bearer=Secret("my-token-1")))
    assert sent.status == status
    assert [str(request.url) for request in server.requests] == [API_URL]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://evil.example/graphql", "url.foreign"),
        ("https://apis.indeed.com.evil.example/", "url.foreign"),
        ("https://apis.indeed.com:8443/graphql", "url.foreign"),
        ("http://localhost/graphql", "url.foreign"),
        ("http://apis.indeed.com/graphql", "url.insecure"),
        ("ftp://apis.indeed.com/graphql", "url.invalid"),
        ("https://apis.indeed.com:0/graphql", "url.invalid"),
        ("https://x@apis.indeed.com/graphql", "url.userinfo"),
        ("/graphql", "url.invalid"),
    ],
)
async def test_nothing_leaves_for_another_host_port_or_scheme(url: str, code: str) -> None:
    server = Server()
    async with Bench(server.transport) as bench:
        with pytest.raises(ConfigError) as caught:
            await bench.send(HttpRequest("GET", url, bearer=Secret("my-token-1")))
    assert caught.value.problem.code == code
    assert (server.requests, bench.recorded) == ([], [])


UNWRITABLE = {
    "a second header": HttpRequest("GET", API_URL, bearer=Secret("my-token-1\r\nX-Evil: 1")),
    "a newline": HttpRequest("GET", API_URL, (("Authorization", "my-token-1\n"),)),
    "a NUL": HttpRequest("GET", API_URL, (("Authorization", "my-token-1\0"),)),
    "Latin-1": HttpRequest("GET", API_URL, bearer=Secret("my-token-1 é")),
    "Japanese": HttpRequest("GET", API_URL, (("X", "my-token-1 日本"),)),
    "a blank before": HttpRequest("GET", API_URL, (("Authorization", " my-token-1"),)),
    "a blank after": HttpRequest("GET", API_URL, bearer=Secret("my-token-1 ")),
    "an odd name": HttpRequest("GET", API_URL, (("X Y", "my-token-1"),)),
    "an empty name": HttpRequest("GET", API_URL, (("", "my-token-1"),)),
    "an odd method": HttpRequest("GET / HTTP/1.1\r\nX: 1", API_URL, bearer=Secret("my-token-1")),
    "no method": HttpRequest("", API_URL, bearer=Secret("my-token-1")),
}


@pytest.mark.parametrize("oddity", UNWRITABLE)
async def test_nothing_leaves_that_isnt_http_and_nothing_is_told_of_it(oddity: str) -> None:
    server = Server()
    async with Bench(server.transport) as bench:
        with pytest.raises(ConfigError) as caught:
            await bench.send(UNWRITABLE[oddity])
    assert caught.value.problem.code == "request.invalid"
    assert (server.requests, bench.recorded) == ([], [])
    assert "my-token-1" not in told(caught.value)


@pytest.mark.parametrize("value", ["", "a b", "a\tb", "~!@#$%^&*()[]"])
async def test_any_other_header_leaves_as_it_is(value: str) -> None:
    server = Server()
    async with Bench(server.transport) as bench:
        await bench.send(HttpRequest("GET", API_URL, (("X-Odd", value),)))
    assert server.requests[0].headers["x-odd"] == value


async def test_an_address_that_httpx_cant_write_is_refused_too() -> None:
    server = Server()
    origins = frozenset({("https", "a" * 70 + "é", 443)})
    async with Bench(server.transport) as bench:
        with pytest.raises(ConfigError) as caught:
            await bench.send(HttpRequest("GET", f"https://{'a' * 70}é/"), origins)
    assert caught.value.problem.code == "request.invalid"
    assert caught.value.__context__ is None
    assert server.requests == []


async def test_origins_are_the_callers_to_name() -> None:
    assert ("https", "apis.indeed.com", 443) in INDEED
    async with Bench(answering(b"x")) as bench:
        with pytest.raises(ConfigError):
            await bench.send(HttpRequest("POST", TOKEN_URL), frozenset())
        sent = await bench.send(HttpRequest("POST", TOKEN_URL, body=CLEAR.encode()))
    assert sent.status == 200
