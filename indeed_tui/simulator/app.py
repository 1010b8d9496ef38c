"""The whole Indeed: one callable from request to response, with faults and a memory."""

import asyncio
import re
import threading
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import replace
from email.utils import formatdate
from typing import Literal

import httpx

from indeed_tui.simulator.ads import Ads
from indeed_tui.simulator.answers import Answer, edge_block
from indeed_tui.simulator.calls import APIS_HOST, SECURE_HOST, Call
from indeed_tui.simulator.data import Directory, EmployerPair
from indeed_tui.simulator.faults import ABSENT, Absent, Fault, FaultPlan, Target
from indeed_tui.simulator.graphql import GraphQL
from indeed_tui.simulator.identity import identity_answer
from indeed_tui.simulator.journal import Journal, Record
from indeed_tui.simulator.oauth import App, token_answer
from indeed_tui.simulator.refusals import faulty_answer, finished
from indeed_tui.simulator.tokens import APP_SCOPES, Mint
from indeed_tui.simulator.transport import Outcome, SimulatedTransport, dropped
from indeed_tui.simulator.visit import Visit
from indeed_tui.simulator.world import CONTROL, World, control_answer

_BLOCKED_AGENT = re.compile(r"(python-requests|python-httpx|python-urllib)/", re.IGNORECASE)
_NO_FAULT = Fault(delay_ms=0.0)


class Simulator:
    """An Indeed in this process: answers what indeed-api.md describes, and can be counted.

    `employers`: how many, or (id, name) pairs. `expires_in` in seconds, `latency_ms` added to
    every answer. `clock` gives wall seconds and decides about expiry and the Date header.
    `scopes` are those enabled for the app. `without_ads`: employer ids whose user lacks the
    right to Sponsored Jobs. `report_polls`: how often a report is not ready yet.
    `graphql_per_minute`: requests per rolling 60 s before a 429. `sleep`, if given, lets a
    plain call wait for its delay, too. `keep_requests` bounds the log.
    Thread-safe: one request is decided at a time.
    """

    def __init__(
        self,
        employers: int | Iterable[EmployerPair] = 3,
        *,
        expires_in: int = 3600,
        latency_ms: float = 0,
        faults: Iterable[Fault] = (),
        clock: Callable[[], float] = time.time,
        client_id: str = "demo-client",
        client_secret: str = "demo-secret",  # noqa: S107
        scopes: Sequence[str] = APP_SCOPES,
        refresh_tokens: bool = False,
        without_ads: Collection[str] = (),
        report_polls: int = 2,
        graphql_per_minute: int | None = None,
        sleep: Callable[[float], None] | None = None,
        keep_requests: int = 100_000,
    ) -> None:
        self._lock = threading.Lock()
        self._clock = clock
        self._latency = latency_ms / 1000
        self._sleep = sleep
        app = App(client_id, client_secret, expires_in, tuple(scopes), refresh_tokens)
        directory = Directory(employers)
        self._world = World(app, directory, Mint(clock), FaultPlan(faults), Journal(keep_requests))
        self._ads = Ads(clock, frozenset(without_ads), report_polls)
        self._graphql = GraphQL(clock, graphql_per_minute)

    @property
    def employers(self) -> tuple[EmployerPair, ...]:
        """The employers appinfo lists, as (id, name); assign a number or pairs to change them.

        A token outlives its employer's removal; only new requests for it are refused.
        """
        return self._world.directory.employers

    @employers.setter
    def employers(self, employers: int | Iterable[EmployerPair]) -> None:
        directory = Directory(employers)
        with self._lock:
            self._world.directory = directory

    @property
    def client_id(self) -> str:
        """The one client id that is accepted."""
        return self._world.app.client_id

    @property
    def client_secret(self) -> str:
        """The one secret that is accepted; assign to rotate it. Tokens given out stay alive."""
        return self._world.app.client_secret

    @client_secret.setter
    def client_secret(self, secret: str) -> None:
        with self._lock:
            self._world.app = replace(self._world.app, client_secret=secret)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults still to come; assign to replace them."""
        with self._lock:
            return self._world.plan.faults

    @faults.setter
    def faults(self, faults: Iterable[Fault]) -> None:
        plan = FaultPlan(faults)
        with self._lock:
            self._world.plan = plan

    @property
    def requests(self) -> tuple[Record, ...]:
        """Every request so far, oldest first, without any secret."""
        with self._lock:
            return self._world.journal.records

    def clear_requests(self) -> None:
        """Forget the requests so far."""
        with self._lock:
            self._world.journal.clear()

    def count(
        self,
        on: str | None = None,
        *,
        employer: str | Literal[Absent.ABSENT] | None = ABSENT,
        status: int | Literal[Absent.ABSENT] | None = ABSENT,
    ) -> int:
        """Return how many requests went to that target ("token", ...; None: anywhere).

        `employer=None` counts those without an employer, `status=None` those that were reset.
        """
        return sum(
            on in (None, record.on)
            and (employer is ABSENT or record.employer == employer)
            and (status is ABSENT or record.status == status)
            for record in self.requests
        )

    def revoke(self, employer: str | Literal[Absent.ABSENT] | None = ABSENT) -> int:
        """Kill every token, or those of one employer (None: app tokens); return how many."""
        with self._lock:
            return self._world.mint.revoke(
                lambda issued: employer is ABSENT or issued.employer == employer
            )

    def decide(self, request: httpx.Request) -> Outcome:
        """Return what happens to a request, and remember it; nothing is waited for."""
        call = Call.of(request)
        with self._lock:
            if call.path.startswith(CONTROL):
                return Outcome(self._stamped(control_answer(call, self._world)))
            return self._outcome(call)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Return the response, read; raise httpx.ReadError where the connection is reset.

        A delay is waited for only where `sleep` was given. A cut body comes unread: reading it
        raises httpx.RemoteProtocolError.
        """
        outcome = self.decide(request)
        if outcome.delay and self._sleep is not None:
            self._sleep(outcome.delay)
        if outcome.reset:
            raise dropped(request)
        response = outcome.response
        response.request = request
        if outcome.sent is None:
            response.read()
        return response

    def transport(
        self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> httpx.AsyncBaseTransport:
        """Return a transport for httpx.AsyncClient that waits, drops and cuts as a network."""
        return SimulatedTransport(self.decide, sleep)

    def _outcome(self, call: Call) -> Outcome:
        visit = Visit.of(call, self._world.mint)
        if _stopped_at_the_edge(call):
            fault, answer = _NO_FAULT, edge_block()
        else:
            fault = self._world.plan.take(visit.target, visit.employer) or _NO_FAULT
            answer = self._answer(visit, fault)
        answer = self._stamped(answer)
        status = None if fault.reset else answer.status
        self._world.journal.add(visit.record(self._clock(), status))
        sent = len(answer.body) // 2 if fault.truncate and answer.body else None
        return Outcome(answer, self._latency + (fault.delay_ms or 0) / 1000, fault.reset, sent)

    def _answer(self, visit: Visit, fault: Fault) -> Answer:
        call, issued, world = visit.call, visit.issued, self._world
        if visit.target is None:
            return identity_answer(call, issued, world.directory)
        # A connection that is reset never reached the endpoint.
        replaced = Answer(200) if fault.reset else faulty_answer(fault, call, visit.target)
        if replaced is not None:
            return finished(replaced, fault)
        if visit.target is Target.TOKEN:
            answer = token_answer(call, visit.asked, world.app, world.mint, world.directory, fault)
        elif visit.target is Target.APPINFO:
            answer = identity_answer(call, issued, world.directory)
        elif visit.target is Target.ADS:
            answer = self._ads.answer(call, issued, world.directory)
        else:
            answer = self._graphql.answer(call, issued, world.directory)
        return finished(answer, fault)

    def _stamped(self, answer: Answer) -> Answer:
        stamped = answer.with_header("Date", formatdate(self._clock(), usegmt=True))
        if answer.status in (204, 304):
            return stamped
        return stamped.with_header("Content-Length", str(len(answer.body)))


def _stopped_at_the_edge(call: Call) -> bool:
    """Say whether Indeed's edge stops a call: a library's default User-Agent [R].

    The edge stands before Indeed's own hosts: on a socket other people's clients work unchanged.
    """
    agent: str = call.headers.get("user-agent", "")
    return call.host in (APIS_HOST, SECURE_HOST) and _BLOCKED_AGENT.match(agent) is not None
