"""What the simulator was asked: one request, taken apart once, and what of it may be kept."""

import base64
import binascii
import json
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote_plus

import httpx

from indeed_tui.indeed.models import MASK
from indeed_tui.simulator.answers import Headers, Json

FORM_TYPE = "application/x-www-form-urlencoded"
SECURE_HOST = "secure.indeed.com"
APIS_HOST = "apis.indeed.com"

_SECRET_FIELDS = frozenset(
    ("client_secret", "access_token", "refresh_token", "client_assertion", "token")
)
_SECRET_HEADERS = frozenset(("authorization", "proxy-authorization", "cookie"))


@dataclass(frozen=True, slots=True)
class Call:
    """A request as the endpoints read it.

    `origin` is scheme, host and port as the client sees them; `query` keeps order and
    duplicates. `body` is the whole body in bytes.
    """

    method: str
    origin: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: httpx.Headers
    body: bytes

    @classmethod
    def of(cls, request: httpx.Request) -> "Call":
        """Return the call of a request; its body is read where that hasn't happened yet."""
        url = request.url
        return cls(
            method=request.method.upper(),
            origin=f"{url.scheme}://{url.netloc.decode('ascii')}",
            host=url.host,
            path=url.path,
            query=_pairs(url.query.decode("ascii")),
            headers=request.headers,
            body=request.read(),
        )

    @property
    def media_type(self) -> str:
        """The request's media type, lower case, without parameters; "" where none was said."""
        value: str = self.headers.get("content-type", "")
        return value.split(";", 1)[0].strip().lower()

    def form(self) -> tuple[tuple[str, str], ...]:
        """Return the form fields of the body in order; empty where the body is no form."""
        if self.media_type != FORM_TYPE:
            return ()
        return _pairs(self.body.decode("utf-8", "replace"))

    def parameter(self, name: str) -> str | None:
        """Return the first query parameter of that name, or None."""
        return next((value for key, value in self.query if key == name), None)

    def json(self) -> Json:
        """Return the body as JSON; ValueError where it is none."""
        value: Json = json.loads(self.body)
        return value

    def bearer(self) -> str | None:
        """Return the token of `Authorization: Bearer`, or None (RFC 6750 section 2.1)."""
        scheme, _, token = self._authorization().partition(" ")
        return token.strip() or None if scheme.lower() == "bearer" else None

    def basic(self) -> tuple[str, str] | None:
        """Return id and secret of `Authorization: Basic`, form-url-decoded (RFC 6749 2.3.1).

        A header that can't be read gives ("", ""), which no client has; without one: None.
        """
        scheme, _, given = self._authorization().partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            pair = base64.b64decode(given.strip(), validate=True).decode()
        except (binascii.Error, ValueError):
            return "", ""
        name, colon, secret = pair.partition(":")
        return (unquote_plus(name), unquote_plus(secret)) if colon else ("", "")

    def _authorization(self) -> str:
        value: str = self.headers.get("authorization", "")
        return value.strip()

    def masked_headers(self) -> Headers:
        """Return the headers as they may be kept: credentials keep their scheme only."""
        return tuple((name, _masked_header(name, text)) for name, text in self.headers.items())

    def masked_query(self) -> tuple[tuple[str, str], ...]:
        """Return the query parameters as they may be kept."""
        return tuple((key, MASK if key in _SECRET_FIELDS else value) for key, value in self.query)


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(text, keep_blank_values=True))


def _masked_header(name: str, text: str) -> str:
    if name not in _SECRET_HEADERS:
        return text
    scheme, space, _ = text.partition(" ")
    return f"{scheme} {MASK}" if space and name != "cookie" else MASK
