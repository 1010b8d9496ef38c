"""The simulator on a real socket, on this machine's loopback."""

import socket
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from indeed_tui.simulator import Fault, Simulator
from indeed_tui.simulator.serve import SimulatorServer, ready_text
from tests.simulator.asking import AGENT, CREDENTIALS, Clock

FORM = {"grant_type": "client_credentials", "scope": "employer_access", **CREDENTIALS}
PATH = "/oauth/v2/tokens"


@pytest.fixture
def server() -> Iterator[SimulatorServer]:
    with SimulatorServer(Simulator(clock=Clock())) as running:
        yield running


@pytest.fixture
def client(server: SimulatorServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, headers=AGENT, trust_env=False) as made:
        yield made


def spoken(server: SimulatorServer, *sent: bytes) -> bytes:
    """Send bytes as they are, close our side, and return all that comes back."""
    with socket.create_connection(("127.0.0.1", server.port), 5) as raw:
        for piece in sent:
            raw.sendall(piece)
        raw.shutdown(socket.SHUT_WR)
        received = b""
        while piece := raw.recv(65_536):
            received += piece
    return received


def test_a_token_opens_appinfo(client: httpx.Client) -> None:
    token = client.post(PATH, data=FORM).json()["access_token"]
    answer = client.get("/v2/api/appinfo", headers={"Authorization": f"Bearer {token}"})
    assert len(answer.json()["employers"]) == 3
    assert answer.headers["date"] == "Thu, 01 Jan 2026 12:00:00 GMT"
    assert "server" not in answer.headers


def test_the_answer_is_that_of_the_plain_callable(client: httpx.Client) -> None:
    plain = Simulator(clock=Clock())(httpx.Request("POST", PATH, data=FORM, headers=AGENT))
    served = client.post(PATH, data=FORM)
    assert served.headers == plain.headers
    assert served.content == plain.content
    assert served.http_version == "HTTP/1.1"


def test_one_connection_serves_many_requests(server: SimulatorServer) -> None:
    request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    assert spoken(server, request, request, request).count(b"HTTP/1.1 403 Forbidden\r\n") == 3


def test_many_clients_are_served_at_once(server: SimulatorServer, client: httpx.Client) -> None:
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda _: client.post(PATH, data=FORM), range(200)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["access_token"] for answer in answers}) == 200
    assert server.simulator.count("token") == 200


def test_discovery_and_links_name_the_address_the_client_used(
    server: SimulatorServer, client: httpx.Client
) -> None:
    document = client.get("/.well-known/openid-configuration").json()
    assert document["token_endpoint"] == f"{server.url}{PATH}"
    meta = client.get("/ads/v1/campaigns").json()["meta"]
    assert meta["rootLocation"] == f"{server.url}/ads"


def test_without_host_header_the_server_names_itself(server: SimulatorServer) -> None:
    got = spoken(server, b"GET /.well-known/openid-configuration HTTP/1.0\r\n\r\n")
    assert f'"{server.url}{PATH}"'.encode() in got
    assert b"Connection: close\r\n" in got


def test_a_reset_reaches_the_client_as_one(server: SimulatorServer) -> None:
    server.simulator.faults = [Fault(reset=True)]
    with socket.create_connection(("127.0.0.1", server.port), 5) as raw:
        raw.sendall(b"POST /oauth/v2/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            raw.recv(1)
    assert server.simulator.requests[-1].status is None


def test_a_cut_body_says_more_than_it_sends(server: SimulatorServer, client: httpx.Client) -> None:
    server.simulator.faults = [Fault(truncate=True, times=1)]
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        client.post(PATH, data=FORM)
    assert client.post(PATH, data=FORM).status_code == 200


def test_a_delay_is_waited_for_and_ends_with_the_server() -> None:
    simulator = Simulator(clock=Clock())
    with SimulatorServer(simulator) as server:
        with httpx.Client(base_url=server.url, headers=AGENT, trust_env=False) as client:
            simulator.faults = [Fault(delay_ms=1, times=1), Fault(delay_ms=86_400_000)]
            assert client.post(PATH, data=FORM).status_code == 200
            with pytest.raises(httpx.ReadTimeout):
                client.post(PATH, data=FORM, timeout=0.05)
        assert simulator.count("token") == 2


def test_faults_and_log_are_reached_over_the_socket(client: httpx.Client) -> None:
    client.put("/_simulator/faults", json=[{"on": "token", "status": 503, "times": 1}])
    assert [client.post(PATH, data=FORM).status_code for _ in range(2)] == [503, 200]
    assert [one["status"] for one in client.get("/_simulator/requests").json()] == [503, 200]
    assert client.delete("/_simulator/requests").status_code == 204
    assert client.get("/_simulator/requests").json() == []


def test_a_chunked_body_is_read(client: httpx.Client) -> None:
    form = httpx.Request("POST", "http://x", data=FORM).read()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post(PATH, content=iter([form[:10], form[10:]]), headers=headers)
    assert answer.status_code == 200


def test_trailers_after_the_chunks_are_skipped(server: SimulatorServer) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    got = spoken(server, head, b"3;x=y\r\nabc\r\n0\r\nA: b\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n")
    assert got.count(b"HTTP/1.1 403 ") == 2


@pytest.mark.parametrize(
    "sent",
    [
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
        b"GET http://apis.indeed.com/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: [x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x/graphql?\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: [:::]\r\n\r\n",
        b"nonsense\r\n\r\n",
    ],
)
def test_what_is_no_request_is_a_400_and_the_end(server: SimulatorServer, sent: bytes) -> None:
    got = spoken(server, sent)
    assert b" 400 " in got.split(b"\r\n", 1)[0] + got[:400]
    assert got.count(b"HTTP/1.1") <= 1
    assert server.simulator.requests == ()


def test_head_and_unknown_verbs_are_answered(client: httpx.Client) -> None:
    head = client.head(PATH)
    assert (head.status_code, head.content, head.headers["allow"]) == (405, b"", "POST")
    assert client.request("BREW", PATH).status_code == 405


def test_a_header_outside_ascii_is_taken(server: SimulatorServer) -> None:
    got = spoken(server, b"GET / HTTP/1.1\r\nHost: x\r\nX-Name: caf\xe9\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 403 ")


def test_a_taken_port_is_an_os_error(server: SimulatorServer) -> None:
    with pytest.raises(OSError):
        SimulatorServer(server.simulator, port=server.port)


def test_a_port_is_free_again_after_stop_and_open_connections_are_closed() -> None:
    first = SimulatorServer(Simulator(clock=Clock())).start()
    with httpx.Client(base_url=first.url, headers=AGENT, trust_env=False) as client:
        assert client.post(PATH, data=FORM).status_code == 200
        first.stop()
        with pytest.raises(httpx.ConnectError):
            client.post(PATH, data=FORM)
        with SimulatorServer(first.simulator, port=first.port) as second:
            assert second.url == first.url
            assert client.post(PATH, data=FORM).status_code == 200


def test_serve_forever_ends_by_stop_from_elsewhere() -> None:
    server = SimulatorServer(Simulator(clock=Clock()))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    assert httpx.get(f"{server.url}/", headers=AGENT, trust_env=False).status_code == 403
    server.stop()
    thread.join(5)
    assert not thread.is_alive()


def test_a_server_that_never_served_can_be_stopped() -> None:
    server = SimulatorServer(Simulator(clock=Clock()))
    server.stop()
    with SimulatorServer(server.simulator, port=server.port) as again:
        assert again.port == server.port


def test_a_client_that_leaves_makes_no_noise(
    server: SimulatorServer, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", server.port), 5) as raw:
            drop = b"\x01\0\0\0\0\0\0\0" if sys.byteorder == "little" else b"\0\0\0\x01\0\0\0\0"
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, drop)
            raw.sendall(b"GET / HTTP/1.1\r\n")
    spoken(server, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    server.stop()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("host", "shown"),
    [("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("localhost", "localhost")],
)
def test_the_url_is_one_that_can_be_called(host: str, shown: str) -> None:
    with SimulatorServer(Simulator(clock=Clock()), host) as server:
        assert server.url == f"http://{shown}:{server.port}"
        assert httpx.get(server.url, headers=AGENT, trust_env=False).status_code == 403


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_ipv6_address_stands_in_brackets() -> None:
    try:
        server = SimulatorServer(Simulator(clock=Clock()), "::1")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with server:
        assert server.url == f"http://[::1]:{server.port}"
        assert httpx.get(server.url, headers=AGENT, trust_env=False).status_code == 403


def test_ready_text_is_what_a_shell_takes() -> None:
    assert ready_text("http://127.0.0.1:8080", client_secret="it's").splitlines() == [
        "ready http://127.0.0.1:8080",
        "export INDEED_CLIENT_ID=demo-client",
        """export INDEED_CLIENT_SECRET='it'"'"'s'""",
        "export INDEED_TUI_TOKEN_URL=http://127.0.0.1:8080/oauth/v2/tokens",
        "export INDEED_TUI_APPINFO_URL=http://127.0.0.1:8080/v2/api/appinfo",
        "export INDEED_TUI_API_URL=http://127.0.0.1:8080",
    ]
