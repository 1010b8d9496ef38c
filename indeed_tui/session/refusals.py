"""Refusals that concern credentials as a whole: what one key hears is true for all of them.

Many keys share one pair of credentials. Where Indeed refuses a pair that never gave a token
(`invalid_client`), no other key of it needs to ask: nothing more is sent until the user acts or
the pair changes. Of a pair that did give one, each key hears its own answer.
"""

from indeed_tui.indeed.errors import IndeedError, Problem
from indeed_tui.session import reasons

REFUSED = "invalid_client"


class Refusals:
    """Which identities (see `Credentials.identity`) Indeed refused."""

    def __init__(self) -> None:
        self._refused: dict[str, Problem] = {}
        self._proven: set[str] = set()

    def check(self, identity: str) -> None:
        """Raise the refusal that these credentials met already."""
        if (problem := self._refused.get(identity)) is not None:
            raise reasons.shared(problem)

    def note(self, identity: str, error: IndeedError) -> None:
        """Remember an error if it is a refusal of the credentials."""
        if error.problem.code == REFUSED and identity not in self._proven:
            self._refused[identity] = error.problem

    def lift(self, identity: str) -> None:
        """Forget the refusal: the user wants to try again."""
        self._refused.pop(identity, None)

    def prove(self, identity: str) -> None:
        """Note that these credentials gave a token."""
        self._proven.add(identity)
        self.lift(identity)
