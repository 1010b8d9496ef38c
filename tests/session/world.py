"""A whole Session against the simulator, on a clock moved by hand."""

import asyncio
import random
from collections.abc import Callable, Iterable
from typing import TypedDict, TypeVar, Unpack

from indeed_tui.indeed.client import IndeedClient
from indeed_tui.indeed.models import Exchange, Secret, TokenKey
from indeed_tui.session import events
from indeed_tui.session.accounts import Accounts, MemoryAccounts
from indeed_tui.session.employer_choice import Names
from indeed_tui.session.session import Session
from indeed_tui.session.snapshots import TokenSnapshot
from indeed_tui.session.token_cache import TokenCache
from indeed_tui.simulator.app import Simulator
from indeed_tui.store.employer_names import NoEmployerNames
from indeed_tui.store.ledger import MemoryLedger
from indeed_tui.store.profiles import Profile
from indeed_tui.store.settings import Settings
from indeed_tui.store.tokens import NoTokenFiles
from tests.inline_threads import InlineThreads
from tests.manual_clock import ManualClock, settle

Event = TypeVar("Event", bound=events.SessionEvent)

DHARMA = "084a39249af95beedfb90cc5d2b8833c"
UMBRELLA = "865e08d1c7f24b3aa90e55de3f7c6b12"
ROBOTICS = "4bc393e07a5d41f6b8c2913ed64f0a77"


def profile_and_secret(name: str = "demo", secret: str = "demo-secret") -> tuple[Profile, Secret]:
    """Return a profile of the simulator's app, with its secret unless told otherwise."""
    return Profile.create(name, "demo-client"), Secret(secret)


def two_profiles(second: str = "demo-secret") -> list[tuple[Profile, Secret]]:
    """Return profiles `one` and `two` of the simulator's app, the second with this secret."""
    return [profile_and_secret("one"), profile_and_secret("two", second)]


class WorldOptions(TypedDict, total=False):
    """What may be other than usual; `simulator` must live by `clock` then."""

    simulator: Simulator
    clock: ManualClock
    profiles: Iterable[tuple[Profile, Secret]]
    accounts: Accounts
    cache: TokenCache
    names: Names
    settings: Settings
    roll: Callable[[], float]


class World:
    """A Session, the Indeed it talks to, and the clock both live by.

    `events` holds all that was published, oldest first. Nothing happens until `open`.
    """

    def __init__(self, **options: Unpack[WorldOptions]) -> None:
        self.clock = options.get("clock") or ManualClock()
        self.simulator = options.get("simulator") or Simulator(clock=self.clock.wall)
        pairs = options.get("profiles", [profile_and_secret()])
        self.accounts = options.get("accounts") or MemoryAccounts(pairs)
        self.transport = self.simulator.transport(self.clock.sleep)
        self.events: list[events.SessionEvent] = []
        self.ledger = MemoryLedger()
        self.threads = InlineThreads()
        self.threads.take_over()
        self.session = Session(
            accounts=self.accounts,
            clock=self.clock,
            make_wire=self._wire,
            cache=options.get("cache") or NoTokenFiles(),
            names=options.get("names") or NoEmployerNames(),
            ledger=self.ledger,
            settings=options.get("settings") or Settings(),
            publish=self.events.append,
            roll=options.get("roll") or random.Random(7).random,
        )

    def _wire(self, record: Callable[[Exchange], None]) -> IndeedClient:
        return IndeedClient(
            elapsed=self.clock.elapsed,
            wall=self.clock.wall,
            record=record,
            transport=self.transport,
            ledger=self.ledger,
        )

    async def open(self, wanted: str | None = None) -> "World":
        """Open the session and let it come to rest; returns this world."""
        opening = asyncio.ensure_future(self.session.open(wanted))
        await self.settle()
        if opening.done():
            opening.result()
        return self

    async def settle(self) -> None:
        """Let every task run until all of them wait for the clock."""
        await settle()

    async def run(self, seconds: float) -> None:
        """Let time pass, with everyone waking at their own moment on the way."""
        await self.clock.run(seconds)

    async def close(self) -> None:
        """Close the session."""
        closing = asyncio.ensure_future(self.session.close(grace=0))
        await self.settle()
        await closing

    # -- what was seen ------------------------------------------------------------------

    def all(self, kind: type[Event]) -> list[Event]:
        """Return every event of a kind, oldest first."""
        return [event for event in self.events if isinstance(event, kind)]

    def last(self, kind: type[Event]) -> Event:
        """Return the newest event of a kind."""
        return self.all(kind)[-1]

    @property
    def acting(self) -> events.Acting:
        """Whose token is in use, as last published."""
        return self.last(events.ActingChanged).acting

    @property
    def employers(self) -> events.EmployersState:
        """The employers, as last published."""
        return self.last(events.EmployersChanged).state

    @property
    def history(self) -> tuple[Exchange, ...]:
        """The exchanges kept, oldest first, as last published."""
        recorded = self.all(events.ExchangeRecorded)
        return recorded[-1].history if recorded else ()

    def key(self, employer: str | None = None) -> TokenKey:
        """Return the key of an employer of the active profile, or of its app."""
        key = self.acting.key(employer)
        assert key is not None, "no profile is active"
        return key

    def snapshot(self, employer: str | None = None) -> TokenSnapshot:
        """Return what the keeper knows of an employer's token, or of the app's."""
        return self.session.keeper.snapshot(self.key(employer))

    def token_requests(self, employer: str | None = None) -> int:
        """Return how many token requests Indeed got, for an employer or for the app."""
        return self.simulator.count("token", employer=employer)
