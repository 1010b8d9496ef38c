"""Who may see which employers, the discovery documents, and every path that isn't there."""

import pytest

from tests.simulator.asking import APIS, DHARMA, SECURE, Asker
from tests.simulator.conftest import MakeAsker

APPINFO = f"{SECURE}/v2/api/appinfo"
USERINFO = f"{SECURE}/v2/api/userinfo"


def test_appinfo_lists_the_employers_of_the_documentation(ask: Asker) -> None:
    listed = ask.get(APPINFO, ask.token("employer_access")).json()["employers"]
    assert [one["name"] for one in listed] == [
        "Dharma Initiative",
        "Umbrella Corporation",
        "US Robotics and Mechanical Men",
    ]
    assert listed[0]["id"] == DHARMA
    assert listed[1]["id"].startswith("865e08")
    assert listed[2]["id"].startswith("4bc393")
    assert {len(one["id"]) for one in listed} == {32}


def test_a_hundred_thousand_employers_are_listed_the_same_each_time(make: MakeAsker) -> None:
    ask = make(100_000)
    token = ask.token("employer_access", ask.simulator.employers[-1][0])
    first, second = ask.get(APPINFO, token), ask.get(APPINFO, token)
    assert first.content == second.content
    assert len(first.json()["employers"]) == 100_000


def test_appinfo_follows_a_change_of_employers(ask: Asker) -> None:
    token = ask.token("employer_access")
    ask.get(APPINFO, token)
    ask.simulator.employers = [("1", "A\u202e[b]\x07"), ("1", "\ud800 twice")]
    assert ask.get(APPINFO, token).json()["employers"] == [
        {"id": "1", "name": "A\u202e[b]\x07"},
        {"id": "1", "name": "\ud800 twice"},
    ]
    ask.simulator.employers = 0
    assert ask.get(APPINFO, token).json() == {"employers": []}
    assert ask.simulator.employers == ()


def test_a_token_outlives_its_employer_but_no_new_one_comes(ask: Asker) -> None:
    token = ask.token("employer_access", DHARMA)
    ask.simulator.employers = []
    assert ask.get(APPINFO, token).status_code == 200
    assert ask.ask_token(employer=DHARMA).status_code == 400


@pytest.mark.parametrize("url", [APPINFO, USERINFO])
@pytest.mark.parametrize("token", [None, "unknown", ""])
def test_without_a_live_token_it_is_401(ask: Asker, url: str, token: str | None) -> None:
    answer = ask.get(url, token)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer ")
    assert answer.json()["error"] == "invalid_token"


def test_appinfo_needs_employer_access(ask: Asker) -> None:
    answer = ask.get(APPINFO, ask.token("employer.hosted_job"))
    assert answer.status_code == 403
    assert answer.json()["error"] == "insufficient_scope"
    assert 'scope="employer_access"' in answer.headers["www-authenticate"]


def test_userinfo_refuses_a_token_without_user(ask: Asker) -> None:
    answer = ask.get(USERINFO, ask.token())
    assert (answer.status_code, answer.json()["error"]) == (403, "insufficient_scope")


def test_writing_to_appinfo_is_not_allowed(ask: Asker) -> None:
    answer = ask.http.post(APPINFO)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


@pytest.mark.parametrize("name", ["openid-configuration", "oauth-authorization-server"])
def test_discovery_names_both_hosts(ask: Asker, name: str) -> None:
    document = ask.get(f"{SECURE}/.well-known/{name}").json()
    assert document["issuer"] == SECURE
    assert document["token_endpoint"] == f"{APIS}/oauth/v2/tokens"
    assert document["userinfo_endpoint"] == USERINFO
    assert document["jwks_uri"] == f"{SECURE}/.well-known/keys"
    assert "employer_access" in document["scopes_supported"]


def test_discovery_on_another_host_names_that_host(ask: Asker) -> None:
    document = ask.get("http://127.0.0.1:8080/.well-known/openid-configuration").json()
    assert document["token_endpoint"] == "http://127.0.0.1:8080/oauth/v2/tokens"
    assert document["jwks_uri"] == "http://127.0.0.1:8080/.well-known/keys"


def test_the_served_key_says_that_it_is_simulated(ask: Asker) -> None:
    (key,) = ask.get(f"{SECURE}/.well-known/keys").json()["keys"]
    assert (key["kty"], key["crv"], key["alg"]) == ("EC", "P-256", "ES256")
    assert "simulated" in key["kid"]


@pytest.mark.parametrize(
    "url",
    [
        f"{APIS}/v1/campaigns",
        f"{APIS}/ads",
        f"{APIS}/",
        f"{APIS}/v2/api/appinfo",
        f"{SECURE}/graphql",
        f"{SECURE}/ads/v1/campaigns",
        "http://localhost/v1/campaigns",
    ],
)
def test_anything_else_is_an_html_403(make: MakeAsker, url: str) -> None:
    ask = make()
    answer = ask.get(url, ask.token())
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")
    assert "<h1>403 Forbidden</h1>" in answer.text
