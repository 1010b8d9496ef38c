"""The steps of a run: frozen values that act on it, whose repr can be pasted into a test."""

from dataclasses import dataclass, field
from typing import Protocol

from textual import events
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.widget import Widget

from indeed_tui.simulator import Fault
from indeed_tui.tui.painting import Painter
from tests.fuzz.hostile import FAULTS, TEXTS
from tests.fuzz.places import Ground, profile_pairs
from tests.manual_clock import settle
from tests.tui.stage import Stage

_CELLS = 1 << 16
_SCROLLING = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})


@dataclass
class Scene:
    """A stage, and the ground it stands on."""

    stage: Stage
    ground: Ground
    drawn: set[Region] = field(default_factory=set)
    """What was drawn since the last look at the screen."""
    looked_at: Screen[object] | None = None
    size: Size | None = None
    painter: Painter | None = None
    """What stands there since: our driver's own, fed with what was drawn and no more."""
    scrolled: Widget | None = None
    """What had the focus when something was scrolled, with the mouse or with keys."""

    def send(self, event: events.Event) -> None:
        """Send an event as the terminal's driver does."""
        driver = self.stage.app._driver
        assert driver is not None
        driver.process_message(event)


class Step(Protocol):
    """Something that happens; `take` returns it as it can be taken again by itself."""

    async def take(self, scene: Scene) -> "Step": ...


@dataclass(frozen=True, slots=True)
class Press:
    """Keys, one after the other."""

    keys: tuple[str, ...]

    async def take(self, scene: Scene) -> Step:
        await scene.stage.press(*self.keys)
        if _SCROLLING & {key.rpartition("+")[2] for key in self.keys}:
            scene.scrolled = scene.stage.app.screen.focused
        return self


@dataclass(frozen=True, slots=True)
class Bound:
    """One of the keys that are bound right now."""

    number: int

    async def take(self, scene: Scene) -> Step:
        bound = sorted(scene.stage.app.screen.active_bindings)
        return await Press((bound[self.number % len(bound)],)).take(scene)


@dataclass(frozen=True, slots=True)
class Paste:
    """A text, as one bracketed paste."""

    text: str

    async def take(self, scene: Scene) -> Step:
        scene.send(events.Paste(self.text))
        await scene.stage.pause()
        return self


@dataclass(frozen=True, slots=True)
class Mouse:
    """The pointer at a share of the screen (65,536ths): click, double, drag, up, down, move."""

    what: str
    x: int
    y: int
    button: int = 1

    async def take(self, scene: Scene) -> Step:
        width, height = scene.stage.app.size
        x, y = self.x * width // _CELLS, self.y * height // _CELLS
        match self.what:
            case "click" | "double":
                for _ in range(1 if self.what == "click" else 2):
                    scene.send(_mouse(events.MouseDown, x, y, self.button))
                    scene.send(_mouse(events.MouseUp, x, y, self.button))
            case "drag":
                scene.send(_mouse(events.MouseDown, x, y, self.button))
                scene.send(_mouse(events.MouseMove, width // 2, height // 2, self.button))
                scene.send(_mouse(events.MouseUp, width // 2, height // 2, self.button))
            case "up":
                scene.send(_mouse(events.MouseScrollUp, x, y, 0))
            case "down":
                scene.send(_mouse(events.MouseScrollDown, x, y, 0))
            case _:
                scene.send(_mouse(events.MouseMove, x, y, 0))
        await scene.stage.pause()
        if self.what != "move":
            scene.scrolled = scene.stage.app.screen.focused
        return self


def _mouse(kind: type[events.MouseEvent], x: int, y: int, button: int) -> events.MouseEvent:
    return kind(None, x, y, 0, 0, button, False, False, False, screen_x=x, screen_y=y)


@dataclass(frozen=True, slots=True)
class Resize:
    """Another size of terminal."""

    width: int
    height: int

    async def take(self, scene: Scene) -> Step:
        size = Size(self.width, self.height)
        driver = scene.stage.app._driver
        assert driver is not None
        driver._size = size  # as Textual's pilot does
        scene.send(events.Resize(size, size))
        await settle()
        # Textual waits a moment for the next size; here there is none.
        scene.stage.app._check_resize()
        await scene.stage.pause()
        return self


@dataclass(frozen=True, slots=True)
class Focus:
    """The terminal's window gets or loses the focus."""

    gained: bool

    async def take(self, scene: Scene) -> Step:
        scene.send(events.AppFocus() if self.gained else events.AppBlur())
        await scene.stage.pause()
        return self


@dataclass(frozen=True, slots=True)
class Clock:
    """Time passes ("on"), the machine sleeps ("suspend"), or the wall clock is set ("set")."""

    what: str
    seconds: float

    async def take(self, scene: Scene) -> Step:
        clock = scene.stage.clock
        if self.what == "on":
            await scene.stage.tick(self.seconds)
            return self
        if self.what == "suspend":
            clock.suspend(self.seconds)
        else:
            # No calendar goes further back.
            clock.step_wall(max(self.seconds, -clock.wall()))
        await scene.stage.tick(1.0)
        return self


@dataclass(frozen=True, slots=True)
class Wrong:
    """Answers go wrong, by numbers of `FAULTS`; none for no faults."""

    faults: tuple[int, ...]
    times: int | None = 1

    async def take(self, scene: Scene) -> Step:
        times = {} if self.times is None else {"times": self.times}
        chosen = (FAULTS[number % len(FAULTS)] for number in self.faults)
        scene.stage.simulator.faults = [Fault.from_json({**fault, **times}) for fault in chosen]
        return self


@dataclass(frozen=True, slots=True)
class Employers:
    """Indeed lists others: so many plain ones, and some named by numbers of `TEXTS`."""

    plain: int
    named: tuple[int, ...] = ()

    async def take(self, scene: Scene) -> Step:
        pairs = [(f"{number:032x}", f"Employer {number}") for number in range(self.plain)]
        for place, number in enumerate(self.named):
            name = TEXTS[number % len(TEXTS)]
            pairs.insert(place * 3, (f"{place}-{name[:40]}", name))
        scene.stage.simulator.employers = pairs
        return self


@dataclass(frozen=True, slots=True)
class Shake:
    """The ground shakes: tokens revoked, the secret rotated, accounts moody, the disk broken."""

    what: str

    async def take(self, scene: Scene) -> Step:
        stage, ground = scene.stage, scene.ground
        match self.what:
            case "revoke":
                stage.simulator.revoke()
            case "rotate":
                stage.simulator.client_secret += "x"
            case "moody" | "well":
                ground.accounts.moody = self.what == "moody"
            case "broken":
                ground.break_disk()
            case "mended":
                ground.mend_disk()
            case "gone":
                for profile in ground.accounts._book.profiles:
                    ground.accounts.remove(profile.name) if not ground.accounts.moody else None
                stage.dashboard.do(lambda session: session.open())
            case _:
                for profile, secret in profile_pairs(("back-prod", "back-dev")):
                    if not ground.accounts.moody:
                        ground.accounts.save(profile, secret, None)
                stage.dashboard.do(lambda session: session.open())
        await stage.pause()
        return self
