"""How a token's state looks: a glyph and a word, and one of the three state styles."""

from dataclasses import dataclass

from indeed_tui.indeed.models import Instant
from indeed_tui.session.snapshots import KeyState, TokenSnapshot
from indeed_tui.store.profiles import Profile
from indeed_tui.tui.format import clock

Piece = tuple[str, str]
"""Text that is safe to show, and the name of its style."""

FRESH, STALE, FAILED, DIM, STRONG, ACCENT, PROD, PLAIN = (
    "state--fresh",
    "state--stale",
    "state--failed",
    "state--dim",
    "state--strong",
    "state--accent",
    "state--prod",
    "",
)

BADGE = " PROD "
"""What marks production, reversed wherever it stands, so that no theme and no terminal loses it."""


@dataclass(frozen=True, slots=True)
class Look:
    """A state's glyph, word and style name."""

    glyph: str
    word: str
    style: str


LOOKS = {
    KeyState.NONE: Look("○", "no token", DIM),
    KeyState.REQUESTING: Look("◌", "asking", STALE),
    KeyState.FRESH: Look("●", "fresh", FRESH),
    KeyState.STALE: Look("◐", "stale", STALE),
    KeyState.FAILING: Look("▲", "failing", FAILED),
    KeyState.EXPIRED: Look("✕", "expired", FAILED),
    KeyState.REFUSED: Look("✕", "refused", FAILED),
}


def look(snapshot: TokenSnapshot | None, now: Instant) -> Look:
    """Return how a key looks now; None is a key nothing is known of."""
    state = KeyState.NONE if snapshot is None else snapshot.state(now.elapsed)
    return LOOKS[state]


def guard_pieces(profile: Profile, *, unlocked: bool) -> list[Piece]:
    """Return the badge of a production profile, then in words whether it writes, if it is guarded.

    Both are there in full at any width: it is names that are shortened.
    """
    pieces: list[Piece] = [(" ", PLAIN), (BADGE, PROD)] if profile.is_production else []
    if profile.read_only:
        pieces.append((" unlocked", FAILED) if unlocked else (" read-only", DIM))
    return pieces


def badge(snapshot: TokenSnapshot | None, now: Instant) -> Piece:
    """Return glyph and time left, or glyph and word where there is no life left: `● 42:17`."""
    looks = look(snapshot, now)
    left = 0.0 if snapshot is None else snapshot.left(now.elapsed)
    if left > 0:
        return f"{looks.glyph} {clock(left)}", looks.style
    return (looks.glyph if looks.word == "no token" else f"{looks.glyph} {looks.word}", looks.style)
