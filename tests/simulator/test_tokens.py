"""What a token looks like, how long it lives, and what it stands for."""

import base64
import json
from typing import Any

import pytest

from tests.simulator.asking import DHARMA, NOON, SECURE, Asker
from tests.simulator.conftest import MakeAsker

APPINFO = f"{SECURE}/v2/api/appinfo"


def decoded(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    header, claims, signature = (
        base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split(".")
    )
    return json.loads(header), json.loads(claims), signature


def test_a_token_has_the_shape_of_indeeds(ask: Asker) -> None:
    header, claims, signature = decoded(ask.token("employer_access"))
    keys = ask.get(f"{SECURE}/.well-known/keys").json()["keys"]
    assert header == {"kid": keys[0]["kid"], "typ": "JWT", "alg": "ES256"}
    assert len(signature) == 64
    assert claims["iss"] == "https://secure.indeed.com"
    assert claims["sub"] == "app:demo-client"
    assert claims["azp"] == "demo-client"
    assert claims["scope"] == "employer_access"
    assert (claims["iat"], claims["exp"]) == (int(NOON), int(NOON) + 3600)
    assert {"aud", "app_account"} <= claims.keys()


def test_two_tokens_of_the_same_second_differ(ask: Asker) -> None:
    assert ask.token() != ask.token()


def test_the_same_requests_give_the_same_tokens_in_another_simulator(make: MakeAsker) -> None:
    first, second = make(), make()
    assert [first.token(), first.token()] == [second.token(), second.token()]


def test_a_token_dies_at_its_end_on_the_injected_clock(make: MakeAsker) -> None:
    ask = make(expires_in=60)
    token = ask.token("employer_access")
    ask.clock.now += 59.9
    assert ask.get(APPINFO, token).status_code == 200
    ask.clock.now += 0.1
    answer = ask.get(APPINFO, token)
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_tokens_can_be_revoked_all_or_by_employer(ask: Asker) -> None:
    app, dharma = ask.token("employer_access"), ask.token("employer_access", DHARMA)
    assert ask.simulator.revoke(DHARMA) == 1
    assert ask.get(APPINFO, dharma).status_code == 401
    assert ask.get(APPINFO, app).status_code == 200
    assert ask.simulator.revoke() == 1
    assert ask.get(APPINFO, app).status_code == 401


def test_revoking_takes_the_refresh_token_along(make: MakeAsker) -> None:
    ask = make(refresh_tokens=True)
    given = ask.ask_token().json()["refresh_token"]
    ask.simulator.revoke(employer=None)
    answer = ask.ask_token(grant_type="refresh_token", refresh_token=given)
    assert answer.json()["error"] == "invalid_grant"


@pytest.mark.no_cover
def test_dead_tokens_are_forgotten_and_live_ones_kept(make: MakeAsker) -> None:
    ask = make(expires_in=10)
    for _ in range(4096):
        ask.token("employer_access")
    ask.clock.now += 10
    live = ask.token("employer_access")
    assert ask.get(APPINFO, live).status_code == 200
    assert ask.simulator.revoke() == 1
