"""The one free call of Sponsored Jobs, read: how many calls Indeed itself counts in a month."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from indeed_tui.indeed.answers import json_object
from indeed_tui.indeed.models import Exchange

_PATH = "/ads/v1/apiquotausage"
_MOST = 10**12


@dataclass(frozen=True, slots=True)
class Quota:
    """What Indeed counts of an employer's calls in one month, and how many it allows."""

    calls: int
    allowed: int


def quota_of(exchange: Exchange) -> Quota | None:
    """Return the quota that an answer tells; None for other calls, other months, other answers."""
    parts = urlsplit(exchange.url)
    if exchange.status != 200 or parts.query or not parts.path.endswith(_PATH):
        return None
    data = (json_object(exchange) or {}).get("data")
    if not isinstance(data, dict):
        return None
    calls, allowed = _count(data.get("apiCallCount")), _count(data.get("apiCallQuota"))
    return None if calls is None or allowed is None else Quota(calls, allowed)


def _count(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < _MOST else None
