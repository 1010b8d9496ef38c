"""Playing a run: a setting and its steps, checked after each, and told so that it can be pasted."""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from textual._compositor import Compositor
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from tests.fuzz.checks import FoundError, after_step, painted, way_back
from tests.fuzz.places import Ground, Setting, fenced, props
from tests.fuzz.steps import Bound, Mouse, Paste, Press, Scene, Step
from tests.inline_threads import InlineThreads
from tests.tui.stage import stage

_PAINTED_EVERY = 20
_QUITTING = (Press, Bound, Mouse, Paste)


@dataclass
class Played:
    """What became of a run: the steps as they were taken, and what was found, if anything."""

    setting: Setting
    taken: list[Step] = field(default_factory=list)
    found: BaseException | None = None

    def told(self) -> str:
        """Return the run as the body of a test."""
        lines = "".join(f"        {step!r},\n" for step in self.taken)
        return f"    await replay(\n        {self.setting!r},\n{lines}    )\n"


def play(setting: Setting, steps: Sequence[Step]) -> Played:
    """Play a run on a loop of its own."""
    return asyncio.run(_play(setting, steps))


async def replay(setting: Setting, *steps: Step) -> None:
    """Play a run that found something once; raises what it finds now."""
    played = await _play(setting, steps)
    if played.found is not None:
        raise played.found


async def _play(setting: Setting, steps: Sequence[Step]) -> Played:
    played = Played(setting)
    with tempfile.TemporaryDirectory() as folder, fenced(Path(folder)), _plain_parts():
        try:
            await _on_stage(played, Ground(Path(folder)), steps)
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - it is what is looked for
            played.found = error
    return played


async def _on_stage(played: Played, ground: Ground, steps: Sequence[Step]) -> None:
    setting = played.setting
    lost: list[dict[str, object]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: lost.append(context))
    if setting.inline:
        InlineThreads().take_over()
    async with stage(props(setting, ground)) as here, AsyncExitStack() as noticing:
        here.app.engine._loop.set_default_executor(InlineThreads())
        scene = Scene(here, ground)
        noticing.enter_context(_noticed(scene))
        ends: list[object] = []
        end, here.app.exit = here.app.exit, lambda *result, **_: ends.append(result)  # type: ignore[method-assign]
        await here.pause()
        for step in steps:
            # It is in the list before it is taken, in case it ends the run.
            played.taken.append(step)
            played.taken[-1] = await step.take(scene)
            await after_step(scene)
            if lost:
                raise FoundError(f"nobody took {lost}")
            if ends and not isinstance(step, _QUITTING):
                raise FoundError(f"{step!r} ended the app: {ends}")
            ends.clear()
            if len(played.taken) % _PAINTED_EVERY == 0:
                await painted(scene)
        await way_back(scene)
        here.app.exit = end  # type: ignore[method-assign]
        await here.press("q")
        if await here.ended() != 0:
            raise FoundError("q ends it with another status than 0")


def _noticed(scene: Scene) -> AbstractContextManager[object]:
    """Remember which regions of the screen in front were drawn, and look at no others."""
    update = Compositor.render_update

    def noting(self: Compositor, *args: object, **options: object) -> object:
        app = scene.stage.app
        if app.screen_stack and self is app.screen._compositor:
            scene.drawn |= self._dirty_regions
        return update(self, *args, **options)  # type: ignore[arg-type]  # passed on

    return patch.object(Compositor, "render_update", noting)


@contextmanager
def _plain_parts() -> Iterator[None]:
    """Style the parts of a widget once: their colours can't do any harm, and take half the time."""
    process = Stylesheet._process_component_classes

    def once(self: Stylesheet, node: DOMNode) -> None:
        if not node._component_styles:
            process(self, node)

    with patch.object(Stylesheet, "_process_component_classes", once):
        yield
