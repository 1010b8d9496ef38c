"""The command line: bare it is the dashboard; each command has a module of its own."""

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from indeed_tui import __version__
from indeed_tui.cli.ending import Ending, forget, forsake, open_closed
from indeed_tui.cli.exits import Exit, tell, told
from indeed_tui.cli.options import Parser
from indeed_tui.indeed.errors import ConfigError, IndeedError

if TYPE_CHECKING:
    from indeed_tui.opening import Opening

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
    top.set_defaults(run=_dashboard)
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    for name in COMMANDS if only is None else filter(None, (only,)):
        getattr(import_module(f"indeed_tui.cli.{name}"), f"add_{name}")(commands)
    return top


def run(arguments: Sequence[str], opening: "Opening | None" = None) -> int:
    """Run a command and return its exit status; errors are told on stderr, never as traceback.

    A reader that closes the pipe early is no error; SIGTERM ends a command with 143. `opening` is
    the terminal where the dashboard's outline is shown already.
    """
    open_closed()
    ending, status = Ending(), int(Exit.OK)
    try:
        with ending:
            try:
                status = _run(arguments, opening)
            except KeyboardInterrupt as interrupt:
                forget(interrupt)
                status = Exit.INTERRUPTED
                # Nobody waits for the rest, and whoever should read it may never do.
                forsake(sys.stdout)
            finally:
                sys.stdout.flush()
    except BrokenPipeError:
        forsake(sys.stdout)
    except OSError as error:
        forsake(sys.stdout)
        tell(
            f"The output couldn't be written: {error.strerror or error}",
            "Look where it goes: a full disk, or a stream that is closed.",
        )
        status = Exit.API
    finally:
        try:
            sys.stderr.flush()
        except OSError:
            # Whoever doesn't want to know what is told gets the status all the same.
            forsake(sys.stderr)
    return Exit.TERMINATED if ending.terminated else status


def _run(arguments: Sequence[str], opening: "Opening | None") -> int:
    # What the stream's character set lacks is no reason to fail.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    only = arguments[0] if arguments and arguments[0] in COMMANDS else None
    if opening is not None:
        only = ""
    chosen = parser(only).parse_args(arguments)
    chosen.opening = opening
    chosen.arguments = tuple(arguments)
    action: Callable[[argparse.Namespace], int] = chosen.run
    try:
        if chosen.demo and action is not _dashboard:
            raise ConfigError(
                "--demo is for the dashboard alone",
                "Leave it out; for commands there is `indeed-tui simulate`.",
                code="usage.demo",
            )
        return int(action(chosen))
    except IndeedError as error:
        return int(told(error))


def _dashboard(chosen: argparse.Namespace) -> int:
    from indeed_tui.cli.dashboard import dashboard

    return dashboard(demo=chosen.demo, wanted=chosen.profile, opening=chosen.opening)
