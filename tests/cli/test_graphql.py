"""`graphql`: what is sent, and what an answer of status 200 with errors means."""

import json
from pathlib import Path

import pytest

from indeed_tui.simulator import Fault
from tests.cli.command import Commands
from tests.cli.shell import DHARMA, Shell

MUTATION = "mutation { jobsIngest { createSourcedJobPostings(input: {}) { results { x } } } }"
JOBS = "query($n: Int) { findEmployerJobsPartner(first: $n) { estimatedTotalResultsCount } }"


def sent(commands: Commands, *arguments: str, stdin: str = "") -> dict[str, object]:
    """The body as it would leave."""
    done = commands.run("graphql", *arguments, "--dry-run", stdin=stdin)
    assert done.status == 0, done
    head, body = done.out.split("\n\n", 1)
    assert head.startswith("POST ")
    assert "application/json" in head
    loaded: dict[str, object] = json.loads(body)
    return loaded


def test_the_answer_is_the_body_on_stdout(commands: Commands, shell: Shell) -> None:
    done = commands.run("graphql", "{ __typename }")
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.out) == {"data": {"__typename": "Query"}}
    assert (shell.tally.calls, shell.tally.billable) == (1, 0)


def test_the_query_is_text_a_file_or_stdin(commands: Commands, tmp_path: Path) -> None:
    (tmp_path / "jobs.graphql").write_text("{ __typename }\n")
    for given in ("{ __typename }\n", f"@{tmp_path}/jobs.graphql", "-"):
        assert sent(commands, given, stdin="{ __typename }\n") == {"query": "{ __typename }\n"}


def test_variables_are_json_one_by_one_or_all_at_once(commands: Commands, tmp_path: Path) -> None:
    (tmp_path / "all.json").write_text('{"a": 0, "c": [null]}')
    body = sent(
        commands, JOBS, "--var", "a=1", "--var", 'b="x=y"',
        "--variables", f"@{tmp_path}/all.json", "--operation", "Jobs",
    )  # fmt: skip
    # One by one overrules all at once.
    assert body["variables"] == {"a": 1, "b": "x=y", "c": [None]}
    assert body["operationName"] == "Jobs"
    assert sent(commands, JOBS, "--variables", "-", stdin='{"n": 3}')["variables"] == {"n": 3}


@pytest.mark.parametrize(
    "bad",
    [
        ("--var", "n"),
        ("--var", "=1"),
        ("--var", "n=nurse"),
        ("--var", "n=Infinity"),
        ("--var", "n=1e999"),
        ("--var", "n=" + "[" * 100_000),
        ("--variables", "[1]"),
        ("--variables", '{"n": NaN}'),
        ("--variables", ""),
        ("--variables", "@/nonexistent"),
    ],
)
def test_what_is_no_json_is_told_before_anything_is_sent(
    commands: Commands, shell: Shell, bad: tuple[str, str]
) -> None:
    done = commands.run("graphql", JOBS, *bad)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("error: ")
    assert "\nhint: " in done.err
    assert shell.simulator.count() == 0


def test_stdin_cannot_be_both(commands: Commands) -> None:
    assert "stdin" in commands.run("graphql", "-", "--variables", "-", stdin="{}").err
    assert commands.run("graphql", "-", stdin=b"\xff\xfe").status == 2
    assert commands.run("graphql", "  ").status == 2


@pytest.mark.parametrize("status", [200, 403])
def test_errors_are_errors_whatever_the_status(
    commands: Commands, shell: Shell, status: int
) -> None:
    body = {
        "data": None,
        "errors": [{"message": "Client is not authorized", "extensions": {"code": "FORBIDDEN"}}],
    }
    shell.simulator.faults = [Fault(on="graphql", body=json.dumps(body), status=status)]
    done = commands.run("graphql", "{ __typename }")
    assert done.status == (1 if status == 200 else 4)
    assert json.loads(done.out) == body
    error, hint = done.err.splitlines()
    assert error == "error: The app isn't enabled for this part of Indeed's GraphQL (FORBIDDEN)"
    assert hint.startswith("hint: Ask Indeed support")
    assert "Client is not authorized" in hint


def test_the_employers_token_carries_what_the_operation_needs(
    commands: Commands, shell: Shell
) -> None:
    commands.run("graphql", JOBS, "--employer", DHARMA, "--var", "n=1")
    (asked,) = [record for record in shell.simulator.requests if record.on == "token"]
    assert asked.employer == DHARMA
    assert "employer.hosted_job" in asked.scope.split()


@pytest.mark.parametrize("command", [("graphql", MUTATION), ("call", "graphql", "-d")])
def test_a_mutation_needs_a_yes(commands: Commands, shell: Shell, command: tuple[str, ...]) -> None:
    if command[0] == "call":
        command = (*command, json.dumps({"query": MUTATION}))
    done = commands.run(*command)
    assert (done.status, done.out) == (2, "")
    assert "This call writes" in done.err
    assert "3 EUR" not in done.err
    assert shell.simulator.count() == 0
    commands.run(*command, "--yes")
    assert shell.simulator.count("graphql") == 1
