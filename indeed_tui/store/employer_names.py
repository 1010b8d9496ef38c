"""Employer names as last listed, for commands that are given a name: one file for each profile.

`employers/<profile>.json` in the state directory. A convenience that costs one appinfo request
to restore: what can't be trusted is as good as absent.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import Employer
from indeed_tui.precedence import stand_aside
from indeed_tui.store.files import private_directory, read_owned, write_atomic
from indeed_tui.store.plain_json import number, text

_PART = 1000


@dataclass(frozen=True, slots=True)
class ListedEmployers:
    """A profile's employers in Indeed's order, and when they were listed (wall, UTC seconds)."""

    employers: Sequence[Employer]
    listed_at: float


class EmployerNames:
    """The lists on disk; `identity` tells the credentials that they were listed with."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def load(self, profile: str, identity: str) -> ListedEmployers | None:
        """Return the profile's employers as last listed with these credentials, or None."""
        with suppress(IndeedError, ValueError, KeyError, TypeError, RecursionError):
            data: Mapping[str, object] = json.loads(
                read_owned(self._path(profile), secret=True) or "null"
            )
            pairs = data["employers"]
            if data["identity"] == identity and isinstance(pairs, list):
                found = tuple(Employer(text(one), text(name)) for one, name in pairs)
                return ListedEmployers(found, number(data["listed_at"]))
        return None

    def save(self, profile: str, identity: str, listed: ListedEmployers) -> None:
        """Keep a list; a disk that refuses costs a request later, and nothing else."""
        with suppress(IndeedError):
            private_directory(self._directory)
            write_atomic(self._path(profile), _written(identity, listed))

    def forget(self, profile: str) -> None:
        """Remove a profile's list."""
        with suppress(OSError):
            self._path(profile).unlink(missing_ok=True)

    def _path(self, profile: str) -> Path:
        return self._directory / f"{profile}.json"


def _written(identity: str, listed: ListedEmployers) -> bytes:
    """Return a list as JSON, written in short steps: nobody waits for Python's lock meanwhile."""
    head = json.dumps({"identity": identity, "listed_at": listed.listed_at})
    pairs = []
    for at in range(0, len(listed.employers), _PART):
        stand_aside()
        # Employers are pairs of id and name.
        pairs.append(json.dumps([*listed.employers[at : at + _PART]])[1:-1])
    return f'{head[:-1]}, "employers": [{", ".join(pairs)}]}}'.encode()


class NoEmployerNames:
    """Keeps nothing: for the demo."""

    def load(self, profile: str, identity: str) -> ListedEmployers | None:  # noqa: ARG002
        """Return None."""
        return None

    def save(self, profile: str, identity: str, listed: ListedEmployers) -> None:
        """Keep nothing."""

    def forget(self, profile: str) -> None:
        """Forget nothing."""
