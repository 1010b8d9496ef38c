"""What a small change on the screen costs: only the widgets and lines that it touches.

Textual draws every line of every widget in the rectangle around all that changed, and takes
one strip of it: seconds that tick in two corners would draw the whole screen.
"""

from collections.abc import Iterable

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip


class SparingCompositor(Compositor):
    """Draws what is seen of the changed regions; where none is known, all that is seen."""

    _changed: tuple[Region, ...] = ()

    def render_partial_update(self) -> ChopsUpdate | None:
        """Return what changed since the last update."""
        self._changed = tuple(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._changed = ()

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """Yield regions, front to back, with their clips and strips.

        What lies wholly behind others, as most containers do, is not asked for anything.
        """
        wanted = self._changed or (self.size.region if crop is None else crop,)
        bare = _cells(wanted)
        for widget, (region, clip) in self.visible_widgets.items():
            if not bare:
                return
            visible = region.intersection(clip)
            cells = _span(visible)
            rows = [y for y in visible.line_range if bare.get(y, 0) & cells]
            if not rows:
                continue
            for y in rows:
                bare[y] &= ~cells
                if not bare[y]:
                    del bare[y]
            band = Region(visible.x, rows[0], visible.width, rows[-1] + 1 - rows[0])
            yield band, clip, widget.render_lines(band.translate(-region.offset))


def _cells(regions: Iterable[Region]) -> dict[int, int]:
    """Return the cells of regions by row, one bit for each."""
    cells: dict[int, int] = {}
    for region in regions:
        span = _span(region)
        for y in region.line_range:
            cells[y] = cells.get(y, 0) | span
    return cells


def _span(region: Region) -> int:
    left = max(0, region.x)
    return (1 << max(left, region.right)) - (1 << left)
