"""`completion`: scripts that their shells take, and bash pressing tab for real."""

import shutil
import subprocess
from pathlib import Path

import pytest

from indeed_tui.cli.main import COMMANDS
from tests.cli.command import Commands
from tests.cli.shell import Shell

# Presses tab after the words given, as bash calls a completion function.
_TAB = """
source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMPREPLY=()
function=$(complete -p indeed-tui | sed -n 's/.* -F \\([^ ]*\\) .*/\\1/p')
"$function" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_a_script_is_syntax_that_its_shell_takes(
    commands: Commands, tmp_path: Path, name: str
) -> None:
    done = commands.run("completion", name)
    assert (done.status, done.err) == (0, "")
    assert all(command in done.out for command in COMMANDS)
    if shutil.which(name) is None:
        pytest.skip(f"{name} isn't installed")
    script = tmp_path / "script"
    script.write_text(done.out)
    checked = subprocess.run([name, "-n", script], capture_output=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("",), COMMANDS),
        (("gra",), ("graphql",)),
        (("--pro",), ("--profile",)),
        (("token", "--format", ""), ("raw", "header", "json", "env")),
        (("completion", ""), ("bash", "zsh", "fish")),
        (("profiles", ""), ("list", "show", "add", "remove", "default")),
        (("--profile", ""), ("acme-dev", "env")),
        (("token", "--profile", "a"), ("acme-dev",)),
        (("call", "--profile", "a"), ("acme-dev",)),
        (("profiles", "remove", "a"), ("acme-dev",)),
        # The name of a new profile isn't one of those that are there.
        (("profiles", "add", "a"), ()),
    ],
)
def test_bash_completes_commands_options_and_profiles(
    shell: Shell, commands: Commands, tmp_path: Path, words: tuple[str, ...], found: tuple[str, ...]
) -> None:
    shell.profile("acme-dev")
    script = tmp_path / "script"
    script.write_text(commands.run("completion", "bash").out)
    tab = tmp_path / "tab"
    tab.write_text(_TAB)
    typed = " ".join(f"'{word}'" for word in ("indeed-tui", *words))
    done = shell.bash(f"bash '{tab}' '{script}' {typed}")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(done.stdout.split()) == sorted(found)
    assert shell.simulator.count() == 0


def test_zsh_asks_for_profiles_at_the_key_and_not_as_it_loads(commands: Commands) -> None:
    script = commands.run("completion", "zsh").out
    assert script.count("indeed-tui profiles list") == 1
    assert "_indeed_tui_profiles() {" in script
    assert ":NAME:_indeed_tui_profiles" in script
