"""Commands where the terminal or the character set has no more than ASCII."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.harness import PROGRAM, Terminal, home

_SAYS = "import sys; from indeed_tui.cli.running import fit; fit(sys.stdout); fit(sys.stderr)"
_SHOWS = f"{_SAYS}; print('● Łódź é'); print('✕ Müller', file=sys.stderr)"


@pytest.mark.parametrize(
    ("encoding", "out"),
    [("ascii", b"* Lodz e\n"), ("latin-1", b"* L\xf3dz \xe9\n"), ("utf-8", "● Łódź é\n".encode())],
)
def test_a_character_set_gets_stand_ins_for_what_it_lacks(encoding: str, out: bytes) -> None:
    environ = {"PYTHONIOENCODING": encoding}
    done = subprocess.run(
        [sys.executable, "-c", _SHOWS], env=environ, capture_output=True, check=True
    )
    assert done.stdout == out
    assert done.stderr in (b"x Muller\n", b"x M\xfcller\n", "✕ Müller\n".encode())


@pytest.mark.parametrize(
    ("locale", "shown"), [({"LANG": "C"}, "* Lodz e"), ({"LANG": "C.UTF-8"}, "● Łódź é")]
)
def test_a_terminal_without_utf8_gets_ascii(
    tmp_path: Path, locale: dict[str, str], shown: str
) -> None:
    with Terminal((sys.executable, "-c", _SHOWS), {**home(tmp_path), **locale}) as terminal:
        terminal.see(shown)
        terminal.ended()
        assert bytes(terminal.raw).isascii() == shown.isascii()


def test_the_flag_is_the_dashboards_alone(tmp_path: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "--ascii", "status"], env=home(tmp_path), capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "for the dashboard alone" in done.stderr
