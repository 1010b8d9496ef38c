"""Bare `indeed-tui`: the dashboard, on a terminal that can show it."""

import os
from collections.abc import Callable, Mapping

from indeed_tui.cli.asking import interactive
from indeed_tui.cli.compose import Home
from indeed_tui.cli.exits import Exit, tell
from indeed_tui.session.clock import SystemClock
from indeed_tui.session.engine import Engine
from indeed_tui.session.events import SessionEvent
from indeed_tui.session.session import Session
from indeed_tui.store.settings import Settings


def dashboard(*, demo: bool, wanted: str | None) -> int:
    """Run the dashboard and return its exit status; the welcome may lead on to the demo."""
    refusal = unfit(os.environ)
    if refusal is not None:
        tell(*refusal)
        return Exit.USAGE
    result, status = _run(demo=demo, wanted=wanted)
    if result == "demo":
        _, status = _run(demo=True, wanted=None)
    return status


def unfit(environ: Mapping[str, str]) -> tuple[str, str] | None:
    """Return why no dashboard can be shown here and what to use instead, None where it can."""
    if not interactive():
        return (
            "The dashboard needs a terminal",
            "Run it without pipes or redirection; `indeed-tui -h` lists what works in scripts.",
        )
    if environ.get("TERM", "") in ("", "dumb"):
        return (
            "This terminal can't be drawn on (TERM is dumb or not set)",
            "Set TERM to what the terminal is, such as xterm-256color.",
        )
    return None


def _run(*, demo: bool, wanted: str | None) -> tuple[str | None, int]:
    from indeed_tui.tui.app import IndeedApp
    from indeed_tui.tui.leaving import run_app

    clock, environ = SystemClock(), dict(os.environ)
    home = None if demo else Home.of(environ)
    settings = Settings() if home is None else home.settings

    def make_engine(
        publish: Callable[[SessionEvent], None], fault: Callable[[BaseException], None]
    ) -> Engine:
        def make() -> Session:
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
    return run_app(app, mouse=settings.display.mouse)
