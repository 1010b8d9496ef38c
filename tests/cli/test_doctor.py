"""`doctor` from outside: what it says and the status it ends with, against a simulator."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indeed_tui.simulator import Simulator, parse_fault
from indeed_tui.simulator.serve import SimulatorServer
from tests.cli.forks import forked
from tests.terminal.harness import Terminal, credentials, home

PROGRAM = [sys.executable, "-m", "indeed_tui"]
AREAS = ["versions", "files", "profile", "proxy", "certificates", "host", "account", "clock"]
AREAS += ["terminal", "cache"]

Found = dict[tuple[str, str], dict[str, str]]


class Doctor:
    """Runs the command in an environment of the test's own, and reads its JSON."""

    def __init__(self, folder: Path, simulator: Simulator, url: str) -> None:
        self.folder, self.simulator, self.url = folder, simulator, url
        self.environ = {"PATH": os.environ["PATH"], **home(folder), **credentials(url)}

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return forked(arguments, {**self.environ, **environ})

    def look(self, *arguments: str, **environ: str) -> tuple[int, Found]:
        """Return the exit status, and each check by its area (without the host) and name."""
        done = self.run("doctor", "--json", *arguments, **environ)
        assert done.stderr == ""
        told = json.loads(done.stdout)
        assert list(told) == ["profile", "checks", "worst"]
        found = {(each["area"].split()[0], each["name"]): each for each in told["checks"]}
        worst = "ok" if all(each["state"] in ("ok", "skip") for each in found.values()) else "warn"
        if any(each["state"] == "fail" for each in found.values()):
            worst = "fail"
        assert told["worst"] == worst
        return done.returncode, found

    def config(self, name: str, text: str) -> Path:
        directory = self.folder / "config"
        directory.mkdir(mode=0o700, exist_ok=True)
        path = directory / name
        path.write_text(text)
        path.chmod(0o600)
        return path


@pytest.fixture
def doctor(tmp_path: Path) -> Iterator[Doctor]:
    simulator = Simulator()
    with SimulatorServer(simulator) as server:
        yield Doctor(tmp_path, simulator, server.url)


def states(found: Found, state: str) -> list[tuple[str, str]]:
    return [where for where, check in found.items() if check["state"] == state]


def test_all_is_well_against_a_simulator(doctor: Doctor) -> None:
    doctor.run("token")
    status, found = doctor.look()
    assert (status, states(found, "fail"), states(found, "warn")) == (0, [], [])
    assert list(dict.fromkeys(area for area, _ in found)) == AREAS
    assert found["profile", "chosen"]["seen"] == "env, from INDEED_CLIENT_ID"
    assert found["account", "appinfo"]["seen"] == "3 employers"
    assert found["account", "scopes"]["seen"] == "all granted: employer_access"
    assert found["clock", "skew"]["state"] == "ok"
    assert found["host", "tls"]["state"] == "skip"
    assert found["files", "lock"]["seen"] == "works"


def test_the_token_is_the_shared_one_and_asked_for_once(doctor: Doctor) -> None:
    _, first = doctor.look()
    _, second = doctor.look()
    assert first["account", "token"]["seen"].startswith("newly requested")
    assert second["account", "token"]["seen"].startswith("from the shared cache")
    assert doctor.simulator.count("token") == 1


def test_no_secret_and_no_token_is_ever_shown(doctor: Doctor) -> None:
    token = doctor.run("token").stdout.strip()
    for arguments in (("doctor",), ("doctor", "--json")):
        done = doctor.run(*arguments, HTTPS_PROXY="http://me:hunter2@proxy.invalid:3128")
        said = done.stdout + done.stderr
        assert "demo-client" in said
        assert "proxy.invalid:3128" in said
        for secret in (token, "demo-secret", "hunter2"):
            assert secret not in said


def test_a_wrong_secret_is_status_4_with_its_advice(doctor: Doctor) -> None:
    status, found = doctor.look(INDEED_CLIENT_SECRET="not-the-one")
    assert (status, states(found, "fail")) == (4, [("account", "token")])
    assert "profile env" in found["account", "token"]["todo"]
    assert found["account", "appinfo"]["state"] == "skip"
    # The refusal had a date, so the clocks can be compared all the same.
    assert found["clock", "skew"]["state"] == "ok"
    assert "not-the-one" not in json.dumps(list(found.values()))


def test_a_dead_port_is_status_3_and_stops_there(doctor: Doctor) -> None:
    status, found = doctor.look(**credentials("http://127.0.0.1:9"))
    assert (status, states(found, "fail")) == (3, [("host", "tcp")])
    assert "connection refused" in found["host", "tcp"]["seen"]
    assert found["account", "token"]["seen"] == "the token's host can't be reached"
    assert found["clock", "skew"]["state"] == "skip"
    assert found["cache", "directory"]["state"] == "ok"


def test_appinfo_alone_out_of_reach_leaves_the_token(doctor: Doctor) -> None:
    status, found = doctor.look(INDEED_TUI_APPINFO_URL="http://127.0.0.1:9/v2/api/appinfo")
    assert status == 3
    assert found["account", "token"]["state"] == "ok"
    assert found["account", "appinfo"]["state"] == "skip"
    assert doctor.simulator.count("appinfo") == 0


def test_a_broken_profiles_file_is_status_2_and_said_once(doctor: Doctor) -> None:
    doctor.config("profiles.toml", 'default = "a"\n[profiles.a\n')
    status, found = doctor.look()
    assert (status, states(found, "fail")) == (2, [("files", "profiles.toml")])
    assert "profiles.toml:2" in found["files", "profiles.toml"]["seen"]
    assert found["profile", "chosen"]["state"] == "skip"
    assert found["account", "token"]["seen"] == "there is no profile"


def test_a_broken_settings_file_doesnt_stop_the_rest(doctor: Doctor) -> None:
    doctor.config("settings.toml", 'them = "dark"\n')
    status, found = doctor.look()
    assert (status, states(found, "fail")) == (2, [("files", "settings.toml")])
    assert "unknown key 'them'" in found["files", "settings.toml"]["seen"]
    assert found["files", "keys"]["state"] == "skip"
    assert found["account", "token"]["state"] == "ok"


def test_a_wrong_variable_is_told_once(doctor: Doctor) -> None:
    status, found = doctor.look(INDEED_TUI_CLIPBOARD="paper")
    assert (status, states(found, "fail")) == (2, [("files", "settings")])
    status, found = doctor.look(INDEED_CLIENT_SECRET="")
    assert (status, states(found, "fail")) == (2, [("profile", "chosen")])
    status, found = doctor.look(INDEED_TUI_STATE_DIR="~nobody-of-that-name/x")
    assert (status, states(found, "fail")) == (2, [("files", "places")])


def test_an_unknown_profile_is_status_5(doctor: Doctor) -> None:
    for arguments in (("doctor", "--profile", "nobody"), ("--profile", "nobody", "doctor")):
        done = doctor.run(*arguments)
        assert (done.returncode, done.stderr) == (5, "")
        assert "There is no profile 'nobody'" in done.stdout


def test_no_credentials_yet_is_said_clearly_and_sends_nothing(doctor: Doctor) -> None:
    status, found = doctor.look(INDEED_CLIENT_ID="", INDEED_CLIENT_SECRET="")
    assert (status, states(found, "fail")) == (5, [("profile", "chosen")])
    assert found["profile", "chosen"]["seen"] == "there are no credentials yet"
    assert "INDEED_CLIENT_ID" in found["profile", "chosen"]["todo"]
    assert not [area for area, _ in found if area == "host"]
    assert doctor.simulator.count() == 0


def test_a_secrets_file_that_others_can_read_is_status_2(doctor: Doctor) -> None:
    endpoints = "\n".join(
        f'{name} = "{doctor.url}{path}"'
        for name, path in (
            ("token_url", "/oauth/v2/tokens"),
            ("appinfo_url", "/v2/api/appinfo"),
            ("api_url", ""),
        )
    )
    doctor.config("profiles.toml", f'[profiles.a-prod]\nclient_id = "demo-client"\n{endpoints}\n')
    secrets = doctor.config("secrets.toml", '[secrets]\na-prod = "demo-secret"\n')
    unset = {"INDEED_CLIENT_ID": "", "INDEED_CLIENT_SECRET": ""}
    status, found = doctor.look(**unset)
    assert (status, found["profile", "chosen"]["seen"]) == (0, "a-prod, the first one")
    assert "read-only" in found["profile", "writes"]["seen"]
    secrets.chmod(0o644)
    status, found = doctor.look(**unset)
    assert status == 2
    assert f"chmod 600 {secrets}" in found["files", "secrets.toml"]["todo"]
    assert states(found, "fail") == [("files", "secrets.toml"), ("profile", "secret")]
    assert found["account", "token"]["seen"] == "there is no secret"


def test_a_state_directory_open_to_all_is_a_warning(doctor: Doctor) -> None:
    state = doctor.folder / "state"
    state.mkdir()
    state.chmod(0o777)
    status, found = doctor.look()
    assert (status, states(found, "warn")) == (0, [("files", "state")])
    assert found["files", "state"]["todo"] == f"chmod 700 {state}"


def test_a_profile_without_employers_gets_the_advice(doctor: Doctor) -> None:
    doctor.simulator.faults = [parse_fault('{"on": "appinfo", "status": 200, "body": "{}"}')]
    status, found = doctor.look()
    assert (status, states(found, "warn")) == (0, [("account", "appinfo")])
    assert "e-mail" in found["account", "appinfo"]["todo"]


def test_a_narrower_grant_is_a_warning(doctor: Doctor) -> None:
    doctor.simulator.faults = [parse_fault("on=token,scope=employer_access")]
    status, found = doctor.look(INDEED_TUI_SCOPES="employer_access employer.hosted_job")
    assert (status, states(found, "warn")) == (0, [("account", "scopes")])
    assert "missing: employer.hosted_job" in found["account", "scopes"]["seen"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the first environment")
def test_a_locale_without_utf8_is_a_warning_whatever_python_makes_of_it(doctor: Doctor) -> None:
    status, found = doctor.look(LANG="C")
    assert (status, states(found, "warn")) == (0, [("terminal", "letters")])
    assert found["terminal", "letters"]["seen"] == "LANG=C"


def test_the_first_failure_decides(doctor: Doctor) -> None:
    doctor.config("settings.toml", "x = 1\n")
    status, _ = doctor.look(INDEED_CLIENT_SECRET="not-the-one")
    assert status == 2


def test_certificates_that_cant_be_read_are_status_2(doctor: Doctor, tmp_path: Path) -> None:
    status, found = doctor.look(SSL_CERT_FILE=str(tmp_path / "none.pem"))
    assert (status, states(found, "fail")) == (2, [("certificates", "trusted")])
    assert "none.pem" in found["certificates", "trusted"]["seen"]
    assert "certificates" in found["account", "token"]["seen"]


def test_for_people_it_is_aligned_words_under_areas(doctor: Doctor) -> None:
    done = doctor.run("doctor", INDEED_CLIENT_SECRET="not-the-one")
    lines = done.stdout.splitlines()
    assert lines[0] == "versions"
    rows = [line for line in lines if line.startswith("  ") and not line.startswith("   ")]
    assert {line[2:6] for line in rows} == {"ok  ", "fail", "skip"}
    assert all(line[6:8] == "  " and line[21:23] == "  " for line in rows)
    (todo,) = [line for line in lines if "-> " in line]
    assert todo.startswith(f"{'':23}-> Check client id and secret")
    assert lines[-1].endswith(" skip")
    assert ", 1 fail, " in lines[-1]
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(("more", "painted"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_are_for_a_terminal_without_no_color(
    doctor: Doctor, more: dict[str, str], painted: bool
) -> None:
    with Terminal([*PROGRAM, "doctor"], {**doctor.environ, **more}, rows=70) as terminal:
        assert terminal.ended() == 0
        assert "100 columns, 70 rows" in terminal.text()
        assert "all are a terminal" in terminal.text()
        assert (b"\x1b[32mok  \x1b[0m" in terminal.raw) is painted


@contextmanager
def silent() -> Iterator[str]:
    """An https URL where a server takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"


def test_a_server_that_says_nothing_is_given_up(doctor: Doctor) -> None:
    with silent() as url:
        status, found = doctor.look(**credentials(url))
    assert status == 3
    assert "no answer in time" in found["host", "tls"]["seen"]
    assert found["cache", "tokens"]["state"] == "ok"


def test_without_a_list_of_certificates_no_host_is_asked_for_its_own(doctor: Doctor) -> None:
    with silent() as url:
        status, found = doctor.look(**credentials(url), SSL_CERT_FILE="/none/list.pem")
    assert (status, states(found, "fail")) == (2, [("certificates", "trusted")])
    assert (found["host", "tcp"]["state"], found["host", "tls"]["state"]) == ("ok", "skip")


def test_ctrl_c_ends_it_with_130(doctor: Doctor) -> None:
    with (
        silent() as url,
        subprocess.Popen(
            [*PROGRAM, "doctor"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**doctor.environ, **credentials(url)},
        ) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("certificates"):
                break
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=30)
    assert (process.returncode, complaint) == (130, "")


def test_a_command_that_only_asks_for_the_version_loads_no_check() -> None:
    code = (
        "import sys; from indeed_tui.cli.main import parser; parser(); "
        "print(*{'httpx', 'asyncio', 'textual', 'rich', 'ssl'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_doctor_never_loads_the_screen(doctor: Doctor) -> None:
    code = (
        "import sys; from indeed_tui.cli.main import run; status = run(['doctor', '--json']); "
        "print(status, 'textual' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=doctor.environ,
    )
    assert done.stdout.splitlines()[-1] == "0 False"
