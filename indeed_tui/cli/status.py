"""`indeed-tui status`: what is known of a profile's tokens, without any request."""

import argparse
import json
import os
from typing import TYPE_CHECKING

from indeed_tui.cli.compose import Home
from indeed_tui.cli.exits import Exit
from indeed_tui.cli.times import rfc3339
from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Instant, Token, TokenKey
from indeed_tui.session.clock import SystemClock
from indeed_tui.session.policy import freshness
from indeed_tui.store.story import LifeEvent, Story
from indeed_tui.store.tokens import TokenFiles

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_EPILOG = """\
examples:
  indeed-tui status
  indeed-tui status --json
"""


def add_status(commands: "Commands") -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "status",
        help="show the tokens in the shared cache",
        description="Show what is known of a profile's tokens: state, life left, last error, and "
        "with --json each one's life line. Reads the shared cache and sends nothing.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--profile", metavar="NAME", help="the credentials to use")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--short", action="store_true", help="one line, for a prompt or tmux")
    command.set_defaults(run=status)


def status(chosen: argparse.Namespace) -> int:
    """Print the tokens on stdout; returns 0, raises IndeedError."""
    home, clock = Home.of(dict(os.environ)), SystemClock()
    profile = home.profile(chosen.profile)
    known = TokenFiles(home.places.tokens, clock.now).every()
    now = clock.now()
    rows = [
        described(key, token, story, now)
        for key, (token, story) in sorted(known.items(), key=lambda item: item[0].employer or "")
        if key.profile == profile.name
    ]
    if chosen.json:
        print(json.dumps({"profile": profile.name, "clock_skew_s": None, "tokens": rows}))  # noqa: T201
    elif chosen.short:
        print(short(profile.name, rows))  # noqa: T201
    else:
        for row in rows:
            print(line(row))  # noqa: T201
    return Exit.OK


def described(
    key: TokenKey, token: Token | None, story: Story | None, now: Instant
) -> dict[str, object]:
    """Return one token as the contract's JSON: times in RFC 3339, durations in whole seconds."""
    ahead = now.wall - now.elapsed
    problem = None if story is None else story.problem
    left = 0.0 if token is None else max(0.0, token.deadline - now.elapsed)
    state = "expired" if token is None else str(freshness(token, now.elapsed))
    if problem is not None and left <= 0:
        state = "failed"
    return {
        "employer": key.employer,
        "scope": key.scope,
        "state": state,
        "expires_at": None if token is None else rfc3339(token.deadline + ahead),
        "expires_in": int(left),
        "refresh_at": None if token is None else rfc3339(token.refresh_at + ahead),
        "last_error": _error(problem),
        "requests": 0 if story is None else story.requests,
        "life": [] if story is None else [_event(event) for event in story.life],
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


def line(row: dict[str, object]) -> str:
    """Return one token as a line of tab-separated columns: employer, state, seconds left, error."""
    error = row["last_error"]
    code = error["code"] if isinstance(error, dict) else ""
    columns = (row["employer"] or "app", row["state"], row["expires_in"], code)
    return "\t".join("".join(c if c.isprintable() else "�" for c in str(v)) for v in columns)


def short(profile: str, rows: list[dict[str, object]]) -> str:
    """Return one line for a prompt: the profile, and its app token's state and time left."""
    app = next((row for row in rows if row["employer"] is None), None)
    if app is None:
        return f"{profile} no token"
    minutes, seconds = divmod(int(str(app["expires_in"])), 60)
    return f"{profile} {app['state']} {minutes}:{seconds:02}"
