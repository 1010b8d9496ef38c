"""`indeed-tui completion`: a script that completes commands, options and profile names."""

import argparse
import sys
from typing import TYPE_CHECKING, cast

from indeed_tui.cli.exits import Exit

if TYPE_CHECKING:
    from indeed_tui.cli.options import Commands

# Asked when somebody presses tab: no network, and no word where it fails.
_PROFILES = "indeed-tui profiles list 2>/dev/null | cut -f1"
# shtab's own way would ask while zsh loads the script, once for each command.
_ZSH_PROFILES = f"""
_indeed_tui_profiles() {{
  compadd "$@" -- ${{(f)"$({_PROFILES})"}}
}}"""
SHELLS = ("bash", "zsh", "fish")
_EPILOG = """\
examples:
  eval "$(indeed-tui completion bash)"          in ~/.bashrc
  indeed-tui completion zsh > "${fpath[1]}/_indeed-tui"
  indeed-tui completion fish > ~/.config/fish/completions/indeed-tui.fish
"""


def add_completion(commands: "Commands") -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "completion",
        help="print a completion script for a shell",
        description="Print a script that completes commands, options and the names of profiles.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("shell", choices=SHELLS)
    command.set_defaults(run=completion)


def completion(chosen: argparse.Namespace) -> int:
    """Print the script on stdout; returns 0."""
    import shtab

    from indeed_tui.cli.main import parser

    whole = parser()
    _complete(whole)
    sys.stdout.write(shtab.complete(whole, shell=chosen.shell))
    return Exit.OK


def _complete(parser: argparse.ArgumentParser) -> None:
    """Say what can't be seen from the parser: where names of profiles and of files go."""
    import shtab

    known = shtab.cmd(_PROFILES)
    functions = cast("dict[str, str]", known["preamble"]) | {"zsh": _ZSH_PROFILES}
    profiles = {**known, "zsh": "_indeed_tui_profiles", "preamble": functions}
    # The one name that isn't there yet.
    named = "profiles" in parser.prog and not parser.prog.endswith(" add")
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                _complete(command)
        elif action.dest == "profile" or (action.dest == "name" and named):
            vars(action)["complete"] = profiles
        elif action.dest == "output":
            vars(action)["complete"] = shtab.FILE
