"""The token endpoint, RFC 6749 sections 2.3.1, 4.4, 5 and 6, from outside."""

import base64
from urllib.parse import quote_plus

import httpx
import pytest

from tests.simulator.asking import AGENT, APIS, CREDENTIALS, DHARMA, TOKEN_URL, Asker
from tests.simulator.conftest import MakeAsker

GRANT = {"grant_type": "client_credentials", "scope": "employer_access"}


def basic(client_id: str, secret: str) -> dict[str, str]:
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}


def refusal(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.json()["error"]


def test_credentials_in_the_body_give_a_token(ask: Asker) -> None:
    answer = ask.ask_token()
    assert answer.status_code == 200
    body = answer.json()
    assert body.pop("access_token").count(".") == 2
    assert body == {"scope": "employer_access", "token_type": "Bearer", "expires_in": 3600}
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["date"] == "Thu, 01 Jan 2026 12:00:00 GMT"
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_credentials_in_basic_are_form_decoded(make: MakeAsker) -> None:
    ask = make(client_id="a:b c", client_secret="ä+%&:=")
    assert ask.simulator.client_id == "a:b c"
    answer = ask.http.post(TOKEN_URL, data=GRANT, headers=basic("a:b c", "ä+%&:="))
    assert answer.status_code == 200


def test_basic_with_its_own_client_id_in_the_body_is_fine_and_another_is_not(ask: Asker) -> None:
    headers = basic(client_id="demo-client", secret="demo-secret")
    same = ask.http.post(TOKEN_URL, data=GRANT | {"client_id": "demo-client"}, headers=headers)
    other = ask.http.post(TOKEN_URL, data=GRANT | {"client_id": "another"}, headers=headers)
    assert same.status_code == 200
    assert refusal(other) == (400, "invalid_request")


def test_both_ways_at_once_are_refused(ask: Asker) -> None:
    headers = basic("demo-client", "demo-secret")
    answer = ask.http.post(TOKEN_URL, data=GRANT | CREDENTIALS, headers=headers)
    assert refusal(answer) == (400, "invalid_request")


@pytest.mark.parametrize(
    "fields",
    [{"client_secret": "wrong"}, {"client_id": "wrong"}, {"client_secret": ""}, {"client_id": ""}],
)
def test_wrong_credentials_in_the_body_are_refused_without_challenge(
    ask: Asker, fields: dict[str, str]
) -> None:
    answer = ask.ask_token(**fields)
    assert refusal(answer) == (401, "invalid_client")
    assert "www-authenticate" not in answer.headers


@pytest.mark.parametrize(
    "given",
    [
        basic("demo-client", "wrong")["Authorization"],
        "Basic !!!",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b"\xff:\xff").decode(),
        "Bearer something",
    ],
)
def test_a_bad_authorization_header_is_refused_with_a_challenge(ask: Asker, given: str) -> None:
    answer = ask.http.post(TOKEN_URL, data=GRANT, headers={"Authorization": given})
    assert refusal(answer) == (401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic ")


def test_a_rotated_secret_is_the_only_one_accepted(ask: Asker) -> None:
    ask.simulator.client_secret = "second"
    assert ask.simulator.client_secret == "second"
    assert refusal(ask.ask_token()) == (401, "invalid_client")
    assert ask.ask_token(client_secret="second").status_code == 200


@pytest.mark.parametrize("scope", ["nonsense", "employer_access nonsense", "email", "", " "])
def test_an_unknown_or_missing_scope_is_refused(ask: Asker, scope: str) -> None:
    assert refusal(ask.ask_token(scope=scope)) == (400, "invalid_scope")


def test_scopes_come_back_in_order_and_once(ask: Asker) -> None:
    asked = "employer.hosted_job employer_access employer.hosted_job"
    assert ask.ask_token(scope=asked).json()["scope"] == "employer.hosted_job employer_access"


def test_a_scope_not_enabled_for_the_app_is_left_out_and_alone_refused(make: MakeAsker) -> None:
    ask = make(scopes=["employer_access"])
    asked = "employer_access employer.hosted_job"
    assert ask.ask_token(scope=asked).json()["scope"] == "employer_access"
    assert refusal(ask.ask_token(scope="employer.hosted_job")) == (400, "invalid_scope")


@pytest.mark.parametrize(
    ("grant", "error"),
    [
        ("password", "unsupported_grant_type"),
        ("refresh_token", "unsupported_grant_type"),
        ("", "invalid_request"),
    ],
)
def test_another_grant_type_is_refused(ask: Asker, grant: str, error: str) -> None:
    assert refusal(ask.ask_token(grant_type=grant)) == (400, error)


def test_an_employer_is_taken_when_known_and_refused_otherwise(ask: Asker) -> None:
    assert ask.ask_token(employer=DHARMA).status_code == 200
    assert refusal(ask.ask_token(employer="0123")) == (400, "invalid_request")


def test_an_empty_parameter_counts_as_omitted(ask: Asker) -> None:
    assert ask.ask_token(employer="").status_code == 200
    assert ask.simulator.requests[-1].employer is None


def test_a_repeated_parameter_is_refused(ask: Asker) -> None:
    body = "grant_type=client_credentials&scope=employer_access&scope=employer_access"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = ask.http.post(TOKEN_URL, content=body, headers=headers)
    assert refusal(answer) == (400, "invalid_request")


def test_a_json_body_is_refused(ask: Asker) -> None:
    answer = ask.http.post(TOKEN_URL, json=GRANT | CREDENTIALS)
    assert refusal(answer) == (400, "invalid_request")


def test_only_post_is_allowed(ask: Asker) -> None:
    answer = ask.http.get(TOKEN_URL, params=GRANT | CREDENTIALS)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_refresh_tokens_come_and_work_only_where_switched_on(make: MakeAsker) -> None:
    assert "refresh_token" not in make().ask_token().json()
    ask = make(refresh_tokens=True)
    first = ask.ask_token(employer=DHARMA, scope="employer_access employer.hosted_job").json()
    again = ask.ask_token(
        grant_type="refresh_token", refresh_token=first["refresh_token"], scope="employer_access"
    )
    assert again.json()["scope"] == "employer_access"
    assert again.json()["access_token"] != first["access_token"]
    kept = ask.ask_token(
        grant_type="refresh_token", refresh_token=again.json()["refresh_token"], scope=""
    )
    assert kept.json()["scope"] == "employer_access"


def test_a_refresh_token_works_once_and_never_widens(make: MakeAsker) -> None:
    ask = make(refresh_tokens=True)

    def refresh(**fields: str) -> httpx.Response:
        return ask.ask_token(grant_type="refresh_token", **fields)

    given = ask.ask_token().json()["refresh_token"]
    assert refresh(refresh_token=given).status_code == 200
    assert refusal(refresh(refresh_token=given)) == (400, "invalid_grant")
    assert refusal(refresh()) == (400, "invalid_request")
    other = ask.ask_token().json()["refresh_token"]
    wider = refresh(refresh_token=other, scope="employer.hosted_job")
    assert refusal(wider) == (400, "invalid_scope")


def test_default_library_agents_meet_the_edge(ask: Asker) -> None:
    for agent in ("python-requests/2.32", "python-httpx/0.28.1", "Python-urllib/3.11"):
        answer = ask.http.post(TOKEN_URL, data=GRANT, headers={"User-Agent": agent})
        assert answer.status_code == 403
        assert answer.headers["content-type"].startswith("text/html")
        assert "1020" in answer.text
    assert ask.http.get(f"{APIS}/nowhere", headers=AGENT).text.count("1020") == 0
