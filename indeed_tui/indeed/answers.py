"""Reading what Indeed answered: JSON or not, when to come back, and what a failure means.

The advice is that of Indeed's integrators' folklore, collected in one table.
"""

import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Exchange, find_header

JsonObject = Mapping[str, object]

_SCOPE_MARK = "Required scopes missing:"


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


def http_date(value: str) -> float | None:
    """Return an HTTP date as seconds since the epoch (RFC 9110 section 5.6.7), or None."""
    try:
        return parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError, OSError):
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
        title, hint = "Indeed asks to slow down (HTTP 429)", "Try again later."
    elif status in (408, 425):
        title, hint = f"Indeed didn't take the request in time (HTTP {status})", "Try again."
    else:
        title, hint = f"Indeed has a problem of its own (HTTP {status})", "Try again later."
    return Problem(title, hint + wait, f"http.{status}", retryable=True, retry_after=after)


def problem_of(exchange: Exchange) -> Problem | None:
    """Say what the answer to an API call means when it isn't what was asked for, else None."""
    if exchange.problem is not None:
        return exchange.problem
    status = exchange.status or 0
    if 200 <= status < 300:
        return None
    if status in (408, 425, 429) or status >= 500:
        return with_retry_after(exchange)
    if 300 <= status < 400:
        return Problem(
            f"Indeed points to another address (HTTP {status})",
            "Redirects aren't followed, so that a token goes nowhere else. Call the address in "
            "the Location header if it is Indeed's.",
            f"http.{status}",
        )
    if status == 401:
        return Problem(
            "Indeed no longer accepts this token (HTTP 401)",
            "A new one was requested once and refused too. Refresh it, or check the app.",
            "http.401",
        )
    if status == 403:
        return _forbidden(exchange)
    if status == 404:
        return Problem("Indeed doesn't know this (HTTP 404)", "Check the path.", "http.404")
    return Problem(
        f"Indeed refused the call (HTTP {status})", "Read its answer below.", f"http.{status}"
    )


def _forbidden(exchange: Exchange) -> Problem:
    if web_page(exchange):
        return Problem(
            "A web page came back instead of an answer (HTTP 403)",
            "The path may lack /ads, or Indeed's edge blocked the call. The page is below.",
            "http.403",
        )
    text = exchange.text()[0]
    if "INSUFFICIENT_SCOPE" in text or _SCOPE_MARK in text:
        return Problem(
            "The token lacks a scope for this, or the employer's user lacks the right",
            "Request a token with the scope named below; else ask the employer's admin.",
            "INSUFFICIENT_SCOPE",
        )
    return Problem(
        "Indeed doesn't allow this (HTTP 403)",
        "Ask Indeed whether the app is enabled for this product; refreshing won't help.",
        "http.403",
    )
