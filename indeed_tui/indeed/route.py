"""From what somebody typed to a request: the right base URL, the headers Indeed wants."""

import json
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from indeed_tui.indeed.addresses import foreign, origin
from indeed_tui.indeed.catalogue import of_path
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import Endpoints, Headers, HttpRequest, find_header

GRAPHQL_PATH = "/graphql"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_OURS = frozenset({"authorization", "host", "content-length", "transfer-encoding", "connection"})
_TOKEN_PATH, _APPINFO_PATH = "/oauth/v2/tokens", "/v2/api/appinfo"


def address(target: str, endpoints: Endpoints, method: str = "GET") -> str:
    """Return the URL that a path or URL means, below the base that serves its first segment.

    `/v2` and `/.well-known` live beside appinfo, `/oauth` beside the token endpoint, all else
    below the API's URL. Raises ConfigError for an address that isn't the profile's, or that
    Indeed is known not to have.
    """
    if _SCHEME.match(target):
        url = allowed(target, endpoints)
        _check_prefix(urlsplit(url).path, method)
        return url
    if target.startswith("//") or not target.strip("/"):
        raise ConfigError(
            f"{target!r} is no path that can be called",
            "Give a path such as ads/v1/campaigns, or a full https:// address.",
            code="url.invalid",
        )
    path = "/" + target.lstrip("/")
    plain = re.split(r"[?#]", path, maxsplit=1)[0]
    _check_prefix(plain, method)
    first = plain.split("/")[1].lower()
    if first in ("v2", ".well-known"):
        base = _base(endpoints.appinfo_url, _APPINFO_PATH)
    elif first == "oauth":
        base = _base(endpoints.token_url, _TOKEN_PATH)
    else:
        base = endpoints.api_url.rstrip("/")
    return allowed(base + path, endpoints)


def _check_prefix(path: str, method: str) -> None:
    if of_path(method, f"/ads{path}") is not None:
        # Without /ads Indeed answers with a web page, and may charge for it.
        raise ConfigError(
            f"Indeed serves that path below /ads: {path} alone is none",
            f"Call /ads{path} instead.",
            code="url.ads",
        )


def allowed(url: str, endpoints: Endpoints) -> str:
    """Return the URL if a token of these endpoints may go there, else raise ConfigError."""
    if origin(url) not in endpoints.origins():
        raise foreign()
    return url


def _base(url: str, path: str) -> str:
    """Return what stands before a known path in a profile's URL, else its origin."""
    if url.endswith(path):
        return url.removesuffix(path)
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def header(line: str) -> tuple[str, str]:
    """Return name and value of a header line; ConfigError for one that can't be chosen."""
    name, colon, value = line.partition(":")
    name = name.strip()
    if not colon or not name:
        raise ConfigError(
            "A header needs a name, a colon and a value",
            "Write it like this: -H 'Accept: text/csv'",
            code="request.header",
        )
    if name.lower() in _OURS:
        raise ConfigError(
            f"The header {name} is set by indeed-tui itself",
            "Leave it out; --employer and --scope decide which token is sent.",
            code="request.header",
        )
    return name, value.strip()


def api_request(
    method: str, url: str, headers: Headers, body: bytes, client_id: str
) -> HttpRequest:
    """Return a call as it will leave, but for its token.

    A body that parses as JSON says so unless a header says otherwise. GraphQL gets the
    `indeed-client-id` header that an older page of Indeed's asks for.
    """
    added: list[tuple[str, str]] = []
    if body and find_header(headers, "content-type") is None and _is_json(body):
        added.append(("Content-Type", "application/json"))
    if is_graphql(url) and find_header(headers, "indeed-client-id") is None:
        added.append(("indeed-client-id", client_id))
    return HttpRequest(method, url, (*headers, *added), body)


def graphql_request(
    client_id: str,
    endpoints: Endpoints,
    query: str,
    variables: dict[str, object] | None = None,
    operation_name: str | None = None,
    headers: Sequence[tuple[str, str]] = (),
) -> HttpRequest:
    """Return a GraphQL call as it will leave, but for its token (indeed-api.md section 6)."""
    content: dict[str, object] = {"query": query}
    if operation_name is not None:
        content["operationName"] = operation_name
    if variables:
        content["variables"] = variables
    url = address(GRAPHQL_PATH, endpoints, "POST")
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return api_request("POST", url, tuple(headers), body, client_id)


def is_graphql(url: str) -> bool:
    """Say whether a URL is the GraphQL endpoint's."""
    return urlsplit(url).path.rstrip("/").lower().endswith(GRAPHQL_PATH)


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
