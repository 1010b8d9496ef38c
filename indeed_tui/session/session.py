"""Session: the one object both front ends hold. Profiles, tokens, employers, exchanges."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from indeed_tui.indeed.effect import Permit
from indeed_tui.indeed.employer_list import EmployerList
from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import (
    Credentials,
    Exchange,
    ExchangeKind,
    Headers,
    HttpRequest,
    Secret,
    Token,
    TokenKey,
)
from indeed_tui.session import events
from indeed_tui.session.accounts import Accounts
from indeed_tui.session.call_count import CallCount, Tallies
from indeed_tui.session.caller import Caller, MakeWire
from indeed_tui.session.clock import Clock
from indeed_tui.session.directory import EmployerDirectory
from indeed_tui.session.employer_choice import Names
from indeed_tui.session.history import History
from indeed_tui.session.keeper import TokenKeeper
from indeed_tui.session.snapshots import TokenSnapshot, Why
from indeed_tui.session.token_cache import ChosenCache, TokenCache
from indeed_tui.store.profiles import Profile, ProfileBook
from indeed_tui.store.secret_source import FROM_FILE
from indeed_tui.store.settings import Settings

# What Indeed may say to an employer id that it doesn't know: the exact answer isn't published.
_MAYBE_UNKNOWN = frozenset(
    {"invalid_request", "invalid_grant", "unauthorized_client", "access_denied", "http.400"}
)


class Session:
    """Everything alive behind a front end; lives on one asyncio loop.

    `publish` gets every change as an event and must not block. `cache` keeps tokens and `names`
    employers between processes, for the profiles that want it; `ledger` counts the calls that
    the wire lets leave. `roll` draws random numbers in [0, 1).
    """

    def __init__(
        self,
        *,
        accounts: Accounts,
        clock: Clock,
        make_wire: MakeWire,
        cache: TokenCache,
        names: Names,
        ledger: Tallies,
        settings: Settings,
        publish: Callable[[events.SessionEvent], None],
        roll: Callable[[], float] = random.random,
    ) -> None:
        self._accounts, self.clock, self._publish = accounts, clock, publish
        self._background = settings.refresh.background
        limits = settings.limits
        self._history = History(limits.history_count, limits.history_mib * 1024 * 1024)
        self._caller = Caller(make_wire(self._recorded), clock, roll)
        self._count = CallCount(ledger, publish)
        self._book = ProfileBook()
        self._acting = events.Acting()
        self._employers = events.EmployersState("")
        self._tasks: set[asyncio.Task[None]] = set()
        self._pinning = asyncio.Lock()
        self._turn = 0
        self._closed = False
        self._cache = ChosenCache(cache, lambda key: self._kept_on_disk(key.profile))
        self.keeper = TokenKeeper(
            clock=clock,
            fetch=self._caller.fetch,
            cache=self._cache,
            publish=self._token_changed,
            roll=roll,
            concurrency=settings.refresh.concurrency,
            max_wait=settings.refresh.max_wait_s,
        )
        self._names = names
        self._directory = EmployerDirectory(self._caller, self.keeper, clock, names)

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
        self._act(events.Acting(profile=name, unlocked=self._caller.unlocked(name)))
        self._behind(self._count.tell(name))
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
            await asyncio.to_thread(self._names.forget, replaces)
        if not profile.cache_tokens:
            await asyncio.to_thread(self._names.forget, profile.name)

    async def remove_profile(self, name: str) -> None:
        """Remove a profile with its secret and tokens; the next profile becomes active."""
        self._profiles(await asyncio.to_thread(self._accounts.remove, name))
        self._forget(name)
        await asyncio.to_thread(self._names.forget, name)
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
        if keep is None:
            # A profile of that name to come is another one, and locked.
            self._caller.unlock(name, unlocked=False)
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
            found = await self._directory.listed(acting.credentials, keep=False)
        except IndeedError as error:
            if self._acting.credentials == acting.credentials:
                self._employed(replace(self._employers, loading=False, problem=error.problem))
            return
        if self._acting.credentials == acting.credentials:
            self._employed(
                events.EmployersState(acting.profile, found, listed_at=self.clock.wall())
            )
        if self._kept_on_disk(acting.profile):
            await self._directory.remember(acting.credentials, found)

    # -- for commands and calls ---------------------------------------------------------

    async def enter(self, profile: Profile) -> Credentials:
        """Read a profile's secret, so that its tokens can be had; it isn't made the active one.

        Raises ConfigError where the secret can't be had.
        """
        credentials = self._caller.learn(await self._unlock(profile))
        self._book = self._book.with_profile(profile)
        return credentials

    async def employers(self, credentials: Credentials) -> EmployerList:
        """Ask appinfo for the employers of an app; raises IndeedError."""
        keep = self._kept_on_disk(credentials.profile)
        return await self._directory.listed(credentials, keep=keep)

    async def employer(self, credentials: Credentials, wanted: str) -> str:
        """Return the id of the employer that an id or a name means; NotFoundError for none."""
        keep = self._kept_on_disk(credentials.profile)
        return await self._directory.chosen(credentials, wanted, keep=keep)

    @asynccontextmanager
    async def employer_known(
        self, credentials: Credentials, employer: str | None
    ) -> AsyncIterator[None]:
        """Say of a refusal in here that there is no such employer, where that is the reason.

        Costs a request for the list of employers; raises NotFoundError then, else what was raised.
        """
        try:
            yield
        except IndeedError as error:
            if employer is not None and error.problem.code in _MAYBE_UNKNOWN:
                await self._directory.check(credentials, employer)
            raise

    async def token(self, key: TokenKey, *, min_left: float = 0.0, fresh: bool = False) -> Token:
        """Return a key's token with `min_left` seconds of life; `fresh`: a new one in any case.

        Raises IndeedError when none can be had.
        """
        if fresh:
            return await self.keeper.refresh(key)
        return await self.keeper.token(key, min_left=min_left)

    async def call(
        self,
        request: HttpRequest,
        key: TokenKey,
        agreed: Permit = Permit(),  # noqa: B008 - frozen
    ) -> Exchange:
        """Send an API call with the key's token; a 401 gets one new token and one more try.

        `agreed` is what the user agreed to for this call; a read-only profile writes nothing
        all the same, unless it is unlocked. Raises IndeedError when no token can be had,
        ConfigError for an address that isn't the profile's, GuardError for what isn't allowed.
        Whatever Indeed answers, 403 included, is the exchange.
        """
        return await self._caller.call(self.keeper, request, key, ExchangeKind.API, agreed)

    def check(self, request: HttpRequest, key: TokenKey, agreed: Permit) -> None:
        """Raise the GuardError that `call` would raise; sends nothing."""
        self._caller.check(request, key, agreed)

    async def preview(self, request: HttpRequest) -> tuple[str, Headers]:
        """Return the URL and headers as they would leave, masked; nothing is sent."""
        return await self._caller.preview(request)

    def unlock(self, profile: str, *, unlocked: bool = True) -> None:
        """Let a read-only profile write until this session ends, or no longer."""
        self._caller.unlock(profile, unlocked=unlocked)
        if self._acting.profile == profile:
            self._act(replace(self._acting, unlocked=unlocked))

    async def close(self, grace: float = 2.0) -> None:
        """Stop at once; a token request under way gets `grace` seconds."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.keeper.close(grace)
        await self._caller.aclose()

    # -- inside -------------------------------------------------------------------------

    def _kept_on_disk(self, name: str) -> bool:
        profile = self._book.get(name)
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
        if exchange.kind is not ExchangeKind.TOKEN and self._acting.profile is not None:
            self._behind(self._count.tell(self._acting.profile))

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
        if self._closed:
            # Such as counting a call that the end cut off: nobody would wait for it.
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
