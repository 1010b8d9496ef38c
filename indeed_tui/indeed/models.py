"""The field's words as frozen values: secrets, credentials, token keys, tokens, exchanges.

Times called `wall` are seconds since the epoch (UTC); times called `elapsed` are seconds on
a clock that counts through suspend and means nothing outside this boot.
"""

import codecs
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from indeed_tui.indeed.addresses import is_loopback as is_loopback
from indeed_tui.indeed.addresses import origin as origin
from indeed_tui.indeed.errors import Problem

DEFAULT_TOKEN_URL = "https://apis.indeed.com/oauth/v2/tokens"  # noqa: S105
DEFAULT_APPINFO_URL = "https://secure.indeed.com/v2/api/appinfo"
DEFAULT_API_URL = "https://apis.indeed.com"
EMPLOYER_ACCESS = "employer_access"
MASK = "••••••"


class Secret:
    """A value that never prints itself; `reveal()` is the one way to the clear text."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the clear text, for the wire and for a user who asked for exactly that."""
        return self._value

    def fingerprint(self, salt: str = "") -> str:
        """Return 16 hex digits that tell two secrets apart without telling either."""
        import hmac

        digest = hmac.new(salt.encode(), self._value.encode("utf-8", "surrogatepass"), "sha256")
        return digest.hexdigest()[:16]

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return self._value == other._value

    def __hash__(self) -> int:
        return hash(("Secret", self._value))

    def __bool__(self) -> bool:
        return bool(self._value)

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a Secret is not pickled or copied to disk by accident")

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: object) -> "Secret":
        return self


class AuthMethod(StrEnum):
    """How id and secret travel to the token endpoint (RFC 6749 section 2.3.1)."""

    POST = "client_secret_post"
    BASIC = "client_secret_basic"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The three base URLs of a profile; a token is only ever sent to their hosts."""

    token_url: str = DEFAULT_TOKEN_URL
    appinfo_url: str = DEFAULT_APPINFO_URL
    api_url: str = DEFAULT_API_URL

    def origins(self) -> frozenset[tuple[str, str, int]]:
        """Return the (scheme, host, port) triples a token may go to; ConfigError if one is bad."""
        return frozenset(origin(url) for url in (self.token_url, self.appinfo_url, self.api_url))


@dataclass(frozen=True)
class Credentials:
    """A registered Indeed app as the wire needs it: id, secret, scopes and URLs.

    `scopes` are what is asked for; `add_employer_access` adds that scope to employer tokens
    whose scopes lack it, as Indeed's reference wants it. `read_only` lets no call write.
    """

    profile: str
    client_id: str
    secret: Secret
    scopes: tuple[str, ...] = (EMPLOYER_ACCESS,)
    auth_method: AuthMethod = AuthMethod.POST
    endpoints: Endpoints = Endpoints()
    add_employer_access: bool = True
    read_only: bool = False

    @cached_property
    def identity(self) -> str:
        """16 hex digits over all that decides whether a token fits: id, secret, method, URL."""
        import json

        decisive = ("indeed-tui", self.client_id, self.auth_method, self.endpoints.token_url)
        return self.secret.fingerprint(json.dumps(decisive))

    def key(self, employer: str | None = None, scopes: tuple[str, ...] | None = None) -> "TokenKey":
        """Return the key of the token for this app, or for one employer, with these scopes."""
        wanted = set(self.scopes if scopes is None else scopes)
        if employer is not None and self.add_employer_access:
            wanted.add(EMPLOYER_ACCESS)
        return TokenKey(self.profile, self.identity, employer, tuple(sorted(wanted)))


@dataclass(frozen=True, slots=True)
class TokenKey:
    """What one token is for: (profile, employer or none, scopes), and whose it is.

    `identity` changes with client id, secret, auth method and token URL, so that a changed
    secret never meets an old token. `scopes` are sorted and unique.
    """

    profile: str
    identity: str
    employer: str | None
    scopes: tuple[str, ...]

    @property
    def digest(self) -> str:
        """32 hex digits that name this key, fit for a file name."""
        import hashlib
        import json

        # JSON, because an employer's id is Indeed's to choose: no separator is safe from it.
        text = json.dumps((self.profile, self.identity, self.employer, self.scopes))
        return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]

    @property
    def scope(self) -> str:
        """The scopes as the `scope` form parameter wants them: space-delimited."""
        return " ".join(self.scopes)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token answer said, checked (RFC 6749 section 5.1).

    `lifetime` is in seconds; `lifetime_assumed` says that Indeed's `expires_in` was missing,
    unusable or absurd. `granted` may be narrower than what was asked. `skew` is the answer's
    `Exchange.skew`: what Indeed's clock is ahead of this machine's, in seconds, None if untold.
    """

    access_token: Secret
    token_type: str
    lifetime: float
    lifetime_assumed: bool
    granted: tuple[str, ...]
    refresh_token: Secret | None = None
    skew: float | None = None


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment on all clocks: `wall` and `elapsed` in seconds, and which boot `elapsed` is of."""

    wall: float
    elapsed: float
    boot: str


@dataclass(frozen=True, slots=True)
class Token:
    """A grant with its key and its place in time.

    `sent` is the elapsed-clock moment its request left, `sent_wall` the same on the wall;
    `refresh_after` is the age in seconds at which it turns stale (70 to 80 % of its life,
    fixed per token). `latency` is the token request's total time in seconds.
    """

    key: TokenKey
    grant: Grant
    sent: float
    sent_wall: float
    refresh_after: float
    latency: float = 0.0

    @property
    def deadline(self) -> float:
        """The elapsed-clock moment at which the token is dead."""
        return self.sent + self.grant.lifetime

    @property
    def refresh_at(self) -> float:
        """The elapsed-clock moment at which the token turns stale."""
        return self.sent + self.refresh_after

    def missing_scopes(self) -> tuple[str, ...]:
        """Return the asked scopes that weren't granted; a write scope includes its `.read`."""
        granted = set(self.grant.granted)
        have = granted | {f"{scope}.read" for scope in granted}
        return tuple(scope for scope in self.key.scopes if scope not in have)


class Employer(NamedTuple):
    """One employer of the app's user, as appinfo lists it; both strings are untrusted.

    A tuple, for there may be a hundred thousand of them.
    """

    id: str
    name: str


class ExchangeKind(StrEnum):
    """What an exchange was for."""

    TOKEN = "token"  # noqa: S105
    APPINFO = "appinfo"
    API = "api"


Headers = tuple[tuple[str, str], ...]

# Python decodes these, but they spell text rather than encode it, the first two in quadratic time.
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape"})


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as it will go out, secrets included: it lives only until it was sent.

    `sensitive` names the clear texts in it, so that the recorded exchange can mask them.
    """

    method: str
    url: str
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    bearer: Secret | None = None
    sensitive: tuple[Secret, ...] = ()

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case."""
        return find_header(self.headers, name)


def find_header(headers: Headers, name: str) -> str | None:
    """Return the first header of that name, whatever its case, or None."""
    lowered = name.lower()
    return next((value for key, value in headers if key.lower() == lowered), None)


@dataclass(frozen=True, slots=True)
class Timings:
    """Where the time of one exchange went, in seconds; None where httpx doesn't show it.

    `connect` includes the name look-up; both it and `tls` are None on a reused connection.
    """

    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP request with its response, as it may be shown.

    The request is masked when it is recorded: no secret or bearer token is in its headers or
    body. `body` holds the response's bytes after content decoding, up to the body limit;
    it may hold a token, so show it through `redact.shown_text` only. `status` is None when no
    answer came, and `problem` then says why. `number` counts from 1 in the order of sending.
    `skew` is the server's clock minus ours in seconds: `Date` header minus the exchange's middle.
    """

    number: int
    kind: ExchangeKind
    key: TokenKey | None
    method: str
    url: str
    request_headers: Headers
    request_body: bytes = field(repr=False)
    sent_wall: float
    timings: Timings
    status: int | None = None
    reason: str = ""
    http_version: str = ""
    response_headers: Headers = ()
    body: bytes = field(default=b"", repr=False)
    truncated: bool = False
    problem: Problem | None = None
    skew: float | None = None
    sensitive: tuple[Secret, ...] = field(default=(), repr=False)

    @property
    def content_type(self) -> str:
        """The response's media type, lower case, without parameters; "" where none was said."""
        value = find_header(self.response_headers, "content-type") or ""
        return value.split(";", 1)[0].strip().lower()

    @property
    def charset(self) -> str:
        """The response's charset parameter, lower case, or "utf-8"."""
        value = find_header(self.response_headers, "content-type") or ""
        for part in value.split(";")[1:]:
            name, _, given = part.partition("=")
            if name.strip().lower() == "charset" and given.strip():
                return given.strip().strip("\"'").lower()
        return "utf-8"

    def text(self) -> tuple[str, bool]:
        """Return the body as text, and whether every byte could be decoded as its charset says."""
        try:
            if codecs.lookup(self.charset).name not in _NO_CHARSETS:
                return self.body.decode(self.charset), True
            return self.body.decode("utf-8", "replace"), False
        except (ValueError, LookupError):
            return self.body.decode("utf-8", "replace"), False

    def with_problem(self, problem: Problem) -> "Exchange":
        """Return the same exchange, judged: the answer was read and isn't what was asked for."""
        return replace(self, problem=problem)
