"""What the keeper tells of a token key: frozen, so that a new state is a new value."""

from dataclasses import dataclass
from enum import StrEnum

from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Token, TokenKey
from indeed_tui.session.policy import Freshness, freshness
from indeed_tui.store.story import LifeEvent, Step, Why

__all__ = ["KeyState", "LifeEvent", "Step", "TokenSnapshot", "Why"]


class KeyState(StrEnum):
    """What a key's token is, for people: one glyph and one word each."""

    NONE = "none"
    REQUESTING = "requesting"
    FRESH = "fresh"
    STALE = "stale"
    FAILING = "failing"
    EXPIRED = "expired"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class TokenSnapshot:
    """All that is known of one key at one moment.

    `next_try` is on the elapsed clock, None when nothing is scheduled after a failure.
    `resting` says that Indeed refused and nothing is sent until the user acts. `kept` says that
    it is refreshed in the background. `life` holds the last events, oldest first.
    """

    key: TokenKey
    token: Token | None = None
    requesting: bool = False
    problem: Problem | None = None
    failures: int = 0
    next_try: float | None = None
    resting: bool = False
    kept: bool = False
    requests: int = 0
    life: tuple[LifeEvent, ...] = ()

    def freshness(self, now: float) -> Freshness | None:
        """Return where the token stands at `now` (elapsed seconds), None without one."""
        return None if self.token is None else freshness(self.token, now)

    def state(self, now: float) -> KeyState:
        """Return the one word for this key at `now` (elapsed seconds)."""
        standing = self.freshness(now)
        alive = standing in (Freshness.FRESH, Freshness.STALE)
        if alive and self.problem is not None:
            return KeyState.FAILING
        if alive:
            return KeyState.FRESH if standing is Freshness.FRESH else KeyState.STALE
        if self.resting:
            return KeyState.REFUSED
        if self.requesting:
            return KeyState.REQUESTING
        if self.problem is not None:
            return KeyState.FAILING if self.token is None else KeyState.EXPIRED
        return KeyState.NONE if self.token is None else KeyState.EXPIRED

    def left(self, now: float) -> float:
        """Return the seconds of life left, 0 without a token or past its deadline."""
        return 0.0 if self.token is None else max(0.0, self.token.deadline - now)

    @property
    def last_latency(self) -> float | None:
        """How long the last answered token request took, in seconds."""
        return next((e.latency for e in reversed(self.life) if e.latency is not None), None)
