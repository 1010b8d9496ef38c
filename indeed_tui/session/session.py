"""Session: the one object both front ends hold. Profiles, tokens, employers, exchanges."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace

from indeed_tui.indeed.appinfo import appinfo_request, read_employers
from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import (
    Credentials,
    Exchange,
    ExchangeKind,
    HttpRequest,
    Secret,
    Token,
    TokenKey,
)
from indeed_tui.session import events
from indeed_tui.session.accounts import Accounts
from indeed_tui.session.caller import Caller, MakeWire
from indeed_tui.session.clock import Clock
from indeed_tui.session.history import History
from indeed_tui.session.keeper import TokenKeeper
from indeed_tui.session.snapshots import TokenSnapshot, Why
from indeed_tui.session.token_cache import ChosenCache, TokenCache
from indeed_tui.store.profiles import Profile, ProfileBook
from indeed_tui.store.secret_source import FROM_FILE
from indeed_tui.store.settings import Settings


class Session:
    """Everything alive behind a front end; lives on one asyncio loop.

    `publish` gets every change as an event and must not block. `cache` keeps tokens between
    processes, for the profiles that want it. `roll` draws random numbers in [0, 1).
    """

    def __init__(
        self,
        *,
        accounts: Accounts,
        clock: Clock,
        make_wire: MakeWire,
        cache: TokenCache,
        settings: Settings,
        publish: Callable[[events.SessionEvent], None],
        roll: Callable[[], float] = random.random,
    ) -> None:
        self._accounts, self._clock, self._publish = accounts, clock, publish
        self._background = settings.refresh.background
        limits = settings.limits
        self._history = History(limits.history_count, limits.history_mib * 1024 * 1024)
        self._caller = Caller(make_wire(self._recorded), clock, roll)
        self._book = ProfileBook()
        self._acting = events.Acting()
        self._employers = events.EmployersState("")
        self._tasks: set[asyncio.Task[None]] = set()
        self._pinning = asyncio.Lock()
        self._turn = 0
        self._cache = ChosenCache(cache, self._cached_on_disk)
        self.keeper = TokenKeeper(
            clock=clock,
            fetch=self._caller.fetch,
            cache=self._cache,
            publish=self._token_changed,
            roll=roll,
            concurrency=settings.refresh.concurrency,
            max_wait=settings.refresh.max_wait_s,
        )

    # -- profiles -----------------------------------------------------------------------

    async def open(self, wanted: str | None = None) -> None:
        """Read the profiles and use the one that `wanted`, environment or file names."""
        try:
            self._book = await asyncio.to_thread(self._accounts.load)
            chosen = self._accounts.choose(self._book, wanted)
        except IndeedError as error:
            self._publish(events.ProfilesChanged(self._book, error.problem))
            return
        self._profiles(self._book)
        self._behind(asyncio.to_thread(self._cache.tidy))
        if chosen is not None:
            await self.use(chosen.name)

    async def use(self, name: str) -> None:
        """Make a profile the active one: read its secret, keep its app token, list employers."""
        if await self._activate(name):
            await self.list_employers()

    async def _activate(self, name: str) -> bool:
        """Make a profile the active one; say whether its credentials are in use now."""
        profile = self._book.find(name)
        self._turn += 1
        turn = self._turn
        self._act(events.Acting(profile=name))
        self._employed(events.EmployersState(name, loading=True))
        try:
            credentials = await self._unlock(profile)
            pins = await asyncio.to_thread(self._accounts.pins, name)
        except IndeedError as error:
            if self._turn == turn:
                self._act(replace(self._acting, problem=error.problem))
                self._employed(events.EmployersState(name, problem=error.problem))
            return False
        if self._turn != turn:
            # The user went on to another profile, or saved this one anew, in the meantime.
            return False
        self._caller.learn(credentials)
        self._act(replace(self._acting, credentials=credentials, pinned=pins))
        return True

    async def save_profile(
        self, profile: Profile, secret: Secret | None, replaces: str | None = None
    ) -> None:
        """Save a profile, use it, and forget the tokens of what it replaces.

        Where the new credentials can't be read, the old tokens stay until some can. The
        employers are listed behind the caller's back.
        """
        self._profiles(await asyncio.to_thread(self._accounts.save, profile, secret, replaces))
        if await self._activate(profile.name):
            self._behind(self.list_employers())
        acting = self._acting
        if acting.profile == profile.name and acting.credentials is not None:
            self._forget(profile.name, acting.credentials)
        if replaces is not None and replaces != profile.name:
            self._forget(replaces)

    async def remove_profile(self, name: str) -> None:
        """Remove a profile with its secret and tokens; the next profile becomes active."""
        self._profiles(await asyncio.to_thread(self._accounts.remove, name))
        self._forget(name)
        if self._acting.profile == name:
            following = self._following()
            if following is None:
                self._turn += 1
                self._act(events.Acting())
                self._employed(events.EmployersState(""))
            else:
                await self.use(following.name)

    async def test(self, profile: Profile, secret: Secret | None, former: str | None) -> Token:
        """Try credentials with exactly one token request; raises what Indeed objects to.

        Without `secret` it is read as the profile says; a profile whose secret is in the
        secrets file tries the saved one of the profile named `former`.
        """
        if secret is None:
            saved = self._book.get(former or "") if profile.source == FROM_FILE else None
            secret = await asyncio.to_thread(self._accounts.secret, saved or profile)
        token = await self._caller.probe(profile.credentials(secret))
        await self.keeper.adopt(token)
        return token

    async def _unlock(self, profile: Profile) -> Credentials:
        secret = await asyncio.to_thread(self._accounts.secret, profile)
        return profile.credentials(secret)

    def _forget(self, name: str, keep: Credentials | None = None) -> None:
        """Drop a profile's credentials and tokens, but for those of `keep`."""
        identity = None if keep is None else keep.identity
        self._caller.unlearn(name, keep)
        self.keeper.forget(lambda key: key.profile == name and key.identity != identity)

    def _following(self) -> Profile | None:
        """Return the profile to use now that the active one is gone."""
        try:
            return self._accounts.choose(self._book, None)
        except IndeedError:
            # The environment still names the profile that was just removed.
            return next(iter(self._book.profiles), None)

    # -- employers and tokens -----------------------------------------------------------

    async def act_as(self, employer: str | None) -> None:
        """Act as an employer, or as the app itself: its token is obtained and kept alive."""
        self._act(replace(self._acting, employer=employer))
        key = self._acting.key(employer)
        if key is not None and self.keeper.snapshot(key).resting:
            await self.refresh(employer)
        elif key is not None:
            # A failure is told by the key's snapshot.
            with suppress(IndeedError):
                await self.keeper.token(key, Why.START)

    async def pin(self, employer: str) -> None:
        """Pin an employer, so that its token is kept alive, or let it go."""
        acting = self._acting
        if acting.profile is None or acting.credentials is None:
            # Its pins aren't read yet: saving these would lose those.
            return
        pinned = employer not in acting.pinned
        self._act(replace(acting, pinned=acting.pinned ^ {employer}))
        try:
            # In the order of the keypresses, whichever thread is slow.
            async with self._pinning:
                await asyncio.to_thread(self._keep_pin, acting.profile, employer, pinned)
        except IndeedError as error:
            self._publish(events.Noticed(error.problem))

    def _keep_pin(self, profile: str, employer: str, pinned: bool) -> None:
        """Change one pin among those that are kept: another dashboard may have added some."""
        kept = self._accounts.pins(profile)
        self._accounts.save_pins(profile, kept | {employer} if pinned else kept - {employer})

    async def refresh(self, employer: str | None = None) -> None:
        """Request a new token by hand, for an employer or the app; failures are published."""
        acting = self._acting
        if acting.credentials is None:
            if acting.profile is not None:
                await self.use(acting.profile)
            return
        try:
            await self.keeper.refresh(acting.credentials.key(employer))
        except IndeedError as error:
            self._publish(events.Noticed(error.problem))

    async def list_employers(self) -> None:
        """Ask appinfo for the employers; a failure keeps the list that is there."""
        acting = self._acting
        if acting.credentials is None or acting.profile is None:
            return
        self._employed(replace(self._employers, loading=True))
        try:
            exchange = await self._caller.call(
                self.keeper,
                appinfo_request(acting.credentials.endpoints),
                acting.credentials.key(),
                ExchangeKind.APPINFO,
            )
            found = await asyncio.to_thread(read_employers, exchange)
        except IndeedError as error:
            if self._acting.credentials == acting.credentials:
                self._employed(replace(self._employers, loading=False, problem=error.problem))
            return
        if self._acting.credentials == acting.credentials:
            self._employed(
                events.EmployersState(acting.profile, found, listed_at=self._clock.wall())
            )

    async def token(
        self,
        profile: Profile,
        *,
        employer: str | None = None,
        scopes: tuple[str, ...] | None = None,
        min_left: float = 0.0,
        fresh: bool = False,
    ) -> Token:
        """Return a token of a profile without making it the active one: for commands.

        `scopes` None means the profile's own; `min_left` asks for seconds of life; `fresh` for a
        new one in any case. Raises IndeedError when none can be had.
        """
        credentials = self._caller.learn(await self._unlock(profile))
        self._book = self._book.with_profile(profile)
        key = credentials.key(employer, scopes)
        if fresh:
            return await self.keeper.refresh(key)
        return await self.keeper.token(key, min_left=min_left)

    async def call(self, request: HttpRequest, key: TokenKey) -> Exchange:
        """Send an API call with the key's token; a 401 gets one new token and one more try.

        Raises IndeedError when no token can be had, ConfigError for an address that isn't the
        profile's. Whatever Indeed answers, 403 included, is the exchange.
        """
        return await self._caller.call(self.keeper, request, key, ExchangeKind.API)

    async def close(self, grace: float = 2.0) -> None:
        """Stop at once; a token request under way gets `grace` seconds."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.keeper.close(grace)
        await self._caller.aclose()

    # -- inside -------------------------------------------------------------------------

    def _cached_on_disk(self, key: TokenKey) -> bool:
        profile = self._book.get(key.profile)
        return profile is not None and profile.cache_tokens

    def _profiles(self, book: ProfileBook) -> None:
        self._book = book
        quiet = {profile.name for profile in book.profiles if not profile.cache_tokens}
        if quiet:
            # Tokens from before their profile stopped keeping them.
            self._cache.forget_all(lambda key: key.profile in quiet)
        self._publish(events.ProfilesChanged(book))

    def _act(self, acting: events.Acting) -> None:
        self._acting = acting
        self._publish(events.ActingChanged(acting))
        wanted = [acting.employer, None, *sorted(acting.pinned)]
        keys = [acting.key(employer) for employer in dict.fromkeys(wanted)]
        if self._background:
            self.keeper.keep(key for key in keys if key is not None)

    def _employed(self, state: events.EmployersState) -> None:
        self._employers = state
        self._publish(events.EmployersChanged(state))

    def _recorded(self, exchange: Exchange) -> None:
        self._history.add(exchange)
        self._publish(events.ExchangeRecorded(exchange, self._history.entries()))

    def _token_changed(self, snapshot: TokenSnapshot) -> None:
        self._publish(events.TokenChanged(snapshot))
        waiting = self._employers.problem is not None and not self._employers.loading
        healthy = snapshot.problem is None and snapshot.token is not None
        if waiting and healthy and not snapshot.requesting and snapshot.key == self._acting.key():
            # The list failed for want of a token; now there is one.
            self._employed(replace(self._employers, loading=True))
            self._behind(self.list_employers())

    def _behind(self, work: Coroutine[object, object, None]) -> None:
        """Do something behind the caller's back; `close` ends it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
