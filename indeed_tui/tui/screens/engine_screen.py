"""A screen that acts on the engine's session, and asks before what writes or may be billed."""

from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from indeed_tui.indeed.errors import IndeedError, Problem
from indeed_tui.session.engine import Engine
from indeed_tui.tui.call_desk import CallDesk
from indeed_tui.tui.messages import Broke, Refused, Unconfirmed
from indeed_tui.tui.panes.exchange import ExchangePane
from indeed_tui.tui.screens.pane_screen import PaneScreen
from indeed_tui.tui.text import plain

if TYPE_CHECKING:
    from indeed_tui.indeed.effect import Permit
    from indeed_tui.session.session import Session
    from indeed_tui.tui.outgoing import Outgoing


class EngineScreen(PaneScreen):
    """Actions run on the engine's loop; nothing here waits for them.

    `desk` knows what is asked about, and what the user agreed to in this session.
    """

    def __init__(self, engine: Engine, desk: CallDesk) -> None:
        super().__init__()
        self.engine = engine
        self.desk = desk

    def do(self, action: Callable[["Session"], Awaitable[object]]) -> None:
        """Run an action on the session; what it refuses is said, what breaks ends the app."""
        self.engine.submit(action).add_done_callback(self._done)

    def _done(self, future: "Future[object]") -> None:
        """Look at an action's end; runs on the engine's thread."""
        error = None if future.cancelled() else future.exception()
        if isinstance(error, IndeedError):
            self.post_message(Refused(error.problem))
        elif error is not None:
            self.app.post_message(Broke(error))

    def on_refused(self, message: Refused) -> None:
        """Say what the session refused."""
        message.stop()
        self.refuse(message.problem)

    def refuse(self, problem: Problem) -> None:
        """Say a problem with its next step."""
        self.say(f"{plain(problem.title)}. {plain(problem.hint)}", failed=True)

    # -- calls ----------------------------------------------------------------------------

    def send(self, call: "Outgoing") -> None:
        """Send a call; the session judges it first, and what it holds back is asked about.

        A call that a read-only profile refuses is refused without a question.
        """
        from indeed_tui.indeed.effect import Permit

        asks = self.desk.asks(call.effect)
        self._send(call, Permit() if asks else self.desk.permit(call.effect))

    def _send(self, call: "Outgoing", agreed: "Permit") -> None:
        from indeed_tui.indeed.effect import UNCONFIRMED

        def sent(future: "Future[object]") -> None:
            error = None if future.cancelled() else future.exception()
            if isinstance(error, IndeedError) and error.problem.code == UNCONFIRMED:
                self.post_message(Unconfirmed(call))
            else:
                self._done(future)

        if agreed.writes or agreed.billable or not self.desk.asks(call.effect):
            self.query_one(ExchangePane).expect()
        future = self.engine.submit(self.sending(call, agreed))
        self.under_way(call, future)
        future.add_done_callback(sent)

    def under_way(self, call: "Outgoing", future: "Future[object]") -> None:
        """Learn that a call is under way; here, nothing is made of it."""

    def sending(
        self, call: "Outgoing", agreed: "Permit"
    ) -> Callable[["Session"], Awaitable[object]]:
        """Return what sends a call, to be run on the engine's loop."""
        return lambda session: session.call(call.request, call.key, agreed)

    def on_unconfirmed(self, message: Unconfirmed) -> None:
        """Ask, and send the call where the answer is yes."""
        from indeed_tui.tui.guarding import asked_before
        from indeed_tui.tui.screens.confirm import Confirm

        message.stop()
        call = message.call

        def answered(yes: bool | None) -> None:
            if not yes:
                self.say("Nothing was sent")
                return
            self.desk.agree(call.effect)
            self._send(call, self.desk.permit(call.effect))

        title, text = asked_before(call, self.view)
        confirm = Confirm(title, text, "Send", "Don't send", keys=self.view.keys,
                          production=self.view.is_production)  # fmt: skip
        self.app.push_screen(confirm, answered)
