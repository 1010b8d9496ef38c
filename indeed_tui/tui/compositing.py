"""What a small change on the screen costs: only the widgets and cells that it touches.

Textual draws every line of every widget in the rectangle around all that changed, cuts them at
every widget's edges, and takes one strip of it: seconds that tick in two corners would draw the
whole screen.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from textual._compositor import Compositor, CompositorUpdate
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget


@dataclass(frozen=True)
class Patches(CompositorUpdate):
    """Strips and where on the screen they begin: column, row."""

    patches: list[tuple[int, int, Strip]]

    def render_segments(self, console: Console) -> str:
        """Return what a terminal is sent for them."""
        return "".join(
            [f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for x, y, strip in self.patches]
        )


class SparingCompositor(Compositor):
    """Draws what is seen of the changed regions; where none is known, all that is seen."""

    _spans: tuple[object, list[tuple[Widget, Region, Region, int, range]]] = (None, [])

    def render_partial_update(self) -> Patches | None:  # type: ignore[override]
        """Return what changed since the last update."""
        changed = {region.intersection(self.size.region) for region in self._dirty_regions}
        self._dirty_regions.clear()
        patches: list[tuple[int, int, Strip]] = []
        for widget, region, _, rows in self._seen(changed):
            for top, height in _bands(rows):
                cells = 0
                for y in range(top, top + height):
                    cells |= rows[y]
                left, right = _ends(cells)
                band = Region(left, top, right - left, height)
                strips = widget.render_lines(band.translate(-region.offset))
                for y, strip in enumerate(strips, top):
                    for first, last in _runs(rows[y]):
                        whole = (first, last) == (left, right)
                        run = strip if whole else strip.crop(first - left, last - left)
                        patches.append((first, y, run))
        return Patches(patches) if patches else None

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """Yield regions, front to back, with their clips and strips.

        What lies wholly behind others, as most containers do, is not asked for anything.
        """
        wanted = self.size.region if crop is None else crop
        for widget, region, clip, rows in self._seen([wanted]):
            visible = region.intersection(clip)
            top, bottom = min(rows), max(rows) + 1
            band = Region(visible.x, top, visible.width, bottom - top)
            yield band, clip, _filled(widget.render_lines(band.translate(-region.offset)), band)

    def _seen(
        self, wanted: Iterable[Region]
    ) -> Iterator[tuple[Widget, Region, Region, dict[int, int]]]:
        """Yield the widgets seen in regions, front to back: region, clip, their cells by row.

        Drawing one of them may lay all of them out anew.
        """
        bare = _cells(wanted)
        # What was just removed, and has lost its styles, shows only where nothing else does; the
        # next layout is without it.
        widgets = sorted(self._widgets(), key=lambda each: each[0]._parent is None)
        for widget, region, clip, cells, lines in widgets:
            if not bare:
                return
            rows = {y: row & cells for y, row in bare.items() if y in lines and row & cells}
            if not rows:
                continue
            for y in rows:
                bare[y] &= ~cells
                if not bare[y]:
                    del bare[y]
            yield widget, region, clip, rows

    def _widgets(self) -> list[tuple[Widget, Region, Region, int, range]]:
        """Return what is visible, front to back: region, clip, and what is seen as bits and rows.

        Worked out once for each layout.
        """
        visible = self.visible_widgets
        if self._spans[0] is not visible:
            found = []
            for widget, (region, clip) in visible.items():
                seen = region.intersection(clip)
                found.append((widget, region, clip, _span(seen), range(seen.y, seen.bottom)))
            self._spans = visible, found
        return self._spans[1]


def _filled(strips: list[Strip], band: Region) -> list[Strip]:
    """Return strips that fill a region: a widget may not know yet that it has become larger."""
    width = band.width
    found = [
        strip if strip.cell_length >= width else strip.adjust_cell_length(width) for strip in strips
    ]
    return found + [Strip.blank(width)] * (band.height - len(found))


def draw_soon(widget: Widget) -> None:
    """Have the next frame draw what of a widget is marked as changed.

    Textual would send two messages for that: in a frame that changes little they cost most.
    """
    screen = widget.screen
    if widget in screen._compositor.visible_widgets:
        screen._dirty_widgets.add(widget)
        if screen not in _AT_ONCE:
            screen.check_idle()


_AT_ONCE: set[Screen[Any]] = set()


@contextmanager
def drawn_at_once(screen: Screen[Any]) -> Iterator[None]:
    """Draw what changes inside at the end of it instead of within the sixtieth of a second."""
    _AT_ONCE.add(screen)
    try:
        yield
    finally:
        _AT_ONCE.discard(screen)
    screen._on_timer_update()
    if screen._dirty_widgets:
        # It is covered, or changes are being gathered.
        screen.check_idle()


def _cells(regions: Iterable[Region]) -> dict[int, int]:
    """Return the cells of regions by row, downwards, one bit for each."""
    cells: dict[int, int] = {}
    for region in regions:
        span = _span(region)
        for y in region.line_range:
            cells[y] = cells.get(y, 0) | span
    return dict(sorted(cells.items()))


def _span(region: Region) -> int:
    left = max(0, region.x)
    return (1 << max(left, region.right)) - (1 << left)


def _ends(cells: int) -> tuple[int, int]:
    """Return the first of a row's cells, and the one after the last."""
    return (cells & -cells).bit_length() - 1, cells.bit_length()


def _runs(cells: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a row's cells: the first, and the one after the last."""
    while cells:
        first = (cells & -cells).bit_length() - 1
        filled = cells >> first
        last = first + (~filled & (filled + 1)).bit_length() - 1
        yield first, last
        cells = cells >> last << last


def _bands(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield stretches of rows that follow each other: the first, and how many."""
    top = height = 0
    for y in rows:
        if height and y == top + height:
            height += 1
            continue
        if height:
            yield top, height
        top, height = y, 1
    if height:
        yield top, height
