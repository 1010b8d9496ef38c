"""An exchange as a file: its body, or all of it as JSON; tokens and secrets are masked. Pure."""

import base64
import json
import re
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from indeed_tui.indeed.models import Exchange, Timings
from indeed_tui.indeed.redact import mask_headers, shown_bytes, shown_text

_ENDINGS = {
    "application/json": "json",
    "text/csv": "csv",
    "text/html": "html",
    "application/xhtml+xml": "html",
}
_LONGEST = 60


class Part(StrEnum):
    """What is saved of an exchange."""

    BODY = "body"
    WHOLE = "exchange"


def file_name(exchange: Exchange, part: Part) -> str:
    """Return a name from when, how and what was asked; nothing untrusted but letters of it."""
    moment = datetime.fromtimestamp(max(0.0, min(exchange.sent_wall, 4e9)), UTC)
    path = urlsplit(exchange.url).path
    words = re.findall(r"[A-Za-z0-9]+", f"{exchange.method} {path}"[:400])
    name = "-".join(words).lower()[:_LONGEST].strip("-") or "exchange"
    return f"{moment:%Y%m%d-%H%M%S}-{name}.{_ending(exchange, part)}"


def _ending(exchange: Exchange, part: Part) -> str:
    if part is Part.WHOLE:
        return "exchange.json"
    kind = exchange.content_type
    if kind.endswith("+json"):
        return "json"
    return _ENDINGS.get(kind, "txt" if kind.startswith("text/") else "bin")


def content(exchange: Exchange, part: Part) -> bytes:
    """Return what goes into the file; takes time for a large body."""
    if part is Part.BODY:
        return shown_bytes(exchange)
    text = json.dumps(_whole(exchange), ensure_ascii=False, indent=2)
    return text.encode("utf-8", "surrogatepass") + b"\n"


def _whole(exchange: Exchange) -> dict[str, object]:
    key, problem = exchange.key, exchange.problem
    sent = datetime.fromtimestamp(max(0.0, min(exchange.sent_wall, 4e9)), UTC)
    return {
        "number": exchange.number,
        "kind": exchange.kind.value,
        "sent": sent.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "profile": None if key is None else key.profile,
        "employer": None if key is None else key.employer,
        "scopes": [] if key is None else list(key.scopes),
        "request": {
            "method": exchange.method,
            "url": exchange.url,
            "headers": [list(pair) for pair in exchange.request_headers],
            "body": exchange.request_body.decode("utf-8", "replace"),
        },
        "response": None if exchange.status is None else _response(exchange),
        "timings_ms": _milliseconds(exchange.timings),
        "clock_skew_s": exchange.skew,
        "problem": None
        if problem is None
        else {"title": problem.title, "hint": problem.hint, "code": problem.code},
    }


def _response(exchange: Exchange) -> dict[str, object]:
    text, decoded = shown_text(exchange)
    body: dict[str, object] = {"body": text}
    if not decoded:
        body = {"body_base64": base64.b64encode(shown_bytes(exchange)).decode("ascii")}
    headers = mask_headers(exchange.response_headers, exchange.sensitive)
    return {
        "status": exchange.status,
        "reason": exchange.reason,
        "http_version": exchange.http_version,
        "headers": [list(pair) for pair in headers],
        "truncated": exchange.truncated,
        **body,
    }


def _milliseconds(timings: Timings) -> dict[str, float | None]:
    parts = {
        "connect": timings.connect,
        "tls": timings.tls,
        "first_byte": timings.first_byte,
        "total": timings.total,
    }
    return {
        name: None if seconds is None else round(seconds * 1000, 3)
        for name, seconds in parts.items()
    }
