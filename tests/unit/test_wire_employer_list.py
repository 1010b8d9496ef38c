"""Employers as columns are a sequence as any other."""

from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.employer_list import Employers
from indeed_tui.indeed.models import Employer

LISTS = st.lists(st.builds(Employer, st.text(max_size=4), st.text(max_size=4)), max_size=6)
SLICES = st.slices(6)


@given(LISTS, SLICES)
def test_they_are_what_a_tuple_of_them_is(listed: list[Employer], part: slice) -> None:
    columns, plain = Employers.of(listed), tuple(listed)
    assert (len(columns), list(columns), tuple(reversed(columns))) == (
        len(plain), listed, plain[::-1],
    )  # fmt: skip
    assert [columns[at] for at in range(-len(plain), len(plain))] == [*plain, *plain]
    assert columns[part] == plain[part]
    assert list(columns.pairs()) == [(each.id, each.name) for each in listed]
    assert Employers.of(columns) is columns


@given(LISTS, LISTS)
def test_they_equal_what_has_the_same_employers(one: list[Employer], other: list[Employer]) -> None:
    columns = Employers.of(one)
    assert (columns == Employers.of(other)) is (one == other)
    assert columns == tuple(one)
    assert hash(columns) == hash(tuple(one))
    assert columns != "a text"
    assert repr(Employer("e1", "A")) in repr([*Employers(("e1",), ("A",))])
    assert "e1" in repr(Employers(("e1",), ("A",)))
