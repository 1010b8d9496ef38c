"""What was asked can be counted, in process and over HTTP, and holds no secret."""

import json

from indeed_tui.simulator import Fault, Target
from tests.simulator.asking import APIS, CREDENTIALS, DHARMA, NOON, SECURE, TOKEN_URL, Asker
from tests.simulator.conftest import MakeAsker

APPINFO = f"{SECURE}/v2/api/appinfo"
REQUESTS = f"{APIS}/_simulator/requests"
FAULTS = f"{APIS}/_simulator/faults"


def test_a_record_says_who_asked_for_what(ask: Asker) -> None:
    token = ask.token("employer_access employer.hosted_job", DHARMA)
    ask.get(f"{APPINFO}?a=1&a=2", token)
    first, second = ask.simulator.requests
    assert (first.on, first.method, first.path) == (Target.TOKEN, "POST", "/oauth/v2/tokens")
    assert (first.employer, first.auth, first.status) == (DHARMA, "client_secret_post", 200)
    assert first.scope == "employer_access employer.hosted_job"
    assert first.time == NOON
    assert (second.on, second.query) == (Target.APPINFO, (("a", "1"), ("a", "2")))
    assert (second.employer, second.auth, second.scope) == (DHARMA, "bearer", first.scope)


def test_every_way_of_authentication_has_its_name(ask: Asker) -> None:
    ask.http.post(TOKEN_URL, data=CREDENTIALS)
    ask.http.post(TOKEN_URL, auth=("demo-client", "demo-secret"))
    ask.http.post(TOKEN_URL, data=CREDENTIALS, auth=("demo-client", "demo-secret"))
    ask.http.post(TOKEN_URL)
    ask.get(APPINFO)
    assert [record.auth for record in ask.simulator.requests] == [
        "client_secret_post",
        "client_secret_basic",
        "both",
        "none",
        "none",
    ]


def test_requests_can_be_counted_by_target_employer_and_status(make: MakeAsker) -> None:
    ask = make(faults=[Fault(on="appinfo", status=500, times=1)])
    token = ask.token()
    ask.token(employer=DHARMA)
    ask.get(APPINFO, token)
    ask.get(APPINFO, token)
    count = ask.simulator.count
    assert (count(), count("token"), count(Target.APPINFO)) == (4, 2, 2)
    assert (count("token", employer=DHARMA), count("token", employer=None)) == (1, 1)
    assert (count(employer=None), count("appinfo", status=500)) == (3, 1)
    ask.simulator.clear_requests()
    assert count() == 0


def test_no_secret_and_no_token_is_kept(ask: Asker) -> None:
    token = ask.token()
    headers = {"Authorization": f"Bearer {token}", "Cookie": "SESSION=very secret"}
    ask.http.get(f"{APPINFO}?access_token={token}&client_secret=demo-secret", headers=headers)
    ask.http.post(TOKEN_URL, auth=("demo-client", "demo-secret"))
    ask.http.get(APPINFO, headers={"Authorization": token})
    kept = repr(ask.simulator.requests) + ask.get(REQUESTS).text
    for secret in (token, "demo-secret", "ZGVtby1jbGllbnQ6ZGVtby1zZWNyZXQ=", "very secret"):
        assert secret not in kept
    assert "Bearer ••••••" in kept
    assert "Basic ••••••" in kept


def test_the_log_is_listed_and_cleared_over_http(ask: Asker) -> None:
    ask.token(employer=DHARMA)
    (record,) = ask.get(REQUESTS).json()
    assert record["on"] == "token"
    assert record["employer"] == DHARMA
    assert record["status"] == 200
    assert ["user-agent", "indeed-tui/test"] in record["headers"]
    cleared = ask.http.delete(REQUESTS)
    assert (cleared.status_code, cleared.content) == (204, b"")
    assert ask.get(REQUESTS).json() == []


def test_the_log_keeps_the_last_requests(make: MakeAsker) -> None:
    ask = make(keep_requests=2)
    for path in ("a", "b", "c"):
        ask.get(f"{APIS}/{path}")
    assert [record.path for record in ask.simulator.requests] == ["/b", "/c"]


def test_faults_are_put_listed_and_cleared_over_http(ask: Asker) -> None:
    put = ask.http.put(FAULTS, json=[{"on": "token", "status": 503, "times": 2}, {"reset": True}])
    assert put.status_code == 200
    assert ask.ask_token().status_code == 503
    left = [{"on": "token", "times": 1, "status": 503}, {"reset": True}]
    assert ask.get(FAULTS).json() == left
    assert [fault.as_json() for fault in ask.simulator.faults] == left
    assert ask.http.delete(FAULTS).status_code == 204
    assert ask.get(FAULTS).json() == []
    assert ask.ask_token().status_code == 200


def test_a_bad_list_of_faults_is_refused_and_changes_nothing(make: MakeAsker) -> None:
    ask = make(faults=[Fault(status=503)])
    answer = ask.http.put(FAULTS, content=json.dumps([{"status": 1}]))
    assert answer.status_code == 400
    assert '"status"' in answer.json()["error"]
    assert ask.ask_token().status_code == 503


def test_tokens_are_revoked_over_http(ask: Asker) -> None:
    token = ask.token()
    assert ask.http.delete(f"{APIS}/_simulator/tokens").status_code == 204
    assert ask.get(APPINFO, token).status_code == 401


def test_control_paths_are_neither_hit_nor_recorded(make: MakeAsker) -> None:
    ask = make(faults=[Fault(status=500)], latency_ms=1000)
    assert ask.get(FAULTS).status_code == 200
    assert ask.http.get(FAULTS, headers={"User-Agent": "python-requests/2"}).status_code == 200
    assert ask.simulator.requests == ()


def test_other_control_paths_and_verbs_are_refused(ask: Asker) -> None:
    assert ask.get(f"{APIS}/_simulator/nothing").status_code == 404
    answer = ask.http.post(FAULTS)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, PUT, DELETE")
