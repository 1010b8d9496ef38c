"""Caller: sends token requests and API calls with the right credentials, by the keeper's tokens."""

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from indeed_tui.indeed.effect import Permit, effect_of
from indeed_tui.indeed.errors import ConfigError, IndeedError, RefusedError
from indeed_tui.indeed.models import (
    Credentials,
    Exchange,
    ExchangeKind,
    Grant,
    Headers,
    HttpRequest,
    Secret,
    Token,
    TokenKey,
)
from indeed_tui.indeed.oauth import read_grant, token_request
from indeed_tui.session import policy
from indeed_tui.session.clock import Clock
from indeed_tui.session.keeper import TokenKeeper
from indeed_tui.session.snapshots import Why

Origins = frozenset[tuple[str, str, int]]


class Wire(Protocol):
    """What a session needs of the HTTP client."""

    async def send(
        self,
        request: HttpRequest,
        *,
        kind: ExchangeKind,
        key: TokenKey | None,
        origins: Origins,
        permit: Permit = ...,
    ) -> Exchange:
        """Send a request and return its exchange.

        Raises ConfigError when it may not go there, GuardError when it may not do that.
        """
        ...

    async def preview(self, request: HttpRequest) -> tuple[str, Headers]:
        """Return the URL and headers as they would leave, masked."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


MakeWire = Callable[[Callable[[Exchange], None]], Wire]
"""Makes the wire, given what records its exchanges."""


class Caller:
    """Knows which credentials are behind a key's identity, and nothing of profiles or screens."""

    def __init__(self, wire: Wire, clock: Clock, roll: Callable[[], float]) -> None:
        self._wire, self._clock, self._roll = wire, clock, roll
        self._credentials: dict[tuple[str, str], Credentials] = {}
        self._unlocked: set[str] = set()

    def learn(self, credentials: Credentials) -> Credentials:
        """Remember credentials, so that their keys can be served; returns them."""
        self._credentials[credentials.profile, credentials.identity] = credentials
        return credentials

    def unlearn(self, profile: str, keep: Credentials | None = None) -> None:
        """Forget a profile's credentials but for `keep`; their keys can't be served any more.

        Without `keep` the profile is gone: another one of that name isn't unlocked.
        """
        if keep is None:
            self._unlocked.discard(profile)
        self._credentials = {
            known: credentials
            for known, credentials in self._credentials.items()
            if known[0] != profile or (keep is not None and known == (profile, keep.identity))
        }

    async def fetch(self, key: TokenKey, refresh_token: Secret | None) -> Grant:
        """Request one token; a refused refresh token falls back to the credentials.

        Raises IndeedError with what went wrong, ConfigError when the credentials are gone.
        """
        credentials = self._known(key)
        if refresh_token is not None:
            try:
                return await self._ask(credentials, key, refresh_token)
            except RefusedError as error:
                if error.problem.code == "invalid_client":
                    # It isn't the refresh token that Indeed refuses: no second request.
                    raise
        return await self._ask(credentials, key, None)

    async def probe(self, credentials: Credentials) -> Token:
        """Request an app token once, whatever is known already; raises what Indeed objects to.

        The credentials aren't learned: they may be wrong, or never be saved.
        """
        key = credentials.key()
        sent = self._clock.now()
        grant = await self._ask(credentials, key, None)
        latency = self._clock.elapsed() - sent.elapsed
        age = policy.refresh_age(grant.lifetime, self._roll())
        return Token(key, grant, sent.elapsed, sent.wall, age, latency)

    def unlock(self, profile: str, *, unlocked: bool = True) -> None:
        """Let a read-only profile write as long as this process lives, or no longer."""
        (self._unlocked.add if unlocked else self._unlocked.discard)(profile)

    def unlocked(self, profile: str) -> bool:
        """Say whether a read-only profile may write as long as this process lives."""
        return profile in self._unlocked

    def permit(self, key: TokenKey, agreed: Permit) -> Permit:
        """Return what the user agreed to, within what the key's profile allows."""
        read_only = self._known(key).read_only and key.profile not in self._unlocked
        return replace(agreed, read_only=read_only)

    def check(self, request: HttpRequest, key: TokenKey, agreed: Permit) -> None:
        """Raise GuardError for what the profile doesn't allow or the user didn't agree to."""
        self.permit(key, agreed).check(effect_of(request))

    async def call(
        self,
        keeper: TokenKeeper,
        request: HttpRequest,
        key: TokenKey,
        kind: ExchangeKind,
        agreed: Permit = Permit(),  # noqa: B008 - frozen
    ) -> Exchange:
        """Send a request with the key's token; a 401 gets one new token and one more try.

        Raises IndeedError when no token can be had, ConfigError for a foreign address, GuardError
        for what the profile doesn't allow or the user didn't agree to; no token is asked for then.
        """
        self.check(request, key, agreed)
        token = await keeper.token(key)
        exchange = await self._send(request, token, kind, agreed)
        if exchange.status != 401:
            return exchange
        keeper.reject(token)
        try:
            token = await keeper.token(key, Why.UNAUTHORIZED)
        except IndeedError:
            # The failed refresh is told by the key's snapshot; the caller gets Indeed's answer.
            return exchange
        return await self._send(request, token, kind, agreed)

    async def preview(self, request: HttpRequest) -> tuple[str, Headers]:
        """Return the URL and headers as they would leave, masked; nothing is sent."""
        stand_in = Secret(os.urandom(16).hex())
        return await self._wire.preview(replace(request, bearer=stand_in))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def _send(
        self, request: HttpRequest, token: Token, kind: ExchangeKind, agreed: Permit
    ) -> Exchange:
        return await self._wire.send(
            replace(request, bearer=token.grant.access_token),
            kind=kind,
            key=token.key,
            origins=self._known(token.key).endpoints.origins(),
            permit=self.permit(token.key, agreed),
        )

    async def _ask(self, credentials: Credentials, key: TokenKey, refresh: Secret | None) -> Grant:
        exchange = await self._wire.send(
            token_request(credentials, key, refresh),
            kind=ExchangeKind.TOKEN,
            key=key,
            origins=credentials.endpoints.origins(),
        )
        return read_grant(exchange, key, credentials.profile)

    def _known(self, key: TokenKey) -> Credentials:
        credentials = self._credentials.get((key.profile, key.identity))
        if credentials is None:
            raise ConfigError(
                "These credentials are no longer in use", "Choose the profile again.", code="gone"
            )
        return credentials
