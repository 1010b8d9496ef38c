"""`call`: where it goes, what it sends with whose token, and what it prints."""

import json
from pathlib import Path

import pytest

from indeed_tui.simulator import Fault
from indeed_tui.simulator.journal import Record
from tests.cli.command import Commands, Done
from tests.cli.shell import DHARMA, Shell

REAL = ("INDEED_TUI_TOKEN_URL", "INDEED_TUI_APPINFO_URL", "INDEED_TUI_API_URL")
CAMPAIGNS = ("call", "ads/v1/campaigns", "--employer", DHARMA)
BUDGET = ("call", "-X", "PATCH", "ads/v1/account/budget", "-d", '{"jobsMonthlyBudget": 900}')
READ = "employer.advertising.campaign.read"


def last(shell: Shell) -> Record:
    return shell.simulator.requests[-1]


def header(record: Record, name: str) -> str | None:
    return next((value for key, value in record.headers if key.lower() == name), None)


def shown(commands: Commands, *arguments: str) -> Done:
    """A dry run with Indeed's own URLs."""
    commands.environ = {k: v for k, v in commands.environ.items() if k not in REAL}
    done = commands.run("call", "--dry-run", *arguments)
    assert done.status == 0, done
    return done


# -- where it goes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("v2/api/appinfo", "https://secure.indeed.com/v2/api/appinfo"),
        ("/v2/api/userinfo?x=1", "https://secure.indeed.com/v2/api/userinfo?x=1"),
        (".well-known/keys", "https://secure.indeed.com/.well-known/keys"),
        ("ads/v1/campaigns?perPage=5", "https://apis.indeed.com/ads/v1/campaigns?perPage=5"),
        ("graphql", "https://apis.indeed.com/graphql"),
        ("oauth/v2/other", "https://apis.indeed.com/oauth/v2/other"),
        ("https://apis.indeed.com/ads/v1/stats", "https://apis.indeed.com/ads/v1/stats"),
        ("https://secure.indeed.com/anything", "https://secure.indeed.com/anything"),
    ],
)
def test_the_first_segment_decides_which_host_is_asked(
    commands: Commands, target: str, url: str
) -> None:
    employer = ("--employer", DHARMA) if "ads" in target else ()
    assert shown(commands, target, *employer).out.startswith(f"GET {url}\n")


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/v2/api/appinfo",
        "https://apis.indeed.com.example.org/",
        "https://apis.indeed.com:8443/ads/v1/campaigns",
        "https://user@apis.indeed.com/ads/v1/campaigns",
        "http://apis.indeed.com/ads/v1/campaigns",
        "http://127.0.0.1:9/",
        "//apis.indeed.com/ads",
        "file:///etc/passwd",
        "ads/v1/campaigns\r\nX: y",
        "",
    ],
)
def test_no_token_goes_to_any_other_host(commands: Commands, shell: Shell, target: str) -> None:
    done = commands.run("call", target, "--yes")
    assert (done.status, done.out) == (2, "")
    assert shell.simulator.count() == 0


# -- what is sent -----------------------------------------------------------------------


def test_it_is_a_get_or_a_post_with_data(commands: Commands, shell: Shell) -> None:
    commands.run("call", "v2/api/appinfo")
    assert (last(shell).method, header(last(shell), "content-type")) == ("GET", None)
    commands.run("call", "graphql", "-d", '{"query": "{ __typename }"}')
    assert (last(shell).method, last(shell).status) == ("POST", 200)
    assert header(last(shell), "content-type") == "application/json"
    assert header(last(shell), "indeed-client-id") == "demo-client"


def test_the_method_headers_and_query_are_the_users(commands: Commands, shell: Shell) -> None:
    target, mine = "v2/api/appinfo?a=1&a=2", ("-H", "X-Mine: a: b", "-H", "Accept: a/b")
    commands.run("call", "-X", "head", target, *mine)
    record = last(shell)
    assert (record.method, record.query) == ("HEAD", (("a", "1"), ("a", "2")))
    assert (header(record, "x-mine"), header(record, "accept")) == ("a: b", "a/b")
    assert str(header(record, "user-agent")).startswith("indeed-tui/")


@pytest.mark.parametrize(
    ("data", "headers", "kind"),
    [
        ('{"a": 1}', (), "application/json"),
        ("[]", (), "application/json"),
        ("a=1&b=2", (), None),
        ('{"a": 1}', ("-H", "content-type: text/plain"), "text/plain"),
    ],
)
def test_json_says_so_by_itself(
    commands: Commands, shell: Shell, data: str, headers: tuple[str, ...], kind: str | None
) -> None:
    commands.run("call", "v2/api/appinfo", "-X", "POST", "--yes", "-d", data, *headers)
    assert header(last(shell), "content-type") == kind


def test_data_comes_from_the_line_a_file_or_stdin(commands: Commands, tmp_path: Path) -> None:
    bytes_of_it = b'{"jobsMonthlyBudget": 1}\n'
    (tmp_path / "body.json").write_bytes(bytes_of_it)
    to = ("call", "ads/v1/account/budget", "-X", "PATCH", "--employer", DHARMA, "--dry-run", "-d")
    text = bytes_of_it.decode()
    for given, stdin in ((text, ""), (f"@{tmp_path}/body.json", ""), ("-", bytes_of_it)):
        assert commands.run(*to, given, stdin=stdin).out.endswith(f"\n\n{text}")


def test_the_scopes_are_those_that_indeed_documents(commands: Commands, shell: Shell) -> None:
    assert commands.run(*CAMPAIGNS, "--yes").status == 0
    (asked,) = [record for record in shell.simulator.requests if record.on == "token"]
    assert set(asked.scope.split()) == {READ, "employer_access"}
    assert asked.employer == DHARMA


def test_given_scopes_are_asked_for_instead(commands: Commands, shell: Shell) -> None:
    commands.run(*CAMPAIGNS, "--yes", "--scope", "employer.advertising.campaign")
    (asked,) = [record for record in shell.simulator.requests if record.on == "token"]
    assert set(asked.scope.split()) == {"employer.advertising.campaign", "employer_access"}


def test_an_employer_is_found_by_name_and_the_name_is_remembered(
    commands: Commands, shell: Shell
) -> None:
    for _ in range(2):
        assert commands.run("call", "ads/v1/apiquotausage", "--employer", "dharma").status == 0
        assert last(shell).employer == DHARMA
    assert shell.simulator.count("appinfo") == 1
    assert shell.simulator.count("ads") == 2


def test_a_revoked_token_is_replaced_once(commands: Commands, shell: Shell) -> None:
    commands.run("call", "v2/api/appinfo")
    shell.simulator.revoke()
    assert commands.run("call", "v2/api/appinfo").status == 0
    assert shell.simulator.count("appinfo", status=401) == 1
    # Both left the machine.
    assert shell.tally.calls == 3


# -- dry run ----------------------------------------------------------------------------


def test_a_dry_run_shows_the_request_as_it_would_leave(commands: Commands, shell: Shell) -> None:
    arguments = (*BUDGET, "--employer", DHARMA, "-H", "X-Mine: 1")
    showed = commands.run(*arguments, "--dry-run")
    assert (showed.status, shell.simulator.count(), shell.tally.calls) == (0, 0, 0)
    assert not list((commands.state / "tokens").glob("*.json"))
    head, body = showed.out.split("\n\n")
    assert body == '{"jobsMonthlyBudget": 900}'
    line, *headers = head.splitlines()
    assert line == f"PATCH {shell.environ['INDEED_TUI_API_URL']}/ads/v1/account/budget"
    assert "Nothing was sent" in showed.err
    assert f"employer {DHARMA}" in showed.err
    assert "employer.advertising.account" in showed.err
    assert "3 EUR" in showed.err

    assert commands.run(*arguments, "--yes").status == 0
    sent = [(name.lower(), value) for name, value in last(shell).headers]
    would = [(name.lower(), value) for name, _, value in (each.partition(": ") for each in headers)]
    assert sorted(name for name, _ in would) == sorted(name for name, _ in sent)
    unmasked = [pair for pair in would if pair[0] != "authorization"]
    assert [pair for pair in unmasked if pair not in sent] == []
    assert dict(would)["authorization"] == "Bearer ••••••"


def test_a_dry_run_masks_credentials_in_a_body_and_an_address(commands: Commands) -> None:
    token = commands.run("token").out.strip()
    for body in (
        "grant_type=client_credentials&client_secret=demo-secret",
        json.dumps({"client_secret": "demo-secret", "access_token": token}),
    ):
        done = commands.run("call", f"v2/api/appinfo?access_token={token}", "--dry-run", "-d", body)
        assert done.status == 0
        assert "demo-secret" not in done.out + done.err
        assert token not in done.out + done.err
        assert "••••••" in done.out.split("\n\n")[1]


# -- what is printed --------------------------------------------------------------------


def test_a_pipe_gets_the_bytes_as_they_came(shell: Shell) -> None:
    body = '{"b":1,  "a":"\\u001b \x1b[31m\x07 ü"}\r\n'
    shell.simulator.faults = [Fault(on="appinfo", body=body, content_type="application/json")]
    process = shell.start("call", "v2/api/appinfo")
    out, told = process.communicate(timeout=60)
    assert (process.returncode, out, told) == (0, body.encode(), b"")


def test_include_prints_the_head_before_the_body(commands: Commands) -> None:
    done = commands.run("call", "v2/api/appinfo", "-i")
    head, body = done.out.split("\n\n")
    assert head.startswith("HTTP/1.1 200 OK\nContent-Type: application/json\n")
    assert json.loads(body)["employers"]


def test_an_http_error_prints_the_body_then_what_it_means(commands: Commands) -> None:
    done = commands.run(*CAMPAIGNS, "--yes", "--scope", "employer_access")
    assert done.status == 4
    assert json.loads(done.out)["meta"]["errors"][0]["type"] == "INSUFFICIENT_SCOPE"
    error, hint = done.err.splitlines()
    assert error.startswith("error: The token lacks a scope")
    assert hint.startswith("hint: ")


def test_a_file_is_private_and_written_whole(commands: Commands, tmp_path: Path) -> None:
    into = tmp_path / "answer.json"
    into.write_text("before")
    into.chmod(0o644)
    done = commands.run("call", "v2/api/appinfo", "-o", str(into), "-i")
    assert done.status == 0
    assert done.out.startswith("HTTP/1.1 200")
    assert json.loads(into.read_text())["employers"]
    assert into.stat().st_mode & 0o777 == 0o600
    assert done.err == f"{into.stat().st_size:,} bytes written to {into}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answer.json", "state"]


@pytest.mark.parametrize(
    "fault", [Fault(on="appinfo", truncate=True), Fault(on="appinfo", reset=True)]
)
def test_what_came_in_part_is_not_written(
    commands: Commands, shell: Shell, tmp_path: Path, fault: Fault
) -> None:
    into = tmp_path / "answer.json"
    into.write_text("before")
    shell.simulator.faults = [fault]
    assert commands.run("call", "v2/api/appinfo", "-o", str(into)).status == 3
    assert into.read_text() == "before"


def test_an_answer_beyond_the_limit_is_not_written(
    commands: Commands, shell: Shell, tmp_path: Path
) -> None:
    commands.config.mkdir(mode=0o700)
    (commands.config / "settings.toml").write_text("[limits]\nbody_mib = 1\n")
    shell.simulator.faults = [Fault(on="appinfo", body="x" * (1 << 20) + "y")]
    into = tmp_path / "answer"
    done = commands.run("call", "v2/api/appinfo", "-o", str(into))
    assert done.status == 1
    assert "body_mib" in done.err
    assert not into.exists()


def test_a_file_that_cannot_be_written_costs_nothing(
    commands: Commands, shell: Shell, tmp_path: Path
) -> None:
    for bad in (tmp_path, tmp_path / "none" / "file", tmp_path / "answer.json" / "below"):
        done = commands.run(*CAMPAIGNS, "--yes", "-o", str(bad))
        assert (done.status, done.out) == (2, "")
        assert "nothing was sent" in done.err
    assert shell.simulator.count() == 0


def test_a_device_is_written_to_and_not_replaced(commands: Commands) -> None:
    done = commands.run("call", "v2/api/appinfo", "-o", "/dev/null", "-i")
    assert done.status == 0
    assert done.out.startswith("HTTP/1.1 200")
    assert Path("/dev/null").is_char_device()


# -- what may leave ---------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [CAMPAIGNS, (*BUDGET, "--employer", DHARMA)])
def test_what_costs_or_writes_needs_a_yes(
    commands: Commands, shell: Shell, arguments: tuple[str, ...]
) -> None:
    done = commands.run(*arguments)
    assert (done.status, done.out) == (2, "")
    assert "3 EUR or 3 USD" in done.err
    assert "--yes" in done.err
    assert ("This call writes" in done.err) == (arguments is not CAMPAIGNS)
    assert shell.simulator.count() == 0
    assert commands.run(*arguments, "--yes").status == 0
    assert shell.tally.billable == 1


def test_a_read_only_profile_writes_nothing_even_with_a_yes(
    commands: Commands, shell: Shell
) -> None:
    shell.profile("acme-prod")
    mine = ("--profile", "acme-prod", "--yes")
    mutation = ("graphql", "mutation { jobsIngest { x } }")
    for arguments in ((*BUDGET, "--employer", DHARMA), mutation):
        done = commands.run(*arguments, *mine)
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith("error: The profile is read-only")
        # Nobody is told to add a yes that would change nothing.
        assert "--yes" not in commands.run(*arguments, "--profile", "acme-prod").err
    assert shell.simulator.count() == 0
    assert commands.run(*CAMPAIGNS, *mine).status == 0


def test_a_setting_lets_billable_reads_go_unasked(commands: Commands, shell: Shell) -> None:
    commands.config.mkdir(mode=0o700)
    (commands.config / "settings.toml").write_text('[guards]\nbillable = "never"\n')
    assert commands.run(*CAMPAIGNS).status == 0
    assert commands.run(*BUDGET, "--employer", DHARMA).status == 2
    assert shell.simulator.count("ads") == 1
