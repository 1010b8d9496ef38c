"""The Token pane's lines: who, how fresh, until when, what was granted, what went wrong."""

from collections.abc import Iterator

from indeed_tui.indeed.models import Instant
from indeed_tui.session.snapshots import KeyState, LifeEvent, Step, TokenSnapshot
from indeed_tui.store.profile_rules import ENV_PROFILE
from indeed_tui.tui.format import bar, clock, duration, utc
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.states import DIM, FAILED, PLAIN, STALE, STRONG, Piece, look
from indeed_tui.tui.text import cells, clip, folded, plain
from indeed_tui.tui.view import View

Line = list[Piece]
_LABEL = 9
_SOON = 120.0
_SHOWN_SKEW = 30.0
_CLAIMS = ("iss", "sub", "azp", "aud", "scope", "app_account")


def living_lines(view: View, now: Instant, width: int) -> list[Line]:
    """Return the first lines for the identity in use, which another second may change.

    Each is at most `width` cells.
    """
    snapshot = _shown(view)
    if snapshot is None:
        return []
    lines = [_identity(view, width), *_life(snapshot, now, width, view.keys)]
    return _clipped([*lines, *_failure(snapshot, now, width, view.keys)], width)


def still_lines(view: View, width: int) -> list[Line]:
    """Return the lines below those, or instead of them: they follow from the view alone."""
    snapshot = _shown(view)
    if snapshot is None:
        return _clipped(_without_token(view, width), width)
    lines = [*_grant(snapshot, width), *_last(snapshot, width), *_skew(view, width)]
    if view.cache is not None:
        lines += [[], *_problem(view.cache.title, view.cache.hint, width), []]
    return _clipped([*lines, *_claims(snapshot, width), *_events(snapshot, width)], width)


def _shown(view: View) -> TokenSnapshot | None:
    acting = view.acting
    if acting.profile is None or acting.problem is not None:
        return None
    return view.token_of(acting.employer)


def _without_token(view: View, width: int) -> list[Line]:
    acting = view.acting
    if acting.profile is None and view.problem is not None:
        return _problem(view.problem.title, view.problem.hint, width)
    if acting.profile is None:
        adds = f"{view.keys.key('pane-1')} then {view.keys.key('add')} adds some"
        return [[("No credentials in use", DIM)], [(adds, DIM)]]
    if acting.problem is not None:
        problem = _problem(acting.problem.title, acting.problem.hint, width)
        return [_identity(view, width), [], *problem]
    return [_identity(view, width), [("no token yet", DIM)]]


def _clipped(lines: list[Line], width: int) -> list[Line]:
    """Return lines with an ellipsis where they are too long for a narrow pane."""
    return [
        line if sum(cells(text) for text, _ in line) <= width else _shortened(line, width)
        for line in lines
    ]


def _shortened(line: Line, width: int) -> Line:
    kept: Line = []
    left = width
    for text, style in line:
        shown = clip(text, left)
        kept.append((shown, style))
        if shown != text:
            break
        left -= cells(text)
    return kept


def _identity(view: View, width: int) -> Line:
    employer = view.acting.employer
    if employer is None:
        return [("acting as ", DIM), ("the app itself", STRONG)]
    name = clip(plain(view.name_of(employer)), max(1, width - 10))
    return [("acting as ", DIM), (name, STRONG)]


def _life(snapshot: TokenSnapshot, now: Instant, width: int, keys: Keymap) -> list[Line]:
    looks, left = look(snapshot, now), snapshot.left(now.elapsed)
    state: Line = [(f"{looks.glyph} {looks.word}", looks.style)]
    token = snapshot.token
    if token is None:
        if snapshot.state(now.elapsed) is KeyState.REQUESTING:
            return [state, [("waiting for Indeed's answer", DIM)]]
        return [state]
    if left > 0:
        state += [("  ", PLAIN), (clock(left), STRONG), (" left", DIM)]
    lifetime = token.grant.lifetime
    full, empty = bar(left / lifetime if lifetime else 0.0, min(width, 24))
    lines = [state, [(full, looks.style), (empty, DIM)]]
    if snapshot.requesting:
        lines.append([("refreshing now", STALE)])
    elif snapshot.problem is None:
        lines.append(_next(snapshot, token.refresh_at, now, width, keys))
    if token.grant.lifetime_assumed:
        lines.append([("lifetime assumed: none named", STALE)])
    return lines


def _next(snapshot: TokenSnapshot, moment: float, now: Instant, width: int, keys: Keymap) -> Line:
    if not snapshot.kept:
        pinnable = snapshot.key.employer is not None
        pins = f"; {keys.key('pin')} pins it" if pinnable else ""
        return [(f"not kept alive{pins}", DIM)]
    wall = now.wall + moment - now.elapsed
    line: Line = [("refresh in ", DIM), (clock(max(0.0, moment - now.elapsed)), PLAIN)]
    at = f", at {utc(wall, seconds=moment - now.elapsed < _SOON)}"
    return [*line, (at, DIM)] if sum(cells(text) for text, _ in line) + len(at) <= width else line


def _failure(snapshot: TokenSnapshot, now: Instant, width: int, keys: Keymap) -> list[Line]:
    problem = snapshot.problem
    if problem is None:
        return []
    lines = _problem(problem.title, problem.hint, width)
    times = "once" if snapshot.failures == 1 else f"{snapshot.failures} times"
    if snapshot.resting:
        text = f"failed {times}; not tried again until you act: {keys.key('refresh')} tries now"
        if snapshot.key.profile != ENV_PROFILE:
            text += f", {keys.key('pane-1')} then {keys.key('edit')} edits the credentials"
        lines += [[(each, DIM)] for each in folded(text, width)]
    elif snapshot.next_try is not None and not snapshot.requesting:
        wait = clock(max(0.0, snapshot.next_try - now.elapsed))
        lines.append([(f"failed {times}", DIM)])
        lines.append([("next try in ", DIM), (wait, PLAIN)])
    return [[], *lines, []]


def _problem(title: str, hint: str, width: int) -> list[Line]:
    shown: list[Line] = [[(line, FAILED)] for line in folded(plain(title), width)]
    shown += [[(line, PLAIN)] for line in folded(plain(hint), width)]
    return shown


def _grant(snapshot: TokenSnapshot, width: int) -> list[Line]:
    token = snapshot.token
    lines = list(_listed("asked", snapshot.key.scopes, width, PLAIN))
    if token is None:
        return lines
    lines += _listed("granted", token.grant.granted, width, PLAIN)
    missing = token.missing_scopes()
    lines += _listed("missing", missing, width, FAILED if missing else PLAIN)
    lines += _listed("type", (token.grant.token_type,), width, PLAIN)
    return lines


def _listed(label: str, values: tuple[str, ...], width: int, style: str) -> Iterator[Line]:
    """Yield a label with its values, one line each; a dash where there are none."""
    room = max(4, width - _LABEL)
    for place, value in enumerate(values or ("—",)):
        shown = plain(value)
        # Scopes differ at their ends: what doesn't fit loses its middle.
        text = clip(shown, room, middle=True) if cells(shown) > room else shown
        yield [(f"{label if place == 0 else '':<{_LABEL}}", DIM), (text, style)]


def _last(snapshot: TokenSnapshot, width: int) -> list[Line]:
    obtained = [e for e in snapshot.life if e.step in (Step.OBTAINED, Step.SHARED)]
    if not obtained:
        return []
    last = obtained[-1]
    took = "from the cache" if last.latency is None else duration(last.latency)
    lines = list(_listed("last", (f"{took}, {utc(last.wall)}",), width, PLAIN))
    lines += _listed("why", (last.why.value,), width, PLAIN)
    lines += _listed("requests", (str(snapshot.requests),), width, PLAIN)
    return lines


def _skew(view: View, width: int) -> list[Line]:
    if view.skew is None or abs(view.skew) < _SHOWN_SKEW:
        return []
    side = "behind" if view.skew > 0 else "ahead"
    text = f"{duration(abs(view.skew))} {side} Indeed's"
    return list(_listed("clock", (text,), width, STALE))


def _claims(snapshot: TokenSnapshot, width: int) -> list[Line]:
    if snapshot.token is None:
        return []
    from indeed_tui.indeed.oauth import claims

    found = claims(snapshot.token.grant.access_token)
    if not found:
        return []
    lines: list[Line] = [[], [("inside the token, unverified", DIM)]]
    for name in _CLAIMS:
        if name in found:
            lines += _listed(
                name if len(name) < _LABEL else "account", (str(found[name]),), width, PLAIN
            )
    for name in ("iat", "exp"):
        value = found.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            lines += _listed(name, (utc(value),), width, PLAIN)
    return lines


def _events(snapshot: TokenSnapshot, width: int) -> list[Line]:
    if not snapshot.life:
        return []
    events = reversed(snapshot.life)
    shown: list[Line] = [[(f"{utc(e.wall)} ", DIM), *_event(e, width - 10)] for e in events]
    return [[], [("life line", DIM)], *shown]


def _event(event: LifeEvent, width: int) -> Line:
    style = FAILED if event.step is Step.FAILED else PLAIN
    why = event.problem.code if event.problem is not None else event.why.value
    return [(clip(f"{event.step.value}, {plain(why)}", width), style)]
