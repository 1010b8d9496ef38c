"""The top line: whose credentials, whose token for how long, how many calls."""

from typing import ClassVar

from indeed_tui.indeed.models import Instant
from indeed_tui.tui.format import clock
from indeed_tui.tui.panes.ticking import TickingPanel
from indeed_tui.tui.states import DIM, FAILED, STALE, STRONG, Piece, badge, guard_pieces, look
from indeed_tui.tui.text import cells, clip, plain
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.line_scroll import fitted

_NAME = 28


def status_pieces(view: View, now: Instant, width: int) -> list[Piece]:
    """Return the fullest status line of `width` cells: who acts for how long is always there."""
    demos = ("  DEMO simulator, no network", "  DEMO") if view.demo else ("",)
    counts = _counts(view)
    for brand, demo, calls in (
        (" indeed-tui", demos[0], counts[0]),
        (" indeed-tui", demos[-1], counts[0]),
        ("", demos[-1], counts[0]),
        ("", demos[-1], counts[1]),
        ("", demos[-1], counts[2]),
        ("", demos[-1], ""),
    ):
        left: list[Piece] = [(brand, STRONG), (demo, STALE), *_identity(view), *_tokens(view, now)]
        room = width - sum(cells(text) for text, _ in left) - cells(calls)
        if room >= 1:
            return [*left, (" " * room, ""), (calls, DIM)]
    return _shortened(view, now, width)


def _counts(view: View) -> tuple[str, str, str]:
    """Return this month's calls, billable ones and Indeed's own count; then less, and less."""
    if view.tally is None:
        return "", "", ""
    billable = f"billable {view.tally.billable}"
    calls = f"calls {view.tally.calls} · {billable}"
    quota = view.quota
    indeed = "" if quota is None else f" · Indeed {quota.calls:,} of {quota.allowed:,}"
    return f"{calls}{indeed} ", f"{calls} ", f"{billable} "


def _identity(view: View) -> list[Piece]:
    profile = view.profile
    if profile is None:
        if view.problem is not None:
            return [("  ✕ the profiles can't be used", FAILED)]
        return [("  no credentials yet" if view.loaded else "", DIM)]
    pieces: list[Piece] = [("  ", ""), (clip(plain(profile.name), _NAME), "")]
    return pieces + guard_pieces(profile, unlocked=view.acting.unlocked)


def _tokens(view: View, now: Instant) -> list[Piece]:
    if view.acting.problem is not None:
        return [("   ✕ no secret", FAILED)]
    if view.acting.credentials is None:
        return []
    pieces = [("   ", ""), *_named("app", view, None, now)]
    employer = view.acting.employer
    if employer is not None:
        name = clip(plain(view.name_of(employer)), _NAME)
        pieces += [("   ", ""), *_named(name, view, employer, now)]
    return pieces


def _named(name: str, view: View, employer: str | None, now: Instant) -> list[Piece]:
    snapshot = view.token_of(employer)
    looks = look(snapshot, now)
    left = 0.0 if snapshot is None else snapshot.left(now.elapsed)
    shown = clock(left) if left > 0 else looks.word
    return [(f"{looks.glyph} ", looks.style), (f"{name} ", ""), (shown, looks.style)]


def _shortened(view: View, now: Instant, width: int) -> list[Piece]:
    """Return what must never be missing: the credentials, and whose token lives how long."""
    profile = view.profile
    name = "" if profile is None else plain(profile.name)
    guard = [] if profile is None else guard_pieces(profile, unlocked=view.acting.unlocked)
    taken = sum(cells(text) for text, _ in guard)
    text, style = badge(view.token_of(view.acting.employer), now)
    employer = view.acting.employer
    who = "app" if employer is None else plain(view.name_of(employer))
    demo = " DEMO" if view.demo else ""
    room = max(0, width - cells(text) - taken - cells(demo) - 3)
    second = clip(who, max(room // 2, room - cells(name)))
    first = clip(name, room - cells(second))
    pieces = [
        (" ", ""), (first, STRONG), *guard, (demo, STALE),
        (" ", ""), (second, ""), (" ", ""), (text, style),
    ]  # fmt: skip
    return fitted(pieces, width)


class StatusLine(TickingPanel, can_focus=False):
    """One line that is always there."""

    DEFAULT_CSS = """
    StatusLine { height: 1; background: $panel; }
    """
    BINDINGS: ClassVar = []

    def work_out(self, view: View, now: Instant) -> None:
        """Fill the line."""
        self.set_lines([status_pieces(view, now, self.line_width)])
