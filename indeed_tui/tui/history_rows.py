"""Which exchanges the history shows: pure, by words as people type them."""

import re
from collections.abc import Callable, Sequence

from indeed_tui.indeed.models import Exchange, ExchangeKind

_STATUS = re.compile(r"[1-5](?:[0-9]{0,2}|x{1,2})")
_KINDS = frozenset(kind.value for kind in ExchangeKind)
_METHODS = frozenset({"get", "post", "patch", "put", "delete", "head"})
_FAILED = frozenset({"failed", "error", "errors"})


def matching(
    history: Sequence[Exchange], wanted: str, name_of: Callable[[str], str]
) -> list[Exchange]:
    """Return the exchanges that fit every word of `wanted`, in their order.

    A word is a status or its beginning (`403`, `4xx`), a kind (`token`, `appinfo`, `api`), a
    method, `failed`, or a part of the address, of the profile, or of the employer's name or id.
    """
    words = wanted.casefold().split()
    return [each for each in history if all(_fits(each, word, name_of) for word in words)]


def _fits(exchange: Exchange, word: str, name_of: Callable[[str], str]) -> bool:
    if word in _KINDS:
        return exchange.kind.value == word
    if word in _METHODS:
        return exchange.method.casefold() == word
    if word in _FAILED:
        return exchange.status is None or exchange.status >= 400 or exchange.problem is not None
    if _STATUS.fullmatch(word):
        return str(exchange.status or "").startswith(word.rstrip("x"))
    parts = [exchange.url, exchange.method]
    if exchange.key is not None:
        employer = exchange.key.employer
        parts += [exchange.key.profile, employer or "app"]
        parts += [] if employer is None else [name_of(employer)]
    return word in "\n".join(parts).casefold()
