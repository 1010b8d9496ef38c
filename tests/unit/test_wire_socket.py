"""The same client on a real socket, as the network treats it."""

import asyncio
import gzip
import json
from pathlib import Path

import pytest

from indeed_tui.indeed.client import Limits
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import Endpoints, Exchange, HttpRequest, Secret
from indeed_tui.indeed.oauth import read_grant, token_request
from tests.unit.wire_bench import Answer, Bench, credentials, free_port, listening, wire_bytes

PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*PROXIES, "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"]:
        monkeypatch.delenv(name, raising=False)


def problem_code(sent: Exchange) -> str | None:
    return sent.problem.code if sent.problem else None


async def test_a_token_is_requested_and_read() -> None:
    answer = wire_bytes(b'{"access_token": "t-1", "expires_in": 60}', "Content-Type: a/json")
    async with listening(answer) as server, Bench() as bench:
        asking = credentials(endpoints=Endpoints(token_url=server.url))
        request = token_request(asking, asking.key("e1"))
        sent = await bench.send(request, server.origins, asking.key("e1"))
        grant = read_grant(sent, asking.key("e1"), "acme-prod")
    assert (grant.access_token, grant.lifetime) == (Secret("t-1"), 60.0)
    head, _, body = server.received[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST / HTTP/1.1\r\n")
    assert b"\r\nUser-Agent: indeed-tui/" in head
    assert body == request.body


async def test_a_reused_connection_takes_no_time_to_connect() -> None:
    async with listening(wire_bytes(), wire_bytes()) as server, Bench() as bench:
        first = await bench.send(HttpRequest("GET", server.url), server.origins)
        second = await bench.send(HttpRequest("GET", server.url), server.origins)
    assert first.timings.connect is not None
    assert second.timings.connect is None
    assert first.timings.tls is None
    for timings in (first.timings, second.timings):
        assert timings.first_byte is not None
        assert (timings.connect or 0.0) < timings.first_byte < timings.total


async def test_gzip_arrives_unpacked() -> None:
    body = json.dumps({"employers": []}).encode()
    answer = wire_bytes(gzip.compress(body), "Content-Encoding: gzip")
    async with listening(answer) as server, Bench() as bench:
        sent = await bench.send(HttpRequest("GET", server.url), server.origins)
    assert (sent.body, sent.problem) == (body, None)


async def test_a_body_over_the_limit_is_cut_and_the_connection_given_up() -> None:
    limits = Limits(body=1000)
    async with (
        listening(wire_bytes(b"x" * 5000), wire_bytes()) as server,
        Bench(None, limits) as bench,
    ):
        cut = await bench.send(HttpRequest("GET", server.url), server.origins)
        assert (cut.body, cut.truncated) == (b"x" * 1000, True)
        after = await bench.send(HttpRequest("GET", server.url), server.origins)
    assert after.timings.connect is not None, "nothing of the old answer is read as the new one"
    assert after.body == b"{}"


async def test_a_cookie_isnt_sent_back_and_a_redirect_isnt_followed() -> None:
    moved = wire_bytes(b"", "Location: /elsewhere", "Set-Cookie: a=b", status="302 Found")
    async with listening(moved, wire_bytes()) as server, Bench() as bench:
        sent = await bench.send(HttpRequest("GET", server.url), server.origins)
        await bench.send(HttpRequest("GET", server.url), server.origins)
    assert (sent.status, sent.reason) == (302, "Found")
    assert all(each.startswith(b"GET / HTTP/1.1\r\n") for each in server.received)
    assert all(b"cookie" not in each.lower() for each in server.received)


async def test_nobody_listening_is_told_so() -> None:
    port = free_port()
    async with Bench() as bench:
        sent = await bench.send(
            HttpRequest("GET", f"http://127.0.0.1:{port}/"),
            frozenset({("http", "127.0.0.1", port)}),
        )
    assert problem_code(sent) == "network.refused"
    assert bench.recorded == [sent]


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        ("reset", None, b""),
        ([b""], None, b""),
        ([b"SSH-2.0-OpenSSH\r\n"], None, b""),
        ([b"HTTP/1.1 200 OK\r\nContent-"], None, b""),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf"], 200, b"half"),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"], 200, b"half"),
    ],
    ids=["reset", "closed", "no HTTP", "half a header", "half a body", "half the chunks"],
)
async def test_a_connection_that_breaks_is_told_with_what_came(
    answer: Answer, status: int | None, body: bytes
) -> None:
    async with listening(answer) as server, Bench() as bench:
        sent = await bench.send(HttpRequest("GET", server.url), server.origins)
    assert problem_code(sent) == "network.broken"
    assert (sent.status, sent.body, sent.truncated) == (status, body, status is not None)


async def test_gzip_that_isnt_is_told_so() -> None:
    answer = wire_bytes(b"<html>", "Content-Encoding: gzip")
    async with listening(answer) as server, Bench() as bench:
        sent = await bench.send(HttpRequest("GET", server.url), server.origins)
    assert (sent.status, problem_code(sent)) == (200, "network.encoding")


async def test_a_server_that_never_answers_is_left_at_the_total_limit() -> None:
    async with listening(None) as server, Bench(None, Limits(total=0.05)) as bench:
        sent = await bench.send(HttpRequest("GET", server.url), server.origins)
    assert (sent.status, problem_code(sent)) == (None, "network.timeout")
    assert len(server.received) == 1


async def test_https_to_a_server_that_speaks_none_is_told_so() -> None:
    async with listening(greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n") as server, Bench() as bench:
        origins = frozenset({("https", "127.0.0.1", server.port)})
        sent = await bench.send(HttpRequest("GET", f"https://127.0.0.1:{server.port}/"), origins)
    assert problem_code(sent) == "network.tls"
    assert server.received == []


@pytest.mark.parametrize("name", PROXIES)
async def test_this_machine_is_called_without_the_environments_proxy(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    async with listening(wire_bytes()) as server, Bench() as bench:
        sent = await bench.send(HttpRequest("GET", server.url), server.origins)
    assert (sent.status, sent.problem) == (200, None)


@pytest.mark.parametrize("host", ["127.9.9.9", "indeed.localhost", "[::1]"])
async def test_no_name_of_this_machine_goes_to_a_proxy(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = Limits(connect=0.2, total=0.2)
    async with listening(wire_bytes()) as proxy, Bench(None, limits) as bench:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        port = free_port()
        url = f"http://{host}:{port}/"
        sent = await bench.send(
            HttpRequest("GET", url, bearer=Secret("my-token-1")),
            frozenset({("http", host.strip("[]"), port)}),
        )
    assert sent.problem is not None
    assert proxy.received == []


async def test_indeed_is_called_through_the_environments_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refusal = wire_bytes(b"", status="407 Proxy Authentication Required")
    async with listening(refusal) as proxy, Bench() as bench:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        sent = await bench.send(
            HttpRequest("GET", "https://apis.indeed.com/", bearer=Secret("my-token-1"))
        )
    assert problem_code(sent) == "network.proxy"
    (asked,) = proxy.received
    assert asked.startswith(b"CONNECT apis.indeed.com:443 HTTP/1.1\r\n")
    assert b"my-token-1" not in asked


@pytest.mark.parametrize(
    "proxy", ["socks5://user:hunter22@127.0.0.1:1", "foo://user:hunter22@h:1", "http://h:hunter22"]
)
async def test_a_proxy_that_cant_be_used_is_a_matter_of_configuration(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    async with Bench() as bench:
        with pytest.raises(ConfigError) as caught:
            await bench.send()
    assert caught.value.problem.code == "proxy.invalid"
    assert "hunter22" not in caught.value.problem.title + caught.value.problem.hint
    assert bench.recorded == []


async def test_a_certificate_file_that_isnt_there_is_a_matter_of_configuration(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    async with Bench() as bench:
        with pytest.raises(ConfigError) as caught:
            await bench.send()
    assert caught.value.problem.code == "tls.certificates"
    assert "SSL_CERT_FILE" in caught.value.problem.hint


async def test_two_first_requests_at_once_share_one_client() -> None:
    async with listening(wire_bytes(), wire_bytes(), wire_bytes()) as server, Bench() as bench:
        request = HttpRequest("GET", server.url)
        await asyncio.gather(*(bench.send(request, server.origins) for _ in range(2)))
        later = await bench.send(request, server.origins)
    assert [each.status for each in bench.recorded] == [200, 200, 200]
    assert later.timings.connect is None, "both connections belong to the client that is kept"
