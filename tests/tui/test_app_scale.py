"""Many employers and many live tokens: what the screen's own loop has to do stays small."""

import asyncio
import threading
from collections.abc import Iterator, Sequence

import pytest
from textual.geometry import Region

from indeed_tui.indeed.employer_list import Employers
from indeed_tui.indeed.models import Employer
from indeed_tui.simulator import Simulator
from indeed_tui.tui.employer_rows import Found, Searchable, Wish
from indeed_tui.tui.panes.employer_list import EmployerList
from indeed_tui.tui.panes.employers import EmployersPane
from indeed_tui.tui.screens.call_identity import CallIdentity, IdentityList
from tests.tui.calling import acting_as_first, choose
from tests.tui.stage import Props, Stage, profiles, stage

MANY = 5_000


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What was searched for, and whether the screen's own thread did it."""
    found: list[tuple[str, bool]] = []
    searched = Searchable.arranged

    def arranged(self: Searchable, wish: Wish) -> Found:
        if not wish.plain:
            own = threading.current_thread() is threading.main_thread()
            found.append((f"{wish.wanted}/{wish.order}", own))
        return searched(self, wish)

    monkeypatch.setattr(Searchable, "arranged", arranged)
    return found


def many(number_of: int = MANY) -> Props:
    return Props(simulator=lambda clock: Simulator(number_of, clock=clock.wall))


def subtitle(scene: Stage) -> str:
    return str(scene.dashboard.query_one(EmployersPane).border_subtitle)


async def test_many_are_sorted_by_a_thread_and_found_at_once(
    searches: list[tuple[str, bool]],
) -> None:
    async with stage(many()) as scene:
        await scene.until(lambda: "5,000 of 5,000" in subtitle(scene))
        await scene.press("3", "slash")
        pane = scene.dashboard.query_one(EmployersPane)
        await scene.until(lambda: pane._all._lines)
        for typed in ("a", "ac", "acm", "acme"):
            await scene.press(typed[-1])
            assert f"filter: {typed}" in subtitle(scene)
        await scene.press("escape")
        assert pane._all._lines is None
        await scene.press("s")
        await scene.until(lambda: "by name" in subtitle(scene))
        rows = scene.dashboard.query_one(EmployerList)
        shown = [employer.name for employer in rows._rows]
        assert shown == sorted(shown, key=str.casefold)
    assert {wish: own for wish, own in searches if wish[0] == "a"} == {
        "a/as listed": True,
        "ac/as listed": True,
        "acm/as listed": True,
        "acme/as listed": True,
    }
    assert ("/by name", False) in searches


async def test_letters_that_come_before_all_is_ready_are_looked_for_by_a_thread(
    searches: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indeed_tui.tui.employer_rows._QUICK", 0)
    async with stage(many()) as scene:
        await scene.until(lambda: "5,000 of 5,000" in subtitle(scene))
        await scene.press("3", "slash", "a")
        await scene.until(lambda: "filter: a" in subtitle(scene))
    assert searches == [("a/as listed", False)]


async def test_few_are_searched_at_once(searches: list[tuple[str, bool]]) -> None:
    async with stage(many(50)) as scene:
        await scene.opened()
        await scene.press("3", "slash", "a")
        assert "filter: a" in subtitle(scene)
    assert searches == [("a/as listed", True)]


async def test_while_a_search_runs_what_was_found_stays_and_the_newest_wish_wins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on, running = threading.Event(), threading.Event()
    searched, wishes = Searchable.arranged, list[str]()

    def arranged(self: Searchable, wish: Wish) -> Found:
        if not wish.plain:
            wishes.append(wish.wanted)
            running.set()
            assert go_on.wait(20)
        return searched(self, wish)

    monkeypatch.setattr(Searchable, "arranged", arranged)
    monkeypatch.setattr("indeed_tui.tui.employer_rows._QUICK", 0)
    async with stage(many()) as scene:
        await scene.until(lambda: "5,000 of 5,000" in subtitle(scene))
        rows = scene.dashboard.query_one(EmployerList)
        shown: list[int] = []
        show = EmployerList.show

        def noted(self: EmployerList, found: Sequence[Employer], *rest: object) -> None:
            shown.append(len(found))
            show(self, found, *rest)  # type: ignore[arg-type]  # passed on

        monkeypatch.setattr(EmployerList, "show", noted)
        await scene.press("3", "slash", "e")
        await asyncio.to_thread(running.wait, 20)
        await scene.press(*"vergreen")
        assert (rows.row_count, shown) == (MANY, [])
        go_on.set()
        await scene.until(lambda: "filter: evergreen" in subtitle(scene))
        assert wishes == ["e", "evergreen"]
        assert len(shown) == 1
        assert all("Evergreen" in employer.name for employer in rows._rows)


async def test_500_live_tokens_cost_a_tick_no_more_than_the_visible_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows: list[Region] = []
    refresh = EmployerList.refresh_cells

    def refresh_cells(self: EmployerList, *regions: Region) -> None:
        rows.extend(regions)
        refresh(self, *regions)

    accounts, simulator = profiles("acerecruiters-dev"), Simulator(500)
    employers = [employer for employer, _ in simulator.employers]
    accounts.save_pins("acerecruiters-dev", frozenset(employers))
    props = Props(
        accounts=accounts, simulator=lambda clock: Simulator(500, clock=clock.wall), waits=True
    )
    async with stage(props) as scene:
        for _ in range(100):
            await scene.tick(0.2)
            if len(scene.view.tokens) > 500 and not any(
                each.token is None for each in scene.view.tokens.values()
            ):
                break
        assert sum(each.token is not None for each in scene.view.tokens.values()) == 501
        monkeypatch.setattr(EmployerList, "refresh_cells", refresh_cells)
        await scene.tick(1.0)
        visible = scene.dashboard.query_one(EmployerList).line_count
        assert 0 < len(rows) <= visible


async def choosing(scene: Stage) -> None:
    """Open the question for whom a call is made."""
    await acting_as_first(scene)
    await choose(scene, "free request")
    await scene.press("ctrl+o")
    assert isinstance(scene.app.screen, CallIdentity)


async def test_whom_a_call_is_for_is_asked_without_going_through_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone_through: list[int] = []

    def counted(kind: type[Found | Employers]) -> None:
        go_through = kind.__iter__

        def iterated(self: Found | Employers) -> Iterator[Employer]:
            gone_through.append(len(self))
            return go_through(self)  # type: ignore[arg-type]  # its own

        monkeypatch.setattr(kind, "__iter__", iterated)

    async with stage(many()) as scene:
        await scene.until(lambda: "5,000 of 5,000" in subtitle(scene))
        counted(Found)
        counted(Employers)
        await choosing(scene)
        rows = scene.app.screen.query_one(IdentityList)
        assert (rows.row_count, rows.cursor) == (MANY + 1, 1)
        assert "▸ " in scene.text()
        assert "the app itself" in scene.text()
    assert all(number < MANY // 10 for number in gone_through)


async def test_an_enter_before_all_are_searched_chooses_whom_it_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on, running = threading.Event(), threading.Event()
    searched = Searchable.arranged

    def arranged(self: Searchable, wish: Wish) -> Found:
        if not wish.plain:
            running.set()
            assert go_on.wait(20)
        return searched(self, wish)

    monkeypatch.setattr("indeed_tui.tui.employer_rows._QUICK", 0)
    async with stage(many()) as scene:
        await scene.until(lambda: "5,000 of 5,000" in subtitle(scene))
        wanted = scene.view.employers.found.employers[4_321]
        await choosing(scene)
        monkeypatch.setattr(Searchable, "arranged", arranged)
        await scene.press(wanted.id[0])
        await asyncio.to_thread(running.wait, 20)
        await scene.press(*wanted.id[1:], "enter")
        assert isinstance(scene.app.screen, CallIdentity)
        go_on.set()
        await scene.until(lambda: scene.view.acting.employer == wanted.id)
        assert not isinstance(scene.app.screen, CallIdentity)
