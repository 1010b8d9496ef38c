"""Looking for a report: with growing pauses, never sooner than asked, and not for ever."""

import asyncio
import json
from dataclasses import replace

import pytest

from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import Exchange, ExchangeKind, Headers, HttpRequest, Timings
from indeed_tui.session.reports import MOST_LOOKS, fetch_report, pause_after
from tests.manual_clock import ManualClock, settle

URL = "https://apis.indeed.com/ads/v1/stats/42"
REQUEST = HttpRequest("GET", URL)


def pending(retry_after: str | None = None, where: str = "/v1/stats/42") -> Exchange:
    headers: Headers = (("Content-Type", "application/json"), ("Location", where))
    if retry_after is not None:
        headers = (*headers, ("Retry-After", retry_after))
    body = json.dumps({"meta": {}, "data": {"location": where}}).encode()
    return Exchange(1, ExchangeKind.API, None, "GET", URL, (), b"", 0.0, Timings(), 202, "", "",
                    headers, body)  # fmt: skip


READY = replace(pending(), status=200, body=b"Clicks\n1\n")


class Looks:
    """Answers looks with these exchanges, the last of them for ever; notes when each came."""

    def __init__(self, clock: ManualClock, *answers: Exchange) -> None:
        self.clock, self.answers = clock, list(answers)
        self.asked: list[tuple[float, str]] = []
        self.told: list[tuple[int, float]] = []
        self._start = clock.elapsed()

    async def __call__(self, request: HttpRequest) -> Exchange:
        self.asked.append((self.clock.elapsed() - self._start, request.url))
        await asyncio.sleep(0)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def fetch(self, most: int = MOST_LOOKS) -> "asyncio.Task[Exchange]":
        def told(looks: int, seconds: float) -> None:
            self.told.append((looks, seconds))

        return asyncio.ensure_future(fetch_report(REQUEST, self, self.clock, told, most))

    @property
    def moments(self) -> list[float]:
        return [moment for moment, _ in self.asked]


def test_pauses_grow_up_to_a_minute() -> None:
    assert [pause_after(look) for look in range(1, 9)] == [2, 4, 8, 16, 32, 60, 60, 60]
    assert pause_after(10_000) == 60


@pytest.mark.parametrize(("asked", "pause"), [(1.0, 2), (7.5, 7.5), (9e9, 600), (0.0, 2)])
def test_indeeds_own_wish_is_the_least(asked: float, pause: float) -> None:
    assert pause_after(1, asked) == pause


async def test_a_report_is_looked_for_until_it_is_ready() -> None:
    clock = ManualClock()
    looks = Looks(clock, pending(), pending(), pending(), READY)
    fetching = looks.fetch()
    await clock.run(100)
    assert fetching.result() is READY
    assert looks.moments == [2, 6, 14, 30]
    assert looks.told == [(0, 2), (1, 4), (2, 8), (3, 16)]


async def test_a_report_that_is_ready_at_once_costs_one_look() -> None:
    clock = ManualClock()
    looks = Looks(clock, READY)
    fetching = looks.fetch()
    await clock.run(2)
    assert fetching.done()
    await clock.run(1000)
    assert len(looks.asked) == 1


async def test_retry_after_is_kept() -> None:
    clock = ManualClock()
    looks = Looks(clock, pending("30"), READY)
    fetching = looks.fetch()
    await clock.run(31.9)
    assert not fetching.done()
    await clock.run(0.1)
    assert fetching.result() is READY


@pytest.mark.parametrize("status", [401, 403, 404, 500])
async def test_any_other_answer_ends_the_looking(status: int) -> None:
    clock = ManualClock()
    looks = Looks(clock, pending(), replace(pending(), status=status))
    fetching = looks.fetch()
    await clock.run(1000)
    assert fetching.result().status == status
    assert len(looks.asked) == 2


async def test_indeed_may_point_elsewhere_meanwhile() -> None:
    clock = ManualClock()
    looks = Looks(clock, pending(where="/v1/stats/43"), READY)
    looks.fetch()
    await clock.run(100)
    assert [url for _, url in looks.asked] == [URL, URL.replace("42", "43")]


async def test_it_gives_up_after_the_number_of_looks_that_was_agreed_to() -> None:
    clock = ManualClock()
    looks = Looks(clock, pending())
    fetching = looks.fetch(3)
    await clock.run(10_000)
    assert len(looks.asked) == 3
    error = fetching.exception()
    assert isinstance(error, IndeedError)
    assert error.problem.code == "report.late"
    assert error.problem.retryable
    # Not told of a pause that no look follows.
    assert len(looks.told) == 3


async def test_it_can_be_stopped_between_looks() -> None:
    clock = ManualClock()
    looks = Looks(clock, pending())
    fetching = looks.fetch()
    await clock.run(7)
    fetching.cancel()
    await settle()
    await clock.run(1000)
    assert len(looks.asked) == 2
