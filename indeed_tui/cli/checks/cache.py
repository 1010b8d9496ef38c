"""The shared token cache: usable, how full, and what another user could read."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from shlex import quote

from indeed_tui.cli.checks.check import Area, Check, on_disk
from indeed_tui.cli.checks.files import directory
from indeed_tui.indeed.models import Instant
from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import Profile
from indeed_tui.store.tokens import TokenFiles

AREA = Area("cache")


def cache_checks(
    places: Places, profile: Profile | None, now: Callable[[], Instant]
) -> Iterator[Check]:
    """Yield the state of the cache."""
    if profile is None:
        yield AREA.skip("profile", "there is no profile")
    elif profile.cache_tokens:
        yield AREA.ok("profile", f"{profile.name} keeps its tokens here")
    else:
        yield AREA.ok("profile", f"{profile.name} keeps none: cache_tokens = false")
    yield from on_disk(
        AREA,
        {
            "directory": lambda: directory(AREA, "directory", places.tokens),
            "tokens": lambda: tokens(places.tokens, now),
            "set aside": lambda: set_aside(places.tokens),
            "exposed": lambda: exposed(places),
        },
    )


def tokens(path: Path, now: Callable[[], Instant]) -> Check:
    """Count the tokens that can be read, and those whose life is over."""
    kept = [token for token, _ in TokenFiles(path, now).every().values() if token is not None]
    moment = now().elapsed
    expired = sum(1 for token in kept if token.deadline <= moment)
    profiles = len({token.key.profile for token in kept})
    seen = f"{len(kept) - expired} alive, {expired} expired"
    of = f", of {profiles} profile{'' if profiles == 1 else 's'}" if kept else ""
    return AREA.ok("tokens", seen + of)


def set_aside(path: Path) -> Check:
    """Count the files that weren't trusted."""
    count = len(list(path.glob("*.aside")))
    return AREA.judged(
        "set aside",
        f"{count} file{'' if count == 1 else 's'}" if count else "none",
        well=count == 0,
        todo="They were torn, foreign or open to others. They go after a week; if that happens "
        f"again, see who writes to {path}.",
    )


def exposed(places: Places) -> Check:
    """Count the files that another user could read, were it not for their directory."""
    found = [
        path
        for place in (places.state, places.tokens, places.employers, places.exports)
        if place.is_dir()
        for path in place.iterdir()
        if path.is_file() and stat.S_IMODE(path.lstat().st_mode) & 0o077
    ]
    if not found:
        return AREA.ok("exposed", "nothing: every file is for its owner alone")
    names = ", ".join(sorted(path.name for path in found)[:3])
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return AREA.warn(
        "exposed",
        f"by its mode another user may read {names}{more}",
        f"chmod -R go-rwx {quote(str(places.state))}",
    )
