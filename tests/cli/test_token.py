"""`token` from outside: formats, exit statuses, one request for many."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

from indeed_tui.simulator import parse_fault
from tests.cli.shell import DHARMA, PROGRAM, Shell
from tests.terminal.harness import credentials, home


def test_the_second_token_comes_from_the_cache(shell: Shell) -> None:
    first, second = shell.run("token"), shell.run("token")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == second.stdout
    assert shell.simulator.count("token") == 1


def test_every_format_holds_the_same_token(shell: Shell) -> None:
    raw = shell.run("token").stdout.strip()
    assert shell.run("token", "--format", "header").stdout == f"Authorization: Bearer {raw}\n"
    assert shell.run("token", "--format", "env").stdout == (
        f"INDEED_ACCESS_TOKEN={shlex.quote(raw)}\n"
    )
    told = json.loads(shell.run("token", "--format", "json").stdout)
    assert told["access_token"] == raw
    assert told["profile"] == "env"
    assert told["employer"] is None
    assert told["scope"] == "employer_access"
    assert 3500 < told["expires_in"] <= 3600
    assert told["expires_at"].endswith("Z")


def test_an_employer_has_a_token_of_its_own(shell: Shell) -> None:
    app, employer = shell.run("token"), shell.run("token", "--employer", DHARMA)
    assert app.stdout != employer.stdout
    assert shell.simulator.count("token", employer=DHARMA) == 1


def test_fresh_requests_another_one(shell: Shell) -> None:
    assert shell.run("token").stdout != shell.run("token", "--fresh").stdout
    assert shell.simulator.count("token") == 2


def test_a_token_with_too_little_life_left_is_replaced(shell: Shell) -> None:
    shell.run("token")
    shell.run("token", "--min-valid", "3599.999")
    shell.run("token", "--min-valid", "30")
    assert shell.simulator.count("token") == 2


def test_a_wrong_secret_is_status_4_and_one_request(shell: Shell) -> None:
    done = shell.run("token", INDEED_CLIENT_SECRET="not-the-one")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("error: Indeed doesn't accept these credentials\nhint: ")
    assert "not-the-one" not in done.stderr
    assert shell.simulator.count("token") == 1


def test_a_dead_port_is_status_3(shell: Shell) -> None:
    done = shell.run("token", **credentials("http://127.0.0.1:9"))
    assert (done.returncode, done.stdout) == (3, "")
    assert "127.0.0.1:9" in done.stderr


def test_asked_to_slow_down_is_status_3(shell: Shell) -> None:
    shell.simulator.faults = [parse_fault("on=token,status=429,retry_after=7")]
    done = shell.run("token")
    assert done.returncode == 3
    assert "7 s" in done.stderr


def test_an_unknown_profile_is_status_5(shell: Shell) -> None:
    assert shell.run("token", "--profile", "nobody").returncode == 5


def test_no_credentials_at_all_is_status_5(tmp_path: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "token"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], **home(tmp_path)},
    )
    assert done.returncode == 5
    assert "hint: " in done.stderr


def test_a_cached_token_loads_neither_http_nor_a_loop_nor_a_screen(shell: Shell) -> None:
    shell.run("token")
    code = (
        "import sys; from indeed_tui.cli.main import run; run(['token']); "
        "print(*{'httpx', 'asyncio', 'textual', 'rich'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=shell.environ,
    )
    assert done.stdout.splitlines()[1] == ""
    assert shell.simulator.count("token") == 1


def test_a_disk_that_refuses_is_told_and_does_not_matter(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the way")
    done = shell.run("token")
    assert done.returncode == 0
    assert done.stdout.startswith("eyJ")
    assert "warning: Tokens are kept in memory only" in done.stderr
