"""Each host of the profile: its name, the way there, TLS, and who issued the certificate."""

import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from ipaddress import ip_address

from indeed_tui.cli.checks.check import Check, State, limited, started
from indeed_tui.cli.checks.network import Address, Network, Reached, reach, said, tunnel
from indeed_tui.cli.checks.proxies import Host, Proxy, Route, proxy_check
from indeed_tui.cli.checks.tls import Handshake, handshake
from indeed_tui.cli.checks.trust import Trust
from indeed_tui.cli.exits import Exit
from indeed_tui.indeed.models import Endpoints, origin

# In seconds, for each step; every connection inside a step has the same.
LIMIT = 3.0
_PROXY = "Behind a corporate proxy, set HTTPS_PROXY"
_NO_NETWORK = "No network? Check the connection, DNS and any VPN."


def hosts_of(endpoints: Endpoints) -> tuple[Host, ...]:
    """Return the hosts of a profile's URLs, each once; the token's first."""
    urls = (endpoints.token_url, endpoints.appinfo_url, endpoints.api_url)
    return tuple(dict.fromkeys(Host(*origin(url)) for url in urls))


def token_and_appinfo(endpoints: Endpoints) -> tuple[Host, Host]:
    """Return the host that gives tokens and the one that lists employers."""
    return Host(*origin(endpoints.token_url)), Host(*origin(endpoints.appinfo_url))


@dataclass(frozen=True, slots=True)
class Sights:
    """How hosts are looked at: over which network, and whose certificates are believed.

    `trust` is None where the list of them can't be read; `limit` is in seconds, for each step.
    """

    network: Network
    trust: Trust | None
    limit: float = LIMIT


def all_hosts(
    ways: Iterable[tuple[Host, Route | None]], sights: Sights
) -> Iterator[tuple[Host, tuple[Check, ...]]]:
    """Yield each host's checks as soon as they and those of the hosts before it are done."""

    def look(host: Host, way: Route | None) -> tuple[Check, ...]:
        return tuple(one_host(host, way, sights))

    waiting = [(host, started(partial(look, host, way))) for host, way in ways]
    for host, future in waiting:
        yield host, future.result()


def one_host(host: Host, way: Route | None, sights: Sights) -> Iterator[Check]:
    """Yield proxy, DNS, TCP and TLS of one host; after a failure the rest is skipped."""
    yield proxy_check(host, way)
    if way is None:
        yield from _skipped(host, ("dns", "tcp", "tls"), "the proxy settings can't be used")
        return
    proxy = way.proxy
    name, port = (host.name, host.port) if proxy is None else (proxy.host, proxy.port)
    looked_up, addresses = dns(host, name, port, sights)
    yield looked_up
    if not addresses:
        yield from _skipped(host, ("tcp", "tls"), "there is no address")
        return
    connected, reached = tcp(host, addresses, port, sights, proxy)
    yield connected
    if reached is None:
        yield from _skipped(host, ("tls",), "there is no connection")
        return
    yield tls(host, reached.address, proxy, sights)


def _skipped(host: Host, names: tuple[str, ...], why: str) -> Iterator[Check]:
    return (host.area.skip(name, why) for name in names)


def dns(host: Host, name: str, port: int, sights: Sights) -> tuple[Check, tuple[Address, ...]]:
    """Look a name up; an address needs no looking up."""
    try:
        literal = ip_address(name)
    except ValueError:
        pass
    else:
        skip = host.area.skip("dns", f"{name} is an address, no name")
        return skip, (Address(name, literal.version == 6),)
    try:
        found = limited(lambda: sights.network.resolve(name, port), sights.limit)
    except TimeoutError:
        seen = f"no answer for {name} within {sights.limit:g} s: no network?"
        return host.area.fail("dns", seen, _NO_NETWORK, Exit.TRY_AGAIN), ()
    except (OSError, ValueError) as error:
        why = said(error) if isinstance(error, OSError) else "it can't be a name"
        seen = f"{name} can't be found: {why}; no network?"
        return host.area.fail("dns", seen, _NO_NETWORK, Exit.TRY_AGAIN), ()
    shown = ", ".join(address.text for address in found[:4])
    more = f" and {len(found) - 4} more" if len(found) > 4 else ""
    return host.area.ok("dns", f"{name}: {shown}{more}"), found


def tcp(
    host: Host,
    addresses: tuple[Address, ...],
    port: int,
    sights: Sights,
    proxy: Proxy | None,
) -> tuple[Check, Reached | None]:
    """Open a connection to the host, or to the proxy that leads there."""
    what = "" if proxy is None else "the proxy, "
    try:
        # One more moment than its connections have, so that they can say what happened.
        reached = limited(
            lambda: reach(sights.network, addresses, port, sights.limit), sights.limit + 0.5
        )
    except OSError as error:
        seen = f"{what}{addresses[0].text} port {port}: {said(error)}"
        if isinstance(error, ConnectionRefusedError):
            todo = "Nothing listens there: check the address, and whether the server runs."
        else:
            todo = f"A firewall may be in the way. {_PROXY}."
        if proxy is not None:
            todo = "Check the proxy's address and whether it runs."
        return host.area.fail("tcp", seen, todo, Exit.TRY_AGAIN), None
    others = f"; {', '.join(reached.others)}" if reached.others else ""
    seen = f"{what}{reached.address.text} port {port} in {reached.took * 1000:.0f} ms{others}"
    return host.area.ok("tcp", seen), reached


def tls(host: Host, address: Address, proxy: Proxy | None, sights: Sights) -> Check:
    """Shake hands with the host and say whose certificate it shows."""
    if host.scheme == "http":
        return host.area.skip("tls", "not used: http:// to this machine itself")
    if proxy is not None and proxy.scheme != "http":
        why = f"not looked at through a {proxy.scheme}:// proxy; the token shows whether it works"
        return host.area.skip("tls", why)
    trust = sights.trust
    if trust is None:
        return host.area.skip("tls", "the list of trusted certificates can't be read, see above")

    def dial() -> socket.socket:
        port = host.port if proxy is None else proxy.port
        connection = sights.network.connect(address.text, port, sights.limit)
        return connection if proxy is None else tunnel(connection, proxy, host)

    try:
        shaken = limited(lambda: handshake(dial, host.name, trust), sights.limit + 1.0)
    except OSError as error:
        return _no_tls(host, error, proxied=proxy is not None)
    return judged(host, shaken, trust)


def _no_tls(host: Host, error: OSError, *, proxied: bool) -> Check:
    reason = getattr(error, "reason", None)
    why = str(reason).lower().replace("_", " ") if reason else said(error)
    todo = "Check the proxy's address, user name and password." if proxied else f"{_PROXY}."
    return host.area.fail("tls", f"no secure connection: {why}", todo, Exit.TRY_AGAIN)


def judged(host: Host, shaken: Handshake, trust: Trust) -> Check:
    """Return what a handshake means for the user."""
    if shaken.refusal:
        todo = "Behind a corporate proxy, put its certificate into a PEM file that SSL_CERT_FILE"
        todo += " names."
        if shaken.system:
            todo = f"This machine's own list knows it: export SSL_CERT_FILE={trust.system}"
        elif "expired" in shaken.refusal or "not yet valid" in shaken.refusal:
            todo = f"Check this machine's clock. {todo}"
        seen = f"not trusted: {shaken.refusal}; issued by {shaken.issuer}"
        return host.area.fail("tls", seen, todo, Exit.TRY_AGAIN)
    ends = (
        ""
        if shaken.until is None
        else f", valid until {datetime.fromtimestamp(shaken.until, UTC):%Y-%m-%d}"
    )
    seen = f"{shaken.version}, issued by {shaken.issuer}{ends}"
    if shaken.inspected:
        return host.area.warn(
            "tls",
            f"looks like a corporate proxy: {seen}",
            "What opens the connection on the way sees tokens and secrets: ask who runs it.",
        )
    return host.area.ok("tls", seen)


def reachable(checks: Iterable[Check]) -> bool:
    """Say whether none of a host's checks failed or was skipped for want of a proxy."""
    found = tuple(checks)
    return all(check.state is not State.FAIL for check in found) and any(
        check.name == "tcp" and check.state is State.OK for check in found
    )
