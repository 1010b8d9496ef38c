"""What may be shown, logged or exported: the one place that masks secrets and tokens.

Every pattern reads its text once: an answer of any size and shape is masked in linear time.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from itertools import groupby

from indeed_tui.indeed.models import MASK, Exchange, Headers, Secret

_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
_NAMES = "access_token|refresh_token|id_token|client_secret|client_assertion"
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)'
_JSON_VALUE = re.compile(rf'("(?:{_NAMES})"\s*:\s*)(?:{_STRING})', re.DOTALL)
# JSON quoted inside JSON, as logs and error pages do.
_QUOTED_VALUE = re.compile(rf'(\\"(?:{_NAMES})\\+"\s*:\s*\\+")[^"\\]+')
_FORM_VALUE = re.compile(rf"({_NAMES})=[^&\s\"'<>]+")
_HEADER_VALUE = re.compile(
    r"(\bauthorization[\"']?\s*[:=]\s*[\"']?(?:Bearer|Basic)\s+)[^\s\"'<>,;]+", re.IGNORECASE
)
# Without the header's name only what no word looks like: "Basic qualifications" stays.
_SCHEME_VALUE = re.compile(
    r"\b(Bearer|Basic)\s+"
    r"(?:(?=[A-Za-z._~+/-]*[0-9])[A-Za-z0-9._~+/-]{16,}+|[A-Za-z0-9._~+/-]{32,}+)=*",
    re.IGNORECASE,
)
# The lookahead rules out most runs of letters, once each, before a start is looked for inside.
_JWT = re.compile(
    r"(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]{11,}+\.[A-Za-z0-9_-])([A-Za-z0-9_-]*?)"
    r"eyJ[A-Za-z0-9_-]{8,}+(?:\.[A-Za-z0-9_-]++)+"
)
# Each of the patterns above needs one of these, or the start of a JWT.
_SIGNS = ("_token", "client_", "bearer", "basic")
_SHORTEST_SIGN = len("basic")
# Shorter clear texts would tear holes into innocent words, and are no credentials anyway.
_SHORTEST = 4
# Of the mask's length, in a character that every charset has.
_BYTES_MASK = "*" * len(MASK)
_JSON_SHORT = {"\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t"}


def mask_text(text: str, secrets: Iterable[Secret] = ()) -> str:
    """Return the text without tokens: the named clear texts, and all that looks like one."""
    return _masked(text, secrets, MASK)


def _masked(text: str, secrets: Iterable[Secret], mask: str) -> str:
    # No spelling is shorter than the clear text: most headers are too short for any.
    clear_texts = {c for secret in secrets if _SHORTEST <= len(c := secret.reveal()) <= len(text)}
    for clear in sorted(clear_texts, key=len, reverse=True) if clear_texts else ():
        text = _spelled(clear).sub(mask, text)
    if not _suspicious(text):
        return text
    if '"' in text:
        text = _JSON_VALUE.sub(rf'\g<1>"{mask}"', text)
        text = _QUOTED_VALUE.sub(rf"\g<1>{mask}", text)
    if "=" in text:
        text = _FORM_VALUE.sub(rf"\g<1>={mask}", text)
    text = _HEADER_VALUE.sub(rf"\g<1>{mask}", text)
    text = _SCHEME_VALUE.sub(rf"\g<1> {mask}", text)
    return _JWT.sub(rf"\g<1>{mask}", text) if "eyJ" in text else text


def _suspicious(text: str) -> bool:
    """Say whether any pattern can match: most texts are short, and hold none of these words."""
    if len(text) < _SHORTEST_SIGN:
        return False
    if "eyJ" in text or not text.isascii():
        return True
    folded = text.lower()
    for word in _SIGNS:  # noqa: SIM110 - a third of the time of `any`, a dozen times an exchange
        if word in folded:
            return True
    return False


@lru_cache(maxsize=64)
def _spelled(clear: str) -> re.Pattern[str]:
    """Return a pattern of a clear text in every spelling: plain, URL, form, JSON, HTML, mixed."""
    parts = []
    for letter, run in groupby(clear):
        count = len(list(run))
        # JSON doubles backslashes, and JSON in JSON doubles them again.
        most = f"{{{count},{4 * count}}}" if letter == "\\" else f"{{{count}}}"
        parts.append(_letter(letter) + ("" if most == "{1}" else most))
    return re.compile("".join(parts))


def _letter(letter: str) -> str:
    """Return a pattern of one character as it is, and as URL, form, JSON and HTML write it.

    Letters and digits are never written otherwise (RFC 3986 section 2.3).
    """
    if letter.isascii() and (letter.isalnum() or letter in "-._~"):
        return re.escape(letter)
    encoded = letter.encode("utf-8", "surrogatepass")
    units = letter.encode("utf-16-be", "surrogatepass").hex(" ", 2).split()
    spellings = [
        ("" if letter == "\\" else r"\\{0,3}+") + re.escape(letter),
        "".join(rf"\\{{1,3}}+u(?i:{unit})" for unit in units),
        "".join(rf"%(?i:{byte:02x})" for byte in encoded),
        rf"&#(?:0*{ord(letter)}|[xX]0*(?i:{ord(letter):x}));",
    ]
    # No two that match the same text: a failing match would try all their combinations.
    if not letter.isascii():
        spellings.append(re.escape(encoded.decode("latin-1")))
    elif letter != escape(letter):
        spellings.append(re.escape(escape(letter)))
    elif letter in _JSON_SHORT:
        spellings.append(rf"\\{{1,3}}+{_JSON_SHORT[letter]}")
    elif letter == " ":
        spellings.append(r"\+")
    return f"(?:{'|'.join(spellings)})"


def mask_headers(headers: Headers, secrets: Iterable[Secret] = ()) -> Headers:
    """Return the headers with credentials and cookies masked; the scheme word stays."""
    known = tuple(secrets)
    # All at once, for most have nothing to mask: what is found in one value is found in a text
    # of all of them too, between its blanks.
    joined = "\n".join([value for name, value in headers if name.lower() not in _SECRET_HEADERS])
    clean = mask_text(joined, known) == joined

    def shown(name: str, value: str) -> str:
        if name.lower() in _SECRET_HEADERS:
            return _mask_header(name, value)
        return value if clean else mask_text(value, known)

    return tuple((name, shown(name, value)) for name, value in headers)


def _mask_header(name: str, value: str) -> str:
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
    body = exchange.body
    text, whole = exchange.text()
    masked = _masked(text, exchange.sensitive, _BYTES_MASK)
    if whole and masked != text:
        body = masked.encode(exchange.charset, "replace")
    # Once more as bytes, whose charset may be another than the one said.
    return _masked(body.decode("latin-1"), exchange.sensitive, _BYTES_MASK).encode("latin-1")
