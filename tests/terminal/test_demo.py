"""The first thing a new user runs: the demo, on a terminal, without a trace on the disk."""

from pathlib import Path

from tests.terminal.harness import PROGRAM, Terminal, home


def test_the_demo_shows_employers_and_touches_no_file(tmp_path: Path) -> None:
    environ = {**home(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    with Terminal((*PROGRAM, "--demo"), environ, columns=80, rows=24) as terminal:
        terminal.see("Dharma Initiative")
        terminal.see("DEMO")
        terminal.enter("\r")
        terminal.see("acting as Dharma Initiative")
        terminal.see("● fresh")
        terminal.enter("q")
        assert terminal.ended() == 0
        assert terminal.restored()
    assert list(tmp_path.iterdir()) == []


def test_without_credentials_it_welcomes_and_leads_to_the_demo(tmp_path: Path) -> None:
    with Terminal(PROGRAM, home(tmp_path), columns=80, rows=24) as terminal:
        terminal.see("Add credentials")
        terminal.enter("jj\r")
        terminal.see("DEMO")
        terminal.see("Dharma Initiative")
        terminal.enter("\x11")
        assert terminal.ended() == 0


def test_a_broken_profiles_file_is_told_and_kept(tmp_path: Path) -> None:
    broken = 'default = "x"\n[profiles.x\nclient_id = 3\n'
    (tmp_path / "config").mkdir(mode=0o700)
    (tmp_path / "config" / "profiles.toml").write_text(broken)
    with Terminal(PROGRAM, home(tmp_path)) as terminal:
        terminal.see("profiles.toml:2")
        terminal.enter("q")
        assert terminal.ended() == 0
    assert (tmp_path / "config" / "profiles.toml").read_text() == broken
