"""What the simulator says back: one frozen answer, and the few shapes answers come in."""

import html
import json
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
JsonObject: TypeAlias = dict[str, Json]
Headers: TypeAlias = tuple[tuple[str, str], ...]

JSON_TYPE = "application/json"
HTML_TYPE = "text/html; charset=UTF-8"
NO_STORE: Headers = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response as a value: status, headers (without Date and Content-Length), body."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case."""
        lowered = name.lower()
        return next((value for key, value in self.headers if key.lower() == lowered), None)

    def with_header(self, name: str, value: str) -> "Answer":
        """Return the same answer with that header set, in place of any of that name."""
        lowered = name.lower()
        kept = tuple(pair for pair in self.headers if pair[0].lower() != lowered)
        return replace(self, headers=(*kept, (name, value)))


def reason(status: int) -> str:
    """Return the reason phrase of a status code, or "Unknown" for one that has none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def encoded(value: Json) -> bytes:
    """Return compact JSON in UTF-8; a lone surrogate stays visible as its escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def json_answer(status: int, value: Json, headers: Headers = ()) -> Answer:
    """Return an answer whose body is that value as JSON."""
    return Answer(status, (("Content-Type", JSON_TYPE), *headers), encoded(value))


def page(status: int, title: str, text: str) -> Answer:
    """Return an HTML page, as the edge in front of Indeed's APIs answers [R]."""
    heading = html.escape(title)
    body = (
        f"<!DOCTYPE html>\n<html>\n<head><title>{heading}</title></head>\n"
        f"<body>\n<h1>{heading}</h1>\n<p>{html.escape(text)}</p>\n</body>\n</html>\n"
    )
    return Answer(status, (("Content-Type", HTML_TYPE),), body.encode())


def status_page(status: int) -> Answer:
    """Return the plain HTML page of a status code; it is no OAuth error and no envelope."""
    return page(status, f"{status} {reason(status)}", "The request could not be served.")


def forbidden_page() -> Answer:
    """Return the HTML 403 for a path that is no API, such as one without `/ads` [R]."""
    return page(403, "403 Forbidden", "You don't have permission to access this resource.")


def edge_block() -> Answer:
    """Return the HTML 403 that stops default library User-Agents (Cloudflare 1020) [R]."""
    title = "Access denied | Error 1020"
    return page(403, title, "This website is using a security service. Error code: 1020")


def not_allowed(allowed: str) -> Answer:
    """Return the 405 for a known path with the wrong verb; `allowed` goes into Allow."""
    return status_page(405).with_header("Allow", allowed)


def bearer_refusal(status: int, error: str, description: str, scope: str = "") -> Answer:
    """Return the JSON refusal of a bearer token, with its challenge (RFC 6750 section 3).

    Which body Indeed sends is UNKNOWN: this one is shaped as an OAuth error.
    """
    wanted = f', scope="{scope}"' if scope else ""
    challenge = f'Bearer realm="Indeed", error="{error}", error_description="{description}"'
    value: JsonObject = {"error": error, "error_description": description}
    return json_answer(status, value, (("WWW-Authenticate", challenge + wanted),))


def invalid_token() -> Answer:
    """Return the 401 for a token that is missing, expired, revoked or not ours."""
    return bearer_refusal(401, "invalid_token", "The access token is missing, unknown or expired")
