"""Values as the session tells them, made by hand: keys, tokens, snapshots, exchanges, views."""

import base64
import json
from collections.abc import Iterable
from dataclasses import replace

from hypothesis import strategies as st

from indeed_tui.indeed.employer_list import EmployerList
from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import (
    Credentials,
    Employer,
    Exchange,
    ExchangeKind,
    Grant,
    Instant,
    Secret,
    Timings,
    Token,
    TokenKey,
)
from indeed_tui.session.events import Acting, EmployersState
from indeed_tui.session.snapshots import TokenSnapshot
from indeed_tui.store.profiles import Profile, ProfileBook
from indeed_tui.tui.states import Piece
from indeed_tui.tui.text import cells
from indeed_tui.tui.view import View

NOW = Instant(1_790_000_000.0, 5_000.0, "boot")
CREDENTIALS = Credentials("acme-dev", "client", Secret("a-secret-to-hide"))
HOSTILE = (
    "[/]\x1b]52;c;aGk=\x07[@click=app.quit]x[/]",
    "\u202edesrever\u2066 \u2069",
    "zero\u200bwidth\u200d\ufeff\U000e0041",
    "名前の長い会社" * 12,
    "",
    "two\nlines\r\tand more\x9b31m\x85",
    "e\u0301" * 40 + "\u0301" * 30,
    "$name ${x} %s {0} \\ [b]bold[/b]",
)
PROBLEM = Problem("Indeed is down (HTTP 503)", "It is tried again by itself.", "http.503", True)
REFUSED = Problem("Indeed doesn't accept these credentials", "Check them.", "invalid_client")

ACME = Employer("084a39249af95beedfb90cc5d2b8833c", "Acme")

hostile_text = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec="utf-8"), max_size=60),
)


def jwt(claims: object) -> str:
    """Return a token that looks like Indeed's, with these claims."""
    parts = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in ({"alg": "ES256"}, claims)
    )
    return ".".join([*parts, "c2lnbmF0dXJl"])


def key(employer: str | None = None, profile: str = "acme-dev") -> TokenKey:
    """Return a key of the sample credentials."""
    return replace(CREDENTIALS.key(employer), profile=profile)


def grant(**changed: object) -> Grant:
    """Return a grant of an hour."""
    plain = Grant(Secret("an-opaque-token"), "Bearer", 3600.0, False, ("employer_access",))
    return replace(plain, **changed)  # type: ignore[arg-type]  # only tests' own fields


def token(age: float = 0.0, of: TokenKey | None = None, **changed: object) -> Token:
    """Return a token requested `age` seconds before NOW, stale after three quarters."""
    given = grant(**changed)
    sent, wall = NOW.elapsed - age, NOW.wall - age
    return Token(of or key(), given, sent, wall, given.lifetime * 0.75, 0.143)


def snapshot(made: Token | None = None, **changed: object) -> TokenSnapshot:
    """Return what is known of a key that is kept alive."""
    plain = TokenSnapshot(key() if made is None else made.key, made, kept=True)
    return replace(plain, **changed)  # type: ignore[arg-type]  # only tests' own fields


def view(*snapshots: TokenSnapshot, employers: Iterable[Employer] = (ACME,)) -> View:
    """Return what is shown with the sample credentials in use."""
    listed = tuple(employers)
    found = EmployerList(listed, names=dict(listed))
    return View(
        loaded=True,
        book=ProfileBook((Profile.create("acme-dev", "client"),)),
        acting=Acting("acme-dev", CREDENTIALS),
        employers=EmployersState("acme-dev", found, listed_at=NOW.wall),
        tokens={each.key: each for each in snapshots},
    )


def acting_as(shown: View, employer: str | None) -> View:
    """Return the same view, acting as an employer."""
    return replace(shown, acting=replace(shown.acting, employer=employer))


def exchange(number: int = 1, **changed: object) -> Exchange:
    """Return an appinfo exchange that went well."""
    plain = Exchange(
        number,
        ExchangeKind.APPINFO,
        key(),
        "GET",
        "https://secure.indeed.com/v2/api/appinfo",
        (("Accept", "application/json"),),
        b"",
        NOW.wall,
        Timings(total=0.143),
        200,
        "OK",
        "HTTP/1.1",
        (("Content-Type", "application/json"),),
        b'{"employers":[]}',
    )
    return replace(plain, **changed)  # type: ignore[arg-type]  # only tests' own fields


def texts(lines: Iterable[Iterable[Piece]]) -> list[str]:
    """Return lines of pieces as a person reads them."""
    return ["".join(text for text, _ in line) for line in lines]


def widths(lines: Iterable[Iterable[Piece]]) -> list[int]:
    """Return how many cells each line takes."""
    return [cells(text) for text in texts(lines)]
