"""What counts through a proxy, what a preview shows, and what is heard of an answer."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import MASK, HttpRequest, Secret
from tests.unit.guard_bench import Book, Guarded
from tests.unit.wire_bench import (
    API_URL,
    JSON,
    Server,
    listening,
    wire_bytes,
)

OPENSSL = shutil.which("openssl")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
async def guarded() -> AsyncIterator[Guarded]:
    """A guarded client on real sockets."""
    guarded = Guarded()
    yield guarded
    await guarded.client.aclose()


# -- through a proxy ----------------------------------------------------------------------


async def test_a_proxy_that_refuses_the_tunnel_is_no_call(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(wire_bytes(b"", status="403 Forbidden")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        sent = await guarded.send(HttpRequest("GET", API_URL))
    assert sent.problem is not None
    assert proxy.received[0].startswith(b"CONNECT ")
    assert guarded.book.told == []


@asynccontextmanager
async def tunnel(certificate: Path, seen: list[str], book: Book) -> AsyncIterator[str]:
    """A proxy whose every tunnel ends at an Indeed of its own; its URL."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connect = await reader.readuntil(b"\r\n\r\n")
        seen.append(f"{connect[:7].decode()} {len(book.told)}")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await writer.drain()
        await writer.start_tls(context)
        request = await reader.readuntil(b"\r\n\r\n")
        seen.append(f"{request[:3].decode()} {len(book.told)}")
        writer.write(wire_bytes(b"{}", "Connection: close"))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A self-signed certificate of apis.indeed.com, with its key."""
    file = tmp_path / "indeed.pem"
    subprocess.run(
        [
            *(str(OPENSSL), "req", "-x509", "-newkey", "ec", "-pkeyopt"),
            *("ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=apis.indeed.com"),
            *("-addext", "subjectAltName=DNS:apis.indeed.com", "-keyout", "key", "-out", "crt"),
        ],
        check=True,
        capture_output=True,
        cwd=tmp_path,
    )
    file.write_bytes((tmp_path / "key").read_bytes() + (tmp_path / "crt").read_bytes())
    return file


@pytest.mark.skipif(OPENSSL is None, reason="openssl makes the certificate")
async def test_through_a_tunnel_the_call_counts_and_not_the_connect(
    guarded: Guarded, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    seen: list[str] = []
    async with tunnel(certificate, seen, guarded.book) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        sent = await guarded.send(HttpRequest("GET", API_URL))
        await guarded.client.aclose()
    assert (sent.status, sent.problem) == (200, None)
    assert seen == ["CONNECT 0", "GET 1"]
    assert guarded.book.told == [("left", "mark-1"), ("ended", "mark-1", 200)]


# -- previews and progress ----------------------------------------------------------------


async def test_a_preview_shows_what_would_leave_and_sends_nothing() -> None:
    server = Server()
    guarded = Guarded(server.transport)
    request = HttpRequest(
        "POST", f"{API_URL}?k=my-key", JSON, b"{}", Secret("my-token-1"), (Secret("my-key"),)
    )
    url, headers = await guarded.client.preview(request)
    assert url == f"{API_URL}?k={MASK}"
    assert ("Authorization", f"Bearer {MASK}") in headers
    assert ("Content-Length", "2") in headers
    assert (server.requests, guarded.recorded, guarded.book.told) == ([], [], [])
    await guarded.send(request)
    assert guarded.recorded[0].request_headers == headers
    _, without = await guarded.client.preview(HttpRequest("GET", API_URL))
    assert "authorization" not in {name.lower() for name, _ in without}


@pytest.mark.parametrize(
    "request_", [HttpRequest("G T", API_URL), HttpRequest("GET", "http://x.example")]
)
async def test_what_cant_be_sent_cant_be_previewed(request_: HttpRequest) -> None:
    with pytest.raises(ConfigError):
        await Guarded(Server().transport).client.preview(request_)


@pytest.mark.parametrize(("size", "known"), [("6", 6), ("six", None), ("", None)])
async def test_an_answer_is_heard_as_it_comes(size: str, known: int | None) -> None:
    pieces = httpx.MockTransport(
        lambda _: httpx.Response(200, headers={"Content-Length": size}, stream=Slow())
    )
    guarded = Guarded(pieces)
    await guarded.send(HttpRequest("GET", API_URL))
    assert guarded.heard == [(3, known), (6, known)]


class Slow(httpx.AsyncByteStream):
    """A body in two pieces."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"abc"
        yield b"def"
