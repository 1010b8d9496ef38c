"""What must hold after every step, and how a run must be able to end."""

import asyncio
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from rich.cells import cell_len
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Input

from indeed_tui.opening import fits
from indeed_tui.tui.painting import Painter
from indeed_tui.tui.screens.call import CallScreen
from indeed_tui.tui.screens.dashboard import Dashboard
from indeed_tui.tui.screens.help import Help
from indeed_tui.tui.states import LOOKS
from indeed_tui.tui.text import plain
from tests.fuzz.places import SECRET
from tests.fuzz.steps import Clock, Focus, Press, Resize, Scene, Shake, Wrong
from tests.tui.stage import _UNSEEN, _draw, _kind

MOST_ESCAPES: Final = 8
_SENT = re.compile(
    r"(?:\x1b\[[\d;]*[mHABCD]|\x1b\[\?2026[hl]|\r|\x08|[^\x00-\x1f\x7f-\x9f])*", re.DOTALL
)
_GLYPHS = {look.glyph for look in LOOKS.values()}
_UNUSABLE = ("no secret", "no credentials", "can't be used")
_NAMED_FROM, _TOLD_FROM = 60, 40
# Below this a screen may have no room for what has the focus.
_LEAST = (40, 12)
_PATIENCE = 50


class FoundError(AssertionError):
    """Something that must never be."""


async def after_step(scene: Scene) -> None:
    """Fail where the app, its engine or its screen isn't as it always must be."""
    app = scene.stage.app
    if app._exception is not None:
        raise app._exception
    if not app.engine._thread.is_alive():
        raise FoundError("the engine's thread has ended")
    if app.size.width >= _LEAST[0] and app.size.height >= _LEAST[1]:
        await _focused(scene)
    if not scene.drawn:
        return
    lines = _lines(scene)
    _secretive(scene, lines)
    if fits(*app.size):
        _told(scene, lines)


def _lines(scene: Scene) -> list[str]:
    """Return the screen's lines, all of which are straight; what wasn't drawn is as it was."""
    size, screen = scene.stage.app.size, scene.stage.app.screen
    rows = {y for region in scene.drawn for y in region.line_range}
    if screen is not scene.looked_at or len(scene.lines) != size.height:
        rows = set(range(size.height))
    scene.drawn.clear()
    scene.looked_at = screen
    band = Region(0, min(rows), size.width, max(rows) + 1 - min(rows))
    chops = screen._compositor._render_chops(band, rows.__contains__)
    if len(chops) != size.height:
        raise FoundError(f"{len(chops)} lines on a screen of {size.height}")
    kept = scene.lines if len(scene.lines) == size.height else [""] * size.height
    scene.lines = [_text(chops[y]) if y in rows else kept[y] for y in range(size.height)]
    for line in scene.lines:
        if not _straight(line, size.width):
            raise FoundError(f"a line that isn't {size.width} wide, or controls: {line!r}")
    return scene.lines


def _text(chops: Mapping[int, Strip]) -> str:
    return "".join(segment.text for strip in chops.values() for segment in strip)


@lru_cache(20_000)
def _straight(line: str, width: int) -> bool:
    return cell_len(line) == width and not _UNSEEN & set(map(_kind, line))


def _secretive(scene: Scene, lines: list[str]) -> None:
    text = "".join(lines)
    clear = [secret.reveal() for secret in scene.stage.view.secrets()]
    # What is shorter isn't the simulator's, and may be part of a word; what is long is cut.
    for secret in (SECRET, *(each[-24:] for each in clear if len(each) >= 24)):
        if secret in text:
            raise FoundError("a secret or a token stands on the screen")


async def _focused(scene: Scene) -> None:
    """Fail where the focus is nowhere or out of view, and stays so."""
    for _ in range(_PATIENCE):
        if not (wrong := _focus_lost(scene)):
            return
        # A thread may have to read something before a screen knows where to begin.
        await asyncio.sleep(0.01)
        await scene.stage.pause()
    raise FoundError(wrong)


def _focus_lost(scene: Scene) -> str:
    app, screen = scene.stage.app, scene.stage.app.screen
    if not app.app_focus or not screen.focus_chain:
        return ""
    focused = screen.focused
    if focused is None:
        return f"nothing has the focus on {screen!r}"
    # What the user scrolled away may be away.
    if focused is not scene.scrolled and focused not in screen._compositor.visible_widgets:
        return f"the focus isn't visible: {focused!r} on {screen!r}"
    return ""


def _told(scene: Scene, lines: list[str]) -> None:
    """Look for the profile's name and a token's state in the status line."""
    app, view, line = scene.stage.app, scene.stage.view, lines[0]
    if not isinstance(app.screen, Dashboard | CallScreen) or not view.loaded:
        return
    profile = view.profile
    if profile is None or app.size.width < _TOLD_FROM:
        return
    if app.size.width >= _NAMED_FROM and plain(profile.name)[:4] not in line:
        raise FoundError(f"the status line doesn't name {profile.name}: {line!r}")
    known = view.acting.credentials is not None or view.acting.problem is not None
    if known and not (_GLYPHS & set(line) or any(words in line for words in _UNUSABLE)):
        raise FoundError(f"the status line has no token state: {line!r}")


def painted(scene: Scene) -> None:
    """Fail where our driver would send anything but text, looks and moves of the cursor."""
    app = scene.stage.app
    update = _draw(app.screen._compositor, True)
    painter = Painter(*app.size, entered=True)
    painter.take(update.render_segments(app.console))  # type: ignore[union-attr]  # a full one
    sent = painter.emit()
    if not _SENT.fullmatch(sent):
        raise FoundError(f"the painter would send {sent!r}")


async def way_back(scene: Scene) -> None:
    """Fail where the dashboard can't be reached, or doesn't work."""
    stage = scene.stage
    for step in (Wrong(()), Shake("mended"), Shake("well"), Focus(gained=True), Resize(120, 36)):
        await step.take(scene)
    for _ in range(MOST_ESCAPES):
        if stage.app.screen is stage.dashboard and not isinstance(stage.app.focused, Input):
            break
        await stage.press("escape")
        await after_step(scene)
    else:
        raise FoundError(f"{MOST_ESCAPES} escapes don't lead back from {stage.app.screen!r}")
    await Press(("3", "down", "question_mark")).take(scene)
    await after_step(scene)
    if stage.dashboard.pane != "employers":
        raise FoundError(f"3 leads to {stage.dashboard.pane}")
    if not isinstance(stage.app.screen, Help):
        raise FoundError(f"? leads to {stage.app.screen!r}")
    await Press(("escape",)).take(scene)
    await Clock("on", 1.0).take(scene)
    await after_step(scene)
    if stage.app.screen is not stage.dashboard:
        raise FoundError(f"escape leads from the help to {stage.app.screen!r}")
    painted(scene)
