"""What `doctor` says of proxies, names and connections: by the rules that the client follows."""

import errno
import os
import socket
import threading
from collections.abc import Callable
from urllib.request import getproxies

import httpx
import pytest

from indeed_tui.cli.checks.check import Check, State
from indeed_tui.cli.checks.hosts import Sights, all_hosts, hosts_of, one_host, reachable
from indeed_tui.cli.checks.network import Address
from indeed_tui.cli.checks.proxies import (
    Host,
    Route,
    environment_checks,
    parse_proxy,
    route,
    variable,
)
from indeed_tui.cli.exits import Exit
from indeed_tui.indeed.models import Endpoints

APIS = Host("https", "apis.indeed.com", 443)
SECURE = Host("https", "secure.indeed.com", 443)
HERE = Host("http", "127.0.0.1", 8400)
STRAIGHT = Route(None, "none is set")
FOUR, SIX = Address("192.0.2.1"), Address("2001:db8::1", six=True)


class FakeNetwork:
    """Knows names and which addresses answer; keeps what was asked. Nothing is ever connected."""

    def __init__(
        self,
        names: dict[str, tuple[Address, ...]],
        answers: dict[str, OSError | None],
    ) -> None:
        self._names, self._answers = names, answers
        self.resolved: list[str] = []
        self.connected: list[tuple[str, int]] = []
        self.hold: Callable[[], object] = lambda: None

    def resolve(self, name: str, port: int) -> tuple[Address, ...]:
        self.resolved.append(name)
        self.hold()
        if name not in self._names:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return self._names[name]

    def connect(self, address: str, port: int, timeout: float) -> socket.socket:
        self.connected.append((address, port))
        error = self._answers[address]
        if error is not None:
            raise error
        return socket.socket()


def looked(
    network: FakeNetwork, host: Host = APIS, way: Route | None = STRAIGHT, limit: float = 3.0
) -> dict[str, Check]:
    found = one_host(host, way, Sights(network, None, limit))
    return {check.name: check for check in found}


def states(found: dict[str, Check]) -> list[str]:
    return [str(check.state) for check in found.values()]


# Names and connections.


def test_without_a_name_nothing_is_connected_and_it_says_so() -> None:
    network = FakeNetwork({}, {})
    found = looked(network)
    assert states(found) == ["ok", "fail", "skip", "skip"]
    assert "no network?" in found["dns"].seen
    assert "temporary failure" in found["dns"].seen
    assert found["dns"].exit is Exit.TRY_AGAIN
    assert found["tls"].seen == "there is no address"
    assert network.connected == []


def test_a_resolver_that_hangs_is_given_up() -> None:
    network, over = FakeNetwork({}, {}), threading.Event()
    network.hold = over.wait
    try:
        found = looked(network, limit=0.01)
    finally:
        over.set()
    assert states(found) == ["ok", "fail", "skip", "skip"]
    assert "no answer for apis.indeed.com within 0.01 s: no network?" in found["dns"].seen


def test_a_name_that_is_none_is_no_crash() -> None:
    class Strict(FakeNetwork):
        def resolve(self, name: str, port: int) -> tuple[Address, ...]:
            raise UnicodeError("label too long")

    found = looked(Strict({}, {}))
    assert "it can't be a name" in found["dns"].seen


def test_all_addresses_are_named_and_the_preferred_one_counts() -> None:
    network = FakeNetwork({APIS.name: (SIX, FOUR)}, {FOUR.text: None, SIX.text: None})
    found = looked(network)
    assert found["dns"].seen == "apis.indeed.com: 2001:db8::1, 192.0.2.1"
    assert found["tcp"].seen.startswith("2001:db8::1 port 443 in ")
    assert reachable(found.values())


def test_one_ip_version_is_enough_and_the_other_is_told() -> None:
    gone = OSError(errno.ENETUNREACH, "Network is unreachable")
    network = FakeNetwork({APIS.name: (SIX, FOUR)}, {FOUR.text: None, SIX.text: gone})
    found = looked(network)
    assert found["tcp"].state is State.OK
    assert found["tcp"].seen.startswith("192.0.2.1 port 443")
    assert found["tcp"].seen.endswith("IPv6: network is unreachable (no network?)")


@pytest.mark.parametrize(
    ("error", "seen", "todo"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "connection refused", "listens"),
        (TimeoutError("timed out"), "no answer in time", "firewall"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "no network?", "firewall"),
    ],
)
def test_a_connection_that_fails_ends_it_there(error: OSError, seen: str, todo: str) -> None:
    found = looked(FakeNetwork({APIS.name: (FOUR,)}, {FOUR.text: error}))
    assert states(found) == ["ok", "ok", "fail", "skip"]
    assert seen in found["tcp"].seen
    assert todo in found["tcp"].todo
    assert found["tcp"].exit is Exit.TRY_AGAIN
    assert not reachable(found.values())


def test_an_address_needs_no_name_and_http_no_tls() -> None:
    network = FakeNetwork({}, {"127.0.0.1": None})
    found = looked(network, HERE)
    assert states(found) == ["ok", "skip", "ok", "skip"]
    assert (network.resolved, network.connected) == ([], [("127.0.0.1", 8400)])
    assert found["tls"].seen.startswith("not used")
    assert found["tcp"].area == "host 127.0.0.1:8400"


def test_with_a_proxy_it_is_the_proxy_that_is_looked_up_and_connected() -> None:
    way = Route(parse_proxy("socks.example:1080"), "ALL_PROXY")
    network = FakeNetwork({"socks.example": (FOUR,)}, {FOUR.text: None})
    found = looked(network, way=way)
    assert (network.resolved, network.connected) == (["socks.example"], [(FOUR.text, 1080)])
    assert found["tcp"].seen.startswith("the proxy, 192.0.2.1 port 1080")
    assert found["proxy"].seen == "http://socks.example:1080 by ALL_PROXY"


def test_through_an_https_proxy_tls_isnt_looked_at_and_the_token_may_still_be() -> None:
    way = Route(parse_proxy("https://proxy.example"), "HTTPS_PROXY")
    found = looked(FakeNetwork({"proxy.example": (FOUR,)}, {FOUR.text: None}), way=way)
    assert found["tls"].state is State.SKIP
    assert "https:// proxy" in found["tls"].seen
    assert reachable(found.values())


def test_a_proxy_that_refuses_connections_is_named_in_the_advice() -> None:
    way = Route(parse_proxy("http://proxy.example:3128"), "HTTPS_PROXY")
    refused = ConnectionRefusedError(111, "Connection refused")
    found = looked(FakeNetwork({"proxy.example": (FOUR,)}, {FOUR.text: refused}), way=way)
    assert found["tcp"].todo == "Check the proxy's address and whether it runs."


def test_the_hosts_are_looked_at_at_the_same_time_and_told_in_order() -> None:
    network = FakeNetwork({}, {})
    # Each look-up waits for the other: one after the other they would time out.
    network.hold = threading.Barrier(2, timeout=30).wait
    ways = [(APIS, STRAIGHT), (SECURE, STRAIGHT)]
    found = list(all_hosts(ways, Sights(network, None, 60)))
    assert [host for host, _ in found] == [APIS, SECURE]
    assert all("temporary failure" in checks[1].seen for _, checks in found)


def test_each_host_of_a_profile_comes_once_the_tokens_first() -> None:
    assert hosts_of(Endpoints()) == (APIS, SECURE)
    one = "http://127.0.0.1:8400"
    assert hosts_of(Endpoints(f"{one}/t", f"{one}/a", one)) == (HERE,)


# Proxies: the same answer as httpx's own.

SETTINGS: list[dict[str, str]] = [
    {},
    {"HTTPS_PROXY": "http://p.example:1"},
    {"HTTPS_PROXY": "p.example:1"},
    {"ALL_PROXY": "http://p.example:1"},
    {"HTTP_PROXY": "http://p.example:1"},
    {"HTTPS_PROXY": "http://p.example:1", "ALL_PROXY": "http://q.example:2"},
    {"HTTPS_PROXY": "http://p.example:1", "https_proxy": "http://q.example:2"},
    {"HTTPS_PROXY": "http://p.example:1", "https_proxy": ""},
]
SPARED = [
    "", "*", "a.test,*", "indeed.com", ".indeed.com", "apis.indeed.com", ".apis.indeed.com",
    "ndeed.com", "com", "INDEED.com", "secure.indeed.com , apis.indeed.com", "apis.indeed.com:443",
    "apis.indeed.com:8443", "https://apis.indeed.com", "http://apis.indeed.com", "all://indeed.com",
    "https://*.indeed.com", "all://*indeed.com", "192.0.2.9", "192.0.2.0/24", "2001:db8::9",
    "localhost",
]  # fmt: skip
URLS = [
    "https://apis.indeed.com/x", "https://secure.indeed.com/", "https://apis.indeed.com:8443/",
    "https://indeed.com", "https://192.0.2.9/", "https://192.0.2.0/", "https://[2001:db8::9]/",
]  # fmt: skip


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("spared", SPARED)
async def test_the_way_is_the_one_that_httpx_takes(
    settings: dict[str, str], spared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name, value in {**settings, "NO_PROXY": spared}.items():
        monkeypatch.setenv(name, value)
    async with httpx.AsyncClient(verify=False) as client:
        for url in URLS:
            parts = httpx.URL(url)
            way = route(Host("https", parts.host, parts.port or 443), getproxies(), os.environ)
            assert way is not None
            mine = None if way.proxy is None else way.proxy.host
            assert mine == _of_httpx(client, parts), (url, settings, spared)


def _of_httpx(client: httpx.AsyncClient, url: httpx.URL) -> str | None:
    """Return the host of the proxy that httpx itself would take."""
    pool = getattr(client._transport_for_url(url), "_pool", None)
    proxy = getattr(pool, "_proxy_url", None)
    return None if proxy is None else proxy.host.decode()


def test_this_machine_itself_is_never_behind_a_proxy() -> None:
    way = route(HERE, {"http": "http://p.example:1", "all": "nonsense://"}, {})
    assert way == Route(None, "none: it is this machine itself")


@pytest.mark.parametrize(
    "bad", ["ftp://p.example", "http://p.example:port", "http://", "socks5://p"]
)
def test_a_proxy_that_cant_be_used_stops_every_host(bad: str) -> None:
    proxies, environ = {"all": bad}, {"ALL_PROXY": bad}
    assert route(APIS, {**proxies, "no": "indeed.com"}, environ) is None
    assert route(APIS, {**proxies, "no": "*"}, environ) is not None
    (check,) = environment_checks(proxies, environ)
    assert (check.state, check.exit) == (State.FAIL, Exit.USAGE)
    assert "ALL_PROXY" in check.seen
    network = FakeNetwork({}, {})
    assert states(looked(network, way=None)) == ["skip"] * 4
    assert network.resolved == []


@pytest.mark.parametrize("bad", ["[::1]", "a.test, [2001:db8::9]", "indeed.com:https"])
def test_an_entry_of_no_proxy_that_httpx_refuses_is_a_failure(
    bad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", bad)
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(httpx.InvalidURL):
        httpx.AsyncClient()
    assert route(APIS, {"no": bad}, {}) is None
    (check,) = environment_checks({"no": bad}, {})
    assert (check.name, check.state, check.exit) == ("no_proxy", State.FAIL, Exit.USAGE)
    assert bad in check.seen


def test_a_proxys_password_is_never_shown() -> None:
    value = "http://bob:hunter2@p.example:3128"
    environ = {"HTTPS_PROXY": value, "NO_PROXY": "a.test"}
    checks = list(environment_checks({"https": value, "no": "a.test"}, environ))
    way = route(APIS, {"https": value}, environ)
    assert way is not None
    assert way.proxy is not None
    assert way.proxy.password.reveal() == "hunter2"
    assert "hunter2" not in f"{checks} {way} {looked(FakeNetwork({}, {}), way=way)}"
    assert "http://bob:••••••@p.example:3128, from HTTPS_PROXY" in checks[0].seen
    assert checks[1].seen == "a.test, from NO_PROXY"


def test_the_variable_that_counts_is_named() -> None:
    assert variable("https", {"HTTPS_PROXY": "a"}) == "HTTPS_PROXY"
    assert variable("https", {"https_proxy": "a", "HTTPS_PROXY": "a"}) == "https_proxy"
    assert "HTTPS_PROXY says otherwise" in variable(
        "https", {"https_proxy": "a", "HTTPS_PROXY": "b"}
    )
    assert variable("https", {}) == "the system's settings"
    way = route(APIS, {"https": "http://p.example:1", "no": "x, indeed.com"}, {"NO_PROXY": "x"})
    assert way == Route(None, "none: NO_PROXY has indeed.com")
