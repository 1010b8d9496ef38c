"""Bare `indeed-tui`: the dashboard, on a terminal that can show it."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from indeed_tui.cli.exits import Exit, tell
from indeed_tui.opening import Opening, unfit

if TYPE_CHECKING:
    from indeed_tui.session.engine import Engine
    from indeed_tui.session.events import SessionEvent
    from indeed_tui.session.session import Session


def dashboard(*, demo: bool, wanted: str | None, opening: Opening | None = None) -> int:
    """Run the dashboard and return its exit status; the welcome may lead on to the demo.

    `opening` is the terminal where its outline is shown already.
    """
    refusal = unfit(os.environ)
    if refusal is not None:
        tell(*refusal)
        return Exit.USAGE
    with opening or Opening(os.environ, demo=demo) as terminal:
        result, status = _run(terminal, demo=demo, wanted=wanted)
        if result == "demo":
            _, status = _run(terminal, demo=True, wanted=None)
    return status


def _run(terminal: Opening, *, demo: bool, wanted: str | None) -> tuple[str | None, int]:
    with _undisturbed():
        from indeed_tui.cli.compose import Home
        from indeed_tui.session.clock import SystemClock
        from indeed_tui.session.engine import Engine
        from indeed_tui.store.settings import Settings
        from indeed_tui.tui.app import IndeedApp
        from indeed_tui.tui.leaving import run_app

    clock, environ = SystemClock(), dict(os.environ)
    home = None if demo else Home.of(environ)
    settings = Settings() if home is None else home.settings

    def make_engine(
        publish: "Callable[[SessionEvent], None]", fault: Callable[[BaseException], None]
    ) -> "Engine":
        def make() -> "Session":
            if home is None:
                from indeed_tui.tui.demo import demo_session

                return demo_session(clock, publish)
            return home.session(clock, publish)

        return Engine(make, fault)

    app = IndeedApp(
        make_engine,
        clock=clock,
        settings=settings,
        demo=demo,
        wanted=wanted,
        places=None if home is None else home.places,
        environ=environ,
    )
    return run_app(app, terminal, environ, mouse=settings.display.mouse)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Import without the collector, and keep what was imported out of its sight from then on."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
