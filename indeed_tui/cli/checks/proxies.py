"""Which proxy leads to a host, by the rules that httpx follows; its password is never shown."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import unquote, urlsplit

from indeed_tui.cli.checks.check import Area, Check
from indeed_tui.cli.exits import Exit
from indeed_tui.indeed.models import MASK, Secret, is_loopback

_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
_TODO = "Give HTTPS_PROXY, HTTP_PROXY and ALL_PROXY as http:// or https:// addresses."


@dataclass(frozen=True, slots=True)
class Host:
    """Scheme, name and port of a profile's URL."""

    scheme: str
    name: str
    port: int

    @property
    def area(self) -> Area:
        """The area of this host's checks."""
        usual = self.port == {"http": 80, "https": 443}[self.scheme]
        return Area(f"host {self.name}" if usual else f"host {self.name}:{self.port}")


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy: how it is spoken to, where it is, and the user part of its address."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: Secret = field(default_factory=lambda: Secret(""))

    @property
    def shown(self) -> str:
        """Its address, with the password masked."""
        password = f":{MASK}" if self.password else ""
        user = f"{self.user}{password}@" if self.user or password else ""
        return f"{self.scheme}://{user}{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Route:
    """How requests get to a host: through a proxy or straight, and which variable says so."""

    proxy: Proxy | None
    why: str


def parse_proxy(value: str) -> Proxy | None:
    """Return the proxy that a variable's value names, None where it can't be one."""
    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme, parts.hostname
    if scheme not in _PORTS or not host:
        return None
    if scheme.startswith("socks") and find_spec("socksio") is None:
        return None
    password = Secret(unquote(parts.password or ""))
    return Proxy(scheme, host, port or _PORTS[scheme], unquote(parts.username or ""), password)


def route(host: Host, proxies: Mapping[str, str], environ: Mapping[str, str]) -> Route | None:
    """Return the way to a host, None where httpx would refuse every one for a bad proxy.

    `proxies` are those of `urllib.request.getproxies`, which httpx asks too.
    """
    if is_loopback(host.name):
        return Route(None, "none: it is this machine itself")
    if unusable(proxies):
        return None
    entries = _entries(proxies)
    spared = "*" if "*" in entries else next((e for e in entries if e and _spares(e, host)), None)
    scheme = next((each for each in (host.scheme, "all") if proxies.get(each)), None)
    if scheme is None:
        return Route(None, "none is set")
    if spared is not None:
        return Route(None, f"none: {variable('no', environ)} has {spared}")
    return Route(parse_proxy(proxies[scheme]), variable(scheme, environ))


def unusable(proxies: Mapping[str, str]) -> list[str]:
    """Return the schemes whose setting can't be used; one is enough to stop every request.

    "no" is among them where NO_PROXY has an entry that httpx refuses, such as `[::1]`.
    """
    entries = _entries(proxies)
    if "*" in entries:
        return []
    schemes = [scheme for scheme in ("https", "http", "all") if proxies.get(scheme)]
    bad = [scheme for scheme in schemes if parse_proxy(proxies[scheme]) is None]
    return bad if all(map(_readable, entries)) else [*bad, "no"]


def _readable(entry: str) -> bool:
    """Say whether httpx can read an entry of NO_PROXY: a port is a number, IPv6 has no brackets."""
    if "://" in entry or _literal(entry):
        return True
    _, found, port = entry.split("/")[0].partition(":")
    return not found or port == "" or port.isdecimal()


def _entries(proxies: Mapping[str, str]) -> list[str]:
    return [entry.strip() for entry in proxies.get("no", "").split(",")]


def variable(scheme: str, environ: Mapping[str, str]) -> str:
    """Return the variable that decides for a scheme; the lower-case one hides the other."""
    small, large = f"{scheme}_proxy", f"{scheme}_proxy".upper()
    if environ.get(small):
        other = environ.get(large)
        return (
            f"{small} ({large} says otherwise and isn't used)"
            if other
            not in (
                None,
                environ[small],
            )
            else small
        )
    return large if environ.get(large) else "the system's settings"


def _spares(entry: str, host: Host) -> bool:
    """Say whether an entry of NO_PROXY takes a host out, as httpx reads it."""
    scheme, found, rest = entry.partition("://")
    if found:
        if scheme not in ("all", host.scheme):
            return False
        entry = rest
    name, port = _split(entry)
    if port is not None and port != (None if host.port == _PORTS[host.scheme] else host.port):
        return False
    if found and not name.startswith("*"):
        return name == host.name
    if found:
        name = name[1:]
    elif _literal(name) or name == "localhost":
        return name == host.name
    if name.startswith("."):
        return host.name.endswith(name) and len(host.name) > len(name)
    return host.name == name or host.name.endswith(f".{name}")


def _split(entry: str) -> tuple[str, int | None]:
    """Return name and port of an entry; what follows a slash doesn't count."""
    entry = entry.lower()
    if _literal(entry):
        return entry.split("/")[0], None
    match = re.fullmatch(r"(.*?)(?::(\d+))?", entry.split("/")[0])
    name, port = match.groups() if match else (entry, None)
    return name.strip("[]"), None if port is None else int(port)


def _literal(text: str) -> bool:
    for kind in (IPv4Address, IPv6Address):
        try:
            kind(text.split("/")[0])
        except ValueError:
            continue
        return True
    return False


def proxy_check(host: Host, way: Route | None) -> Check:
    """Say which way leads to the host."""
    if way is None:
        return host.area.skip("proxy", "the proxy settings can't be used, see above")
    if way.proxy is None:
        return host.area.ok("proxy", way.why)
    return host.area.ok("proxy", f"{way.proxy.shown} by {way.why}")


def environment_checks(proxies: Mapping[str, str], environ: Mapping[str, str]) -> Iterator[Check]:
    """Yield what the environment says of proxies, whatever the hosts are."""
    area = Area("proxy")
    bad = unusable(proxies)
    names = [variable(scheme, environ) for scheme in bad if scheme != "no"]
    if names:
        yield area.fail("addresses", f"can't be used: {', '.join(names)}", _TODO, Exit.USAGE)
    if "no" in bad:
        todo = "Give NO_PROXY names and addresses with commas between; IPv6 without brackets."
        yield area.fail("no_proxy", f"can't be read: {proxies['no']}", todo, Exit.USAGE)
    for name in [] if bad else ("https", "http", "all", "no"):
        if proxies.get(name):
            value = proxies[name] if name == "no" else _shown(proxies[name])
            yield area.ok(f"{name}_proxy", f"{value}, from {variable(name, environ)}")
    if not bad and not any(proxies.get(name) for name in ("https", "http", "all")):
        yield area.ok("addresses", "no proxy is set")


def _shown(value: str) -> str:
    proxy = parse_proxy(value)
    return "" if proxy is None else proxy.shown
