"""The call screen: the operations, one request's form, and what sending it would do."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from time import monotonic
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen

from indeed_tui.indeed.effect import READ_ONLY
from indeed_tui.indeed.errors import IndeedError, Problem
from indeed_tui.indeed.models import Exchange
from indeed_tui.session.engine import Engine
from indeed_tui.session.session import Session
from indeed_tui.tui.call_desk import CallDesk
from indeed_tui.tui.call_form import CallForm
from indeed_tui.tui.call_lines import question, title_of
from indeed_tui.tui.call_prospect import Prospect
from indeed_tui.tui.commands import CALL_COMMANDS, shown_keys
from indeed_tui.tui.format import duration
from indeed_tui.tui.outside_editor import edited, editor_command
from indeed_tui.tui.panes.operations import OperationsPane, operation_of
from indeed_tui.tui.panes.request import RequestPane
from indeed_tui.tui.panes.status_line import StatusLine
from indeed_tui.tui.screens.call_identity import CallIdentity
from indeed_tui.tui.screens.confirm import Confirm
from indeed_tui.tui.screens.pane_screen import PaneScreen
from indeed_tui.tui.states import DIM, FAILED, STALE
from indeed_tui.tui.widgets.key_bar import KeyBar

_SIDE_BY_SIDE = 100
_LIST_KEYS = (("type", "Search", ""), ("↑↓", "Move", ""), ("↵", "Fill in", "open"))
_FORM_KEYS = ("call.send", "call.identity", "call.editor", "call.reset", "call.leave")
_SUFFIXES = {"field-query": ".graphql", "field-variables": ".json", "field-body": ".json"}


class CallScreen(Screen[Exchange]):
    """Dismissed with the answered exchange, or None when the user leaves.

    `home` is the dashboard, whose view it shows; what was typed is kept on the desk.
    """

    DEFAULT_CSS = """
    CallScreen #call-panes { height: 1fr; }
    CallScreen OperationsPane { width: 100%; }
    CallScreen RequestPane { display: none; width: 1fr; }
    CallScreen.-form RequestPane, CallScreen.-side RequestPane { display: block; }
    CallScreen.-form OperationsPane { display: none; }
    CallScreen.-side OperationsPane { display: block; width: 42%; max-width: 64; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(each.keys, each.action, each.label, show=False, id=each.id,
                    priority=each.id != "call.unlock")
            for each in CALL_COMMANDS
        ),
        Binding("f1", "app.help", "Help", id="call.help", show=False),
    ]  # fmt: skip
    AUTO_FOCUS = None

    def __init__(self, engine: Engine, home: PaneScreen, desk: CallDesk) -> None:
        super().__init__()
        self._engine, self._home, self._desk = engine, home, desk
        self._sending: Future[Exchange] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the list, and what belongs to the operation under its cursor."""
        yield StatusLine(id="status")
        with Horizontal(id="call-panes"):
            yield OperationsPane(id="operations")
            yield RequestPane(id="request")
        yield KeyBar(id="keys")

    async def on_mount(self) -> None:
        """Show what the dashboard knows, and go on where the user left."""
        self.watch(self._home, "view", self._viewed)
        self.watch(self._home, "instant", self._ticked)
        if not self._desk.loaded:
            await asyncio.to_thread(self._desk.load)
        self._go_to_list()

    def on_resize(self, event: events.Resize) -> None:
        """Put list and form beside each other where there is room, else one after the other."""
        self.set_class(event.size.width >= _SIDE_BY_SIDE, "-side")

    @property
    def request(self) -> RequestPane:
        """The right half."""
        return self.query_one(RequestPane)

    @property
    def operations(self) -> OperationsPane:
        """The left half."""
        return self.query_one(OperationsPane)

    def _viewed(self) -> None:
        self.query_one(StatusLine).view = self._home.view
        self.request.show(self._home.view)

    def _ticked(self) -> None:
        self.query_one(StatusLine).instant = self._home.instant

    def _show_keys(self) -> None:
        keymap = self._home.keymap
        shown = {each.id: (shown_keys(each, keymap), each.label, each.action)
                 for each in CALL_COMMANDS}  # fmt: skip
        keys = [*_LIST_KEYS, shown["call.leave"]]
        if self.request.fields is not None:
            keys = [shown[each] for each in _FORM_KEYS]
        self.query_one(KeyBar).show([*keys, ("F1", "Help", "app.help")])

    async def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        """Do what the clicked key does."""
        message.stop()
        if message.action == "open":
            await self.on_operations_pane_picked()
        elif message.action:
            await self.run_action(message.action)

    # -- the list and the form ----------------------------------------------------------------

    def _go_to_list(self) -> None:
        self.remove_class("-form")
        self.operations.show(self._desk.drafted, self._desk.last)
        self.operations.action_search()
        self._show_keys()

    def on_operations_pane_looked(self) -> None:
        """Show the operation under the cursor."""
        if self.request.fields is None:
            self.request.browse(operation_of(self.operations.highlighted))

    async def on_operations_pane_picked(self) -> None:
        """Open the form of the operation under the cursor, with what was typed before."""
        identifier = self.operations.highlighted
        if identifier is None or self._sending is not None:
            return
        await self._close_form()
        self._desk.last = identifier
        self.add_class("-form")
        form = CallForm.of(operation_of(identifier), self._desk.draft(identifier))
        await self.request.open(form)
        self._show_keys()

    def on_call_fields_changed(self) -> None:
        """Judge what was typed."""
        if self._sending is None:
            self.request.hush()

    def on_call_fields_sent(self) -> None:
        """Send."""
        self.action_send()

    def _keep(self) -> None:
        """Keep what is typed, on the disk as well where the profile keeps anything there."""
        fields, view = self.request.fields, self._home.view
        if fields is None:
            return
        form = fields.typed()
        disk = view.profile is not None and view.profile.cache_tokens
        write = self._desk.keep(form.id, form.draft(), view.secrets(), disk=disk)
        if write is not None:
            self.app.run_worker(_written(write), group="drafts", exit_on_error=True)

    async def _close_form(self) -> None:
        self._keep()
        await self.request.close()

    async def action_leave(self) -> None:
        """Cancel the running call; else leave the form, the search, the screen."""
        if self._sending is not None:
            self._sending.cancel()
        elif self.request.fields is not None:
            await self._close_form()
            self._go_to_list()
        elif not self.operations.clear_search():
            self.dismiss(None)

    def action_reset(self) -> None:
        """Start the form over from its template."""
        if self._sending is None:
            self.request.start_over()

    # -- whom it is for, what may be done -------------------------------------------------------

    def action_identity(self) -> None:
        """Choose whom the call is made for."""
        now, view = self._home.instant, self._home.view
        if self._sending is not None or now is None or view.acting.credentials is None:
            return

        def chosen(employer: str | None) -> None:
            if employer is not None:
                self.request.hush()
                self._engine.submit(lambda session: session.act_as(employer or None))

        self.app.push_screen(CallIdentity(view, now), chosen)

    async def action_unlock(self) -> None:
        """Let the profile write, after asking, or lock it again."""
        self.request.hush()
        await self._home.run_action("unlock")

    def action_edit_outside(self) -> None:
        """Open the text under the cursor, else the body or query, in the user's own editor."""
        fields = self.request.fields
        entry = None if fields is None else fields.text_entry()
        if entry is None or self._sending is not None:
            self.request.say("there is no text of several lines here", DIM)
            return
        if self._desk.environ is None:
            self.request.say("The demo writes no files", FAILED)
            return
        try:
            command = editor_command(self._desk.environ)
            # Without the batch a timer would draw into the editor, and both would wait forever.
            with self.app.suspend(), self.app.batch_update():
                text = edited(entry.text, _SUFFIXES.get(entry.id or "", ".txt"), command)
        except IndeedError as error:
            self.request.refuse(error.problem)
        except SuspendNotSupported:
            self.request.say("This terminal can't be lent to an editor", FAILED)
        else:
            entry.put(text)

    # -- sending ----------------------------------------------------------------------------

    def action_send(self) -> None:
        """Check, ask where it has to be asked, and send; everything typed stays."""
        if self._sending is not None:
            return
        self._keep()
        self.request.tried()
        prospect = self.request.prospect
        if prospect is None:
            return
        if prospect.problem is not None:
            self._hold(prospect, prospect.problem)
        elif self._desk.asks(prospect.effect):
            self._confirm(prospect)
        else:
            self._send(prospect)

    def _hold(self, prospect: Prospect, problem: Problem) -> None:
        """Say why it isn't sent, and go to where that is put right."""
        fields = self.request.fields
        if fields is not None and prospect.faults:
            fields.go_to(next(iter(prospect.faults)))
        elif fields is not None and problem.code == READ_ONLY:
            # In a field the U would be typed.
            fields.query_one("#send").focus()
        self.request.refuse(problem)

    def _confirm(self, prospect: Prospect) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self._desk.agree(prospect.effect)
                self._send(prospect)
            else:
                self.request.say("Nothing was sent")

        asked = question(prospect, self._home.view)
        self.app.push_screen(Confirm(title_of(prospect), asked, "Send", "Don't"), answered)

    @work(group="sending", exclusive=True)
    async def _send(self, prospect: Prospect) -> None:
        request, ask, permit = prospect.request, prospect.ask, self._desk.permit(prospect.effect)
        if request is None or ask is None:
            return

        async def call(session: Session) -> Exchange:
            if session.keeper.snapshot(ask.key).resting:
                # The user acts: what Indeed refused before is asked for once more.
                await session.token(ask.key, fresh=True)
            return await session.call(request, ask.key, permit)

        started = monotonic()
        self._sending = self._engine.submit(call)
        ticking = self.set_interval(0.5, lambda: self._wait(monotonic() - started))
        self._wait(0.0)
        try:
            exchange = await asyncio.wrap_future(self._sending)
        except IndeedError as error:
            self.request.refuse(error.problem)
        except asyncio.CancelledError:
            told = "Cancelled. If it had left already, Indeed may still act on it; H lists it."
            self.request.say(told, STALE)
        else:
            if exchange.problem is None:
                self.dismiss(exchange)
            else:
                self.request.refuse(exchange.problem)
        finally:
            ticking.stop()
            self._sending = None

    def _wait(self, seconds: float) -> None:
        self.request.say(f"◌ sending, {duration(seconds)}; esc cancels", STALE)


async def _written(write: Callable[[], None]) -> None:
    # A disk that refuses loses the draft at the end of the session, and nothing before.
    with suppress(IndeedError):
        await asyncio.to_thread(write)
