"""`indeed-tui token`: a valid access token, from the cache that all processes share or new."""

import argparse
import json
import os
import shlex
from typing import TYPE_CHECKING

from indeed_tui.cli.compose import Home
from indeed_tui.cli.exits import Exit, note
from indeed_tui.cli.options import add_command, add_identity
from indeed_tui.cli.times import rfc3339
from indeed_tui.indeed.models import Instant, Token
from indeed_tui.session.clock import SystemClock
from indeed_tui.session.policy import lasts, unusable_at
from indeed_tui.store.profiles import Profile

if TYPE_CHECKING:
    from indeed_tui.cli.options import Commands

_EPILOG = """\
examples:
  curl -H "$(indeed-tui token --format header)" https://secure.indeed.com/v2/api/appinfo
  eval "$(indeed-tui token --employer 'Dharma Initiative' --format env)"
  indeed-tui token --min-valid 600 --format json | jq .expires_at
"""
MIN_VALID = 60.0
# What stands before a token that needs no quoting.
_BEFORE = {"raw": "", "header": "Authorization: Bearer ", "env": "INDEED_ACCESS_TOKEN="}


def add_token(commands: "Commands") -> None:
    """Add the command to the parser."""
    command = add_command(
        commands,
        "token",
        token,
        help="print a valid access token",
        description="Print a valid access token, from the shared cache or newly requested. "
        "Any number of these commands and dashboards share one token.",
        epilog=_EPILOG,
    )
    add_identity(command)
    command.add_argument(
        "--format", choices=("raw", "header", "json", "env"), default="raw", help="default: raw"
    )
    command.add_argument("--fresh", action="store_true", help="request a new one")
    command.add_argument(
        "--min-valid",
        type=_seconds,
        default=MIN_VALID,
        metavar="SECONDS",
        help="life it must have left, where its lifetime allows (default: 60)",
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < 1e9:
        raise argparse.ArgumentTypeError("a number of seconds is wanted, such as 600")
    return seconds


def token(chosen: argparse.Namespace) -> int:
    """Print the token on stdout; returns the exit status, raises IndeedError."""
    home, clock = Home.of(dict(os.environ)), SystemClock()
    profile = home.profile(chosen.profile)
    found = None if chosen.fresh else _cached(home, clock, profile, chosen)
    if found is None:
        import asyncio

        found = asyncio.run(_requested(home, clock, profile, chosen))
    print(written(found, chosen.format, clock.now()))  # noqa: T201
    _leave_signpost(home, profile, found, chosen)
    return Exit.OK


def _leave_signpost(home: Home, profile: Profile, found: Token, chosen: argparse.Namespace) -> None:
    """Show the same command the short way next time, where its answer depends on nothing else."""
    from indeed_tui.session.employer_choice import is_id
    from indeed_tui.store.signposts import leave_signpost

    before = _BEFORE.get(chosen.format)
    named = chosen.employer is not None and not is_id(chosen.employer)
    if before is None or named or chosen.fresh or not profile.cache_tokens:
        return
    until = unusable_at(found)
    if found.grant.lifetime > chosen.min_valid:
        until = min(until, found.deadline - chosen.min_valid)
    leave_signpost(
        home.places,
        profile,
        found,
        arguments=chosen.arguments,
        environ=home.environ,
        before=before,
        until=until,
    )


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
    employer = chosen.employer
    if employer is not None:
        from indeed_tui.session.employer_choice import remembered
        from indeed_tui.store.employer_names import EmployerNames

        names = EmployerNames(home.places.employers)
        employer = remembered(names, credentials, employer, clock.wall())
        if employer is None:
            return None
    key = credentials.key(employer, _scopes(chosen))
    kept = TokenFiles(home.places.tokens, clock.now, note).load(key)
    if kept is None or not lasts(kept, clock.elapsed(), chosen.min_valid):
        return None
    return kept


async def _requested(
    home: Home, clock: SystemClock, profile: Profile, chosen: argparse.Namespace
) -> Token:
    async with home.entered(profile, clock) as (session, credentials):
        employer = chosen.employer
        if employer is not None:
            employer = await session.employer(credentials, employer)
        key = credentials.key(employer, _scopes(chosen))
        async with session.employer_known(credentials, employer):
            return await session.token(key, min_left=chosen.min_valid, fresh=chosen.fresh)


def written(found: Token, form: str, moment: Instant) -> str:
    """Return the token in one of the contract's formats, without a newline at its end."""
    clear = found.grant.access_token.reveal()
    if form == "header":
        return f"{_BEFORE[form]}{clear}"
    if form == "env":
        return f"{_BEFORE[form]}{shlex.quote(clear)}"
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
