"""The command line: bare it is the dashboard; `simulate` is the simulator on a socket."""

import argparse
from collections.abc import Callable, Sequence

from indeed_tui import __version__
from indeed_tui.cli.exits import Exit, told
from indeed_tui.indeed.errors import IndeedError

_EPILOG = """\
examples:
  indeed-tui --demo             look around in a simulated Indeed; no files, no network
  indeed-tui                    the dashboard with your own credentials
  indeed-tui token              a valid access token on stdout, shared by every process
  indeed-tui status             the tokens in the shared cache, without any request
  indeed-tui simulate           a simulated Indeed on a local port, for any client
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(
        prog="indeed-tui",
        description="A terminal dashboard for people who integrate with Indeed's APIs.",
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
    from indeed_tui.cli.simulate import add_simulate
    from indeed_tui.cli.status import add_status
    from indeed_tui.cli.token import add_token

    add_token(commands)
    add_status(commands)
    add_simulate(commands)
    return top


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit status; errors are told on stderr, never as traceback."""
    chosen = parser().parse_args(arguments)
    action: Callable[[argparse.Namespace], int] = chosen.run
    try:
        return int(action(chosen))
    except IndeedError as error:
        return int(told(error))
    except KeyboardInterrupt:
        return int(Exit.INTERRUPTED)


def _dashboard(chosen: argparse.Namespace) -> int:
    from indeed_tui.cli.dashboard import dashboard

    return dashboard(demo=chosen.demo, wanted=chosen.profile)
