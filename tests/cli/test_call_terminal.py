"""`call` and `employers` on a terminal: readable, safe, and asking once before what costs."""

import re
import sys
from types import SimpleNamespace

import pytest

from indeed_tui.cli import output
from indeed_tui.cli.output import Progress
from indeed_tui.simulator import Fault
from tests.cli.shell import DHARMA, PROGRAM, Shell
from tests.terminal.harness import Terminal

CAMPAIGNS = ("call", "ads/v1/campaigns", "--employer", DHARMA)
HOSTILE = "\x1b]0;pwned\x07\x1b[2J\x9b31mred\x08\r\u202eevil"


def said(shell: Shell, *arguments: str, **environ: str) -> bytes:
    """All that a command writes on a terminal of its own; it must end well."""
    with Terminal([*PROGRAM, *arguments], {**shell.environ, **environ}) as terminal:
        assert terminal.ended() == 0, terminal.text()
        return bytes(terminal.raw)


def test_json_is_indented_and_coloured(shell: Shell) -> None:
    raw = said(shell, "call", "v2/api/appinfo")
    lines = raw.decode().splitlines()
    assert lines[0] == "{"
    assert "\x1b[34m" in lines[1]
    assert '"employers"' in lines[1]
    assert b"200, " in raw.splitlines()[-1]


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colours_can_be_done_without(shell: Shell, environ: dict[str, str]) -> None:
    raw = said(shell, "call", "v2/api/appinfo", **environ)
    assert b"\x1b" not in raw
    assert '"name": "Dharma Initiative"' in raw.decode()


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_a_body_cannot_command_the_terminal(shell: Shell, kind: str) -> None:
    body = f'{{"name": "{HOSTILE}", "ok": "株式会社　リクルート"}}'
    shell.simulator.faults = [Fault(on="appinfo", body=body, content_type=kind)]
    text = said(shell, "call", "v2/api/appinfo", "-i", NO_COLOR="1").decode()
    # On a machine that is busy, how far the answer is; that is ours.
    text = re.sub(r"\r([\d,]+ of [\d,]+ bytes)?\x1b\[K", "", text)
    assert "pwned" in text
    assert "株式会社　リクルート" in text
    assert not {"\x1b", "\x07", "\x08", "\x9b", "\u202e"} & set(text)


def test_a_terminal_shows_no_token_and_no_bytes(shell: Shell) -> None:
    token = shell.run("token").stdout.strip()
    shell.simulator.faults = [Fault(on="appinfo", body={"access_token": "abcdef", "t": token})]
    raw = said(shell, "call", "v2/api/appinfo").decode()
    assert token not in raw
    assert "abcdef" not in raw
    shell.simulator.faults = [
        Fault(on="appinfo", body="\0\0\0", content_type="application/octet-stream")
    ]
    assert "3 bytes that are no text" in said(shell, "call", "v2/api/appinfo").decode()


def test_a_dry_run_cannot_command_the_terminal(shell: Shell) -> None:
    data = f"{HOSTILE} client_secret=demo-secret"
    text = said(shell, "call", "v2/api/appinfo", "--dry-run", "-d", data).decode()
    assert "pwned" in text
    assert "demo-secret" not in text
    assert not {"\x1b", "\x07", "\x08", "\x9b", "\u202e"} & set(text)


def test_hostile_names_break_neither_lines_nor_the_terminal(shell: Shell) -> None:
    shell.simulator.employers = [("1\t2\n3", f"a\tb\n{HOSTILE}\u2028"), ("4", "c")]
    text = said(shell, "employers").decode()
    assert not {"\x1b", "\x07", "\x08", "\x9b", "\u202e", "\u2028"} & set(text)
    assert [line.count("\t") for line in shell.run("employers").stdout.splitlines()] == [1, 1]


def test_it_asks_once_naming_price_and_effect_before_anything_leaves(shell: Shell) -> None:
    with Terminal([*PROGRAM, *CAMPAIGNS], shell.environ) as terminal:
        terminal.see("Send it? [y/N]")
        assert shell.simulator.count() == 0
        told = " ".join(terminal.text().split())
        assert "GET http://127.0.0.1" in told
        assert f"env, as {DHARMA}" in told
        assert "3 EUR or 3 USD" in told
        assert "counted this month: 0" in told
        terminal.enter("y\n")
        assert terminal.ended() == 0
        assert terminal.raw.count(b"Send it?") == 1
    assert shell.simulator.count("ads", status=200) == 1


def test_it_names_the_very_employer_that_a_beginning_of_a_name_means(shell: Shell) -> None:
    named = [*CAMPAIGNS[:-1], "dharma"]
    with Terminal([*PROGRAM, *named], shell.environ) as terminal:
        terminal.see("Send it? [y/N]")
        assert f"env, as Dharma Initiative ({DHARMA})" in terminal.text()
        terminal.enter("n\n")
        assert terminal.ended() == 2
    assert shell.simulator.count("ads") == 0


@pytest.mark.parametrize("answer", ["n\n", "\n", "yesterday\n", "\x04", "\x03"])
def test_anything_but_a_yes_sends_nothing(shell: Shell, answer: str) -> None:
    write = ("call", "-X", "POST", "ads/v1/campaigns", "-d", "{}", "--employer", DHARMA)
    with Terminal([*PROGRAM, *write], shell.environ) as terminal:
        terminal.see("Send it? [y/N]")
        assert "This call writes and may spend the employer's money" in terminal.text()
        terminal.enter(answer)
        assert terminal.ended() == (130 if answer == "\x03" else 2)
        assert ("error: Nothing was sent" in terminal.text()) == (answer != "\x03")
        assert "Traceback" not in terminal.text()
    assert shell.simulator.count() == 0


class Screen:
    """A stderr that is a terminal, and what was written to it."""

    def __init__(self) -> None:
        self.written = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.written += text

    def flush(self) -> None:
        pass


def test_a_long_answer_tells_how_far_it_is_and_cleans_up(monkeypatch: pytest.MonkeyPatch) -> None:
    screen, now = Screen(), iter([0.0, 0.5, 1.1, 1.15, 1.3])
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(output, "time", SimpleNamespace(monotonic=lambda: next(now)))
    with Progress() as progress:
        for size in (1000, 2000, 3000, 4000):
            progress.heard(size, 5000)
        assert screen.written == "\r2,000 of 5,000 bytes\x1b[K\r4,000 of 5,000 bytes\x1b[K"
    assert screen.written.endswith("\x1b[K\r\x1b[K")
