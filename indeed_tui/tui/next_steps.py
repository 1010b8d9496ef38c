"""What an exchange means and what to do next, with the key that does it: pure."""

from dataclasses import dataclass, replace
from enum import StrEnum

from indeed_tui.indeed.catalogue import suffices
from indeed_tui.indeed.errors import IndeedError, Problem
from indeed_tui.indeed.meaning import named_scopes, path_without_ads, problem_of
from indeed_tui.indeed.models import Exchange, ExchangeKind, HttpRequest, TokenKey
from indeed_tui.indeed.oauth import read_grant
from indeed_tui.indeed.paging import list_changed, pages, report_of, started_over
from indeed_tui.indeed.resend import rebuilt, whole
from indeed_tui.tui.states import DIM, FAILED, PLAIN, STALE, STRONG, Piece
from indeed_tui.tui.text import cells, folded, plain
from indeed_tui.tui.view import View

_SIDE = 2
# Up to this many bytes a body is looked through for its pages while it is drawn.
_PARSED = 256 * 1024


class Way(StrEnum):
    """How the app does a next step."""

    REFRESH = "refresh"
    REPEAT = "repeat"
    SEND = "send"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Step:
    """Something the app can do next: `text` says what the key of `command` does.

    `request` and `key` are what is sent, where it is another request than the exchange's own.
    """

    way: Way
    command: str
    text: str
    request: HttpRequest | None = None
    key: TokenKey | None = None


def judged(exchange: Exchange) -> Problem | None:
    """Return what is wrong with an answer, of the token endpoint or of an API; else None."""
    if exchange.kind is not ExchangeKind.TOKEN or exchange.key is None:
        return problem_of(exchange)
    try:
        read_grant(exchange, exchange.key, exchange.key.profile)
    except IndeedError as error:
        return error.problem
    return None


def next_step(exchange: Exchange, view: View) -> Step | None:
    """Return what the app can do about an answer, None where only the user can, or need not."""
    key = exchange.key
    if exchange.kind is ExchangeKind.TOKEN or key is None or key.profile != view.acting.profile:
        # Tokens are tried again by themselves; another profile's calls are sent from there.
        return None
    report = report_of(exchange)
    if report is not None:
        text = "looks for the report until it is ready; each look may be charged"
        return Step(Way.REPORT, "next-step", text, report, key)
    if list_changed(exchange, view.history) and (first := started_over(exchange)) is not None:
        return Step(Way.SEND, "next-step", "asks for the first page again", first, key)
    problem = judged(exchange)
    if problem is None:
        return None
    if exchange.status == 401 or problem.code == "UNAUTHENTICATED":
        # The usual key refreshes the identity in use, which may be another one.
        usual = key == view.acting.key(view.acting.employer)
        command = "refresh" if usual else "next-step"
        return Step(Way.REFRESH, command, "requests a new token", None, key)
    return _remedy(exchange, key, problem)


def _remedy(exchange: Exchange, key: TokenKey, problem: Problem) -> Step | None:
    named = named_scopes(exchange) if exchange.status is not None else ()
    missing = suffices(key.scopes, named)
    if missing and whole(exchange):
        wider = replace(key, scopes=tuple(sorted({*key.scopes, *missing})))
        text = f"requests a token with {', '.join(missing)} and sends it again"
        return Step(Way.SEND, "next-step", text, rebuilt(exchange), wider)
    meant = path_without_ads(exchange) if exchange.status == 403 else None
    if meant is not None and whole(exchange):
        request = rebuilt(exchange)
        head, _, rest = request.url.partition(meant.removeprefix("/ads"))
        url = f"{head}{meant}{rest}"
        return Step(Way.SEND, "next-step", f"calls {meant}", replace(request, url=url), key)
    if problem.retryable and whole(exchange):
        return Step(Way.REPEAT, "repeat", "sends it again")
    return None


def told(exchange: Exchange, view: View) -> list[list[Piece]]:
    """Return what to say above a body, as paragraphs: the meaning, the next step, the pages."""
    said: list[list[Piece]] = []
    problem, step = judged(exchange), next_step(exchange, view)
    if problem is not None:
        said.append(
            [
                ("✕ ", FAILED),
                (f"{plain(problem.title)}.", STRONG),
                (_advice(problem, step), PLAIN),
            ]
        )
    elif step is not None and step.way is Way.REPORT:
        said.append([("◌ ", STALE), ("Indeed is still making this report.", STRONG)])
    elif step is not None:
        said.append(
            [("▲ ", STALE), ("The list changed since the page before: start over.", STRONG)]
        )
    if step is not None:
        said.append([("→ ", DIM), (view.keys.key(step.command), STRONG), (plain(step.text), PLAIN)])
    small = problem is None and len(exchange.body) <= _PARSED
    neighbours = pages(exchange) if small else None
    if neighbours:
        ways = [
            f"{view.keys.key(command)} {text}"
            for command, text, there in (
                ("next-page", "next page", neighbours.next),
                ("previous-page", "previous page", neighbours.previous),
            )
            if there is not None
        ]
        said.append([("→ ", DIM), (" · ".join(ways), DIM)])
    return said


def _advice(problem: Problem, step: Step | None) -> str:
    """Return the hint, and whether trying again helps where it doesn't say so itself."""
    hint = plain(problem.hint)
    if "again" in hint.casefold() or step is not None:
        return hint
    again = "Trying again helps." if problem.retryable else "Sending the same again won't help."
    return f"{hint} {again}".strip()


def paragraph(pieces: list[Piece], width: int) -> list[list[Piece]]:
    """Return pieces, the first of them a sign, as lines of at most `width` cells (10 at least)."""
    room = max(10, width) - _SIDE
    lines: list[list[Piece]] = [[pieces[0]]]
    used = 0
    for text, style in pieces[1:]:
        for word in text.split():
            for part in folded(word, room):
                blank = " " if used else ""
                if used and used + 1 + cells(part) > room:
                    lines.append([(" " * _SIDE, PLAIN)])
                    used, blank = 0, ""
                lines[-1].append((blank + part, style))
                used += len(blank) + cells(part)
    return lines
