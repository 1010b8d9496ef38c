"""What can be copied just now, as a list to choose from: each makes its text when chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from indeed_tui.indeed.models import Exchange, ExchangeKind, Secret, Token
from indeed_tui.indeed.redact import shown_text
from indeed_tui.indeed.resend import whole
from indeed_tui.tui import copying
from indeed_tui.tui.format import size
from indeed_tui.tui.text import plain
from indeed_tui.tui.view import View


@runtime_checkable
class Reading(Protocol):
    """A body viewer that knows where its cursor stands; None where there is nothing."""

    def current_value(self) -> str | None:
        """Return the value under the cursor."""
        ...

    def current_path(self) -> str | None:
        """Return the path of what is under the cursor."""
        ...

    def current_line(self) -> str | None:
        """Return the line under the cursor."""
        ...


@dataclass(frozen=True, slots=True)
class CopyChoice:
    """One thing to copy: the `copy-as.` command that copies it, its label, and what to say it was.

    `make` may take time for a large body, and raises ConfigError for what can't be copied.
    `name` is a file's name for the file way; `remark` stands dim beside the label.
    """

    id: str
    label: str
    what: str
    name: str
    make: Callable[[], Secret]
    remark: str = ""


def choices(view: View, exchange: Exchange | None, reading: object = None) -> list[CopyChoice]:
    """Return what can be copied of an exchange, of the token in use, and of a body's cursor."""
    found = _token(view)
    if isinstance(reading, Reading):
        found += _under_cursor(reading)
    if exchange is not None:
        found += _recipes(view, exchange) + _parts(exchange)
    return found


def _token(view: View) -> list[CopyChoice]:
    snapshot = view.token_of(view.acting.employer)
    if snapshot is None or snapshot.token is None:
        return []
    return [_access_token(view, snapshot.token)]


def _access_token(view: View, token: Token) -> CopyChoice:
    employer = token.key.employer
    whose = "the app" if employer is None else plain(view.name_of(employer))
    clear = token.grant.access_token
    return CopyChoice(
        "token",
        "Access token",
        f"the token of {whose}",
        "access-token",
        lambda: clear,
        f"of {whose}",
    )


def _under_cursor(reading: Reading) -> list[CopyChoice]:
    rows = (
        ("value", "Value", "the value", "value", reading.current_value()),
        ("path", "Path", "the path", "path", reading.current_path()),
        ("line", "Line", "the line", "line", reading.current_line()),
    )
    return [_fixed(*row) for row in rows if row[-1]]


def _fixed(identifier: str, label: str, what: str, name: str, text: str | None) -> CopyChoice:
    known = text or ""
    first = known.split("\n", 1)[0]
    return CopyChoice(identifier, label, what, name, lambda: Secret(known), plain(first[:200]))


def _recipes(view: View, exchange: Exchange) -> list[CopyChoice]:
    profile = None if exchange.key is None else view.book.get(exchange.key.profile)
    endpoints = None if profile is None else profile.endpoints
    told = "asks indeed-tui for the token"
    if not whole(exchange):
        told = "masked parts are left for you to fill in"
    if exchange.kind is ExchangeKind.TOKEN:
        return [
            _recipe("command", "indeed-tui token", "the command", lambda: copying.curl(exchange)),
            _recipe("python", "Python", "the Python code", lambda: copying.python(exchange)),
        ]
    return [
        _recipe("curl", "curl command", "the curl command", lambda: copying.curl(exchange), told),
        _recipe(
            "command",
            "indeed-tui call",
            "the indeed-tui command",
            lambda: copying.call_command(exchange, endpoints),
        ),
        _recipe(
            "python", "Python (httpx)", "the Python code", lambda: copying.python(exchange), told
        ),
    ]


def _recipe(
    identifier: str, label: str, what: str, make: Callable[[], copying.Recipe], remark: str = ""
) -> CopyChoice:
    return CopyChoice(identifier, label, what, "request", lambda: Secret(make().text), remark)


def _parts(exchange: Exchange) -> list[CopyChoice]:
    found = [
        CopyChoice(
            "url", "URL", "the URL", "url", lambda: Secret(exchange.url), plain(exchange.url)
        )
    ]
    if exchange.request_body:
        sent = exchange.request_body.decode("utf-8", "replace")
        found.append(
            CopyChoice("request", "Request body", "the request body", "request-body",
                       lambda: Secret(sent), size(len(exchange.request_body)))
        )  # fmt: skip
    if exchange.body:
        found.append(
            CopyChoice("body", "Body", "the body", "body",
                       lambda: Secret(shown_text(exchange)[0]), size(len(exchange.body)))
        )  # fmt: skip
    if exchange.status is not None:
        found.append(
            CopyChoice("headers", "Response headers", "the response headers", "headers",
                       lambda: Secret(copying.headers_text(exchange)))
        )  # fmt: skip
    return found
