"""What commands stand on: where files live, which profile, and a session on the real disk."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indeed_tui.cli.exits import note
from indeed_tui.indeed.errors import IndeedError
from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import NotFoundError, Profile, ProfileBook, choose, load_profiles
from indeed_tui.store.settings import CheckKeys, Settings, load_settings

if TYPE_CHECKING:
    from indeed_tui.indeed.models import Credentials
    from indeed_tui.session.clock import Clock
    from indeed_tui.session.events import SessionEvent
    from indeed_tui.session.session import Session


@dataclass(frozen=True, slots=True)
class Home:
    """The user's places, settings and environment."""

    places: Places
    settings: Settings
    environ: Mapping[str, str]

    @classmethod
    def of(
        cls,
        environ: Mapping[str, str],
        check_keys: CheckKeys | None = None,
        *,
        themes: Collection[str] = (),
    ) -> "Home":
        """Return the home that the environment names; ConfigError for a broken settings.toml.

        `themes` are those that the dashboard knows, `check_keys` knows its keys; commands need
        neither.
        """
        places = Places.from_environment(environ)
        return cls(places, load_settings(places, environ, check_keys, themes=themes), environ)

    def opening(self, wanted: str | None) -> tuple[ProfileBook, Profile] | None:
        """Return the profiles and the one to use, None where the session has to say why not."""
        try:
            book = load_profiles(self.places, self.environ)
            chosen = choose(book, wanted, self.environ)
        except IndeedError:
            return None
        return None if chosen is None else (book, chosen)

    def profile(self, wanted: str | None) -> Profile:
        """Return the profile by flag, environment and file; NotFoundError when there is none."""
        chosen = choose(load_profiles(self.places, self.environ), wanted, self.environ)
        if chosen is None:
            raise NotFoundError(
                "There are no credentials yet",
                "Run `indeed-tui profiles add NAME`, or set INDEED_CLIENT_ID and "
                "INDEED_CLIENT_SECRET.",
                code="profile.none",
            )
        return chosen

    @asynccontextmanager
    async def entered(
        self,
        profile: Profile,
        clock: "Clock",
        heard: "Callable[[int, int | None], None] | None" = None,
    ) -> "AsyncIterator[tuple[Session, Credentials]]":
        """Open a session with a profile's credentials for one command; closed at its end.

        `heard` gets the bytes of an answer so far, and of the whole where Indeed said.
        """
        session = self.session(clock, _narrate, heard)
        try:
            yield session, await session.enter(profile)
        finally:
            await session.close(0.0)

    def session(
        self,
        clock: "Clock",
        publish: "Callable[[SessionEvent], None]",
        heard: "Callable[[int, int | None], None] | None" = None,
    ) -> "Session":
        """Return a session on the user's own files and network."""
        from indeed_tui.indeed.client import IndeedClient, Limits
        from indeed_tui.session.accounts import DiskAccounts
        from indeed_tui.session.events import CacheTold
        from indeed_tui.session.session import Session
        from indeed_tui.store.employer_names import EmployerNames
        from indeed_tui.store.ledger import CallLedger
        from indeed_tui.store.tokens import TokenFiles

        limits = self.settings.limits
        allowed = Limits(
            limits.connect_timeout_s, limits.total_timeout_s, limits.body_mib * 1024 * 1024
        )
        ledger = CallLedger(self.places.ledger, clock.wall)
        return Session(
            accounts=DiskAccounts(self.places, self.environ),
            clock=clock,
            make_wire=lambda record: IndeedClient(
                elapsed=clock.elapsed,
                wall=clock.wall,
                record=record,
                limits=allowed,
                ledger=ledger,
                heard=heard,
            ),
            cache=TokenFiles(
                self.places.tokens, clock.now, lambda problem: publish(CacheTold(problem))
            ),
            names=EmployerNames(self.places.employers),
            ledger=ledger,
            settings=self.settings,
            publish=publish,
        )


def _narrate(event: "SessionEvent") -> None:
    """Tell on stderr what the cache on disk has to say."""
    from indeed_tui.session.events import CacheTold

    if isinstance(event, CacheTold):
        note(event.problem)
