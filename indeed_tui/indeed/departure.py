"""The moment a call leaves the machine: what is counted of it, and by whom."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from indeed_tui.indeed.effect import Effect
from indeed_tui.indeed.models import HttpRequest, TokenKey
from indeed_tui.indeed.redact import mask_text


@dataclass(frozen=True, slots=True)
class Departure:
    """An API call about to leave the machine, as it is counted: never its body or token."""

    profile: str
    employer: str | None
    method: str
    path: str
    billable: bool


class Ledger(Protocol):
    """Counts the calls that left the machine; both methods may block on the disk."""

    def left(self, call: Departure) -> str:
        """Write a call down before its first byte leaves; returns its mark.

        Raises IndeedError when it can't be counted: it doesn't leave then.
        """
        ...

    def stayed(self, mark: str) -> None:
        """Write down that a call was held back after all, before its first byte."""
        ...

    def ended(self, mark: str, status: int | None) -> None:
        """Write down how a call ended: Indeed's status, None without an answer."""
        ...


def departure_of(request: HttpRequest, key: TokenKey | None, effect: Effect) -> Departure:
    """Return what is counted of a request; its path without query, tokens masked."""
    profile, employer = ("", None) if key is None else (key.profile, key.employer)
    secrets = request.sensitive if request.bearer is None else (*request.sensitive, request.bearer)
    path = mask_text(urlsplit(request.url).path, secrets)
    return Departure(profile, employer, request.method, path, effect.billable)
