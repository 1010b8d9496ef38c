"""HTTP clients of one connection each, as many as there are requests at a time.

httpx looks through its whole pool several times for each request, and asks every connection
that is idle for its socket's state: with one connection to look at, that costs next to nothing.
"""

import asyncio
import ssl
import sys
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from importlib.util import find_spec
from typing import Any

import httpx

from indeed_tui import __version__
from indeed_tui.indeed.errors import ConfigError

OUR_HEADERS = (
    ("Accept", "*/*"),
    ("Accept-Encoding", "gzip, deflate"),
    ("Connection", "keep-alive"),
    ("User-Agent", f"indeed-tui/{__version__}"),
)
"""What every request says where it doesn't say otherwise."""

# As long as httpx keeps a connection that nobody uses.
_KEPT = 5.0

if find_spec("sniffio") is None:
    # httpcore imports it a few times for each request: where it isn't installed, Python would
    # look through the whole path for it every time.
    sys.modules["sniffio"] = None  # type: ignore[assignment]


class _NoCookies(CookieJar):
    """Neither keeps a cookie nor sends one."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        """Keep nothing."""

    def add_cookie_header(self, request: Any) -> None:
        """Send nothing."""


@dataclass(slots=True, eq=False)
class Lane:
    """A client that serves one request at a time; `since` is when it was last given back."""

    http: httpx.AsyncClient
    direct: bool
    since: float = 0.0


@dataclass(slots=True)
class Lanes:
    """The clients nobody uses just now; the one that was used last is taken first."""

    transport: httpx.AsyncBaseTransport | None = None
    _idle: dict[bool, list[Lane]] = field(default_factory=lambda: {True: [], False: []})
    _busy: set[Lane] = field(default_factory=set)
    _context: ssl.SSLContext | None = None
    _building: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def take(self, *, direct: bool) -> Lane:
        """Return a client for this machine's own addresses (no proxy), or for all others.

        Raises ConfigError where the certificates or the proxy that the environment names can't
        be used.
        """
        idle = self._idle[direct]
        lane = idle.pop() if idle else await self._opened(direct=direct)
        self._busy.add(lane)
        return lane

    async def give(self, lane: Lane) -> None:
        """Take a client back whose answer was read, or given up; close those unused for long."""
        self._busy.discard(lane)
        if lane.http.is_closed:
            return
        idle, now = self._idle[lane.direct], asyncio.get_running_loop().time()
        lane.since = now
        idle.append(lane)
        while idle and idle[0].since < now - _KEPT:
            await idle.pop(0).http.aclose()

    async def aclose(self) -> None:
        """Close all connections, also those in use."""
        lanes = [*self._busy, *self._idle[True], *self._idle[False]]
        self._idle = {True: [], False: []}
        for lane in lanes:
            await lane.http.aclose()

    async def _opened(self, *, direct: bool) -> Lane:
        return Lane(self._build(await self._tls(), direct=direct), direct)

    async def _tls(self) -> ssl.SSLContext | None:
        """Return the context that all connections share."""
        if self.transport is None and self._context is None:
            async with self._building:
                if self._context is None:
                    # Costs some 200 ms: not on the loop that others wait for.
                    self._context = await asyncio.to_thread(_tls_context)
        return self._context

    def _build(self, context: ssl.SSLContext | None, *, direct: bool) -> httpx.AsyncClient:
        try:
            http = httpx.AsyncClient(
                transport=self.transport,
                trust_env=not direct,
                verify=context or True,
                limits=httpx.Limits(max_connections=1),
                follow_redirects=False,
            )
        except (ImportError, ValueError, httpx.InvalidURL):
            # The cause names the proxy, and with it perhaps its password.
            raise ConfigError(
                "The proxy that the environment names can't be used",
                "Give HTTPS_PROXY, HTTP_PROXY and ALL_PROXY as http:// or https:// addresses, and "
                "NO_PROXY as host names; `indeed-tui doctor` names the one.",
                code="proxy.invalid",
            ) from None
        http.cookies.jar = _NoCookies()
        return http


def _tls_context() -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except OSError:
        raise ConfigError(
            "The trusted certificates can't be read",
            "Check the files that SSL_CERT_FILE and SSL_CERT_DIR name.",
            code="tls.certificates",
        ) from None
