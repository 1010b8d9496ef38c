"""The contract as scripts see it: the program against `indeed-tui simulate`.

One table of exit statuses; what every error must look like; what may never be in any output.
"""

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.forks import INSTALLED, forked
from tests.cli.shell import DHARMA
from tests.terminal.harness import PATIENCE, home

SECRET = "demo-secret"
NOBODY = "ffffffffffffffffffffffffffffffff"
CAMPAIGNS = ("call", "ads/v1/campaigns", "--employer", DHARMA)
DEAD = {
    "INDEED_TUI_TOKEN_URL": "http://127.0.0.1:9/oauth/v2/tokens",
    "INDEED_TUI_APPINFO_URL": "http://127.0.0.1:9/v2/api/appinfo",
    "INDEED_TUI_API_URL": "http://127.0.0.1:9",
}
WRONG = {"INDEED_CLIENT_SECRET": "not-the-one"}
CALLERS = (
    ("token",),
    ("employers",),
    ("call", "v2/api/appinfo"),
    ("graphql", "{ __typename }"),
)


class Served:
    """`indeed-tui simulate` as a process, its environment as it prints it, and its faults."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([INSTALLED, "simulate"], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().removeprefix("ready ").strip()
        exports = [self.process.stdout.readline().split() for _ in range(5)]
        self.environ = dict(words[1].split("=", 1) for words in exports)

    def ask(self, method: str, path: str, body: object = None) -> list[dict[str, object]]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_simulator/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        found: list[dict[str, object]] = json.loads(text) if text else []
        return found

    def run(
        self, folder: Path, arguments: tuple[str, ...], **environ: str
    ) -> subprocess.CompletedProcess[str]:
        given = {"PATH": os.environ["PATH"], **home(folder), **self.environ, **environ}
        return forked(arguments, given)


@pytest.fixture(scope="module")
def program() -> Iterator[Served]:
    made = Served()
    yield made
    made.process.terminate()
    made.process.communicate(timeout=30)
    assert made.process.returncode == 143


@pytest.fixture
def served(program: Served) -> Served:
    """The simulator with nothing asked yet, and nothing going wrong."""
    program.ask("DELETE", "faults")
    program.ask("DELETE", "requests")
    return program


@dataclass(frozen=True)
class Case:
    """A command, what goes wrong meanwhile, and how it must end.

    `asked` is how many requests it may cost, None where that is told elsewhere; `told` stands in
    stderr. `body` says that an answer came, which then is on stdout.
    """

    status: int
    arguments: tuple[str, ...]
    told: str = ""
    faults: tuple[dict[str, object], ...] = ()
    environ: dict[str, str] = field(default_factory=dict)
    asked: int | None = None
    body: bool = False


def fault(on: str, **more: object) -> tuple[dict[str, object], ...]:
    return ({"on": on, **more},)


BAD_GRAPHQL = fault("graphql", error="FORBIDDEN", status=200)
GOOD = [
    Case(0, arguments, body=True)
    for arguments in (
        *CALLERS,
        ("token", "--format", "header"),
        ("token", "--format", "json"),
        ("token", "--format", "env"),
        ("token", "--employer", "dharma"),
        ("token", "--employer", "DHARMA INITIATIVE"),
        ("--profile", "env", "token"),
        ("employers", "--json"),
        ("call", "ads/v1/apiquotausage", "--employer", DHARMA),
        (*CAMPAIGNS, "--yes"),
        (*CAMPAIGNS, "--dry-run"),
        ("call", "v2/api/appinfo", "-i"),
        ("call", "v2/api/appinfo", "-o", "-"),
        ("graphql", "query($n: Int) { __typename }", "--var", "n=1"),
        ("status", "--json"),
        ("profiles", "list"),
        ("profiles", "show"),
        ("doctor", "--json"),
        ("completion", "bash"),
        ("completion", "zsh"),
        ("completion", "fish"),
        ("--version",),
        ("-h",),
    )
]
API = [
    Case(1, ("graphql", "{ __typename }"), "FORBIDDEN", BAD_GRAPHQL, body=True),
    Case(1, ("graphql", "{ nonsense", "--yes"), "GRAPHQL_PARSE_FAILED", body=True),
    Case(1, ("call", "ads/v1/campaigns/none", "--employer", DHARMA, "-y"), "_NOT_FOUND", body=True),
    Case(1, ("employers",), "web page", fault("appinfo", body="<p>", content_type="text/html")),
    Case(1, ("call", "graphql", "-d", '{"query": "{ __typename }"}'), "FORBIDDEN", BAD_GRAPHQL,
         body=True),
]  # fmt: skip
USAGE = [
    Case(2, arguments, told, asked=0)
    for arguments, told in (
        (("--nonsense",), "no option --nonsense"),
        (("token", "--nonsense"), "`indeed-tui token -h`"),
        (("nonsense",), "'nonsense'"),
        (("token", "--format", "xml"), "xml"),
        (("token", "--min-valid", "soon"), "600"),
        (("completion", "tcsh"), "tcsh"),
        (("--demo", "token"), "--demo"),
        ((), "needs a terminal"),
        (CAMPAIGNS, "--yes"),
        (("call", "ads/v1/campaigns", "--yes"), "--employer"),
        (("call", "v1/campaigns", "--employer", DHARMA, "--yes"), "/ads/v1/campaigns"),
        (("call", "https://example.org/"), "isn't one of this profile's"),
        (("call", "v2/api/appinfo", "-H", "Authorization: mine"), "Authorization"),
        (("call", "v2/api/appinfo", "-d", "@/nonexistent"), "/nonexistent"),
        (("call", "v2/api/appinfo", "-o", "/nonexistent/file"), "nothing was sent"),
        (("graphql", "{ __typename }", "--var", "n"), "--var"),
        (("graphql", "{ __typename }", "--var", "n=NaN"), "no JSON"),
        (("graphql", "mutation { jobsIngest { x } }"), "writes"),
        (("graphql", "{ nonsense"), "can't be read"),
    )
]
AGAIN = [
    *(Case(3, each, "127.0.0.1:9", environ=DEAD, asked=0) for each in CALLERS),
    *(Case(3, each, "429", fault("token", status=429), asked=1) for each in CALLERS),
    *(Case(3, each, "503", fault("token", status=503), asked=1) for each in CALLERS),
    Case(3, ("employers",), "429", fault("appinfo", status=429)),
    Case(3, (*CAMPAIGNS, "--yes"), "7 s", fault("ads", status=429, retry_after=7), body=True),
    Case(3, (*CAMPAIGNS, "--yes"), "500", fault("ads", status=500), body=True),
    Case(3, ("graphql", "{ __typename }"), "429", fault("graphql", status=429), body=True),
    Case(3, ("call", "v2/api/appinfo"), "hint", fault("appinfo", reset=True)),
]
REFUSED = [
    *(Case(4, each, "credentials", environ=WRONG, asked=1) for each in CALLERS),
    *(Case(4, (*CALLERS[at], "--scope", "nonsense"), "scope") for at in (0, 2, 3)),
    Case(4, ("call", "nonsense"), "/ads", body=True),
    Case(4, (*CAMPAIGNS, "--yes", "--scope", "employer_access"), "scope", body=True),
    Case(4, ("employers",), "401", fault("appinfo", status=401)),
]  # fmt: skip
UNKNOWN = [
    *(Case(5, (*each, "--profile", "nobody"), "nobody", asked=0) for each in CALLERS),
    Case(5, ("status", "--profile", "nobody"), "nobody", asked=0),
    Case(5, ("token", "--employer", "nobody"), "There is no employer"),
    Case(5, ("token", "--employer", "u"), "Umbrella"),
    Case(5, ("token", "--employer", NOBODY), NOBODY),
    Case(5, ("call", "ads/v1/campaigns", "--employer", "nobody", "--yes"), "no employer"),
    Case(5, ("graphql", "{ __typename }", "--employer", "u"), "US Robotics"),
]


@pytest.mark.parametrize(
    "case",
    [*GOOD, *API, *USAGE, *AGAIN, *REFUSED, *UNKNOWN],
    ids=lambda case: f"{case.status} {' '.join(case.arguments)}",
)
def test_the_exit_status_and_the_streams(served: Served, tmp_path: Path, case: Case) -> None:
    served.ask("PUT", "faults", list(case.faults))
    done = served.run(tmp_path, case.arguments, **case.environ)
    assert done.returncode == case.status, done
    assert bool(done.stdout) == case.body, done
    assert case.told in done.stderr
    if case.status:
        error, hint = [
            line for line in done.stderr.splitlines() if not line.startswith("warning: ")
        ][:2]
        assert error.startswith("error: ")
        assert hint.startswith("hint: ")
    elif "--dry-run" not in case.arguments:
        assert done.stderr == ""
    assert "Traceback" not in done.stderr
    told = done.stderr if "token" in case.arguments else done.stdout + done.stderr
    assert not any(each in told for each in (SECRET, WRONG["INDEED_CLIENT_SECRET"], "eyJ")), told
    if case.asked is not None:
        assert len(served.ask("GET", "requests")) == case.asked


def test_no_process_has_a_secret_among_its_arguments(served: Served, tmp_path: Path) -> None:
    served.ask("PUT", "faults", [{"on": "appinfo", "delay_ms": 3_600_000}])
    slow = subprocess.Popen(
        [INSTALLED, "call", "v2/api/appinfo"],
        stdout=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], **home(tmp_path), **served.environ},
    )
    try:
        end = time.monotonic() + PATIENCE
        while len(served.ask("GET", "requests")) < 2:
            assert time.monotonic() < end
            time.sleep(0.01)
        (token,) = (tmp_path / "state" / "tokens").glob("*.json")
        clear = json.loads(token.read_text())["access_token"]
        lines = dict(cmdlines())
    finally:
        slow.terminate()
        slow.wait(30)
    assert b"appinfo" in lines[slow.pid]
    assert not any(SECRET.encode() in line or clear.encode() in line for line in lines.values())
    journal = (tmp_path / "state" / "calls.jsonl").read_text()
    assert clear not in journal
    assert SECRET not in journal


def cmdlines() -> Iterator[tuple[int, bytes]]:
    """The arguments of every process that may be looked at, as `ps` shows them."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                yield int(folder.name), (folder / "cmdline").read_bytes()
            except OSError:
                continue


def test_a_cached_token_loads_nothing_heavy(served: Served, tmp_path: Path) -> None:
    """By id, by name, and with --profile before the command."""
    environ = {**home(tmp_path), **served.environ, "PYTHONPATH": "", "PYTHONPROFILEIMPORTTIME": "1"}
    for arguments in (
        ("token",),
        ("token", "--employer", "dharma"),
        ("--profile", "env", "token"),
        ("token", "--format", "json"),
    ):
        served.run(tmp_path, arguments)
        before = len(served.ask("GET", "requests"))
        done = served.run(tmp_path, arguments, **environ)
        loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
        assert done.returncode == 0
        assert "indeed_tui" in loaded
        assert not loaded & {"textual", "rich", "httpx", "asyncio", "shtab", "filelock._api"}
        assert len(served.ask("GET", "requests")) == before


def test_the_profile_may_stand_before_or_after_the_command(served: Served, tmp_path: Path) -> None:
    after = served.run(tmp_path, ("token", "--profile", "env"))
    before = served.run(tmp_path, ("--profile", "env", "token"))
    assert after.stdout == before.stdout != ""
    assert len(served.ask("GET", "requests")) == 1
    # The one nearer to the command counts, as everywhere.
    assert served.run(tmp_path, ("--profile", "nobody", "token", "--profile", "env")).stdout
    assert served.run(tmp_path, ("--profile", "env", "token", "--profile", "no")).returncode == 5
    assert served.run(tmp_path, ("--profile", "nobody", "token")).returncode == 5
