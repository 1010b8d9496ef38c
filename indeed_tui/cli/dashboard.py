"""Bare `indeed-tui`: the dashboard, on a terminal that can show it."""

import gc
import io
import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from indeed_tui.cli.exits import Exit, say, tell
from indeed_tui.indeed.errors import IndeedError
from indeed_tui.opening import Opening, unfit
from indeed_tui.showing import ascii_alone
from indeed_tui.stand_ins import register

_TURN = 0.001
"""Seconds."""
_ALLOCATED = 10_000
"""Objects."""

if TYPE_CHECKING:
    from indeed_tui.cli.compose import Home
    from indeed_tui.session.engine import Engine
    from indeed_tui.session.events import SessionEvent
    from indeed_tui.session.session import Session
    from indeed_tui.tui.view import View


def dashboard(
    *,
    demo: bool,
    wanted: str | None,
    ascii_asked: bool | None = None,
    opening: Opening | None = None,
) -> int:
    """Run the dashboard and return its exit status; the welcome may lead on to the demo.

    `opening` is the terminal where its outline is shown already.
    """
    refusal = unfit(os.environ)
    if refusal is not None:
        tell(*refusal)
        return Exit.USAGE
    fresh = opening or Opening(os.environ, demo=demo, ascii_asked=ascii_asked)
    with fresh as terminal:
        try:
            result, status = _run(terminal, ascii_asked, demo=demo, wanted=wanted)
            if result == "demo":
                _, status = _run(terminal, ascii_asked, demo=True, wanted=None)
        except IndeedError:
            raise
        except Exception as error:  # noqa: BLE001 - the front end's edge: a report, no traceback
            terminal.leave()
            status = _broke(error, demo=demo)
    return status


def _broke(error: Exception, *, demo: bool) -> int:
    """Report what broke around the app, as the app reports what breaks inside; return 1."""
    from indeed_tui.session.clock import SystemClock
    from indeed_tui.store.paths import Places
    from indeed_tui.tui.crash import secret_of, write_report

    path = None if demo else Places.from_environment(os.environ).crash_report
    say(write_report(error, path, SystemClock().wall(), secret_of(os.environ)))
    return Exit.API


def _run(
    terminal: Opening, ascii_asked: bool | None, *, demo: bool, wanted: str | None
) -> tuple[str | None, int]:
    # The collector would look through all that is imported, again and again, and find nothing.
    gc.disable()
    # The screen's thread shares Python's lock with those that read long answers: it asks for it
    # many times in a frame, and would wait five milliseconds each time.
    sys.setswitchinterval(_TURN)
    from indeed_tui.session.clock import SystemClock
    from indeed_tui.session.engine import Engine
    from indeed_tui.store.settings import Settings
    from indeed_tui.tui.app import IndeedApp, Letters
    from indeed_tui.tui.leaving import run_app

    clock, environ = SystemClock(), dict(os.environ)
    home = None if demo else _home(environ)
    settings = Settings() if home is None else home.settings
    asked = (ascii_asked, settings.display.ascii.wanted)
    in_ascii = ascii_alone(environ, *asked)

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
        letters=Letters.of(in_ascii, by_itself=asked == (None, None)),
        view=_first_view(home, wanted),
        loaded=_collect_again,
    )
    if in_ascii or False in asked:
        _speak("ascii" if in_ascii else "utf-8")
    return run_app(app, terminal, environ, settings.display, ascii_alone=in_ascii)


def _speak(encoding: str) -> None:
    """Write so from now on, after the dashboard is gone too."""
    for stream in (sys.__stdout__, sys.__stderr__):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors=register())


def _home(environ: Mapping[str, str]) -> "Home":
    from indeed_tui.cli.compose import Home
    from indeed_tui.tui.keymap import check_keys
    from indeed_tui.tui.themes import NAMES

    return Home.of(environ, check_keys, themes=NAMES)


def _first_view(home: "Home | None", wanted: str | None) -> "View | None":
    """Return what the first frame shows; the session, which is loaded behind it, tells the rest."""
    from indeed_tui.store.profile_model import ProfileBook
    from indeed_tui.tui.view import View

    if home is None:
        from indeed_tui.tui.demo_profiles import DEFAULT, demo_profiles

        book = ProfileBook(tuple(profile for profile, _ in demo_profiles()), DEFAULT)
        return View.opening(book, DEFAULT)
    known = home.opening(wanted)
    return None if known is None else View.opening(known[0], known[1].name)


def _collect_again() -> None:
    """Let the collector look at what comes from now on, rarely, and at little each time.

    It holds everybody up while it does: half a millisecond for 1,000 objects. What it finds are
    closed screens, a few thousand objects each. What was loaded until now stays.
    """
    gc.freeze()
    gc.set_threshold(_ALLOCATED, 10, 100)
    gc.enable()
