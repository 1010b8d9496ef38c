"""appinfo: the employers whose accounts have added the app's owner.

https://secure.indeed.com/v2/api/appinfo; no paging is known.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from indeed_tui.indeed.answers import web_page
from indeed_tui.indeed.errors import AnswerError, IndeedError, NetworkError, RefusedError
from indeed_tui.indeed.meaning import problem_of
from indeed_tui.indeed.models import Employer, Endpoints, Exchange, HttpRequest


@dataclass(frozen=True, slots=True)
class EmployerList:
    """The employers in the order Indeed gave them, each id once.

    `skipped` counts entries that couldn't be used (no id), `repeated` ids that came again;
    `by_id` finds an employer by its id.
    """

    employers: tuple[Employer, ...] = ()
    skipped: int = 0
    repeated: int = 0
    by_id: Mapping[str, Employer] = field(default_factory=dict, repr=False, compare=False)


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
    """Return the employers in appinfo's bytes; AnswerError when they are no JSON object."""
    try:
        answer = None if is_page or cut else json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        what = "a web page" if is_page else "a cut-off list" if cut else "no list of employers"
        raise AnswerError(
            f"appinfo answered {what}",
            "Its answer has more; ask again.",
            code="appinfo.unreadable",
            retryable=True,
        )
    entries = answer.get("employers")
    return _collect(entries if isinstance(entries, list) else [])


def _collect(entries: list[object]) -> EmployerList:
    found: dict[str, Employer] = {}
    skipped = repeated = 0
    for entry in entries:
        employer = _employer(entry)
        if employer is None:
            skipped += 1
        elif employer.id in found:
            repeated += 1
        else:
            found[employer.id] = employer
    return EmployerList(tuple(found.values()), skipped, repeated, found)


def _employer(entry: object) -> Employer | None:
    if not isinstance(entry, dict):
        return None
    identifier, name = entry.get("id"), entry.get("name")
    if isinstance(identifier, bool) or not isinstance(identifier, str | int) or identifier == "":
        return None
    if not _encodable(str(identifier)):
        return None
    return Employer(str(identifier), _name(name))


def _encodable(text: str) -> bool:
    """Say whether UTF-8 can carry a text; JSON's lone surrogates can't be sent or stored."""
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
    return name.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
