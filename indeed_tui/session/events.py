"""What a session tells its front end: frozen values, one class per subject."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from indeed_tui.indeed.employer_list import EmployerList
from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Credentials, Exchange, TokenKey
from indeed_tui.session.snapshots import TokenSnapshot
from indeed_tui.store.profile_model import ProfileBook

if TYPE_CHECKING:
    from indeed_tui.store.ledger import Tally


@dataclass(frozen=True, slots=True)
class Acting:
    """Whose token is in use: the profile, its credentials once read, the employer acted as.

    `employer` None means the app itself; `problem` says why the credentials can't be used.
    `unlocked`: a read-only profile that may write until this session ends.
    """

    profile: str | None = None
    credentials: Credentials | None = None
    employer: str | None = None
    pinned: frozenset[str] = frozenset()
    problem: Problem | None = None
    unlocked: bool = False

    def key(self, employer: str | None = None) -> TokenKey | None:
        """Return the token key of an employer of this profile, None without credentials."""
        return None if self.credentials is None else self.credentials.key(employer)


@dataclass(frozen=True, slots=True)
class EmployersState:
    """The employers of a profile as last listed; a failed reload keeps the old list.

    `listed_at` is the wall time of the list, None before the first one came.
    """

    profile: str
    found: EmployerList = field(default_factory=EmployerList)
    loading: bool = False
    problem: Problem | None = None
    listed_at: float | None = None


class ProfilesChanged(NamedTuple):
    """The profiles on disk (and the environment's) as they are now, or why they can't be read."""

    book: ProfileBook
    problem: Problem | None = None


class TokenChanged(NamedTuple):
    """A token key's new snapshot."""

    snapshot: TokenSnapshot


class ActingChanged(NamedTuple):
    """Another profile, employer or set of pins."""

    acting: Acting


class EmployersChanged(NamedTuple):
    """A profile's employer list, or its loading, changed."""

    state: EmployersState


class ExchangeRecorded(NamedTuple):
    """One more exchange; `history` is all that is kept, oldest first, this one last."""

    exchange: Exchange
    history: tuple[Exchange, ...]


class CallsCounted(NamedTuple):
    """How many API calls of a profile left this machine this month, by the ledger."""

    profile: str
    tally: "Tally"


class Noticed(NamedTuple):
    """Something the user should know that belongs to no pane."""

    problem: Problem


class CacheTold(NamedTuple):
    """Something about the token cache on disk; None when it takes tokens again."""

    problem: Problem | None


SessionEvent = (
    ProfilesChanged
    | TokenChanged
    | ActingChanged
    | EmployersChanged
    | ExchangeRecorded
    | CallsCounted
    | Noticed
    | CacheTold
)
