"""One request on its way through the simulator: where it goes, for whom, and with what right."""

from dataclasses import dataclass

from indeed_tui.simulator.ads import ADS_PATH
from indeed_tui.simulator.calls import Call
from indeed_tui.simulator.faults import Target
from indeed_tui.simulator.identity import APPINFO, elsewhere
from indeed_tui.simulator.journal import Record
from indeed_tui.simulator.oauth import TokenRequest
from indeed_tui.simulator.tokens import Issued, Mint

_TARGETS = {
    "/oauth/v2/tokens": Target.TOKEN,
    APPINFO: Target.APPINFO,
    "/graphql": Target.GRAPHQL,
}


@dataclass(frozen=True, slots=True)
class Visit:
    """A call with its target; `asked` is read from any body, and means something on `token`.

    `issued` is what the bearer token stands for, None where it is missing or dead.
    """

    call: Call
    target: Target | None
    asked: TokenRequest
    issued: Issued | None

    @classmethod
    def of(cls, call: Call, mint: Mint) -> "Visit":
        """Return the visit of a call; nothing is answered yet."""
        target = Target.ADS if call.path.startswith(ADS_PATH) else _TARGETS.get(call.path)
        if elsewhere(call):
            target = None
        return cls(call, target, TokenRequest.of(call), mint.find(call.bearer()))

    @property
    def employer(self) -> str | None:
        """The employer a token is asked for, or the one the bearer token represents."""
        if self.target is Target.TOKEN:
            return self.asked.employer
        return self.issued.employer if self.issued is not None else None

    @property
    def scope(self) -> str:
        """The scopes a token is asked for, or those of the bearer token, space-delimited."""
        if self.target is Target.TOKEN:
            return " ".join(self.asked.scopes)
        return self.issued.scope if self.issued is not None else ""

    @property
    def auth(self) -> str:
        """How the client said who it is; see `Record`."""
        if self.target is Target.TOKEN:
            return self.asked.auth
        return "none" if self.call.bearer() is None else "bearer"

    def record(self, time: float, status: int | None) -> Record:
        """Return what is kept of the visit; the status is None where it was reset."""
        return Record(
            time=time,
            on=self.target,
            method=self.call.method,
            path=self.call.path,
            query=self.call.masked_query(),
            employer=self.employer,
            scope=self.scope,
            auth=self.auth,
            status=status,
            headers=self.call.masked_headers(),
        )
