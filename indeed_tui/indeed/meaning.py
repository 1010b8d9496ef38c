"""What a failed answer means, whether trying again helps, and whom to ask.

The advice is that of Indeed's integrators' folklore, collected in tables.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from indeed_tui.indeed.answers import json_object, web_page, with_retry_after
from indeed_tui.indeed.catalogue import of_path, suffices
from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Exchange
from indeed_tui.indeed.redact import mask_text

USER_LACKS_RIGHT = "INSUFFICIENT_SCOPE.user"
"""Code of a refusal for want of a scope that the token was asked to have."""

_SCOPE_MARK = "Required scopes missing:"
_SCOPE = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,127}")
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_UNAUTHORIZED_CLIENT = "Client is not authorized"
_Told = tuple[str, str, bool]
_GRAPHQL_REFUSAL: _Told = (
    "Indeed's GraphQL refuses the request",
    "Check the query and its variables.",
    False,
)
_GRAPHQL_FAILURE: _Told = (
    "Indeed's GraphQL has a problem of its own",
    "This passes; trying again later helps.",
    True,
)
_NOT_ENABLED: _Told = (
    "The app isn't enabled for this part of Indeed's GraphQL",
    "Ask Indeed support to enable it; a token near its end may be refreshed first.",
    False,
)
_GRAPHQL: Mapping[str, _Told] = {
    "BAD_REQUEST": _GRAPHQL_REFUSAL,
    "BAD_USER_INPUT": (
        "Indeed's GraphQL refuses a value in the request",
        "Check the query and its variables.",
        False,
    ),
    "GRAPHQL_PARSE_FAILED": (
        "Indeed's GraphQL can't read the query",
        "Check its braces and names; the position is in the answer.",
        False,
    ),
    "GRAPHQL_VALIDATION_FAILED": (
        "The query doesn't fit Indeed's schema",
        "Check its fields and types against the public schema at docs.indeed.com.",
        False,
    ),
    "NOT_FOUND": (
        "Indeed doesn't have what the query asks for",
        "Check the ids, and whether this employer owns them.",
        False,
    ),
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
_ADS: Mapping[str, tuple[str, str]] = {
    "INVALID_REQUEST": (
        "Indeed refuses a parameter or the body",
        "Correct it; sending the same again brings the same answer.",
    ),
    "NOT_FOUND": ("Indeed doesn't know this", "Check the path and the id."),
    "RESOURCE_NOT_FOUND": (
        "Indeed has no such object for this employer",
        "Check the id, and whether it belongs to the employer acted as.",
    ),
    "METHOD_NOT_ALLOWED": ("That path doesn't take this method", "Check the method."),
}


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
    return _graphql_problem(exchange) or _ads_problem(exchange) or _refused(status)


def _refused(status: int) -> Problem:
    if status == 404:
        return Problem("Indeed doesn't know this (HTTP 404)", "Check the path.", "http.404")
    return Problem(
        f"Indeed refused the call (HTTP {status})", "Its answer says why.", f"http.{status}"
    )


def _graphql_problem(exchange: Exchange) -> Problem | None:
    """Return what the first of a GraphQL answer's errors means, None without any."""
    if not urlsplit(exchange.url).path.endswith("/graphql") or b"errors" not in exchange.body:
        # A large answer without errors needn't be parsed.
        return None
    answer = json_object(exchange) or {}
    errors = answer.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else errors
    if not first:
        return None
    error = first if isinstance(first, dict) else {"message": first}
    extensions = error.get("extensions")
    more = extensions if isinstance(extensions, dict) else {}
    code, said = more.get("code"), error.get("message") or more.get("message")
    words = said if isinstance(said, str) else ""
    if _SCOPE_MARK in words:
        return _scope_problem(exchange)
    title, hint, retryable = _GRAPHQL.get(code if isinstance(code, str) else "", _GRAPHQL_REFUSAL)
    if _UNAUTHORIZED_CLIENT.lower() in words.lower():
        title, hint, retryable = _NOT_ENABLED
    if answer.get("data"):
        title = f"{title}, but answered a part of it"
    known = isinstance(code, str) and _CODE.fullmatch(code)
    return Problem(
        title,
        _with_words(hint, words, exchange),
        str(code) if known else "graphql",
        retryable=retryable,
    )


def _ads_problem(exchange: Exchange) -> Problem | None:
    """Return what a Sponsored Jobs error means, None for another answer."""
    found = ads_error(exchange)
    if found is None or not _CODE.fullmatch(found[0]):
        return None
    code, words = found
    title, hint = _ADS.get(
        code, (f"Indeed refused the call (HTTP {exchange.status})", "Its answer says why.")
    )
    return Problem(title, _with_words(hint, words, exchange), code)


def _with_words(hint: str, words: str, exchange: Exchange) -> str:
    if not words.strip():
        return hint
    return f"{hint} Indeed says: {mask_text(words.strip(), exchange.sensitive)[:300]}"


def ads_error(exchange: Exchange) -> tuple[str, str] | None:
    """Return type and description of the first of `meta.errors`, a list or one; else None."""
    meta = (json_object(exchange) or {}).get("meta")
    errors = meta.get("errors") if isinstance(meta, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else errors
    if not isinstance(first, dict):
        return None
    kind, description = first.get("type"), first.get("description")
    return (
        kind if isinstance(kind, str) else "",
        description if isinstance(description, str) else "",
    )


def named_scopes(exchange: Exchange) -> tuple[str, ...]:
    """Return the scopes that a refusal names as missing, as Indeed writes them; () for none."""
    text = exchange.text()[0]
    _, mark, rest = text.partition(_SCOPE_MARK)
    if not mark:
        return ()
    told = re.split(r'["\\\n<]', rest[:1000], maxsplit=1)[0]
    scopes = (word.rstrip(".") for word in re.split(r"[\s,]+", told))
    return tuple(dict.fromkeys(word for word in scopes if _SCOPE.fullmatch(word)))


def path_without_ads(exchange: Exchange) -> str | None:
    """Return the path below /ads that was meant, where the one that was called lacks it."""
    path = urlsplit(exchange.url).path
    known = of_path(exchange.method, f"/ads{path}")
    return None if known is None else f"/ads{path}"


def _forbidden(exchange: Exchange) -> Problem:
    meant = path_without_ads(exchange)
    if meant is not None:
        return Problem(
            "The path lacks /ads: a web page came back (HTTP 403)",
            f"Call {meant} instead.",
            "http.403",
        )
    if web_page(exchange):
        return Problem(
            "A web page came back instead of an answer (HTTP 403)",
            "The path may lack /ads, or Indeed's edge blocked the call; the page has more.",
            "http.403",
        )
    text = exchange.text()[0]
    if "INSUFFICIENT_SCOPE" in text or _SCOPE_MARK in text:
        return _scope_problem(exchange)
    return Problem(
        "Indeed doesn't allow this (HTTP 403)",
        "Ask Indeed whether the app is enabled for this product; refreshing won't help.",
        "http.403",
    )


def _scope_problem(exchange: Exchange) -> Problem:
    """Return the problem of a missing scope, or of a right that the employer's user lacks."""
    scopes = named_scopes(exchange)
    names = ", ".join(scopes)
    if scopes and exchange.key is not None and not suffices(exchange.key.scopes, scopes):
        return Problem(
            "The employer's user lacks the right for this; the scope was asked for",
            f"The employer's admin has to give it in the Indeed account: {names}. "
            "Another token won't help, unless Indeed left the scope out of this one.",
            USER_LACKS_RIGHT,
        )
    if scopes:
        return Problem(
            "The token lacks a scope for this",
            f"Request a token with the scope {names}. If that one is refused too, the employer's "
            "user lacks the right: ask the employer's admin.",
            "INSUFFICIENT_SCOPE",
        )
    return Problem(
        "The token lacks a scope for this, or the employer's user lacks the right",
        "Request a token with the scope that the answer names; else ask the employer's admin.",
        "INSUFFICIENT_SCOPE",
    )
