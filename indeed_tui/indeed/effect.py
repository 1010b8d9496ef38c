"""What a request would do at Indeed: read or write, free or billed. Asked before it leaves.

The rules err on the careful side: what can't be understood counts as a write, and whatever
looks like a Sponsored Jobs path counts as billed.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from indeed_tui.indeed.errors import ConfigError, Problem
from indeed_tui.indeed.graphql_text import read_graphql
from indeed_tui.indeed.models import HttpRequest

READ_ONLY = "guard.read_only"
UNCONFIRMED = "guard.unconfirmed"

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# By these, as headers or as parameters, some servers take another method than the request's.
_OVERRIDES = frozenset({"x-http-method-override", "x-http-method", "x-method-override", "-method"})
# By these some servers take another path than the request's.
_MOVES = frozenset(
    {
        "x-original-url",
        "x-original-uri",
        "x-original-path",
        "x-rewrite-url",
        "x-rewrite-uri",
        "x-forwarded-uri",
        "x-forwarded-path",
        "x-envoy-original-path",
    }
)
_FREE = re.compile(r"(?:/[A-Za-z0-9._~-]+)*/ads/v1/apiquotausage")
_JSON = re.compile(r'application/(?:[a-z0-9.-]+\+)?json(?:\s*;\s*charset="?utf-?8"?)?\s*')
# Other members and parameters may name another text than the one that is seen.
_TEXT, _PLAIN, _EXTENSIONS = "query", ("variables", "operationName"), "extensions"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a request does: `writes` changes something at Indeed, `billable` may cost money."""

    writes: bool
    billable: bool


@dataclass(frozen=True, slots=True)
class Permit:
    """What one request may do. The default lets it read what is free, and nothing else.

    `read_only` is the profile's; `writes` and `billable` say what the user agreed to for this
    request, which opens nothing in a read-only profile.
    """

    read_only: bool = True
    writes: bool = False
    billable: bool = False

    def refusal(self, effect: Effect) -> Problem | None:
        """Return why a request of this effect may not leave, None when it may."""
        if effect.writes and self.read_only:
            return Problem(
                "The profile is read-only, and this call writes",
                "Unlock the profile for this session in the dashboard, or set read_only = false "
                "in profiles.toml.",
                READ_ONLY,
            )
        if effect.writes and not self.writes:
            return Problem(
                "This call writes, and nobody confirmed it", "Confirm it first.", UNCONFIRMED
            )
        if effect.billable and not self.billable:
            return Problem(
                "Indeed may bill this call, and nobody confirmed it",
                "Confirm it first.",
                UNCONFIRMED,
            )
        return None

    def check(self, effect: Effect) -> None:
        """Raise GuardError where a request of this effect may not leave."""
        problem = self.refusal(effect)
        if problem is not None:
            raise GuardError(problem.title, problem.hint, code=problem.code)


class GuardError(ConfigError):
    """A call that was held back before it left the machine: read-only, or not confirmed."""


def effect_of(request: HttpRequest) -> Effect:
    """Return what the request does, whatever way its address or method is spelt."""
    try:
        parts = urlsplit(request.url)
        words = path_words(parts.path)
    except ValueError:
        return Effect(writes=True, billable=True)
    if any(_plain(name) in _MOVES for name, _ in request.headers):
        return Effect(writes=True, billable=True)
    methods = _methods(request, parts.query)
    free = words.count("ads") == 1 and _FREE.fullmatch(parts.path) and methods == {"GET"}
    billable = "ads" in words and not free
    if any("graphql" in word or word == "gql" for word in words):
        texts = query_texts(request)
        reads = bool(texts) and all(read_graphql(text).only_reads for text in texts)
        return Effect(not (reads and methods <= {"GET", "POST"}), billable)
    return Effect(not methods <= _SAFE, billable)


def path_words(path: str) -> list[str]:
    """Return the words of a URL path as any server may see them: decoded, lower case.

    `..` takes nothing away: not every server resolves it. Raises ValueError for a path that
    servers read differently: control characters, broken UTF-8, encoded more than three times.
    """
    for _ in range(3):
        # Proxies and servers decode again what was encoded twice.
        path = unquote(path, errors="strict")
    if re.search(r"[\x00-\x1f\x7f]|%[0-9A-Fa-f]{2}", path):
        raise ValueError("no path that all servers read alike")
    path = unicodedata.normalize("NFKC", path).lower()
    return [word.strip("-_") for word in re.split(r"[^a-z0-9_-]+", path)]


def _methods(request: HttpRequest, query: str) -> set[str]:
    """Return every method that a server may take the request for."""
    said = [value for name, value in request.headers if _plain(name) in _OVERRIDES]
    for separated in (query, query.replace(";", "&")):
        parameters = parse_qsl(separated, keep_blank_values=True)
        said += [value for name, value in parameters if _plain(name) in _OVERRIDES]
    return {request.method.upper(), *(value.strip().upper() for value in said)}


def _plain(name: str) -> str:
    """Return a name as gateways see it that write headers as variables."""
    return name.strip().lower().replace("_", "-")


def query_texts(request: HttpRequest) -> list[str]:
    """Return every GraphQL text that a request could make run; none where it can't be read."""
    try:
        texts = _url_texts(urlsplit(request.url).query)
        if request.body:
            _check_json(request)
            texts += _body_texts(request.body)
    except (ValueError, RecursionError):
        return []
    return texts


def _url_texts(query: str) -> list[str]:
    """Return every `query` of a URL's query; ValueError for one that hides another."""
    parameters = parse_qsl(query, keep_blank_values=True, errors="strict")
    if ";" in query or any(name not in (_TEXT, *_PLAIN) for name, _ in parameters):
        # Some servers separate by semicolons too.
        raise ValueError("no GraphQL request")
    return [value for name, value in parameters if name == _TEXT]


def _check_json(request: HttpRequest) -> None:
    """Raise ValueError unless the headers let every server read the body as JSON in UTF-8."""
    said = [(_plain(name), value.lower()) for name, value in request.headers]
    types = [value for name, value in said if name == "content-type"]
    if not types or not all(_JSON.fullmatch(value) for value in types):
        raise ValueError("no JSON")
    if any(name == "content-encoding" for name, _ in said):
        raise ValueError("not as it stands there")


def _body_texts(body: bytes) -> list[str]:
    """Return every `query` of a JSON body, of a batch too; ValueError for another body.

    Of a key that stands there twice nobody knows which one the server takes: both count.
    """
    found = json.loads(body.decode("utf-8-sig"), object_pairs_hook=_Pairs)
    batch = found if isinstance(found, list) and not isinstance(found, _Pairs) else [found]
    texts: list[str] = []
    for each in batch:
        if not isinstance(each, _Pairs):
            raise ValueError("no GraphQL request")  # noqa: TRY004
        found_texts = [_text_of(name, value) for name, value in each if name not in _PLAIN]
        if not any(found_texts):
            raise ValueError("no query in it")
        texts += [text for text in found_texts if text is not None]
    return texts


def _text_of(name: str, value: object) -> str | None:
    """Return a member's text, None for empty extensions; ValueError for any other member."""
    if name == _TEXT and isinstance(value, str):
        return value
    if name == _EXTENSIONS and not value:
        return None
    raise ValueError("a member that may name another text")


class _Pairs(list[tuple[str, object]]):
    """A JSON object's members, duplicates included."""
