"""The command palette: every command by name, profiles to use, employers to act as."""

from collections.abc import Callable, Iterator

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from indeed_tui.tui.commands import COMMANDS, Command, shown_keys
from indeed_tui.tui.messages import ActAs, UseProfile
from indeed_tui.tui.screens.dashboard import Dashboard
from indeed_tui.tui.text import plain

_MOST = 50
_ACT = "Request its token and keep it alive"
_POINTLESS = frozenset({"palette", "back", "use", "act", "next-pane", "previous-pane"})


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
        for command in _offered():
            name = _name(dashboard, command)
            yield DiscoveryHit(Content(name), _runner(dashboard, command), name, command.help)

    async def search(self, query: str) -> Hits:
        """Yield commands, profiles and (the first fifty) employers that fit the words."""
        dashboard = self._dashboard
        if dashboard is None:
            return
        matcher = self.matcher(query)
        for name, run, told in (*_commands(dashboard), *_names(dashboard, query)):
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, Content(name), run, name, told)


def _offered() -> Iterator[Command]:
    return (command for command in COMMANDS if command.id not in _POINTLESS)


def _name(dashboard: Dashboard, command: Command) -> str:
    return f"{command.label}  ({shown_keys(command, dashboard.keymap)})"


def _runner(dashboard: Dashboard, command: Command) -> Callable[[], None]:
    def run() -> None:
        dashboard.run_command(command)

    return run


def _commands(dashboard: Dashboard) -> Iterator[tuple[str, Callable[[], None], str]]:
    for command in _offered():
        yield _name(dashboard, command), _runner(dashboard, command), command.help


def _names(dashboard: Dashboard, query: str) -> Iterator[tuple[str, Callable[[], None], str]]:
    view, words = dashboard.view, query.casefold().split()
    for profile in view.book.profiles:

        def use(name: str = profile.name) -> None:
            dashboard.post_message(UseProfile(name))

        yield f"Use {plain(profile.name)}", use, "Make these credentials the active ones"
    left = _MOST
    for employer in view.employers.found.employers:
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
