"""What is known of an exchange while it runs, and the frozen exchange it becomes."""

from dataclasses import dataclass, field

import httpx

from indeed_tui.indeed.answers import http_date
from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Headers, Secret, Timings, find_header
from indeed_tui.indeed.redact import mask_headers, mask_text


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as far as it came: headers masked, and the clock skew measured."""

    timings: Timings
    status: int | None = None
    reason: str = ""
    http_version: str = ""
    headers: Headers = ()
    skew: float | None = None


@dataclass(slots=True)
class Recording:
    """What is known of an exchange while it runs; times are on the elapsed clock.

    `mark` is the ledger's number of the call once it left the machine.
    """

    started: float
    marks: dict[str, float] = field(default_factory=dict)
    response: httpx.Response | None = None
    chunks: list[bytes] = field(default_factory=list)
    size: int = 0
    truncated: bool = False
    problem: Problem | None = None
    mark: str | None = None

    def keep(self, piece: bytes, limit: int) -> None:
        """Keep what the limit has room for, and note when that wasn't all."""
        room = limit - self.size
        self.chunks.append(piece[:room])
        self.size += len(piece[:room])
        self.truncated = len(piece) > room

    def timings(self, now: float) -> Timings:
        """Return where the time went until `now`."""

        def span(first: str, last: str) -> float | None:
            if first in self.marks and last in self.marks:
                return self.marks[last] - self.marks[first]
            return None

        answered = self.marks.get("http11.receive_response_headers.complete")
        return Timings(
            connect=span("connection.connect_tcp.started", "connection.connect_tcp.complete"),
            tls=span("connection.start_tls.started", "connection.start_tls.complete"),
            first_byte=None if answered is None else answered - self.started,
            total=now - self.started,
        )

    def answer(self, sent_wall: float, now: float, sensitive: tuple[Secret, ...]) -> Answer:
        """Return the answer so far; `sent_wall` is when the request left, `now` is elapsed."""
        timings, response = self.timings(now), self.response
        if response is None:
            return Answer(timings)
        headers = header_pairs(response.headers)
        date = http_date(find_header(headers, "date") or "")
        return Answer(
            timings,
            response.status_code,
            mask_text(response.reason_phrase, sensitive),
            response.http_version,
            mask_headers(headers, sensitive),
            None if date is None else date - (sent_wall + timings.total / 2),
        )


def header_pairs(headers: httpx.Headers) -> Headers:
    """Return headers as text, in order."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)
