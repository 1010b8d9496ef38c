"""What may be shown, logged or exported: the one place that masks secrets and tokens."""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote_plus

from indeed_tui.indeed.models import MASK, Exchange, Headers, Secret

_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
_NAMES = "access_token|refresh_token|id_token|client_secret|client_assertion"
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)'
_JSON_VALUE = re.compile(rf'("(?:{_NAMES})"\s*:\s*)(?:{_STRING})', re.DOTALL)
_FORM_VALUE = re.compile(rf"\b({_NAMES})=[^&\s\"'<>]+")
_JWT = re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?")
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)
# Shorter clear texts would tear holes into innocent words, and are no credentials anyway.
_SHORTEST = 4


def mask_text(text: str, secrets: Iterable[Secret] = ()) -> str:
    """Return the text without tokens: the named clear texts, and all that looks like one."""
    for clear in _spellings(secrets):
        text = text.replace(clear, MASK)
    text = _JSON_VALUE.sub(rf'\g<1>"{MASK}"', text)
    text = _FORM_VALUE.sub(rf"\g<1>={MASK}", text)
    text = _BEARER.sub(rf"\g<1> {MASK}", text)
    return _JWT.sub(MASK, text)


def _spellings(secrets: Iterable[Secret]) -> list[str]:
    """Return every way the clear texts may be written, longest first."""
    found: set[str] = set()
    for secret in secrets:
        clear = secret.reveal()
        if len(clear) >= _SHORTEST:
            found.update((clear, quote_plus(clear), json.dumps(clear)[1:-1]))
    return sorted(found, key=len, reverse=True)


def mask_headers(headers: Headers, secrets: Iterable[Secret] = ()) -> Headers:
    """Return the headers with credentials and cookies masked; the scheme word stays."""
    known = tuple(secrets)
    return tuple((name, _mask_header(name, value, known)) for name, value in headers)


def _mask_header(name: str, value: str, secrets: tuple[Secret, ...]) -> str:
    if name.lower() not in _SECRET_HEADERS:
        return mask_text(value, secrets)
    scheme, blank, _ = value.partition(" ")
    if blank and name.lower().endswith("authorization"):
        return f"{scheme} {MASK}"
    return MASK


def shown_text(exchange: Exchange) -> tuple[str, bool]:
    """Return the response body as text that may be shown, and whether all of it decoded."""
    text, whole = exchange.text()
    return mask_text(text, exchange.sensitive), whole


def shown_bytes(exchange: Exchange) -> bytes:
    """Return the response's bytes as they may be shown or saved: tokens masked, rest untouched."""
    text = exchange.body.decode("latin-1")
    masked = mask_text(text, exchange.sensitive)
    if masked == text:
        return exchange.body
    return masked.replace(MASK, "*" * len(MASK)).encode("latin-1")
