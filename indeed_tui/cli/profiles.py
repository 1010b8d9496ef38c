"""`indeed-tui profiles`: list, show, add, remove and choose the default."""

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

from indeed_tui.cli.compose import Home
from indeed_tui.cli.exits import Exit, say, visible, warn
from indeed_tui.cli.options import add_command
from indeed_tui.cli.output import on_terminal
from indeed_tui.cli.profiles_show import add_show, default_name, described, json_option, rows
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.store.profiles import (
    CLIENT_ID_VARIABLE,
    CLIENT_SECRET_VARIABLE,
    ENV_PROFILE,
    PROFILE_VARIABLE,
    NotFoundError,
    Profile,
    SourceKind,
    load_profiles,
    save_profiles,
)

if TYPE_CHECKING:
    from indeed_tui.cli.options import Commands
    from indeed_tui.session.accounts import DiskAccounts

_EPILOG = """\
examples:
  indeed-tui profiles add acme-prod --client-id 6nww...      asks for the secret, unseen
  pass show indeed/prod | indeed-tui profiles add acme-prod --client-id 6nww... --test
  indeed-tui profiles                                        the same as `profiles list`
  indeed-tui profiles show acme-prod --check
  indeed-tui profiles default acme-prod
  indeed-tui profiles remove acme-prod

Profiles live in profiles.toml, without secrets; other profiles stay as they are, comments don't.
"""
_LIST = """\
On a terminal: aligned columns. In a pipe: name, client id, where the secret comes from, read-only
(yes or no), and `default`, `unsaved` or nothing, with tabs between. `unsaved` is the profile of
INDEED_CLIENT_ID and INDEED_CLIENT_SECRET, which goes before the default one.

examples:
  indeed-tui profiles list
  indeed-tui profiles list | cut -f1
  indeed-tui profiles list --json | jq -r .default
"""
_REMOVE = """\
examples:
  indeed-tui profiles remove acme-dev
  indeed-tui profiles remove acme-dev --yes      in a script
"""
_DEFAULT = """\
The default profile is the one in use where no --profile, INDEED_TUI_PROFILE or INDEED_CLIENT_ID
says otherwise; without any, it is the first in the file.

examples:
  indeed-tui profiles default
  indeed-tui profiles default acme-prod
"""


def add_profiles(commands: "Commands") -> None:
    """Add the command to the parser."""
    from indeed_tui.cli.profiles_add import add_add

    command = add_command(
        commands,
        "profiles",
        list_profiles,
        help="list, show, add and remove credentials",
        description="Manage the profiles: registered Indeed apps with their credentials.",
        epilog=_EPILOG,
    )
    command.set_defaults(json=False)
    actions = command.add_subparsers(title="actions", metavar="ACTION")
    listing = add_command(
        actions,
        "list",
        list_profiles,
        help="list all profiles (the default action)",
        description="List the profiles, or the one of --profile, without their secrets.",
        epilog=_LIST,
    )
    json_option(listing)
    add_show(actions)
    add_add(actions)
    removing = add_command(
        actions,
        "remove",
        remove,
        help="remove a profile with its secret and tokens",
        description="Remove a profile with its stored secret, its pins and its cached tokens. "
        "Asks first.",
        epilog=_REMOVE,
    )
    removing.add_argument("name", metavar="NAME", nargs="?", help="the profile")
    removing.add_argument("-y", "--yes", action="store_true", help="don't ask")
    choosing = add_command(
        actions,
        "default",
        default,
        help="print or set the default profile",
        description="Print the default profile's name, or make another one the default.",
        epilog=_DEFAULT,
    )
    choosing.add_argument("name", metavar="NAME", nargs="?", help="make this one the default")


def list_profiles(chosen: argparse.Namespace) -> int:
    """Print the profiles on stdout; returns 0, also for none at all."""
    home = Home.of(dict(os.environ))
    book = load_profiles(home.places, home.environ)
    preferred = default_name(book)
    wanted = book.profiles if chosen.profile is None else (book.find(chosen.profile),)
    if chosen.json:
        listed = [described(each, preferred) for each in wanted]
        print(json.dumps({"default": preferred, "profiles": listed}))  # noqa: T201
    elif wanted:
        for line in rows(wanted, preferred, aligned=on_terminal(sys.stdout)):
            print(line)  # noqa: T201
    else:
        say("There are no profiles yet; add one: indeed-tui profiles add NAME")
    return Exit.OK


def default(chosen: argparse.Namespace) -> int:
    """Print the default profile's name on stdout, or set it; NotFoundError for an unknown one."""
    home = Home.of(dict(os.environ))
    if chosen.name is None and chosen.profile is not None:
        raise ConfigError(
            "--profile doesn't set the default profile, and printing it needs no name",
            f"To set it: indeed-tui profiles default {chosen.profile}",
            code="usage.name",
        )
    if chosen.name is None:
        name = default_name(load_profiles(home.places, home.environ))
        if name is None:
            raise NotFoundError(
                "There is no saved profile that could be the default",
                "Add one: indeed-tui profiles add NAME",
                code="profile.none",
            )
        print(visible(name))  # noqa: T201
    else:
        save_profiles(home.places, lambda book: book.with_default(chosen.name))
        say(f"{chosen.name} is the default profile now")
    warn_if_overruled(home)
    return Exit.OK


def warn_if_overruled(home: Home) -> None:
    """Warn on stderr where the environment names another profile than the default."""
    named = home.environ.get(PROFILE_VARIABLE)
    if named:
        warn(
            f"{PROFILE_VARIABLE} is set to {named} and goes before the default profile",
            f"Unset {PROFILE_VARIABLE} to use the default.",
        )
    elif home.environ.get(CLIENT_ID_VARIABLE):
        warn(
            f"The credentials in {CLIENT_ID_VARIABLE} go before the default profile",
            f"Unset {CLIENT_ID_VARIABLE} and {CLIENT_SECRET_VARIABLE}, or give --profile NAME.",
        )


def remove(chosen: argparse.Namespace) -> int:
    """Remove a profile with all that belongs to it; ConfigError where the user doesn't agree."""
    from indeed_tui.session.accounts import DiskAccounts

    home = Home.of(dict(os.environ))
    accounts = DiskAccounts(home.places, home.environ)
    name = chosen.name or chosen.profile
    if name is None:
        raise ConfigError(
            "Which profile is to be removed?",
            "Name it: indeed-tui profiles remove NAME",
            code="usage.name",
        )
    profile = accounts.load().find(name)
    if profile.source.kind is SourceKind.ENV_PAIR:
        raise ConfigError(
            f"The profile {ENV_PROFILE!r} isn't saved: it is what the environment holds",
            f"Unset {CLIENT_ID_VARIABLE} and {CLIENT_SECRET_VARIABLE}.",
            code="profile.name",
        )
    if not chosen.yes:
        _ask(profile)
    _remove(home, accounts, profile)
    return Exit.OK


def _ask(profile: Profile) -> None:
    from indeed_tui.cli.asking import confirmed, interactive

    if not interactive():
        raise ConfigError(
            "Removing a profile asks first, and here is no terminal to ask on",
            f"Add --yes: indeed-tui profiles remove {profile.name} --yes",
            code="usage.yes",
        )
    if not confirmed(f"Remove the profile {profile.name} with its secret and tokens?"):
        raise ConfigError("Nothing was removed", "", code="usage.declined")


def _remove(home: Home, accounts: "DiskAccounts", profile: Profile) -> None:
    from indeed_tui.session.clock import SystemClock
    from indeed_tui.store.employer_names import EmployerNames
    from indeed_tui.store.paths import APP
    from indeed_tui.store.tokens import TokenFiles

    before = default_name(accounts.load())
    after = default_name(accounts.remove(profile.name))
    TokenFiles(home.places.tokens, SystemClock().now).forget_all(
        lambda key: key.profile == profile.name
    )
    EmployerNames(home.places.employers).forget(profile.name)
    say(f"removed the profile {profile.name}")
    if profile.source.kind is SourceKind.KEYRING:
        say(f"its secret is still in the keyring: keyring del {APP} {profile.name}")
    if after is not None and after != before:
        say(f"{after} is the default profile now")
