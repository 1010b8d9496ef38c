"""Every fault of the token endpoint on a real socket: what is shown, how often it is retried.

Each row starts with a good token; then the endpoint fails. The old token goes on being served
for as long as no new one came.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from time import time

import pytest

from indeed_tui.indeed.client import IndeedClient, Limits
from indeed_tui.indeed.errors import AnswerError, IndeedError, NetworkError, Problem, RefusedError
from indeed_tui.indeed.models import AuthMethod, Endpoints, Secret, Token, TokenKey
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.session.clock import SystemClock
from indeed_tui.session.events import SessionEvent, TokenChanged
from indeed_tui.session.session import Session
from indeed_tui.session.snapshots import KeyState, TokenSnapshot
from indeed_tui.simulator import Fault
from indeed_tui.simulator.answers import JsonObject
from indeed_tui.simulator.serve import SimulatorServer
from indeed_tui.simulator.tokens import APP_SCOPES
from indeed_tui.store.employer_names import NoEmployerNames
from indeed_tui.store.ledger import MemoryLedger
from indeed_tui.store.profiles import Profile
from indeed_tui.store.settings import Settings
from indeed_tui.store.tokens import TokenFiles

GOOD: JsonObject = {"access_token": "x.y.z", "token_type": "Bearer", "expires_in": 3600}
ASKED = APP_SCOPES[:2]


@dataclass
class Bench:
    """A session on real time and a real socket, and all that it published."""

    server: SimulatorServer
    key: TokenKey = field(init=False)
    session: Session = field(init=False)
    published: list[TokenSnapshot] = field(default_factory=list)
    clock: SystemClock = field(default_factory=SystemClock)

    def heard(self, event: SessionEvent) -> None:
        if isinstance(event, TokenChanged):
            self.published.append(event.snapshot)

    @property
    def snapshot(self) -> TokenSnapshot:
        """Return what the Token pane shows."""
        return self.session.keeper.snapshot(self.key)

    def count(self) -> int:
        """Return how many token requests Indeed got."""
        return self.server.simulator.count("token", employer=None)

    async def fail(self, *faults: Fault) -> IndeedError:
        """Let a refresh by hand meet the faults; returns the error that it raises."""
        self.server.simulator.faults = faults
        with pytest.raises(IndeedError) as caught:
            await self.session.keeper.refresh(self.key)
        return caught.value

    async def until(self, true: Callable[[], object]) -> None:
        """Let the session run until something holds."""
        async with asyncio.timeout(10):
            while not true():  # noqa: ASYNC110 - the simulator is in another thread
                await asyncio.sleep(0.001)


@asynccontextmanager
async def opened(
    server: SimulatorServer, directory: Path, method: AuthMethod = AuthMethod.POST
) -> AsyncIterator[tuple[Bench, Token]]:
    """Open a session that keeps the app's token alive; gives it with its first token."""
    bench, url = Bench(server), server.url
    profile = Profile.create(
        "demo",
        "demo-client",
        scopes=ASKED,
        auth_method=method,
        endpoints=Endpoints(f"{url}/oauth/v2/tokens", f"{url}/v2/api/appinfo", url),
    )
    bench.session = Session(
        accounts=MemoryAccounts([(profile, Secret("demo-secret"))]),
        clock=bench.clock,
        make_wire=lambda record: IndeedClient(
            elapsed=bench.clock.elapsed,
            wall=bench.clock.wall,
            record=record,
            limits=Limits(total=0.3),
        ),
        cache=TokenFiles(directory, bench.clock.now),
        names=NoEmployerNames(),
        ledger=MemoryLedger(),
        settings=Settings(),
        publish=bench.heard,
        # Back-off without delay, so that retries come at once: the rules of time have their own.
        roll=lambda: 0.0,
    )
    bench.key = profile.credentials(Secret("demo-secret")).key()
    try:
        await bench.session.open()
        token = await bench.session.keeper.token(bench.key)
        assert bench.count() == 1
        bench.published.clear()
        yield bench, token
    finally:
        await bench.session.close()


def shown(problem: Problem | None, code: str) -> None:
    """Fail unless there is something to show: a sentence, a next step, the code."""
    assert problem is not None
    assert problem.title
    assert problem.hint
    assert problem.code == code


RETRIED: dict[str, tuple[Fault, type[IndeedError], str]] = {
    "429": (Fault(status=429), NetworkError, "http.429"),
    "500": (Fault(status=500), NetworkError, "http.500"),
    "502 html": (Fault(status=502, body="<html>Bad Gateway</html>"), NetworkError, "http.502"),
    "503": (Fault(status=503), NetworkError, "http.503"),
    "408": (Fault(status=408), NetworkError, "http.408"),
    "reset": (Fault(reset=True), NetworkError, "network.broken"),
    "truncated": (Fault(truncate=True), NetworkError, "network.broken"),
    "late": (Fault(delay_ms=1000), NetworkError, "network.timeout"),
    "400 of no oauth": (Fault(status=400, body="Bad Request"), AnswerError, "http.400"),
    "200 html": (Fault(body="<html>Log in</html>"), AnswerError, "token.unreadable"),
    "empty": (Fault(status=200, body=""), AnswerError, "token.unreadable"),
    "redirect": (Fault(status=302), AnswerError, "http.302"),
    "mac token": (Fault(body={**GOOD, "token_type": "mac"}), AnswerError, "token.type"),
    "newline": (Fault(body={**GOOD, "access_token": "x\ny"}), AnswerError, "token.unusable"),
    "no token": (Fault(body={"token_type": "Bearer"}), AnswerError, "token.unusable"),
    "another's": (Fault(body={**GOOD, "employer": "someone"}), AnswerError, "token.employer"),
}


@pytest.mark.parametrize(("fault", "kind", "code"), RETRIED.values(), ids=RETRIED)
async def test_what_passes_is_retried_until_it_has_passed(
    server: SimulatorServer, directory: Path, fault: Fault, kind: type[IndeedError], code: str
) -> None:
    async with opened(server, directory) as (bench, old):
        error = await bench.fail(twice(fault))
        assert type(error) is kind
        shown(error.problem, code)
        assert error.problem.retryable
        assert await bench.session.keeper.token(bench.key) is old
        await bench.until(lambda: bench.count() == 4 and bench.snapshot.problem is None)
        failing = [each for each in bench.published if each.problem is not None]
        assert {each.failures for each in failing} == {1, 2}
        for each in failing:
            shown(each.problem, code)
            assert each.token is old
            assert each.state(bench.clock.elapsed()) is KeyState.FAILING
            assert not each.resting
        new = await bench.session.keeper.token(bench.key)
        assert new.grant.access_token != old.grant.access_token


def twice(fault: Fault) -> Fault:
    """Return the fault for the token endpoint's next two answers."""
    return Fault.from_json({**fault.as_json(), "on": "token", "times": 2})


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_nobody_comes_back_before_the_time_indeed_asked_for(
    server: SimulatorServer, directory: Path, status: int, form: str
) -> None:
    async with opened(server, directory) as (bench, old):
        after = 30 if form == "seconds" else formatdate(time() + 30, usegmt=True)
        error = await bench.fail(Fault(on="token", status=status, retry_after=after, times=1))
        shown(error.problem, f"http.{status}")
        # A date has whole seconds: up to two are lost between it and the answer's own.
        assert error.problem.retry_after == pytest.approx(30, abs=2)
        next_try = bench.snapshot.next_try
        assert next_try is not None
        assert next_try - bench.clock.elapsed() >= (error.problem.retry_after or 0) - 1
        again = await bench.fail()
        assert again.problem == error.problem
        assert await bench.session.keeper.token(bench.key) is old
        assert bench.count() == 2


REFUSED = ["invalid_scope", "unauthorized_client", "invalid_grant", "invalid_request"]


async def rests(bench: Bench, old: Token, error: IndeedError, code: str) -> None:
    """Fail unless the key rests after one request, and the old token is served."""
    assert type(error) is RefusedError
    shown(error.problem, code)
    snapshot = bench.snapshot
    assert snapshot.resting
    assert snapshot.next_try is None
    assert snapshot.state(bench.clock.elapsed()) is KeyState.FAILING
    assert await bench.session.keeper.token(bench.key) is old
    # In the time that a call with the old token takes there would have been a retry.
    called = bench.server.simulator.count("appinfo", status=200)
    await bench.session.list_employers()
    assert bench.server.simulator.count("appinfo", status=200) == called + 1
    assert bench.count() == 2
    assert bench.snapshot.resting


@pytest.mark.parametrize("code", REFUSED)
async def test_what_only_the_user_can_mend_is_asked_once(
    server: SimulatorServer, directory: Path, code: str
) -> None:
    async with opened(server, directory) as (bench, old):
        await rests(bench, old, await bench.fail(Fault(on="token", error=code)), code)


@pytest.mark.parametrize("method", AuthMethod)
async def test_a_wrong_secret_is_asked_once_by_either_method(
    server: SimulatorServer, directory: Path, method: AuthMethod
) -> None:
    async with opened(server, directory, method) as (bench, old):
        server.simulator.client_secret = "rotated"
        await rests(bench, old, await bench.fail(), "invalid_client")
        assert {each.auth for each in server.simulator.requests if each.on == "token"} == {method}
        assert 401 in {each.status for each in server.simulator.requests}


async def test_a_401_of_no_oauth_is_a_refusal_as_well(
    server: SimulatorServer, directory: Path
) -> None:
    async with opened(server, directory) as (bench, old):
        error = await bench.fail(Fault(on="token", status=401, body="no"))
        await rests(bench, old, error, "http.401")


@pytest.mark.parametrize(
    ("given", "lifetime", "assumed"),
    [
        (None, 3600, True),
        ("1800", 1800, False),
        ("soon", 3600, True),
        (0, 3600, True),
        (-5, 3600, True),
        (10**9, 86_400, True),
        (True, 3600, True),
    ],
    ids=["missing", "string", "words", "zero", "negative", "huge", "boolean"],
)
async def test_an_absurd_lifetime_is_assumed_and_marked(
    server: SimulatorServer, directory: Path, given: object, lifetime: float, assumed: bool
) -> None:
    async with opened(server, directory) as (bench, old):
        server.simulator.faults = [Fault.from_json({"on": "token", "expires_in": given})]  # type: ignore[dict-item]
        new = await bench.session.keeper.refresh(bench.key)
        assert new.grant.access_token != old.grant.access_token
        assert (new.grant.lifetime, new.grant.lifetime_assumed) == (lifetime, assumed)
        assert bench.snapshot.problem is None
        assert bench.count() == 2


async def test_a_narrower_scope_is_told_and_the_old_token_used_to_its_end(
    server: SimulatorServer, directory: Path
) -> None:
    async with opened(server, directory) as (bench, old):
        error = await bench.fail(Fault(on="token", scope=ASKED[0]))
        assert type(error) is AnswerError
        shown(error.problem, "token.narrowed")
        assert ASKED[1] in error.problem.title
        assert await bench.session.keeper.token(bench.key) is old
        next_try = bench.snapshot.next_try
        assert next_try is not None
        # What Indeed grants doesn't change by asking again and again.
        assert next_try >= old.deadline - 10
        assert bench.count() == 2
