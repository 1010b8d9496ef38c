"""The rows of the Employers pane."""

from collections.abc import Sequence

from indeed_tui.indeed.models import Employer, Instant
from indeed_tui.tui.format import middle
from indeed_tui.tui.states import DIM, STRONG, Piece, badge
from indeed_tui.tui.text import folded, pad, plain
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.line_list import LineList

_ID, _WHOLE_ID, _TOKEN = 9, 32, 10
_ROOMY, _TIGHT = 76, 36


class EmployerList(LineList):
    """Name, id and token state of each employer; draws what is visible, whatever the number."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rows: Sequence[Employer] = ()
        self._view: View | None = None
        self._now: Instant | None = None
        self._nothing: Sequence[str] = ()
        self._counted: tuple[int, int] | None = None
        self._counting: Sequence[int] = ()

    @property
    def highlighted(self) -> Employer | None:
        """The employer under the cursor."""
        return self._rows[self.cursor] if 0 <= self.cursor < len(self._rows) else None

    def show(
        self, rows: Sequence[Employer], view: View, nothing: Sequence[str], cursor: int
    ) -> None:
        """Show these employers, with the cursor on one of them."""
        self._rows, self._view, self._nothing = rows, view, nothing
        self._counted = None
        self.set_count(len(rows), cursor=cursor)

    def tick(self, now: Instant, view: View) -> None:
        """Count on, or show new token states, in the visible rows that have a token."""
        before, self._view, self._now = self._view, view, now
        moved = before is None or before.acting is not view.acting
        top, count = self.top, self.line_count
        if moved:
            self.refresh_rows(range(top, top + count))
            return
        if before is not view or (top, count) != self._counted:
            self._counted = top, count
            rows = enumerate(self._rows[top : top + count], top)
            self._counting = [at for at, employer in rows if view.token_of(employer.id)]
        if self._counting:
            self.refresh_rows(self._counting, last=_TOKEN)

    def header(self, width: int) -> Sequence[Piece]:
        """Return the column heads."""
        name, identifier = _columns(width)
        head = f"{pad('Id', identifier)} " if identifier else ""
        return [(f"  {pad('Name', name)} {head}{pad('Token', _TOKEN)}", "")]

    def render_row(self, index: int, width: int) -> Sequence[Piece]:
        """Return one employer's row: acted as ▸, pinned ◆."""
        employer, view = self._rows[index], self._view
        if view is None or self._now is None:
            return ()
        acting = employer.id == view.acting.employer
        mark = "▸" if acting else "◆" if employer.id in view.acting.pinned else " "
        name, identifier = _columns(width)
        shown = plain(employer.name) or "(no name)"
        whole = plain(employer.id)
        state, style = badge(view.token_of(employer.id), self._now)
        return [
            (f"{mark} ", "state--accent"),
            (pad(shown, name), STRONG if acting else ""),
            (" ", ""),
            (f"{pad(middle(whole, identifier), identifier)} " if identifier else "", DIM),
            (pad(state, _TOKEN), style),
        ]

    def empty_text(self) -> Sequence[str]:
        """Say what would be here, broken to fit."""
        width = max(20, self.line_width - 2)
        return [line for text in self._nothing for line in folded(text, width)]


def _columns(width: int) -> tuple[int, int]:
    """Return the cells for name and id; wide panes show the id whole, narrow ones not at all."""
    identifier = _WHOLE_ID if width >= _ROOMY else _ID if width >= _TIGHT else 0
    return max(4, width - identifier - bool(identifier) - _TOKEN - 3), identifier
