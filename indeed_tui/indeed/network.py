"""What httpx raises, in our words: name, route, TLS, proxy, time, protocol."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from indeed_tui.indeed.errors import Problem

_PROXY_HINT = "Behind a corporate proxy, set HTTPS_PROXY; for its certificate, set SSL_CERT_FILE."


def network_problem(error: Exception, host: str, limits_said: str) -> Problem:
    """Return why a request brought no answer; `limits_said` names the time limits in force."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _problem(
                f"The certificate of {host} isn't trusted: {cause.verify_message}",
                _PROXY_HINT,
                "network.certificate",
            )
        if isinstance(cause, socket.gaierror):
            return _problem(
                f"The name {host} can't be found", "Check the network and DNS.", "network.dns"
            )
        if isinstance(cause, ConnectionRefusedError):
            return _problem(
                f"Nothing listens at {host}",
                "Check the address and whether the server runs.",
                "network.refused",
            )
        if isinstance(cause, ssl.SSLError):
            return _problem(f"No secure connection to {host}", _PROXY_HINT, "network.tls")
    return _by_type(error, host, limits_said)


def _by_type(error: Exception, host: str, limits_said: str) -> Problem:
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return _problem(
            f"{host} can't be reached in time", f"{limits_said} {_PROXY_HINT}", "network.connect"
        )
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return _problem(f"{host} didn't answer in time", limits_said, "network.timeout")
    if isinstance(error, httpx.ProxyError):
        return _problem(
            f"The proxy refused the way to {host}", "Check HTTPS_PROXY.", "network.proxy"
        )
    if isinstance(error, httpx.DecodingError):
        return _problem(
            f"The answer of {host} can't be unpacked",
            "Its Content-Encoding doesn't fit its bytes. Try again.",
            "network.encoding",
        )
    if isinstance(error, httpx.ConnectError):
        return _problem(f"{host} can't be reached", _PROXY_HINT, "network.connect")
    return _problem(
        f"The connection to {host} broke", "This passes; trying again helps.", "network.broken"
    )


def _problem(title: str, hint: str, code: str) -> Problem:
    return Problem(title, hint, code, retryable=True)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and everything behind it, groups included, each once."""
    waiting, seen = [error], set[int]()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(current.exceptions)
        waiting.extend(
            behind for behind in (current.__cause__, current.__context__) if behind is not None
        )
