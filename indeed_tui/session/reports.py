"""Reports: asks for an asynchronous report until it is ready, with back-off; each look may cost."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from indeed_tui.indeed.answers import retry_after
from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import Exchange, HttpRequest
from indeed_tui.indeed.paging import report_of
from indeed_tui.session.clock import Clock

MOST_LOOKS = 10
_FIRST, _LONGEST, _LONGEST_ASKED = 2.0, 60.0, 600.0

Look = Callable[[HttpRequest], Awaitable[Exchange]]
"""Sends one request for the report."""


def pause_after(look: int, asked: float | None = None) -> float:
    """Return the seconds to wait after look number `look` (from 1): 2, 4, 8 ... 60.

    `asked` is Indeed's Retry-After in seconds: never less than that, up to ten minutes.
    """
    usual = min(_LONGEST, _FIRST * 2.0 ** (min(look, 10) - 1))
    return max(usual, min(asked or 0.0, _LONGEST_ASKED))


async def fetch_report(
    request: HttpRequest,
    look: Look,
    clock: Clock,
    told: Callable[[int, float], None],
    most: int = MOST_LOOKS,
) -> Exchange:
    """Ask for a report until the answer isn't "not ready"; returns that answer, whatever it is.

    Waits before the first look as well. `told` gets the number of looks so far and the seconds
    until the next. Raises IndeedError where `most` looks found nothing, and what `look` raises.
    """
    await _wait(0, pause_after(1), clock, told)
    for number in range(1, most + 1):
        exchange = await look(request)
        following = report_of(exchange)
        if following is None:
            return exchange
        # Where Indeed points elsewhere by now, that is where the report will be.
        request = replace(request, url=following.url)
        if number < most:
            await _wait(number, pause_after(number + 1, retry_after(exchange)), clock, told)
    raise IndeedError(
        f"The report isn't ready after {most} looks",
        "It goes on being made: x looks again; each look may be charged.",
        code="report.late",
        retryable=True,
    )


async def _wait(
    number: int, seconds: float, clock: Clock, told: Callable[[int, float], None]
) -> None:
    told(number, seconds)
    await clock.sleep(seconds)
