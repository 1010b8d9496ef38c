"""appinfo: the employers whose accounts have added the app's owner.

https://secure.indeed.com/v2/api/appinfo; no paging is known.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from indeed_tui.indeed.answers import web_page
from indeed_tui.indeed.employer_list import EmployerList, Employers
from indeed_tui.indeed.errors import AnswerError, IndeedError, NetworkError, RefusedError
from indeed_tui.indeed.json_slices import IrregularError, list_slices
from indeed_tui.indeed.meaning import problem_of
from indeed_tui.indeed.models import Employer, Endpoints, Exchange, HttpRequest
from indeed_tui.precedence import stand_aside

_ID: Callable[[Any], str] = itemgetter("id")
_NAME: Callable[[Any], str] = itemgetter("name")


def appinfo_request(endpoints: Endpoints) -> HttpRequest:
    """Return the request that lists the employers; its token needs `employer_access`."""
    return HttpRequest("GET", endpoints.appinfo_url, (("Accept", "application/json"),))


def read_employers(exchange: Exchange) -> EmployerList:
    """Return the employers in an appinfo answer, whatever tolerable oddities it has.

    Raises NetworkError where trying again helps, RefusedError for 401 and 403, AnswerError
    where the body isn't the JSON object that it should be.
    """
    problem = problem_of(exchange)
    if problem is not None:
        kind: type[IndeedError] = NetworkError if problem.retryable else AnswerError
        if exchange.status in (401, 403):
            kind = RefusedError
        raise kind.of(problem)
    return parse_employers(exchange.body, is_page=web_page(exchange), cut=exchange.truncated)


def parse_employers(body: bytes, *, is_page: bool = False, cut: bool = False) -> EmployerList:
    """Return the employers in appinfo's bytes; AnswerError when they are no JSON object.

    However long the list, no step of it takes long: nobody waits for Python's lock meanwhile.
    """
    found = None
    if not is_page and not cut:
        with suppress(ValueError, RecursionError):
            found = _Collected.of(body.decode("utf-8", "replace"))
    if found is None:
        what = "a web page" if is_page else "a cut-off list" if cut else "no list of employers"
        raise AnswerError(
            f"appinfo answered {what}",
            "Its answer has more; ask again.",
            code="appinfo.unreadable",
            retryable=True,
        )
    names = found.names
    listed = Employers(tuple(names), tuple(names.values()))
    return EmployerList(listed, found.skipped, found.repeated, names)


class _RepeatedError(ValueError):
    """An id came twice where each was expected once."""


@dataclass(slots=True)
class _Collected:
    """The employers so far, from the list's entries: many at a time, or `careful` one by one."""

    careful: bool = False
    names: dict[str, str] = field(default_factory=dict)
    skipped: int = 0
    repeated: int = 0

    @classmethod
    def of(cls, text: str) -> "_Collected":
        """Return what a JSON object lists; ValueError where it is none."""
        with suppress(_RepeatedError):
            return cls()._all_of(text)
        return cls(careful=True)._all_of(text)

    def _all_of(self, text: str) -> "_Collected":
        try:
            for entries in list_slices(text, "employers"):
                self._add(entries)
                stand_aside()
        except IrregularError:
            answer = json.loads(text)
            if not isinstance(answer, dict):
                raise
            self.names, self.skipped, self.repeated = {}, 0, 0
            listed = answer.get("employers")
            self._add(listed if isinstance(listed, list) else [])
        return self

    def _add(self, entries: list[object]) -> None:
        if self.careful or not self._add_usual(entries):
            for entry in entries:
                self._add_one(entry)

    def _add_usual(self, entries: list[object]) -> bool:
        """Take entries if all are as nearly all are, of text only; say whether they are.

        One by one a hundred thousand would take five times as long.
        """
        try:
            ids, names = list(map(_ID, entries)), list(map(_NAME, entries))
            # Refuses what is no text, and lone surrogates, which nobody could send.
            "".join(ids).encode()
            "".join(names).encode()
        except (KeyError, TypeError, UnicodeEncodeError):
            return False
        if "" in ids:
            return False
        wanted = len(self.names) + len(ids)
        self.names.update(zip(ids, names, strict=True))
        if len(self.names) != wanted:
            raise _RepeatedError
        return True

    def _add_one(self, entry: object) -> None:
        employer = _employer(entry)
        if employer is None:
            self.skipped += 1
        elif employer.id in self.names:
            self.repeated += 1
        else:
            self.names[employer.id] = employer.name


def _employer(entry: object) -> Employer | None:
    if not isinstance(entry, dict):
        return None
    identifier, name = entry.get("id"), entry.get("name")
    if type(identifier) is not str:
        if isinstance(identifier, bool) or not isinstance(identifier, int):
            return None
        identifier = str(identifier)
    if not identifier or not _encodable(identifier):
        return None
    return Employer(identifier, name if type(name) is str and name.isascii() else _name(name))


def _encodable(text: str) -> bool:
    """Say whether UTF-8 can carry a text; JSON's lone surrogates can't be sent or stored."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _name(value: object) -> str:
    """Return a name as text, numbers too; lone surrogates become U+FFFD, lists and objects ""."""
    name = value if isinstance(value, str) else ""
    if isinstance(value, int | float):
        name = json.dumps(value)
    if name.isascii():
        return name
    return name.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
