"""What commands stand on: where files live, which profile, and a session on the real disk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import NotFoundError, Profile, choose, load_profiles
from indeed_tui.store.settings import Settings, load_settings

if TYPE_CHECKING:
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
    def of(cls, environ: Mapping[str, str]) -> "Home":
        """Return the home that the environment names; ConfigError for a broken settings.toml."""
        places = Places.from_environment(environ)
        return cls(places, load_settings(places, environ), environ)

    def profile(self, wanted: str | None) -> Profile:
        """Return the profile by flag, environment and file; NotFoundError when there is none."""
        chosen = choose(load_profiles(self.places, self.environ), wanted, self.environ)
        if chosen is None:
            raise NotFoundError(
                "There are no credentials yet",
                "Start `indeed-tui` and add some, or set INDEED_CLIENT_ID and "
                "INDEED_CLIENT_SECRET.",
                code="profile.none",
            )
        return chosen

    def session(self, clock: "Clock", publish: "Callable[[SessionEvent], None]") -> "Session":
        """Return a session on the user's own files and network."""
        from indeed_tui.indeed.client import IndeedClient, Limits
        from indeed_tui.session.accounts import DiskAccounts
        from indeed_tui.session.events import CacheTold
        from indeed_tui.session.session import Session
        from indeed_tui.store.tokens import TokenFiles

        limits = self.settings.limits
        allowed = Limits(
            limits.connect_timeout_s, limits.total_timeout_s, limits.body_mib * 1024 * 1024
        )
        return Session(
            accounts=DiskAccounts(self.places, self.environ),
            clock=clock,
            make_wire=lambda record: IndeedClient(
                elapsed=clock.elapsed, wall=clock.wall, record=record, limits=allowed
            ),
            cache=TokenFiles(
                self.places.tokens, clock.now, lambda problem: publish(CacheTold(problem))
            ),
            settings=self.settings,
            publish=publish,
        )
