"""A list read in slices is the list that json reads, whatever stands around it and in it."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indeed_tui.indeed.json_slices import IrregularError, list_slices

SCALARS = st.none() | st.booleans() | st.integers() | st.text('{}[],:"\\ab\n é', max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda each: (
        st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=2), each, max_size=3)
    ),
    max_leaves=8,
)
NAMES = st.sampled_from(["employers", "a", "b"])


@given(
    st.lists(st.tuples(NAMES, VALUES | st.lists(VALUES, max_size=6)), max_size=4),
    st.integers(1, 60),
    st.sampled_from([None, 1]),
)
@example([("employers", [{"a": "},"}, {"b": [{}, {}]}])], 3, None)
@example([("a", {"employers": [1]})], 3, None)
@example([("employers", [1]), ("employers", [])], 60, None)
def test_the_slices_are_the_list_or_nothing(
    members: list[tuple[str, object]], size: int, indent: int | None
) -> None:
    text = ",".join(
        f"{json.dumps(name)}: {json.dumps(value, indent=indent)}" for name, value in members
    )
    text = "{" + text + "}"
    expected = json.loads(text).get("employers")
    try:
        found = [item for items in list_slices(text, "employers", size) for item in items]
    except IrregularError:
        return
    assert found == expected


@given(st.text('{}[],:"e \n1', max_size=30), st.integers(1, 20))
@example(",]}", 6)
def test_what_isnt_json_is_never_taken_for_it(tail: str, size: int) -> None:
    text = '{"employers": [{"id": 1}, {"id": 2}' + tail
    try:
        found = [item for items in list_slices(text, "employers", size) for item in items]
    except IrregularError:
        return
    assert found == json.loads(text)["employers"]


@pytest.mark.parametrize("count", [0, 1, 5000])
def test_an_appinfo_answer_is_read_in_short_steps(count: int) -> None:
    entries = [
        {"id": f"{number:032x}", "name": f"Employer }}, {number}"} for number in range(count)
    ]
    text = json.dumps({"user": {"id": 1}, "employers": entries, "more": [{}, {}]})
    slices = list(list_slices(text, "employers", 4096))
    assert [item for items in slices for item in items] == entries
    assert max(len(items) for items in slices) < 200
