"""Real time, no clock moved by hand: tokens are refreshed when they should be, and never lapse.

Six seconds with tokens of 2 s, or with INDEED_TUI_SOAK=full the acceptance: 60 s with 20 s.
"""

import asyncio
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from indeed_tui.indeed.client import IndeedClient
from indeed_tui.indeed.models import Endpoints, Secret, TokenKey
from indeed_tui.session import policy
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.session.clock import SystemClock
from indeed_tui.session.events import SessionEvent, TokenChanged
from indeed_tui.session.session import Session
from indeed_tui.simulator import Simulator
from indeed_tui.store.employer_names import NoEmployerNames
from indeed_tui.store.ledger import MemoryLedger
from indeed_tui.store.profiles import Profile
from indeed_tui.store.settings import Settings
from indeed_tui.store.tokens import TokenFiles
from tests.sharing.conftest import MakeServer
from tests.sharing.soak import FULL, report

LIFETIME, SECONDS = (20, 60) if FULL else (2, 6)
# A loop on a busy machine wakes late, never early: a share of the lifetime.
SLACK = 0.0 if FULL else 0.05


async def test_gaps_are_70_to_80_percent_of_the_lifetime_and_no_call_gets_a_dead_token(
    serve: MakeServer, directory: Path
) -> None:
    server, clock = serve(Simulator(expires_in=LIFETIME)), SystemClock()
    sent: dict[TokenKey, set[float]] = defaultdict(set)

    def heard(event: SessionEvent) -> None:
        if isinstance(event, TokenChanged) and event.snapshot.token is not None:
            sent[event.snapshot.key].add(event.snapshot.token.sent)

    url = server.url
    profile = Profile.create(
        "demo",
        "demo-client",
        endpoints=Endpoints(f"{url}/oauth/v2/tokens", f"{url}/v2/api/appinfo", url),
    )
    accounts = MemoryAccounts([(profile, Secret("demo-secret"))])
    employers = [employer for employer, _ in server.simulator.employers]
    accounts.save_pins("demo", frozenset(employers))
    session = Session(
        accounts=accounts,
        clock=clock,
        make_wire=lambda record: IndeedClient(
            elapsed=clock.elapsed, wall=clock.wall, record=record
        ),
        cache=TokenFiles(directory, clock.now),
        names=NoEmployerNames(),
        ledger=MemoryLedger(),
        settings=Settings(),
        publish=heard,
    )
    credentials = profile.credentials(Secret("demo-secret"))
    keys = [credentials.key(), *(credentials.key(employer) for employer in employers)]
    calls = 0
    try:
        await session.open()
        start = clock.elapsed()
        while clock.elapsed() < start + SECONDS:
            for key in keys:
                token = await session.keeper.token(key)
                assert policy.usable(token, clock.elapsed())
                # By the wall as well, by which Indeed itself judges.
                assert clock.wall() < token.sent_wall + LIFETIME
                calls += 1
            await asyncio.sleep(0.05)
    finally:
        await session.close()

    assert len(keys) == 4
    assert server.simulator.count("token") == sum(len(moments) for moments in sent.values())
    gaps = [later - earlier for key in keys for earlier, later in pairwise(sorted(sent[key]))]
    report(
        f"{SECONDS} s with tokens of {LIFETIME} s: {len(gaps)} gaps from {min(gaps):.2f} to "
        f"{max(gaps):.2f} s, {calls} calls, none with an unusable token, "
        f"{server.simulator.count('token')} token requests"
    )
    assert len(gaps) >= 3 * len(keys)
    assert min(gaps) >= 0.70 * LIFETIME
    assert max(gaps) <= (0.80 + SLACK) * LIFETIME
    assert max(gaps) - min(gaps) > 0.01 * LIFETIME
