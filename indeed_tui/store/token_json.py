"""A token as JSON, and back onto this boot's clock.

A file holds wall times and the boot id. Where the clocks leave doubt about a token's age it comes
back stale, never fresh.
"""

from collections.abc import Mapping
from dataclasses import replace

from indeed_tui.indeed.models import Grant, Instant, Secret, Token, TokenKey
from indeed_tui.store.plain_json import number, optional, text, texts

VERSION = 1
# Clocks that disagree by more than this leave doubt.
_DOUBT = 30.0


def token_json(token: Token, boot: str) -> dict[str, object]:
    """Return the token as what JSON can hold, secrets in clear: for a 0600 file alone."""
    grant = token.grant
    return {
        "version": VERSION,
        **key_json(token.key),
        "access_token": grant.access_token.reveal(),
        "refresh_token": grant.refresh_token.reveal() if grant.refresh_token else None,
        "token_type": grant.token_type,
        "granted": list(grant.granted),
        "lifetime": grant.lifetime,
        "lifetime_assumed": grant.lifetime_assumed,
        "skew": grant.skew,
        "boot": boot,
        "sent": token.sent,
        "sent_wall": token.sent_wall,
        "refresh_after": token.refresh_after,
        "latency": token.latency,
    }


def key_json(key: TokenKey) -> dict[str, object]:
    """Return the key as what JSON can hold; `identity` tells no secret."""
    return {
        "profile": key.profile,
        "identity": key.identity,
        "employer": key.employer,
        "scopes": list(key.scopes),
    }


def key_of(data: Mapping[str, object]) -> TokenKey:
    """Return the key that a file's data names; KeyError, TypeError or ValueError without one."""
    return TokenKey(
        text(data["profile"]),
        text(data["identity"]),
        optional(text, data["employer"]),
        texts(data["scopes"]),
    )


def token_of(data: Mapping[str, object], now: Instant) -> Token | None:
    """Return the token placed on this boot's clock; None when its age can't be told.

    Raises KeyError, TypeError or ValueError when the data is no token of this version.
    """
    if data["version"] != VERSION:
        raise ValueError("another version")
    refresh = optional(text, data["refresh_token"])
    token = Token(
        key_of(data),
        Grant(
            Secret(text(data["access_token"])),
            text(data["token_type"]),
            number(data["lifetime"]),
            data["lifetime_assumed"] is True,
            texts(data["granted"]),
            None if refresh is None else Secret(refresh),
            # Files of before it was kept have none.
            optional(number, data.get("skew")),
        ),
        number(data["sent"]),
        number(data["sent_wall"]),
        number(data["refresh_after"]),
        number(data["latency"]),
    )
    return _placed(token, text(data["boot"]), now)


def _placed(token: Token, boot: str, now: Instant) -> Token | None:
    by_wall = now.wall - token.sent_wall
    if boot and boot == now.boot and now.elapsed >= token.sent:
        by_elapsed = now.elapsed - token.sent
        if abs(by_wall - by_elapsed) <= _DOUBT:
            return token
        return _stale(token, max(by_wall, by_elapsed), now)
    if by_wall < 0:
        return None
    return _stale(token, by_wall, now)


def _stale(token: Token, age: float, now: Instant) -> Token:
    return replace(token, sent=now.elapsed - age, refresh_after=min(token.refresh_after, age))
