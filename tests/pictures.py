"""The README's pictures: `python -m tests.pictures` draws them anew, a test compares them."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from indeed_tui.simulator import Fault, Simulator
from indeed_tui.tui.panes.operations import OperationsPane
from indeed_tui.tui.screens.call import CallScreen
from tests.manual_clock import ManualClock
from tests.tui.stage import LATENCY_MS, Props, Stage, profiles, stage

FOLDER = Path(__file__).parent.parent / "screenshots"
_ROBOTICS = "4bc393e07a5d41f6b8c2913ed64f0a77"


def _indeed(clock: ManualClock) -> Simulator:
    """An Indeed with one employer that refuses tokens."""
    simulator = Simulator(14, clock=clock.wall, latency_ms=LATENCY_MS)
    simulator.faults = [
        Fault.from_json({"on": "token", "employer": _ROBOTICS, "error": "unauthorized_client"})
    ]
    return simulator


@asynccontextmanager
async def _open(width: int, height: int) -> AsyncIterator[Stage]:
    accounts = profiles("acerecruiters-prod", "acerecruiters-dev", "simulator")
    props = Props(size=(width, height), accounts=accounts, simulator=_indeed)
    async with stage(props) as scene:
        await scene.opened()
        yield scene


async def _act(scene: Stage, downs: int) -> None:
    """Act as an employer some rows down, and wait for Indeed's answer."""
    await scene.press("3", "home", *["down"] * downs, "enter")
    await scene.until(lambda: _settled(scene))


def _settled(scene: Stage) -> bool:
    snapshot = scene.view.token_of(scene.view.acting.employer)
    if scene.view.acting.employer is None or snapshot is None or snapshot.requesting:
        return False
    return snapshot.token is not None or snapshot.problem is not None


async def _dressed(scene: Stage) -> None:
    """A session in full swing: one employer pinned, one refused, one acted as."""
    await _act(scene, 2)
    await scene.press("3", "home", "down", "p")
    await scene.until(lambda: len(scene.view.acting.pinned) == 1)
    await scene.until(lambda: any(t.key.employer and t.token for t in scene.view.tokens.values()))
    await scene.tick(107)
    await _act(scene, 0)
    await scene.tick(11)
    scene.dashboard.query_one("KeyBar").hush()  # type: ignore[attr-defined]
    appinfo = next(each for each in scene.view.history if each.kind.value == "appinfo")
    scene.dashboard.query_one("#exchange").chosen = appinfo.number  # type: ignore[attr-defined]


async def overview(scene: Stage) -> None:
    """All four panes."""
    await _dressed(scene)


async def light(scene: Stage) -> None:
    """The same in the light theme, and the list of themes that it was chosen from."""
    await _dressed(scene)
    await scene.press("f2", "down")


async def failing(scene: Stage) -> None:
    """A token whose refresh fails, while the old one goes on."""
    await _dressed(scene)
    scene.simulator.faults = [Fault.from_json({"on": "token", "status": 503, "retry_after": 240})]
    await scene.tick(2700)
    failed = lambda: (s := scene.view.token_of(scene.view.acting.employer)) and s.failures  # noqa: E731
    await scene.until(failed)
    await scene.press("2")
    await scene.tick(17)


async def expired(scene: Stage) -> None:
    """A token that ran out while Indeed couldn't be reached."""
    await failing(scene)
    await scene.tick(1000)


async def exchange(scene: Stage) -> None:
    """One exchange over the whole screen, then its request."""
    await _dressed(scene)
    scene.dashboard.query_one("#exchange").chosen = None  # type: ignore[attr-defined]
    await scene.press("4", "z", "right_square_bracket", "right_square_bracket")


async def editor(scene: Stage) -> None:
    """A wrong secret in the editor: said, with everything typed still there."""
    await scene.press("1", "n")
    await scene.press(*"acerecruiters-test", "tab", *"demo-client", "tab", "tab", *"wrong-one")
    await scene.press("ctrl+s")
    await scene.until(lambda: "invalid" in scene.text() or "accept" in scene.text())
    # Behind the form as well.
    await scene.until(lambda: scene.view.history[-1].status in (400, 401))


async def call(scene: Stage) -> None:
    """A call about to be made: its form, the token it needs, a value that is wrong."""
    await _act(scene, 0)
    await scene.press("a")
    await scene.until(lambda: isinstance(scene.app.screen, CallScreen))
    await scene.until(lambda: scene.app.screen.query_one(OperationsPane).highlighted)
    await scene.press(*"campaigns", "enter")
    await scene.until(lambda: scene.app.screen.query("CallFields #field-value-perPage:focus"))
    await scene.press(*"9999")


async def help_(scene: Stage) -> None:
    """Every key."""
    await scene.press("question_mark")


PICTURES: dict[str, tuple[int, int, Callable[[Stage], Awaitable[None]]]] = {
    "overview": (120, 36, overview),
    "overview-80x24": (80, 24, overview),
    "light": (110, 30, light),
    "failing": (100, 30, failing),
    "expired": (100, 30, expired),
    "exchange": (100, 28, exchange),
    "editor": (100, 28, editor),
    "call": (120, 36, call),
    "help": (100, 40, help_),
}


async def draw(name: str) -> str:
    """Return a picture as SVG, its ids of the picture's own name.

    Rich makes them of how the text happens to be cut into segments, which nobody sees.
    """
    width, height, scene_of = PICTURES[name]
    async with _open(width, height) as scene:
        await scene_of(scene)
        await scene.pilot.pause()
        await scene.pause()
        drawn = scene.app.export_screenshot(title="indeed-tui")
    return re.sub(r"\bterminal-\d+", f"terminal-{name}", drawn)


def main() -> None:
    """Draw every picture into the folder."""
    FOLDER.mkdir(exist_ok=True)
    for name in PICTURES:
        (FOLDER / f"{name}.svg").write_text(asyncio.run(draw(name)), encoding="utf-8")


if __name__ == "__main__":
    main()
