"""An exchange as a command: a shell runs what was sent, and nothing that somebody put into it."""

import os
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from indeed_tui.cli.main import parser
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import MASK, Endpoints, Exchange, ExchangeKind, Headers
from indeed_tui.indeed.resend import chosen_headers, rebuilt, whole
from indeed_tui.tui import copying
from tests.tui.samples import exchange, key

HOSTILE = 'it\'s "$(touch one)" `touch two` ; touch three & \\ %s !x\n#\n'
PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=30).map(
    str.strip
)
BODIES = st.text(st.characters(codec="utf-8", exclude_characters="\ufffd•"))
IDS = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x24F).filter(str.isprintable), min_size=1
)
CAMPAIGNS = "https://apis.indeed.com/ads/v1/campaigns"
SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
PAIRS = st.lists(st.tuples(st.sampled_from(["Accept", "X-One", "Content-Type"]), PRINTABLE))


@pytest.fixture(scope="module")
def stubs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`curl` and `indeed-tui` that write their arguments and stdin to files; the token is T."""
    folder = tmp_path_factory.mktemp("stubs")
    token = 'case "$1" in token) printf "%s\\0" "$@" > token; echo "Authorization: Bearer T";; '
    keep = (
        'printf "%s\\0" "$@" > args; for each do before=$last last=$each; done; '
        'case "$before $last" in "--data-binary @-"|*" --data=-") cat > stdin;; esac'
    )
    for name, script in (("curl", keep), ("indeed-tui", f"{token} *) {keep};; esac")):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return folder


def ran(text: str, stubs: Path, folder: Path, shell: str = "sh") -> tuple[list[str], bytes | None]:
    """Run a command among the stubs; return the last program's arguments and stdin."""
    for left in folder.iterdir():
        left.unlink()
    done = subprocess.run(
        [shell, "-c", text],
        cwd=folder,
        env={"PATH": f"{stubs}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(found) <= {"args", "token", "stdin"}, "something else was run"
    return found["args"].decode().split("\0")[:-1], found.get("stdin")


def token_words(folder: Path) -> list[str]:
    return (folder / "token").read_text().split("\0")[:-1]


def sent(
    body: str = "", headers: Headers = (), employer: str | None = None, **changed: object
) -> Exchange:
    """An API exchange as the client records it."""
    recorded = (
        ("Host", "apis.indeed.com"),
        ("Accept", "*/*"),
        ("Accept-Encoding", "gzip, deflate"),
        ("User-Agent", "indeed-tui/0.0"),
        ("Connection", "keep-alive"),
        *headers,
        ("Authorization", f"Bearer {MASK}"),
    )
    plain = exchange(
        kind=ExchangeKind.API,
        key=key(employer),
        method="POST" if body else "GET",
        url=CAMPAIGNS,
        request_headers=recorded,
        request_body=body.encode(),
    )
    return replace(plain, **changed)  # type: ignore[arg-type]  # only tests' own fields


def curl_read(words: list[str], stdin: bytes | None) -> tuple[str, Headers, bytes]:
    """Return what curl would send, by its manual: method, headers, body."""
    method, headers, body = "", [], b""
    rest = iter(words)
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "--head":
            method = "HEAD"
        elif word == "-H":
            headers.append(next(rest))
        elif word == "--data-raw":
            body = next(rest).encode()
        elif word == "--data-binary":
            assert next(rest) == "@-"
            assert stdin is not None
            body = stdin
    pairs = tuple(
        (line[:-1], "") if line.endswith(";") and ":" not in line else _pair(line)
        for line in headers
        if not (line.endswith(":") and line == "Content-Type:")
    )
    return method or ("POST" if body else "GET"), pairs, body


def _pair(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name, value.strip()


@SLOW
@given(BODIES, PAIRS, IDS)
@example(HOSTILE, [("X-One", HOSTILE.replace("\n", " ").strip())], HOSTILE.replace("\n", ""))
@example("@/etc/passwd", [], "-rf")
@example("-", [("X-One", "")], "--fresh")
@example("-0", [], "0")
@example("a @- --data=- b", [], "0")
@example("it's \0 $(x) \x1b[201~\r\n%d\\", [], "$HOME")
def test_a_shell_runs_exactly_the_request_with_curl(
    stubs: Path, tmp_path: Path, body: str, headers: list[tuple[str, str]], employer: str
) -> None:
    wanted = sent(body, tuple(headers), employer)
    recipe = copying.curl(wanted)
    words, stdin = ran(recipe.text, stubs, tmp_path)
    method, found, came = curl_read(words, stdin)
    assert words[:2] == ["--globoff", "--path-as-is"]
    assert wanted.url in words
    assert (method, came) == (wanted.method, body.encode())
    ours = (
        ("Authorization", "Bearer T"),
        *chosen_headers(wanted),
        ("User-Agent", "indeed-tui/0.0"),
    )
    assert found == ours
    assert token_words(tmp_path) == [
        "token",
        "--profile=acme-dev",
        f"--employer={employer}",
        "--scope=employer_access",
        "--format=header",
    ]
    assert recipe.whole


@SLOW
@given(BODIES, PAIRS, IDS)
@example(HOSTILE, [("X-One", HOSTILE.replace("\n", " ").strip())], HOSTILE.replace("\n", ""))
@example("@/etc/passwd", [], "-rf")
@example("-", [("X-One", "")], "--fresh")
@example("-0", [], "0")
@example("a @- --data=- b", [], "0")
@example("it's \0 $(x) \x1b[201~\r\n%d\\", [], "$HOME")
def test_a_shell_runs_exactly_the_request_with_indeed_tui_call(
    stubs: Path, tmp_path: Path, body: str, headers: list[tuple[str, str]], employer: str
) -> None:
    wanted = sent(body, tuple(headers), employer)
    words, stdin = ran(copying.call_command(wanted, Endpoints()).text, stubs, tmp_path)
    # Read by the command's own parser, which must take no value for an option.
    chosen = parser().parse_args(words)
    assert (chosen.target, chosen.method) == ("ads/v1/campaigns", None)
    assert (chosen.profile, chosen.employer) == ("acme-dev", employer)
    assert chosen.scope == ["employer_access"]
    assert [_pair(line) for line in chosen.header] == list(chosen_headers(wanted))
    if stdin is not None:
        assert chosen.data == "-"
    came = stdin if stdin is not None else (chosen.data or "").encode()
    assert came == body.encode()
    assert stdin is not None or not (chosen.data or "").startswith("@")


def test_bash_finds_nothing_to_look_up_in_its_history(stubs: Path, tmp_path: Path) -> None:
    # As an interactive bash does, which a paste goes to.
    text = copying.curl(sent(employer="a!b!!c")).text
    words, _ = ran(f"set -o history -o histexpand; echo once >/dev/null\n{text}", stubs, tmp_path,
                   "bash")  # fmt: skip
    assert "--employer=a!b!!c" in token_words(tmp_path)
    assert "Authorization: Bearer T" in words
    assert '"$(indeed-tui' not in text


@SLOW
@given(BODIES, PAIRS, IDS)
@example(HOSTILE, [("X-One", HOSTILE.replace("\n", " ").strip())], HOSTILE)
def test_the_python_code_sends_exactly_the_request(
    body: str, headers: list[tuple[str, str]], employer: str
) -> None:
    wanted = sent(body, tuple(headers), employer)
    code = copying.python(wanted).text
    asked: list[tuple[Any, dict[str, Any]]] = []

    class Done:
        stdout = "T\n"
        status_code, text = 200, ""

    def request(*args: object, **named: object) -> Done:
        asked.append((args, named))
        return Done()

    stand_ins = type("Module", (), {"request": staticmethod(request), "run": staticmethod(request)})
    stand_ins.PIPE = -1  # type: ignore[attr-defined]
    bare = "\n".join(line for line in code.splitlines() if not line.startswith("import "))
    exec(bare, {"subprocess": stand_ins, "httpx": stand_ins, "print": lambda _: None})
    (command, _), ((method, url), named) = asked
    assert command == (
        ["indeed-tui", "token", "--profile=acme-dev", f"--employer={employer}",
         "--scope=employer_access"],
    )  # fmt: skip
    assert (method, url) == (wanted.method, wanted.url)
    assert named.get("content", b"") == body.encode()
    assert named["headers"] == [
        ("Authorization", "Bearer T"),
        *chosen_headers(wanted),
        ("User-Agent", "indeed-tui/0.0"),
    ]


@given(BODIES)
def test_the_code_is_python_whatever_the_body(body: str) -> None:
    compile(copying.python(sent(body)).text, "copied", "exec")


def test_no_text_has_the_token() -> None:
    for recipe in (copying.curl(sent()), copying.call_command(sent()), copying.python(sent())):
        assert MASK not in recipe.text
        assert "Bearer" not in recipe.text.replace('f"Bearer {token}"', "")


@pytest.mark.parametrize(
    ("method", "body", "curl", "call"),
    [
        ("GET", "", [], None),
        ("POST", "x", [], None),
        ("POST", "", ["-X", "POST"], "POST"),
        ("PATCH", "x", ["-X", "PATCH"], "PATCH"),
        ("GET", "x", ["-X", "GET"], "GET"),
        ("HEAD", "", ["--head"], "HEAD"),
    ],
)
def test_the_method_is_said_where_it_isnt_plain(
    stubs: Path, tmp_path: Path, method: str, body: str, curl: list[str], call: str | None
) -> None:
    wanted = sent(body, method=method)
    words, _ = ran(copying.curl(wanted).text, stubs, tmp_path)
    assert words[2 : 2 + len(curl)] == curl
    assert ("-X" in words) is (curl[:1] == ["-X"])
    words, _ = ran(copying.call_command(wanted).text, stubs, tmp_path)
    assert parser().parse_args(words).method == call


def test_without_a_content_type_curl_adds_none_of_its_own() -> None:
    assert "-H Content-Type: " in copying.curl(sent("x")).text
    assert "-H Content-Type: " not in copying.curl(sent("x", (("content-type", "a/b"),))).text


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://apis.indeed.com/ads/v1/campaigns?a=b&c", "ads/v1/campaigns?a=b&c"),
        ("https://secure.indeed.com/v2/api/appinfo", "v2/api/appinfo"),
        # Typed as a path, this would be sent to another host.
        ("https://apis.indeed.com/v2/api/appinfo", "https://apis.indeed.com/v2/api/appinfo"),
        ("https://apis.indeed.com/-X", "https://apis.indeed.com/-X"),
        ("https://elsewhere.example/x", "https://elsewhere.example/x"),
    ],
)
def test_a_path_stands_for_the_address_only_where_it_means_the_same(url: str, target: str) -> None:
    text = copying.call_command(sent(url=url), Endpoints()).text
    assert target in shlex.split(text)


def test_a_token_request_is_asked_of_indeed_tui_token() -> None:
    token = replace(sent("client_secret=x", employer="084a"), kind=ExchangeKind.TOKEN)
    wanted = "indeed-tui token --fresh --profile=acme-dev --employer=084a --scope=employer_access"
    assert copying.curl(token).text == copying.call_command(token).text == wanted
    assert "'--fresh'" in copying.python(token).text
    assert "httpx" not in copying.python(token).text
    assert "client_secret" not in copying.python(token).text


def test_an_id_that_a_terminal_would_obey_isnt_copied() -> None:
    for make in (copying.curl, copying.call_command):
        with pytest.raises(ConfigError):
            make(sent(employer="a\x1b[201~\nrm x"))


# What is sent again.


def test_a_request_is_rebuilt_without_what_the_client_adds() -> None:
    request = rebuilt(sent("x", (("X-One", "1"), ("X-One", "2")), url="https://a.example/?b=%20"))
    assert (request.method, request.url, request.body) == ("POST", "https://a.example/?b=%20", b"x")
    assert request.headers == (("X-One", "1"), ("X-One", "2"))
    assert request.bearer is None


def test_headers_of_the_users_own_stay() -> None:
    given = (("Accept", "text/csv"), ("User-Agent", "mine/1"), ("Accept-Encoding", "identity"))
    assert chosen_headers(sent(headers=given)) == given


@pytest.mark.parametrize(
    "masked",
    [
        sent(f'{{"access_token": "{MASK}"}}'),
        sent(headers=(("X-Token", MASK),)),
        sent(url=f"https://apis.indeed.com/?access_token={MASK}"),
        sent("\ufffd"),
    ],
)
def test_what_was_masked_isnt_sent_again(masked: Exchange) -> None:
    assert not whole(masked)
    assert not copying.curl(masked).whole
    with pytest.raises(ConfigError) as caught:
        rebuilt(masked)
    assert caught.value.problem.code == "repeat.masked"


def test_response_headers_are_copied_as_lines() -> None:
    assert copying.headers_text(exchange()) == ("HTTP/1.1 200 OK\nContent-Type: application/json\n")


def test_copying_needs_no_screen() -> None:
    script = "import indeed_tui.tui.copying, sys; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
