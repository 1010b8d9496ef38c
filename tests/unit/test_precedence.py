"""Long work in threads stands aside for whoever goes first, and never for long."""

import threading

import pytest

from indeed_tui import precedence
from indeed_tui.precedence import going_first, stand_aside

PATIENCE = 30.0


class Worker:
    """A thread that stands aside once; `done` when it went on."""

    def __init__(self) -> None:
        self.begun, self.done = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        assert self.begun.wait(PATIENCE)

    def _run(self) -> None:
        self.begun.set()
        stand_aside()
        self.done.set()


def test_a_step_waits_until_what_goes_first_is_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "_LONGEST", PATIENCE)
    with going_first():
        worker = Worker()
        assert not worker.done.wait(0.05)
    assert worker.done.wait(PATIENCE)


def test_a_step_goes_on_after_a_while_in_any_case() -> None:
    with going_first():
        assert Worker().done.wait(PATIENCE)


def test_nobody_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "_LONGEST", PATIENCE)
    stand_aside()
    with pytest.raises(ZeroDivisionError), going_first():
        raise ZeroDivisionError
    assert Worker().done.wait(PATIENCE / 2)
