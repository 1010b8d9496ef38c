"""Reading what Indeed answered: JSON or not, when to come back, and what a failure means.

The advice is that of Indeed's integrators' folklore, collected in one table.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Exchange, find_header
from indeed_tui.indeed.redact import mask_text

JsonObject = Mapping[str, object]

_SCOPE_MARK = "Required scopes missing:"

_GRAPHQL_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_GRAPHQL_REFUSAL = (
    "Indeed's GraphQL refuses the request",
    "Check the query and its variables.",
    False,
)
_GRAPHQL_FAILURE = ("Indeed's GraphQL has a problem of its own", "Try again later.", True)
_GRAPHQL = {
    "FORBIDDEN": (
        "Indeed's GraphQL doesn't allow this",
        "Ask Indeed support to enable the app for it; a token near its end may be refreshed first.",
        False,
    ),
    "UNAUTHENTICATED": (
        "Indeed's GraphQL doesn't accept this token",
        "Refresh it, then send the request again.",
        False,
    ),
    "DOWNSTREAM_SERVICE_ERROR": _GRAPHQL_FAILURE,
    "INTERNAL_SERVER_ERROR": _GRAPHQL_FAILURE,
}


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


def problem_of(exchange: Exchange) -> Problem | None:
    """Say what the answer to an API call means when it isn't what was asked for, else None.

    GraphQL puts its errors into answers of any status, 200 above all.
    """
    if exchange.problem is not None:
        return exchange.problem
    status = exchange.status or 0
    if 200 <= status < 300:
        return _graphql_problem(exchange)
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
        return _graphql_problem(exchange) or _forbidden(exchange)
    if status == 404:
        return Problem("Indeed doesn't know this (HTTP 404)", "Check the path.", "http.404")
    return _graphql_problem(exchange) or Problem(
        f"Indeed refused the call (HTTP {status})", "Its answer says why.", f"http.{status}"
    )


def _graphql_problem(exchange: Exchange) -> Problem | None:
    """Return what the first of a GraphQL answer's errors means, None without any."""
    if not urlsplit(exchange.url).path.endswith("/graphql"):
        return None
    errors = (json_object(exchange) or {}).get("errors")
    first = errors[0] if isinstance(errors, list) and errors else errors
    if not first:
        return None
    error = first if isinstance(first, dict) else {"message": first}
    extensions = error.get("extensions")
    more = extensions if isinstance(extensions, dict) else {}
    code, said = more.get("code"), error.get("message") or more.get("message")
    title, hint, retryable = _GRAPHQL.get(code if isinstance(code, str) else "", _GRAPHQL_REFUSAL)
    if isinstance(said, str):
        hint = f"{hint} Indeed says: {mask_text(said.strip(), exchange.sensitive)[:300]}"
    known = isinstance(code, str) and _GRAPHQL_CODE.fullmatch(code)
    return Problem(title, hint, str(code) if known else "graphql", retryable=retryable)


def _forbidden(exchange: Exchange) -> Problem:
    if web_page(exchange):
        return Problem(
            "A web page came back instead of an answer (HTTP 403)",
            "The path may lack /ads, or Indeed's edge blocked the call; the page has more.",
            "http.403",
        )
    text = exchange.text()[0]
    if "INSUFFICIENT_SCOPE" in text or _SCOPE_MARK in text:
        return Problem(
            "The token lacks a scope for this, or the employer's user lacks the right",
            "Request a token with the scope that the answer names; else ask the employer's admin.",
            "INSUFFICIENT_SCOPE",
        )
    return Problem(
        "Indeed doesn't allow this (HTTP 403)",
        "Ask Indeed whether the app is enabled for this product; refreshing won't help.",
        "http.403",
    )
