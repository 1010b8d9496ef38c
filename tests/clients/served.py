"""The simulated Indeed as its clients and their tests see it: an address, and a log to look in."""

import json
import urllib.request
from dataclasses import dataclass
from typing import Any

DHARMA = "084a39249af95beedfb90cc5d2b8833c"


@dataclass(frozen=True, slots=True)
class Indeed:
    """A running simulator; `exports` are the lines a shell is to evaluate."""

    url: str
    exports: str = ""

    @property
    def token_url(self) -> str:
        return f"{self.url}/oauth/v2/tokens"

    @property
    def appinfo_url(self) -> str:
        return f"{self.url}/v2/api/appinfo"

    def fail(self, *faults: dict[str, object]) -> None:
        """Let these things go wrong, and nothing else."""
        self._control("PUT", "faults", json.dumps(faults).encode())

    def forget(self) -> None:
        """Forget faults and requests."""
        self._control("DELETE", "faults")
        self._control("DELETE", "requests")

    def asked(self, on: str) -> list[dict[str, Any]]:
        """Return the requests to that group of endpoints, oldest first."""
        records = json.loads(self._control("GET", "requests"))
        return [record for record in records if record["on"] == on]

    def document(self, path: str) -> dict[str, Any]:
        """Return a JSON document that anybody may read."""
        with urllib.request.urlopen(f"{self.url}{path}", timeout=30) as answer:
            loaded: dict[str, Any] = json.load(answer)
        return loaded

    def _control(self, method: str, what: str, body: bytes | None = None) -> bytes:
        request = urllib.request.Request(f"{self.url}/_simulator/{what}", body, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            read: bytes = answer.read()
        return read
