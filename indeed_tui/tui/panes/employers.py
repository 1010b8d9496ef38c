"""Pane 3: the employers, walked with the keyboard, filtered as you type, acted as with enter."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.reactive import var

from indeed_tui.indeed.models import Employer, Instant
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import EMPLOYERS
from indeed_tui.tui.compositing import draw_soon
from indeed_tui.tui.employer_rows import AT_ONCE, Found, Order, Searchable, Wish, located
from indeed_tui.tui.messages import ActAs, Said
from indeed_tui.tui.panes.employer_list import EmployerList
from indeed_tui.tui.text import plain, safe
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from textual.widgets import Input

    from indeed_tui.tui.widgets.search_line import SearchLine

_NOBODY = (
    "An employer appears here once its account has added the app owner's e-mail as a user. "
    "{} asks Indeed again."
)


class EmployersPane(Vertical):
    """The list with its filter line, which is there only while it is used."""

    DEFAULT_CSS = """
    EmployersPane #filter { display: none; height: 1; border: none; padding: 0 1; }
    EmployersPane.-filtering #filter { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(EMPLOYERS)
    view: var[View | None] = var(None)
    instant: Instant | None = None
    wanted: var[str] = var("", init=False)
    order: var[Order] = var(Order.LISTED, init=False)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._all = Searchable(())
        self._shown = Found((), ())
        self._asked = 0
        self._searching = False

    def compose(self) -> ComposeResult:
        """Lay out the list; the filter below it comes when it is needed first."""
        yield EmployerList(id="employer-list")

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
            self._all = Searchable(found.employers)
            self._arrange()
        elif before.employers is not now.employers:
            self._show(self._shown, self.rows.cursor)
        elif self.instant is not None and (
            before.tokens is not now.tokens or before.acting is not now.acting
        ):
            self.rows.tick(self.instant, now)

    def tick(self, now: Instant) -> None:
        """Count on."""
        self.instant = now
        if self.view is not None and self.is_mounted:
            self.rows.tick(now, self.view)

    def watch_wanted(self) -> None:
        """Show what matches."""
        self._arrange()

    def watch_order(self) -> None:
        """Show the other order."""
        self._arrange()

    def _arrange(self) -> None:
        """Show what is wanted now: at once where that is quick, else when a thread has found it."""
        if self.view is None:
            return
        self._asked += 1
        wish = self._wish(self.view)
        same = self._shown.employers is self._all.employers
        whole = wish.plain and (same or self.highlighted is None)
        if whole and len(self._all.employers) > AT_ONCE:
            place = self._shown.numbers[self.rows.cursor] if self.highlighted is not None else 0
            self._show(self._all.arranged(Wish()), place)
        elif len(self._all.employers) <= AT_ONCE or (not self._searching and self._all.quick(wish)):
            found = self._all.arranged(wish)
            self._show(found, located(found, self.highlighted, self.rows.cursor, self._shown))
        elif not self._searching:
            self._searching = True
            self.run_worker(self._search(), group="arrange")

    def _wish(self, view: View) -> Wish:
        return Wish.of(self.wanted, self.order, view)

    async def _search(self) -> None:
        """Find what is wanted; what isn't wanted any more when it is found isn't shown."""
        try:
            while (view := self.view) is not None:
                asked, everyone, kept = self._asked, self._all, self.highlighted
                wish, cursor, shown = self._wish(view), self.rows.cursor, self._shown

                def search(
                    everyone: Searchable = everyone,
                    wish: Wish = wish,
                    kept: Employer | None = kept,
                    cursor: int = cursor,
                    shown: Found = shown,
                ) -> tuple[Found, int]:
                    found = everyone.arranged(wish)
                    return found, located(found, kept, cursor, shown)

                found, place = await asyncio.to_thread(search)
                if asked == self._asked and kept == self.highlighted:
                    self._show(found, place)
                    return
        finally:
            self._searching = False

    def _show(self, found: Found, place: int) -> None:
        view = self.view
        if view is None:
            return
        self._shown = found
        if self.instant is not None:
            self.rows.tick(self.instant, view)
        self.rows.show(found, view, self._nothing(view), place)
        self.border_subtitle = safe(self._summary(view))
        # With the rows, not a frame later.
        draw_soon(self)

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
            told = [f"nothing matches {self.wanted}", f"{view.keys.key('back')} clears the filter"]
        elif state.problem is not None:
            told = [state.problem.title, state.problem.hint]
        elif state.loading:
            told = ["asking Indeed for the employers"]
        elif view.acting.profile is None:
            told = ["The employers are listed here once credentials are in use."]
        elif state.listed_at is None:
            told = [f"not listed yet; {view.keys.key('reload')} asks Indeed"]
        else:
            told = ["no employer yet", _NOBODY.format(view.keys.key("reload"))]
        return [plain(text) for text in told]

    async def action_filter(self) -> None:
        """Open the filter line."""
        from indeed_tui.tui.widgets.search_line import SearchLine

        if len(self._all.employers) > AT_ONCE:
            self.run_worker(asyncio.to_thread(self._all.prepare), group="prepare")
        if not self.query("#filter"):
            line = SearchLine(placeholder="name or id", id="filter")
            await self.mount(line)
            # Watched: a message comes a frame later.
            self.watch(line, "value", self._typed, init=False)
        self.add_class("-filtering")
        # At once, not when there is time: what is typed ahead belongs into the field.
        self.screen.set_focus(self.query_one("#filter"))

    def action_sort(self) -> None:
        """Sort in the next order."""
        self.order = self.order.following
        self.post_message(Said(f"Employers {self.order.value}"))

    def leave_filter(self) -> bool:
        """Clear and close the filter; say whether there was one."""
        if not self.has_class("-filtering"):
            return False
        from textual.widgets import Input

        self.remove_class("-filtering")
        self.query_one("#filter", Input).value = ""
        self._all.forget()
        self.rows.focus()
        return True

    def _typed(self, value: str) -> None:
        """Filter as the user types."""
        self.wanted = value.strip()

    def on_input_changed(self, event: "Input.Changed") -> None:
        """Keep what is known already from the screen."""
        event.stop()

    def on_input_submitted(self, event: "Input.Submitted") -> None:
        """Go to what was found; the filter stays."""
        event.stop()
        self.rows.focus()
        if not event.value.strip():
            self.leave_filter()

    def on_search_line_walked(self, event: "SearchLine.Walked") -> None:
        """Let the arrows leave the filter line for the list."""
        event.stop()
        self.rows.focus()

    def action_choose(self) -> None:
        """Act as the employer under the cursor."""
        self.rows.action_choose()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Act as the chosen employer."""
        event.stop()
        if self.highlighted is not None:
            self.post_message(ActAs(self.highlighted.id))
