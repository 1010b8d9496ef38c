"""Walking the call screen in tests: opening it, filling it, and what it says."""

from collections.abc import Callable

from indeed_tui.indeed.models import Exchange
from indeed_tui.tui.panes.call_fields import CallFields
from indeed_tui.tui.screens.call import CallScreen
from indeed_tui.tui.screens.confirm import Confirm
from indeed_tui.tui.widgets.choice import Choice
from indeed_tui.tui.widgets.entry import Entry, TextEntry
from indeed_tui.tui.widgets.line_panel import LinePanel
from tests.tui.stage import Stage


async def acting_as_first(scene: Stage) -> None:
    """Act as the first employer, and wait for its token."""
    await scene.opened()
    await scene.press("3", "home", "enter")
    await scene.until(lambda: scene.view.acting.employer is not None)
    await scene.until(lambda: (held := scene.view.token_of(scene.view.acting.employer)) is not None
                      and held.token is not None)  # fmt: skip


def calling(scene: Stage) -> bool:
    return isinstance(scene.app.screen, CallScreen)


def asked(scene: Stage) -> bool:
    return isinstance(scene.app.screen, Confirm)


def screen(scene: Stage) -> CallScreen:
    found = next(each for each in scene.app.screen_stack if isinstance(each, CallScreen))
    assert isinstance(found, CallScreen)
    return found


async def choose(scene: Stage, words: str) -> None:
    """Open the call screen and the form of the first operation with these words."""
    if not calling(scene):
        await scene.press("a")
        await scene.until(lambda: calling(scene))
    await scene.until(lambda: screen(scene).operations.highlighted is not None)
    await scene.press(*words, "enter")
    await scene.until(lambda: scene.app.focused is not None and fields(scene).is_attached)
    await scene.until(lambda: fields(scene) in scene.app.focused.ancestors)  # type: ignore[union-attr]


def fields(scene: Stage) -> CallFields:
    return screen(scene).query_one(CallFields)


async def fill(scene: Stage, **texts: str) -> None:
    """Type into fields; `value_id` is the parameter `id`."""
    for name, text in texts.items():
        node = fields(scene).query_one(f"#field-{name.replace('_', '-')}")
        match node:
            case Entry():
                node.value = text
            case TextEntry():
                node.put(text)
            case Choice():
                node.choose(text)
    await scene.pause()


def typed(scene: Stage) -> dict[str, str]:
    return fields(scene).typed().fields()


def told(scene: Stage) -> str:
    """What the form says below its fields, on one line."""
    panel = screen(scene).query_one("#outlook", LinePanel)
    return " ".join("".join(text for text, _ in line) for line in panel._lines)


async def done(scene: Stage) -> Exchange:
    """Wait until the screen is closed; returns the newest API exchange."""
    await scene.until(lambda: scene.app.screen is scene.dashboard)
    return last(scene)


def last(scene: Stage, of: Callable[[Exchange], bool] = lambda each: True) -> Exchange:
    return next(e for e in reversed(scene.view.history) if e.kind.value == "api" and of(e))


def api_requests(scene: Stage) -> int:
    """How many calls but token requests and lists of employers Indeed got."""
    return scene.simulator.count("ads") + scene.simulator.count("graphql")
