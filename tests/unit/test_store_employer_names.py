"""Employer names on disk: what can't be trusted is as good as absent."""

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indeed_tui.indeed.models import Employer
from indeed_tui.store.employer_names import EmployerNames, ListedEmployers, NoEmployerNames

LISTED = ListedEmployers((Employer("e1", "Dharma"), Employer("e2", "\u202eé\n")), 1_790_000_000.5)
IDENTITY = "0123456789abcdef"
WHOLE = {"identity": IDENTITY, "listed_at": 5, "employers": [["e1", "Dharma"]]}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "state" / "employers"


@pytest.fixture
def names(directory: Path) -> EmployerNames:
    return EmployerNames(directory)


def test_a_list_is_kept_for_its_profile_and_credentials(names: EmployerNames) -> None:
    assert names.load("demo", IDENTITY) is None
    names.save("demo", IDENTITY, LISTED)
    assert names.load("demo", IDENTITY) == LISTED
    assert names.load("demo", "another") is None
    assert names.load("other", IDENTITY) is None
    names.save("demo", IDENTITY, ListedEmployers((), 1.0))
    assert names.load("demo", IDENTITY) == ListedEmployers((), 1.0)


def test_what_is_kept_is_private(names: EmployerNames, directory: Path) -> None:
    names.save("demo", IDENTITY, LISTED)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert stat.S_IMODE((directory / "demo.json").stat().st_mode) == 0o600


def test_a_list_can_be_forgotten(names: EmployerNames, directory: Path) -> None:
    names.forget("demo")
    names.save("demo", IDENTITY, LISTED)
    names.save("other", IDENTITY, LISTED)
    names.forget("demo")
    assert [path.name for path in directory.iterdir()] == ["other.json"]


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"null", b"[]", b"1", b"{}", b"{", b"\xff", b"[" * 100_000),
        *(
            json.dumps({**WHOLE, **change}).encode()
            for change in (
                {"identity": None},
                {"listed_at": None},
                {"listed_at": "5"},
                {"listed_at": True},
                {"listed_at": float("nan")},
                {"listed_at": float("inf")},
                {"listed_at": 10**400},
                {"employers": None},
                {"employers": {"e1": "Dharma"}},
                {"employers": [["e1"]]},
                {"employers": [["e1", "Dharma", 1]]},
                {"employers": [["e1", None]]},
                {"employers": [[1, "Dharma"]]},
                {"employers": [None]},
            )
        ),
    ],
    ids=lambda content: repr(content[:60]),
)
def test_a_broken_file_is_as_good_as_none(
    names: EmployerNames, directory: Path, content: bytes
) -> None:
    names.save("demo", IDENTITY, LISTED)
    (directory / "demo.json").write_bytes(content)
    assert names.load("demo", IDENTITY) is None
    names.save("demo", IDENTITY, LISTED)
    assert names.load("demo", IDENTITY) == LISTED


def test_a_file_that_others_may_change_is_not_believed(
    names: EmployerNames, directory: Path
) -> None:
    names.save("demo", IDENTITY, LISTED)
    (directory / "demo.json").chmod(0o644)
    assert names.load("demo", IDENTITY) is None


def test_a_disk_that_refuses_costs_nothing_but_the_list(directory: Path) -> None:
    directory.parent.mkdir()
    directory.write_text("a file")
    names = EmployerNames(directory)
    names.save("demo", IDENTITY, LISTED)
    assert names.load("demo", IDENTITY) is None
    names.forget("demo")
    assert directory.read_text() == "a file"


def test_a_directory_in_its_place_stays(names: EmployerNames, directory: Path) -> None:
    (directory / "demo.json").mkdir(parents=True)
    names.save("demo", IDENTITY, LISTED)
    names.forget("demo")
    assert names.load("demo", IDENTITY) is None
    assert os.listdir(directory) == ["demo.json"]


@given(st.lists(st.tuples(st.text(), st.text())), st.floats(0, 1e12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_any_names_come_back_as_they_were(
    names: EmployerNames, pairs: list[tuple[str, str]], at: float
) -> None:
    listed = ListedEmployers(tuple(Employer(*pair) for pair in pairs), at)
    names.save("demo", IDENTITY, listed)
    assert names.load("demo", IDENTITY) == listed


def test_nothing_is_kept_where_nothing_shall_be() -> None:
    nowhere = NoEmployerNames()
    nowhere.save("demo", IDENTITY, LISTED)
    assert nowhere.load("demo", IDENTITY) is None
    nowhere.forget("demo")
