"""Account, budget, access, credits, quota and subaccounts of the Sponsored Jobs API."""

from typing import Any

import pytest

from tests.simulator.asking import DHARMA, Asker
from tests.simulator.conftest import MakeAsker
from tests.simulator.test_ads_access import error_of


def data(ask: Asker, path: str, employer: str | None = DHARMA) -> Any:
    answer = ask.ads(path, ask.token(employer=employer))
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def test_the_account_is_that_of_the_tokens_employer(ask: Asker) -> None:
    account = data(ask, "account")
    assert account["employerId"] == DHARMA
    assert account["company"] == "Dharma Initiative"
    other = data(ask, "account", ask.simulator.employers[1][0])
    assert other["company"] == "Umbrella Corporation"


def test_the_same_employer_has_the_same_account_in_every_simulator(make: MakeAsker) -> None:
    assert data(make(), "account") == data(make(), "account")


def test_fields_pick_keys_of_the_account(ask: Asker) -> None:
    assert data(ask, "account?fields=email,company").keys() == {"email", "company"}
    answer = ask.ads("account?fields=nonsense", ask.token(employer=DHARMA))
    assert error_of(answer) == (400, "INVALID_REQUEST")


@pytest.mark.parametrize("budget", [0, 1234.5, None])
def test_the_budget_is_set_and_shown(ask: Asker, budget: float | None) -> None:
    token = ask.token(employer=DHARMA)
    set_to = ask.ads("account/budget", token, "PATCH", json={"jobsMonthlyBudget": budget})
    assert set_to.json()["data"]["jobsMonthlyBudget"] == budget
    assert data(ask, "account/budget")["jobsMonthlyBudget"] == budget
    other = data(ask, "account/budget", ask.simulator.employers[1][0])
    assert other["jobsMonthlyBudget"] >= 500


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[1]",
        b"{}",
        b"{",
        b'{"jobsMonthlyBudget": -1}',
        b'{"jobsMonthlyBudget": true}',
        b'{"jobsMonthlyBudget": "5"}',
        b'{"jobsMonthlyBudget": NaN}',
        b'{"budget": 5}',
    ],
)
def test_a_bad_budget_is_refused_and_changes_nothing(ask: Asker, body: bytes) -> None:
    before = data(ask, "account/budget")
    answer = ask.ads("account/budget", ask.token(employer=DHARMA), "PATCH", content=body)
    assert error_of(answer) == (400, "INVALID_REQUEST")
    assert data(ask, "account/budget") == before


def test_api_access_is_switched(ask: Asker) -> None:
    token = ask.token(employer=DHARMA)
    body = {"apiAccessStatus": "BLOCKED"}
    assert ask.ads("account/apiaccess", token, "PATCH", json=body).json()["data"] == body
    assert data(ask, "account")["apiAccessStatus"] == "BLOCKED"
    bad = ask.ads("account/apiaccess", token, "PATCH", json={"apiAccessStatus": "OPEN"})
    assert error_of(bad) == (400, "INVALID_REQUEST")


def test_credits_are_never_more_left_than_given(ask: Asker) -> None:
    credit = data(ask, "advertisers/credits")
    assert 0 <= credit["remainingCredits"] <= credit["totalCredits"]


def test_the_quota_counts_calls_of_this_employer_and_not_itself(ask: Asker) -> None:
    assert data(ask, "apiquotausage")["apiCallCount"] == 0
    data(ask, "account")
    data(ask, "account", ask.simulator.employers[1][0])
    ask.ads("campaigns/unknown", ask.token(employer=DHARMA))
    usage = data(ask, "apiquotausage")
    assert usage["apiCallCount"] == 2
    assert usage["monthYear"] == "012026"


def test_the_quota_of_a_month_from_december_2024_on(ask: Asker) -> None:
    assert data(ask, "apiquotausage?monthYear=122024")["monthYear"] == "122024"
    token = ask.token(employer=DHARMA)
    for month in ("112024", "022026", "132025", "2025-01", "", "010000"):
        answer = ask.ads(f"apiquotausage?monthYear={month}", token)
        assert error_of(answer) == (400, "INVALID_REQUEST"), month


def test_subaccounts_are_listed_and_created_without_employer(ask: Asker) -> None:
    token = ask.token()
    before = data(ask, "subaccounts", None)["SubAccountList"]
    assert before[0].keys() == {"id", "employerId", "company", "email"}
    body = {"company": "Hanso", "email": "a@example.com"}
    created = ask.ads("subaccounts", token, "POST", json=body)
    assert created.status_code == 201
    assert created.json()["data"] | body == created.json()["data"]
    assert data(ask, "subaccounts", None)["SubAccountList"] == [*before, created.json()["data"]]
    for bad in ({"company": "Hanso"}, {"company": " ", "email": "a"}, {"company": 1, "email": "a"}):
        answer = ask.ads("subaccounts", token, "POST", json=bad)
        assert error_of(answer) == (400, "INVALID_REQUEST")
