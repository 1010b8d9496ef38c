"""From one page of an answer to its neighbours, and from a report's receipt to the report.

Sponsored Jobs: `meta.links`, whose `href` is relative to `meta.rootLocation` and joined to it by
concatenation. GraphQL: the cursors of `pageInfo`, which go into the query's own variables.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from indeed_tui.indeed.addresses import origin
from indeed_tui.indeed.answers import json_object
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import Exchange, HttpRequest, find_header
from indeed_tui.indeed.resend import rebuilt, whole
from indeed_tui.indeed.route import is_graphql

# A list page is far below this; above it nobody pages, and parsing would be felt.
_LARGEST = 4 * 1024 * 1024
_DEEPEST = 12
_PREVIOUS = frozenset({"prev", "previous"})
_REPORT = re.compile(r"/ads/v1/stats(?:/[^/?#]+)?")


@dataclass(frozen=True, slots=True)
class Pages:
    """The requests for the neighbouring pages, None where the answer names none."""

    next: HttpRequest | None = None
    previous: HttpRequest | None = None

    def __bool__(self) -> bool:
        return self.next is not None or self.previous is not None


def pages(exchange: Exchange) -> Pages:
    """Return the neighbours of a page; none for an answer that isn't one."""
    if not exchange.body or len(exchange.body) > _LARGEST or not whole(exchange):
        return Pages()
    if b"links" not in exchange.body and b"pageInfo" not in exchange.body:
        return Pages()
    answer = json_object(exchange)
    if answer is None:
        return Pages()
    return _cursors(exchange, answer) if is_graphql(exchange.url) else _links(exchange, answer)


# -- Sponsored Jobs -------------------------------------------------------------------------


def _links(exchange: Exchange, answer: Mapping[str, object]) -> Pages:
    meta = answer.get("meta")
    if not isinstance(meta, dict):
        return Pages()
    found: dict[str, HttpRequest] = {}
    links = meta.get("links")
    for link in links if isinstance(links, list) else [links]:
        if not isinstance(link, dict):
            continue
        rel, href = link.get("rel"), link.get("href")
        if isinstance(rel, str) and isinstance(href, str):
            request = _followed(exchange, meta.get("rootLocation"), href)
            name = "previous" if rel.lower() in _PREVIOUS else rel.lower()
            if request is not None:
                found.setdefault(name, request)
    return Pages(found.get("next"), found.get("previous"))


def _followed(exchange: Exchange, root: object, href: str) -> HttpRequest | None:
    """Return the request for a link below the root; None where it leads to another host."""
    url = location(exchange, href, root)
    return None if url is None else replace(rebuilt(exchange), url=url)


def location(exchange: Exchange, href: str, root: object = None) -> str | None:
    """Return the URL that a `href` or `Location` means, None where it leads to another host.

    It is relative to `root` where that is of the exchange's own host, else to its own `/ads`.
    """
    if not href or any(not " " < character < "\x7f" for character in href):
        return None
    base = _root(exchange, root)
    if base is None:
        return None
    if "://" in href.partition("?")[0]:
        url = href
    elif href.startswith("//"):
        return None
    else:
        path = "/" + href.lstrip("/")
        # Tolerated: a path that has the root's own /ads in it already.
        own = urlsplit(base).path.rstrip("/")
        twice = own and (path == own or path.startswith(f"{own}/"))
        url = base.rstrip("/").removesuffix(own if twice else "") + path
    try:
        return url if origin(url) == origin(exchange.url) else None
    except ConfigError:
        return None


def _root(exchange: Exchange, root: object) -> str | None:
    """Return what links are relative to."""
    if isinstance(root, str):
        try:
            if origin(root) == origin(exchange.url):
                return root
        except ConfigError:
            pass
    before, found, _ = exchange.url.partition("/ads/")
    return before + found.rstrip("/") if found else None


def started_over(exchange: Exchange) -> HttpRequest | None:
    """Return the request for the first page of a list, None for what is the first already."""
    parts = urlsplit(exchange.url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in query if pair[0] != "start"]
    if len(kept) == len(query) or not whole(exchange):
        return None
    return replace(rebuilt(exchange), url=urlunsplit(parts._replace(query=urlencode(kept))))


def list_changed(exchange: Exchange, history: Sequence[Exchange]) -> bool:
    """Say whether this page is of another list than the page read before it: its `hash` changed.

    Pages of different lists don't fit together: Indeed wants such a reader to start over.
    """
    now = _hash(exchange)
    if now is None or "start=" not in urlsplit(exchange.url).query:
        return False
    place = urlsplit(exchange.url).path
    for before in reversed(history):
        if before.number < exchange.number and before.key == exchange.key:
            same = urlsplit(before.url).path == place
            if same and (then := _hash(before)) is not None:
                return then != now
    return False


def _hash(exchange: Exchange) -> str | None:
    if b'"hash"' not in exchange.body or len(exchange.body) > _LARGEST:
        return None
    data = (json_object(exchange) or {}).get("data")
    value = data.get("hash") if isinstance(data, dict) else None
    return value if isinstance(value, str) else None


# -- GraphQL --------------------------------------------------------------------------------


def _cursors(exchange: Exchange, answer: Mapping[str, object]) -> Pages:
    try:
        asked = json.loads(exchange.request_body)
    except (ValueError, RecursionError):
        return Pages()
    if not isinstance(asked, dict) or not isinstance(asked.get("query"), str):
        return Pages()
    info = next(_page_infos(answer.get("data"), 0), {})
    return Pages(
        _moved(exchange, asked, "after", info.get("hasNextPage"), info.get("endCursor")),
        _moved(exchange, asked, "before", info.get("hasPreviousPage"), info.get("startCursor")),
    )


def _page_infos(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    """Yield every `pageInfo` of an answer, the outermost of each branch first."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        info = value.get("pageInfo")
        if isinstance(info, dict):
            yield info
        for each in value.values():
            yield from _page_infos(each, depth + 1)
    elif isinstance(value, list):
        for each in value[:1]:
            yield from _page_infos(each, depth + 1)


def _moved(
    exchange: Exchange, asked: Mapping[str, object], argument: str, more: object, cursor: object
) -> HttpRequest | None:
    """Return the request with a cursor in the variable that its query hands to `argument`."""
    variable = re.search(rf"\b{argument}\s*:\s*\$(\w+)", str(asked["query"]))
    if more is not True or not isinstance(cursor, str) or variable is None:
        return None
    variables = asked.get("variables")
    known = dict(variables) if isinstance(variables, dict) else {}
    changed = {**asked, "variables": {**known, variable[1]: cursor}}
    body = json.dumps(changed, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return replace(rebuilt(exchange), body=body)


# -- reports --------------------------------------------------------------------------------


def report_of(exchange: Exchange) -> HttpRequest | None:
    """Return the request that looks for the report of a 202 answer, None for another answer."""
    if exchange.status != 202 or not _REPORT.fullmatch(urlsplit(exchange.url).path):
        return None
    answer = json_object(exchange) or {}
    data, meta = answer.get("data"), answer.get("meta")
    told = data.get("location") if isinstance(data, dict) else None
    root = meta.get("rootLocation") if isinstance(meta, dict) else None
    for href in (find_header(exchange.response_headers, "location"), told):
        url = location(exchange, href, root) if isinstance(href, str) else None
        if url is not None and _REPORT.fullmatch(urlsplit(url).path):
            return HttpRequest("GET", _with_version(url, exchange.url))
    return None


def _with_version(url: str, before: str) -> str:
    """Return the report's URL with the version that was asked for before, where it was."""
    version = dict(parse_qsl(urlsplit(before).query)).get("v")
    parts = urlsplit(url)
    if version is None or parts.query:
        return url
    return urlunsplit(parts._replace(query=urlencode({"v": version})))
