"""Reading what Indeed answered: JSON or not, and when to come back."""

import json
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import lru_cache

from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Exchange, find_header

JsonObject = Mapping[str, object]


def json_object(exchange: Exchange) -> JsonObject | None:
    """Return the body as a JSON object, or None when it isn't one (or was cut off)."""
    if exchange.truncated or web_page(exchange):
        return None
    try:
        value = json.loads(exchange.text()[0])
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def web_page(exchange: Exchange) -> bool:
    """Say whether the answer is HTML, by its type or, where none was said, by its start."""
    if exchange.content_type:
        return exchange.content_type in ("text/html", "application/xhtml+xml")
    return exchange.body[:256].lstrip()[:1] == b"<"


def date_header(exchange: Exchange) -> float | None:
    """Return the Date header as seconds since the epoch, None where missing or unreadable."""
    return http_date(find_header(exchange.response_headers, "date") or "")


@lru_cache(64)
def http_date(value: str) -> float | None:
    """Return an HTTP date as seconds since the epoch (RFC 9110 section 5.6.7), or None.

    A date without a zone, as the obsolete asctime form has it, is UTC like all the others.
    """
    try:
        moment = parsedate_to_datetime(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def retry_after(exchange: Exchange) -> float | None:
    """Return Retry-After in seconds from now, never negative (RFC 9110 section 10.2.3).

    A date is measured against the server's own Date header, so that a wrong local clock
    doesn't matter.
    """
    value = (find_header(exchange.response_headers, "retry-after") or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    moment = http_date(value)
    if moment is None:
        return None
    now = date_header(exchange)
    return max(0.0, moment - (now if now is not None else exchange.sent_wall))


def with_retry_after(exchange: Exchange) -> Problem:
    """Return the problem of a transient status: 408, 425, 429 or 5xx."""
    status = exchange.status or 0
    after = retry_after(exchange)
    wait = f" It asks to wait {after:.0f} s." if after is not None else ""
    if status == 429:
        title, hint = "Indeed asks to slow down (HTTP 429)", "Fewer requests at a time help."
    elif status in (408, 425):
        title, hint = (
            f"Indeed didn't take the request in time (HTTP {status})",
            "This passes; trying again helps.",
        )
    else:
        title, hint = (
            f"Indeed has a problem of its own (HTTP {status})",
            "This passes; trying again later helps.",
        )
    return Problem(title, hint + wait, f"http.{status}", retryable=True, retry_after=after)
