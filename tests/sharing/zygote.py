"""Many processes at little cost: one process with everything imported, which forks the others.

As a module it is that process: it reads orders as JSON lines and answers each with one.
"""

import asyncio
import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import NoReturn

import httpx

from indeed_tui.cli.compose import Home
from indeed_tui.cli.main import run
from indeed_tui.indeed.client import IndeedClient
from indeed_tui.session.accounts import DiskAccounts
from indeed_tui.session.clock import SystemClock
from indeed_tui.session.events import SessionEvent
from indeed_tui.session.session import Session
from indeed_tui.store.employer_names import NoEmployerNames
from indeed_tui.store.ledger import MemoryLedger
from indeed_tui.store.tokens import TokenFiles

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: its exit status, what it printed, what it told."""

    status: int
    out: str
    err: str


class Zygote:
    """Forks processes of one user, whose home the environment names."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.sharing.zygote"],
            cwd=_ROOT,
            env={"PATH": os.environ["PATH"], **environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def commands(self, count: int, *arguments: str) -> list[Ended]:
        """Run an `indeed-tui` command in so many processes at once."""
        return self._ended("commands", count, list(arguments))

    def sessions(self, count: int, callers: int) -> list[Ended]:
        """Run so many processes at once, each a session with so many concurrent callers."""
        return self._ended("sessions", count, callers)

    def warm(self) -> None:
        """Refresh once before any fork, so that everything that needs importing is imported."""
        self._ordered("warm")

    def killed(self, moments: Sequence[float]) -> None:
        """Run a process for each moment that refreshes until it is killed, then; in seconds."""
        self._ordered("killed", list(moments))

    def _ended(self, *order: object) -> list[Ended]:
        answer = self._ordered(*order)
        assert isinstance(answer, list)
        return [Ended(*each) for each in answer]

    def _ordered(self, *order: object) -> object:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: object = json.loads(self._process.stdout.readline())
        return answer

    def __enter__(self) -> "Zygote":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._process:
            pass


# -- the process itself -------------------------------------------------------------------


def _forked(work: Callable[[], int]) -> int:
    """Return the id of a new process that does the work and leaves with its status."""
    child = os.fork()
    if child == 0:
        _leave(work)
    return child


def _leave(work: Callable[[], int]) -> NoReturn:
    status = 70
    try:
        status = work()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _all(count: int, work: Callable[[], int]) -> list[tuple[int, str, str]]:
    """Fork so many processes before any is waited for; return how each ended."""
    running = []
    for _ in range(count):
        pipes = [os.pipe(), os.pipe()]

        def redirected(pipes: list[tuple[int, int]] = pipes) -> int:
            for standard, (_, end) in zip((1, 2), pipes, strict=True):
                os.dup2(end, standard)
            # What stood there may have been a file, which can be sought in.
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            return work()

        child = _forked(redirected)
        for _, end in pipes:
            os.close(end)
        running.append((child, [os.fdopen(start) for start, _ in pipes]))
    ended = []
    for child, (out, err) in running:
        with out, err:
            told = out.read(), err.read()
        ended.append((os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), *told))
    return ended


def _unheard(_event: SessionEvent) -> None:
    """Nobody looks at this session."""


async def _ask_together(callers: int) -> int:
    home = Home.of(os.environ)
    session, profile = home.session(SystemClock(), _unheard), home.profile(None)
    try:
        key = (await session.enter(profile)).key()
        tokens = await asyncio.gather(*(session.token(key) for _ in range(callers)))
    finally:
        await session.close(0.0)
    for token in tokens:
        print(token.grant.access_token.reveal())  # noqa: T201
    return 0


async def _refresh(times: Iterable[int], begun: Callable[[], object]) -> int:
    home, clock = Home.of(os.environ), SystemClock()
    session = Session(
        accounts=DiskAccounts(home.places, home.environ),
        clock=clock,
        # Its own transport: reading the trusted certificates takes longer than it may live.
        make_wire=lambda record: IndeedClient(
            elapsed=clock.elapsed,
            wall=clock.wall,
            record=record,
            transport=httpx.AsyncHTTPTransport(verify=False),
        ),
        cache=TokenFiles(home.places.tokens, clock.now),
        names=NoEmployerNames(),
        ledger=MemoryLedger(),
        settings=home.settings,
        publish=_unheard,
    )
    begun()
    key = (await session.enter(home.profile(None))).key()
    for _ in times:
        await session.token(key, fresh=True)
    await session.close()
    return 0


def _killed(moments: Sequence[float]) -> None:
    """Kill each process at its moment, whatever it is doing then, and reap it.

    The moments count from when all of them began, so that a busy machine doesn't matter.
    """
    ready, begun = os.pipe()

    def work() -> int:
        return asyncio.run(_refresh(itertools.count(), lambda: os.write(begun, b".")))

    children = [_forked(work) for _ in moments]
    for _ in children:
        os.read(ready, 1)
    os.close(ready)
    os.close(begun)
    start = time.monotonic()
    for moment, child in sorted(zip(moments, children, strict=True)):
        time.sleep(max(0.0, start + moment - time.monotonic()))
        os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        assert os.WIFSIGNALED(status), "it was to refresh until it is killed"


def _commands(count: int, arguments: list[str]) -> object:
    return _all(count, lambda: run(arguments))


def _sessions(count: int, callers: int) -> object:
    return _all(count, lambda: asyncio.run(_ask_together(callers)))


def _warm() -> None:
    asyncio.run(_refresh([1], lambda: None))


_ORDERS: dict[str, Callable[..., object]] = {
    "commands": _commands,
    "sessions": _sessions,
    "warm": _warm,
    "killed": _killed,
}


def _serve() -> None:
    for line in sys.stdin:
        order, *details = json.loads(line)
        print(json.dumps(_ORDERS[order](*details)), flush=True)  # noqa: T201


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        _serve()
