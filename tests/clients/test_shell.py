"""What the help promises to people at a shell: `curl -H "$(indeed-tui token ...)"` and `eval`."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.served import DHARMA, Indeed
from tests.terminal.harness import home

pytestmark = [
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl isn't installed"),
    pytest.mark.parametrize("shell", ["sh", "bash"]),
]
# curl's own settings stay out, and the token comes from stdin, not from the list of processes.
WITH_TOKEN = """\
printf 'header = "Authorization: Bearer %s"\\n' "$INDEED_ACCESS_TOKEN" |
curl -q -sS --config - "$INDEED_TUI_APPINFO_URL"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty home, with `indeed-tui` in its bin."""
    program = tmp_path / "bin" / "indeed-tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m indeed_tui "$@"\n')
    program.chmod(0o755)
    return tmp_path


def run(shell: str, script: str, indeed: Indeed, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script after what `indeed-tui simulate` told to paste."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} isn't installed")
    return subprocess.run(
        [program, "-eu", "-c", indeed.exports + script],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
        cwd=folder,
        env={
            **home(folder),
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "NO_PROXY": "127.0.0.1",
        },
    )


def test_curl_takes_the_header(indeed: Indeed, folder: Path, shell: str) -> None:
    script = 'curl -q -sS -H "$(indeed-tui token --format header)" "$INDEED_TUI_APPINFO_URL"'
    done = run(shell, script, indeed, folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(json.loads(done.stdout)["employers"]) == 3
    assert [each["auth"] for each in indeed.asked("appinfo")] == ["bearer"]


def test_eval_takes_the_variable(indeed: Indeed, folder: Path, shell: str) -> None:
    script = f'eval "$(indeed-tui token --employer {DHARMA} --format env)"\n{WITH_TOKEN}'
    done = run(shell, script, indeed, folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(json.loads(done.stdout)["employers"]) == 3
    assert [each["employer"] for each in indeed.asked("appinfo")] == [DHARMA]


def test_eval_runs_nothing_of_what_a_token_says(indeed: Indeed, folder: Path, shell: str) -> None:
    hostile = "a'$(touch${IFS}one)`touch${IFS}two`;touch${IFS}three;'"
    indeed.fail({"on": "token", "body": {"access_token": hostile, "token_type": "Bearer"}})
    script = 'eval "$(indeed-tui token --format env)"\nprintf %s "${INDEED_ACCESS_TOKEN-}"'
    done = run(shell, script, indeed, folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, hostile, "")
    assert not [name for name in ("one", "two", "three") if (folder / name).exists()]


def test_a_refusal_leaves_no_variable_and_says_why(
    indeed: Indeed, folder: Path, shell: str
) -> None:
    indeed.fail({"on": "token", "error": "invalid_client"})
    script = 'token="$(indeed-tui token --format env)"\necho never'
    done = run(shell, script, indeed, folder)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("error: ")
