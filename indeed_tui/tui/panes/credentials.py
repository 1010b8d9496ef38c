"""Pane 1: the credentials, which of them are in use, and how long each app token lives."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.reactive import var

from indeed_tui.indeed.models import Instant
from indeed_tui.store.profile_model import Profile
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import CREDENTIALS
from indeed_tui.tui.format import count
from indeed_tui.tui.messages import UseProfile
from indeed_tui.tui.states import BADGE, PROD, STRONG, Piece, badge
from indeed_tui.tui.text import cells, clip, pad, plain, safe
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.line_list import LineList

_BADGE = 9
_PROD = BADGE.strip()


class CredentialsPane(LineList):
    """One row for each profile; the one in use carries a mark and the word."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CREDENTIALS)
    view: var[View | None] = var(None)
    instant: Instant | None = None

    def on_mount(self) -> None:
        """Name the pane."""
        self.border_title = safe("1 Credentials")

    @property
    def highlighted(self) -> Profile | None:
        """The profile under the cursor."""
        profiles = self.view.book.profiles if self.view is not None else ()
        return profiles[self.cursor] if 0 <= self.cursor < len(profiles) else None

    def watch_view(self, before: View | None, now: View | None) -> None:
        """Show other profiles or states; the cursor follows a change of the profile in use."""
        if now is None:
            return
        if before is None or before.book != now.book or before.acting.profile != now.acting.profile:
            names, at = now.book.names, self.cursor
            old = before.book.names if before is not None else ()
            name = old[at] if 0 <= at < len(old) else now.acting.profile
            moved = before is None or before.acting.profile != now.acting.profile
            if moved or name not in names:
                name = now.acting.profile
            self.set_count(len(names), cursor=names.index(name) if name in names else None)
            self.border_subtitle = safe(count(len(names), "profile") if names else "")
        elif before.acting is not now.acting:
            self.refresh()
        elif before.tokens is not now.tokens:
            self._refresh_rows()

    def tick(self, now: Instant) -> None:
        """Count on: only rows whose token lives need another second."""
        self.instant = now
        self._refresh_rows()

    def _refresh_rows(self) -> None:
        if self.view is None or self.instant is None:
            return
        token_of = self.view.token_of_profile
        names = enumerate(self.view.book.names)
        self.refresh_rows([at for at, name in names if token_of(name)], last=_BADGE)

    def render_row(self, index: int, width: int) -> Sequence[Piece]:
        """Return name, kind and token of one profile."""
        if self.view is None or self.instant is None:
            return ()
        profile = self.view.book.profiles[index]
        active = profile.name == self.view.acting.profile
        state, style = badge(self.view.token_of_profile(profile.name), self.instant)
        if active and self.view.acting.problem is not None:
            state, style = "✕ secret", "state--failed"
        badge_cells = len(_PROD) + 1 if profile.is_production else 0
        room = max(1, width - _BADGE - 3 - badge_cells)
        # What tells profiles apart often stands at the end: the middle gives way.
        name = clip(plain(profile.name), room, middle=True)
        mark: list[Piece] = [(" ", ""), (_PROD, PROD)] if profile.is_production else []
        return [
            ("▸ " if active else "  ", "state--accent" if active else ""),
            (name, STRONG if active else ""),
            *mark,
            (" " * (room - cells(name) + 1), ""),
            (pad(state, _BADGE), style),
        ]

    def empty_text(self) -> Sequence[str]:
        """Say what would be here."""
        if self.view is None or not self.view.loaded:
            return ("reading the profiles",)
        if self.view.problem is not None:
            return ("profiles.toml can't be used", "see the message in the Token pane")
        return ("no credentials yet", f"{self.view.keys.key('add')} adds some")

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Use the chosen profile."""
        event.stop()
        if self.highlighted is not None:
            self.post_message(UseProfile(self.highlighted.name))
