"""The command palette: every command by name, profiles to use, employers to act as."""

import asyncio
from collections.abc import Callable, Iterator, Sequence

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from indeed_tui.indeed.models import Employer
from indeed_tui.precedence import stand_aside
from indeed_tui.tui.commands import (
    APP,
    BODY,
    CALL,
    EDITOR,
    EVERYWHERE,
    HISTORY,
    PANES,
    Command,
    of_places,
)
from indeed_tui.tui.employer_rows import AT_ONCE
from indeed_tui.tui.messages import ActAs, UseProfile
from indeed_tui.tui.screens.dashboard import Dashboard
from indeed_tui.tui.text import plain

_MOST = 50
_STEP = 1000
# Textual's matcher wants all letters in their order; what has every word comes after its finds.
_ALL_WORDS = 0.01
_ACT = "Request its token and keep it alive"
_DASHBOARD = (*PANES, BODY, HISTORY, EVERYWHERE, APP)
_OVER = {"CallScreen": (CALL, APP), "Editor": (EDITOR, APP)}
# What only means something to the key itself, or where it was pressed.
_POINTLESS = frozenset({"palette", "back", "use", "act", "open", "next-pane", "previous-pane",
                        "quit-anywhere", "interrupt", "call.leave", "editor.cancel"})  # fmt: skip


Named = tuple[str, Callable[[], None], str]
"""What the palette offers: its name, what it does, what that means."""


class Palette(Provider):
    """Finds by typing; names from the network are plain text, never markup."""

    @property
    def _dashboard(self) -> Dashboard | None:
        return next((s for s in self.app.screen_stack if isinstance(s, Dashboard)), None)

    async def discover(self) -> Hits:
        """Yield every command before anything was typed."""
        dashboard = self._dashboard
        if dashboard is None:
            return
        for name, run, told in self._commands(dashboard):
            yield DiscoveryHit(Content(name), run, name, told)

    async def search(self, query: str) -> Hits:
        """Yield commands, profiles and (the first fifty) employers that fit the words."""
        dashboard = self._dashboard
        if dashboard is None:
            return
        matcher = self.matcher(query)
        over = self.screen is not dashboard
        words = query.casefold().split()
        profiles = () if over else _profiles(dashboard)
        for name, run, told in (*self._commands(dashboard), *profiles):
            text = f"{name} {told}".casefold()
            score = matcher.match(name) or _ALL_WORDS * all(word in text for word in words)
            if score > 0:
                yield Hit(score, Content(name), run, name, told)
        if over:
            return
        listed = dashboard.view.employers.found.employers
        if len(listed) <= AT_ONCE:
            fitting = _fitting(listed, words)
        else:
            fitting = await asyncio.to_thread(_fitting, listed, words)
        for name, run, told in _acts(dashboard, fitting):
            yield Hit(matcher.match(name) or _ALL_WORDS, Content(name), run, name, told)

    def _commands(self, dashboard: Dashboard) -> Iterator[Named]:
        """Yield what can be done on the screen below: its own commands, and everybody's."""
        screen, keys = self.screen, dashboard.view.keys
        for command in offered("" if screen is dashboard else type(screen).__name__):

            def run(command: Command = command) -> None:
                if screen is dashboard:
                    dashboard.run_command(command)
                else:
                    node = self.app if command.where == APP else screen
                    screen.call_later(node.run_action, command.action)

            yield f"{command.label}  ({keys.shown(command.id)})", run, command.help


def offered(screen: str = "") -> list[Command]:
    """Return what the palette offers over a screen of that name, "" for the dashboard."""
    places = _OVER.get(screen, (APP,)) if screen else _DASHBOARD
    return [each for each in of_places(*places) if each.id not in _POINTLESS]


def _profiles(dashboard: Dashboard) -> Iterator[Named]:
    for profile in dashboard.view.book.profiles:

        def use(name: str = profile.name) -> None:
            dashboard.post_message(UseProfile(name))

        yield f"Use {plain(profile.name)}", use, "Make these credentials the active ones"


def _fitting(employers: Sequence[Employer], words: list[str]) -> list[Employer]:
    """Return the first employers that have every word in name or id; any thread may."""
    found: list[Employer] = []
    # They are acted as: these words fit all of them.
    wanted = [word for word in words if word not in "act as"]
    for number, employer in enumerate(employers):
        if number % _STEP == 0:
            stand_aside()
        text = f"{employer.name}\n{employer.id}".casefold()
        if all(word in text for word in wanted):
            found.append(employer)
            if len(found) == _MOST:
                break
    return found


def _acts(dashboard: Dashboard, employers: Sequence[Employer]) -> Iterator[Named]:
    for employer in employers:

        def act(identifier: str = employer.id) -> None:
            dashboard.post_message(ActAs(identifier))

        # The id stands beside the name, never in the help: that line is parsed as markup.
        yield f"Act as {plain(employer.name)}  {plain(employer.id)}", act, _ACT
