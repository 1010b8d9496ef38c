"""The token endpoint: client credentials in, access token out (RFC 6749, sections 4.4 and 5)."""

import hmac
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeGuard

from indeed_tui.simulator.answers import (
    NO_STORE,
    Answer,
    Json,
    JsonObject,
    json_answer,
    not_allowed,
)
from indeed_tui.simulator.calls import FORM_TYPE, Call
from indeed_tui.simulator.data import Directory
from indeed_tui.simulator.faults import ABSENT, Fault
from indeed_tui.simulator.refusals import oauth_error
from indeed_tui.simulator.tokens import APP_SCOPES, Mint


@dataclass(frozen=True, slots=True)
class App:
    """The app registered at the simulated Indeed.

    `granted` are the scopes enabled for it: a known scope outside is left out of what is
    granted, and `invalid_scope` is the answer where nothing is left. `expires_in` is in
    seconds. `refresh_tokens` hands out refresh tokens, which Indeed does not do in 2-legged.
    """

    client_id: str
    client_secret: str
    expires_in: int
    granted: tuple[str, ...] = APP_SCOPES
    refresh_tokens: bool = False


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A token request, read: its parameters (a value-less one counts as omitted) and its client.

    `auth` is `client_secret_post`, `client_secret_basic`, `both` or `none`.
    """

    fields: dict[str, str]
    repeated: tuple[str, ...]
    client_id: str
    client_secret: str
    auth: str

    @classmethod
    def of(cls, call: Call) -> "TokenRequest":
        """Return what a call asks of the token endpoint; nothing is checked yet."""
        form = call.form()
        counts = Counter(key for key, _ in form)
        fields = {key: value for key, value in form if value}
        basic = call.basic()
        in_body = "client_secret" in fields
        client_id, secret = basic or (fields.get("client_id", ""), fields.get("client_secret", ""))
        if basic is not None:
            auth = "both" if in_body else "client_secret_basic"
        else:
            auth = "client_secret_post" if in_body else "none"
        repeated = tuple(key for key, count in counts.items() if count > 1)
        return cls(fields, repeated, client_id, secret, auth)

    @property
    def employer(self) -> str | None:
        """The employer id the token is to represent, or None."""
        return self.fields.get("employer")

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes asked for, in order, each once."""
        return tuple(dict.fromkeys(self.fields.get("scope", "").split()))


class RefusedError(Exception):
    """A token request that is refused; `answer` is what goes back."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def token_answer(
    call: Call, asked: TokenRequest, app: App, mint: Mint, directory: Directory, fault: Fault
) -> Answer:
    """Return the answer of `POST /oauth/v2/tokens`; the fault may change lifetime and scope."""
    if call.method != "POST":
        return not_allowed("POST")
    try:
        _check_client(call, asked, app)
        employer, scopes = _grant(asked, app, mint, directory)
    except RefusedError as refused:
        return refused.answer
    given = app.expires_in if fault.expires_in is ABSENT else fault.expires_in
    lifetime = given if _is_lifetime(given) else app.expires_in
    scope = " ".join(scopes) if fault.scope is ABSENT else fault.scope
    granted = scopes if scope is None else tuple(scope.split())
    issued = mint.issue(app.client_id, employer, granted, lifetime)
    body: JsonObject = {"access_token": issued.token}
    if scope is not None:
        body["scope"] = scope
    body["token_type"] = "Bearer"  # noqa: S105
    if given is not None:
        body["expires_in"] = given
    if app.refresh_tokens:
        body["refresh_token"] = mint.refresh_token(issued)
    return json_answer(200, body, NO_STORE)


def _check_client(call: Call, asked: TokenRequest, app: App) -> None:
    if call.media_type != FORM_TYPE:
        raise RefusedError(oauth_error("invalid_request", f"The body must be {FORM_TYPE}"))
    if asked.repeated:
        raise RefusedError(_invalid(f"Repeated parameter: {', '.join(asked.repeated)}"))
    if asked.auth == "both":
        raise RefusedError(_invalid("More than one way of client authentication"))
    if asked.fields.get("client_id", asked.client_id) != asked.client_id:
        raise RefusedError(_invalid("client_id differs from the Authorization header"))
    right = _same(asked.client_id, app.client_id) & _same(asked.client_secret, app.client_secret)
    if not right:
        challenge = "authorization" in call.headers
        text = "Client authentication failed"
        raise RefusedError(oauth_error("invalid_client", text, challenge=challenge))


def _grant(
    asked: TokenRequest, app: App, mint: Mint, directory: Directory
) -> tuple[str | None, tuple[str, ...]]:
    grant_type = asked.fields.get("grant_type")
    if grant_type is None:
        raise RefusedError(_invalid("Missing parameter: grant_type"))
    if grant_type == "refresh_token" and app.refresh_tokens:
        return _refreshed(asked, mint)
    if grant_type != "client_credentials":
        raise RefusedError(oauth_error("unsupported_grant_type", f"Not supported: {grant_type}"))
    scopes = _granted(asked.scopes, app)
    if asked.employer is not None and asked.employer not in directory:
        # Which error Indeed gives for an employer it doesn't know is UNKNOWN.
        raise RefusedError(_invalid("Unknown employer"))
    return asked.employer, scopes


def _refreshed(asked: TokenRequest, mint: Mint) -> tuple[str | None, tuple[str, ...]]:
    """Redeem a refresh token: each works once, and may narrow the scope (RFC 6749 section 6)."""
    given = asked.fields.get("refresh_token")
    if given is None:
        raise RefusedError(_invalid("Missing parameter: refresh_token"))
    issued = mint.redeem(given)
    if issued is None:
        raise RefusedError(oauth_error("invalid_grant", "Unknown or used refresh token"))
    wider = [scope for scope in asked.scopes if not issued.allows(scope)]
    if wider:
        raise RefusedError(_invalid_scope(wider))
    return issued.employer, asked.scopes or issued.scopes


def _granted(asked: tuple[str, ...], app: App) -> tuple[str, ...]:
    """Return what is granted of what was asked; without `scope` it is invalid_scope, UNKNOWN."""
    unknown = [scope for scope in asked if scope not in APP_SCOPES]
    granted = tuple(scope for scope in asked if scope in app.granted)
    if unknown or not granted:
        raise RefusedError(_invalid_scope(unknown or asked))
    return granted


def _invalid(description: str) -> Answer:
    return oauth_error("invalid_request", description)


def _invalid_scope(scopes: Iterable[str]) -> Answer:
    named = " ".join(scopes)
    text = f"Unknown or not allowed: {named}" if named else "Missing parameter: scope"
    return oauth_error("invalid_scope", text)


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode("utf-8", "replace"))


def _is_lifetime(value: Json) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0
