"""`indeed-tui doctor`: what keeps indeed-tui from working here, and what to do about it."""

import argparse
import json
import os
import sys
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from indeed_tui.cli.exits import Exit, visible
from indeed_tui.cli.options import add_command

if TYPE_CHECKING:
    from indeed_tui.cli.checks.account import Heard
    from indeed_tui.cli.checks.check import Check
    from indeed_tui.cli.options import Commands
    from indeed_tui.session.clock import Clock
    from indeed_tui.store.paths import Places
    from indeed_tui.store.profiles import Profile
    from indeed_tui.store.settings import Settings


_EPILOG = """\
Each line is ok, warn, fail or skip, what was seen, and below a warning or failure what to do.
The status is 0 unless something failed, else that of the first, most fundamental failure:
2 configuration, 3 network, 4 refused by Indeed, 5 no such profile.

examples:
  indeed-tui doctor
  indeed-tui doctor --json | jq '.checks[] | select(.state == "fail")'
"""
_COLOURS = {"ok": "32", "warn": "33", "fail": "31", "skip": "2"}
_NAME_WIDTH = 13


def add_doctor(commands: "Commands") -> None:
    """Add the command to the parser."""
    command = add_command(
        commands,
        "doctor",
        doctor,
        help="check configuration, network, credentials and terminal",
        description="Check everything that indeed-tui stands on, from its files to Indeed's "
        "answer, and say what to do. Asks for one token and the employers, and mends nothing.",
        epilog=_EPILOG,
    )
    command.add_argument("--json", action="store_true", help="as JSON")


def doctor(chosen: argparse.Namespace) -> int:
    """Print the checks on stdout; returns the status of the first failure, 0 without one."""
    from indeed_tui.cli.checks.check import worst
    from indeed_tui.session.clock import SystemClock

    examination = Examination(dict(os.environ), getattr(chosen, "profile", None), SystemClock())
    lines = Lines(sys.stdout, coloured=coloured(sys.stdout, os.environ))
    found: list[Check] = []
    for check in examination.checks():
        found.append(check)
        if not chosen.json:
            lines.show(check)
    state, status = worst(found)
    if chosen.json:
        sys.stdout.write(f"{written(examination.profile, found, str(state))}\n")
    else:
        lines.close(found)
    return status


class Examination:
    """All checks in their order, each made when it is asked for.

    `profile` is the name of the profile that was chosen, None before, or where there is none.
    """

    def __init__(self, environ: Mapping[str, str], wanted: str | None, clock: "Clock") -> None:
        self._environ, self._wanted, self._clock = environ, wanted, clock
        self.profile: str | None = None

    def checks(self) -> Iterator["Check"]:
        """Yield every check; a later one is skipped where an earlier one makes it senseless."""
        from indeed_tui.cli.checks.files import AREA
        from indeed_tui.cli.checks.versions import version_checks
        from indeed_tui.indeed.errors import IndeedError
        from indeed_tui.store.paths import Places

        yield from version_checks()
        try:
            places = Places.from_environment(self._environ)
        except IndeedError as error:
            yield AREA.error("places", error, Exit.USAGE)
            return
        basis = yield from self._own(places)
        heard = yield from self._indeed(basis)
        yield from self._here(basis, heard)

    def _own(self, places: "Places") -> Generator["Check", None, "_Basis"]:
        """Look at what lies on this machine's disk: files, settings, profile, secret."""
        from indeed_tui.cli.checks.check import State
        from indeed_tui.cli.checks.files import AREA, file_checks
        from indeed_tui.cli.checks.profile import profile_checks, secret_checks
        from indeed_tui.indeed.errors import IndeedError
        from indeed_tui.store.settings import Settings, load_settings

        broken = set()
        for check in file_checks(places):
            if check.state is State.FAIL:
                broken.add(check.name)
            yield check
        try:
            settings = load_settings(places, self._environ)
        except IndeedError as error:
            settings = Settings()
            if "settings.toml" not in broken:
                yield AREA.error("settings", error, Exit.USAGE)
        profile = yield from profile_checks(
            places, self._environ, self._wanted, readable="profiles.toml" not in broken
        )
        self.profile = None if profile is None else profile.name
        secret = yield from secret_checks(profile, places, self._environ)
        return _Basis(places, settings, profile, secret is not None)

    def _indeed(self, basis: "_Basis") -> Generator["Check", None, "Heard | None"]:
        """Look at the way to Indeed, host by host, and at what it answers."""
        from urllib.request import getproxies

        from indeed_tui.cli.checks.account import skipped
        from indeed_tui.cli.checks.check import State
        from indeed_tui.cli.checks.hosts import (
            Sights,
            all_hosts,
            hosts_of,
            reachable,
            token_and_appinfo,
        )
        from indeed_tui.cli.checks.network import SystemNetwork
        from indeed_tui.cli.checks.proxies import environment_checks, route
        from indeed_tui.cli.checks.trust import trust_check, trust_of

        proxies, trust = getproxies(), trust_of(self._environ)
        yield from environment_checks(proxies, self._environ)
        trusting = trust_check(trust, self._environ)
        yield trusting
        if basis.profile is None:
            yield from skipped("there is no profile")
            return None
        trusted = trusting.state is not State.FAIL
        sights = Sights(SystemNetwork(), trust if trusted else None)
        hosts = hosts_of(basis.profile.endpoints)
        ways = [(host, route(host, proxies, self._environ)) for host in hosts]
        open_ways = set()
        for host, checks in all_hosts(ways, sights):
            yield from checks
            if reachable(checks):
                open_ways.add(host)
        token_host, appinfo_host = token_and_appinfo(basis.profile.endpoints)
        why = _why_not(basis, trusted=trusted, reached=token_host in open_ways)
        if why is not None:
            yield from skipped(why)
            return None
        return (yield from self._account(basis, basis.profile, appinfo_host in open_ways))

    def _account(
        self, basis: "_Basis", profile: "Profile", appinfo: bool
    ) -> Generator["Check", None, "Heard"]:
        """Obtain a token by the session's own way, and the employers with it."""
        import asyncio

        from indeed_tui.cli.checks.account import Heard, account_checks, ask
        from indeed_tui.cli.compose import Home

        heard = Heard()
        home = Home(basis.places, basis.settings, self._environ)

        async def asked() -> None:
            session = home.session(self._clock, heard.note)
            try:
                await ask(session, profile, heard, appinfo=appinfo)
            finally:
                await session.close(0.0)

        asyncio.run(asked())
        yield from account_checks(heard, self._clock.now())
        return heard

    def _here(self, basis: "_Basis", heard: "Heard | None") -> Iterator["Check"]:
        """Look at clock, terminal and cache."""
        import time

        from indeed_tui.cli.checks.account import clock_checks
        from indeed_tui.cli.checks.cache import cache_checks
        from indeed_tui.cli.checks.terminal import Screen, terminal_checks
        from indeed_tui.showing import uncoerced

        yield from clock_checks(heard, boottime=hasattr(time, "CLOCK_BOOTTIME"))
        yield from terminal_checks(
            Screen.here(), uncoerced(self._environ), basis.settings.clipboard
        )
        yield from cache_checks(basis.places, basis.profile, self._clock.now)


@dataclass(frozen=True, slots=True)
class _Basis:
    """What the later checks stand on: `secret` says that it can be had."""

    places: "Places"
    settings: "Settings"
    profile: "Profile | None"
    secret: bool


def _why_not(basis: _Basis, *, trusted: bool, reached: bool) -> str | None:
    """Return why no token can be asked for, None where one can."""
    if not basis.secret:
        return "there is no secret"
    if not trusted:
        return "the list of trusted certificates can't be read"
    return None if reached else "the token's host can't be reached"


def coloured(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Say whether a stream takes colours: a terminal that isn't dumb, and no NO_COLOR."""
    return (
        stream.isatty()
        and not environ.get("NO_COLOR")
        and environ.get("TERM", "") not in ("", "dumb")
    )


class Lines:
    """Writes checks for people, each line as soon as it is known, under the name of its area."""

    def __init__(self, stream: TextIO, *, coloured: bool) -> None:
        self._stream, self._coloured = stream, coloured
        self._area: str | None = None

    def show(self, check: "Check") -> None:
        """Write one check."""
        if check.area != self._area:
            gap = "" if self._area is None else "\n"
            self._stream.write(f"{gap}{self._paint(visible(check.area), '1')}\n")
            self._area = check.area
        state = self._paint(f"{check.state:<4}", _COLOURS[check.state])
        name, seen = visible(check.name), visible(check.seen)
        self._stream.write(f"  {state}  {name:<{_NAME_WIDTH}}  {seen}\n")
        if check.todo:
            self._stream.write(f"{' ' * (_NAME_WIDTH + 10)}-> {visible(check.todo)}\n")
        self._stream.flush()

    def close(self, checks: list["Check"]) -> None:
        """Write how many there were of each kind."""
        counts = [(sum(check.state == state for check in checks), state) for state in _COLOURS]
        self._stream.write(f"\n{', '.join(f'{count} {state}' for count, state in counts)}\n")

    def _paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._coloured else text


def written(profile: str | None, checks: list["Check"], state: str) -> str:
    """Return the checks as the contract's JSON."""
    return json.dumps(
        {
            "profile": profile,
            "checks": [
                {
                    "area": check.area,
                    "name": check.name,
                    "state": str(check.state),
                    "seen": check.seen,
                    "todo": check.todo,
                }
                for check in checks
            ],
            "worst": state,
        }
    )
