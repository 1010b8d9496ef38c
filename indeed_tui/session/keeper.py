"""TokenKeeper: the only writer of tokens. Single flight per key, refreshed in the background."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractContextManager

from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import Grant, Secret, Token, TokenKey
from indeed_tui.session import policy, reasons
from indeed_tui.session.clock import Clock
from indeed_tui.session.lifeline import KeyRecord
from indeed_tui.session.refusals import REFUSED, Refusals
from indeed_tui.session.snapshots import TokenSnapshot, Why
from indeed_tui.session.token_cache import TokenCache
from indeed_tui.session.upkeep import Upkeep

Fetch = Callable[[TokenKey, Secret | None], Awaitable[Grant]]
"""Requests one token: the key, and a refresh token where an earlier answer brought one."""

_LOCK_POLL = 0.05
_LOCK_LIMIT = 45.0
# A caller that waits for a back-off to end looks this often whether a token came another way.
_LOOK_AGAIN = 1.0


class TokenKeeper:
    """Hands out tokens and keeps chosen ones alive; the twelve rules of the design.

    `publish` gets a new snapshot at every change; `roll` draws random numbers in [0, 1).
    """

    def __init__(
        self,
        *,
        clock: Clock,
        fetch: Fetch,
        cache: TokenCache,
        publish: Callable[[TokenSnapshot], None],
        roll: Callable[[], float],
        concurrency: int = 4,
        max_wait: float = 30.0,
    ) -> None:
        self._clock, self._fetch, self._cache = clock, fetch, cache
        self._publish, self._roll = publish, roll
        self._max_wait = max_wait
        self._records: dict[TokenKey, KeyRecord] = {}
        self._upkeep = Upkeep(clock, roll, concurrency, self._launch)
        self._refusals = Refusals()
        self._refused: dict[str, dict[TokenKey, KeyRecord]] = {}
        self._background: asyncio.Task[None] | None = None
        self._closing = False

    # -- what callers use ---------------------------------------------------------------

    def snapshot(self, key: TokenKey) -> TokenSnapshot:
        """Return what is known of the key now."""
        record = self._records.get(key)
        kept = self._upkeep.keeps(key)
        return TokenSnapshot(key, kept=kept) if record is None else record.snapshot(kept=kept)

    def snapshots(self) -> tuple[TokenSnapshot, ...]:
        """Return what is known of every key, in the order they were first asked for."""
        return tuple(self.snapshot(key) for key in self._records)

    async def token(self, key: TokenKey, why: Why = Why.CALL, *, min_left: float = 0.0) -> Token:
        """Return a token that may go into a new call, requesting one where needed.

        `min_left` asks for that many seconds of life, where the token's lifetime allows.

        A stale token is served while it is refreshed behind the caller's back. Raises the
        reason (IndeedError) when there is none within the limit; never waits for a key that
        rests after a refusal.
        """
        record = self._record(key)
        limit = self._clock.elapsed() + self._max_wait
        dead = 0
        if record.token is None and record.flight is None:
            self._adopt_cached(record, why)
        while True:
            now = self._clock.elapsed()
            if record.token is not None and policy.lasts(record.token, now, min_left):
                if now >= record.token.refresh_at and record.may_try(now) and not self._closing:
                    self._launch(record, Why.DUE)
                return record.token
            if record.flight is None:
                if record.resting and (refusal := record.refusal()) is not None:
                    raise refusal
                pause = (record.next_try or now) - now
                if pause > 0:
                    if now + pause >= limit:
                        raise record.refusal() or reasons.too_late()
                    # Not in one piece: a suspend may pass, or the user ask for a new token.
                    await self._clock.sleep(min(pause, _LOOK_AGAIN))
                    continue
            token = await self._landed(self._launch(record, why), limit)
            if policy.usable(token, self._clock.elapsed()):
                return token
            # It died on the way, as in a suspend: nobody is given that one, nor asks for ever.
            dead += 1
            if dead > 1:
                raise reasons.too_late()

    async def refresh(self, key: TokenKey, why: Why = Why.MANUAL) -> Token:
        """Request a new token now, whatever the old one's age; ends a key's rest.

        A time that Indeed asked to wait is kept even so: raises that problem until then.
        """
        record = self._record(key)
        now = self._clock.elapsed()
        if record.flight is None:
            refusal = record.refusal()
            if record.floor is not None and record.floor > now and refusal is not None:
                raise refusal
            record.act()
            self._refusals.lift(key.identity)
        token = await self._landed(self._launch(record, why, fresh=True), now + self._max_wait)
        if policy.usable(token, self._clock.elapsed()):
            return token
        return await self.token(key, why)

    async def adopt(self, token: Token, why: Why = Why.MANUAL) -> None:
        """Take a token that was obtained elsewhere, such as by a test of credentials."""
        record = self._record(token.key)
        self._pardon(token.key.identity)
        record.requested(why, self._clock.now())
        record.obtained(token, why, self._clock.now())
        self._tell(record)
        await self._save(record, token)

    def reject(self, token: Token) -> None:
        """Declare a token dead that an API call answered with 401, if it is still the key's."""
        record = self._record(token.key)
        if record.token is token or (
            record.token is not None and record.token.grant == token.grant
        ):
            record.token = None
            cached = self._cache.load(token.key)
            # Another process may have replaced it already: only the dead one is dropped.
            if cached is not None and cached.grant.access_token == token.grant.access_token:
                self._cache.forget(token.key)
            self._tell(record)

    def keep(self, keys: Iterable[TokenKey]) -> None:
        """Name the keys to keep alive, the most wanted first; all others are let go."""
        came, went = self._upkeep.keep(self._record(key) for key in dict.fromkeys(keys))
        for record in came:
            self._adopt_cached(record, Why.START)
            self._tell(record)
        for record in went:
            self._tell(record)
        if self._background is None and not self._closing:
            self._background = asyncio.create_task(self._upkeep.run(), name="token keeper")
            self._background.add_done_callback(_seen)
        self._upkeep.wake()

    def forget(self, gone: Callable[[TokenKey], bool]) -> None:
        """Drop the tokens of all keys that `gone` names, from memory and cache."""
        for key in [key for key in self._records if gone(key)]:
            record = self._records.pop(key)
            self._upkeep.drop(key)
            if record.flight is not None:
                record.flight.cancel()
        self._cache.forget_all(gone)

    async def close(self, grace: float = 2.0) -> None:
        """Stop: sleepers at once, running token requests after `grace` seconds."""
        self._closing = True
        if self._background is not None:
            self._background.cancel()
        flights = {record.flight for record in self._records.values() if record.flight}
        if flights:
            _, late = await asyncio.wait(flights, timeout=grace)
            for flight in late:
                flight.cancel()
            await asyncio.gather(*flights, return_exceptions=True)
        if self._background is not None:
            await asyncio.gather(self._background, return_exceptions=True)

    # -- one flight ---------------------------------------------------------------------

    def _record(self, key: TokenKey) -> KeyRecord:
        record = self._records.get(key)
        if record is None:
            record = self._records[key] = KeyRecord(key)
        return record

    def _tell(self, record: KeyRecord) -> None:
        if self._records.get(record.key) is record:
            self._upkeep.plan(record)
            self._publish(record.snapshot(kept=self._upkeep.keeps(record.key)))

    def _launch(self, record: KeyRecord, why: Why, *, fresh: bool = False) -> asyncio.Task[Token]:
        """Return the flight under way for the key, or start one; `fresh` ignores the cache."""
        if record.flight is None:
            if self._closing:
                raise reasons.given_up()
            record.planned = None
            record.flight = asyncio.create_task(self._fly(record, why, fresh=fresh))
            record.flight.add_done_callback(_seen)
            self._tell(record)
        return record.flight

    async def _landed(self, flight: asyncio.Task[Token], limit: float) -> Token:
        """Wait for a flight until `limit`; a cancelled or late waiter leaves it flying."""
        timer = asyncio.ensure_future(self._clock.sleep(limit - self._clock.elapsed()))
        try:
            await asyncio.wait({flight, timer}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
        if not flight.done():
            raise reasons.too_late()
        if flight.cancelled():
            raise reasons.given_up()
        return flight.result()

    async def _fly(self, record: KeyRecord, why: Why, *, fresh: bool) -> Token:
        try:
            return await self._request(record, why, fresh=fresh)
        except IndeedError:
            raise
        except BaseException:
            # A fault of our own must not be launched again and again.
            record.resting = True
            raise
        finally:
            record.flight = None
            self._tell(record)
            self._upkeep.wake()

    async def _request(self, record: KeyRecord, why: Why, *, fresh: bool) -> Token:
        """Request the token under the key's lock, or share what another process just got.

        A failure is shared as well: whoever waited at the lock while it happened takes it for
        an answer, so that a hundred waiters don't ask a hundred times.
        """
        since = self._clock.wall()
        try:
            lock = await self._locked(record.key)
        except IndeedError as error:
            self._failed(record, error, why)
            raise
        with lock:
            story = self._cache.story(record.key)
            if story is not None:
                record.learn(story)
            if not fresh and (shared := self._newer_cached(record)) is not None:
                record.obtained(shared, why, self._clock.now(), shared=True)
                return shared
            if story is not None and story.problem and (story.failed_at or 0.0) > since:
                # The story stays as it is: it tells when Indeed failed, not when we heard of it.
                heard = reasons.shared(story.problem)
                self._failed(record, heard, why)
                raise heard
            try:
                token = await self._ask(record, why)
            except IndeedError as error:
                self._failed(record, error, why)
                await self._save(record)
                raise
            record.obtained(token, why, self._clock.now())
            await self._save(record, token)
            return token

    async def _ask(self, record: KeyRecord, why: Why) -> Token:
        """Send one token request and check its answer against the token in use."""
        identity = record.key.identity
        self._refusals.check(identity)
        record.requested(why, self._clock.now())
        self._tell(record)
        sent = self._clock.now()
        try:
            grant = await self._fetch(record.key, record.refresh_token())
        except IndeedError as error:
            self._refusals.note(identity, error)
            raise
        after = self._clock.now()
        self._pardon(identity)
        token = Token(
            record.key,
            grant,
            sent.elapsed,
            sent.wall,
            policy.refresh_age(grant.lifetime, self._roll()),
            after.elapsed - sent.elapsed,
        )
        held = record.token
        if held and policy.usable(held, after.elapsed) and policy.narrower(token, held):
            raise reasons.narrowed(token, held)
        return token

    def _pardon(self, identity: str) -> None:
        """Wake the keys that rest because these credentials were refused: they are good now."""
        self._refusals.prove(identity)
        for key, record in self._refused.pop(identity, {}).items():
            refused = record.problem is not None and record.problem.code == REFUSED
            if record.resting and refused and self._records.get(key) is record:
                record.act()
                self._upkeep.plan(record)

    def _failed(self, record: KeyRecord, error: IndeedError, why: Why) -> None:
        record.failed(error, why, self._clock.now(), self._roll())
        if record.resting and error.problem.code == REFUSED:
            self._refused.setdefault(record.key.identity, {})[record.key] = record

    async def _save(self, record: KeyRecord, token: Token | None = None) -> None:
        """Keep a new token, and what happened to its key, for other processes."""
        key, story = record.key, record.story(self._clock.now())

        def save() -> None:
            if token is not None:
                self._cache.save(token)
            self._cache.save_story(key, story)

        # A thread costs more than all else that the keeper does for a token.
        if self._cache.keeps(key):
            await asyncio.to_thread(save)

    async def _locked(self, key: TokenKey) -> AbstractContextManager[object]:
        waited = 0.0
        while (lock := self._cache.try_lock(key)) is None:
            if waited >= _LOCK_LIMIT:
                raise reasons.locked()
            await self._clock.sleep(_LOCK_POLL)
            waited += _LOCK_POLL
        return lock

    def _adopt_cached(self, record: KeyRecord, why: Why) -> None:
        shared = self._newer_cached(record)
        if shared is not None:
            self._refusals.prove(record.key.identity)
            story = self._cache.story(record.key)
            if story is not None:
                record.learn(story)
            record.obtained(shared, why, self._clock.now(), shared=True)
            self._tell(record)

    def _newer_cached(self, record: KeyRecord) -> Token | None:
        """Return the cache's token when it is better than ours: fresher, or usable at all."""
        now = self._clock.elapsed()
        cached = self._cache.load(record.key)
        if cached is None or not policy.usable(cached, now):
            return None
        if record.token is None or not policy.usable(record.token, now):
            return cached
        return cached if cached.refresh_at > max(now, record.token.refresh_at) else None


def _seen(task: asyncio.Task[Token] | asyncio.Task[None]) -> None:
    """Hand a fault of our own to the loop's handler; Indeed's errors are in the record already."""
    error = None if task.cancelled() else task.exception()
    if error is not None and not isinstance(error, IndeedError):
        task.get_loop().call_exception_handler(
            {"message": "the token keeper broke", "exception": error, "task": task}
        )
