"""What Indeed says: a token by the session's own way, its scopes, the employers, the clocks."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from indeed_tui.cli.checks.check import Area, Check
from indeed_tui.cli.exits import Exit
from indeed_tui.indeed.employer_list import EmployerList
from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import (
    EMPLOYER_ACCESS,
    Credentials,
    Exchange,
    ExchangeKind,
    Instant,
    Token,
    TokenKey,
)
from indeed_tui.session.events import ExchangeRecorded, SessionEvent
from indeed_tui.store.profiles import Profile

CLOCK, ACCOUNT = Area("clock"), Area("account")
LIMIT = 8.0
# Above this a clock is worth a word (design, rule 10), in seconds.
_SKEW = 30.0
# A Date header has whole seconds, and half the way to the server is a guess.
_EXACT = 2.0
_TRY_LATER = "Run the doctor again; if it stays so, Indeed or the way there is slow."


class Asking(Protocol):
    """What is needed of a session."""

    async def enter(self, profile: Profile) -> Credentials:
        """Read the profile's secret; ConfigError where it can't be had."""
        ...

    async def token(self, key: TokenKey) -> Token:
        """Return the key's token; IndeedError when none can be had."""
        ...

    async def employers(self, credentials: Credentials) -> EmployerList:
        """Ask appinfo for the employers; IndeedError."""
        ...


@dataclass(slots=True)
class Heard:
    """What came back; filled while the session asks.

    `error` is what stopped it, before a token came or at appinfo; `late` says that time was up.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    token: Token | None = None
    employers: EmployerList | None = None
    error: IndeedError | None = None
    late: bool = False

    def note(self, event: SessionEvent) -> None:
        """Take an event of the session: keeps the exchanges."""
        if isinstance(event, ExchangeRecorded):
            self.exchanges.append(event.exchange)

    @property
    def requested(self) -> bool:
        """Whether a token was asked for, rather than taken from the shared cache."""
        return any(exchange.kind is ExchangeKind.TOKEN for exchange in self.exchanges)

    @property
    def skew(self) -> float | None:
        """The server's time minus ours in seconds, from the last answer that had a date."""
        dated = (each.skew for each in reversed(self.exchanges) if each.skew is not None)
        return next(dated, None)


async def ask(
    session: Asking, profile: Profile, heard: Heard, *, appinfo: bool, limit: float = LIMIT
) -> None:
    """Obtain the profile's app token, and list its employers with it where `appinfo` says so."""
    try:
        async with asyncio.timeout(limit):
            credentials = await session.enter(profile)
            heard.token = await session.token(credentials.key())
            if appinfo and EMPLOYER_ACCESS in heard.token.grant.granted:
                heard.employers = await session.employers(credentials)
    except TimeoutError:
        heard.late = True
    except IndeedError as error:
        heard.error = error


def clock_checks(heard: Heard | None, *, boottime: bool) -> Iterator[Check]:
    """Yield how far the local clock is off the server's, and whether it counts through suspend."""
    skew = None if heard is None else heard.skew
    if skew is None:
        yield CLOCK.skip("skew", "no answer of Indeed came whose date could be compared")
    else:
        local = -skew
        side = "ahead of" if local > 0 else "behind"
        seen = f"this machine is {abs(local):.0f} s {side} the server"
        yield CLOCK.judged(
            "skew",
            "this machine and the server agree" if abs(local) < _EXACT else seen,
            well=abs(local) <= _SKEW,
            todo="Set the clock, best by NTP: timedatectl set-ntp true.",
        )
    yield CLOCK.judged(
        "suspend",
        "CLOCK_BOOTTIME counts through it" if boottime else "guessed from the wall clock",
        well=boottime,
        todo="No CLOCK_BOOTTIME here: after a suspend or a clock step tokens are refreshed early.",
    )


def account_checks(heard: Heard, now: Instant, limit: float = LIMIT) -> Iterator[Check]:
    """Yield token, scopes and appinfo."""
    token = heard.token
    if token is None:
        if heard.error is not None:
            yield ACCOUNT.error("token", heard.error)
        else:
            seen = f"none came within {limit:.0f} s"
            yield ACCOUNT.fail("token", seen, _TRY_LATER, Exit.TRY_AGAIN)
        yield from skipped("there is no token", ("scopes", "appinfo"))
        return
    minutes, seconds = divmod(int(max(0.0, token.deadline - now.elapsed)), 60)
    origin = "newly requested" if heard.requested else "from the shared cache"
    took = f" in {token.latency * 1000:.0f} ms" if heard.requested else ""
    yield ACCOUNT.ok("token", f"{origin}{took}, {minutes}:{seconds:02} left")
    yield scopes(token)
    yield employers(heard, token, limit)


def skipped(why: str, names: tuple[str, ...] = ("token", "scopes", "appinfo")) -> Iterator[Check]:
    """Yield the account's checks as skipped."""
    return (ACCOUNT.skip(name, why) for name in names)


def scopes(token: Token) -> Check:
    """Compare what was granted with what was asked."""
    granted = " ".join(token.grant.granted)
    missing = token.missing_scopes()
    if not missing:
        return ACCOUNT.ok("scopes", f"all granted: {granted}")
    return ACCOUNT.warn(
        "scopes",
        f"missing: {' '.join(missing)}; asked: {token.key.scope}; granted: {granted or 'none'}",
        "Ask Indeed to enable them for the app, or take them out of the profile.",
    )


def employers(heard: Heard, token: Token, limit: float = LIMIT) -> Check:
    """Count the employers that appinfo lists."""
    if heard.error is not None:
        return ACCOUNT.error("appinfo", heard.error)
    if heard.employers is None:
        if heard.late:
            seen = f"no answer within {limit:.0f} s"
            return ACCOUNT.fail("appinfo", seen, _TRY_LATER, Exit.TRY_AGAIN)
        if EMPLOYER_ACCESS not in token.grant.granted:
            return ACCOUNT.skip("appinfo", f"the token has no {EMPLOYER_ACCESS}")
        return ACCOUNT.skip("appinfo", "its host can't be reached, see above")
    count = len(heard.employers.employers)
    odd = f"; {heard.employers.skipped} without a usable id" if heard.employers.skipped else ""
    if count == 0:
        return ACCOUNT.warn(
            "appinfo",
            f"no employers{odd}",
            "An employer appears once its account's admin has added the app owner's e-mail "
            "address as a user.",
        )
    return ACCOUNT.ok("appinfo", f"{count} employer{'' if count == 1 else 's'}{odd}")
