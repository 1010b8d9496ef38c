"""What is left of a crash: no local variable, no secret, and never silence."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.worker import WorkerFailed

from indeed_tui import __version__
from indeed_tui.indeed.models import Secret
from indeed_tui.tui.crash import report, write_report
from tests.tui.samples import jwt

KNOWN = Secret("known-clear-text")
WALL = 1_790_000_000.0


def broken(text: str) -> Exception:
    """Return an error that was raised where a local variable holds something private."""
    private = "".join(reversed("lacol-a-fo-eulav"))
    try:
        if private:
            raise RuntimeError(text) from ValueError(text)
    except RuntimeError as error:
        return error
    raise AssertionError


def test_a_report_has_frames_and_versions_and_no_locals() -> None:
    text = report(broken("it broke"))
    assert text.startswith(f"indeed-tui {__version__}, Python ")
    assert "it broke" in text
    assert "in broken" in text
    assert "value-of-a-local" not in text


@pytest.mark.parametrize(
    "clear",
    [
        KNOWN.reveal(),
        jwt({"iss": "Indeed"}),
        "Authorization: Bearer some-opaque-token-1234",
        '{"access_token": "some-opaque-token-1234"}',
        "client_secret=some-opaque-token-1234&x=1",
    ],
)
def test_what_is_known_or_looks_like_a_secret_is_masked(clear: str) -> None:
    text = report(broken(f"before {clear} after"), [KNOWN])
    for part in (KNOWN.reveal(), jwt({"iss": "Indeed"}), "some-opaque-token-1234"):
        assert part not in text
    assert text.count("before") >= 2, "the cause is told, too"


@given(st.text("abcdefgh=&%\"' ", min_size=4, max_size=30))
def test_a_known_secret_is_masked_wherever_it_stands(clear: str) -> None:
    text = report(broken(f"x{clear}y"), [Secret(clear)])
    assert f"x{clear}y" not in text


def test_a_report_is_a_file_of_ones_own(tmp_path: Path) -> None:
    state = tmp_path / "state"
    said = write_report(
        broken(KNOWN.reveal()), lambda stamp: state / f"crash-{stamp}.txt", WALL, [KNOWN]
    )
    path = state / "crash-20260921T141320Z.txt"
    assert said == f"indeed-tui broke. The report, without secrets, is in {path}"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert KNOWN.reveal() not in path.read_text()
    assert "RuntimeError" in path.read_text()


def test_without_a_place_the_report_is_said() -> None:
    said = write_report(broken(KNOWN.reveal()), None, WALL, [KNOWN])
    assert said.startswith("indeed-tui broke:\n")
    assert "RuntimeError" in said
    assert KNOWN.reveal() not in said


def test_where_the_disk_refuses_the_report_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    said = write_report(broken(KNOWN.reveal()), lambda stamp: blocked / stamp, WALL, [KNOWN])
    assert said.startswith("indeed-tui broke, and ")
    assert "RuntimeError" in said
    assert KNOWN.reveal() not in said


def test_what_broke_in_the_background_is_reported_itself_not_its_wrapper() -> None:
    text = report(WorkerFailed(broken("it broke")))
    assert "in broken" in text
    assert "RuntimeError: it broke" in text
