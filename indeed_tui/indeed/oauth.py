"""The token endpoint, purely: build a token request, read what came back.

Client credentials grant, RFC 6749 section 4.4, with Indeed's optional `employer`.
https://docs.indeed.com/dev/ holds Indeed's own description.
"""

import base64
import binascii
import json
import math
import re
from urllib.parse import quote_plus, urlencode

from indeed_tui.indeed.answers import JsonObject, json_object, web_page, with_retry_after
from indeed_tui.indeed.errors import (
    AnswerError,
    ConfigError,
    IndeedError,
    NetworkError,
    RefusedError,
)
from indeed_tui.indeed.models import (
    AuthMethod,
    Credentials,
    Exchange,
    Grant,
    HttpRequest,
    Secret,
    TokenKey,
)
from indeed_tui.indeed.redact import mask_text

ASSUMED_LIFETIME = 3600.0
LONGEST_LIFETIME = 24 * 3600.0
TRANSIENT_STATUS = frozenset({408, 425, 429})
TRANSIENT_ERRORS = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_LONGEST_TOKEN = 64 * 1024
_VISIBLE = re.compile(r"[!-~]+")
# "Bad Request" and the like come from a server in front of the token endpoint.
_OAUTH_CODE = re.compile(r"[a-z][a-z0-9_.-]{0,63}")


def token_request(
    credentials: Credentials, key: TokenKey, refresh_token: Secret | None = None
) -> HttpRequest:
    """Return the request for a token: form body, secret in the body or in Basic, never both.

    With `refresh_token` it asks by that grant first (RFC 6749 section 6); the employer is part
    of it all the same, so that a refresh can't change whom the token represents. Raises
    ConfigError for what UTF-8 can't carry, such as undecodable bytes of an environment variable.
    """
    if not _sendable(credentials, key):
        raise ConfigError(
            f"The credentials of profile {credentials.profile} hold bytes that are no text",
            "Enter client id and secret again; both are plain text.",
            code="credentials.unsendable",
        )
    form = {"grant_type": "client_credentials", "scope": key.scope}
    sensitive = [credentials.secret]
    if refresh_token is not None:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token.reveal(),
            "scope": key.scope,
        }
        sensitive.append(refresh_token)
    if not key.scopes:
        del form["scope"]
    if key.employer is not None:
        form["employer"] = key.employer
    headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Accept", "application/json"),
    ]
    if credentials.auth_method is AuthMethod.BASIC:
        basic = basic_value(credentials.client_id, credentials.secret)
        headers.append(("Authorization", f"Basic {basic.reveal()}"))
        sensitive.append(basic)
    else:
        form["client_id"] = credentials.client_id
        form["client_secret"] = credentials.secret.reveal()
    return HttpRequest(
        "POST",
        credentials.endpoints.token_url,
        tuple(headers),
        urlencode(form).encode("ascii"),
        sensitive=tuple(sensitive),
    )


def _sendable(credentials: Credentials, key: TokenKey) -> bool:
    texts = (credentials.client_id, credentials.secret.reveal(), key.employer or "", key.scope)
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        return False
    return True


def basic_value(client_id: str, secret: Secret) -> Secret:
    """Return the Basic credential: id and secret form-urlencoded before they are joined.

    RFC 6749 section 2.3.1; a colon in either would otherwise split at the wrong place.
    """
    joined = f"{quote_plus(client_id)}:{quote_plus(secret.reveal())}"
    return Secret(base64.b64encode(joined.encode("ascii")).decode("ascii"))


def read_grant(exchange: Exchange, key: TokenKey, profile: str) -> Grant:
    """Return the grant in a token endpoint's answer, or raise why there is none.

    Raises RefusedError for OAuth errors that only the user can mend, NetworkError for 408, 425,
    429 and 5xx, AnswerError for everything that doesn't fit the protocol (transient unless the
    address itself must be wrong).
    """
    if exchange.problem is not None:
        raise NetworkError.of(exchange.problem)
    status = exchange.status or 0
    answer = json_object(exchange)
    if status != 200:
        raise _failure(exchange, answer, key, profile)
    if answer is None:
        raise _unreadable(exchange)
    access_token = _access_token(answer)
    _check_type(answer)
    _check_employer(answer, key)
    lifetime, assumed = _lifetime(answer.get("expires_in"))
    refresh = answer.get("refresh_token")
    refreshable = isinstance(refresh, str) and _fits_header(refresh)
    return Grant(
        access_token=access_token,
        token_type="Bearer",  # noqa: S106
        lifetime=lifetime,
        lifetime_assumed=assumed,
        granted=_granted(answer.get("scope"), key),
        refresh_token=Secret(str(refresh)) if refreshable else None,
        skew=exchange.skew,
    )


def _fits_header(value: str) -> bool:
    """Say whether a value is a token that may stand in a header: visible ASCII, not endless."""
    return len(value) <= _LONGEST_TOKEN and _VISIBLE.fullmatch(value) is not None


def _access_token(answer: JsonObject) -> Secret:
    value = answer.get("access_token")
    if not (isinstance(value, str) and _fits_header(value)):
        what = "no access token" if value in (None, "") else "an access token that isn't printable"
        raise AnswerError(
            f"Indeed's token answer holds {what}",
            "Indeed's answer has more; it is tried again by itself.",
            code="token.unusable",
            retryable=True,
        )
    return Secret(value)


def _check_type(answer: JsonObject) -> None:
    given = answer.get("token_type", "Bearer")
    if not isinstance(given, str) or given.strip().lower() != "bearer":
        raise AnswerError(
            "Indeed's token answer is of another type than Bearer",
            "Indeed's answer has more; it is tried again by itself.",
            code="token.type",
            retryable=True,
        )


def _check_employer(answer: JsonObject, key: TokenKey) -> None:
    """Refuse an answer that names another employer than the one asked for."""
    named = answer.get("employer", answer.get("employer_id"))
    if isinstance(named, str) and named and named != key.employer:
        raise AnswerError(
            "Indeed answered with a token for another employer",
            "It was thrown away; Indeed's answer has more.",
            code="token.employer",
            retryable=True,
        )


def _lifetime(value: object) -> tuple[float, bool]:
    """Return the lifetime in seconds, and whether it had to be assumed or capped."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return ASSUMED_LIFETIME, True
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ASSUMED_LIFETIME, True
    # Compared before float(): JSON's integers have no limit.
    if value > LONGEST_LIFETIME and value != math.inf:
        return LONGEST_LIFETIME, True
    if not 1 <= value <= LONGEST_LIFETIME:
        return ASSUMED_LIFETIME, True
    return float(value), False


def _granted(value: object, key: TokenKey) -> tuple[str, ...]:
    """Return the granted scopes; as requested where none are named (RFC 6749 section 5.1)."""
    if isinstance(value, list):
        value = " ".join(item for item in value if isinstance(item, str))
    if not isinstance(value, str):
        return key.scopes
    return tuple(sorted(set(value.split())))


_REFUSALS: dict[str, tuple[str, str]] = {
    "invalid_client": (
        "Indeed doesn't accept these credentials",
        (
            "Check client id and secret of profile {profile} in Partner Console: a swapped "
            "dev/prod app or a stray blank is the usual cause."
        ),
    ),
    "invalid_scope": (
        "Indeed refuses a scope",
        "Asked for: {scope}. Check the spelling, or ask Indeed to enable it for this app.",
    ),
    "unauthorized_client": (
        "This app may not request tokens this way",
        "Ask Indeed to enable client credentials (2-legged OAuth) for the app of {profile}.",
    ),
}


def _failure(
    exchange: Exchange, answer: JsonObject | None, key: TokenKey, profile: str
) -> IndeedError:
    """Return the error that a status other than 200 means on the token endpoint."""
    status = exchange.status or 0
    code = (answer or {}).get("error")
    if 400 <= status < 500 and status not in TRANSIENT_STATUS and _oauth_code(code, exchange):
        return _oauth_error(str(code), _description(exchange, answer or {}), key, profile)
    if status in TRANSIENT_STATUS or status >= 500:
        return NetworkError.of(with_retry_after(exchange))
    if 300 <= status < 400:
        return AnswerError(
            f"The token endpoint redirects (HTTP {status})",
            "Credentials are never sent to another address. Check token_url, and whether a proxy "
            "or login page stands in between.",
            code=f"http.{status}",
            retryable=True,
        )
    if web_page(exchange):
        return AnswerError(
            f"A web page came back instead of a token (HTTP {status})",
            "Indeed's edge or a proxy blocked the request. Its page has more; "
            "it is tried again by itself.",
            code=f"http.{status}",
            retryable=True,
        )
    if status == 400:
        return AnswerError(
            "Indeed refused the token request without saying why (HTTP 400)",
            "This happens in bursts and passes; it is tried again by itself.",
            code="http.400",
            retryable=True,
        )
    if status in (401, 403):
        return RefusedError(
            f"Indeed doesn't accept these credentials (HTTP {status})",
            _REFUSALS["invalid_client"][1].format(profile=profile),
            code=f"http.{status}",
        )
    return AnswerError(
        f"The token endpoint answered HTTP {status}",
        f"Check token_url of profile {profile}; Indeed's answer has more.",
        code=f"http.{status}",
    )


def _oauth_code(code: object, exchange: Exchange) -> bool:
    """Say whether this is an error code as OAuth writes them, and no echo of a credential."""
    if not isinstance(code, str) or not _OAUTH_CODE.fullmatch(code):
        return False
    return mask_text(code, exchange.sensitive) == code


def _description(exchange: Exchange, answer: JsonObject) -> str:
    """Return Indeed's own words, at most 300 characters, without what they may echo."""
    description = answer.get("error_description")
    if not isinstance(description, str):
        return ""
    return mask_text(description.strip(), exchange.sensitive)[:300]


def _oauth_error(code: str, description: str, key: TokenKey, profile: str) -> IndeedError:
    """Return the error for an RFC 6749 section 5.2 body."""
    title, hint = _REFUSALS.get(
        code, (f"Indeed refused the token request: {code}", "Indeed's answer has more.")
    )
    hint = hint.format(profile=profile, scope=key.scope or "nothing")
    if description:
        hint = f"{hint} Indeed says: {description}"
    if code in TRANSIENT_ERRORS:
        return NetworkError(title, hint, code=code, retryable=True)
    return RefusedError(title, hint, code=code)


def _unreadable(exchange: Exchange) -> AnswerError:
    what = "a web page" if web_page(exchange) else "something that isn't JSON"
    if not exchange.body:
        what = "nothing"
    elif exchange.truncated:
        what = "a cut-off answer"
    return AnswerError(
        f"The token endpoint answered {what}",
        "A proxy may stand in between. Its answer has more; it is tried again by itself.",
        code="token.unreadable",
        retryable=True,
    )


def claims(token: Secret) -> JsonObject | None:
    """Return the claims inside a token for display, unverified; None when it is no JWT.

    To the client a token is opaque: nothing may ever be decided by these.
    """
    parts = token.reveal().split(".")
    if len(parts) != 3:
        return None
    payload = parts[1]
    try:
        raw = base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True)
        value = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError):
        return None
    return value if isinstance(value, dict) else None
