"""Names, connections and tunnels: what the host checks need of the network, to be replaced."""

import base64
import errno
import socket
import time
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from indeed_tui.cli.checks.check import started
from indeed_tui.cli.checks.proxies import Host, Proxy

_LONGEST_ANSWER = 16_384


@dataclass(frozen=True, slots=True)
class Address:
    """An IP address; `six` says that it is one of version 6."""

    text: str
    six: bool = False


class Network(Protocol):
    """Looks names up and opens connections; every call may block for seconds."""

    def resolve(self, name: str, port: int) -> tuple[Address, ...]:
        """Return a name's addresses, each once, the preferred first; raises OSError."""
        ...

    def connect(self, address: str, port: int, timeout: float) -> socket.socket:
        """Return a connection whose operations each take `timeout` seconds at most; OSError."""
        ...


class SystemNetwork:
    """The machine's own resolver and network."""

    def resolve(self, name: str, port: int) -> tuple[Address, ...]:
        """Ask the system's resolver."""
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        return tuple(
            dict.fromkeys(
                Address(str(where[0]), family == socket.AF_INET6) for family, *_, where in found
            )
        )

    def connect(self, address: str, port: int, timeout: float) -> socket.socket:
        """Open a TCP connection."""
        return socket.create_connection((address, port), timeout)


@dataclass(frozen=True, slots=True)
class Reached:
    """Which of a name's addresses answered, after how many seconds, and how the others failed."""

    address: Address
    took: float
    others: tuple[str, ...] = ()


def reach(network: Network, addresses: tuple[Address, ...], port: int, timeout: float) -> Reached:
    """Try one address of each IP version at once; the preferred one counts, if it answers.

    Raises the OSError of the last one if none answers.
    """

    def timed(address: Address) -> float:
        began = time.perf_counter()
        network.connect(address.text, port, timeout).close()
        return time.perf_counter() - began

    firsts = {each.six: each for each in reversed(addresses)}
    # The preferred one's version first.
    tried = sorted(firsts.values(), key=addresses.index)
    attempts = [(address, started(partial(timed, address))) for address in tried]
    reached: list[tuple[Address, float]] = []
    failures: list[tuple[Address, OSError]] = []
    for address, attempt in attempts:
        try:
            reached.append((address, attempt.result()))
        except OSError as error:
            failures.append((address, error))
    if not reached:
        raise failures[-1][1]
    others = tuple(f"{'IPv6' if each.six else 'IPv4'}: {said(error)}" for each, error in failures)
    return Reached(*reached[0], others)


class TunnelError(OSError):
    """The proxy didn't open a way to the host; the text says what it answered."""


def said(error: OSError) -> str:
    """Return an error of the network in a few words."""
    if isinstance(error, TunnelError):
        return str(error)
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, socket.gaierror):
        return (error.strerror or "unknown").lower()
    if error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN):
        return f"{(error.strerror or '').lower()} (no network?)"
    return (error.strerror or str(error)).lower()


def tunnel(connection: socket.socket, proxy: Proxy, host: Host) -> socket.socket:
    """Ask an http:// proxy for a way to the host (RFC 9110 section 9.3.6); returns the connection.

    Raises TunnelError where the proxy refuses, OSError where it goes away.
    """
    place = f"[{host.name}]:{host.port}" if ":" in host.name else f"{host.name}:{host.port}"
    lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
    if proxy.user or proxy.password:
        pair = f"{proxy.user}:{proxy.password.reveal()}"
        lines.append(f"Proxy-Authorization: Basic {base64.b64encode(pair.encode()).decode()}")
    try:
        connection.sendall("\r\n".join((*lines, "", "")).encode("latin-1", "replace"))
        _granted(_head(connection))
    except OSError:
        connection.close()
        raise
    return connection


def _head(connection: socket.socket) -> bytes:
    head = b""
    # Byte by byte: what follows the head is TLS and not ours to read.
    while not head.endswith(b"\r\n\r\n"):
        piece = connection.recv(1)
        if not piece or len(head) > _LONGEST_ANSWER:
            raise TunnelError("the proxy closed the connection")
        head += piece
    return head


def _granted(head: bytes) -> None:
    words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
    status = words[1] if len(words) > 1 else ""
    if status == "407":
        raise TunnelError("the proxy wants a user name and password (HTTP 407)")
    if not (len(status) == 3 and status.isascii() and status.isdecimal()):
        raise TunnelError("what answers there is no HTTP proxy")
    if not status.startswith("2"):
        raise TunnelError(f"the proxy refused the way (HTTP {status})")
