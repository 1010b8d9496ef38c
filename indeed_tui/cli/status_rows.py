"""What is known of a profile's tokens as JSON, as a table, as one line: pure, for one moment."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TextIO

from indeed_tui.cli.exits import visible
from indeed_tui.cli.times import rfc3339
from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Instant, Token, TokenKey
from indeed_tui.session.policy import Freshness
from indeed_tui.session.snapshots import TokenSnapshot
from indeed_tui.store.story import LifeEvent, Story

# These two are the dashboard's pure leaves: neither loads Textual.
from indeed_tui.tui.format import clock, count, short_id
from indeed_tui.tui.states import look

_SHOWN_SKEW = 30.0
_WORD, _TIME = 7, 5
_GAP = "  "
_RIGHT = frozenset({"Left", "Refresh in"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a profile's tokens, the app's first; `names` are employers' by their ids."""

    profile: str
    tokens: tuple[TokenSnapshot, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        profile: str,
        known: Mapping[TokenKey, tuple[Token | None, Story | None]],
        names: Mapping[str, str],
    ) -> "Standing":
        """Return what token files and stories tell."""
        found = [_snapshot(key, token, story or Story()) for key, (token, story) in known.items()]
        found.sort(key=lambda one: (one.key.employer or "", one.key.scopes, _heard(one)))
        return cls(profile, tuple(found), names)

    @property
    def skew(self) -> float | None:
        """Indeed's clock minus this machine's in seconds, by the newest token that told it."""
        told = [
            (one.token.sent_wall, one.token.grant.skew)
            for one in self.tokens
            if one.token is not None and one.token.grant.skew is not None
        ]
        # Adding 0.0 makes a zero of minus zero.
        return round(max(told)[1], 1) + 0.0 if told else None

    def speaker(self) -> TokenSnapshot | None:
        """Return the one token that stands for all: the app's, or else the one last heard of."""
        app = [one for one in self.tokens if one.key.employer is None]
        return max(app or self.tokens, key=_heard, default=None)

    def next_change(self, now: Instant) -> float | None:
        """Return in how many seconds time alone changes a state, None if it never does."""
        alive = [one.token for one in self.tokens if one.token is not None]
        moments = [at for token in alive for at in (token.refresh_at, token.deadline)]
        return min((at - now.elapsed for at in moments if at > now.elapsed), default=None)


def _snapshot(key: TokenKey, token: Token | None, story: Story) -> TokenSnapshot:
    return TokenSnapshot(
        key,
        token,
        problem=story.problem,
        failures=story.failures,
        resting=story.resting,
        requests=story.requests,
        life=story.life,
    )


def _heard(one: TokenSnapshot) -> float:
    """Return the wall time at which the token was last heard of."""
    last = one.life[-1].wall if one.life else 0.0
    return last if one.token is None else max(last, one.token.sent_wall)


def mark(one: TokenSnapshot, now: Instant) -> object:
    """Return a value that is equal as long as nothing but the ticking numbers changes."""
    token = one.token
    # Not the elapsed times: they are computed anew at each reading, and the wall may step.
    grant = None if token is None else (token.sent_wall, token.grant.lifetime, token.grant.granted)
    word = one.state(now.elapsed)
    return one.key, grant, state(one, now), word, one.problem, one.requests, one.life


def state(one: TokenSnapshot, now: Instant) -> str:
    """Return the contract's word: fresh, stale, expired, or failed where no life is left."""
    if one.problem is not None and one.left(now.elapsed) <= 0:
        return "failed"
    return one.freshness(now.elapsed) or Freshness.EXPIRED


def described(standing: Standing, now: Instant) -> dict[str, object]:
    """Return all as the contract's JSON: times in RFC 3339, durations in whole seconds."""
    return {
        "profile": standing.profile,
        "clock_skew_s": standing.skew,
        "tokens": [_described(one, now) for one in standing.tokens],
    }


def _described(one: TokenSnapshot, now: Instant) -> dict[str, object]:
    token, ahead = one.token, now.wall - now.elapsed
    return {
        "employer": one.key.employer,
        "scope": one.key.scope,
        "state": state(one, now),
        "expires_at": None if token is None else rfc3339(token.deadline + ahead),
        "expires_in": int(one.left(now.elapsed)),
        "refresh_at": None if token is None else rfc3339(token.refresh_at + ahead),
        "last_error": _error(one.problem),
        "requests": one.requests,
        "life": [_event(event) for event in one.life],
    }


def _error(problem: Problem | None) -> dict[str, str] | None:
    if problem is None:
        return None
    return {"code": problem.code, "title": problem.title, "hint": problem.hint}


def _event(event: LifeEvent) -> dict[str, object]:
    return {
        "at": rfc3339(event.wall),
        "what": event.step.value,
        "why": event.why.value,
        "latency_ms": None if event.latency is None else round(event.latency * 1000),
        "error": None if event.problem is None else event.problem.code,
    }


def line(one: TokenSnapshot, now: Instant) -> str:
    """Return one token as tab-separated columns: employer, state, seconds left, error code."""
    code = "" if one.problem is None else one.problem.code
    columns = (one.key.employer or "app", state(one, now), str(int(one.left(now.elapsed))), code)
    return "\t".join(visible(column) for column in columns)


@dataclass(frozen=True, slots=True)
class Looks:
    """What a stream's encoding can show; without UTF-8 there are words and no glyphs."""

    encoding: str = "utf-8"

    @classmethod
    def of(cls, stream: TextIO | None) -> "Looks":
        """Return the looks for a stream."""
        return cls(getattr(stream, "encoding", None) or "ascii")

    @property
    def glyphs(self) -> bool:
        """Whether there are glyphs."""
        return self.encoding.lower().replace("-", "").replace("_", "") == "utf8"

    @property
    def ellipsis(self) -> str:
        """What a cropped text ends with."""
        return "…" if self.glyphs else "..."

    def fit(self, text: str) -> str:
        """Return the text with `?` for what the encoding lacks."""
        return text.encode(self.encoding, "replace").decode(self.encoding)

    def state(self, one: TokenSnapshot | None, now: Instant) -> str:
        """Return glyph and word as the dashboard has them."""
        looks = look(one, now)
        return f"{looks.glyph} {looks.word}" if self.glyphs else looks.word


def short(standing: Standing, now: Instant, looks: Looks) -> str:
    """Return one line of steady width: the profile, and its app token's state and time left."""
    one = standing.speaker()
    told = looks.state(one, now)
    room = _WORD + (len("● ") if looks.glyphs else 0)
    if one is None or one.token is None:
        return f"{standing.profile} {told:<{room + 1 + _TIME}}"
    # As wide as it ever was: a token's first full second shows one less than its lifetime.
    wide = max(_TIME, len(clock(one.token.grant.lifetime - 1)))
    return f"{standing.profile} {told:<{room}} {clock(one.left(now.elapsed)):>{wide}}"


def table(standing: Standing, now: Instant, looks: Looks) -> list[str]:
    """Return the lines of a table for people: a title, a header, one line for each token."""
    title = f"{standing.profile}{_GAP}{count(len(standing.tokens), 'token')}"
    if not standing.tokens:
        return [f"{standing.profile}{_GAP}no tokens yet: run indeed-tui token, or the dashboard"]
    rows = [_cells(one, standing, now, looks) for one in standing.tokens]
    heads = list(rows[0])
    if not standing.names:
        heads.remove("Id")
    if len({one.key.employer for one in standing.tokens}) == len(standing.tokens):
        heads.remove("Scope")
    wide = {head: max(width(head), *(width(row[head]) for row in rows)) for head in heads}
    lines = [_joined({head: head for head in heads}, wide)]
    lines += [_joined(row, wide) for row in rows]
    return [title, *lines, *_clock_line(standing.skew)]


def _cells(one: TokenSnapshot, standing: Standing, now: Instant, looks: Looks) -> Mapping[str, str]:
    employer, left = one.key.employer, one.left(now.elapsed)
    due = max(0.0, one.token.refresh_at - now.elapsed) if one.token is not None else 0.0
    return {
        "Employer": _who(one, standing),
        "Id": visible(short_id(employer or "", ellipsis=looks.ellipsis)),
        "State": looks.state(one, now),
        "Left": clock(left) if left > 0 else "",
        "Refresh in": clock(due) if due > 0 else "due" if left > 0 else "",
        "Scope": visible(one.key.scope),
        "Last error": _fault(one),
    }


def _who(one: TokenSnapshot, standing: Standing) -> str:
    employer = one.key.employer
    return "app" if employer is None else visible(standing.names.get(employer, employer))


def _fault(one: TokenSnapshot) -> str:
    problem = one.problem
    return "" if problem is None else f"{visible(problem.code)}{_GAP}{visible(problem.title)}"


def _joined(row: Mapping[str, str], wide: Mapping[str, int]) -> str:
    cells = []
    for head, room in wide.items():
        space = " " * (room - width(row[head]))
        cells.append(space + row[head] if head in _RIGHT else row[head] + space)
    return _GAP.join(cells).rstrip()


def _clock_line(skew: float | None) -> list[str]:
    if skew is None or abs(skew) < _SHOWN_SKEW:
        return []
    side = "behind" if skew > 0 else "ahead of"
    return [f"clock{_GAP}this machine is {abs(skew):.1f} s {side} Indeed"]


def sentence(one: TokenSnapshot, standing: Standing, now: Instant, looks: Looks) -> str:
    """Return one token as a plain line to be read out: who, state, time left, error."""
    left = one.left(now.elapsed)
    parts = [looks.state(one, now), f"{clock(left)} left" if left > 0 else "", _fault(one)]
    return f"{_who(one, standing)}: {', '.join(part for part in parts if part)}"


def width(text: str) -> int:
    """Return how many terminal cells a visible text takes, as nearly as Unicode tells."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def _cell(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def crop(text: str, room: int, ellipsis: str = "…") -> str:
    """Return the text in at most `room` cells, with an ellipsis where something was cut off."""
    if width(text) <= room:
        return text
    if room < len(ellipsis):
        return ellipsis[: max(0, room)]
    while width(text) > room - len(ellipsis):
        text = text[:-1]
    return text + ellipsis
