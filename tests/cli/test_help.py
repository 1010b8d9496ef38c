"""`-h`: every command and action is there with an example and every option of the contract."""

import argparse
import re
import shlex
from collections.abc import Iterator

import pytest

from indeed_tui.cli.main import COMMANDS, parser
from tests.cli.command import Commands

CONTRACT = {
    "": ("--profile", "--demo", "--version", "-h"),
    "token": ("--profile", "--employer", "--scope", "--format", "--fresh", "--min-valid", "-h"),
    "employers": ("--profile", "--json", "-h"),
    "call": ("--profile", "-X", "--employer", "--scope", "-H", "-d", "-i", "-o", "--dry-run",
             "--yes", "-h", "PATH-or-URL"),
    "graphql": ("--profile", "--var", "--employer", "--scope", "-h", "QUERY"),
    "status": ("--profile", "--json", "--short", "--watch", "-h"),
    "profiles": ("--profile", "list", "show", "add", "remove", "default", "-h"),
    "profiles list": ("--profile", "-h"),
    "profiles show": ("--profile", "-h"),
    "profiles add": ("--client-id", "-h"),
    "profiles remove": ("-h",),
    "profiles default": ("-h",),
    "doctor": ("--profile", "--json", "-h"),
    "simulate": ("--host", "--port", "--employers", "--expires-in", "--latency", "--fault", "-h"),
    "completion": ("bash", "zsh", "fish", "-h"),
}  # fmt: skip


def words(command: str) -> list[str]:
    return command.split()


@pytest.mark.parametrize("command", CONTRACT)
def test_help_has_every_option_and_an_example(commands: Commands, command: str) -> None:
    done = commands.run(*words(command), "-h")
    assert (done.status, done.err) == (0, "")
    for option in CONTRACT[command]:
        assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", done.out), option
    _, examples = done.out.split("examples:", 1)
    assert f"indeed-tui {command}".strip() in examples
    assert (
        max(map(len, done.out.partition("\n\n")[2].partition("examples:")[0].splitlines())) <= 100
    )


def leaves(top: argparse.ArgumentParser, path: str = "") -> Iterator[str]:
    yield path
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield from leaves(command, f"{path} {name}".strip())


def test_the_table_above_misses_no_command() -> None:
    assert sorted(leaves(parser())) == sorted(CONTRACT)
    assert {words(each)[0] for each in CONTRACT if each} == set(COMMANDS)


def examples() -> Iterator[tuple[str, list[str]]]:
    """Every line of an example that is one of our commands, as a shell would split it."""
    for command in CONTRACT:
        actions = parser()
        for word in words(command):
            (choice,) = (a for a in actions._actions if isinstance(a, argparse._SubParsersAction))
            actions = choice.choices[word]
        text = re.sub(r"\\\n\s*", "", actions.epilog or "")
        for found in re.finditer(r"^  (?:.*\$\(|.*\| )?(indeed-tui[^\n]*)", text, re.MULTILINE):
            line = re.split(r"\s{3,}|\)\"? |\)\"$| \| | 2?>| < ", found[1])[0]
            yield command, shlex.split(line)[1:]


@pytest.mark.parametrize(
    ("command", "line"), list(examples()), ids=lambda each: each if isinstance(each, str) else None
)
def test_every_example_is_a_command_line_that_is_understood(command: str, line: list[str]) -> None:
    assert parser().parse_args(line).run


def test_only_the_command_that_runs_is_loaded(commands: Commands) -> None:
    (choice,) = (a for a in parser("token")._actions if isinstance(a, argparse._SubParsersAction))
    assert list(choice.choices) == ["token"]


@pytest.mark.parametrize(
    "line",
    ["token --secret=hunter2", "token --secret hunter2", "token -shunter2", "call a hunter2"],
)
def test_a_secret_typed_by_mistake_is_not_repeated(commands: Commands, line: str) -> None:
    done = commands.run(*line.split())
    assert (done.status, done.out) == (2, "")
    assert "hunter2" not in done.err
    assert (
        done.err.splitlines()[1] == f"hint: `indeed-tui {line.split()[0]} -h` lists what there is."
    )
