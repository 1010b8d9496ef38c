"""What `doctor` says of TLS: whose certificate, who believes it, and through a proxy too."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.cli.checks.certificate import UNKNOWN, issuer_named, issuer_of
from indeed_tui.cli.checks.check import Check, State
from indeed_tui.cli.checks.hosts import Sights, judged, tls
from indeed_tui.cli.checks.network import Address
from indeed_tui.cli.checks.proxies import Host, parse_proxy
from indeed_tui.cli.checks.tls import Handshake
from indeed_tui.cli.checks.trust import Trust, TrustKind, public_list, trust_check, trust_of
from indeed_tui.cli.exits import Exit

APIS = Host("https", "apis.indeed.com", 443)
FOUR = Address("192.0.2.1")
OPENSSL = shutil.which("openssl")
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="openssl makes the certificates")


def openssl(folder: Path, *arguments: str) -> None:
    assert OPENSSL is not None
    subprocess.run([OPENSSL, *arguments], check=True, capture_output=True, cwd=folder)


@dataclass(frozen=True)
class Authority:
    """A root of our own, and a server's certificate for apis.indeed.com by it."""

    root: Path
    chain: Path
    key: Path


def make_authority(folder: Path, organisation: str) -> Authority:
    folder.mkdir()
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    subject = f"/O={organisation}/CN={organisation} Root"
    (folder / "x.cnf").write_text(
        "[req]\ndistinguished_name=dn\n[dn]\n"
        "[ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n"
        "subjectKeyIdentifier=hash\n"
        "[leaf]\nsubjectAltName=DNS:apis.indeed.com\nauthorityKeyIdentifier=keyid\n"
    )
    config = ("-config", "x.cnf")
    openssl(
        folder, "req", "-x509", *new, *config, "-extensions", "ca", "-subj", subject,
        "-days", "30", "-keyout", "root.key", "-out", "root.pem",
    )  # fmt: skip
    openssl(folder, "req", *new, *config, "-subj", "/CN=x", "-keyout", "key.pem", "-out", "x.csr")
    openssl(
        folder, "x509", "-req", "-in", "x.csr", "-CA", "root.pem", "-CAkey", "root.key",
        "-CAcreateserial", "-days", "20", "-extfile", "x.cnf", "-extensions", "leaf",
        "-out", "chain.pem",
    )  # fmt: skip
    return Authority(folder / "root.pem", folder / "chain.pem", folder / "key.pem")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("tls") / "a", "Example Trust")


@pytest.fixture(scope="module")
def inspector(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("tls") / "b", "Zscaler Inc.")


@dataclass
class Server:
    """Takes connections on a port of its own: a proxy's greeting first where told, then TLS."""

    authority: Authority | None
    greeting: bytes | None = None
    heads: list[bytes] = field(default_factory=list)
    port: int = 0

    def serve(self, connection: socket.socket) -> None:
        if self.greeting is not None:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += connection.recv(1)
            self.heads.append(head)
            connection.sendall(self.greeting)
        if self.authority is None:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.authority.chain, self.authority.key)
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(1)


@contextmanager
def running(server: Server) -> Iterator["Redirected"]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.port = listener.getsockname()[1]
        over = False

        def work() -> None:
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    if over:
                        return
                    connection.settimeout(30)
                    server.serve(connection)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield Redirected(server.port)
        finally:
            over = True
            socket.create_connection(("127.0.0.1", server.port)).close()
            thread.join(30)


@dataclass
class Redirected:
    """A network in which every address leads to one port of this machine."""

    port: int
    asked: list[tuple[str, int]] = field(default_factory=list)

    def resolve(self, name: str, port: int) -> tuple[Address, ...]:
        return (FOUR,)

    def connect(self, address: str, port: int, timeout: float) -> socket.socket:
        self.asked.append((address, port))
        return socket.create_connection(("127.0.0.1", self.port), 30)


def shaken(server: Server, trust: Trust, host: Host = APIS, proxy: str | None = None) -> Check:
    parsed = None if proxy is None else parse_proxy(proxy)
    with running(server) as network:
        return tls(host, FOUR, parsed, Sights(network, trust, 30))


# Whose certificate.


@needs_openssl
def test_a_certificate_of_a_trusted_authority_is_told(authority: Authority) -> None:
    check = shaken(Server(authority), Trust(TrustKind.CERTIFI, authority.root))
    assert check.state is State.OK
    assert check.seen.startswith("TLSv1.3, issued by Example Trust Root, valid until 20")


@needs_openssl
def test_one_that_only_ssl_cert_file_knows_looks_like_a_proxy(authority: Authority) -> None:
    check = shaken(Server(authority), Trust(TrustKind.FILE, authority.root))
    assert check.state is State.WARN
    assert check.seen.startswith("looks like a corporate proxy: TLSv1.3, issued by Example Trust")


@needs_openssl
def test_a_known_inspector_is_recognised_even_where_it_is_trusted(inspector: Authority) -> None:
    check = shaken(Server(inspector), Trust(TrustKind.CERTIFI, inspector.root))
    assert check.state is State.WARN
    assert "looks like a corporate proxy" in check.seen
    assert "Zscaler Inc." in check.seen


@needs_openssl
def test_one_that_isnt_trusted_is_named_with_what_to_do(authority: Authority) -> None:
    check = shaken(Server(authority), Trust(TrustKind.CERTIFI, public_list()))
    assert (check.state, check.exit) == (State.FAIL, Exit.TRY_AGAIN)
    assert check.seen.startswith("not trusted: unable to get local issuer certificate")
    assert check.seen.endswith("; issued by Example Trust Root")
    assert "a PEM file that SSL_CERT_FILE names" in check.todo


@needs_openssl
def test_where_the_system_knows_it_the_way_out_is_one_line(authority: Authority) -> None:
    trust = Trust(TrustKind.CERTIFI, public_list(), system=authority.root)
    check = shaken(Server(authority), trust)
    assert check.todo == (
        f"This machine's own list knows it: export SSL_CERT_FILE={authority.root}"
    )


@needs_openssl
def test_a_certificate_for_another_name_is_refused(authority: Authority) -> None:
    other = Host("https", "secure.indeed.com", 443)
    check = shaken(Server(authority), Trust(TrustKind.CERTIFI, authority.root), other)
    assert check.state is State.FAIL
    assert "Hostname mismatch" in check.seen


def test_what_isnt_tls_is_told_in_words() -> None:
    check = shaken(Server(None), Trust(TrustKind.CERTIFI, public_list()))
    assert (check.state, check.exit) == (State.FAIL, Exit.TRY_AGAIN)
    assert check.seen.startswith("no secure connection: ")
    assert "_" not in check.seen


@pytest.mark.parametrize("refusal", ["certificate has expired", "certificate is not yet valid"])
def test_a_certificate_out_of_its_time_points_to_the_clock(refusal: str) -> None:
    trust = Trust(TrustKind.CERTIFI, public_list())
    check = judged(APIS, Handshake("X", refusal=refusal, public=False), trust)
    assert check.todo.startswith("Check this machine's clock.")


def test_without_a_list_of_authorities_no_hand_is_shaken() -> None:
    network = Redirected(0)
    assert tls(APIS, FOUR, None, Sights(network, None)).state is State.SKIP
    assert network.asked == []


# Through a proxy.


@needs_openssl
def test_through_a_proxy_the_hosts_own_certificate_is_seen(authority: Authority) -> None:
    server = Server(authority, b"HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n")
    check = shaken(
        server, Trust(TrustKind.CERTIFI, authority.root), proxy="http://bob:pa%3Ass@p.example:3128"
    )
    assert check.state is State.OK
    (head,) = server.heads
    assert head == (
        b"CONNECT apis.indeed.com:443 HTTP/1.1\r\nHost: apis.indeed.com:443\r\n"
        b"Proxy-Authorization: Basic Ym9iOnBhOnNz\r\n\r\n"
    )


def test_without_a_user_none_is_sent_to_the_proxy() -> None:
    server = Server(None, b"HTTP/1.1 403 Forbidden\r\n\r\n")
    shaken(server, Trust(TrustKind.CERTIFI, public_list()), proxy="p.example:3128")
    assert b"authorization" not in server.heads[0].lower()


@pytest.mark.parametrize(
    ("greeting", "seen"),
    [
        (b"HTTP/1.1 407 Authenticate\r\n\r\n", "wants a user name and password (HTTP 407)"),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", "the proxy refused the way (HTTP 502)"),
        (b"\r\n\r\n", "what answers there is no HTTP proxy"),
        (b"SSH-2.0-x\r\n\r\n", "what answers there is no HTTP proxy"),
        (b"x" * 20_000, "the proxy closed the connection"),
    ],
)
def test_a_proxy_that_opens_no_way_says_why(greeting: bytes, seen: str) -> None:
    server = Server(None, greeting)
    check = shaken(server, Trust(TrustKind.CERTIFI, public_list()), proxy="bob:s3cret@p.example")
    assert check.state is State.FAIL
    assert seen in check.seen
    assert "the proxy's address" in check.todo
    assert "s3cret" not in f"{check}"


# Issuers out of bytes.


def test_the_issuer_in_the_bytes_is_the_one_that_python_tells() -> None:
    context = ssl.create_default_context(cafile=public_list())
    told = context.get_ca_certs()
    raw = context.get_ca_certs(binary_form=True)
    assert len(raw) > 50
    assert [issuer_of(der) for der in raw] == [issuer_named(each) for each in told]
    assert UNKNOWN not in {issuer_of(der) for der in raw}


@given(st.binary(max_size=200))
def test_bytes_that_are_no_certificate_have_no_issuer(der: bytes) -> None:
    assert isinstance(issuer_of(der), str)


@given(st.data())
def test_a_damaged_certificate_is_no_crash(data: st.DataObject) -> None:
    der = bytearray(_one_certificate())
    for _ in range(data.draw(st.integers(1, 5))):
        der[data.draw(st.integers(0, min(300, len(der) - 1)))] = data.draw(st.integers(0, 255))
    assert isinstance(issuer_of(bytes(der[: data.draw(st.integers(0, len(der)))])), str)


def _one_certificate() -> bytes:
    pem = public_list().read_text("utf-8").partition("-----BEGIN")[2].partition("-----END")
    return ssl.PEM_cert_to_DER_cert(f"-----BEGIN{pem[0]}-----END CERTIFICATE-----")


# Who is trusted.


def test_the_list_is_the_one_that_httpx_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one = tmp_path / "one.pem"
    one.write_text(ssl.DER_cert_to_PEM_cert(_one_certificate()))
    for environ in (
        {},
        {"SSL_CERT_FILE": str(one)},
        {"SSL_CERT_DIR": str(tmp_path)},
        {"SSL_CERT_FILE": str(one), "SSL_CERT_DIR": str(tmp_path)},
    ):
        for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        mine = trust_of(environ).context().get_ca_certs()
        assert mine == httpx.create_ssl_context().get_ca_certs()


def test_what_cant_be_read_is_a_failure_of_configuration(tmp_path: Path) -> None:
    empty, hashed = tmp_path / "empty.pem", tmp_path / "hashed"
    empty.write_text("no certificate")
    hashed.mkdir()
    for environ, state, seen in (
        ({}, State.OK, "by certifi"),
        ({"SSL_CERT_FILE": str(tmp_path / "none")}, State.FAIL, "no such file"),
        ({"SSL_CERT_FILE": str(empty)}, State.FAIL, "no list of certificates"),
        ({"SSL_CERT_DIR": str(tmp_path / "none")}, State.FAIL, "isn't there"),
        ({"SSL_CERT_DIR": str(hashed)}, State.WARN, "hashed name"),
        ({"SSL_CERT_FILE": str(public_list()), "SSL_CERT_DIR": "/x"}, State.OK, "/x isn't used"),
    ):
        check = trust_check(trust_of(environ), environ)
        assert (check.state, seen in check.seen) == (state, True), check
    (hashed / "5ed36f99.0").touch()
    environ = {"SSL_CERT_DIR": str(hashed)}
    assert trust_check(trust_of(environ), environ).state is State.OK


def test_the_systems_own_list_is_the_first_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "b").touch()
    (tmp_path / "c").touch()
    lists = (tmp_path / "a", tmp_path / "b", tmp_path / "c")
    assert trust_of({}, lists).system == tmp_path / "b"
    assert trust_of({}, ()).system is None
