"""Through a real ssh to a real sshd on loopback, and inside a real tmux and screen."""

import os
import pwd
import shlex
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.harness import DEMO, PATIENCE, Terminal, home

SSHD = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")


def needs(*programs: str | None) -> pytest.MarkDecorator:
    """Skip where a program is missing that `.ci/run` installs where it can."""
    missing = [name for name in programs if name is None or shutil.which(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed here: {missing}")


@pytest.fixture
def far(tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """A sshd of our own; gives the command that logs in on it."""
    folder = tmp_path / "ssh"
    folder.mkdir(mode=0o700)
    for name in ("host", "user"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True
        )
    (folder / "authorized").write_bytes((folder / "user.pub").read_bytes())
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "config").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {folder}/host\nPidFile none\n"
        f"AuthorizedKeysFile {folder}/authorized\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\n"
    )
    if os.geteuid() == 0:
        # Where sshd drops its privileges to; the package's own service makes it at boot.
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    assert SSHD is not None
    log = folder / "log"
    server = subprocess.Popen([SSHD, "-D", "-f", folder / "config", "-E", log])
    try:
        _answers(port, log)
        options = ("StrictHostKeyChecking=no", f"UserKnownHostsFile={folder}/known")
        more = (part for option in (*options, "LogLevel=ERROR") for part in ("-o", option))
        user = pwd.getpwuid(os.geteuid()).pw_name
        yield ("ssh", "-F", "none", "-tt", *more, "-i", f"{folder}/user", "-p", str(port),
               f"{user}@127.0.0.1")  # fmt: skip
    finally:
        server.terminate()
        server.wait()


def _answers(port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)
        else:
            return


def remote(tmp_path: Path) -> str:
    """The command for the far side's shell: says which process it becomes."""
    said = " ".join(f"{name}={shlex.quote(text)}" for name, text in home(tmp_path).items())
    return f"echo $$ > {tmp_path}/pid; cd {Path.cwd()} && exec env {said} {shlex.join(DEMO)}"


def gone(pid: int) -> bool:
    """Say whether a process has ended."""
    return not Path(f"/proc/{pid}").exists()


@needs("ssh", "ssh-keygen", SSHD)
def test_through_ssh_it_draws_takes_keys_follows_the_size_and_ends(
    tmp_path: Path, far: tuple[str, ...]
) -> None:
    with Terminal((*far, remote(tmp_path)), home(tmp_path)) as terminal:
        terminal.see("Dharma Initiative")
        terminal.enter("\r")
        terminal.see("acting as Dharma Initiative")
        terminal.resize(80, 24)
        terminal.until(lambda: terminal.lines()[23].strip().endswith("q Quit"), "80x24")
        # The far side knows that it is far: no pointer's every move over the line.
        assert b"\x1b[?1003h" not in bytes(terminal.raw)
        assert len(terminal.raw) < 40_000
        terminal.enter("q")
        assert terminal.ended() == 0
        assert terminal.restored()


@needs("ssh", "ssh-keygen", SSHD)
def test_a_broken_ssh_connection_leaves_no_process_behind(
    tmp_path: Path, far: tuple[str, ...]
) -> None:
    with Terminal((*far, remote(tmp_path)), home(tmp_path)) as terminal:
        terminal.see("Dharma Initiative")
        pid = int((tmp_path / "pid").read_text())
        assert not gone(pid)
        terminal.signal(signal.SIGKILL)
        end = time.monotonic() + PATIENCE
        while not gone(pid):
            assert time.monotonic() < end, "it goes on"
            time.sleep(0.05)


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """A tmux server of our own, without anybody's settings."""
    command = ("tmux", "-S", f"{tmp_path}/tmux", "-f", "/dev/null")
    yield command
    subprocess.run([*command, "kill-server"], capture_output=True, check=False)


@needs("tmux")
def test_in_tmux_it_draws_follows_the_size_survives_a_detach_and_ends(
    tmp_path: Path, tmux: tuple[str, ...]
) -> None:
    environ = home(tmp_path)
    program = f"{shlex.join(DEMO)}; echo status=$?; exec sleep 600"
    with Terminal((*tmux, "new-session", "-s", "it", program), environ) as terminal:
        terminal.see("Dharma Initiative")
        terminal.enter("\r")
        terminal.see("acting as Dharma Initiative")
        terminal.resize(80, 24)
        terminal.until(lambda: terminal.lines()[22].strip().endswith("q Quit"), "80x24")
        subprocess.run([*tmux, "detach-client"], check=True)
        assert terminal.ended() == 0
    with Terminal((*tmux, "attach"), environ, columns=110, rows=35) as terminal:
        terminal.see("acting as Dharma Initiative")
        terminal.until(lambda: terminal.lines()[33].strip().endswith("q Quit"), "110x35")
        terminal.enter("?")
        terminal.see("esc closes")
        terminal.enter("\x1b")
        terminal.miss("esc closes")
        terminal.enter("q")
        terminal.see("status=0")
        # tmux 3.3 itself leaves the rows that a taller window brought; the dashboard's end is gone.
        terminal.miss("q Quit")


@needs("tmux")
def test_a_killed_tmux_leaves_no_process_behind(tmp_path: Path, tmux: tuple[str, ...]) -> None:
    program = f"echo $$ > {tmp_path}/pid; exec {shlex.join(DEMO)}"
    with Terminal((*tmux, "new-session", program), home(tmp_path)) as terminal:
        terminal.see("Dharma Initiative")
        pid = int((tmp_path / "pid").read_text())
        subprocess.run([*tmux, "kill-server"], check=True)
        end = time.monotonic() + PATIENCE
        while not gone(pid):
            assert time.monotonic() < end, "it goes on"
            time.sleep(0.05)


@needs("screen")
def test_in_screen_it_draws_takes_keys_and_ends(tmp_path: Path) -> None:
    (tmp_path / "sockets").mkdir(mode=0o700)
    environ = {**home(tmp_path), "SCREENDIR": f"{tmp_path}/sockets"}
    program = f"{shlex.join(DEMO)}; echo status=$?; exec sleep 600"
    command = ("screen", "-c", "/dev/null", "-U", "-S", "it", "sh", "-c", program)
    with Terminal(command, environ) as terminal:
        terminal.see("Dharma Initiative")
        terminal.enter("\r")
        terminal.see("acting as Dharma Initiative")
        terminal.enter("q")
        terminal.see("status=0")
        subprocess.run(["screen", "-S", "it", "-X", "quit"], env={**os.environ, **environ})
        terminal.ended()
