"""Which employer somebody means by an id or a name: light to import, asks nobody."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Protocol

from indeed_tui.indeed.models import Credentials, Employer
from indeed_tui.store.employer_names import ListedEmployers
from indeed_tui.store.profile_model import NotFoundError

# What Indeed's ids look like so far; others are found in the list.
_ID = re.compile(r"[0-9a-fA-F]{16}|[0-9a-fA-F]{32}")
_MOST_NAMED = 8
LISTED_FOR = 3600.0
"""How long a list on disk is believed, in seconds; a name that isn't in it asks again."""
AMBIGUOUS, UNKNOWN = "employer.ambiguous", "employer.unknown"


class Names(Protocol):
    """Where lists are kept between processes; every call may block on the disk."""

    def load(self, profile: str, identity: str) -> ListedEmployers | None:
        """Return the list of these credentials, or None."""
        ...

    def save(self, profile: str, identity: str, listed: ListedEmployers) -> None:
        """Keep a list."""
        ...

    def forget(self, profile: str) -> None:
        """Remove a profile's list."""
        ...


def is_id(wanted: str) -> bool:
    """Say whether this can only be an employer's id: then nobody has to be asked."""
    return _ID.fullmatch(wanted) is not None


def pick(employers: Sequence[Employer], wanted: str) -> Employer:
    """Return the employer of that id, else of that name, else whose name starts so.

    Case doesn't matter in names. Raises NotFoundError, which lists the candidates, where there
    is none or more than one.
    """
    for employer in employers:
        if employer.id == wanted:
            return employer
    name = _folded(wanted)
    names = [(_folded(employer.name), employer) for employer in employers]
    same = [employer for folded, employer in names if name and folded == name]
    found = same or [employer for folded, employer in names if name and folded.startswith(name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFoundError(
            f"{wanted!r} may be {len(found)} employers",
            f"Give the id of one: {_named(found)}.",
            code=AMBIGUOUS,
        )
    raise NotFoundError(f"There is no employer {wanted!r}", _advice(names, name), code=UNKNOWN)


def remembered(names: Names, credentials: Credentials, wanted: str, now: float) -> str | None:
    """Return the id that an id or a name means as far as is known here; None: ask Indeed.

    `now` is wall time.
    """
    if is_id(wanted):
        return wanted
    kept = names.load(credentials.profile, credentials.identity)
    if kept is None or not 0 <= now - kept.listed_at < LISTED_FOR:
        return None
    try:
        return pick(kept.employers, wanted).id
    except NotFoundError:
        # An employer may have come, or gone, since.
        return None


def _advice(names: list[tuple[str, Employer]], name: str) -> str:
    if not names:
        return (
            "No employer has added this app's owner yet: the employer's admin adds that e-mail "
            "address as a user."
        )
    inside = [employer for folded, employer in names if name and name in folded]
    if not inside:
        from difflib import get_close_matches

        # Comparing is slow, and nobody needs it among a hundred thousand.
        near = get_close_matches(name, [folded for folded, _ in names[:5000]], n=3)
        inside = [employer for folded, employer in names if folded in near]
    if inside:
        return f"Did you mean {_named(inside)}?"
    return "`indeed-tui employers` lists those there are."


def _named(employers: Sequence[Employer]) -> str:
    shown = [f"{employer.name} ({employer.id})" for employer in employers[:_MOST_NAMED]]
    more = len(employers) - len(shown)
    return ", ".join([*shown, f"and {more} more"] if more else shown)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()
