"""The list of employers: every oddity it may have, and what is no list."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.appinfo import (
    appinfo_request,
    parse_employers,
    read_employers,
)
from indeed_tui.indeed.employer_list import EmployerList
from indeed_tui.indeed.errors import (
    AnswerError,
    IndeedError,
    NetworkError,
    Problem,
    RefusedError,
)
from indeed_tui.indeed.models import Employer, Endpoints, Exchange
from tests.unit.wire_bench import HTML, exchange


def read(answer: object) -> EmployerList:
    return read_employers(exchange(200, answer))


def employers(*entries: object) -> EmployerList:
    return read({"employers": list(entries)})


def failure(answer: Exchange) -> IndeedError:
    with pytest.raises(IndeedError) as caught:
        read_employers(answer)
    return caught.value


def test_the_request_goes_to_the_profiles_own_address_and_wants_json() -> None:
    request = appinfo_request(Endpoints(appinfo_url="http://localhost:1/a"))
    assert (request.method, request.url) == ("GET", "http://localhost:1/a")
    assert request.header("ACCEPT") == "application/json"
    assert request.bearer is None


def test_employers_keep_indeeds_order() -> None:
    found = employers({"id": "b", "name": "Beta"}, {"id": "a", "name": "Alpha"})
    assert found == EmployerList((Employer("b", "Beta"), Employer("a", "Alpha")), 0, 0)


@pytest.mark.parametrize(
    "answer",
    [{}, {"employers": None}, {"employers": []}, {"employers": {"id": "a"}}, {"employers": "a"}],
)
def test_missing_null_empty_or_no_list_is_nobody(answer: object) -> None:
    assert read(answer) == EmployerList()


def test_extra_fields_are_ignored() -> None:
    answer = {"employers": [{"id": "a", "name": "A", "role": [1]}], "next": None}
    assert read(answer).employers == (Employer("a", "A"),)


def test_of_a_repeated_id_the_first_counts_and_the_rest_is_counted() -> None:
    found = employers({"id": "a", "name": "A"}, {"id": "a", "name": "B"}, {"id": "a"})
    assert found == EmployerList((Employer("a", "A"),), 0, 2)


@pytest.mark.parametrize(
    "entry",
    [
        None,
        "a",
        5,
        [],
        {},
        {"name": "A"},
        {"id": None},
        {"id": ""},
        {"id": True},
        {"id": 1.5},
        {"id": ["a"]},
        {"id": "\ud800"},
    ],
)
def test_an_entry_without_a_usable_id_is_skipped_and_counted(entry: object) -> None:
    found = employers(entry, {"id": "a", "name": "A"})
    assert found == EmployerList((Employer("a", "A"),), 1, 0)


def test_a_numeric_id_is_text_to_us() -> None:
    assert employers({"id": 865, "name": "U"}, {"id": "865"}) == EmployerList(
        (Employer("865", "U"),), 0, 1
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (None, ""),
        ("", ""),
        (5, "5"),
        (False, "false"),
        (["a"], ""),
        ({"en": "a"}, ""),
        ("[bold]Umbrella[/] \x1b[31m\r\n\t\u202e", "[bold]Umbrella[/] \x1b[31m\r\n\t\u202e"),
        ("日本 \U0001f469‍\U0001f467", "日本 \U0001f469‍\U0001f467"),
        ("half \ud83d", "half \ufffd"),
    ],
)
def test_a_name_may_be_anything(name: object, shown: str) -> None:
    assert employers({"id": "a", "name": name}).employers == (Employer("a", shown),)


def test_a_missing_name_is_empty() -> None:
    assert employers({"id": "a"}).employers == (Employer("a", ""),)


def test_ten_thousand_employers_are_all_there() -> None:
    found = employers(*({"id": f"{n:032x}", "name": f"Employer {n}"} for n in range(10_000)))
    assert len(found.employers) == 10_000
    assert found.employers[-1] == Employer(f"{9_999:032x}", "Employer 9999")


def test_bytes_that_arent_utf8_are_replaced() -> None:
    found = parse_employers(b'{"employers": [{"id": "a", "name": "Caf\xe9"}]}')
    assert found.employers == (Employer("a", "Caf\ufffd"),)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (exchange(200, '{"employers": []}', HTML), "a web page"),
        (exchange(200, '{"employers": []}', truncated=True), "a cut-off list"),
        (exchange(200, '{"employers": ['), "no list of employers"),
        (exchange(200, "[]"), "no list of employers"),
        (exchange(200, ""), "no list of employers"),
        (exchange(200, "[" * 100_000), "no list of employers"),
    ],
)
def test_what_is_no_json_object_is_no_list(answer: Exchange, words: str) -> None:
    error = failure(answer)
    assert type(error) is AnswerError
    assert words in error.problem.title
    assert (error.problem.code, error.problem.retryable) == ("appinfo.unreadable", True)


@pytest.mark.parametrize("status", [401, 403])
def test_401_and_403_are_refusals(status: int) -> None:
    assert type(failure(exchange(status, "{}"))) is RefusedError


@pytest.mark.parametrize("status", [429, 503])
def test_what_may_pass_is_the_networks(status: int) -> None:
    error = failure(exchange(status, "", (("Retry-After", "4"),)))
    assert type(error) is NetworkError
    assert error.problem.retry_after == 4.0


@pytest.mark.parametrize("status", [302, 400, 404])
def test_any_other_status_is_no_answer(status: int) -> None:
    assert type(failure(exchange(status, "{}"))) is AnswerError


def test_a_problem_on_the_way_is_passed_on() -> None:
    problem = Problem("Cut", "Again.", "network.broken", retryable=True)
    error = failure(exchange(200, b'{"employers": []}').with_problem(problem))
    assert type(error) is NetworkError
    assert error.problem == problem


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["id", "name", "employers"]), inner)
    ),
)


@given(st.lists(ANYTHING))
def test_every_entry_is_an_employer_or_counted(entries: list[object]) -> None:
    found = employers(*entries)
    assert len(found.employers) + found.skipped + found.repeated == len(entries)
    assert len({each.id for each in found.employers}) == len(found.employers)
    json.dumps([each.name for each in found.employers]).encode("ascii")


@given(st.binary() | ANYTHING.map(json.dumps).map(str.encode))
def test_no_bytes_are_too_odd(body: bytes) -> None:
    try:
        assert isinstance(parse_employers(body), EmployerList)
    except AnswerError as error:
        assert error.problem.code == "appinfo.unreadable"  # noqa: PT017
