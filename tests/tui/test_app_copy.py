"""Copying a token: it goes where the settings or the surroundings say, and on no screen."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from indeed_tui.simulator import Fault
from indeed_tui.store.paths import Places
from indeed_tui.store.settings import ClipboardMode, Settings
from indeed_tui.tui.clipboard import osc52
from tests.tui.stage import Props, Stage, stage


def token(scene: Stage, employer: str | None = None) -> str:
    snapshot = scene.view.token_of(employer)
    assert snapshot is not None
    assert snapshot.token is not None
    return snapshot.token.grant.access_token.reveal()


async def copied(scene: Stage, said: str) -> None:
    await scene.press("2", "y")
    await scene.until(lambda: said in scene.lines()[-1])
    assert token(scene)[:24] not in scene.text()


def read(path: Path) -> str:
    return path.read_text()


@pytest.fixture
def tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tmux on the path that keeps what it is given, with its arguments before it."""
    tools = tmp_path / "tools"
    tools.mkdir()
    got = tmp_path / "got"
    tool = tools / "tmux"
    tool.write_text(f'#!/bin/sh\necho "$@" > "{got}"\ncat >> "{got}"\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    return got


async def test_inside_tmux_the_token_goes_into_its_buffer(tmux: Path) -> None:
    async with stage(Props(environ={"TMUX": "/tmp/tmux"})) as scene:
        await scene.opened()
        await copied(scene, "Copied to tmux's buffer")
        assert scene.app.clipboard == ""
        wanted = token(scene)
    assert read(tmux) == f"load-buffer -w -\n{wanted}"


@dataclass
class Written:
    """What goes to the terminal beside the frames."""

    data: list[str] = field(default_factory=list)

    def __call__(self, data: str) -> None:
        self.data.append(data)


async def test_elsewhere_the_terminal_is_asked_and_no_more_is_claimed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with stage(Props(environ={"SSH_TTY": "/dev/pts/0"})) as scene:
        await scene.opened()
        written = Written()
        monkeypatch.setattr(scene.app._driver, "write", written)
        await copied(scene, "Sent to the terminal's clipboard (OSC 52)")
        assert written.data == [osc52(token(scene))]


async def test_the_token_in_use_is_copied_wherever_the_cursor_stands() -> None:
    async with stage() as scene:
        await scene.opened()
        employer = scene.simulator.employers[0][0]
        written = Written()
        assert scene.app._driver is not None
        scene.app._driver.write = written  # type: ignore[method-assign]
        await scene.press("3", "home", "y")
        await scene.until(lambda: "the token of the app" in scene.lines()[-1])
        await scene.press("enter")
        await scene.until(lambda: (s := scene.view.token_of(employer)) is not None and s.token)
        await scene.press("end", "y")
        await scene.until(lambda: "the token of Dharma Initiative" in scene.lines()[-1])
        assert written.data == [osc52(token(scene)), osc52(token(scene, employer))]


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        (ClipboardMode.OFF, "✕ Copying is switched off in settings.toml"),
        (ClipboardMode.FILE, "✕ The demo writes no files"),
    ],
)
async def test_a_way_that_leads_nowhere_is_said(mode: ClipboardMode, said: str) -> None:
    async with stage(Props(settings=Settings(clipboard=mode))) as scene:
        await scene.opened()
        await copied(scene, said)


async def test_a_token_in_a_file_is_its_owners_alone(tmp_path: Path) -> None:
    places = Places(tmp_path / "config", tmp_path / "state")
    props = Props(settings=Settings(clipboard=ClipboardMode.FILE), places=places)
    async with stage(props) as scene:
        await scene.opened()
        await copied(scene, "Written to ")
        file = places.exports / "access-token.txt"
        assert file.read_text() == token(scene)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.unlink()
        places.exports.rmdir()
        places.exports.write_text("in the way")
        await copied(scene, "✕")


async def test_a_tool_that_refuses_is_no_success(tmux: Path) -> None:
    (tmux.parent / "tools" / "tmux").write_text("#!/bin/sh\nexit 1\n")
    async with stage(Props(environ={"TMUX": "/tmp/tmux"})) as scene:
        await scene.opened()
        await copied(scene, "tmux refused it; set clipboard in settings.toml")
        assert "✕" in scene.lines()[-1]


async def test_without_a_token_there_is_nothing_to_copy() -> None:
    async with stage() as scene:
        await scene.opened()
        scene.simulator.revoke()
        scene.simulator.faults = [Fault.from_json({"on": "token", "error": "invalid_client"})]
        await scene.press("R")
        await scene.until(lambda: (s := scene.view.token_of(None)) is not None and s.resting)
        await scene.press("2", "y")
        assert "There is no token for the app; r requests one" in scene.lines()[-1]
