"""A TokenKeeper on the bench: a token endpoint that is scripted, a cache in memory, a clock."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indeed_tui.indeed.errors import IndeedError, NetworkError, RefusedError
from indeed_tui.indeed.models import Grant, Secret, Token, TokenKey
from indeed_tui.session.keeper import TokenKeeper
from indeed_tui.session.snapshots import TokenSnapshot
from indeed_tui.store.story import Story
from tests.inline_threads import InlineThreads
from tests.manual_clock import ManualClock, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

SCOPES = ("employer_access",)
APP = TokenKey("demo", "0123456789abcdef", None, SCOPES)


def employer(number: int | str) -> TokenKey:
    """Return the key of some employer."""
    return TokenKey("demo", "0123456789abcdef", f"employer-{number}", SCOPES)


def down(retry_after: float | None = None) -> NetworkError:
    """Return the error of an Indeed that is down."""
    return NetworkError("Down", "Later.", code="http.503", retryable=True, retry_after=retry_after)


def refused(code: str = "invalid_client") -> RefusedError:
    """Return the error of an Indeed that says no."""
    return RefusedError("No", "Look.", code=code)


@dataclass(frozen=True, slots=True)
class Asked:
    """One token request as the endpoint saw it; `at` is the elapsed moment of sending."""

    at: float
    key: TokenKey
    refresh_token: Secret | None


class Endpoint:
    """A token endpoint that answers after `latency` seconds, and always gives way.

    `script` holds the errors (or grants) of the next answers, `broken` the error of a key for
    as long as it is there; a key in `hanging` never gets an answer.
    """

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.latency = 0.25
        self.lifetime = 3600.0
        self.granted: tuple[str, ...] = SCOPES
        self.refresh_token: Secret | None = None
        self.script: deque[BaseException | None] = deque()
        self.broken: dict[TokenKey, IndeedError] = {}
        self.hanging: set[TokenKey] = set()
        self.failing: Callable[[TokenKey], IndeedError | None] = self.broken.get
        self.asked: list[Asked] = []
        self.answered: Counter[TokenKey] = Counter()
        self.running = self.most_running = 0

    async def fetch(self, key: TokenKey, refresh_token: Secret | None) -> Grant:
        """Answer one token request."""
        self.asked.append(Asked(self._clock.elapsed(), key, refresh_token))
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            await self._clock.sleep(self.latency)
            if key in self.hanging:
                await asyncio.get_running_loop().create_future()
            scripted = self.script.popleft() if self.script else self.failing(key)
            if scripted is not None:
                raise scripted
        finally:
            self.running -= 1
        self.answered[key] += 1
        return self.grant(f"token-{len(self.asked)}")

    def grant(self, text: str) -> Grant:
        """Return a grant as this endpoint gives them now."""
        return Grant(Secret(text), "Bearer", self.lifetime, False, self.granted, self.refresh_token)

    def count(self, key: TokenKey | None = None) -> int:
        """Return how many requests came, for a key or in all."""
        return sum(key in (None, asked.key) for asked in self.asked)

    def moments(self, key: TokenKey) -> list[float]:
        """Return when the requests of a key came."""
        return [asked.at for asked in self.asked if asked.key == key]


class MemoryCache:
    """A token cache as another process would share it; `taken` are the keys it holds locked."""

    def __init__(self) -> None:
        self.tokens: dict[TokenKey, Token] = {}
        self.stories: dict[TokenKey, Story] = {}
        self.taken: set[TokenKey] = set()
        self.held: list[TokenKey] = []

    def keeps(self, key: TokenKey) -> bool:
        return True

    def load(self, key: TokenKey) -> Token | None:
        return self.tokens.get(key)

    def save(self, token: Token) -> None:
        self.tokens[token.key] = token

    def story(self, key: TokenKey) -> Story | None:
        return self.stories.get(key)

    def save_story(self, key: TokenKey, story: Story) -> None:
        self.stories[key] = story

    def tidy(self) -> None:
        """Nothing is left behind."""

    def forget(self, key: TokenKey) -> None:
        self.tokens.pop(key, None)

    def forget_all(self, gone: Callable[[TokenKey], bool]) -> None:
        for key in [key for key in self.tokens if gone(key)]:
            self.forget(key)

    def try_lock(self, key: TokenKey) -> AbstractContextManager[object] | None:
        return None if key in self.taken else self._lock(key)

    @contextmanager
    def _lock(self, key: TokenKey) -> "Iterator[None]":
        self.held.append(key)
        try:
            yield
        finally:
            self.held.remove(key)


class Bench:
    """A keeper with all that it needs; `roll` is the number that every draw gives."""

    def __init__(self, clock: ManualClock, *, concurrency: int = 4, max_wait: float = 30.0) -> None:
        self.clock = clock
        self.threads = InlineThreads()
        self.threads.take_over()
        self.endpoint = Endpoint(clock)
        self.cache = MemoryCache()
        self.published: list[TokenSnapshot] = []
        self.roll = 0.5
        self.draw: Callable[[], float] = lambda: self.roll
        self.keeper = TokenKeeper(
            clock=clock,
            fetch=self.endpoint.fetch,
            cache=self.cache,
            publish=self.published.append,
            roll=lambda: self.draw(),
            concurrency=concurrency,
            max_wait=max_wait,
        )

    async def token(self, key: TokenKey = APP) -> Token:
        """Ask for a token, and let the time pass that it takes."""
        asking = asyncio.ensure_future(self.keeper.token(key))
        await self.clock.run(self.endpoint.latency)
        return asking.result()

    async def refresh(self, key: TokenKey = APP) -> Token:
        """Refresh by hand, and let the time pass that it takes."""
        asking = asyncio.ensure_future(self.keeper.refresh(key))
        await self.clock.run(self.endpoint.latency)
        return asking.result()

    async def run(self, seconds: float) -> None:
        """Let time pass."""
        await self.clock.run(seconds)

    async def age(self, key: TokenKey, age: float) -> None:
        """Let time pass until the token of the key is that old, in seconds."""
        token = self.keeper.snapshot(key).token
        assert token is not None, "there is no token to age"
        await self.run(token.sent + age - self.clock.elapsed())

    async def close(self) -> None:
        """Close the keeper, without grace."""
        closing = asyncio.ensure_future(self.keeper.close(0))
        await settle()
        await closing
