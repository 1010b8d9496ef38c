"""What GraphQL's operations find and change: employer jobs, dispositions, new postings."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from indeed_tui.simulator.ads_data import CITIES, TITLES
from indeed_tui.simulator.answers import Json, JsonObject
from indeed_tui.simulator.data import Directory, choice, digits, number
from indeed_tui.simulator.tokens import HOSTED_JOB, Issued

IRI = "iri://apis.indeed.com/"
MOST_JOBS = 500
MOST_DISPOSITIONS = 25
_DEFAULT_PAGE = 25

Resolver = Callable[[JsonObject], Json]
Roots = Mapping[str, Resolver | Mapping[str, Resolver]]


class GraphQLRefusedError(Exception):
    """A field that is refused; `status` is the HTTP status it calls for."""

    def __init__(self, code: str, message: str, status: int = 200) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


@dataclass(slots=True)
class Postings:
    """The jobs created by calls, per employer."""

    created: dict[str, list[JsonObject]] = field(default_factory=dict)

    def jobs(self, employer: str) -> list[JsonObject]:
        """Return an employer's jobs: 5 to 120 that follow from its id, then the created ones."""
        count = number(5, 120, employer, "hosted jobs")
        return [*(_job(employer, place) for place in range(count)), *self.created.get(employer, ())]


@dataclass(frozen=True, slots=True)
class Resolvers:
    """The root fields for one token.

    For whom an app token finds jobs is UNKNOWN: here for the first employer that is listed.
    """

    issued: Issued
    directory: Directory
    postings: Postings

    def roots(self, kind: str) -> Roots:
        """Return the root fields of `query` or `mutation`; a subscription has none."""
        if kind == "query":
            return {
                "findEmployerJobsPartner": self._find_jobs,
                "node": self._node,
                "nodes": self._nodes,
                "jobSearch": _job_search,
            }
        if kind == "mutation":
            return {
                "partnerDisposition": {"send": _send_dispositions},
                "jobsIngest": {"createSourcedJobPostings": self._create_postings},
            }
        return {}

    @property
    def _employer(self) -> str:
        listed = self.directory.employers
        return self.issued.employer or (listed[0][0] if listed else "")

    def _find_jobs(self, arguments: JsonObject) -> Json:
        self._need_hosted_job()
        first = arguments.get("first")
        size = _DEFAULT_PAGE if first is None else first
        if not isinstance(size, int) or not 1 <= size <= MOST_JOBS or isinstance(size, bool):
            raise GraphQLRefusedError("BAD_USER_INPUT", f"first must be from 1 to {MOST_JOBS}")
        start = _offset(arguments.get("after"))
        jobs = self.postings.jobs(self._employer)
        shown: list[Json] = [*jobs[start : start + size]]
        end = start + len(shown)
        return {
            "__typename": "FindEmployerJobsPartnerPayload",
            "employerJobs": shown,
            "estimatedTotalResultsCount": len(jobs),
            "pageInfo": {
                "__typename": "PageInfo",
                "endCursor": _cursor(end) if shown else None,
                "hasNextPage": end < len(jobs),
                "startCursor": _cursor(start) if shown else None,
                "hasPreviousPage": start > 0,
            },
        }

    def _node(self, arguments: JsonObject) -> Json:
        found = self._by_id(arguments.get("id"))
        if found is None:
            raise GraphQLRefusedError("NOT_FOUND", "Node not found")
        return found

    def _nodes(self, arguments: JsonObject) -> Json:
        ids = arguments.get("ids")
        if not isinstance(ids, list):
            raise GraphQLRefusedError("BAD_USER_INPUT", "ids must be a list of ids")
        return [self._by_id(one) for one in ids]

    def _by_id(self, identity: Json) -> JsonObject | None:
        # There are no other nodes here than employer jobs, whose scope this is [T].
        self._need_hosted_job()
        if not isinstance(identity, str) or not identity.startswith(IRI):
            raise GraphQLRefusedError("BAD_USER_INPUT", f"An id must be {IRI}ENTITY/ID")
        jobs = self.postings.jobs(self._employer)
        return next((job for job in jobs if job["id"] == identity), None)

    def _create_postings(self, arguments: JsonObject) -> Json:
        self._need_hosted_job()
        created = self.postings.created.setdefault(self._employer, [])
        results: list[Json] = []
        for posting in _listed(arguments, "jobPostings", MOST_JOBS):
            body = posting.get("body") if isinstance(posting, dict) else None
            title = body.get("title") if isinstance(body, dict) else None
            if not isinstance(title, str) or not title:
                raise GraphQLRefusedError("BAD_USER_INPUT", "body.title must not be empty")
            job = _job(self._employer, -1 - len(created), title)
            created.append(job)
            identity = digits(str(job["id"]), "sourced")[:32]
            posted: JsonObject = {"sourcedPostingId": identity, "employerJobId": job["id"]}
            results.append({"jobPosting": posted})
        return {"results": results}

    def _need_hosted_job(self) -> None:
        if not self.issued.allows(HOSTED_JOB):
            text = f"Required scopes missing: {HOSTED_JOB}"
            raise GraphQLRefusedError("FORBIDDEN", text, 403)


def _job_search(_: JsonObject) -> Json:
    raise GraphQLRefusedError("FORBIDDEN", "Client is not authorized")


def _send_dispositions(arguments: JsonObject) -> Json:
    """Count those that say a status and whom they are about; the rest comes back as failed."""
    failed: list[Json] = []
    dispositions = _listed(arguments, "dispositions", MOST_DISPOSITIONS)
    for one in dispositions:
        given = one if isinstance(one, dict) else {}
        missing = [key for key in ("dispositionStatus", "identifiedBy") if not given.get(key)]
        if missing:
            failed.append({"rationale": f"Missing: {', '.join(missing)}"})
    good = len(dispositions) - len(failed)
    return {"numberGoodDispositions": good, "failedDispositions": failed}


def _listed(arguments: JsonObject, name: str, most: int) -> list[Json]:
    given = arguments.get("input")
    items = given.get(name) if isinstance(given, dict) else None
    if not isinstance(items, list) or not 1 <= len(items) <= most:
        raise GraphQLRefusedError("BAD_USER_INPUT", f"input.{name} must list 1 to {most} items")
    return items


def _job(employer: str, place: int, title: str | None = None) -> JsonObject:
    key = digits(employer, "employer job", str(place))[:32]
    return {
        "__typename": "EmployerJob",
        "id": f"{IRI}EmployerJob/{key}",
        "jobData": {
            "__typename": "HostedJobPost",
            "title": title or choice(TITLES, key, "title"),
            "description": "A job in the simulator; nobody is hiring.",
            "location": {"__typename": "Location", "formatted": choice(CITIES, key, "city")},
        },
    }


def _cursor(offset: int) -> str:
    return base64.b64encode(f"offset:{offset}".encode()).decode()


def _offset(cursor: Json) -> int:
    if cursor is None:
        return 0
    try:
        word, _, digits_ = base64.b64decode(str(cursor), validate=True).decode().partition(":")
        offset = int(digits_) if word == "offset" else -1
    except (binascii.Error, ValueError):
        offset = -1
    if offset < 0:
        raise GraphQLRefusedError("BAD_USER_INPUT", "after must be a cursor of this connection")
    return offset
