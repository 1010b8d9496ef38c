"""`indeed-tui employers`: the employers of the app's user, as appinfo lists them."""

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

from indeed_tui.cli.exits import Exit, visible, warn
from indeed_tui.cli.options import add_command

if TYPE_CHECKING:
    from indeed_tui.cli.compose import Home
    from indeed_tui.cli.options import Commands
    from indeed_tui.indeed.employer_list import EmployerList
    from indeed_tui.store.profiles import Profile

_DESCRIPTION = """\
Ask Indeed for the employers whose accounts have added the app's owner, and print them as
id, tab, name: one a line, in Indeed's order."""
_EPILOG = """\
examples:
  indeed-tui employers
  indeed-tui employers | grep -i dharma | cut -f1
  indeed-tui employers --json | jq -r '.employers[].name'

--json prints {"profile": NAME, "employers": [{"id": ID, "name": NAME}, ...]}
"""


def add_employers(commands: "Commands") -> None:
    """Add the command to the parser."""
    command = add_command(
        commands,
        "employers",
        employers,
        help="list the employers that added you",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    command.add_argument("--json", action="store_true", help="as JSON")


def employers(chosen: argparse.Namespace) -> int:
    """Print the employers on stdout; returns 0, raises IndeedError."""
    import asyncio

    from indeed_tui.cli.compose import Home

    home = Home.of(dict(os.environ))
    profile = home.profile(chosen.profile)
    found = asyncio.run(_listed(home, profile))
    if chosen.json:
        rows = [{"id": each.id, "name": each.name} for each in found.employers]
        print(json.dumps({"profile": profile.name, "employers": rows}))  # noqa: T201
    else:
        # One line each, whatever is in a name; --json has it as it came.
        for each in found.employers:
            sys.stdout.write(f"{visible(each.id)}\t{visible(each.name)}\n")
    if not found.employers:
        warn(
            "No employer has added this app's owner yet",
            "An employer's admin adds that e-mail address as a user of the account.",
        )
    if found.skipped:
        warn(f"{found.skipped} entries without an id were left out")
    return Exit.OK


async def _listed(home: "Home", profile: "Profile") -> "EmployerList":
    from indeed_tui.session.clock import SystemClock

    async with home.entered(profile, SystemClock()) as (session, credentials):
        return await session.employers(credentials)
