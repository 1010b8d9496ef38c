"""Processes killed at any moment while they refresh leave a cache that the next one can use.

Forty rounds, or the 2,000 of the acceptance with INDEED_TUI_SOAK=full.
"""

import os
import stat
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Instant, TokenKey
from indeed_tui.session.clock import SystemClock
from indeed_tui.session.policy import usable
from indeed_tui.simulator.serve import SimulatorServer
from indeed_tui.store.files import LITTER_AGE
from indeed_tui.store.tokens import TokenFiles
from tests.sharing.soak import FULL, report
from tests.sharing.zygote import Zygote

ROUNDS = 2000 if FULL else 40
# One refresh takes ten milliseconds or so.
LATEST = 0.05


@dataclass
class Watch:
    """Looks into the cache after every round, as the next process would."""

    files: TokenFiles
    directory: Path
    told: list[Problem | None] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)

    def look(self, key: TokenKey) -> None:
        """Fail unless the cache can be read, belongs to its user alone, and isn't locked."""
        token = self.files.load(key)
        if token is not None:
            assert usable(token, SystemClock().elapsed())
            self.tokens.add(token.grant.access_token.reveal())
        assert self.told == []
        assert stat.S_IMODE(self.directory.stat().st_mode) == 0o700
        for file in self.directory.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
            assert file.suffix != ".aside", file
        lock = self.files.try_lock(key)
        assert lock is not None, "a dead process still holds the lock"
        with lock:
            pass

    def litter(self) -> list[Path]:
        """Return what the killed left half-written."""
        return list(self.directory.glob(".*.indeed-tmp"))


def test_killed_at_any_moment_they_leave_a_readable_cache(
    environ: dict[str, str], zygote: Zygote, server: SimulatorServer, directory: Path
) -> None:
    clock = SystemClock()
    told: list[Problem | None] = []
    watch = Watch(TokenFiles(directory, clock.now, told.append), directory, told)
    zygote.warm()
    (key,) = watch.files.every()
    chance, start = Random(os.urandom(8)), time.monotonic()
    for _ in range(ROUNDS):
        zygote.killed([chance.uniform(0, LATEST), chance.uniform(0, LATEST)])
        watch.look(key)
    took = time.monotonic() - start
    assert len(watch.tokens) > ROUNDS / 10, "most were killed before they refreshed anything"
    left = len(watch.litter())
    report(
        f"{ROUNDS} rounds of two kills in {took:.0f} s: {server.simulator.count('token')} token "
        f"requests, {len(watch.tokens)} tokens seen, {left} files of litter"
    )

    (after,) = zygote.commands(1, "token", "--fresh")
    assert (after.status, after.err) == (0, "")
    assert after.out.strip() not in watch.tokens

    def later() -> Instant:
        now = clock.now()
        return Instant(now.wall + LITTER_AGE + 1, now.elapsed + LITTER_AGE + 1, now.boot)

    TokenFiles(directory, later, told.append).tidy()
    assert watch.litter() == []
    assert {file.suffix for file in directory.iterdir()} == {".json", ".life", ".lock"}
    watch.look(key)
