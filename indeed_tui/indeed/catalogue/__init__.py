"""The documented operations in one table, and how they are found: by id, path, query or words."""

from collections.abc import Iterable

from indeed_tui.indeed.catalogue.account import ACCOUNT_OPERATIONS
from indeed_tui.indeed.catalogue.campaigns import CAMPAIGN_OPERATIONS
from indeed_tui.indeed.catalogue.graphql import GRAPHQL_OPERATIONS, GRAPHQL_PATH
from indeed_tui.indeed.catalogue.identity import IDENTITY_OPERATIONS
from indeed_tui.indeed.catalogue.model import Operation as Operation
from indeed_tui.indeed.catalogue.model import Parameter as Parameter
from indeed_tui.indeed.catalogue.model import TokenKind as TokenKind
from indeed_tui.indeed.catalogue.model import Where as Where
from indeed_tui.indeed.catalogue.reports import REPORT_OPERATIONS
from indeed_tui.indeed.graphql_text import read_graphql

PRICE = (
    "Indeed charges a Sponsored Jobs call 3 EUR or 3 USD, by market, when the month's campaign "
    "spend is below the month's call cost; the price in the US isn't published. Failed calls "
    "and polls may count."
)
OPERATIONS: tuple[Operation, ...] = (
    *IDENTITY_OPERATIONS,
    *ACCOUNT_OPERATIONS,
    *CAMPAIGN_OPERATIONS,
    *REPORT_OPERATIONS,
    *GRAPHQL_OPERATIONS,
)
_BY_ID = {operation.id: operation for operation in OPERATIONS}
_BY_FIELD = {read_graphql(one.query).fields[0]: one for one in GRAPHQL_OPERATIONS}


def by_id(id: str) -> Operation | None:  # noqa: A002
    """Return the operation of that id, None where there is none."""
    return _BY_ID.get(id)


def of_path(method: str, path: str) -> Operation | None:
    """Return the operation behind a verb and a path, without query; None for any other.

    GraphQL isn't found by its path, which all of its operations share.
    """
    segments = path.split("/")
    found = [
        operation
        for operation in OPERATIONS
        if operation.path != GRAPHQL_PATH
        and operation.method == method.upper()
        and _fits(operation.path.split("/"), segments)
    ]
    return min(found, key=lambda operation: operation.path.count("{"), default=None)


def of_graphql(query: str) -> Operation | None:
    """Return the operation behind a GraphQL text, by its top-level fields.

    None where the text can't be read, or where it asks for two of the operations at once. Other
    fields beside the one are passed over. A namespace (`jobsIngest`) stands for its operation,
    whatever is asked in it: its fields share their scopes.
    """
    text = read_graphql(query)
    found = {_BY_FIELD[field].id for field in text.fields if field in _BY_FIELD}
    return by_id(found.pop()) if text.whole and len(found) == 1 else None


def suffices(granted: Iterable[str], needed: Iterable[str]) -> tuple[str, ...]:
    """Return the needed scopes that are missing; a write scope includes its `.read` twin."""
    have = frozenset(granted)
    return tuple(
        scope
        for scope in dict.fromkeys(needed)
        if scope not in have and scope.removesuffix(".read") not in have
    )


def search(words: str) -> tuple[Operation, ...]:
    """Return the operations in which every word occurs, whatever its case; the best come first.

    Best is a word that an id or title begins with, then one within them, then one in verb or
    path, then one in the text. No words: all of them, in the order of the table.
    """
    wanted = words.casefold().split()
    ranked = [(_rank(operation, wanted), operation) for operation in OPERATIONS]
    found = [(rank, operation) for rank, operation in ranked if rank is not None]
    return tuple(operation for _, operation in sorted(found, key=lambda pair: pair[0]))


def _fits(template: list[str], segments: list[str]) -> bool:
    return len(template) == len(segments) and all(
        segment not in ("", ".", "..") if wanted.startswith("{") else segment == wanted
        for wanted, segment in zip(template, segments, strict=True)
    )


def _rank(operation: Operation, words: list[str]) -> int | None:
    """Return how far from the name the words occur, 0 for the nearest; None where one doesn't."""
    name = f"{operation.id} {operation.title}".casefold()
    starts = tuple(name.replace(".", " ").split())
    address = f"{operation.method} {operation.path}".casefold()
    about = operation.about.casefold()
    rank = 0
    for word in words:
        if any(start.startswith(word) for start in starts):
            continue
        if word in name:
            rank += 1
        elif word in address:
            rank += 2
        elif word in about:
            rank += 3
        else:
            return None
    return rank
