"""Other people's clients, each used as its own documentation shows.

Each asks for a token, and lists the employers with it; `RefusedError` carries what the library
itself made of a refusal.
"""

import asyncio
import base64
import json
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests_oauthlib import OAuth2Session

from tests.clients.authlib_parts import AsyncOAuth2Client, AuthlibSession, OAuth2Client, OAuthError
from tests.clients.served import Indeed

POST, BASIC = "client_secret_post", "client_secret_basic"
_NO_CURL = "curl isn't installed"


@dataclass(frozen=True, slots=True)
class Ask:
    """A token as a user of a client wants it."""

    method: str
    client_id: str = "demo-client"
    secret: str = "demo-secret"
    scope: str = "employer_access"
    employer: str | None = None

    @property
    def extra(self) -> dict[str, Any]:
        """What isn't in RFC 6749."""
        return {} if self.employer is None else {"employer": self.employer}

    @property
    def form(self) -> dict[str, str]:
        """The body of the request, for clients that know nothing of OAuth."""
        wanted = {"grant_type": "client_credentials", "scope": self.scope, **self.extra}
        if self.method == BASIC:
            return wanted
        return wanted | {"client_id": self.client_id, "client_secret": self.secret}


@dataclass(frozen=True, slots=True)
class Given:
    """What a client has in its hands: the token answer, and the body of appinfo."""

    token: dict[str, Any]
    appinfo: dict[str, Any]


class RefusedError(Exception):
    """A refusal, by the error code and description that the library reports."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(code)
        self.code = code
        self.description = description


@contextmanager
def _reported(kind: type[Exception]) -> Iterator[None]:
    try:
        yield
    except kind as error:
        # Both libraries name these two alike.
        raise RefusedError(getattr(error, "error"), getattr(error, "description")) from error  # noqa: B009


def _authlib_options(ask: Ask) -> dict[str, Any]:
    return {
        "client_id": ask.client_id,
        "client_secret": ask.secret,
        "scope": ask.scope,
        "token_endpoint_auth_method": ask.method,
    }


def authlib_httpx(indeed: Indeed, ask: Ask) -> Given:
    with OAuth2Client(**_authlib_options(ask)) as client, _reported(OAuthError):
        token = client.fetch_token(indeed.token_url, **ask.extra)
        return Given(token, client.get(indeed.appinfo_url).json())


def authlib_httpx_async(indeed: Indeed, ask: Ask) -> Given:
    async def work() -> Given:
        async with AsyncOAuth2Client(**_authlib_options(ask)) as client:
            token = await client.fetch_token(indeed.token_url, **ask.extra)
            return Given(token, (await client.get(indeed.appinfo_url)).json())

    with _reported(OAuthError):
        return asyncio.run(work())


def authlib_requests(indeed: Indeed, ask: Ask) -> Given:
    with AuthlibSession(**_authlib_options(ask)) as client, _reported(OAuthError):
        token = client.fetch_token(indeed.token_url, **ask.extra)
        return Given(token, client.get(indeed.appinfo_url).json())


def requests_oauthlib(indeed: Indeed, ask: Ask) -> Given:
    asking = BackendApplicationClient(ask.client_id, scope=ask.scope)
    with OAuth2Session(client=asking) as client, _reported(OAuth2Error):
        token = client.fetch_token(
            indeed.token_url,
            client_secret=ask.secret,
            include_client_id=ask.method == POST,
            **ask.extra,
        )
        return Given(token, client.get(indeed.appinfo_url).json())


def curl(indeed: Indeed, ask: Ask) -> Given:
    who = [("user", f"{ask.client_id}:{ask.secret}")] if ask.method == BASIC else []
    data = [("data-urlencode", f"{name}={value}") for name, value in ask.form.items()]
    token = _curled(("url", indeed.token_url), *who, *data)
    bearer = f"Authorization: Bearer {token['access_token']}"
    return Given(token, _curled(("url", indeed.appinfo_url), ("header", bearer)))


def _curled(*options: tuple[str, str]) -> dict[str, Any]:
    """Run curl with these options on its stdin, where no other user of the machine sees them."""
    program = shutil.which("curl")
    if program is None:
        pytest.skip(_NO_CURL)
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in options]
    ended = subprocess.run(
        [program, "-q", "--silent", "--show-error", "--config", "-"],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return _answered(json.loads(ended.stdout))


def stdlib(indeed: Indeed, ask: Ask) -> Given:
    headers = {}
    if ask.method == BASIC:
        pair = base64.b64encode(f"{ask.client_id}:{ask.secret}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    token = _opened(indeed.token_url, headers, urllib.parse.urlencode(ask.form).encode())
    bearer = {"Authorization": f"Bearer {token['access_token']}"}
    return Given(token, _opened(indeed.appinfo_url, bearer))


def _opened(url: str, headers: Mapping[str, str], body: bytes | None = None) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=30) as got:
            return _answered(json.load(got))
    except urllib.error.HTTPError as refused:
        with refused:
            return _answered(json.load(refused))


def _answered(loaded: dict[str, Any]) -> dict[str, Any]:
    if "error" in loaded:
        raise RefusedError(loaded["error"], loaded["error_description"])
    return loaded


Speaker = Callable[[Indeed, Ask], Given]
SPEAKERS: tuple[Speaker, ...] = (
    authlib_httpx,
    authlib_httpx_async,
    authlib_requests,
    requests_oauthlib,
    curl,
    stdlib,
)
