"""The command palette: every command by name, profiles to use, employers to act as."""

from collections.abc import Callable, Iterator

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

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
from indeed_tui.tui.messages import ActAs, UseProfile
from indeed_tui.tui.screens.dashboard import Dashboard
from indeed_tui.tui.text import plain

_MOST = 50
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
        for name, run, told in () if over else _employers(dashboard, words):
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


def _employers(dashboard: Dashboard, words: list[str]) -> Iterator[Named]:
    """Yield the employers that have every word in name or id."""
    left = _MOST
    for employer in dashboard.view.employers.found.employers:
        text = f"{employer.name}\n{employer.id}".casefold()
        if not all(word in text or word in "act as" for word in words):
            continue

        def act(identifier: str = employer.id) -> None:
            dashboard.post_message(ActAs(identifier))

        # The id stands beside the name, never in the help: that line is parsed as markup.
        yield f"Act as {plain(employer.name)}  {plain(employer.id)}", act, _ACT
        left -= 1
        if not left:
            return
