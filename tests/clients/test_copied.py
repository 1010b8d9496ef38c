"""What the dashboard copies, pasted into a shell: the same request arrives at Indeed."""

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from indeed_tui.indeed.models import Endpoints, Exchange, ExchangeKind
from indeed_tui.tui import copying
from tests.clients.served import DHARMA, Indeed
from tests.clients.test_shell import folder, run
from tests.tui.samples import exchange, key

__all__ = ["folder"]

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl isn't installed")
QUERY = """query Node($id: ID!) { node(id: $id) { id } } # it's "$(touch one)" `touch two`"""
BODY = json.dumps({"query": QUERY, "variables": {"id": "iri://a/b\u00fc\u2028!"}})


def node(indeed: Indeed) -> Exchange:
    """A GraphQL exchange of the environment's profile, at the simulator."""
    return exchange(
        kind=ExchangeKind.API,
        key=replace(key(DHARMA, "env"), scopes=("employer.hosted_job", "employer_access")),
        method="POST",
        url=f"{indeed.url}/graphql",
        request_headers=(("Content-Type", "application/json"), ("X-Note", "it's $HOME `id`")),
        request_body=BODY.encode(),
    )


def arrived(indeed: Indeed) -> dict[str, object]:
    """What the simulator saw of the one call."""
    (record,) = indeed.asked("graphql")
    headers = {name.lower(): value for name, value in record["headers"]}
    assert (record["method"], record["path"]) == ("POST", "/graphql")
    assert headers["content-length"] == str(len(BODY.encode()))
    return {
        "employer": record["employer"],
        "auth": record["auth"],
        "status": record["status"],
        "type": headers["content-type"],
        "note": headers["x-note"],
    }


WANTED = {
    "employer": DHARMA,
    "auth": "bearer",
    "status": 200,
    "type": "application/json",
    "note": "it's $HOME `id`",
}


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_curl_command_sends_it(indeed: Indeed, folder: Path, shell: str) -> None:
    done = run(shell, copying.curl(node(indeed)).text.replace("curl ", "curl -q -sS ", 1), indeed,
               folder)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "errors" in json.loads(done.stdout)
    assert arrived(indeed) == WANTED
    assert not {"one", "two"} & {path.name for path in folder.iterdir()}


def test_the_indeed_tui_command_sends_it(indeed: Indeed, folder: Path) -> None:
    endpoints = Endpoints(indeed.token_url, indeed.appinfo_url, indeed.url)
    text = copying.call_command(node(indeed), endpoints).text
    assert " graphql " in text
    done = run("sh", text, indeed, folder)
    assert "errors" in json.loads(done.stdout)
    assert arrived(indeed) == WANTED


def test_the_python_code_sends_it(indeed: Indeed, folder: Path) -> None:
    (folder / "copied.py").write_text(copying.python(node(indeed)).text)
    done = run("sh", f"{sys.executable} copied.py", indeed, folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("200\n")
    assert arrived(indeed) == WANTED


def test_a_token_request_is_a_new_token(indeed: Indeed, folder: Path) -> None:
    token = replace(node(indeed), kind=ExchangeKind.TOKEN)
    text = copying.curl(token).text
    done = run("sh", f"{text} >/dev/null; {text} >/dev/null", indeed, folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert [each["employer"] for each in indeed.asked("token")] == [DHARMA, DHARMA]
