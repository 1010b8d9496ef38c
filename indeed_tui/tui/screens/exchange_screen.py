"""What can be done with an exchange that is there: copy it, save it, send it again."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from indeed_tui.indeed.errors import ConfigError, IndeedError
from indeed_tui.indeed.models import Exchange, ExchangeKind, TokenKey
from indeed_tui.session.engine import Engine
from indeed_tui.tui.call_desk import CallDesk
from indeed_tui.tui.commands import EXCHANGE
from indeed_tui.tui.messages import Copy, Refused, Said
from indeed_tui.tui.panes.exchange import ExchangePane
from indeed_tui.tui.screens.engine_screen import EngineScreen
from indeed_tui.tui.text import clip, plain

if TYPE_CHECKING:
    # What acts on an exchange is loaded when there is one.
    from indeed_tui.indeed.effect import Permit
    from indeed_tui.session.session import Session
    from indeed_tui.tui.copy_choices import CopyChoice
    from indeed_tui.tui.outgoing import Outgoing


class ExchangeScreen(EngineScreen):
    """Acts on the exchange that is shown, or on the one under the cursor of the history.

    `exports` is where files are saved unless the user says otherwise; None: none are.
    """

    def __init__(self, engine: Engine, desk: CallDesk, exports: Path | None) -> None:
        super().__init__(engine, desk)
        self._exports = exports
        self._looking: Future[object] | None = None

    @property
    def exchange(self) -> Exchange | None:
        """The exchange that a command means."""
        pane = self.query_one(ExchangePane)
        return pane.highlighted if self.pane == EXCHANGE else pane.exchange

    # -- copying --------------------------------------------------------------------------

    def action_copy_as(self) -> None:
        """Choose what to copy."""
        from indeed_tui.tui.copy_choices import choices
        from indeed_tui.tui.panes.exchange_parts import target
        from indeed_tui.tui.screens.copy_as import CopyAs

        exchange = self.exchange
        room = self.query_one(ExchangePane).room if self.pane == EXCHANGE else None
        reading = None if room is None else room.content
        found = choices(self.view, exchange, reading)
        if not found:
            self.say(
                f"There is nothing to copy yet; {self.key('refresh')} requests a token", failed=True
            )
            return

        def chosen(choice: "CopyChoice | None") -> None:
            if choice is not None:
                self.run_worker(self._copy(choice), group="copy", exclusive=True)

        of = "" if exchange is None else plain(target(exchange))
        self.app.push_screen(CopyAs(found, of, self.view.keys), chosen)

    async def _copy(self, choice: "CopyChoice") -> None:
        try:
            # A large body takes its time to be masked.
            text = await asyncio.to_thread(choice.make)
        except IndeedError as error:
            self.refuse(error.problem)
            return
        self.post_message(Copy(text, choice.name, choice.what))

    def action_save(self) -> None:
        """Save the exchange, or its body, to a file."""
        from indeed_tui.tui.panes.exchange_parts import target
        from indeed_tui.tui.screens.save import Save

        exchange = self.exchange
        if exchange is None:
            self.say("There is no exchange to save yet", failed=True)
        elif self._exports is None:
            self.say(f"The demo writes no files; {self.key('copy-as')} copies instead", failed=True)
        else:

            def saved(told: str | None) -> None:
                if told:
                    self.say(told)

            of = clip(plain(target(exchange)), 60)
            self.app.push_screen(Save(exchange, self._exports, of, self.view.keys), saved)

    # -- sending again --------------------------------------------------------------------

    def action_repeat(self) -> None:
        """Send the exchange's request again, with the current token of its key."""
        exchange = self.exchange
        if exchange is None:
            self.say("There is no exchange to send again yet", failed=True)
            return
        key = self._current_key(exchange)
        if key is None:
            return
        if exchange.kind is ExchangeKind.TOKEN:
            self.say("Requesting this token again")
            self.query_one(ExchangePane).expect()
            self.do(lambda session: session.token(key, fresh=True))
        else:
            self._again(exchange, key)

    def _again(self, exchange: Exchange, key: TokenKey) -> None:
        from indeed_tui.indeed.resend import rebuilt
        from indeed_tui.tui.outgoing import Outgoing
        from indeed_tui.tui.panes.exchange_parts import target

        try:
            request = rebuilt(exchange)
        except ConfigError as error:
            self.post_message(Refused(error.problem))
            return
        self.say(f"Sending {plain(target(exchange))} again")
        self.send(Outgoing(request, key))

    def _current_key(self, exchange: Exchange) -> TokenKey | None:
        """Return the exchange's key, under the credentials as they are now; say why there's none.

        What another profile sent isn't sent from here: it may be production.
        """
        key, acting = exchange.key, self.view.acting
        if key is None:
            self.say("This request had no token: it can't be sent again", failed=True)
        elif acting.profile != key.profile:
            name = plain(key.profile)
            self.say(f"{name} sent this; use these credentials first, in pane 1", failed=True)
        elif acting.credentials is None:
            again = f"{self.key('refresh')} reads the secret again"
            self.say(f"The credentials aren't there yet; {again}", failed=True)
        else:
            return replace(key, identity=acting.credentials.identity)
        return None

    # -- from here on ---------------------------------------------------------------------

    def action_next_step(self) -> None:
        """Do what is proposed above the body."""
        from indeed_tui.session.reports import MOST_LOOKS
        from indeed_tui.tui.next_steps import Way, next_step
        from indeed_tui.tui.outgoing import Outgoing

        exchange = self.exchange
        step = None if exchange is None else next_step(exchange, self.view)
        if exchange is None or step is None:
            self.say("There is no next step that could be done from here", failed=True)
        elif step.way is Way.REPEAT:
            self.action_repeat()
        elif (key := self._current_key(replace(exchange, key=step.key))) is None:
            return
        elif step.way is Way.REFRESH:
            self.say("Requesting a new token")
            self.query_one(ExchangePane).expect()
            self.do(lambda session: session.token(key, fresh=True))
        elif step.request is not None:
            looks = MOST_LOOKS if step.way is Way.REPORT else 1
            self.say(f"This {step.text}")
            self.send(Outgoing(step.request, key, looks))

    def action_page(self, step: int) -> None:
        """Ask for the next page, or the one before."""
        from indeed_tui.indeed.paging import pages
        from indeed_tui.tui.outgoing import Outgoing

        exchange = self.exchange
        key = None if exchange is None else self._current_key(exchange)
        if exchange is None or key is None:
            return
        found = pages(exchange)
        request = found.next if step > 0 else found.previous
        if request is None:
            which = "after" if step > 0 else "before"
            self.say(f"This answer names no page {which} it", failed=True)
        else:
            self.say("Asking for the next page" if step > 0 else "Asking for the page before")
            self.send(Outgoing(request, key))

    def sending(
        self, call: "Outgoing", agreed: "Permit"
    ) -> Callable[["Session"], Awaitable[object]]:
        """Send a call; one that may become several looks for a report until it is ready."""
        if call.times == 1:
            return super().sending(call, agreed)
        from indeed_tui.session.reports import fetch_report

        def told(looks: int, seconds: float) -> None:
            number = f"look {looks + 1} of {call.times}"
            stops = f"{self.key('back')} stops"
            self.post_message(Said(f"The report: {number} in {seconds:.0f} s; {stops}"))

        async def look_until_ready(session: "Session") -> Exchange:
            # Before the first pause, not after it.
            session.check(call.request, call.key, agreed)
            exchange = await fetch_report(
                call.request,
                lambda request: session.call(request, call.key, agreed),
                session.clock,
                told,
                call.times,
            )
            if exchange.status == 200:
                self.post_message(Said(f"The report is ready; {self.key('save')} saves it"))
            return exchange

        return look_until_ready

    def under_way(self, call: "Outgoing", future: "Future[object]") -> None:
        """Remember looking for a report, so that it can be stopped; one at a time."""
        if call.times > 1:
            self.stop_looking()
            self._looking = future

    def stop_looking(self) -> bool:
        """Stop looking for a report; say whether that was going on."""
        looking, self._looking = self._looking, None
        return looking is not None and looking.cancel()

    def action_back(self) -> None:
        """Leave what is typed or searched in the body, stop looking for a report, or go back."""
        if self.pane == EXCHANGE and self.query_one(ExchangePane).leave():
            return
        if self.stop_looking():
            self.say(f"No longer looking for the report; {self.key('next-step')} looks again")
        else:
            super().action_back()
