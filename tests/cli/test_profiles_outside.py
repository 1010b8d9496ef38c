"""`profiles` from outside: `--test` against a simulator, and prompts on a terminal."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indeed_tui.simulator import Simulator, parse_fault
from indeed_tui.simulator.serve import SimulatorServer
from tests.cli.forks import forked
from tests.terminal.harness import PROGRAM, Terminal, home


class Indeed:
    """A simulator, and the program's files beside it."""

    def __init__(self, folder: Path, simulator: Simulator, url: str) -> None:
        self.simulator, self.url = simulator, url
        self.config, self.environ = folder / "config", home(folder)
        self.urls = (
            "--token-url", f"{url}/oauth/v2/tokens",
            "--appinfo-url", f"{url}/v2/api/appinfo",
            "--api-url", url,
        )  # fmt: skip

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return forked(arguments, {"PATH": os.environ["PATH"], **self.environ}, stdin)

    def add(self, *arguments: str, secret: str) -> subprocess.CompletedProcess[str]:
        """`profiles add sim ...` with the simulator's client id and a test."""
        given = ("profiles", "add", "sim", "--client-id", "demo-client", "--test")
        return self.run(*given, *self.urls, *arguments, stdin=secret)

    @contextmanager
    def terminal(self, *arguments: str) -> Iterator[Terminal]:
        with Terminal([*PROGRAM, "profiles", *arguments], self.environ) as terminal:
            yield terminal

    def saved(self, name: str = "secrets.toml") -> str:
        path = self.config / name
        return path.read_text() if path.exists() else ""


@pytest.fixture
def indeed(tmp_path: Path) -> Iterator[Indeed]:
    simulator = Simulator()
    with SimulatorServer(simulator) as server:
        yield Indeed(tmp_path, simulator, server.url)


# -- a test before anything is saved --------------------------------------------------------


def test_a_tested_profile_is_one_request_and_its_token_is_shared(indeed: Indeed) -> None:
    done = indeed.add(secret="demo-secret\n")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Indeed gave a token for 3600 s" in done.stderr
    assert "demo-secret" not in done.stderr
    assert indeed.simulator.count() == 1
    assert indeed.run("token").stdout.startswith("eyJ")
    assert indeed.simulator.count() == 1


def test_refused_credentials_are_status_4_and_not_saved(indeed: Indeed) -> None:
    done = indeed.add(secret="hunter2")
    assert (done.returncode, done.stdout) == (4, "")
    assert "error: Indeed doesn't accept these credentials\nhint: " in done.stderr
    assert done.stderr.endswith("nothing was saved\n")
    assert "hunter2" not in done.stderr
    assert indeed.simulator.count() == 1
    assert not indeed.config.exists()


@pytest.mark.parametrize("status", [429, 503])
def test_no_answer_worth_the_name_is_status_3_and_not_saved(indeed: Indeed, status: int) -> None:
    indeed.simulator.faults = [parse_fault(f"on=token,status={status}")]
    done = indeed.add(secret="demo-secret")
    assert done.returncode == 3
    assert indeed.simulator.count() == 1
    assert not indeed.config.exists()


def test_an_unreachable_indeed_is_status_3_and_not_saved(indeed: Indeed) -> None:
    done = indeed.add("--token-url", "http://127.0.0.1:9/tokens", secret="demo-secret")
    assert done.returncode == 3
    assert "127.0.0.1:9" in done.stderr
    assert not indeed.config.exists()


def test_a_wrong_new_secret_leaves_the_saved_one(indeed: Indeed) -> None:
    indeed.add(secret="demo-secret")
    before = indeed.saved()
    assert indeed.add("--replace", secret="hunter2").returncode == 4
    assert indeed.saved() == before
    assert indeed.run("token").returncode == 0


def test_changed_settings_are_tested_with_the_saved_secret(indeed: Indeed) -> None:
    indeed.add(secret="demo-secret")
    indeed.simulator.clear_requests()
    given = ("profiles", "add", "sim", "--replace", "--test", "--auth-method")
    assert indeed.run(*given, "client_secret_basic").returncode == 0
    assert indeed.simulator.count("token") == 1


def test_what_can_be_no_secret_is_not_sent(indeed: Indeed) -> None:
    assert indeed.add(secret="demo-secret ").returncode == 2
    assert indeed.simulator.count() == 0


def test_a_secret_that_can_not_be_had_is_not_tested(indeed: Indeed) -> None:
    done = indeed.add("--secret-env", "NOT_SET", secret="")
    assert done.returncode == 2
    assert "NOT_SET is not set" in done.stderr
    assert indeed.simulator.count() == 0
    assert not indeed.config.exists()


def test_no_command_but_the_test_loads_http_or_a_loop(indeed: Indeed) -> None:
    code = (
        "import sys; from indeed_tui.cli.main import run; "
        "codes = [run(['profiles', *words.split()]) for words in sys.argv[1:]]; "
        "print(*codes, *{'httpx', 'asyncio', 'textual', 'rich'} & set(sys.modules))"
    )
    words = ("add a --client-id i", "default a", "remove a --yes", "list")
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        check=True,
        input="hunter2",
        env=indeed.environ,
    )
    assert done.stdout == "0 0 0 0\n"


# -- on a terminal --------------------------------------------------------------------------


def test_what_is_missing_is_asked_for_and_the_secret_is_not_shown(indeed: Indeed) -> None:
    with indeed.terminal("add", "--test", *indeed.urls) as terminal:
        terminal.see("Name of the profile: ")
        terminal.enter("sim\n")
        terminal.see("Client id: ")
        terminal.enter("demo-client\n")
        terminal.see("Client secret (not shown): ")
        assert not terminal.echoes()
        terminal.enter("demo-secret\n")
        assert terminal.ended() == 0
        assert b"demo-secret" not in terminal.raw
        assert "saved the profile sim, the default profile" in terminal.text()
        assert terminal.settings_restored()
    assert indeed.run("token").stdout.startswith("eyJ")


@pytest.mark.parametrize("question", ["Name of the profile: ", "Client secret (not shown): "])
def test_ctrl_c_at_a_question_is_130_and_saves_nothing(indeed: Indeed, question: str) -> None:
    given = () if question.startswith("Name") else ("sim", "--client-id", "i")
    with indeed.terminal("add", *given) as terminal:
        terminal.see(question)
        terminal.enter("\x03")
        assert terminal.ended() == 130
        assert terminal.settings_restored()
        assert "Traceback" not in terminal.text()
    assert not indeed.config.exists()


def test_a_terminated_question_gives_the_echo_back(indeed: Indeed) -> None:
    with indeed.terminal("add", "sim", "--client-id", "i") as terminal:
        terminal.see("Client secret (not shown): ")
        terminal.signal(signal.SIGTERM)
        assert terminal.ended() == 143
        assert terminal.settings_restored()


@pytest.mark.parametrize("given", [("sim",), ("sim", "--client-id", "i")])
def test_the_end_of_the_input_is_no_answer(indeed: Indeed, given: tuple[str, ...]) -> None:
    with indeed.terminal("add", *given) as terminal:
        terminal.see("Client secret" if len(given) > 1 else "Client id")
        terminal.enter("\x04")
        assert terminal.ended() == 2
        assert "error: The input ended before the answer" in terminal.text()
        assert terminal.settings_restored()
    assert not indeed.config.exists()


def test_an_empty_secret_keeps_the_saved_one(indeed: Indeed) -> None:
    indeed.add(secret="demo-secret")
    before = indeed.saved()
    with indeed.terminal("add", "sim", "--replace") as terminal:
        terminal.see("Client secret (empty: as saved): ")
        terminal.enter("\n")
        assert terminal.ended() == 0
    assert indeed.saved() == before
    with indeed.terminal("add", "sim", "--replace", "--client-id", "other") as terminal:
        terminal.see("Client secret (not shown): ")
        terminal.enter("\n")
        assert terminal.ended() == 2
    assert "demo-client" in indeed.saved("profiles.toml")


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("YES", 0), ("n", 2), ("", 2), ("yo", 2)])
def test_removing_asks_on_a_terminal(indeed: Indeed, answer: str, status: int) -> None:
    indeed.add(secret="demo-secret")
    with indeed.terminal("remove", "sim") as terminal:
        terminal.see("Remove the profile sim with its secret and tokens? [y/N] ")
        terminal.enter(f"{answer}\n")
        assert terminal.ended() == status
    assert ("demo-secret" in indeed.saved()) == (status != 0)


@pytest.mark.parametrize(("key", "status"), [("\x03", 130), ("\x04", 2)])
def test_a_question_that_is_not_answered_removes_nothing(
    indeed: Indeed, key: str, status: int
) -> None:
    indeed.add(secret="demo-secret")
    with indeed.terminal("remove", "sim") as terminal:
        terminal.see("[y/N] ")
        terminal.enter(key)
        assert terminal.ended() == status
    assert "demo-secret" in indeed.saved()


def test_a_list_on_a_terminal_has_headings_and_columns(indeed: Indeed) -> None:
    indeed.add(secret="demo-secret")
    indeed.run("profiles", "add", "a-longer-name-prod", "--client-id", "i", stdin="s")
    with indeed.terminal("list") as terminal:
        assert terminal.ended() == 0
        assert [line.rstrip() for line in terminal.lines()[:3]] == [
            "NAME                CLIENT ID    SECRET  READ-ONLY",
            "sim                 demo-client  file    no         default",
            "a-longer-name-prod  i            file    yes",
        ]
