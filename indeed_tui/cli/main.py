"""The command line: bare it is the dashboard; each command has a module of its own."""

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module

from indeed_tui import __version__
from indeed_tui.cli.options import Parser
from indeed_tui.cli.running import ended
from indeed_tui.indeed.errors import ConfigError

_EPILOG = """\
examples:
  indeed-tui --demo             look around in a simulated Indeed; no files, no network
  indeed-tui                    the dashboard with your own credentials
  indeed-tui profiles add       save the credentials of an app
  indeed-tui token              a valid access token on stdout, shared by every process
  indeed-tui call v2/api/appinfo
                                any API with the right token
  indeed-tui doctor             what stands between you and Indeed, and what to do

exit status:
  0 ok   1 API or GraphQL error   2 usage or configuration   3 network, 429, 5xx: try again
  4 credentials, scope or permission refused   5 no such profile or employer, or ambiguous
  130 interrupted   143 terminated
"""
COMMANDS = (
    "token",
    "employers",
    "call",
    "graphql",
    "status",
    "profiles",
    "doctor",
    "simulate",
    "completion",
)
"""Every command, in the order of the help; `cli/NAME.py` has its `add_NAME`."""


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of all commands, of one, or with "" of none: the others aren't loaded."""
    top = Parser(
        prog="indeed-tui",
        description="A terminal dashboard for people who integrate with Indeed's APIs, and its "
        "headless twin: without a command, the dashboard.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"indeed-tui {__version__}")
    top.add_argument("--profile", metavar="NAME", help="the credentials to use")
    top.add_argument(
        "--demo",
        action="store_true",
        help="run against the built-in simulator: in this process, no files touched, no network",
    )
    top.add_argument(
        "--ascii",
        action=argparse.BooleanOptionalAction,
        help="draw with ASCII alone, or with all characters; by itself where the locale isn't "
        "UTF-8",
    )
    top.set_defaults(run=_dashboard)
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    for name in COMMANDS if only is None else filter(None, (only,)):
        getattr(import_module(f"indeed_tui.cli.{name}"), f"add_{name}")(commands)
    return top


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit status."""
    return ended(lambda: _run(arguments))


def _run(arguments: Sequence[str]) -> int:
    only = arguments[0] if arguments and arguments[0] in COMMANDS else None
    chosen = parser(only).parse_args(arguments)
    chosen.arguments = tuple(arguments)
    action: Callable[[argparse.Namespace], int] = chosen.run
    if action is not _dashboard:
        _refuse_looks(chosen)
    return int(action(chosen))


def _dashboard(chosen: argparse.Namespace) -> int:
    from indeed_tui.cli.dashboard import dashboard

    return dashboard(
        demo=chosen.demo,
        wanted=chosen.profile,
        ascii_asked=chosen.ascii,
    )


def _refuse_looks(chosen: argparse.Namespace) -> None:
    """Refuse what only the dashboard knows."""
    if chosen.demo:
        raise ConfigError(
            "--demo is for the dashboard alone",
            "Leave it out; for commands there is `indeed-tui simulate`.",
            code="usage.demo",
        )
    if chosen.ascii is not None:
        raise ConfigError(
            "--ascii and --no-ascii are for the dashboard alone",
            "Leave it out; commands follow the locale and PYTHONIOENCODING.",
            code="usage.ascii",
        )
