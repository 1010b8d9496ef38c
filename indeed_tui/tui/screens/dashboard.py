"""The dashboard: what the user wants, handed to the session; what the session tells, shown."""

from pathlib import Path

from textual.app import App
from textual.widget import Widget

from indeed_tui.session.engine import Engine
from indeed_tui.session.events import (
    CacheTold,
    EmployersChanged,
    EmployersState,
    Noticed,
    SessionEvent,
    TokenChanged,
)
from indeed_tui.session.snapshots import TokenSnapshot, Why
from indeed_tui.store.profile_model import Profile
from indeed_tui.store.profile_rules import ENV_PROFILE
from indeed_tui.store.secret_source import SourceKind
from indeed_tui.tui.call_desk import CallDesk
from indeed_tui.tui.commands import APP, BODY, EXCHANGE, HISTORY, PANES, Command, bar, by_id
from indeed_tui.tui.format import count
from indeed_tui.tui.messages import (
    ActAs,
    Copy,
    Said,
    ShowExchange,
    UseProfile,
)
from indeed_tui.tui.panes.credentials import CredentialsPane
from indeed_tui.tui.panes.employers import EmployersPane
from indeed_tui.tui.panes.exchange import ExchangePane
from indeed_tui.tui.screens.calling_screen import CallingScreen
from indeed_tui.tui.screens.pane_screen import PaneScreen
from indeed_tui.tui.text import plain
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.key_bar import KeyBar

_NODES = {BODY: "#content", HISTORY: "#history", **{pane: f"#{pane}" for pane in PANES}}


class Dashboard(CallingScreen):
    """Every intent becomes an action on the engine's session; nothing here waits for it."""

    def __init__(
        self,
        engine: Engine,
        view: View,
        desk: CallDesk,
        exports: Path | None,
    ) -> None:
        super().__init__(engine, desk, exports)
        self.set_reactive(PaneScreen.view, view)
        self._listing_asked = False

    def told(self, event: SessionEvent) -> None:
        """Take the session's news."""
        if isinstance(event, Noticed | CacheTold) and event.problem is not None:
            self.refuse(event.problem)
        before, self.view = self.view, self.view.told(event)
        if isinstance(event, TokenChanged):
            self._remark(before.tokens.get(event.snapshot.key), event.snapshot)
        elif isinstance(event, EmployersChanged) and before.employers.loading:
            self._remark_listing(event.state)

    def _remark_listing(self, state: EmployersState) -> None:
        """Say how listing the employers ended: a failure always, a success where R asked."""
        if state.loading:
            return
        asked, self._listing_asked = self._listing_asked, False
        if state.problem is not None and state.found.employers:
            self.refuse(state.problem)
        elif state.problem is None and asked:
            self.say(f"{count(len(state.found.employers), 'employer')} listed")

    def _remark(self, before: TokenSnapshot | None, now: TokenSnapshot) -> None:
        """Say what matters of a token in use: the first failure, the recovery, what r brought."""
        acting = self.view.acting
        asked = bool(now.life) and now.life[-1].why is Why.MANUAL
        if now.key != acting.key(now.key.employer):
            return
        if now.key.employer not in (None, acting.employer) and not asked:
            return
        employer = now.key.employer
        name = "The app" if employer is None else plain(self.view.name_of(employer))
        failed_before = before is not None and before.problem is not None
        if now.problem is not None and not failed_before:
            self.say(f"{name}: {plain(now.problem.title)}", failed=True)
        elif now.problem is None and now.token is not None and not now.requesting:
            fresh = before is None or before.token is not now.token
            if failed_before or (fresh and asked):
                self.say(f"{name} has a new token")

    # -- intents from the panes -------------------------------------------------------------

    def on_use_profile(self, message: UseProfile) -> None:
        """Use the chosen credentials."""
        message.stop()
        self.query_one(ExchangePane).expect()
        self.do(lambda session: session.use(message.name))

    def on_act_as(self, message: ActAs) -> None:
        """Act as the chosen employer."""
        message.stop()
        name = "the app itself"
        if message.employer is not None:
            name = plain(self.view.name_of(message.employer))
        self.query_one(ExchangePane).expect()
        self.say(f"Acting as {name}")
        self.do(lambda session: session.act_as(message.employer))

    def on_show_exchange(self, message: ShowExchange) -> None:
        """Open an exchange."""
        message.stop()
        self.query_one(ExchangePane).show(message.number)

    def on_said(self, message: Said) -> None:
        """Pass a word on to the message line."""
        message.stop()
        self.say(message.text, failed=message.failed)

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        """Do what the clicked key does."""
        message.stop()
        shown = (*bar(self.pane), by_id("next-pane"))
        command = next(each for each in shown if each.action == message.action)
        self.run_command(command)

    def run_command(self, command: Command) -> None:
        """Do a command of the table, in its own pane where it has one."""
        node: App[object] | Widget = self.app if command.where == APP else self
        if command.where == HISTORY:
            self.action_history()
        elif command.where == BODY:
            self.query_one(ExchangePane).leave_history()
            self.action_pane(EXCHANGE)
        elif command.where in PANES:
            self.action_pane(command.where)
        if command.where in _NODES:
            found = self.query(_NODES[command.where])
            if not found:
                # The room for answers is still being loaded: there is nothing to act on.
                return
            node = found.first()
        self.call_later(node.run_action, command.action)

    # -- commands -------------------------------------------------------------------------

    def action_refresh_token(self) -> None:
        """Request a new token for the identity in use.

        In the Employers pane: for the highlighted employer, where it has a token or a failure.
        """
        acting = self.view.acting
        employer = acting.employer
        highlighted = self.query_one(EmployersPane).highlighted
        if self.pane == "employers" and highlighted is not None:
            if self.view.token_of(highlighted.id) is not None:
                employer = highlighted.id
        elif self.pane == "credentials":
            employer = None
        if acting.profile is None:
            self._without_profile()
        elif acting.credentials is None:
            self.say("Reading the secret again")
            self.do(lambda session: session.refresh(None))
        else:
            self.say(f"Requesting a new token for {self._named(employer)}")
            self.query_one(ExchangePane).expect()
            self.do(lambda session: session.refresh(employer))

    def _named(self, employer: str | None) -> str:
        return "the app" if employer is None else plain(self.view.name_of(employer))

    def _without_profile(self) -> None:
        """Say what to do while no credentials are in use; read a broken file again."""
        if self.view.problem is not None:
            self.say("Reading the profiles again")
            self.do(lambda session: session.open())
        else:
            ways = f"{self.key('pane-1')} goes to them, {self.key('add')} adds some"
            self.say(f"There are no credentials in use; {ways}", failed=True)

    def action_reload(self) -> None:
        """Ask for the employers again."""
        if self.view.acting.credentials is None:
            self.action_refresh_token()
        else:
            self.say("Asking Indeed for the employers")
            self._listing_asked = True
            self.query_one(ExchangePane).expect()
            self.do(lambda session: session.list_employers())

    def action_act_as_app(self) -> None:
        """Act without an employer."""
        if self.view.acting.credentials is None:
            self._without_profile()
        else:
            self.post_message(ActAs(None))

    def action_pin(self) -> None:
        """Pin the highlighted employer, or let it go."""
        employer = self.query_one(EmployersPane).highlighted
        if employer is None or self.view.acting.credentials is None:
            return
        name = plain(self.view.name_of(employer.id))
        pinned = employer.id in self.view.acting.pinned
        self.say(f"{name} is no longer kept alive" if pinned else f"{name} is kept alive")
        self.do(lambda session: session.pin(employer.id))

    def action_add_profile(self) -> None:
        """Add credentials."""
        self._edit(None)

    def action_edit_profile(self) -> None:
        """Edit the highlighted credentials."""
        profile = self.query_one(CredentialsPane).highlighted
        if profile is None:
            adds = f"{self.key('add')} adds some"
            self.say(f"There are no credentials to edit; {adds}", failed=True)
        elif profile.name == ENV_PROFILE:
            self.say("These come from the environment; change its variables instead", failed=True)
        else:
            self._edit(profile)

    def _edit(self, profile: Profile | None) -> None:
        # Imported here: the form and its inputs aren't needed for the first frame.
        from indeed_tui.tui.screens.editor import Editor

        def saved(name: str | None) -> None:
            if name:
                self.say(f"{name} is saved and in use")

        self.app.push_screen(Editor(self.engine, self.view, profile), saved)

    def action_remove_profile(self) -> None:
        """Remove the highlighted credentials, after asking."""
        from indeed_tui.tui.screens.confirm import Confirm

        profile = self.query_one(CredentialsPane).highlighted
        if profile is None:
            adds = f"{self.key('add')} adds some"
            self.say(f"There are no credentials to remove; {adds}", failed=True)
            return
        if profile.name == ENV_PROFILE:
            self.say("These come from the environment; unset its variables instead", failed=True)
            return
        name = profile.name

        def answered(yes: bool | None) -> None:
            if yes:
                self.do(lambda session: session.remove_profile(name))
                self.say(f"{name} is removed")

        secret = ", its saved secret" if profile.source.kind is SourceKind.FILE else ""
        question = (
            f"Remove {name}?\nIts client id{secret} and its cached tokens are deleted from this "
            "machine. Nothing changes at Indeed."
        )
        confirm = Confirm("Remove credentials", question, "Remove", keys=self.view.keys,
                          production=profile.is_production)  # fmt: skip
        self.app.push_screen(confirm, answered)

    def action_copy_token(self) -> None:
        """Copy the access token of the identity in use, wherever the cursor stands."""
        acting = self.view.acting
        snapshot = self.view.token_of(acting.employer)
        if acting.credentials is None:
            self._without_profile()
        elif snapshot is None or snapshot.token is None:
            requests = f"{self.key('refresh')} requests one"
            self.say(f"There is no token for {self._named(acting.employer)}; {requests}")
        else:
            what = f"the token of {self._named(acting.employer)}"
            self.post_message(Copy(snapshot.token.grant.access_token, "access-token", what))
