"""Questions and piped secrets, where no terminal is needed to prove them."""

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.cli.asking import confirmed, interactive, piped_secret, typed
from indeed_tui.indeed.errors import ConfigError


def feed(patch: pytest.MonkeyPatch, data: bytes) -> None:
    patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize(
    ("data", "yes"),
    [
        (b"y\n", True),
        (b" Yes \r\n", True),
        (b"y", True),
        (b"n\n", False),
        (b"\n", False),
        (b"", False),
        (b"yy\n", False),
        (b"\xff\n", False),
        (b"n\ny\n", False),
    ],
)
def test_only_yes_is_yes(monkeypatch: pytest.MonkeyPatch, data: bytes, yes: bool) -> None:
    feed(monkeypatch, data)
    assert confirmed("Really?") is yes


def test_a_question_goes_to_stderr_without_control_characters(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed(monkeypatch, b"y\n")
    confirmed("Remove \x1b[2J\u202e?")
    assert capsys.readouterr() == ("", "Remove �[2J�? [y/N] ")


def test_one_line_is_taken_for_each_question(monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, b" one \n\nthree\n")
    assert [typed("?"), typed("?", "usual"), typed("?")] == ["one", "usual", "three"]
    with pytest.raises(ConfigError):
        typed("?")


def test_without_stdin_nobody_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert not interactive()
    assert not confirmed("Really?")
    for ask in (piped_secret, lambda: typed("?")):
        with pytest.raises(ConfigError):
            ask()


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_a_piped_secret_loses_one_line_end_and_nothing_else(text: str) -> None:
    for end in ("", "\n", "\r\n"):
        with pytest.MonkeyPatch.context() as patch:
            feed(patch, f"{text}{end}".encode())
            assert piped_secret().reveal() == text


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"  \n", b"a\nb", b"a\n\n", b"a\rb", b"\xff", b"x" * 65_537]
)
def test_what_is_no_secret_is_refused(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    feed(monkeypatch, data)
    with pytest.raises(ConfigError) as caught:
        piped_secret()
    assert caught.value.problem.hint


def test_a_terminal_is_no_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, b"typed")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    with pytest.raises(ConfigError):
        piped_secret()
