"""Options that several commands share."""

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from indeed_tui.cli.exits import Exit, tell

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_WIDTH = 98


class Parser(argparse.ArgumentParser):
    """Tells a bad command line as every other error is told.

    What wasn't understood isn't repeated: somebody may have tried to pass a secret.
    """

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong, and leave with status 2."""
        tell(message[:1].upper() + message[1:], f"`{self.prog} -h` lists what there is.")
        raise SystemExit(Exit.USAGE)

    def format_help(self) -> str:
        """Return the help, long lines of the description folded."""
        from textwrap import fill

        lines = (self.description or "").splitlines()
        self.description = "\n".join(fill(line, _WIDTH) if line else "" for line in lines)
        return super().format_help()

    def parse_known_args(  # type: ignore[override]  # nobody here gives a namespace of their own
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Return what was chosen; SystemExit for anything unknown, and after -h."""
        chosen, unknown = super().parse_known_args(args, namespace)
        if unknown:
            flags = [_flag(each) for each in unknown if each.startswith("-") and each != "-"]
            what = f"no option {flags[0]}" if flags else "no place for that many arguments"
            self.error(f"there is {what} here")
        return chosen, unknown


def _flag(given: str) -> str:
    """Return an option without a value that is glued to it."""
    return given.partition("=")[0] if given.startswith("--") else given[:2]


def add_command(
    commands: "Commands",
    name: str,
    run: Callable[[argparse.Namespace], int],
    *,
    help: str,  # noqa: A002
    description: str,
    epilog: str,
) -> argparse.ArgumentParser:
    """Add a command that takes `--profile`, before or after its name."""
    command = commands.add_parser(
        name,
        help=help,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    # Without a default of its own: it would overrule the one given before the command.
    command.add_argument(
        "--profile", metavar="NAME", default=argparse.SUPPRESS, help="the credentials to use"
    )
    command.set_defaults(run=run)
    return command


def add_identity(command: argparse.ArgumentParser) -> None:
    """Add the options that say whose token is used."""
    command.add_argument(
        "--employer",
        metavar="E",
        help="represent this employer: an id, or a name or its beginning if only one fits",
    )
    command.add_argument(
        "--scope", action="append", metavar="S", help="ask for this scope; may be repeated"
    )


def add_sending(command: argparse.ArgumentParser) -> None:
    """Add the options of a command that sends one call."""
    command.add_argument(
        "-H",
        "--header",
        action="append",
        default=[],
        metavar="'NAME: VALUE'",
        help="send this header; may be repeated",
    )
    command.add_argument(
        "-i", "--include", action="store_true", help="print status and headers before the body"
    )
    command.add_argument(
        "-o", "--output", metavar="FILE", help="write the body to this file (mode 0600)"
    )
    command.add_argument(
        "--dry-run",
        action="store_true",
        help="print the request, its secrets masked, and send nothing at all",
    )
    command.add_argument(
        "-y", "--yes", action="store_true", help="don't ask before a write or a billable call"
    )
