"""Walking the employers: act, pin, refresh, reload, filter, sort, all with the keyboard."""

import threading
from functools import partial

from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.simulator import Fault, Simulator
from indeed_tui.simulator.data import DEFAULT_EMPLOYERS
from indeed_tui.store.profiles import ProfileBook
from indeed_tui.tui.panes.employers import EmployersPane
from tests.manual_clock import ManualClock
from tests.tui.stage import Props, Stage, profiles, stage

DHARMA, UMBRELLA, ROBOTICS = (identifier for identifier, _ in DEFAULT_EMPLOYERS)


def names(scene: Stage) -> list[str]:
    """The employers' rows, top to bottom, as far as they are on the screen."""
    pane = scene.dashboard.query_one(EmployersPane)
    return [each.name for each in pane.rows._rows]


def row(scene: Stage, name: str) -> str:
    return next(line for line in scene.lines() if name in line and "│" in line)


async def act(scene: Stage, downs: int, employer: str) -> None:
    await scene.press("3", "home", *["down"] * downs, "enter")
    await scene.until(lambda: held(scene, employer))


def held(scene: Stage, employer: str | None) -> bool:
    snapshot = scene.view.token_of(employer)
    return snapshot is not None and snapshot.token is not None and not snapshot.requesting


class SlowAccounts(MemoryAccounts):
    """A disk that gives nothing before it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def load(self) -> ProfileBook:
        self.released.wait(20)
        return profiles("acerecruiters-dev").load()

    secret = staticmethod(profiles("acerecruiters-dev").secret)


async def test_the_first_frame_stands_before_anything_was_read() -> None:
    accounts = SlowAccounts()
    async with stage(Props(accounts=accounts)) as scene:
        assert "indeed-tui" in scene.lines()[0]
        text = scene.text()
        for title in ("1 Credentials", "2 Token", "3 Employers", "4 Exchange"):
            assert title in text
        assert "reading the profiles" in text
        assert "what Indeed answers is shown here" in text
        assert "? Help  q Quit" in scene.lines()[-1]
        assert "no credentials" not in scene.lines()[0]
        assert scene.crooked() == []
        assert scene.simulator.count() == 0
        accounts.released.set()
        await scene.opened()
        assert "Dharma Initiative" in scene.text()


async def test_walking_moves_the_mark_and_sends_nothing() -> None:
    async with stage() as scene:
        await scene.opened()
        sent = scene.simulator.count()
        await scene.press("3", "down")
        assert "▌" in row(scene, "Umbrella")
        await scene.press("end")
        assert "▌" in row(scene, "US Robotics")
        await scene.press("k", "k", "up")
        assert "▌" in row(scene, "Dharma")
        assert scene.simulator.count() == sent


async def test_enter_acts_as_the_employer_and_keeps_its_token_alive() -> None:
    async with stage() as scene:
        await scene.opened()
        await act(scene, 1, UMBRELLA)
        assert "acting as Umbrella Corporation" in scene.text()
        assert "● Umbrella Corporation 1:00:00" in scene.lines()[0]
        assert "Acting as Umbrella Corporation" in scene.lines()[-1]
        assert "▸ Umbrella Corporation" in row(scene, "Umbrella")
        assert scene.simulator.count("token", employer=UMBRELLA) == 1
        for _ in range(3):
            await scene.tick(960)
            await scene.pause()
        await scene.until(lambda: scene.simulator.count("token", employer=UMBRELLA) == 2)
        await scene.until(lambda: held(scene, UMBRELLA))
        await scene.tick(60)
        assert scene.simulator.count("token", employer=UMBRELLA) == 2
        assert "59:00 left" in scene.text()


async def test_zero_acts_as_the_app_again() -> None:
    async with stage() as scene:
        await scene.opened()
        await act(scene, 0, DHARMA)
        await scene.press("0")
        await scene.until(lambda: scene.view.acting.employer is None)
        assert "acting as the app itself" in scene.text()
        assert "Dharma" not in scene.lines()[0]
        assert "Acting as the app itself" in scene.lines()[-1]


async def test_p_pins_and_lets_go_again() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("3", "home", "p")
        await scene.until(lambda: held(scene, DHARMA))
        assert "◆ Dharma Initiative" in row(scene, "Dharma")
        assert "Dharma Initiative is kept alive" in scene.lines()[-1]
        assert scene.view.acting.employer is None
        await scene.press("p")
        await scene.until(lambda: not scene.view.acting.pinned)
        assert "◆" not in row(scene, "Dharma")
        assert "Dharma Initiative is no longer kept alive" in scene.lines()[-1]


async def test_r_refreshes_what_is_meant_in_the_pane() -> None:
    async with stage() as scene:
        await scene.opened()
        await act(scene, 1, UMBRELLA)
        for keys, meant in (
            (("1", "r"), None),
            (("2", "r"), UMBRELLA),
            (("3", "home", "r"), UMBRELLA),
            (("4", "r"), UMBRELLA),
            (("3", "home", "p"), DHARMA),
            (("r",), DHARMA),
        ):
            scene.simulator.clear_requests()
            await scene.press(*keys)
            await scene.until(lambda: scene.simulator.count("token"))
            await scene.until(partial(held, scene, meant))
            assert [each.employer for each in scene.simulator.requests] == [meant]


async def test_capital_r_asks_for_the_employers_again() -> None:
    async with stage() as scene:
        await scene.opened()
        scene.simulator.employers = [("e1", "Brand New")]
        await scene.press("R")
        await scene.until(lambda: "Brand New" in scene.text())
        assert "Dharma" not in scene.text()
        assert scene.simulator.count("appinfo") == 2


# The filter.


async def test_the_filter_filters_as_you_type_and_escape_leaves_it() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("3", "slash", "u")
        assert names(scene) == ["Umbrella Corporation", "US Robotics and Mechanical Men"]
        await scene.press("m")
        assert names(scene) == ["Umbrella Corporation"]
        assert "1 of 3 · filter: um" in scene.text()
        await scene.press("escape")
        assert len(names(scene)) == 3
        assert "filter:" not in scene.text()
        assert scene.dashboard.focused is scene.dashboard.query_one(EmployersPane).rows


async def test_enter_keeps_the_filter_and_walks_what_was_found() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("3", "slash", *"rob", "enter", "enter")
        await scene.until(lambda: held(scene, ROBOTICS))
        assert "filter: rob" in scene.text()
        await scene.press("escape")
        assert "filter:" not in scene.text()
        assert "▌" in row(scene, "▸ US Robotics"), "the cursor stays with its employer"


async def test_an_empty_filter_is_gone_with_enter_and_arrows_leave_it() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("3", "slash", "enter")
        assert not scene.dashboard.query_one(EmployersPane).has_class("-filtering")
        await scene.press("slash", "a", "down")
        assert scene.dashboard.focused is scene.dashboard.query_one(EmployersPane).rows
        assert "filter: a" in scene.text()


async def test_nothing_matches_is_said_with_the_way_back() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("3", "slash", *"zz", "left_square_bracket")
        assert "nothing matches zz[" in scene.text()
        assert "esc clears the filter" in scene.text()
        assert "0 of 3" in scene.text()


async def test_letters_typed_into_the_filter_are_no_commands() -> None:
    async with stage() as scene:
        await scene.opened()
        sent = scene.simulator.count()
        await scene.press("3", "slash", *"qpryR0", "question_mark")
        assert "filter: qpryR0?" in scene.text()
        assert scene.app.return_code is None
        assert scene.simulator.count() == sent


async def test_a_click_on_act_as_works_from_the_filter_too() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("3", "slash", *"umb")
        await scene.pilot.click("#keys", offset=(4, 0))
        await scene.until(lambda: held(scene, UMBRELLA))
        assert scene.view.acting.employer == UMBRELLA


# Sorting, and lists that aren't there.


async def test_s_goes_through_the_orders() -> None:
    def indeed(clock: ManualClock) -> Simulator:
        return Simulator([("3", "b"), ("1", "c"), ("2", "a")], clock=clock.wall)

    async with stage(Props(simulator=indeed)) as scene:
        await scene.opened()
        await scene.press("3", "s")
        assert names(scene) == ["a", "b", "c"]
        assert "by name" in scene.text()
        assert "Employers by name" in scene.lines()[-1]
        await scene.press("s")
        assert names(scene) == ["c", "a", "b"]
        await scene.press("end", "p")
        await scene.until(lambda: held(scene, "3"))
        await scene.press("s")
        assert names(scene) == ["b", "a", "c"]
        await scene.press("s")
        assert names(scene) == ["b", "c", "a"]


async def test_no_employer_yet_says_how_one_comes() -> None:
    def indeed(clock: ManualClock) -> Simulator:
        return Simulator(0, clock=clock.wall)

    async with stage(Props(simulator=indeed)) as scene:
        await scene.opened()
        assert "no employer yet" in scene.text()
        assert "R asks Indeed again" in scene.text()
        await scene.press("3", "p", "enter", "r")
        assert scene.app.return_code is None


async def test_a_list_that_fails_says_why_and_comes_by_itself() -> None:
    def indeed(clock: ManualClock) -> Simulator:
        fault = Fault.from_json({"on": "token", "status": 503, "times": 1})
        return Simulator(clock=clock.wall, faults=[fault])

    async with stage(Props(simulator=indeed)) as scene:
        await scene.until(lambda: scene.view.employers.problem is not None)
        assert "503" in scene.text()
        assert scene.view.employers.listed_at is None
        for _ in range(4):
            await scene.tick(30)
        await scene.opened()
        assert "Dharma Initiative" in scene.text()


async def test_a_reload_that_fails_keeps_the_old_list() -> None:
    async with stage() as scene:
        await scene.opened()
        scene.simulator.faults = [Fault.from_json({"on": "appinfo", "status": 403})]
        await scene.press("R")
        await scene.until(lambda: scene.view.employers.problem is not None)
        assert "reload failed" in scene.text()
        assert "Dharma Initiative" in scene.text()
