"""`indeed-tui call`: any API of Indeed's with the right token."""

import argparse
import os
from typing import TYPE_CHECKING

from indeed_tui.cli.options import add_command, add_identity, add_sending

if TYPE_CHECKING:
    from indeed_tui.cli.options import Commands

_DESCRIPTION = """\
Send one API call with a valid token, and print the body of the answer: unchanged into a pipe,
indented on a terminal.

A path goes to the right one of the profile's URLs by its first segment: ads/..., graphql,
v2/..., .well-known/... . A full URL must be one of the profile's hosts. Scopes are those that
Indeed documents for the call, unless --scope says otherwise.

Indeed charges for most calls below /ads. Those, and calls that write, are confirmed first: on a
terminal you are asked once, without one --yes is needed. A read-only profile writes nothing."""
_EPILOG = """\
examples:
  indeed-tui call v2/api/appinfo
  indeed-tui call ads/v1/apiquotausage --employer "Dharma Initiative"
  indeed-tui call 'ads/v1/campaigns?status=ACTIVE' --employer dharma --yes | jq .data
  indeed-tui call -X PATCH ads/v1/account/budget -d '{"jobsMonthlyBudget": 900}' \\
      --employer dharma --dry-run
  indeed-tui call ads/v1/stats/42 --employer dharma --yes -o report.csv
"""


def add_call(commands: "Commands") -> None:
    """Add the command to the parser."""
    command = add_command(
        commands,
        "call",
        call,
        help="send one API call with the right token",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    command.add_argument("target", metavar="PATH-or-URL", help="such as ads/v1/campaigns")
    command.add_argument("-X", "--method", metavar="METHOD", help="default: GET, or POST with data")
    command.add_argument(
        "-d",
        "--data",
        metavar="DATA",
        help="send this body; @FILE reads a file, - reads stdin. JSON says so by itself",
    )
    add_identity(command)
    add_sending(command)


def call(chosen: argparse.Namespace) -> int:
    """Send the call; returns the exit status, raises IndeedError."""
    from urllib.parse import urlsplit

    from indeed_tui.cli.compose import Home
    from indeed_tui.cli.sending import (
        Call,
        check_token_kind,
        data_of,
        headers_of,
        scopes_for,
        send,
    )
    from indeed_tui.indeed.catalogue import of_graphql, of_path
    from indeed_tui.indeed.effect import query_texts
    from indeed_tui.indeed.route import address, api_request, is_graphql

    home = Home.of(dict(os.environ))
    profile = home.profile(chosen.profile)
    method = (chosen.method or ("GET" if chosen.data is None else "POST")).upper()
    url = address(chosen.target, profile.endpoints, method)
    headers = headers_of(chosen)
    body = b"" if chosen.data is None else data_of(chosen.data)
    request = api_request(method, url, headers, body, profile.client_id)
    if is_graphql(url):
        texts = query_texts(request)
        operation = of_graphql(texts[0]) if texts else None
    else:
        operation = of_path(method, urlsplit(url).path)
    check_token_kind(operation, chosen.employer)
    scopes = scopes_for(chosen, profile, operation)
    outgoing = Call(profile, request, operation, chosen.employer, scopes)
    return send(home, outgoing, chosen)
