"""Pane 3: the employers, walked with the keyboard, filtered as you type, acted as with enter."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.reactive import var
from textual.widgets import Input

from indeed_tui.indeed.models import Employer, Instant
from indeed_tui.tui.commands import EMPLOYERS, bindings
from indeed_tui.tui.employer_rows import Order, Searchable, arranged
from indeed_tui.tui.messages import ActAs, Said
from indeed_tui.tui.panes.employer_list import EmployerList
from indeed_tui.tui.text import plain, safe
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.line_list import LineList

_NOBODY = (
    "An employer appears here once its account has added the app owner's e-mail as a user. "
    "R asks Indeed again."
)


class EmployersPane(Vertical):
    """The list with its filter line, which is there only while it is used."""

    DEFAULT_CSS = """
    EmployersPane #filter { display: none; height: 1; border: none; padding: 0 1; }
    EmployersPane.-filtering #filter { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(EMPLOYERS)]
    view: var[View | None] = var(None)
    instant: var[Instant | None] = var(None)
    wanted: var[str] = var("", init=False)
    order: var[Order] = var(Order.LISTED, init=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._all = Searchable((), ())
        self._shown: Sequence[Employer] = ()

    def compose(self) -> ComposeResult:
        """Lay out the list, and the filter below it."""
        yield EmployerList(id="employer-list")
        field = Input(placeholder="name or id", id="filter", compact=True)
        field.cursor_blink = False
        yield field

    def on_mount(self) -> None:
        """Name the pane."""
        self.border_title = safe("3 Employers")

    @property
    def rows(self) -> EmployerList:
        """The list inside."""
        return self.query_one(EmployerList)

    @property
    def highlighted(self) -> Employer | None:
        """The employer under the cursor."""
        return self.rows.highlighted

    def watch_view(self, before: View | None, now: View | None) -> None:
        """Show another list, or other states in the same list."""
        if now is None or not self.is_mounted:
            return
        found = now.employers.found
        if before is None or before.employers.found is not found:
            self._all = Searchable.of(found.employers)
            self._arrange()
        elif before.employers is not now.employers:
            self._arrange()
        elif self.instant is not None and (
            before.tokens is not now.tokens or before.acting is not now.acting
        ):
            self.rows.tick(self.instant, now)

    def watch_instant(self) -> None:
        """Count on."""
        if self.view is not None and self.instant is not None and self.is_mounted:
            self.rows.tick(self.instant, self.view)

    def watch_wanted(self) -> None:
        """Show what matches."""
        self._arrange()

    def watch_order(self) -> None:
        """Show the other order."""
        self._arrange()

    def _arrange(self) -> None:
        view = self.view
        if view is None:
            return
        self._shown = arranged(self._all.matching(self.wanted), self.order, view)
        if self.instant is not None:
            self.rows.tick(self.instant, view)
        self.rows.show(self._shown, view, self._nothing(view))
        self.border_subtitle = safe(self._summary(view))

    def _summary(self, view: View) -> str:
        total, parts = len(view.employers.found.employers), []
        if total:
            parts.append(f"{len(self._shown):,} of {total:,}")
        if self.wanted:
            parts.append(f"filter: {plain(self.wanted)}")
        if self.order is not Order.LISTED:
            parts.append(self.order.value)
        if view.employers.loading:
            parts.append("loading")
        if view.employers.problem is not None and total:
            parts.append("reload failed")
        if view.employers.found.skipped:
            parts.append(f"{view.employers.found.skipped} without id left out")
        return " · ".join(parts)

    def _nothing(self, view: View) -> Sequence[str]:
        """Return why the list is empty, and what to do about it."""
        state = view.employers
        if self.wanted and state.found.employers:
            told = [f"nothing matches {self.wanted}", "esc clears the filter"]
        elif state.problem is not None:
            told = [state.problem.title, state.problem.hint]
        elif state.loading:
            told = ["asking Indeed for the employers"]
        elif view.acting.profile is None:
            told = ["The employers are listed here once credentials are in use."]
        elif state.listed_at is None:
            told = ["not listed yet; R asks Indeed"]
        else:
            told = ["no employer yet", _NOBODY]
        return [plain(text) for text in told]

    def action_filter(self) -> None:
        """Open the filter line."""
        self.add_class("-filtering")
        self.query_one("#filter", Input).focus()

    def action_sort(self) -> None:
        """Sort in the next order."""
        self.order = self.order.following
        self.post_message(Said(f"Employers {self.order.value}"))

    def leave_filter(self) -> bool:
        """Clear and close the filter; say whether there was one."""
        if not self.has_class("-filtering"):
            return False
        self.remove_class("-filtering")
        self.query_one("#filter", Input).value = ""
        self.rows.focus()
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as the user types."""
        event.stop()
        self.wanted = event.value.strip()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to what was found; the filter stays."""
        event.stop()
        self.rows.focus()
        if not event.value.strip():
            self.leave_filter()

    def on_key(self, event: object) -> None:
        """Let the arrows leave the filter line for the list."""
        from textual.events import Key

        filtering = self.query_one("#filter", Input).has_focus
        if isinstance(event, Key) and filtering and event.key in ("down", "up"):
            event.stop()
            self.rows.focus()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Act as the chosen employer."""
        event.stop()
        if self.highlighted is not None:
            self.post_message(ActAs(self.highlighted.id))
