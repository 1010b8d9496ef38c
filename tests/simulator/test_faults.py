"""How a fault is written down, and what is said about one that is written wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.simulator import ABSENT, Fault, faults_from_json, parse_fault


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        (
            "on=token,status=503,times=3,retry_after=2",
            Fault(on="token", status=503, times=3, retry_after=2),
        ),
        (" on = ads , reset = true ", Fault(on="ads", reset=True)),
        ("truncate=true", Fault(truncate=True)),
        ("delay_ms=1.5", Fault(delay_ms=1.5)),
        ("expires_in=null", Fault(expires_in=None)),
        ('expires_in="3600"', Fault(expires_in="3600")),
        ("expires_in=soon", Fault(expires_in="soon")),
        ("expires_in=-5", Fault(expires_in=-5)),
        ("scope=", Fault(scope="")),
        ("scope=null", Fault(scope=None)),
        ("error=invalid_client,on=token", Fault(on="token", error="invalid_client")),
        ("employer=12345678,status=500", Fault(employer="12345678", status=500)),
        ('body={"a":1}', Fault(body={"a": 1})),
        ("body=a=b", Fault(body="a=b")),
        (
            '{"retry_after": "Wed, 21 Oct 2026 07:28:00 GMT", "status": 429, "times": null}',
            Fault(retry_after="Wed, 21 Oct 2026 07:28:00 GMT", status=429),
        ),
    ],
)
def test_a_spec_says_what_goes_wrong(spec: str, fault: Fault) -> None:
    assert parse_fault(spec) == fault


@pytest.mark.parametrize(
    ("spec", "names"),
    [
        ("", ("key=value", "JSON object")),
        ("on=token,oops", ("oops", "=")),
        ("colour=red", ("colour", "allowed are on, employer, times")),
        ("on=tokens,status=500", ('"on"', "token, appinfo, graphql, ads")),
        ("status=99", ('"status"', "200 to 599")),
        ("status=abc", ('"status"', "200 to 599", "abc")),
        ("status=true", ('"status"', "200 to 599")),
        ("status=500,status=501", ('"status"', "twice")),
        ("times=0,status=500", ('"times"', "from 1")),
        ("retry_after=-1,status=500", ('"retry_after"', "HTTP date")),
        ("delay_ms=-1", ('"delay_ms"', "milliseconds")),
        ("delay_ms=NaN", ('"delay_ms"', "milliseconds")),
        ("delay_ms=true", ('"delay_ms"', "milliseconds")),
        ("reset=yes", ('"reset"', "true or false")),
        ("truncate=1", ('"truncate"', "true or false")),
        ('{"content_type": "a\\r\\nb"}', ('"content_type"', "printable")),
        ('{"error": 5}', ('"error"', "error code")),
        ("error=", ('"error"', "error code")),
        ('{"scope": 5}', ('"scope"', "or null")),
        ("error=invalid_client,body=x", ('"error"', '"body"')),
        ("on=token,times=2", ("what goes wrong", "status", "expires_in")),
        ("{", ("JSON object",)),
        ('{"on": ["token"], "status": 500}', ('"on"', "graphql")),
    ],
)
def test_a_wrong_spec_is_named_in_one_sentence(spec: str, names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError) as caught:
        parse_fault(spec)
    assert "\n" not in str(caught.value)
    for name in names:
        assert name in str(caught.value)


@pytest.mark.parametrize("text", ["{}", "3", "[", "[1]", "[" * 100_000, b"\xff"])
def test_a_list_of_faults_must_be_one(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"JSON (list of )?object"):
        faults_from_json(text)


def test_faults_go_through_json_and_back() -> None:
    faults = faults_from_json('[{"on": "token", "expires_in": null}, {"reset": true}]')
    assert [fault.as_json() for fault in faults] == [
        {"on": "token", "expires_in": None},
        {"reset": True},
    ]
    assert [Fault.from_json(fault.as_json()) for fault in faults] == list(faults)
    assert faults[1].expires_in is ABSENT


@given(st.text())
def test_any_text_is_a_fault_or_a_value_error(text: str) -> None:
    try:
        fault = parse_fault(text)
    except ValueError:
        return
    assert Fault.from_json(fault.as_json()) == fault


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.sampled_from(["on", "status", "times", "retry_after", "delay_ms", "scope", "employer"]),
)
def test_any_value_of_a_key_is_taken_or_a_value_error(value: object, key: str) -> None:
    given_keys = {key: value, "reset": True}
    try:
        kept = Fault.from_json(given_keys).as_json()  # type: ignore[arg-type]  # any JSON
    except ValueError as error:
        message = str(error)
    else:
        assert value is None or kept[key] == value
        return
    assert f'"{key}"' in message
