"""What status is told: tokens and their stories, on a clock moved by hand."""

from collections.abc import Mapping
from dataclasses import replace

from indeed_tui.cli.status_rows import Standing
from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Grant, Secret, Token, TokenKey
from indeed_tui.store.story import LifeEvent, Step, Story, Why
from tests.cli.shell import DHARMA
from tests.manual_clock import ManualClock

APP = TokenKey("acme-dev", "0123456789abcdef", None, ("employer_access",))
EMPLOYER = replace(APP, employer=DHARMA)
CLEAR = "opaque-clear-text"
BUSY = Problem("Indeed is busy (HTTP 503)", "It is tried again by itself.", "http.503", True)


def token(
    clock: ManualClock,
    key: TokenKey = APP,
    *,
    lifetime: float = 3600.0,
    skew: float | None = None,
) -> Token:
    """A token requested now; it turns stale after three quarters of its life."""
    grant = Grant(Secret(CLEAR), "Bearer", lifetime, False, key.scopes, skew=skew)
    return Token(key, grant, clock.elapsed(), clock.wall(), 0.75 * lifetime)


def failed(clock: ManualClock, *, requests: int = 1, resting: bool = False) -> Story:
    """The story of a request that failed now."""
    event = LifeEvent(clock.wall(), Step.FAILED, Why.CALL, 0.2, BUSY)
    return Story(requests, (event,), BUSY, failures=1, resting=resting)


def standing(
    *known: Token | tuple[Token | TokenKey, Story], names: Mapping[str, str] | None = None
) -> Standing:
    """What is known of acme-dev: tokens, and tokens or keys with their stories."""
    found: dict[TokenKey, tuple[Token | None, Story | None]] = {}
    for each in known:
        one, story = each if isinstance(each, tuple) else (each, None)
        if isinstance(one, Token):
            found[one.key] = one, story
        else:
            found[one] = None, story
    return Standing.of("acme-dev", found, names or {})
