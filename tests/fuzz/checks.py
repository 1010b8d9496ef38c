"""What must hold after every step, and how a run must be able to end."""

import asyncio
import re
from functools import lru_cache
from typing import Any, Final

from rich.cells import cell_len
from textual._compositor import LayoutUpdate
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from indeed_tui.opening import fits
from indeed_tui.tui.compositing import Patches
from indeed_tui.tui.painting import Painter
from indeed_tui.tui.screens.call import CallScreen
from indeed_tui.tui.screens.dashboard import Dashboard
from indeed_tui.tui.screens.help import Help
from indeed_tui.tui.states import LOOKS
from indeed_tui.tui.text import plain
from tests.fuzz.places import SECRET
from tests.fuzz.steps import Clock, Focus, Press, Resize, Scene, Shake, Wrong
from tests.tui.stage import _UNSEEN, _kind, draw_frame

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
    """Return the screen's lines as our driver has them: what wasn't drawn is as it was."""
    app, screen = scene.stage.app, scene.stage.app.screen
    _laid_out(screen)
    size, compositor = app.size, screen._compositor
    whole = screen is not scene.looked_at or scene.painter is None or scene.size != size
    if whole or scene.painter is None:
        scene.painter, scene.looked_at, scene.size = Painter(*size, entered=True), screen, size
    compositor._dirty_regions |= scene.drawn
    scene.drawn.clear()
    _feed(scene, scene.painter, whole=whole)
    return _texts(scene.painter)


def _laid_out(screen: Screen[Any]) -> None:
    """Lay out what waits for it, as the app does before each frame: sizes may be former ones."""
    waits = screen._layout_required or screen._scroll_required
    waits = waits or screen._compositor._full_map_invalidated
    waits = waits or screen._message_queue.qsize() > 0
    if waits or any(each._layout_required for each in screen.walk_children(Widget)):
        screen._layout_required = True
        screen._on_timer_update()


def _feed(scene: Scene, painter: Painter, *, whole: bool) -> None:
    """Have a painter take what is drawn, all of it or what changed."""
    app = scene.stage.app
    update: object = draw_frame(app.screen._compositor, whole, app._background_screens)
    if isinstance(update, Patches):
        strips = [[strip] for _, _, strip in update.patches]
    elif isinstance(update, LayoutUpdate):
        strips = [[*each] for each in update.strips]
        widths = {sum(strip.cell_length for strip in line) for line in strips}
        if widths != {app.size.width} or len(strips) != app.size.height:
            raise FoundError(f"{len(strips)} lines, {widths} wide, on a screen of {app.size}")
    else:
        return
    for line in strips:
        text = "".join(segment.text for strip in line for segment in strip)
        if not _straight(text, sum(strip.cell_length for strip in line)):
            raise FoundError(f"a line that isn't as wide as it says, or controls: {text!r}")
    painter.take(update.render_segments(app.console))
    sent = painter.emit()
    if not _SENT.fullmatch(sent):
        raise FoundError(f"the painter would send {sent!r}")


def _texts(painter: Painter) -> list[str]:
    """Return the lines that a painter knows; every cell of them."""
    if any(cell is None for row in painter._wanted for cell in row):
        raise FoundError("the painter doesn't know all that is drawn")
    return ["".join(cell[0] for cell in row if cell is not None) for row in painter._wanted]


@lru_cache(20_000)
def _straight(text: str, width: int) -> bool:
    return cell_len(text) == width and not _UNSEEN & set(map(_kind, text))


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


async def painted(scene: Scene) -> None:
    """Fail where what was drawn bit by bit isn't what is drawn anew."""
    for _ in range(_PATIENCE):
        _lines(scene)
        app, piecemeal = scene.stage.app, scene.painter
        for widget in app.screen.walk_children(Widget):
            widget._styles_cache.clear()
        at_once = Painter(*app.size, entered=True)
        _feed(scene, at_once, whole=True)
        if piecemeal is not None and piecemeal._wanted == at_once._wanted:
            return
        # A widget may have told nobody yet that it changed.
        await asyncio.sleep(0.01)
        await scene.stage.pause()
    assert piecemeal is not None
    rows = zip(piecemeal._wanted, at_once._wanted, strict=True)
    y = next(y for y, (one, other) in enumerate(rows) if one != other)
    raise FoundError(
        f"row {y} of {app.screen!r} was left as {_texts(piecemeal)[y]!r}, is {_texts(at_once)[y]!r}"
    )


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
    await painted(scene)
