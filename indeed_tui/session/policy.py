"""When a token is stale, when to refresh it, how long to back off: pure rules, no clock of its own.

All times are seconds on the elapsed clock; `roll` is a random number in [0, 1) that the
caller draws.
"""

from enum import StrEnum

from indeed_tui.indeed.models import Token

# With the spread of a crowd on top, what is due after a suspend is still asked for within 30 s.
LONGEST_SLEEP = 24.0
_STALE_FROM, _STALE_TO = 0.70, 0.80
_BACKOFF_BASE, _BACKOFF_CAP, _BACKOFF_CAP_LATE = 1.0, 60.0, 300.0
_PATIENT_AFTER = 10
_RETRY_AFTER_CAP = 3600.0
_SPREAD = 5.0


class Freshness(StrEnum):
    """Where a token stands in its life."""

    FRESH = "fresh"
    STALE = "stale"
    EXPIRED = "expired"


def refresh_age(lifetime: float, roll: float) -> float:
    """Return the age at which a token turns stale: 70 to 80 % of its life."""
    return lifetime * (_STALE_FROM + (_STALE_TO - _STALE_FROM) * roll)


def margin(lifetime: float) -> float:
    """Return how much life a token must have left for a new call: 10 s or 5 %, the lesser."""
    return min(10.0, 0.05 * lifetime)


def freshness(token: Token, now: float) -> Freshness:
    """Return where the token stands: fresh, stale (refresh it), or expired."""
    if now >= token.deadline:
        return Freshness.EXPIRED
    return Freshness.STALE if now >= token.refresh_at else Freshness.FRESH


def unusable_at(token: Token) -> float:
    """Return the moment from which the token may not go into a new call."""
    return token.deadline - margin(token.grant.lifetime)


def usable(token: Token, now: float) -> bool:
    """Say whether the token may go into a new call."""
    return now < unusable_at(token)


def lasts(token: Token, now: float, seconds: float) -> bool:
    """Say whether the token is usable and has that much life left, where its lifetime allows."""
    if token.grant.lifetime <= seconds:
        return usable(token, now)
    return usable(token, now) and token.deadline - now >= seconds


def backoff(failures: int, roll: float, retry_after: float | None = None) -> float:
    """Return the delay before the next try: full jitter, `Retry-After` as a floor.

    `failures` counts from 1. Base 1 s, cap 60 s, 300 s from the tenth failure on;
    `Retry-After` counts up to an hour.
    """
    cap = _BACKOFF_CAP_LATE if failures >= _PATIENT_AFTER else _BACKOFF_CAP
    # Past 2**9 the cap rules anyway; without this a long outage would overflow the float.
    delay = roll * min(cap, _BACKOFF_BASE * 2.0 ** min(max(failures - 1, 0), 9))
    return max(delay, min(retry_after or 0.0, _RETRY_AFTER_CAP))


def narrower(new: Token, old: Token) -> bool:
    """Say whether the new token was granted less than the old one, for the same key."""
    return not set(old.grant.granted) <= set(new.grant.granted)


def spread(roll: float) -> float:
    """Return how long one of a crowd of refreshes that fell due together waits, in seconds."""
    return roll * _SPREAD


def nap(now: float, moments: list[float]) -> float:
    """Return how long to sleep until the next of these moments, `LONGEST_SLEEP` at most."""
    return max(0.0, min([LONGEST_SLEEP, *(moment - now for moment in moments)]))
