"""What each fault does to a request, seen from outside."""

import base64

import httpx
import pytest

from indeed_tui.simulator import Fault, parse_fault
from tests.simulator.asking import AGENT, DHARMA, SECURE, TOKEN_URL
from tests.simulator.conftest import MakeAsker

APPINFO = f"{SECURE}/v2/api/appinfo"
JOBS = "{ findEmployerJobsPartner { estimatedTotalResultsCount } }"


def test_a_fault_hits_so_often_and_only_its_target(make: MakeAsker) -> None:
    ask = make()
    token = ask.token("employer_access")
    ask.simulator.faults = [parse_fault("on=appinfo,status=503,times=2,retry_after=7")]
    assert ask.ask_token().status_code == 200
    answers = [ask.get(APPINFO, token) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["retry-after"] == "7"
    assert answers[0].headers["content-type"].startswith("text/html")
    assert "retry-after" not in answers[2].headers
    assert ask.simulator.faults == ()


def test_a_status_without_a_name_is_answered_too(make: MakeAsker) -> None:
    answer = make(faults=[Fault(status=599)]).ask_token()
    assert answer.status_code == 599
    assert "599 Unknown" in answer.text


def test_faults_come_one_after_the_other(make: MakeAsker) -> None:
    faults = [Fault(status=500, times=1), Fault(status=429, times=1, on="ads"), Fault(status=418)]
    ask = make(faults=faults)
    assert [ask.ask_token().status_code for _ in range(3)] == [500, 418, 418]
    assert ask.ads("campaigns", None).status_code == 429


def test_a_fault_without_target_leaves_other_paths_alone(make: MakeAsker) -> None:
    ask = make(faults=[Fault(status=500)])
    assert ask.get(f"{SECURE}/.well-known/keys").status_code == 200
    assert ask.get(APPINFO).status_code == 500


def test_a_fault_can_be_put_on_one_employer(make: MakeAsker) -> None:
    ask = make()
    app, dharma = ask.token(), ask.token(employer=DHARMA)
    ask.simulator.faults = [Fault(employer=DHARMA, status=500)]
    assert ask.ask_token().status_code == 200
    assert ask.ask_token(employer=DHARMA).status_code == 500
    assert ask.get(APPINFO, app).status_code == 200
    assert ask.get(APPINFO, dharma).status_code == 500


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ("invalid_client", 401),
        ("invalid_scope", 400),
        ("unauthorized_client", 400),
        ("server_error", 500),
        ("temporarily_unavailable", 503),
    ],
)
def test_an_oauth_error_comes_with_its_status(make: MakeAsker, error: str, status: int) -> None:
    answer = make(faults=[Fault(on="token", error=error)]).ask_token()
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["cache-control"] == "no-store"


def test_an_error_with_a_status_keeps_that_status(make: MakeAsker) -> None:
    ask = make(faults=[Fault(error="invalid_grant", status=418)])
    assert ask.ask_token().status_code == 418
    assert ask.get(APPINFO).status_code == 418
    assert ask.ads("campaigns", None).json()["meta"]["status"] == 418
    assert ask.graphql(JOBS, None).status_code == 418


def test_invalid_client_challenges_a_client_that_used_basic(make: MakeAsker) -> None:
    ask = make(faults=[Fault(error="invalid_client")])
    pair = base64.b64encode(b"a:b").decode()
    answer = ask.http.post(TOKEN_URL, headers={"Authorization": f"Basic {pair}"})
    assert answer.headers["www-authenticate"].startswith("Basic")
    assert "www-authenticate" not in ask.ask_token().headers


def test_an_error_takes_the_shape_of_its_api(make: MakeAsker) -> None:
    ask = make(faults=[Fault(on="ads", error="INSUFFICIENT_SCOPE")])
    ads = ask.ads("campaigns", None)
    assert ads.status_code == 403
    assert ads.json()["meta"]["errors"][0]["type"] == "INSUFFICIENT_SCOPE"
    ask.simulator.faults = [Fault(on="graphql", error="FORBIDDEN")]
    graphql = ask.graphql(JOBS, None)
    assert graphql.status_code == 200
    assert graphql.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    ask.simulator.faults = [Fault(on="appinfo", error="invalid_token")]
    appinfo = ask.get(APPINFO)
    assert appinfo.status_code == 401
    assert 'error="invalid_token"' in appinfo.headers["www-authenticate"]


def test_a_401_of_an_api_looks_like_a_dead_token(make: MakeAsker) -> None:
    ask = make()
    token = ask.token()
    ask.simulator.faults = [Fault(status=401)]
    for answer in (ask.get(APPINFO, token), ask.ads("campaigns", token), ask.graphql(JOBS, token)):
        assert answer.status_code == 401
        assert "Bearer" in answer.headers["www-authenticate"]
        assert answer.headers["content-type"] == "application/json"
    assert ask.ask_token().headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("fault", "kind", "content"),
    [
        (Fault(body="<p>hi"), "text/html; charset=UTF-8", b"<p>hi"),
        (Fault(body=' {"a":'), "application/json", b' {"a":'),
        (Fault(body="plain"), "text/plain; charset=UTF-8", b"plain"),
        (Fault(body=[1, "\u20ac"]), "application/json", '[1,"\u20ac"]'.encode()),
        (Fault(body="x", content_type="application/json"), "application/json", b"x"),
    ],
)
def test_a_body_is_sent_as_it_is(make: MakeAsker, fault: Fault, kind: str, content: bytes) -> None:
    answer = make(faults=[fault]).ask_token()
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.content == content


def test_a_content_type_alone_relabels_the_right_answer(make: MakeAsker) -> None:
    answer = make(faults=[Fault(content_type="text/html")]).ask_token()
    assert answer.headers.get_list("content-type") == ["text/html"]
    assert answer.json()["token_type"] == "Bearer"


def test_a_good_status_keeps_the_endpoints_answer(make: MakeAsker) -> None:
    created = make(faults=[Fault(status=201)]).ask_token()
    assert (created.status_code, created.json()["token_type"]) == (201, "Bearer")
    empty = make(faults=[Fault(status=204)]).ask_token()
    assert (empty.status_code, empty.content) == (204, b"")
    assert "content-length" not in empty.headers


@pytest.mark.parametrize("value", ["3600", -1, 0, 10**400, 1.5, [1], {"a": 1}, True])
def test_expires_in_is_answered_as_given(make: MakeAsker, value: object) -> None:
    ask = make(faults=[Fault(expires_in=value)])  # type: ignore[arg-type]  # any JSON
    answer = ask.ask_token()
    assert answer.json()["expires_in"] == value
    assert ask.get(APPINFO, answer.json()["access_token"]).status_code == 200


def test_expires_in_null_is_left_out_and_a_number_is_the_real_life(make: MakeAsker) -> None:
    assert "expires_in" not in make(faults=[Fault(expires_in=None)]).ask_token().json()
    ask = make(faults=[Fault(on="token", expires_in=5)])
    token = ask.token()
    ask.clock.now += 5
    assert ask.get(APPINFO, token).status_code == 401


def test_a_narrower_scope_is_answered_and_meant(make: MakeAsker) -> None:
    ask = make(faults=[Fault(on="token", scope="employer.hosted_job")])
    answer = ask.ask_token().json()
    assert answer["scope"] == "employer.hosted_job"
    assert ask.get(APPINFO, answer["access_token"]).status_code == 403


def test_scope_null_is_left_out_and_granted_as_asked(make: MakeAsker) -> None:
    ask = make(faults=[Fault(on="token", scope=None)])
    answer = ask.ask_token().json()
    assert "scope" not in answer
    assert ask.get(APPINFO, answer["access_token"]).status_code == 200


def test_a_reset_drops_the_connection_and_never_reaches_the_endpoint(make: MakeAsker) -> None:
    ask = make(faults=[Fault(reset=True, times=1)])
    with pytest.raises(httpx.ReadError) as caught:
        ask.ask_token()
    assert caught.value.request.url == TOKEN_URL
    assert ask.simulator.requests[-1].status is None
    assert ask.simulator.revoke() == 0
    assert ask.ask_token().status_code == 200


def test_a_cut_body_breaks_off_while_it_is_read(make: MakeAsker) -> None:
    ask = make(faults=[Fault(truncate=True)])
    got: list[bytes] = []
    with ask.http.stream("POST", TOKEN_URL, headers=AGENT) as answer:
        length = int(answer.headers["content-length"])
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
            got.extend(answer.iter_raw())
    assert 0 < len(b"".join(got)) < length


def test_an_empty_body_cannot_be_cut(make: MakeAsker) -> None:
    assert make(faults=[Fault(truncate=True, status=204)]).ask_token().status_code == 204


def test_a_plain_call_waits_only_where_it_was_given_a_sleep(make: MakeAsker) -> None:
    waited: list[float] = []
    ask = make(faults=[Fault(delay_ms=1500)], latency_ms=250, sleep=waited.append)
    assert ask.ask_token().status_code == 200
    assert waited == [1.75]
