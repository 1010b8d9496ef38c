"""The call screen: the operations, one request's form, and what sending it would do."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from time import monotonic
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.geometry import Size
from textual.widgets import Input, TextArea

from indeed_tui.indeed.effect import READ_ONLY
from indeed_tui.indeed.errors import IndeedError, Problem
from indeed_tui.indeed.models import Exchange
from indeed_tui.session.engine import Engine
from indeed_tui.session.session import Session
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.call_desk import CallDesk
from indeed_tui.tui.call_form import CallForm
from indeed_tui.tui.call_lines import question, title_of
from indeed_tui.tui.call_prospect import Prospect
from indeed_tui.tui.commands import CALL, FORM, by_id
from indeed_tui.tui.format import duration
from indeed_tui.tui.outside_editor import edited, editor_command
from indeed_tui.tui.panes.operations import OperationsPane, operation_of
from indeed_tui.tui.panes.request import RequestPane
from indeed_tui.tui.panes.status_line import StatusLine
from indeed_tui.tui.screens.call_identity import CallIdentity
from indeed_tui.tui.screens.confirm import Confirm
from indeed_tui.tui.screens.covered import Covered
from indeed_tui.tui.screens.finishing import Finishing
from indeed_tui.tui.screens.pane_screen import PaneScreen
from indeed_tui.tui.states import DIM, FAILED, STALE
from indeed_tui.tui.widgets.key_bar import KeyBar

_SIDE_BY_SIDE = 100
_LIST_KEYS = (("type", "Search", ""), ("↑↓", "Move", ""), ("↵", "Fill in", "open"))
_FORM_KEYS = ("call.send", "call.identity", "call.editor", "call.reset", "call.leave", "help")
_SUFFIXES = {"field-query": ".graphql", "field-variables": ".json", "field-body": ".json"}


class CallScreen(Finishing[Exchange], Covered[Exchange]):
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
    BINDINGS: ClassVar[list[BindingType]] = bindings(CALL, FORM)
    AUTO_FOCUS = ""

    def __init__(self, engine: Engine, home: PaneScreen, desk: CallDesk) -> None:
        super().__init__()
        self._engine, self._home, self._desk = engine, home, desk
        self._sending: Future[Exchange] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the list, and what belongs to the operation under its cursor."""
        yield StatusLine(id="status")
        with Horizontal(id="call-panes"):
            yield OperationsPane(self._home.view.keys, id="operations")
            yield RequestPane(id="request")
        yield KeyBar(id="keys")

    async def on_mount(self) -> None:
        """Show what the dashboard knows, and go on where the user left."""
        self.watch(self._home, "view", self._viewed)
        self.watch(self._home, "instant", self._ticked)
        self.watch(self, "focused", self._show_keys, init=False)
        if not self._desk.loaded:
            await asyncio.to_thread(self._desk.load)
        self._go_to_list()

    def on_resize(self, event: events.Resize) -> None:
        """Put list and form beside each other where there is room, else one after the other."""
        side = event.size.width >= _SIDE_BY_SIDE
        self.set_class(side, "-side")
        if not side and self.request.fields is not None and self.operations.has_focus_within:
            # The list has just gone behind the form.
            self.request.fields.first.focus()

    def on_screen_resume(self) -> None:
        """Come to the front again, with the focus where it is typed."""
        if self.focused is None and self._desk.loaded:
            # The terminal lost the focus meanwhile, and with it the screen.
            fields = self.request.fields
            (self.operations.query_one(Input) if fields is None else fields.first).focus()

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        super()._refresh_layout(size, scroll)
        # What the user scrolled away may be away; no other layout may end with the field unseen.
        fields = self.request.fields if self.is_mounted and not scroll else None
        if fields is not None and self.focused not in self._compositor.visible_widgets:
            fields.keep_in_view()

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
        if self._home.instant is not None:
            self.query_one(StatusLine).tick(self._home.instant)

    def _show_keys(self) -> None:
        """Show the keys that work where the focus is: in a field letters are typed."""
        keys, fields = self._home.view.keys, self.request.fields
        typing = isinstance(self.focused, Input | TextArea)
        shown = []
        for command in map(by_id, _FORM_KEYS if fields is not None else _FORM_KEYS[-2:]):
            key = keys.key(command.id, typing=typing) if keys.keys(command.id) else ""
            out = typing and fields is not None and command.id == "call.leave"
            action = f"app.{command.action}" if command.id == "help" else command.action
            if key:
                shown.append((key, "Out" if out else command.label, action))
        self.query_one(KeyBar).show([*(_LIST_KEYS if fields is None else ()), *shown])

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
        """Cancel the running call; else leave the field, the form, the search, the screen."""
        if self._sending is not None:
            self._sending.cancel()
        elif (fields := self.request.fields) is not None:
            if not fields.step_out():
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
            # In a field the key would be typed.
            fields.query_one("#send").focus()
        self.request.refuse(problem)

    def _confirm(self, prospect: Prospect) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self._desk.agree(prospect.effect)
                self._send(prospect)
            else:
                self.request.say("Nothing was sent")

        view = self._home.view
        asked, production = question(prospect, view), view.is_production
        confirm = Confirm(title_of(prospect), asked, "Send", "Don't", keys=view.keys,
                          production=production)  # fmt: skip
        self.app.push_screen(confirm, answered)

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
            told = "Cancelled. If it had left already, Indeed may still act on it"
            self.request.say(f"{told}; {self._home.key('history')} lists it.", STALE)
        else:
            if exchange.problem is None:
                self.finish(exchange)
            else:
                self.request.refuse(exchange.problem)
        finally:
            ticking.stop()
            self._sending = None

    def _wait(self, seconds: float) -> None:
        cancels = f"{self._home.key('call.leave')} cancels"
        self.request.say(f"◌ sending, {duration(seconds)}; {cancels}", STALE)


async def _written(write: Callable[[], None]) -> None:
    # A disk that refuses loses the draft at the end of the session, and nothing before.
    with suppress(IndeedError):
        await asyncio.to_thread(write)
