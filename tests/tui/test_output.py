"""The thread that writes on the terminal."""

import pytest
from textual._ansi_sequences import SYNC_END, SYNC_START

from indeed_tui.tui.output import Output
from indeed_tui.tui.painting import Painter


def never(*_: object) -> None:
    raise AssertionError("nothing is written here")


@pytest.fixture
def output() -> Output:
    """A writer that isn't started."""
    return Output(-1, "utf-8", Painter(10, 2, entered=True), lambda: True, never, never)


def test_a_frame_wakes_it_once_when_all_of_it_is_there(output: Output) -> None:
    woken = []
    for data in (SYNC_START, "\x1b[1;1Hab", "\x1b[2;1Hcd", SYNC_END):
        output.take(data)
        woken.append(output._due)
    assert woken == [False, False, False, True]


def test_what_belongs_to_no_frame_wakes_it_at_once(output: Output) -> None:
    output.take("\x1b[1;1Hab")
    assert output._due


def test_a_frame_that_never_ends_keeps_nothing_else_back(output: Output) -> None:
    output.take(SYNC_START)
    output.repaint()
    assert output._due
