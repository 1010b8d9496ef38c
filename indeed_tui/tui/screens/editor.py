"""Adding and editing credentials: tried with one request before they are saved."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from time import monotonic
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Grid, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from indeed_tui.indeed.errors import ConfigError, IndeedError, Problem
from indeed_tui.indeed.models import AuthMethod, Secret
from indeed_tui.session.engine import Engine
from indeed_tui.session.session import Session
from indeed_tui.store.profiles import Profile
from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import EDITOR, FORM
from indeed_tui.tui.format import duration
from indeed_tui.tui.profile_form import (
    AS_NAMED,
    COMMAND,
    FILE,
    KEYRING,
    NO,
    VARIABLE,
    YES,
    ProfileForm,
    field_of,
)
from indeed_tui.tui.screens.finishing import Finishing
from indeed_tui.tui.states import DIM, FAILED, FRESH, PLAIN, STALE, Piece
from indeed_tui.tui.text import folded, plain, safe
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.choice import Choice
from indeed_tui.tui.widgets.line_panel import LinePanel
from indeed_tui.tui.widgets.secret_input import SecretInput

_SOURCES = (
    (FILE, "secrets file"),
    (VARIABLE, "variable"),
    (COMMAND, "command"),
    (KEYRING, "keyring"),
)
_METHODS = ((AuthMethod.POST.value, "in the body"), (AuthMethod.BASIC.value, "Basic header"))
_READ_ONLY = ((AS_NAMED, "as the name says"), (YES, "yes"), (NO, "no"))
_LOW, _LEAST_ROWS = 16, 5


class Editor(ModalScreen[str], Finishing[str]):
    """The form. Dismissed with the saved profile's name, or "" when nothing was saved.

    What was typed stays while trying fails; after a failure they can be saved without a try.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(EDITOR, FORM)

    def __init__(self, engine: Engine, view: View, former: Profile | None = None) -> None:
        super().__init__()
        self._engine, self._book, self._former = engine, view.book, former
        self._keys = view.keys
        self._start = ProfileForm() if former is None else ProfileForm.of(former)
        self._attempt: Future[object] | None = None
        self._failed_once = False
        self._told: list[list[Piece]] = []

    # -- the form -------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out one line for each field."""
        start, saved = self._start, self._former is not None and self._start.source == FILE
        with VerticalScroll(id="form", can_focus=False) as page:
            page.border_title = safe("Edit credentials" if self._former else "Add credentials")
            with Grid():
                yield from _row("Name", _input(start.name, "acerecruiters-dev", "name"))
                yield from _row("Client id", _input(start.client_id, "as in Partner Console",
                                                    "client-id"))  # fmt: skip
                yield from _row("Secret from", Choice(_SOURCES, start.source, id="source"))
                hint = "leave empty to keep the saved one" if saved else "never shown, 0600 on disk"
                yield from _row("Secret", SecretInput(placeholder=hint, id="secret"))
                yield from _row("", _input(start.where, "", "where"))
                yield from _row("Scopes", _input(start.scopes, "blank-separated", "scopes"))
                yield from _row("Secret sent", Choice(_METHODS, start.auth_method, id="method"))
                yield from _row("Read-only", Choice(_READ_ONLY, start.read_only, id="read-only"))
                yield from _row("Token URL", _input(start.token_url, "", "token-url"))
                yield from _row("Appinfo URL", _input(start.appinfo_url, "", "appinfo-url"))
                yield from _row("API URL", _input(start.api_url, "", "api-url"))
            yield Button(safe("Save"), id="save", compact=True)
            yield LinePanel(id="told")

    def _show_keys(self) -> None:
        """Name the keys that work where the focus is: in a field letters are typed."""
        keys, typing = self._keys, isinstance(self.focused, Input)
        saves = keys.key("editor.save", typing=typing)
        goes, leaves = keys.key("form.next"), keys.key("editor.cancel", typing=typing)
        out = "out" if typing else "cancel"
        page = self.query_one("#form", VerticalScroll)
        page.border_subtitle = safe(f"{saves} try and save · {goes} next field · {leaves} {out}")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Try and save."""
        event.stop()
        self.action_try_and_save()

    def on_mount(self) -> None:
        """Start at the first field that needs something."""
        self.query_one("#told", LinePanel).can_focus = False
        self._fit_source()
        self.watch(self, "focused", self._show_keys)
        tries = f"{self._keys.key('editor.save')} tries them with one token request, then saves"
        self._tell([[(tries, DIM)]])
        asks = self._former is not None and self._start.source == FILE
        self.query_one("#secret" if asks else "#name").focus()

    def on_choice_changed(self) -> None:
        """Show the field that belongs to the source."""
        self._fit_source()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field with enter; from the last one, try and save."""
        event.stop()
        if event.input.id == "api-url":
            self.action_try_and_save()
        else:
            self.focus_next()

    def _fit_source(self) -> None:
        source = self.query_one("#source", Choice).value
        for name in ("secret", "where"):
            wanted = source == FILE if name == "secret" else source in (VARIABLE, COMMAND)
            self.query_one(f"#{name}").display = wanted
            self.query_one(f"#label-{name}").display = wanted
        label, hint = ("Variable", "INDEED_PROD_SECRET")
        if source == COMMAND:
            label, hint = ("Command", "pass show indeed/prod")
        self.query_one("#label-where", Static).update(safe(label))
        self.query_one("#where", Input).placeholder = hint

    def form(self) -> ProfileForm:
        """Return what is typed now."""

        def typed(name: str) -> str:
            return self.query_one(f"#{name}", Input).value

        def chosen(name: str) -> str:
            return self.query_one(f"#{name}", Choice).value

        return ProfileForm(
            typed("name"), typed("client-id"), Secret(typed("secret")), chosen("source"),
            typed("where"), typed("scopes"), chosen("method"), chosen("read-only"),
            typed("token-url"), typed("appinfo-url"), typed("api-url"),
        )  # fmt: skip

    # -- trying and saving ------------------------------------------------------------------

    def action_try_and_save(self) -> None:
        """Try the credentials with one request; save them when Indeed gives a token."""
        self._begin(tried=True)

    def action_save_untried(self) -> None:
        """Save without trying: after a failed try, when the user knows better."""
        if self._failed_once:
            self._begin(tried=False)
        else:
            self._tell([[(f"{self._keys.key('editor.save')} tries them first", DIM)]])

    def action_leave(self) -> None:
        """Cancel the running try; else go from a field to the Save line, from there away."""
        if self._attempt is not None:
            self._attempt.cancel()
        elif isinstance(self.focused, Input):
            self.query_one("#save").focus()
        else:
            self.dismiss("")

    def _begin(self, *, tried: bool) -> None:
        if self._attempt is not None:
            return
        try:
            form = self.form()
            profile = form.profile(self._former)
            secret = form.new_secret(self._former)
            self._check_name(profile)
        except IndeedError as error:
            self._refuse(error.problem)
            return
        self._go(profile, secret, tried)

    def _check_name(self, profile: Profile) -> None:
        former = None if self._former is None else self._former.name
        if profile.name != former and self._book.get(profile.name) is not None:
            raise ConfigError(
                f"There is a profile {profile.name} already",
                "Choose another name, or edit that one.",
                code="profile.name",
            )

    @work(group="trying", exclusive=True)
    async def _go(self, profile: Profile, secret: Secret | None, tried: bool) -> None:
        former = None if self._former is None else self._former.name
        started = monotonic()
        ticking = self.set_interval(0.5, lambda: self._wait(monotonic() - started))
        self._wait(0.0)
        try:
            if tried:
                await self._run(lambda session: session.test(profile, secret, former))
                self._tell([[("● Indeed gave a token; saving", FRESH)]])
            await self._run(lambda session: session.save_profile(profile, secret, former))
        except IndeedError as error:
            self._failed_once = True
            self._refuse(error.problem)
        except asyncio.CancelledError:
            self._tell([[("Cancelled; nothing was saved", STALE)]])
        else:
            self.finish(profile.name)
        finally:
            ticking.stop()

    async def _run(self, action: Callable[[Session], Awaitable[object]]) -> None:
        self._attempt = self._engine.submit(action)
        try:
            await asyncio.wrap_future(self._attempt)
        finally:
            self._attempt = None

    # -- what is said -----------------------------------------------------------------------

    def _wait(self, seconds: float) -> None:
        cancels = f"{self._keys.key('editor.cancel')} cancels"
        self._tell([[(f"◌ trying them, {duration(seconds)}; {cancels}", STALE)]])

    def _refuse(self, problem: Problem) -> None:
        """Say what is wrong, and go to its field; everything typed stays."""
        width = max(20, self.query_one("#told").size.width - 2)
        lines: list[list[Piece]] = [
            [(each, FAILED)] for each in folded("✕ " + plain(problem.title), width)
        ]
        lines += [[(each, PLAIN)] for each in folded(plain(problem.hint), width)]
        if self._failed_once:
            tries, saves = self._keys.key("editor.save"), self._keys.key("editor.untried")
            lines.append([(f"{tries} tries again · {saves} saves them as they are", DIM)])
        self._tell(lines)
        field = field_of(problem, self.form())
        if field is not None and self.query_one(f"#{field}").display:
            self.query_one(f"#{field}").focus()

    def _tell(self, lines: list[list[Piece]]) -> None:
        self._told = lines
        panel = self.query_one("#told", LinePanel)
        room = max(1, self.app.size.height - _LEAST_ROWS)
        around = 0 if self.has_class("-low") else 2
        panel.styles.height = min(len(lines), room) + around
        panel.set_lines([[(" ", PLAIN), *line] for line in lines])
        self.call_after_refresh(self._keep_in_view)

    def on_resize(self, event: events.Resize) -> None:
        """Take less room where there is little, and keep the field in view."""
        self.set_class(event.size.height < _LOW, "-low")
        self._tell(self._told)

    def on_screen_resume(self) -> None:
        """Show the field again, after something else was in front."""
        super().on_screen_resume()
        self.call_after_refresh(self._keep_in_view)


def _input(value: str, placeholder: str, name: str) -> Input:
    field = Input(value, placeholder=placeholder, id=name, compact=True)
    field.cursor_blink = False
    return field


def _row(label: str, field: Input | Choice) -> ComposeResult:
    yield Static(safe(label), classes="label", id=f"label-{field.id}")
    yield field
