"""What the keeper remembers of one key: its token, its failures, its last events."""

import asyncio
import math
from collections import deque

from indeed_tui.indeed.errors import IndeedError, Problem
from indeed_tui.indeed.models import Instant, Secret, Token, TokenKey
from indeed_tui.session import policy, reasons
from indeed_tui.session.snapshots import TokenSnapshot
from indeed_tui.store.story import LifeEvent, Step, Story, Why

_EVENTS_KEPT = 12


class KeyRecord:
    """The mutable state behind a key's snapshots; only the keeper holds one.

    `floor` is the elapsed moment before which Indeed asked not to come back; `planned` the one
    a background refresh was put off to, because many fell due together.
    """

    __slots__ = (
        "_kind",
        "_life",
        "_requests",
        "failures",
        "flight",
        "floor",
        "key",
        "next_try",
        "planned",
        "problem",
        "resting",
        "token",
    )

    def __init__(self, key: TokenKey) -> None:
        self.key = key
        self.token: Token | None = None
        self.flight: asyncio.Task[Token] | None = None
        self.problem: Problem | None = None
        self.failures = 0
        self.next_try: float | None = None
        self.floor: float | None = None
        self.planned: float | None = None
        self.resting = False
        self._kind: type[IndeedError] = IndeedError
        self._requests = 0
        self._life: deque[LifeEvent] = deque(maxlen=_EVENTS_KEPT)

    def snapshot(self, *, kept: bool) -> TokenSnapshot:
        """Return this state as a value."""
        return TokenSnapshot(
            key=self.key,
            token=self.token,
            requesting=self.flight is not None,
            problem=self.problem,
            failures=self.failures,
            next_try=self.next_try,
            resting=self.resting,
            kept=kept,
            requests=self._requests,
            life=tuple(self._life),
        )

    def story(self, at: Instant) -> Story:
        """Return this state for other processes, on the wall clock."""
        ahead = at.wall - at.elapsed
        return Story(
            requests=self._requests,
            life=tuple(self._life),
            problem=self.problem,
            failures=self.failures,
            failed_at=at.wall if self.problem is not None else None,
            next_try=None if self.next_try is None else self.next_try + ahead,
            resting=self.resting,
        )

    def learn(self, story: Story) -> None:
        """Take over what other processes did with the key; failures are theirs, and stay so."""
        if story.requests >= self._requests:
            self._requests = story.requests
            self._life = deque(story.life, maxlen=_EVENTS_KEPT)

    def may_try(self, now: float) -> bool:
        """Say whether a request may leave now: no rest, and no back-off running."""
        return not self.resting and (self.next_try is None or now >= self.next_try)

    def due_at(self) -> float:
        """Return the moment of the next background request; may lie in the past."""
        due = self.token.refresh_at if self.token is not None else -math.inf
        if self.next_try is not None:
            # Also where a refresh by hand failed long before the token's age asked for one.
            due = self.next_try
        return max(due, self.planned or due)

    def refusal(self) -> IndeedError | None:
        """Return the last failure as an error of the class it had, None without one."""
        return None if self.problem is None else self._kind.of(self.problem)

    def refresh_token(self) -> Secret | None:
        """Return the refresh token to ask with; after a failure the credentials are better."""
        return self.token.grant.refresh_token if self.token and not self.failures else None

    def act(self) -> None:
        """Forget rest and back-off: the user acted."""
        self.resting, self.next_try, self.floor, self.planned = False, None, None, None

    def requested(self, why: Why, at: Instant) -> None:
        """Note that a request leaves now."""
        self._requests += 1
        self._life.append(LifeEvent(at.wall, Step.REQUESTED, why))

    def obtained(self, token: Token, why: Why, at: Instant, *, shared: bool = False) -> None:
        """Take the new token and forget all failures."""
        self.token, self.problem, self.failures = token, None, 0
        self.act()
        step = Step.SHARED if shared else Step.OBTAINED
        latency = None if shared else token.latency
        self._life.append(LifeEvent(at.wall, step, why, latency))

    def failed(self, error: IndeedError, why: Why, at: Instant, roll: float) -> None:
        """Note a failure: the token stays, the next try is scheduled or the key rests."""
        problem = error.problem
        self.failures += 1
        self.problem, self._kind = problem, type(error)
        self.resting = not problem.retryable
        self.next_try = self.floor = None
        if problem.retryable:
            delay = policy.backoff(self.failures, roll, problem.retry_after)
            self.next_try = at.elapsed + delay
            if self.token is not None and problem.code == reasons.NARROWED:
                self.next_try = max(self.next_try, policy.unusable_at(self.token))
            if problem.retry_after:
                self.floor = at.elapsed + policy.backoff(0, 0.0, problem.retry_after)
        self._life.append(LifeEvent(at.wall, Step.FAILED, why, problem=problem))
