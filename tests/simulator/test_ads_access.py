"""Who may call the Sponsored Jobs API, and what its envelope looks like."""

import httpx
import pytest

from tests.simulator.asking import APIS, DHARMA, Asker
from tests.simulator.conftest import MakeAsker

PREFIX = "employer.advertising"
OPERATIONS = [
    ("GET", "apiquotausage", f"{PREFIX}.account.read"),
    ("GET", "account", f"{PREFIX}.account.read"),
    ("GET", "account/budget", f"{PREFIX}.account.read"),
    ("PATCH", "account/budget", f"{PREFIX}.account"),
    ("PATCH", "account/apiaccess", f"{PREFIX}.account"),
    ("GET", "advertisers/credits", f"{PREFIX}.account.read"),
    ("GET", "subaccounts", f"{PREFIX}.subaccount.read"),
    ("POST", "subaccounts", f"{PREFIX}.subaccount"),
    ("GET", "campaigns", f"{PREFIX}.campaign.read"),
    ("POST", "campaigns", f"{PREFIX}.campaign"),
    ("GET", "campaigns/x", f"{PREFIX}.campaign.read"),
    ("PATCH", "campaigns/x", f"{PREFIX}.campaign"),
    ("GET", "campaigns/x/budget", f"{PREFIX}.campaign.read"),
    ("PATCH", "campaigns/x/budget", f"{PREFIX}.campaign"),
    ("GET", "campaigns/x/jobCount", f"{PREFIX}.campaign.read"),
    ("GET", "campaigns/x/jobDetails", f"{PREFIX}.campaign.read"),
    ("GET", "campaigns/x/properties", f"{PREFIX}.campaign.read"),
    ("GET", "campaigns/x/stats", f"{PREFIX}.campaign_report.read"),
    ("GET", "stats", f"{PREFIX}.campaign_report.read"),
    ("GET", "stats/x", f"{PREFIX}.campaign_report.read"),
]


def error_of(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    assert body["data"] is None
    assert body["meta"]["status"] == answer.status_code
    (error,) = body["meta"]["errors"]
    assert error["description"]
    return answer.status_code, error["type"]


def employer_of(path: str) -> str | None:
    return None if path == "subaccounts" else DHARMA


@pytest.mark.parametrize(("method", "path", "scope"), OPERATIONS)
def test_each_operation_names_the_scope_that_is_missing(
    ask: Asker, method: str, path: str, scope: str
) -> None:
    token = ask.token("employer_access", employer_of(path))
    answer = ask.ads(path, token, method)
    assert answer.status_code == 403
    assert answer.json() == {
        "meta": {
            "status": 403,
            "errors": [
                {
                    "type": "INSUFFICIENT_SCOPE",
                    "description": "The access token you provided doesn't have permission to "
                    f"access this API. Required scopes missing: {scope}",
                }
            ],
            "rootLocation": "https://apis.indeed.com/ads",
            "perPage": None,
            "links": None,
        },
        "data": None,
    }


@pytest.mark.parametrize(("method", "path", "scope"), OPERATIONS)
def test_each_operation_takes_its_scope(ask: Asker, method: str, path: str, scope: str) -> None:
    token = ask.token(scope, employer_of(path))
    assert ask.ads(path, token, method).status_code in (200, 202, 400, 404)


def test_a_write_scope_reads_and_a_read_scope_writes_not(ask: Asker) -> None:
    write = ask.token(f"{PREFIX}.campaign", DHARMA)
    read = ask.token(f"{PREFIX}.campaign.read", DHARMA)
    assert ask.ads("campaigns", write).status_code == 200
    body = {"name": "n", "budgetMonthlyLimit": 1}
    assert error_of(ask.ads("campaigns", read, "POST", json=body)) == (403, "INSUFFICIENT_SCOPE")


@pytest.mark.parametrize("token", [None, "unknown"])
def test_without_a_live_token_it_is_401(ask: Asker, token: str | None) -> None:
    answer = ask.ads("campaigns", token)
    assert error_of(answer) == (401, "UNAUTHORIZED")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("path", "employer"), [("campaigns", None), ("subaccounts", DHARMA)])
def test_the_wrong_kind_of_token_is_refused(ask: Asker, path: str, employer: str | None) -> None:
    assert error_of(ask.ads(path, ask.token(employer=employer))) == (400, "INVALID_REQUEST")


def test_an_employer_whose_user_lacks_the_right_is_refused(make: MakeAsker) -> None:
    ask = make(without_ads=[DHARMA])
    other = ask.simulator.employers[1][0]
    refused = ask.ads("campaigns", ask.token(employer=DHARMA))
    assert error_of(refused) == (403, "INSUFFICIENT_SCOPE")
    assert ask.ads("campaigns", ask.token(employer=other)).status_code == 200


@pytest.mark.parametrize("path", ["", "nothing", "campaigns/", "campaigns/a/b", "account/budget/x"])
def test_an_unknown_path_is_404(ask: Asker, path: str) -> None:
    assert error_of(ask.ads(path, ask.token(employer=DHARMA))) == (404, "NOT_FOUND")


def test_a_wrong_verb_is_told_which_ones_are_right(ask: Asker) -> None:
    answer = ask.ads("account/budget", ask.token(employer=DHARMA), "DELETE")
    assert error_of(answer) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "GET, PATCH"


def test_on_another_host_the_root_is_that_host(ask: Asker) -> None:
    headers = {"Authorization": f"Bearer {ask.token(employer=DHARMA)}"}
    answer = ask.http.get("http://127.0.0.1:8080/ads/v1/account", headers=headers)
    assert answer.json()["meta"]["rootLocation"] == "http://127.0.0.1:8080/ads"


def test_the_v1_path_without_ads_is_html(ask: Asker) -> None:
    answer = ask.get(f"{APIS}/v1/campaigns", ask.token(employer=DHARMA))
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")
