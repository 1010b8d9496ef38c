"""Everything the dashboard shows, as one frozen value; each session event makes the next one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Employer, Exchange, Secret, TokenKey
from indeed_tui.session.events import (
    Acting,
    ActingChanged,
    CacheTold,
    CallsCounted,
    EmployersChanged,
    EmployersState,
    ExchangeRecorded,
    ProfilesChanged,
    SessionEvent,
    TokenChanged,
)
from indeed_tui.session.snapshots import TokenSnapshot
from indeed_tui.store.profile_model import Profile, ProfileBook
from indeed_tui.tui.keymap import Keymap

if TYPE_CHECKING:
    from indeed_tui.indeed.quota import Quota
    from indeed_tui.store.ledger import Tally


def _no_tokens() -> Mapping[TokenKey, TokenSnapshot]:
    return MappingProxyType({})


def _no_quotas() -> "Mapping[TokenKey, Quota]":
    return MappingProxyType({})


def _no_tallies() -> "Mapping[str, Tally]":
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class View:
    """What is true now: profiles, identity, tokens, employers, exchanges.

    `loaded` says that the profiles have been read; `problem` why they couldn't be. `skew` is the
    server's clock minus ours in seconds, from the newest exchange that told it. `tallies` has this
    month's API calls by profile, `quotas` what Indeed said it counts, by the token's key. `cache`
    says why tokens can't be kept on disk, None while they can. `keys` are those the user has.
    """

    demo: bool = False
    loaded: bool = False
    book: ProfileBook = field(default_factory=ProfileBook)
    problem: Problem | None = None
    acting: Acting = field(default_factory=Acting)
    employers: EmployersState = field(default_factory=lambda: EmployersState(""))
    tokens: Mapping[TokenKey, TokenSnapshot] = field(default_factory=_no_tokens)
    history: tuple[Exchange, ...] = ()
    skew: float | None = None
    tallies: "Mapping[str, Tally]" = field(default_factory=_no_tallies)
    quotas: "Mapping[TokenKey, Quota]" = field(default_factory=_no_quotas)
    cache: Problem | None = None
    keys: Keymap = field(default_factory=Keymap)

    @classmethod
    def opening(cls, book: ProfileBook, profile: str) -> "View":
        """Return what is known before a session is there: the profiles, and which will be used."""
        acting, employers = Acting(profile=profile), EmployersState(profile, loading=True)
        return cls(loaded=True, book=book, acting=acting, employers=employers)

    def told(self, event: SessionEvent) -> "View":
        """Return the view after a session event."""
        match event:
            case ProfilesChanged(book, problem):
                return replace(self, loaded=True, book=book, problem=problem)
            case ActingChanged(acting):
                return replace(self, acting=acting)
            case EmployersChanged(state):
                return replace(self, employers=state)
            case TokenChanged(snapshot):
                tokens = MappingProxyType({**self.tokens, snapshot.key: snapshot})
                return replace(self, tokens=tokens)
            case ExchangeRecorded(exchange, history):
                skew = self.skew if exchange.skew is None else exchange.skew
                return replace(self, history=history, skew=skew, quotas=self._counted(exchange))
            case CallsCounted(profile, tally):
                tallies = MappingProxyType({**self.tallies, profile: tally})
                return replace(self, tallies=tallies)
            case CacheTold(problem) if problem is None or _in_memory(problem):
                return replace(self, cache=problem)
            case _:
                return self

    @property
    def profile(self) -> Profile | None:
        """The active profile, None before one was chosen."""
        return self.book.get(self.acting.profile or "")

    @property
    def tally(self) -> "Tally | None":
        """The active profile's API calls of this month, None before they were counted."""
        return self.tallies.get(self.acting.profile or "")

    @property
    def quota(self) -> "Quota | None":
        """What Indeed counts for the employer acted as, None before it was asked."""
        acting = self.acting
        found = (quota for key, quota in reversed(tuple(self.quotas.items()))
                 if (key.profile, key.employer) == (acting.profile, acting.employer))  # fmt: skip
        return next(found, None)

    def _counted(self, exchange: Exchange) -> "Mapping[TokenKey, Quota]":
        from indeed_tui.indeed.quota import quota_of

        quota = quota_of(exchange)
        if quota is None or exchange.key is None:
            return self.quotas
        kept = {key: known for key, known in self.quotas.items() if key != exchange.key}
        return MappingProxyType({**kept, exchange.key: quota})

    @property
    def is_production(self) -> bool:
        """Whether the active profile is one for production."""
        return self.profile is not None and self.profile.is_production

    @property
    def locked(self) -> bool:
        """Whether the active profile is read-only and wasn't unlocked for this session."""
        profile = self.profile
        return profile is not None and profile.read_only and not self.acting.unlocked

    def token_of(self, employer: str | None) -> TokenSnapshot | None:
        """Return what is known of the active profile's token for an employer (None: the app)."""
        key = self.acting.key(employer)
        return None if key is None else self.tokens.get(key)

    def token_of_profile(self, name: str) -> TokenSnapshot | None:
        """Return what is known of a profile's app token, the newest key first."""
        if name == self.acting.profile:
            return self.token_of(None)
        known = reversed(tuple(self.tokens.values()))
        return next((s for s in known if s.key.profile == name and s.key.employer is None), None)

    def employer(self, identifier: str) -> Employer | None:
        """Return the listed employer with that id, None when it isn't listed."""
        name = self.employers.found.names.get(identifier)
        return None if name is None else Employer(identifier, name)

    def name_of(self, identifier: str) -> str:
        """Return an employer's name, its id where it isn't listed or nameless; untrusted text."""
        name = self.employers.found.names.get(identifier, "")
        return name if name.strip() else identifier

    def secrets(self) -> tuple[Secret, ...]:
        """Return every clear text known here, so that a report can mask it."""
        found = [snapshot.token for snapshot in self.tokens.values() if snapshot.token]
        secrets = [token.grant.access_token for token in found]
        secrets += [token.grant.refresh_token for token in found if token.grant.refresh_token]
        if self.acting.credentials is not None:
            secrets.append(self.acting.credentials.secret)
        return tuple(secrets)


def _in_memory(problem: Problem) -> bool:
    from indeed_tui.store.tokens import IN_MEMORY

    return problem.code == IN_MEMORY
