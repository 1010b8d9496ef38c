"""Indeed's own count of calls, read from the one free call; anything else tells nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.models import Exchange, ExchangeKind, Timings
from indeed_tui.indeed.quota import Quota, quota_of

URL = "https://apis.indeed.com/ads/v1/apiquotausage"
BODY = b'{"data": {"apiCallCount": 12, "apiCallQuota": 1000}}'
ANSWER = Exchange(
    1, ExchangeKind.API, None, "GET", URL, (), b"", 0.0, Timings(), 200, body=BODY,
    response_headers=(("Content-Type", "application/json"),),
)  # fmt: skip


def test_the_quota_is_read() -> None:
    assert quota_of(ANSWER) == Quota(12, 1000)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"data": []}', b'{"data": {"apiCallCount": true, "apiCallQuota": 1}}',
     b'{"data": {"apiCallCount": -1, "apiCallQuota": 1}}', b'{"data": {"apiCallCount": 1}}',
     b'{"data": {"apiCallCount": 1.5, "apiCallQuota": 1e400}}', b"[" * 9999,
     b'{"data": {"apiCallCount": 1, "apiCallQuota": ' + b"9" * 400 + b"}}"],
)  # fmt: skip
def test_another_answer_tells_nothing(body: bytes) -> None:
    assert quota_of(replace(ANSWER, body=body)) is None


def test_another_call_or_month_tells_nothing() -> None:
    assert quota_of(replace(ANSWER, url=f"{URL}?monthYear=122025")) is None
    assert quota_of(replace(ANSWER, url="https://apis.indeed.com/ads/v1/account")) is None
    assert quota_of(replace(ANSWER, status=403)) is None


@given(st.binary())
def test_any_bytes_are_survived(body: bytes) -> None:
    quota_of(replace(ANSWER, body=body))
