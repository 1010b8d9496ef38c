"""Makes access tokens and remembers what each stands for.

A token has the shape of Indeed's: a JWT with `kid`, `typ` and `alg` ES256, and the claims
that Indeed's own library requires [S]. Its signature verifies with the key of `jwks()` and
**proves nothing**: everyone knows the private key. How an employer token differs inside is
UNKNOWN; here it has an `employer` claim.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from indeed_tui.simulator.answers import JsonObject
from indeed_tui.simulator.es256 import base64url, public_key, signature

ISSUER = "https://secure.indeed.com"
KEY_ID = "simulated-es256-key"
LONGEST_LIFE = 10**9
_PRUNE_FROM = 256

_ACCOUNT = "employer.advertising.account"
_SUBACCOUNT = "employer.advertising.subaccount"
_CAMPAIGN = "employer.advertising.campaign"
_REPORT = "employer.advertising.campaign_report.read"
HOSTED_JOB = "employer.hosted_job"
APP_SCOPES = (
    "employer_access",
    f"{_ACCOUNT}.read",
    _ACCOUNT,
    f"{_SUBACCOUNT}.read",
    _SUBACCOUNT,
    f"{_CAMPAIGN}.read",
    _CAMPAIGN,
    _REPORT,
    HOSTED_JOB,
)
USER_SCOPES = ("employer.ats_candidate.sync", "email", "offline_access")


@dataclass(frozen=True, slots=True)
class Issued:
    """What one token stands for; `expires_at` is in wall seconds."""

    token: str
    client_id: str
    employer: str | None
    scopes: tuple[str, ...]
    expires_at: float

    @property
    def scope(self) -> str:
        """The granted scopes, space-delimited."""
        return " ".join(self.scopes)

    def allows(self, scope: str) -> bool:
        """Say whether the scope was granted; a write scope includes its `.read` twin [D]."""
        return scope in self.scopes or scope.removesuffix(".read") in self.scopes


class Mint:
    """Issues tokens and knows them again; not thread-safe by itself.

    `clock` gives wall seconds. Two tokens never are the same: a counter is in `jti`.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._counter = 0
        self._issued: dict[str, Issued] = {}
        self._refresh: dict[str, Issued] = {}
        self._prune_at = _PRUNE_FROM

    def issue(
        self, client_id: str, employer: str | None, scopes: Iterable[str], lifetime: float
    ) -> Issued:
        """Return a new token that lives `lifetime` seconds (at most about 30 years)."""
        self._counter += 1
        now = self._clock()
        expires_at = now + min(lifetime, LONGEST_LIFE)
        granted = tuple(scopes)
        claims: JsonObject = {
            "iss": ISSUER,
            "sub": f"app:{client_id}",
            "aud": client_id,
            "azp": client_id,
            "iat": int(now),
            "exp": int(expires_at),
            "jti": f"{self._counter:08x}",
            "scope": " ".join(granted),
            "app_account": _digest(client_id)[:16],
        }
        if employer is not None:
            claims["employer"] = employer
        issued = Issued(_jwt(claims), client_id, employer, granted, expires_at)
        self._prune(now)
        self._issued[issued.token] = issued
        return issued

    def refresh_token(self, issued: Issued) -> str:
        """Return a new refresh token for the same grant; it can be redeemed once."""
        text = f"simulated-refresh-{self._counter:08x}-{_digest(issued.token)[:24]}"
        self._refresh[text] = issued
        return text

    def redeem(self, refresh_token: str) -> Issued | None:
        """Return the grant of a refresh token and forget it; None where it isn't known."""
        return self._refresh.pop(refresh_token, None)

    def find(self, token: str | None) -> Issued | None:
        """Return what a token stands for; None where it is missing, expired or not ours."""
        issued = self._issued.get(token) if token is not None else None
        return issued if issued is not None and self._clock() < issued.expires_at else None

    def revoke(self, dead: Callable[[Issued], bool]) -> int:
        """Forget every token, and its refresh token, that `dead` picks; return how many."""
        doomed = [token for token, issued in self._issued.items() if dead(issued)]
        for token in doomed:
            del self._issued[token]
        for text in [text for text, issued in self._refresh.items() if dead(issued)]:
            del self._refresh[text]
        return len(doomed)

    def _prune(self, now: float) -> None:
        if len(self._issued) < self._prune_at:
            return
        self._issued = {
            token: issued for token, issued in self._issued.items() if now < issued.expires_at
        }
        self._prune_at = max(_PRUNE_FROM, 2 * len(self._issued))


def jwks() -> JsonObject:
    """Return the key set of `/.well-known/keys`: the one EC key, known to all."""
    x, y = public_key()
    return {
        "keys": [
            {
                "kty": "EC",
                "use": "sig",
                "crv": "P-256",
                "alg": "ES256",
                "kid": KEY_ID,
                "x": x,
                "y": y,
            }
        ]
    }


def _jwt(claims: JsonObject) -> str:
    header: JsonObject = {"kid": KEY_ID, "typ": "JWT", "alg": "ES256"}
    signed = ".".join(
        base64url(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims)
    )
    return f"{signed}.{base64url(signature(signed.encode()))}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
