"""An exchange's headers, request and timing as lines; tokens and secrets are masked already."""

from collections.abc import Sequence

from indeed_tui.indeed.models import Exchange, Headers
from indeed_tui.tui.format import duration, size, utc, utc_date
from indeed_tui.tui.text import folded, plain
from indeed_tui.tui.widgets.documents import Document, PieceDocument

Piece = tuple[str, str]


def notes(exchange: Exchange, width: int) -> list[str]:
    """Return what must be said in front of a body: that it isn't whole."""
    said = []
    if exchange.truncated and exchange.status is not None:
        said.append(f"Cut off after {size(len(exchange.body))}; the rest isn't here.")
    return [line for text in said for line in folded(plain(text), max(20, width - 8))]


def header_lines(exchange: Exchange) -> Document:
    """Return the status line and the response headers."""
    if exchange.status is None:
        return PieceDocument([[("No answer came.", "note")], *_problem(exchange)])
    status = f"{exchange.http_version} {exchange.status} {exchange.reason}".strip()
    return PieceDocument([[(status, "key")], *_headers(exchange.response_headers)])


def request_lines(exchange: Exchange) -> Document:
    """Return the request line, headers and body as they were sent, credentials masked."""
    lines: list[Sequence[Piece]] = [[(f"{exchange.method} {exchange.url}", "key")]]
    lines += _headers(exchange.request_headers)
    body = exchange.request_body.decode("utf-8", "replace")
    if body:
        lines.append([])
        form = (_value(exchange.request_headers, "content-type") or "").startswith(
            "application/x-www-form-urlencoded"
        )
        parts = body.split("&") if form else body.splitlines()
        lines += [[(part, "string")] for part in parts]
    return PieceDocument(lines)


def timing_lines(exchange: Exchange) -> Document:
    """Return where the time went, whose token it was, and what the clocks said."""
    timings, key = exchange.timings, exchange.key
    rows = [
        ("sent", utc_date(exchange.sent_wall)),
        ("connect", _took(timings.connect)),
        ("TLS", _took(timings.tls)),
        ("first byte", _took(timings.first_byte)),
        ("total", duration(timings.total)),
        ("body", f"{size(len(exchange.body))}{', cut off' if exchange.truncated else ''}"),
        ("clock skew", "no Date header" if exchange.skew is None else f"{exchange.skew:+.1f} s"),
        ("number", f"{exchange.number}, {exchange.kind.value}"),
    ]
    if key is not None:
        rows += [
            ("profile", key.profile),
            ("employer", key.employer or "none: the app itself"),
            ("scopes", key.scope),
        ]
    lines: list[Sequence[Piece]] = [[(f"{name:<12}", "dim"), (value, "")] for name, value in rows]
    return PieceDocument([*lines, *_problem(exchange)])


def _took(seconds: float | None) -> str:
    return "not measured" if seconds is None else duration(seconds)


def _problem(exchange: Exchange) -> list[Sequence[Piece]]:
    if exchange.problem is None:
        return []
    problem = exchange.problem
    return [[], [(problem.title, "note")], [(problem.hint, "")], [(problem.code, "dim")]]


def _headers(headers: Headers) -> list[Sequence[Piece]]:
    return [[(f"{name}: ", "dim"), (value, "")] for name, value in headers]


def _value(headers: Headers, wanted: str) -> str | None:
    return next((value for name, value in headers if name.lower() == wanted), None)


def summary(exchange: Exchange) -> str:
    """Return an exchange in a few words: `200 · 143 ms · 1.2 kB · 13:58:11Z`."""
    status = "no answer" if exchange.status is None else str(exchange.status)
    parts = [status, duration(exchange.timings.total)]
    if exchange.status is not None:
        parts.append(size(len(exchange.body)))
    return " · ".join([*parts, utc(exchange.sent_wall)])


def target(exchange: Exchange) -> str:
    """Return method and path with query: `GET /v2/api/appinfo`."""
    _, _, rest = exchange.url.partition("://")
    _, slash, path = rest.partition("/")
    return f"{exchange.method} {slash}{path}"
