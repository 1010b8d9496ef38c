"""`indeed-tui graphql`: one GraphQL call; errors in an answer of status 200 are errors."""

import argparse
import json
import os
from typing import TYPE_CHECKING

from indeed_tui.cli.options import add_command, add_identity, add_sending
from indeed_tui.indeed.errors import ConfigError

if TYPE_CHECKING:
    from indeed_tui.cli.options import Commands

_DESCRIPTION = """\
Send one GraphQL call with a valid token, and print the body of the answer.

GraphQL puts its errors into answers of any status, 200 above all: then the body is still
printed, what the first error means goes to stderr, and the exit status isn't 0.

A mutation writes: it is confirmed first, on a terminal by a question, without one by --yes; a
read-only profile sends none. Indeed doesn't charge for GraphQL."""
_EPILOG = """\
examples:
  indeed-tui graphql '{ __typename }'
  indeed-tui graphql @jobs.graphql --var first=10 --employer "Dharma Initiative"
  indeed-tui graphql - --var 'what="nurse"' < search.graphql | jq .data
"""


def add_graphql(commands: "Commands") -> None:
    """Add the command to the parser."""
    command = add_command(
        commands,
        "graphql",
        graphql,
        help="send one GraphQL call with the right token",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    command.add_argument("query", metavar="QUERY", help="the text; @FILE reads a file, - stdin")
    command.add_argument(
        "--var",
        action="append",
        default=[],
        metavar="NAME=JSON",
        help="a variable, its value as JSON; may be repeated",
    )
    command.add_argument(
        "--variables", metavar="DATA", help="all variables as a JSON object; @FILE or - as well"
    )
    command.add_argument("--operation", metavar="NAME", help="which operation of the text")
    add_identity(command)
    add_sending(command)


def graphql(chosen: argparse.Namespace) -> int:
    """Send the call; returns the exit status, raises IndeedError."""
    from indeed_tui.cli.compose import Home
    from indeed_tui.cli.sending import (
        Call,
        check_token_kind,
        data_of,
        headers_of,
        scopes_for,
        send,
    )
    from indeed_tui.indeed.catalogue import of_graphql
    from indeed_tui.indeed.route import graphql_request

    if chosen.query == "-" and chosen.variables == "-":
        raise ConfigError(
            "Query and variables can't both come from stdin",
            "Give one of them as @FILE.",
            code="data.stdin",
        )
    home = Home.of(dict(os.environ))
    profile = home.profile(chosen.profile)
    query = _text(data_of(chosen.query))
    variables = {} if chosen.variables is None else _variables(_text(data_of(chosen.variables)))
    variables |= dict(_variable(each) for each in chosen.var)
    request = graphql_request(
        profile.client_id,
        profile.endpoints,
        query,
        variables,
        chosen.operation,
        headers_of(chosen),
    )
    operation = of_graphql(query)
    check_token_kind(operation, chosen.employer)
    scopes = scopes_for(chosen, profile, operation)
    outgoing = Call(profile, request, operation, chosen.employer, scopes)
    return send(home, outgoing, chosen)


def _text(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = ""
    if not text.strip():
        raise ConfigError(
            "The query or its variables are empty, or not UTF-8 text",
            "Give the text itself, @FILE, or - for stdin.",
            code="graphql.text",
        )
    return text


def _variables(text: str) -> dict[str, object]:
    try:
        value = _json(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise ConfigError(
            "--variables must be a JSON object",
            """Write it like this: --variables '{"first": 10}'""",
            code="graphql.variables",
        )
    return value


def _variable(given: str) -> tuple[str, object]:
    name, sign, text = given.partition("=")
    if not sign or not name.strip():
        raise ConfigError(
            "A variable needs a name, = and a value",
            "Write it like this: --var first=10",
            code="graphql.variable",
        )
    try:
        return name.strip(), _json(text)
    except (ValueError, RecursionError):
        raise ConfigError(
            f"The value of {name.strip()} is no JSON",
            f"""A text needs its quotes: --var '{name.strip()}="..."'""",
            code="graphql.variable",
        ) from None


def _json(text: str) -> object:
    """Return a JSON value; ValueError also for numbers that JSON can't say, such as NaN."""
    value: object = json.loads(text)
    json.dumps(value, allow_nan=False)
    return value
