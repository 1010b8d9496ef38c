"""What libraries do with a token's life and its granted scope: each in its own manner."""

import time
from typing import Any

import httpx
import pytest
from oauthlib.oauth2 import BackendApplicationClient, TokenExpiredError
from requests_oauthlib import OAuth2Session

from tests.clients.authlib_parts import AsyncOAuth2Client, AuthlibSession, OAuth2Client
from tests.clients.served import Indeed

authlib_clients = pytest.mark.parametrize("kind", [OAuth2Client, AuthlibSession])
WIDE = "employer_access employer.hosted_job"
SHORT: dict[str, object] = {"on": "token", "expires_in": 20, "times": 1}


def options(indeed: Indeed) -> dict[str, Any]:
    """How Authlib is told to fetch a token again by itself."""
    return {
        "client_id": "demo-client",
        "client_secret": "demo-secret",
        "scope": "employer_access",
        "token_endpoint": indeed.token_url,
        "grant_type": "client_credentials",
    }


def backend(scope: str = "employer_access") -> OAuth2Session:
    return OAuth2Session(client=BackendApplicationClient("demo-client", scope=scope))


@authlib_clients
def test_authlib_knows_when_the_token_ends(indeed: Indeed, kind: Any) -> None:
    before = int(time.time())
    with kind(**options(indeed)) as client:
        token = client.fetch_token()
    assert before + 3600 <= token["expires_at"] <= time.time() + 3600
    assert not token.is_expired()
    assert token.is_expired(leeway=3601)


@authlib_clients
def test_authlib_fetches_another_token_before_the_first_ends(indeed: Indeed, kind: Any) -> None:
    indeed.fail(SHORT)
    with kind(**options(indeed)) as client:
        first = client.fetch_token()
        assert first.is_expired()
        assert client.get(indeed.appinfo_url).status_code == 200
        assert client.token["access_token"] != first["access_token"]
        assert not client.token.is_expired()
    assert len(indeed.asked("token")) == 2


async def test_authlib_fetches_another_token_without_blocking(indeed: Indeed) -> None:
    indeed.fail(SHORT)
    async with AsyncOAuth2Client(**options(indeed)) as client:
        first = await client.fetch_token()
        assert first.is_expired()
        assert (await client.get(indeed.appinfo_url)).status_code == 200
        assert client.token["access_token"] != first["access_token"]
    assert len(indeed.asked("token")) == 2


@authlib_clients
def test_authlib_shows_the_granted_scope_where_it_is_narrower(indeed: Indeed, kind: Any) -> None:
    indeed.fail({"on": "token", "scope": "employer_access"})
    with kind(**options(indeed) | {"scope": WIDE}) as client:
        assert client.fetch_token()["scope"] == "employer_access"
    assert [each["scope"] for each in indeed.asked("token")] == [WIDE]


def test_authlib_raises_the_status_of_an_unavailable_token_endpoint(indeed: Indeed) -> None:
    indeed.fail({"on": "token", "status": 503, "times": 1})
    with OAuth2Client(**options(indeed)) as client:
        with pytest.raises(httpx.HTTPStatusError, match="503"):
            client.fetch_token()
        assert client.fetch_token()["expires_in"] == 3600


def test_requests_oauthlib_knows_when_the_token_ends(indeed: Indeed) -> None:
    before = int(time.time())
    with backend() as client:
        token = client.fetch_token(indeed.token_url, client_secret="demo-secret")
    # It rounds, to either side.
    assert before + 3600 <= token["expires_at"] <= time.time() + 3601


def test_requests_oauthlib_refuses_to_send_an_expired_token(indeed: Indeed) -> None:
    # Expired when it comes, so that nobody has to wait.
    indeed.fail({"on": "token", "expires_in": -5, "times": 1})
    with backend() as client:
        client.fetch_token(indeed.token_url, client_secret="demo-secret")
        with pytest.raises(TokenExpiredError):
            client.get(indeed.appinfo_url)
        assert indeed.asked("appinfo") == []
        client.fetch_token(indeed.token_url, client_secret="demo-secret")
        assert client.get(indeed.appinfo_url).status_code == 200


def test_requests_oauthlib_raises_a_warning_where_the_scope_is_narrower(indeed: Indeed) -> None:
    indeed.fail({"on": "token", "scope": "employer_access"})
    with backend(WIDE) as client, pytest.raises(Warning, match="Scope has changed") as raised:
        client.fetch_token(indeed.token_url, client_secret="demo-secret")
    assert getattr(raised.value, "new_scope", None) == ["employer_access"]


def test_requests_oauthlib_takes_the_narrower_scope_when_told_to(
    indeed: Indeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")
    indeed.fail({"on": "token", "scope": "employer_access"})
    with backend(WIDE) as client:
        token = client.fetch_token(indeed.token_url, client_secret="demo-secret")
    assert token["scope"] == ["employer_access"]
