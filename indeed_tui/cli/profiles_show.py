"""How profiles are told: `profiles show`, and the rows and the JSON of `profiles list`."""

import argparse
import json
import os
import shlex
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from indeed_tui.cli.compose import Home
from indeed_tui.cli.exits import Exit, say, tell, visible
from indeed_tui.cli.options import add_command
from indeed_tui.cli.output import on_terminal
from indeed_tui.indeed.errors import ConfigError, Problem
from indeed_tui.store.profiles import Profile, ProfileBook, SourceKind, load_profiles

if TYPE_CHECKING:
    from indeed_tui.cli.options import Commands

_EPILOG = """\
The secret is never shown. `secret_state` says whether it can be read: present, missing, or
unchecked where a command or the keyring would have to be asked; --check asks them.

examples:
  indeed-tui profiles show
  indeed-tui profiles show acme-prod --check
  indeed-tui profiles show acme-prod --json | jq -r .client_id
"""
_HEADINGS = ("NAME", "CLIENT ID", "SECRET", "READ-ONLY", "")
_ASKED = (SourceKind.COMMAND, SourceKind.KEYRING)

Row = tuple[str, ...]


def add_show(actions: "Commands") -> None:
    """Add `profiles show` to the parser."""
    showing = add_command(
        actions,
        "show",
        show,
        help="show one profile, never its secret",
        description="Show everything of one profile but its secret. Without a name: the one "
        "that commands would use.",
        epilog=_EPILOG,
    )
    showing.add_argument("name", metavar="NAME", nargs="?", help="the profile")
    showing.add_argument(
        "--check", action="store_true", help="read the secret; exit status 2 if it can't be had"
    )
    json_option(showing)


def json_option(command: argparse.ArgumentParser) -> None:
    """Add --json."""
    command.add_argument("--json", action="store_true", help="as JSON")


def default_name(book: ProfileBook) -> str | None:
    """Return the saved profile that is the default: the one named so, else the first; or None."""
    saved = (each.name for each in book.profiles if each.source.kind is not SourceKind.ENV_PAIR)
    return book.default or next(saved, None)


def described(profile: Profile, preferred: str | None) -> dict[str, object]:
    """Return one profile as the contract's JSON; `preferred` is the default one's name."""
    return {
        "name": profile.name,
        "client_id": profile.client_id,
        "secret": profile.source.text,
        "scopes": list(profile.scopes),
        "auth_method": str(profile.auth_method),
        "token_url": profile.endpoints.token_url,
        "appinfo_url": profile.endpoints.appinfo_url,
        "api_url": profile.endpoints.api_url,
        "read_only": profile.read_only,
        "cache_tokens": profile.cache_tokens,
        "add_employer_access": profile.add_employer_access,
        "default": profile.name == preferred,
    }


def rows(profiles: Iterable[Profile], preferred: str | None, *, aligned: bool) -> list[str]:
    """Return a line for each profile: aligned under headings, or with tabs between columns."""
    found = [_row(each, preferred) for each in profiles]
    return _aligned([_HEADINGS, *found]) if aligned else ["\t".join(row) for row in found]


def _row(profile: Profile, preferred: str | None) -> Row:
    mark = "default" if profile.name == preferred else ""
    if profile.source.kind is SourceKind.ENV_PAIR:
        mark = "unsaved"
    columns = (profile.name, profile.client_id, profile.source.text, _word(profile.read_only), mark)
    return tuple(visible(column) for column in columns)


def _aligned(table: Sequence[Row]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]


def show(chosen: argparse.Namespace) -> int:
    """Print one profile on stdout; 2 where --check finds no secret, NotFoundError for no name."""
    home = Home.of(dict(os.environ))
    profile = home.profile(chosen.name or chosen.profile)
    preferred = default_name(load_profiles(home.places, home.environ))
    state, problem = secret_state(profile, home, check=chosen.check)
    told = {
        **described(profile, preferred),
        "secret_command": list(profile.source.command) or None,
        "secret_state": state,
    }
    if chosen.json:
        error = None
        if problem is not None:
            error = {"code": problem.code, "title": problem.title, "hint": problem.hint}
        print(json.dumps({**told, "secret_problem": error}))  # noqa: T201
    else:
        pairs = [(key, _text(key, value)) for key, value in told.items() if value is not None]
        for line in _aligned(pairs) if on_terminal(sys.stdout) else map("\t".join, pairs):
            print(line)  # noqa: T201
    if problem is not None and chosen.check:
        tell(problem.title, problem.hint)
        return Exit.USAGE
    if problem is not None and not chosen.json:
        say(f"{problem.title}. {problem.hint}")
    return Exit.OK


def secret_state(profile: Profile, home: Home, *, check: bool) -> tuple[str, Problem | None]:
    """Return "present", "missing" with the reason, or "unchecked"; never what the secret is.

    `check` asks a command or the keyring too, which takes 20 s at most.
    """
    from indeed_tui.store.secrets import read_secret

    if profile.source.kind in _ASKED and not check:
        return "unchecked", None
    try:
        read_secret(profile, home.places, home.environ)
    except ConfigError as error:
        return "missing", error.problem
    return "present", None


def _text(key: str, value: object) -> str:
    if isinstance(value, bool):
        return _word(value)
    if isinstance(value, list):
        words = map(str, value)
        return visible(shlex.join(words) if key == "secret_command" else " ".join(words))
    return visible(str(value))


def _word(value: bool) -> str:
    return "yes" if value else "no"
