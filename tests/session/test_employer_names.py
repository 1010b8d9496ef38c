"""Which employer is meant by an id or a name, and when Indeed is asked for it."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.errors import IndeedError, NetworkError, RefusedError
from indeed_tui.indeed.models import Credentials, Employer, Secret
from indeed_tui.session.employer_choice import (
    AMBIGUOUS,
    LISTED_FOR,
    UNKNOWN,
    is_id,
    pick,
    remembered,
)
from indeed_tui.session.session import Session
from indeed_tui.simulator.faults import Fault
from indeed_tui.store.employer_names import EmployerNames, ListedEmployers
from indeed_tui.store.files import StoreError
from indeed_tui.store.profile_model import NotFoundError
from indeed_tui.store.profiles import Profile
from tests.conftest import MakeWorld
from tests.session.world import DHARMA, ROBOTICS, UMBRELLA, World, profile_and_secret

Result = TypeVar("Result")
ACME, ACME_NORTH, ACME_SOUTH = (
    Employer("e1", "Acme"),
    Employer("e2", "ACME North"),
    Employer("e3", "Acme South"),
)
CAFE = Employer("e4", "Café Ｏne")
NAMELESS = Employer("e5", "")
ALL = (ACME_SOUTH, ACME_NORTH, ACME, CAFE, NAMELESS)
DEMO = Credentials("demo", "demo-client", Secret("demo-secret"))


def refused(employers: tuple[Employer, ...], wanted: str) -> NotFoundError:
    with pytest.raises(NotFoundError) as caught:
        pick(employers, wanted)
    return caught.value


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("e1", ACME),
        ("e5", NAMELESS),
        ("Acme", ACME),
        ("aCMe", ACME),
        (" acme\t", ACME),
        ("acme n", ACME_NORTH),
        ("Acme South", ACME_SOUTH),
        ("CAFÉ ONE", CAFE),
        ("Cafe\u0301 one", CAFE),
        ("café", CAFE),
    ],
)
def test_an_employer_is_found_by_id_name_or_how_its_name_starts(
    wanted: str, found: Employer
) -> None:
    assert pick(ALL, wanted) is found


def test_an_id_goes_before_a_name() -> None:
    odd = Employer("e9", "e1")
    assert pick((odd, ACME), "e1") is ACME
    assert pick((odd,), "e1") is odd
    assert pick((Employer("x", "strasse"),), "Straße").id == "x"


@pytest.mark.parametrize("wanted", ["", " ", "\t\n", "\u3000"])
def test_nothing_means_no_employer(wanted: str) -> None:
    for employers in (ALL, (NAMELESS,), (ACME,), ()):
        assert refused(employers, wanted).problem.code == UNKNOWN
    assert "`indeed-tui employers`" in refused((ACME,), wanted).problem.hint


def test_who_may_be_meant_is_listed() -> None:
    problem = refused((ACME_NORTH, ACME_SOUTH), "acme").problem
    assert problem.code == AMBIGUOUS
    assert problem.title == "'acme' may be 2 employers"
    assert "ACME North (e2), Acme South (e3)" in problem.hint
    twice = (Employer("a", "Same"), Employer("b", "SAME"), Employer("c", "Same again"))
    assert "Same (a), SAME (b)." in refused(twice, "same").problem.hint
    many = tuple(Employer(str(number), f"Acme {number}") for number in range(100))
    assert refused(many, "acme").problem.hint.endswith("Acme 7 (7), and 92 more.")


@pytest.mark.parametrize(
    ("wanted", "advice"),
    [
        ("south", "Did you mean Acme South (e3)?"),
        ("Akme", "Did you mean Acme (e1)?"),
        ("Zebra", "`indeed-tui employers`"),
        ("E1", "`indeed-tui employers`"),
    ],
)
def test_who_isnt_there_may_be_near(wanted: str, advice: str) -> None:
    problem = refused(ALL, wanted).problem
    assert (problem.code, problem.title) == (UNKNOWN, f"There is no employer {wanted!r}")
    assert advice in problem.hint


def test_without_employers_the_admin_is_asked() -> None:
    assert "admin" in refused((), "Acme").problem.hint


employers_ = st.lists(st.builds(Employer, st.text(min_size=1), st.text()), max_size=8).map(tuple)


@given(employers_, st.text())
def test_whoever_is_found_has_that_id_or_starts_with_that_name(
    employers: tuple[Employer, ...], wanted: str
) -> None:
    try:
        found = pick(employers, wanted)
    except NotFoundError:
        assert wanted not in {employer.id for employer in employers}
        return
    assert found in employers
    assert found.id == wanted or wanted.strip()


@given(employers_, st.data())
def test_every_employer_is_found_by_its_id(
    employers: tuple[Employer, ...], data: st.DataObject
) -> None:
    if employers:
        chosen = data.draw(st.sampled_from(employers))
        assert pick(employers, chosen.id).id == chosen.id


@pytest.mark.parametrize(
    ("wanted", "sure"),
    [
        *((DHARMA, True), (DHARMA.upper(), True), ("0123456789abcdef", True)),
        *(("", False), ("0123456789abcde", False), (DHARMA + "\n", False), ("g" * 16, False)),
        *((DHARMA + "0" * 8, False), ("٠" * 16, False)),
    ],
)
def test_only_what_looks_like_indeeds_ids_is_surely_one(wanted: str, sure: bool) -> None:
    assert is_id(wanted) is sure


# -- what is remembered -------------------------------------------------------------------


@pytest.fixture
def names(tmp_path: Path) -> EmployerNames:
    return EmployerNames(tmp_path / "employers")


@pytest.mark.parametrize(
    ("age", "believed"),
    [(0, True), (LISTED_FOR - 1, True), (LISTED_FOR, False), (-1, False), (1e9, False)],
)
def test_a_list_is_believed_for_an_hour(names: EmployerNames, age: float, believed: bool) -> None:
    names.save("demo", DEMO.identity, ListedEmployers(ALL, 5000.0))
    expected = "e1" if believed else None
    assert remembered(names, DEMO, "Acme", 5000.0 + age) == expected
    assert remembered(names, DEMO, DHARMA, 5000.0 + age) == DHARMA


def test_a_list_of_other_credentials_or_without_the_name_isnt_believed(
    names: EmployerNames,
) -> None:
    assert remembered(names, DEMO, "Acme", 5000.0) is None
    names.save("demo", DEMO.identity, ListedEmployers(ALL, 5000.0))
    other = Credentials("demo", "demo-client", Secret("rotated"))
    assert remembered(names, other, "Acme", 5000.0) is None
    assert remembered(names, DEMO, "Acme ", 5000.0) == "e1"
    assert remembered(names, DEMO, "Newcomer", 5000.0) is None
    assert remembered(names, DEMO, "acm", 5000.0) is None, "perhaps no longer ambiguous"
    assert remembered(names, DEMO, "", 5000.0) is None


# -- in a session -------------------------------------------------------------------------


async def after(world: World, work: Coroutine[object, object, Result]) -> Result:
    """What some work of the session gives once everyone rests."""
    working = asyncio.ensure_future(work)
    await world.settle()
    return working.result()


async def entered(world: World, **options: bool) -> Credentials:
    profile = Profile.create("demo", "demo-client", **options)  # type: ignore[arg-type]
    return await after(world, world.session.enter(profile))


async def test_entering_sends_nothing_and_makes_no_profile_active(world: World) -> None:
    credentials = await entered(world)
    assert (credentials.profile, world.simulator.count(), world.events) == ("demo", 0, [])
    token = await after(world, world.session.token(credentials.key()))
    assert token.key == credentials.key()
    again = await after(world, world.session.token(credentials.key()))
    fresh = await after(world, world.session.token(credentials.key(), fresh=True))
    assert again == token != fresh
    assert world.simulator.count("token") == 2


async def test_a_name_costs_one_list_and_then_none_for_an_hour(
    make_world: MakeWorld, names: EmployerNames
) -> None:
    world = make_world(names=names)
    credentials = await entered(world)
    assert await after(world, world.session.employer(credentials, DHARMA)) == DHARMA
    assert world.simulator.count() == 0
    for wanted, found in [("umbrella", UMBRELLA), ("US Rob", ROBOTICS), ("DHARMA", DHARMA)]:
        assert await after(world, world.session.employer(credentials, wanted)) == found
        assert world.simulator.count("appinfo") == 1
    with pytest.raises(NotFoundError):
        await after(world, world.session.employer(credentials, "nobody"))
    assert world.simulator.count("appinfo") == 2, "it may have come since"
    world.clock.advance(LISTED_FOR)
    await after(world, world.session.employer(credentials, "umbrella"))
    assert world.simulator.count("appinfo") == 3
    listed = await after(world, world.session.employers(credentials))
    assert [employer.id for employer in listed.employers] == [DHARMA, UMBRELLA, ROBOTICS]
    assert world.simulator.count("appinfo") == 4


async def test_a_profile_that_keeps_nothing_keeps_no_names(
    make_world: MakeWorld, names: EmployerNames
) -> None:
    world = make_world(names=names)
    credentials = await entered(world, cache_tokens=False)
    await after(world, world.session.employer(credentials, "umbrella"))
    assert names.load("demo", credentials.identity) is None


async def test_names_go_with_their_profile(make_world: MakeWorld, names: EmployerNames) -> None:
    world = await make_world(names=names).open()
    identity = world.key().identity
    assert names.load("demo", identity) is not None
    renamed = Profile.create("renamed", "demo-client")
    await after(world, world.session.save_profile(renamed, None, "demo"))
    assert names.load("demo", identity) is None
    assert names.load("renamed", identity) is not None
    quiet = Profile.create("renamed", "demo-client", cache_tokens=False)
    await after(world, world.session.save_profile(quiet, None, "renamed"))
    assert names.load("renamed", identity) is None
    names.save("renamed", identity, ListedEmployers((), 0.0))
    await after(world, world.session.remove_profile("renamed"))
    assert names.load("renamed", identity) is None


async def trying(
    session: Session, credentials: Credentials, employer: str | None, error: Exception | None
) -> str:
    async with session.employer_known(credentials, employer):
        if error is not None:
            raise error
        return "done"


def refusal(code: str) -> IndeedError:
    return RefusedError("Indeed refused", "Look.", code=code)


CODES = ["invalid_request", "invalid_grant", "unauthorized_client", "access_denied", "http.400"]


@pytest.mark.parametrize("code", CODES)
async def test_a_refusal_for_an_unknown_employer_says_so(world: World, code: str) -> None:
    credentials = await entered(world)
    for unknown in ("f" * 32, DHARMA.upper()):
        with pytest.raises(NotFoundError) as caught:
            await after(world, trying(world.session, credentials, unknown, refusal(code)))
        assert caught.value.problem.code == UNKNOWN
        assert isinstance(caught.value.__context__, RefusedError)


@pytest.mark.parametrize(
    ("employer", "error", "asks"),
    [
        (DHARMA, refusal("invalid_request"), 1),
        ("Dharma", refusal("invalid_request"), 1),
        (None, refusal("invalid_request"), 0),
        ("f" * 32, refusal("invalid_client"), 0),
        ("f" * 32, refusal("invalid_scope"), 0),
        ("f" * 32, NetworkError("Down", "", code="http.503"), 0),
        ("f" * 32, ValueError("ours"), 0),
    ],
)
async def test_every_other_failure_stays_what_it_is(
    world: World, employer: str | None, error: Exception, asks: int
) -> None:
    credentials = await entered(world)
    with pytest.raises(type(error)) as caught:
        await after(world, trying(world.session, credentials, employer, error))
    assert caught.value is error
    assert world.simulator.count("appinfo") == asks


@pytest.mark.parametrize("fault", [Fault(on="appinfo", status=s) for s in (403, 404, 500)])
async def test_without_a_list_a_refusal_stays_what_it_is(world: World, fault: Fault) -> None:
    credentials = await entered(world)
    world.simulator.faults = [fault]
    error = refusal("invalid_request")
    with pytest.raises(RefusedError) as caught:
        await after(world, trying(world.session, credentials, "f" * 32, error))
    assert caught.value is error


async def test_looking_for_a_reason_keeps_no_names(
    make_world: MakeWorld, names: EmployerNames
) -> None:
    world = make_world(names=names)
    credentials = await entered(world)
    with pytest.raises(NotFoundError):
        await after(world, trying(world.session, credentials, "f" * 32, refusal("invalid_request")))
    assert names.load("demo", credentials.identity) is None


async def test_a_list_that_cant_be_counted_leaves_a_refusal_what_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = await entered(world)

    def full(_: object) -> str:
        raise StoreError("The disk is full", "", code="disk.full")

    monkeypatch.setattr(world.ledger, "left", full)
    with pytest.raises(RefusedError):
        await after(world, trying(world.session, credentials, "f" * 32, refusal("invalid_request")))


async def test_an_employer_that_the_token_endpoint_doesnt_know_is_told_by_name(
    make_world: MakeWorld,
) -> None:
    world = make_world(profiles=[profile_and_secret()])
    credentials = await entered(world)

    async def asking() -> None:
        async with world.session.employer_known(credentials, "f" * 32):
            await world.session.token(credentials.key("f" * 32))

    with pytest.raises(NotFoundError):
        await after(world, asking())
    assert await after(world, trying(world.session, credentials, DHARMA, None)) == "done"
