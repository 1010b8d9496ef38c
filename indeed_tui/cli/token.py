"""`indeed-tui token`: a valid access token, from the cache that all processes share or new."""

import argparse
import json
import os
import shlex
from typing import TYPE_CHECKING

from indeed_tui.cli.compose import Home
from indeed_tui.cli.exits import Exit, warn
from indeed_tui.cli.times import rfc3339
from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Instant, Token
from indeed_tui.session.clock import SystemClock
from indeed_tui.session.policy import lasts
from indeed_tui.store.profiles import Profile

if TYPE_CHECKING:
    from indeed_tui.session.events import SessionEvent

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_EPILOG = """\
examples:
  curl -H "$(indeed-tui token --format header)" https://secure.indeed.com/v2/api/appinfo
  eval "$(indeed-tui token --employer 084a39249af95beedfb90cc5d2b8833c --format env)"
"""
MIN_VALID = 60.0


def add_token(commands: "Commands") -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "token",
        help="print a valid access token",
        description="Print a valid access token, from the shared cache or newly requested. "
        "Any number of these commands and dashboards share one token.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--profile", metavar="NAME", help="the credentials to use")
    command.add_argument("--employer", metavar="ID", help="represent this employer")
    command.add_argument(
        "--scope", action="append", metavar="S", help="ask for this scope; may be repeated"
    )
    command.add_argument(
        "--format", choices=("raw", "header", "json", "env"), default="raw", help="default: raw"
    )
    command.add_argument("--fresh", action="store_true", help="request a new one")
    command.add_argument(
        "--min-valid",
        type=float,
        default=MIN_VALID,
        metavar="SECONDS",
        help="life it must have left, where its lifetime allows (default: 60)",
    )
    command.set_defaults(run=token)


def token(chosen: argparse.Namespace) -> int:
    """Print the token on stdout; returns the exit status, raises IndeedError."""
    home, clock = Home.of(dict(os.environ)), SystemClock()
    profile = home.profile(chosen.profile)
    found = None if chosen.fresh else _cached(home, clock, profile, chosen)
    if found is None:
        import asyncio

        found = asyncio.run(_requested(home, clock, profile, chosen))
    print(written(found, chosen.format, clock.now()))  # noqa: T201
    return Exit.OK


def _scopes(chosen: argparse.Namespace) -> tuple[str, ...] | None:
    return tuple(chosen.scope) if chosen.scope else None


def _cached(
    home: Home, clock: SystemClock, profile: Profile, chosen: argparse.Namespace
) -> Token | None:
    """Return the shared token if it is good for long enough; loads no HTTP and no asyncio."""
    if not profile.cache_tokens:
        return None
    from indeed_tui.store.secrets import read_secret
    from indeed_tui.store.tokens import TokenFiles

    credentials = profile.credentials(read_secret(profile, home.places, home.environ))
    key = credentials.key(chosen.employer, _scopes(chosen))
    kept = TokenFiles(home.places.tokens, clock.now, _note).load(key)
    if kept is None or not lasts(kept, clock.elapsed(), chosen.min_valid):
        return None
    return kept


async def _requested(
    home: Home, clock: SystemClock, profile: Profile, chosen: argparse.Namespace
) -> Token:
    session = home.session(clock, _narrate)
    try:
        return await session.token(
            profile,
            employer=chosen.employer,
            scopes=_scopes(chosen),
            min_left=chosen.min_valid,
            fresh=chosen.fresh,
        )
    finally:
        await session.close(0.0)


def _narrate(event: "SessionEvent") -> None:
    """Tell on stderr what the cache on disk has to say."""
    from indeed_tui.session.events import CacheTold

    if isinstance(event, CacheTold):
        _note(event.problem)


def _note(problem: Problem | None) -> None:
    if problem is not None:
        warn(problem.title, problem.hint)


def written(found: Token, form: str, moment: Instant) -> str:
    """Return the token in one of the contract's formats, without a newline at its end."""
    clear = found.grant.access_token.reveal()
    if form == "header":
        return f"Authorization: Bearer {clear}"
    if form == "env":
        return f"INDEED_ACCESS_TOKEN={shlex.quote(clear)}"
    if form == "json":
        left = max(0.0, found.deadline - moment.elapsed)
        return json.dumps(
            {
                "access_token": clear,
                "token_type": found.grant.token_type,
                "scope": " ".join(found.grant.granted),
                "employer": found.key.employer,
                "profile": found.key.profile,
                "expires_at": rfc3339(moment.wall + left),
                "expires_in": int(left),
            }
        )
    return clear
