"""How these tests talk to the simulator: from outside, as any client would."""

from collections.abc import Mapping
from typing import Any

import httpx

from indeed_tui.simulator import Simulator
from indeed_tui.simulator.tokens import APP_SCOPES

APIS = "https://apis.indeed.com"
SECURE = "https://secure.indeed.com"
TOKEN_URL = f"{APIS}/oauth/v2/tokens"
AGENT = {"User-Agent": "indeed-tui/test"}
CREDENTIALS = {"client_id": "demo-client", "client_secret": "demo-secret"}
DHARMA = "084a39249af95beedfb90cc5d2b8833c"
EVERYTHING = " ".join(APP_SCOPES)
NOON = 1_767_268_800.0  # 2026-01-01T12:00:00Z


class Clock:
    """A wall clock that only moves when it is told to."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Asker:
    """A client in front of one simulator."""

    def __init__(self, simulator: Simulator, clock: Clock) -> None:
        self.simulator = simulator
        self.clock = clock
        self.http = httpx.Client(transport=httpx.MockTransport(simulator), headers=AGENT)

    def ask_token(self, **fields: str) -> httpx.Response:
        """Ask for a token with the demo credentials; a field given as "" is sent empty."""
        form = {"grant_type": "client_credentials", "scope": "employer_access", **CREDENTIALS}
        return self.http.post(TOKEN_URL, data=form | fields)

    def token(self, scope: str = EVERYTHING, employer: str | None = None) -> str:
        fields = {"scope": scope} | ({"employer": employer} if employer else {})
        answer = self.ask_token(**fields)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def get(self, url: str, token: str | None = None) -> httpx.Response:
        return self.http.get(url, headers=bearer(token))

    def ads(self, path: str, token: str | None, method: str = "GET", **kw: Any) -> httpx.Response:
        return self.http.request(method, f"{APIS}/ads/v1/{path}", headers=bearer(token), **kw)

    def graphql(
        self, query: str, token: str | None, variables: Mapping[str, object] | None = None
    ) -> httpx.Response:
        body = {"query": query, "variables": variables}
        return self.http.post(f"{APIS}/graphql", headers=bearer(token), json=body)


def bearer(token: str | None) -> dict[str, str]:
    return {} if token is None else {"Authorization": f"Bearer {token}"}
