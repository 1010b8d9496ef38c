"""CallDesk: what outlives the call screen: drafts, the last operation, what was agreed to."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

from indeed_tui.indeed.models import Secret
from indeed_tui.store.settings import AskBillable

if TYPE_CHECKING:
    from indeed_tui.indeed.effect import Effect, Permit

_UNSAVED = frozenset(
    {"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "x-auth-token"}
)
_MOST = 200_000


class DraftStore(Protocol):
    """Where drafts are kept between sessions; every method may block."""

    def load(self) -> dict[str, Mapping[str, str]]:
        """Return every draft, by operation."""
        ...

    def save(self, operation: str, draft: Mapping[str, str]) -> None:
        """Keep one operation's draft, or forget it where it is empty; IndeedError if it can't."""
        ...


class CallDesk:
    """Drafts by operation id, in memory first; `store` None keeps none on the disk.

    `ask` says when a billable call is confirmed; "once" is remembered here, for the session.
    `environ` names the user's editor, None where no file may be written for it.
    """

    def __init__(
        self,
        store: DraftStore | None = None,
        ask: AskBillable = AskBillable.ALWAYS,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._store, self._ask, self.environ = store, ask, environ
        self._drafts: dict[str, Mapping[str, str]] = {}
        self._agreed = False
        self._loaded = store is None
        self.last = ""

    # -- drafts ----------------------------------------------------------------------------

    @property
    def loaded(self) -> bool:
        """Whether the drafts on the disk have been read."""
        return self._loaded

    def load(self) -> None:
        """Read the drafts of the disk, once; what was typed since then stays. Blocks."""
        if self._store is not None and not self._loaded:
            self._drafts = {**self._store.load(), **self._drafts}
        self._loaded = True

    @property
    def drafted(self) -> frozenset[str]:
        """The ids of the operations for which something was typed."""
        return frozenset(operation for operation, draft in self._drafts.items() if draft)

    def draft(self, operation: str) -> Mapping[str, str]:
        """Return what was typed for an operation."""
        return self._drafts.get(operation, {})

    def keep(
        self, operation: str, draft: Mapping[str, str], secrets: Iterable[Secret], *, disk: bool
    ) -> "Callable[[], None] | None":
        """Keep a draft; returns what writes it to the disk, to be run in a thread, or None.

        Nothing that holds a secret or looks like a token is written, nor what is larger than
        200,000 characters.
        """
        if dict(self.draft(operation)) == dict(draft):
            return None
        self._drafts[operation] = dict(draft)
        store = self._store if disk else None
        if store is None:
            return None
        kept = storable(draft, tuple(secrets))
        return lambda: store.save(operation, kept)

    # -- what is asked ---------------------------------------------------------------------

    def asks(self, effect: "Effect") -> bool:
        """Say whether the user has to agree to a call of this effect."""
        if effect.writes:
            return True
        if not effect.billable or self._ask is AskBillable.NEVER:
            return False
        return self._ask is AskBillable.ALWAYS or not self._agreed

    def agree(self, effect: "Effect") -> None:
        """Remember that the user agreed."""
        self._agreed = self._agreed or effect.billable

    @staticmethod
    def permit(effect: "Effect") -> "Permit":
        """Return what a call of this effect may do, agreed to by now; no more than that."""
        from indeed_tui.indeed.effect import Permit

        return Permit(writes=effect.writes, billable=effect.billable)


def storable(draft: Mapping[str, str], secrets: tuple[Secret, ...]) -> dict[str, str]:
    """Return the part of a draft that may be written to the disk."""
    from indeed_tui.indeed.redact import mask_text

    kept = dict(draft)
    if "headers" in kept:
        lines = kept["headers"].splitlines()
        kept["headers"] = "\n".join(line for line in lines if not _secret_header(line))
    if sum(map(len, kept.values())) > _MOST:
        return {}
    return {name: text for name, text in kept.items() if mask_text(text, secrets) == text}


def _secret_header(line: str) -> bool:
    return line.partition(":")[0].strip().lower() in _UNSAVED
