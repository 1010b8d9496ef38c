"""How each of Indeed's APIs says no: OAuth errors, the ads envelope, GraphQL errors."""

from dataclasses import dataclass

from indeed_tui.simulator.answers import (
    NO_STORE,
    Answer,
    Headers,
    Json,
    JsonObject,
    bearer_refusal,
    invalid_token,
    json_answer,
    status_page,
)
from indeed_tui.simulator.calls import APIS_HOST, Call
from indeed_tui.simulator.faults import Fault, Target

ADS_ROOT = f"https://{APIS_HOST}/ads"

_OAUTH_STATUS = {
    "invalid_client": 401,
    "invalid_token": 401,
    "access_denied": 403,
    "insufficient_scope": 403,
    "server_error": 500,
    "temporarily_unavailable": 503,
}
_ADS_STATUS = {
    "UNAUTHORIZED": 401,
    "INSUFFICIENT_SCOPE": 403,
    "NOT_FOUND": 404,
    "RESOURCE_NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "INTERNAL_SERVER_ERROR": 500,
}
_NO_BODY = (204, 304)


@dataclass(frozen=True, slots=True)
class Paging:
    """What a page of results says about itself: its size, and links to its neighbours."""

    per_page: int
    links: tuple[tuple[str, str], ...] = ()


def oauth_error(
    code: str, description: str, *, challenge: bool = False, status: int | None = None
) -> Answer:
    """Return an error of the token endpoint (RFC 6749 section 5.2).

    `challenge` adds `WWW-Authenticate: Basic`, due where the client used Basic. The exact
    descriptions are UNKNOWN.
    """
    headers = NO_STORE
    if challenge:
        headers = (*headers, ("WWW-Authenticate", 'Basic realm="Indeed"'))
    value: JsonObject = {"error": code, "error_description": description}
    return json_answer(status or _OAUTH_STATUS.get(code, 400), value, headers)


def ads_root(call: Call) -> str:
    """Return `rootLocation`: Indeed's own in process, the socket's address on a socket."""
    return ADS_ROOT if call.host == APIS_HOST else f"{call.origin}/ads"


def envelope(
    call: Call,
    status: int,
    data: Json,
    *,
    errors: Json = None,
    paging: Paging | None = None,
    headers: Headers = (),
) -> Answer:
    """Return an answer of the Sponsored Jobs API in its envelope [D]."""
    links: Json = None
    if paging is not None and paging.links:
        links = [{"rel": rel, "href": href} for rel, href in paging.links]
    meta: JsonObject = {
        "status": status,
        "errors": errors,
        "rootLocation": ads_root(call),
        "perPage": paging.per_page if paging is not None else None,
        "links": links,
    }
    return json_answer(status, {"meta": meta, "data": data}, headers)


def ads_error(call: Call, kind: str, description: str, status: int | None = None) -> Answer:
    """Return an error of the Sponsored Jobs API; its type decides the status (default 400)."""
    code = status or _ADS_STATUS.get(kind, 400)
    errors: Json = [{"type": kind, "description": description}]
    headers = (("WWW-Authenticate", 'Bearer error="invalid_token"'),) if code == 401 else ()
    return envelope(call, code, None, errors=errors, headers=headers)


def ads_scope_missing(call: Call, scope: str) -> Answer:
    """Return the 403 for a missing scope, or a user without the right, in its real words [R]."""
    text = (
        "The access token you provided doesn't have permission to access this API. "
        f"Required scopes missing: {scope}"
    )
    return ads_error(call, "INSUFFICIENT_SCOPE", text)


def graphql_error(code: str, message: str, *, status: int = 200, headers: Headers = ()) -> Answer:
    """Return a GraphQL error without data; most come with HTTP 200, some with 403 [R]."""
    error: JsonObject = {"message": message, "extensions": {"code": code, "message": message}}
    return json_answer(status, {"data": None, "errors": [error]}, headers)


def unauthenticated() -> Answer:
    """Return GraphQL's answer to a missing or dead token; its status is UNKNOWN, 401 here."""
    headers = (("WWW-Authenticate", 'Bearer error="invalid_token"'),)
    return graphql_error(
        "UNAUTHENTICATED", "The access token is missing or invalid", status=401, headers=headers
    )


def faulty_answer(fault: Fault, call: Call, target: Target) -> Answer | None:
    """Return the answer a fault puts in the endpoint's place; None where the endpoint answers."""
    if fault.body is not None:
        return _given_body(fault.status or 200, fault.body)
    if fault.error is not None:
        return _given_error(fault.error, fault.status, call, target)
    if fault.status is None or fault.status < 300:
        return None
    return _given_status(fault.status, call, target)


def finished(answer: Answer, fault: Fault) -> Answer:
    """Return the answer with what the fault changes on any: status, Retry-After, media type."""
    status = fault.status or answer.status
    body = b"" if status in _NO_BODY else answer.body
    changed = Answer(status, answer.headers, body)
    if fault.retry_after is not None:
        changed = changed.with_header("Retry-After", str(fault.retry_after))
    if fault.content_type is not None:
        changed = changed.with_header("Content-Type", fault.content_type)
    return changed


def _given_body(status: int, body: Json) -> Answer:
    if not isinstance(body, str):
        return json_answer(status, body)
    kinds = {"<": "text/html; charset=UTF-8", "{": "application/json", "[": "application/json"}
    kind = kinds.get(body.lstrip()[:1], "text/plain; charset=UTF-8")
    return Answer(status, (("Content-Type", kind),), body.encode("utf-8", "surrogatepass"))


def _given_error(code: str, status: int | None, call: Call, target: Target) -> Answer:
    text = "Simulated fault"
    if target is Target.ADS:
        return ads_error(call, code, text, status)
    if target is Target.GRAPHQL:
        return graphql_error(code, text, status=status or 200)
    if target is Target.APPINFO:
        return bearer_refusal(status or _OAUTH_STATUS.get(code, 400), code, text)
    challenge = code == "invalid_client" and call.basic() is not None
    return oauth_error(code, text, challenge=challenge, status=status)


def _given_status(status: int, call: Call, target: Target) -> Answer:
    """Return what that status means there: a 401 of an API is a dead token, the rest a page."""
    if status != 401 or target is Target.TOKEN:
        return status_page(status)
    if target is Target.ADS:
        return ads_error(call, "UNAUTHORIZED", "The access token is missing or invalid")
    return unauthenticated() if target is Target.GRAPHQL else invalid_token()
