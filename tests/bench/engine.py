"""Tokens a second: `python -m tests.bench.engine session|bare URL NUMBER` prints the pace.

Both ask the same simulator for the same tokens, one for each employer, through httpx, as many
at a time; the loop only parses the JSON, the session does all that it always does.
"""

import asyncio
import gc
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace

import httpx

from indeed_tui.indeed.client import IndeedClient
from indeed_tui.indeed.models import Endpoints, Secret
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.session.clock import SystemClock
from indeed_tui.session.session import Session
from indeed_tui.simulator.data import named_employers
from indeed_tui.store.employer_names import NoEmployerNames
from indeed_tui.store.ledger import MemoryLedger
from indeed_tui.store.profiles import Profile
from indeed_tui.store.settings import RefreshSettings, Settings
from indeed_tui.store.tokens import NoTokenFiles

AT_A_TIME = 8


@dataclass(frozen=True, slots=True)
class Pace:
    """Tokens a second, and the process's CPU time of each in milliseconds."""

    rate: float
    cpu_ms: float


def measured(way: str, url: str, number: int) -> Pace:
    """Return the pace of one way, run in a process of its own."""
    command = (sys.executable, "-m", "tests.bench.engine", way, url, str(number))
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Pace(**json.loads(done.stdout))


async def in_turn(number: int, get: Callable[[str], Awaitable[object]]) -> Pace:
    """Get a token for each employer, a few at a time; return the pace."""
    waiting = iter([employer for employer, _ in named_employers(number)])

    async def work() -> None:
        for employer in waiting:
            await get(employer)

    gc.collect()
    begun, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(work() for _ in range(AT_A_TIME)))
    rate = number / (time.perf_counter() - begun)
    return Pace(rate, (time.process_time() - cpu) * 1e3 / number)


async def bare(url: str, number: int) -> Pace:
    """Return the pace of a loop around httpx."""
    form = {
        "grant_type": "client_credentials",
        "client_id": "demo-client",
        "client_secret": "demo-secret",
        "scope": "employer_access",
    }
    # Indeed's edge refuses httpx's own name.
    client = httpx.AsyncClient(headers={"User-Agent": "bench"}, trust_env=False)

    async def get(employer: str) -> object:
        answer = await client.post(f"{url}/oauth/v2/tokens", data={**form, "employer": employer})
        answer.raise_for_status()
        return answer.json()["access_token"]

    async with client:
        return await in_turn(number, get)


async def session(url: str, number: int) -> Pace:
    """Return the pace of a session that keeps nothing on the disk."""
    clock = SystemClock()
    endpoints = Endpoints(f"{url}/oauth/v2/tokens", f"{url}/v2/api/appinfo", url)
    profile = replace(Profile.create("bench", "demo-client"), endpoints=endpoints)
    one = Session(
        accounts=MemoryAccounts([(profile, Secret("demo-secret"))]),
        clock=clock,
        make_wire=lambda record: IndeedClient(
            elapsed=clock.elapsed, wall=clock.wall, record=record
        ),
        cache=NoTokenFiles(),
        names=NoEmployerNames(),
        ledger=MemoryLedger(),
        settings=Settings(refresh=RefreshSettings(concurrency=AT_A_TIME)),
        publish=lambda _: None,
    )
    credentials = await one.enter(profile)
    try:
        return await in_turn(number, lambda employer: one.token(credentials.key(employer)))
    finally:
        await one.close(0.0)


def main(way: str, url: str, number: str) -> None:
    """Measure one way and print its pace as JSON."""
    pace = asyncio.run({"bare": bare, "session": session}[way](url, int(number)))
    sys.stdout.write(json.dumps(asdict(pace)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
