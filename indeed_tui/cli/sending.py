"""Sending one call for a command: whose token, whether it may leave, and how it is told."""

import argparse
import errno
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from indeed_tui.cli.asking import confirmed, interactive
from indeed_tui.cli.compose import Home
from indeed_tui.cli.exits import Exit, say, tell, warn
from indeed_tui.cli.output import Progress, on_terminal, print_body, print_head, print_request
from indeed_tui.indeed.catalogue import PRICE, Operation, TokenKind, suffices
from indeed_tui.indeed.effect import Effect, Permit, effect_of, query_texts
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.graphql_text import read_graphql
from indeed_tui.indeed.meaning import problem_of
from indeed_tui.indeed.models import EMPLOYER_ACCESS, Exchange, Headers, HttpRequest
from indeed_tui.indeed.route import header, is_graphql
from indeed_tui.session.clock import SystemClock
from indeed_tui.store.employer_names import EmployerNames
from indeed_tui.store.ledger import CallLedger
from indeed_tui.store.profiles import Profile
from indeed_tui.store.settings import AskBillable


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a command: the request, what it is by the catalogue, and whose it is.

    `employer` is as the user gave it, an id or a name; `scopes` None means the profile's own.
    """

    profile: Profile
    request: HttpRequest
    operation: Operation | None
    employer: str | None
    scopes: tuple[str, ...] | None

    @property
    def effect(self) -> Effect:
        """What the call does."""
        return effect_of(self.request)


def headers_of(chosen: argparse.Namespace) -> tuple[tuple[str, str], ...]:
    """Return the headers of the command line; ConfigError for one that can't be sent."""
    return tuple(header(line) for line in chosen.header)


def data_of(value: str) -> bytes:
    """Return what `DATA`, `@FILE` or `-` (stdin) mean; ConfigError where it can't be read."""
    if value != "-" and not value.startswith("@"):
        return value.encode("utf-8", "surrogateescape")
    try:
        if value != "-":
            return Path(value[1:]).read_bytes()
        if sys.stdin is None:
            raise OSError(errno.EBADF, "it is closed")
        return sys.stdin.buffer.read()
    except OSError as error:
        raise ConfigError(
            f"{value[1:] or 'stdin'} can't be read: {(error.strerror or str(error)).lower()}",
            "Give the path of a file after the @, or - for stdin.",
            code="data.unreadable",
        ) from None


def scopes_for(
    chosen: argparse.Namespace, profile: Profile, operation: Operation | None
) -> tuple[str, ...] | None:
    """Return the scopes to ask for: the given ones, else what the operation needs.

    None means the profile's own, where they suffice or nothing is known of the call.
    """
    if chosen.scope:
        return tuple(chosen.scope)
    if operation is None or not suffices(profile.scopes, operation.scopes):
        return None
    return tuple(operation.scopes)


def check_token_kind(operation: Operation | None, employer: str | None) -> None:
    """Raise ConfigError where the call wants the other kind of token: it would only cost."""
    if operation is None:
        return
    if operation.token is TokenKind.EMPLOYER and employer is None:
        raise ConfigError(
            f"{operation.title} needs the token of an employer",
            "Add --employer with an id or name; `indeed-tui employers` lists them.",
            code="call.employer",
        )
    if operation.token is TokenKind.APP and employer is not None:
        raise ConfigError(
            f"{operation.title} needs a token without employer",
            "Leave --employer out.",
            code="call.employer",
        )


def send(home: Home, call: Call, chosen: argparse.Namespace) -> int:
    """Send the call, print what came, and return the exit status; raises IndeedError.

    Asking and printing happen outside of asyncio: a signal couldn't end them inside.
    """
    import asyncio

    clock = SystemClock()
    if chosen.dry_run:
        _show(home, call, clock, *asyncio.run(_preview(home, call, clock)))
        return Exit.OK
    if chosen.output not in (None, "-"):
        check_output(Path(chosen.output))
    if _asks(home, call, chosen, clock):
        # The very employer is named, not what somebody typed for it.
        call, whose = asyncio.run(_identified(home, call, clock))
        _ask(home, call, whose, clock)
    permit = Permit(call.profile.read_only, writes=True, billable=True)
    return answered(asyncio.run(_sent(home, call, clock, permit)), chosen)


async def _sent(home: Home, call: Call, clock: SystemClock, permit: Permit) -> Exchange:
    with Progress() as progress:
        async with home.entered(call.profile, clock, progress.heard) as (session, credentials):
            employer = call.employer
            if employer is not None:
                employer = await session.employer(credentials, employer)
            key = credentials.key(employer, call.scopes)
            async with session.employer_known(credentials, employer):
                return await session.call(call.request, key, permit)


async def _identified(home: Home, call: Call, clock: SystemClock) -> tuple[Call, str]:
    """Return the call with its employer's id in place of a name, and whose it is in words."""
    if call.employer is None:
        return call, "the app"
    async with home.entered(call.profile, clock) as (session, credentials):
        employer = await session.employer(credentials, call.employer)
        names = EmployerNames(home.places.employers)
        listed = names.load(credentials.profile, credentials.identity)
    known = {} if listed is None else {each.id: each.name for each in listed.employers}
    name = known.get(employer, "")
    whose = f"{name} ({employer})" if name else employer
    return replace(call, employer=employer), whose


async def _preview(home: Home, call: Call, clock: SystemClock) -> tuple[str, Headers]:
    session = home.session(clock, lambda _event: None)
    try:
        return await session.preview(call.request)
    finally:
        await session.close(0.0)


def answered(exchange: Exchange, chosen: argparse.Namespace) -> int:
    """Print an answer as the options want it, tell what is wrong with it, return the status."""
    problem = problem_of(exchange)
    if exchange.status is not None:
        if chosen.include:
            print_head(exchange)
        if chosen.output in (None, "-"):
            print_body(exchange)
        elif exchange.problem is None and not exchange.truncated:
            _save(exchange, Path(chosen.output))
    if on_terminal(sys.stdout) and on_terminal(sys.stderr) and exchange.status is not None:
        size, took = len(exchange.body), exchange.timings.total * 1000
        say(f"{exchange.status}, {size:,} bytes, {took:.0f} ms")
    if problem is not None:
        ours = problem.code.partition(".")[0].islower() or problem.code in problem.title
        tell(problem.title if ours else f"{problem.title} ({problem.code})", problem.hint)
        return status_of(exchange)
    if exchange.truncated:
        tell(
            "The answer is larger than this machine's limit, and was cut",
            "Raise body_mib under [limits] in settings.toml, then send it again.",
        )
        return Exit.API
    return Exit.OK


def status_of(exchange: Exchange) -> Exit:
    """Return the exit status of an exchange that isn't what was asked for."""
    status = exchange.status
    if exchange.problem is not None or status is None:
        return Exit.TRY_AGAIN
    if status in (408, 425, 429) or status >= 500:
        return Exit.TRY_AGAIN
    return Exit.REFUSED if status in (401, 403) else Exit.API


def _save(exchange: Exchange, path: Path) -> None:
    if _device(path):
        path.write_bytes(exchange.body)
        return
    from indeed_tui.store.files import write_atomic

    write_atomic(path, exchange.body)
    say(f"{len(exchange.body):,} bytes written to {path}")


def check_output(path: Path) -> None:
    """Raise ConfigError where an answer can't be written: it may have been paid for by then."""
    target = Path(os.path.realpath(path))
    directory = target.parent
    if target.is_dir():
        reason = "it is a directory"
    elif not directory.is_dir():
        reason = "there is no such directory"
    elif not os.access(path if _device(path) else directory, os.W_OK):
        reason = "permission was denied"
    else:
        return
    raise ConfigError(
        f"{path} can't be written: {reason}; nothing was sent",
        "Give -o a file in a directory of yours.",
        code="output.unwritable",
    )


def _device(path: Path) -> bool:
    """Say whether this is /dev/null or its like, which is written to and not replaced."""
    return path.is_char_device() or path.is_fifo()


def _asks(home: Home, call: Call, chosen: argparse.Namespace, clock: SystemClock) -> bool:
    """Say whether the user is to be asked first; raises ConfigError where nobody can be."""
    effect = call.effect
    # Read-only comes first: nobody is asked for what can't be done anyway.
    Permit(call.profile.read_only, writes=True, billable=True).check(effect)
    free = home.settings.guards.billable is AskBillable.NEVER
    asks = effect.writes or (effect.billable and not free)
    if not asks or chosen.yes:
        return False
    if not interactive():
        raise ConfigError(
            "Nothing was sent: this call needs a yes",
            f"{_effect_told(home, call, clock)} Add --yes if that is what you want.",
            code="guard.unconfirmed",
        )
    return True


def _ask(home: Home, call: Call, whose: str, clock: SystemClock) -> None:
    """Ask once, naming the call, whose it is, its effect and price; ConfigError for a no."""
    say(f"{call.request.method} {call.request.url}")
    say(f"{call.profile.name}, as {whose}")
    say(_effect_told(home, call, clock))
    if not confirmed("Send it?"):
        raise ConfigError("Nothing was sent", "", code="guard.unconfirmed")


def _effect_told(home: Home, call: Call, clock: SystemClock) -> str:
    """Return in sentences what the call does, its price, and how many were counted."""
    parts = []
    if _unreadable(call.request):
        parts.append("The query can't be read here, so it counts as one that writes.")
    elif call.effect.writes:
        spends = call.operation is not None and call.operation.spends
        money = " and may spend the employer's money" if spends else ""
        parts.append(f"This call writes{money}.")
    if call.effect.billable:
        tally = CallLedger(home.places.ledger, clock.wall).tally(call.profile.name)
        parts.append(f"{PRICE} Billable calls counted this month: {tally.billable}.")
    return " ".join(parts)


def _unreadable(request: HttpRequest) -> bool:
    """Say whether this is GraphQL whose text is broken: a bracket is missing, for example."""
    texts = query_texts(request) if is_graphql(request.url) else []
    return not all(read_graphql(text).whole for text in texts)


def _show(home: Home, call: Call, clock: SystemClock, url: str, headers: Headers) -> None:
    """Show the request as it would leave; say on stderr what would be asked before."""
    print_request(call.request.method, url, headers, call.request.body)
    refusal = Permit(call.profile.read_only, writes=True, billable=True).refusal(call.effect)
    if refusal is not None:
        warn(refusal.title, refusal.hint)
    elif call.effect.writes or call.effect.billable:
        warn(_effect_told(home, call, clock), "Without a terminal it needs --yes.")
    scopes = call.scopes or call.profile.scopes
    if call.employer is not None and call.profile.add_employer_access:
        scopes = tuple(sorted({*scopes, EMPLOYER_ACCESS}))
    whose = "the app" if call.employer is None else f"employer {call.employer}"
    say(
        f"Nothing was sent. The token would be of {call.profile.name} for {whose}, "
        f"scopes: {' '.join(scopes)}"
    )
