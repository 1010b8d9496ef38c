"""`indeed-tui status`: what is known of a profile's tokens, without any request."""

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

from indeed_tui.cli.exits import Exit, warn
from indeed_tui.cli.options import add_command

if TYPE_CHECKING:
    from indeed_tui.cli.compose import Home
    from indeed_tui.cli.options import Commands
    from indeed_tui.cli.status_rows import Standing
    from indeed_tui.session.clock import Clock
    from indeed_tui.store.profiles import Profile

_DESCRIPTION = """\
Show what is known of a profile's tokens: state, time left, refresh, last error. Reads the
cache that all processes share, and sends nothing.

On a terminal a table. Into a pipe one line for each token, its columns split by tabs:
employer id (or "app"), fresh | stale | expired | failed, seconds left, code of the last error."""
_EPILOG = """\
--json prints {"profile", "clock_skew_s", "tokens": [{"employer", "scope", "state", "expires_at",
"expires_in", "refresh_at", "last_error", "requests", "life"}]}. clock_skew_s is Indeed's clock
minus this machine's in seconds, as of the newest token's answer: positive where this machine is
behind, null where it isn't known.

--watch updates in place on a terminal until ctrl+c. Into a pipe, or with --json, it prints one
JSON line now and one at every change but the ticking of the clock: a new token, another state,
an error, a request; with --short the short line instead. On a terminal that can't update in
place (TERM=dumb), or for a screen reader, it prints one plain line for every token that changes.

examples:
  indeed-tui status
  indeed-tui status --json | jq '.tokens[] | select(.state != "fresh")'
  indeed-tui status --watch | jq --unbuffered -r '.tokens[] | [.employer, .state] | @tsv'
  TERM=dumb indeed-tui status --watch

in bash's prompt:
  PS1='$(indeed-tui status --short 2>/dev/null) \\$ '

in tmux.conf:
  set -g status-interval 5
  set -g status-right '#(indeed-tui status --short)'
"""


def add_status(commands: "Commands") -> None:
    """Add the command to the parser."""
    command = add_command(
        commands,
        "status",
        status,
        help="show the tokens in the shared cache",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--short", action="store_true", help="one line, for a prompt or tmux")
    command.add_argument("--watch", action="store_true", help="go on, and tell every change")


def status(chosen: argparse.Namespace) -> int:
    """Print the tokens on stdout; returns 0, raises IndeedError."""
    from indeed_tui.cli.compose import Home
    from indeed_tui.session.clock import SystemClock

    home, clock = Home.of(dict(os.environ)), SystemClock()
    profile = home.profile(getattr(chosen, "profile", None))
    if chosen.watch:
        from indeed_tui.cli.status_watch import watch_status

        form = "json" if chosen.json else "short" if chosen.short else ""
        watch_status(lambda: known(home, profile, clock), home.places, form, clock.now)
    return _once(known(home, profile, clock), chosen, profile, clock)


def known(home: "Home", profile: "Profile", clock: "Clock") -> "Standing":
    """Return what the shared cache knows of the profile's tokens."""
    from indeed_tui.cli.status_rows import Standing
    from indeed_tui.store.employer_names import EmployerNames
    from indeed_tui.store.tokens import TokenFiles

    every = TokenFiles(home.places.tokens, clock.now).every()
    ours = {key: told for key, told in every.items() if key.profile == profile.name}
    names = EmployerNames(home.places.employers)
    listed = [names.load(profile.name, identity) for identity in {key.identity for key in ours}]
    return Standing.of(
        profile.name,
        ours,
        {each.id: each.name for one in listed if one is not None for each in one.employers},
    )


def _once(
    standing: "Standing", chosen: argparse.Namespace, profile: "Profile", clock: "Clock"
) -> int:
    from indeed_tui.cli.output import on_terminal
    from indeed_tui.cli.status_rows import Looks, described, line, short, table

    looks, now = Looks.of(sys.stdout), clock.now()
    if chosen.json:
        print(json.dumps(described(standing, now)))  # noqa: T201
    elif chosen.short:
        print(looks.fit(short(standing, now, looks)))  # noqa: T201
    elif not standing.tokens:
        _none(profile)
    elif on_terminal(sys.stdout):
        for row in table(standing, now, looks):
            print(looks.fit(row))  # noqa: T201
    else:
        for token in standing.tokens:
            print(looks.fit(line(token, now)))  # noqa: T201
    return Exit.OK


def _none(profile: "Profile") -> None:
    if profile.cache_tokens:
        warn(
            f"There are no tokens of {profile.name} yet",
            "Request one: indeed-tui token; or start the dashboard: indeed-tui.",
        )
    else:
        warn(
            f"The tokens of {profile.name} aren't kept on disk",
            "Its cache_tokens is false: only the process that requested them knows them.",
        )
