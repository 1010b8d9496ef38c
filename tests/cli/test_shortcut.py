"""The short way of `token`: the same answer as the long way, or none at all."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indeed_tui import shortcut
from indeed_tui.cli.main import run
from indeed_tui.simulator import Simulator
from indeed_tui.simulator.serve import SimulatorServer
from tests.terminal.harness import credentials, home

DHARMA = "084a39249af95beedfb90cc5d2b8833c"
FORMATS = ("raw", "header", "env")


@pytest.fixture
def simulator() -> Simulator:
    return Simulator()


@pytest.fixture
def environ(
    tmp_path: Path, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, str]]:
    """The environment of a user whose credentials are the simulator's, and this process's too."""
    with SimulatorServer(simulator) as server:
        named = {**home(tmp_path), **credentials(server.url)}
        for name, value in named.items():
            monkeypatch.setenv(name, value)
        yield named


def told(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the long way prints."""
    assert run(arguments) == 0
    return capsys.readouterr().out.removesuffix("\n")


def short(*arguments: str) -> str | None:
    """What the short way prints."""
    return shortcut.cached(arguments, os.environ)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("whose", [(), ("--employer", DHARMA)])
def test_it_prints_what_the_long_way_prints(
    form: str,
    whose: tuple[str, ...],
    environ: dict[str, str],
    simulator: Simulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ("token", "--format", form, *whose)
    assert short(*arguments) is None
    long = told(*arguments, capsys=capsys)
    assert short(*arguments) == long
    assert simulator.count("token") == 1


def test_the_command_takes_it(
    environ: dict[str, str], simulator: Simulator, capsys: pytest.CaptureFixture[str]
) -> None:
    long = told("token", capsys=capsys)
    code = (
        "import atexit, sys; sys.argv[1:] = ['token']; from indeed_tui.__main__ import main;"
        "atexit.register(lambda: print(*sorted(m for m in sys.modules if 'indeed_tui' in m)));"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.splitlines() == [long, "indeed_tui indeed_tui.__main__ indeed_tui.shortcut"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("token", "--format", "json"),
        ("token", "--fresh"),
        ("token", "--employer", "Dharma Initiative"),
    ],
)
def test_what_changes_with_every_look_goes_the_long_way(
    arguments: tuple[str, ...], environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    told(*arguments, capsys=capsys)
    assert short(*arguments) is None


@pytest.mark.parametrize("variable", ["INDEED_CLIENT_SECRET", "INDEED_TUI_PROFILE", "HOME"])
def test_another_environment_goes_the_long_way(
    variable: str,
    environ: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told("token", capsys=capsys)
    monkeypatch.setenv(variable, "another")
    assert short("token") is None


@pytest.mark.parametrize("name", ["profiles.toml", "settings.toml", "secrets.toml"])
def test_a_file_that_came_or_changed_goes_the_long_way(
    name: str, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    told("token", capsys=capsys)
    path = Path(environ["INDEED_TUI_CONFIG_DIR"]) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    assert short("token") is None
    path.chmod(0o600)
    told("token", capsys=capsys)
    assert short("token") is not None
    path.chmod(0o644)
    assert short("token") is None


def test_a_new_token_is_found_the_long_way(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    first = told("token", capsys=capsys)
    second = told("token", "--fresh", capsys=capsys)
    assert first != second
    assert short("token") is None
    assert told("token", capsys=capsys) == second
    assert short("token") == second


def signpost(environ: dict[str, str]) -> Path:
    """The one signpost there is."""
    (found,) = (Path(environ["INDEED_TUI_STATE_DIR"]) / "tokens").glob("*.signpost")
    return found


@pytest.mark.parametrize(
    "change",
    [
        {"until": 0.0},
        {"boot": "another"},
        {"stamp": None},
        {"token": "nowhere.json"},
        {"files": None},
        {"before": None, "token": None},
    ],
)
def test_a_signpost_that_does_not_fit_is_not_followed(
    change: dict[str, object], environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    told("token", capsys=capsys)
    path = signpost(environ)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    assert short("token") is None


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"token": 1}', "[" * 100_000])
def test_a_broken_signpost_is_not_followed(
    text: str, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    told("token", capsys=capsys)
    signpost(environ).write_text(text)
    assert short("token") is None


def test_it_ends_before_the_token_has_less_life_than_asked(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    for seconds in ("60", "600"):
        told("token", "--min-valid", seconds, capsys=capsys)
    posts = (Path(environ["INDEED_TUI_STATE_DIR"]) / "tokens").glob("*.signpost")
    first, second = sorted(json.loads(path.read_text())["until"] for path in posts)
    assert second - first == pytest.approx(540)


def test_files_that_others_may_read_are_not_believed(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    told("token", capsys=capsys)
    path = signpost(environ)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    assert short("token") is None


def test_it_holds_no_secret_and_no_token(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    clear = told("token", capsys=capsys)
    text = signpost(environ).read_text()
    assert clear not in text
    assert environ["INDEED_CLIENT_SECRET"] not in text
