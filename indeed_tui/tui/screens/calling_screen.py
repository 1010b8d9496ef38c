"""What leads to calls from anywhere on the dashboard: the call screen, the lock, the free quota."""

from typing import TYPE_CHECKING

from indeed_tui.indeed.models import Exchange
from indeed_tui.tui.commands import EXCHANGE
from indeed_tui.tui.panes.exchange import ExchangePane
from indeed_tui.tui.screens.exchange_screen import ExchangeScreen
from indeed_tui.tui.text import plain

if TYPE_CHECKING:
    from indeed_tui.session.session import Session

_QUOTA = "ads.quota-usage"


class CallingScreen(ExchangeScreen):
    """Opens the call screen, unlocks a read-only profile, asks for the quota."""

    def action_call(self) -> None:
        """Open the call screen, where it isn't open already."""
        # Imported here: the form and its editors aren't needed for the first frame.
        from indeed_tui.tui.screens.call import CallScreen

        if not any(isinstance(screen, CallScreen) for screen in self.app.screen_stack):
            self.app.push_screen(CallScreen(self.engine, self, self.desk), self._answered)

    def _answered(self, exchange: Exchange | None) -> None:
        """Show what the call screen's call was answered with."""
        if exchange is None:
            return
        from indeed_tui.indeed.meaning import problem_of
        from indeed_tui.tui.call_lines import answer_told

        pane = self.query_one(ExchangePane)
        pane.show(exchange.number)
        pane.tab = 0
        self.action_pane(EXCHANGE)
        problem = problem_of(exchange)
        if problem is None:
            self.say(answer_told(exchange))
        else:
            self.refuse(problem)

    def action_unlock(self) -> None:
        """Let the read-only profile in use write until the end, after asking; or lock it again."""
        from indeed_tui.tui.screens.confirm import Confirm

        profile = self.view.profile
        if profile is None:
            self.say("There are no credentials in use", failed=True)
            return
        name, shown = profile.name, plain(profile.name)
        if not profile.read_only:
            self.say(f"{shown} isn't read-only: its writes are asked about, one by one")
        elif self.view.acting.unlocked:
            self._unlock(name, unlocked=False)
            self.say(f"{shown} is read-only again")
        else:
            kind = " It is a production profile." if profile.is_production else ""
            question = (
                f"Let {shown} write until you leave indeed-tui?{kind}\n\nEvery write is still "
                f"asked about, one by one. {self.key('unlock')} locks it again."
            )

            def answered(yes: bool | None) -> None:
                if yes:
                    self._unlock(name, unlocked=True)
                    again = f"{self.key('unlock')} locks it again"
                    self.say(f"{shown} is unlocked for this session; {again}")

            confirm = Confirm(
                "Unlock", question, "Unlock", "Keep locked", keys=self.view.keys,
                production=profile.is_production,
            )  # fmt: skip
            self.app.push_screen(confirm, answered)

    def _unlock(self, name: str, *, unlocked: bool) -> None:
        async def change(session: "Session") -> None:
            session.unlock(name, unlocked=unlocked)

        self.do(change)

    def action_quota(self) -> None:
        """Ask for this month's calls and quota of the employer acted as: the one free call."""
        from indeed_tui.indeed.catalogue import by_id
        from indeed_tui.tui.call_form import CallForm
        from indeed_tui.tui.call_prospect import prospect_of
        from indeed_tui.tui.outgoing import Outgoing

        prospect = prospect_of(CallForm.of(by_id(_QUOTA)), self.view)
        if prospect.problem is not None:
            goes, acts = self.key("pane-3"), self.key("act")
            hint = f"{goes} goes to the employers, {acts} acts as one."
            if self.view.acting.credentials is None:
                hint = f"{self.key('pane-1')} goes to them, {self.key('add')} adds some."
            self.say(f"{prospect.problem.title}. {hint}", failed=True)
        elif prospect.request is not None and prospect.ask is not None:
            self.say("Asking Indeed for this month's calls and quota")
            self.send(Outgoing(prospect.request, prospect.ask.key))
