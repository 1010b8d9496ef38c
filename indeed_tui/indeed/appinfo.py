"""appinfo: the employers whose accounts have added the app's owner.

https://secure.indeed.com/v2/api/appinfo; no paging is known.
"""

import json
from contextlib import suppress
from dataclasses import dataclass, field

from indeed_tui.indeed.answers import web_page
from indeed_tui.indeed.employer_list import EmployerList
from indeed_tui.indeed.errors import AnswerError, IndeedError, NetworkError, RefusedError
from indeed_tui.indeed.json_slices import IrregularError, list_slices
from indeed_tui.indeed.meaning import problem_of
from indeed_tui.indeed.models import Employer, Endpoints, Exchange, HttpRequest


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
    return EmployerList(tuple(found.by_id.values()), found.skipped, found.repeated, found.by_id)


@dataclass(slots=True)
class _Collected:
    """The employers so far, from the list's entries one by one."""

    by_id: dict[str, Employer] = field(default_factory=dict)
    skipped: int = 0
    repeated: int = 0

    @classmethod
    def of(cls, text: str) -> "_Collected":
        """Return what a JSON object lists; ValueError where it is none."""
        found = cls()
        try:
            for entries in list_slices(text, "employers"):
                found.add(entries)
        except IrregularError:
            found, answer = cls(), json.loads(text)
            if not isinstance(answer, dict):
                raise
            listed = answer.get("employers")
            found.add(listed if isinstance(listed, list) else [])
        return found

    def add(self, entries: list[object]) -> None:
        """Take some entries."""
        if (usual := _usual(entries)) is not None and usual.keys().isdisjoint(self.by_id.keys()):
            self.by_id |= usual
            return
        for entry in entries:
            employer = _employer(entry)
            if employer is None:
                self.skipped += 1
            elif employer.id in self.by_id:
                self.repeated += 1
            else:
                self.by_id[employer.id] = employer


def _usual(entries: list[object]) -> dict[str, Employer] | None:
    """Return entries as employers by id, where all are as nearly all are: of text, each once.

    One by one a hundred thousand would take three times as long.
    """
    with suppress(KeyError, TypeError, UnicodeEncodeError):
        pairs = [(entry["id"], entry["name"]) for entry in entries]  # type: ignore[index]
        identifiers = [identifier for identifier, _ in pairs]
        # Refuses what is no text, and lone surrogates, which nobody could send.
        "".join([text for pair in pairs for text in pair]).encode()
        found = dict(zip(identifiers, map(Employer._make, pairs), strict=True))
        return found if len(found) == len(entries) and "" not in found else None
    return None


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
