"""A token key's story on disk: its last events, requests and failure, without any secret.

It lies beside the token as `<digest>.life`, so that every process and `status` tell the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from indeed_tui.indeed.errors import Problem
from indeed_tui.store.plain_json import boolean, number, objects, optional, text


class Why(StrEnum):
    """Why a token was requested, in words for the user."""

    START = "first use"
    DUE = "by age"
    CALL = "for a call"
    UNAUTHORIZED = "after a 401"
    MANUAL = "by hand"
    RETRY = "retry"
    WOKE = "after a pause"


class Step(StrEnum):
    """What happened in one event of a key's life line."""

    REQUESTED = "requested"
    OBTAINED = "obtained"
    SHARED = "taken from the cache"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """One event in a key's life: when (wall, UTC seconds), what, why, and how long it took."""

    wall: float
    step: Step
    why: Why
    latency: float | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """What happened to a key so far, whichever process did it.

    `requests` counts token requests; `problem` is the last failure, None after a success;
    `failed_at` and `next_try` are wall times (UTC seconds) of that failure and of the next try.
    `resting` says that nothing is sent until the user acts. `life` is oldest first.
    """

    requests: int = 0
    life: tuple[LifeEvent, ...] = ()
    problem: Problem | None = None
    failures: int = 0
    failed_at: float | None = None
    next_try: float | None = None
    resting: bool = False


def story_json(story: Story) -> dict[str, object]:
    """Return the story as what JSON can hold."""
    return {
        "requests": story.requests,
        "life": [_event_json(event) for event in story.life],
        "problem": _problem_json(story.problem),
        "failures": story.failures,
        "failed_at": story.failed_at,
        "next_try": story.next_try,
        "resting": story.resting,
    }


def story_of(data: Mapping[str, object]) -> Story:
    """Return the story in JSON's data; KeyError, TypeError or ValueError when it isn't one."""
    return Story(
        requests=int(number(data["requests"])),
        life=tuple(_event(each) for each in objects(data["life"])),
        problem=_problem(data["problem"]),
        failures=int(number(data["failures"])),
        failed_at=optional(number, data["failed_at"]),
        next_try=optional(number, data["next_try"]),
        resting=boolean(data["resting"]),
    )


def _event_json(event: LifeEvent) -> dict[str, object]:
    return {
        "wall": event.wall,
        "step": event.step.name,
        "why": event.why.name,
        "latency": event.latency,
        "problem": _problem_json(event.problem),
    }


def _event(data: Mapping[str, object]) -> LifeEvent:
    return LifeEvent(
        wall=number(data["wall"]),
        step=Step[text(data["step"])],
        why=Why[text(data["why"])],
        latency=optional(number, data["latency"]),
        problem=_problem(data["problem"]),
    )


def _problem_json(problem: Problem | None) -> dict[str, object] | None:
    if problem is None:
        return None
    return {
        "title": problem.title,
        "hint": problem.hint,
        "code": problem.code,
        "retryable": problem.retryable,
        "retry_after": problem.retry_after,
    }


def _problem(data: object) -> Problem | None:
    if data is None:
        return None
    (fields,) = objects([data])
    return Problem(
        text(fields["title"]),
        text(fields["hint"]),
        text(fields["code"]),
        boolean(fields["retryable"]),
        optional(number, fields["retry_after"]),
    )
