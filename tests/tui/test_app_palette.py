"""The command palette finds commands, credentials and employers, however they are called."""

import threading
from collections.abc import Sequence
from functools import partial

import pytest
from textual.widgets import OptionList

from indeed_tui.indeed.models import Employer
from indeed_tui.simulator import Simulator
from indeed_tui.simulator.data import DEFAULT_EMPLOYERS
from indeed_tui.tui import palette
from indeed_tui.tui.commands import APP, BODY, EVERYWHERE, HISTORY, PANES, of_places
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.screens.help import Help
from tests.manual_clock import ManualClock
from tests.tui.samples import HOSTILE
from tests.tui.stage import Props, Stage, employers, profiles, stage

DHARMA, UMBRELLA, ROBOTICS = DEFAULT_EMPLOYERS


async def search(scene: Stage, words: str, found: str) -> None:
    await scene.press("ctrl+p")
    await scene.until(lambda: scene.app.screen is not scene.dashboard)
    await scene.press(*words)
    await scene.until(lambda: found in scene.text() and through(scene))


def through(scene: Stage) -> bool:
    """Whether the palette has found all it will: until then its list may have no cursor."""
    palette = scene.app.screen
    cursor = palette.query_one(OptionList).highlighted
    return cursor is not None and not any(
        worker.node is palette and not worker.is_finished for worker in scene.app.workers
    )


async def test_it_offers_every_command_that_makes_sense_there() -> None:
    async with stage(Props(size=(100, 70))) as scene:
        await scene.opened()
        await scene.press("ctrl+p")
        found = scene.app.screen.query_one(OptionList)
        await scene.until(lambda: found.option_count > 20)
        text = "\n".join(str(each.prompt) for each in found.options)
        there = of_places(*PANES, BODY, HISTORY, EVERYWHERE, APP)
        keys = Keymap()
        offered = [each for each in there if f"{each.label}  ({keys.shown(each.id)})" in text]
        assert {each.id for each in there} - {each.id for each in offered} == {
            "palette", "back", "use", "act", "open", "next-pane", "previous-pane",
            "quit-anywhere", "interrupt",
        }  # fmt: skip
        await scene.press("escape")
        assert scene.app.screen is scene.dashboard


async def test_a_command_runs_in_its_own_pane_and_what_it_says_stays_readable() -> None:
    async with stage() as scene:
        await scene.opened()
        await scene.press("1")
        await search(scene, "Sort by", "Sort  (s)")
        await scene.press("enter")
        await scene.until(lambda: "by name" in scene.text())
        assert scene.dashboard.pane == "employers"
        await search(scene, "reload", "Reload  (R)")
        await scene.press("enter")
        await scene.until(lambda: scene.simulator.count("appinfo") == 2)
        await scene.until(lambda: "3 employers listed" in scene.lines()[-1])


async def test_it_opens_other_screens() -> None:
    async with stage() as scene:
        await scene.opened()
        await search(scene, "help", "Help  (? F1)")
        await scene.press("enter")
        await scene.until(lambda: isinstance(scene.app.screen, Help))


async def test_it_uses_other_credentials() -> None:
    async with stage(Props(accounts=profiles("acme-dev", "acme-prod"))) as scene:
        await scene.opened()
        await search(scene, "use acme-pr", "Use acme-prod")
        await scene.press("enter")
        await scene.until(lambda: scene.view.acting.profile == "acme-prod")


async def test_it_acts_as_an_employer_found_by_name_or_id() -> None:
    async with stage() as scene:
        await scene.opened()
        for words, (employer, name) in zip(
            ("act as umbr", "men robo", "084a3"), (UMBRELLA, ROBOTICS, DHARMA), strict=True
        ):
            await search(scene, words, f"Act as {name}")
            await scene.press("enter")
            await scene.until(partial(acting, scene, employer))


def acting(scene: Stage, employer: str) -> bool:
    return scene.view.acting.employer == employer


async def test_hostile_names_and_ids_are_only_text_in_it() -> None:
    def indeed(clock: ManualClock) -> Simulator:
        pairs = [*employers(*HOSTILE), *((f"{name} id", "Zz by id") for name in HOSTILE)]
        return Simulator(pairs, clock=clock.wall)

    async with stage(Props(size=(110, 60), simulator=indeed)) as scene:
        await scene.opened()
        await search(scene, "act as", "[@click=app.quit]x[/]")
        assert scene.crooked() == []
        await scene.press(*["backspace"] * 6)
        await search_more(scene, "zz by", "Zz by id")
        assert scene.crooked() == []
        assert "[b]bold[/b] id" in scene.text()
        await scene.press("down", "enter")
        await scene.until(lambda: scene.view.acting.employer is not None)
        assert scene.crooked() == []


async def search_more(scene: Stage, words: str, found: str) -> None:
    await scene.press(*words)
    await scene.until(lambda: found in scene.text())


async def test_it_shows_no_more_than_fifty_employers() -> None:
    def indeed(clock: ManualClock) -> Simulator:
        pairs = [(str(number), f"Same Name {number:04}") for number in range(5000)]
        return Simulator(pairs, clock=clock.wall)

    async with stage(Props(size=(80, 24), simulator=indeed)) as scene:
        await scene.opened()
        await search(scene, "same name", "Act as Same Name 0000")
        await scene.press("end")
        await scene.press("escape")
        await search(scene, "4321", "Act as Same Name 4321")


@pytest.mark.parametrize(("number", "own"), [(5_000, False), (50, True)])
async def test_many_employers_are_looked_through_by_a_thread(
    monkeypatch: pytest.MonkeyPatch, number: int, own: bool
) -> None:
    threads: set[bool] = set()
    fitting = palette._fitting

    def noted(employers: Sequence[Employer], words: list[str]) -> list[Employer]:
        threads.add(threading.current_thread() is threading.main_thread())
        return fitting(employers, words)

    monkeypatch.setattr(palette, "_fitting", noted)
    props = Props(size=(80, 24), simulator=lambda clock: Simulator(number, clock=clock.wall))
    async with stage(props) as scene:
        await scene.opened()
        wanted = scene.view.employers.found.employers[number - 10]
        await search(scene, wanted.id, wanted.id)
        await scene.press("enter")
        await scene.until(lambda: scene.view.acting.employer == wanted.id)
    assert threads == {own}
