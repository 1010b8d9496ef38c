"""Which addresses a credential may be sent to: https, or http that never leaves this machine."""

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from indeed_tui.indeed.errors import ConfigError

_PORTS = {"http": 80, "https": 443}
# What urllib and httpx read alike; they differ on "[::1]443" and on blanks, for example.
_AUTHORITY = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::[0-9]*)?")


@lru_cache(256)
def is_loopback(host: str) -> bool:
    """Say whether a host name or address never leaves this machine (RFC 6761 section 6.3)."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@lru_cache(256)
def origin(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of a URL that a credential may be sent to.

    Raises ConfigError unless it is https, or http on a loopback host, without user part.
    """
    parts = _split(url)
    if parts is not None and "@" in parts.netloc:
        raise ConfigError(
            "A URL carries a user name or password",
            "Take the part before the @ out of the URL; credentials belong in the profile.",
            code="url.userinfo",
        )
    if parts is None or parts.scheme not in _PORTS or not _AUTHORITY.fullmatch(parts.netloc):
        raise _invalid(url)
    host, port = parts.hostname or "", _port(parts)
    if port == 0:
        raise _invalid(url)
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigError(
            f"{_place(url)!r} is not encrypted",
            "Use https:// (http:// is accepted for this machine's own addresses only).",
            code="url.insecure",
        )
    return parts.scheme, host, port


def foreign() -> ConfigError:
    """Return the error for an address that is none of a profile's own."""
    return ConfigError(
        "That address isn't one of this profile's",
        "A token goes only to the hosts of its own profile's URLs.",
        code="url.foreign",
    )


def _split(url: str) -> SplitResult | None:
    """Return the parts of a URL, None where urllib refuses it or would silently mend it."""
    if url[:1] == " " or any(letter < " " or letter == "\x7f" for letter in url):
        return None
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _port(parts: SplitResult) -> int:
    """Return the port said or meant, 0 where it can't be one."""
    try:
        return _PORTS[parts.scheme] if parts.port is None else parts.port
    except ValueError:
        return 0


def _place(url: str) -> str:
    """Return a URL as an error may show it: without user part, query and fragment."""
    return re.sub(r"//[^/]*@", "//", re.split(r"[?#]", url, maxsplit=1)[0])


def _invalid(url: str) -> ConfigError:
    return ConfigError(
        f"{_place(url)!r} is no URL that can be called",
        "Give a full address such as https://apis.indeed.com.",
        code="url.invalid",
    )
