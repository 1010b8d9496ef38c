"""The right half of the call screen: an operation looked at, or its form with what it would do."""

from textual.app import ComposeResult
from textual.containers import Vertical

from indeed_tui.indeed.catalogue import Operation
from indeed_tui.indeed.effect import READ_ONLY
from indeed_tui.indeed.errors import Problem
from indeed_tui.tui.call_form import CallForm
from indeed_tui.tui.call_lines import about_lines, outlook_lines, preview_lines
from indeed_tui.tui.call_prospect import EMPLOYER, GONE, Prospect, prospect_of
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.panes.call_fields import CallFields
from indeed_tui.tui.states import DIM, FAILED, PLAIN, STALE, Piece
from indeed_tui.tui.text import folded, plain, safe
from indeed_tui.tui.view import View
from indeed_tui.tui.widgets.line_panel import LinePanel

_ROOMY = 20
_TOLD_AT_ONCE = frozenset({READ_ONLY, EMPLOYER, GONE})


class RequestPane(Vertical):
    """Shows an operation while the list is walked, and its form once it was opened."""

    DEFAULT_CSS = """
    RequestPane #preview { padding: 0 1; }
    RequestPane.-form #preview { display: none; }
    RequestPane #outlook { display: none; height: auto; border-top: solid $rule; padding: 0 1; }
    RequestPane.-form #outlook { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes="pane")
        self._said: Piece = ("", DIM)
        self._tried = False
        self._view = View()
        self._operation: Operation | None = None
        self._fields: CallFields | None = None

    def compose(self) -> ComposeResult:
        """Lay out both panels; the fields come with a form."""
        yield LinePanel(id="preview")
        yield LinePanel(id="outlook")

    def on_mount(self) -> None:
        """Leave the focus to the fields."""
        for panel in self.query(LinePanel):
            panel.can_focus = False

    @property
    def fields(self) -> CallFields | None:
        """The form that is open, with all its fields."""
        return self._fields

    @property
    def prospect(self) -> Prospect | None:
        """What sending would do now, None while no form is open."""
        return None if self.fields is None else prospect_of(self.fields.typed(), self._view)

    def browse(self, operation: Operation | None) -> None:
        """Show an operation, where no form is open."""
        self._operation = operation
        self.look()

    async def open(self, form: CallForm) -> None:
        """Show a form, and go to its first field."""
        self._tried = False
        fields = CallFields(form, self._view.keys)
        self.add_class("-form")
        await self.mount(fields, before="#outlook")
        self._fields = fields
        over = f"{self._view.keys.key('call.reset')} starts over"
        self.say(f"as you left it; {over}" if form.draft() else "", DIM)
        # Once the lines above it have their height: the form starts at its top where it can.
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        if self.fields is not None:
            self.fields.first.focus(scroll_visible=False)

    async def close(self) -> None:
        """Take the form away."""
        fields, self._fields = self._fields, None
        if fields is not None:
            await fields.remove()
        self.remove_class("-form")
        self.look()

    def start_over(self) -> None:
        """Fill the form with its template."""
        if self.fields is not None:
            self._tried = False
            self.fields.put(CallForm.of(self.fields.typed().operation))

    def tried(self) -> None:
        """From now on say as well what is wrong with fields nobody has touched."""
        self._tried = True
        self.say("", DIM)

    def on_resize(self) -> None:
        """Fit the new size."""
        self.look()

    def show(self, view: View) -> None:
        """Show what is true now."""
        self._view = view
        self.look()

    def say(self, text: str, style: str = PLAIN) -> None:
        """Say a word in the form's last line; "" says again what comes next."""
        self._said = (text, style)
        self.look()

    def refuse(self, problem: Problem) -> None:
        """Say what is wrong, and the next step."""
        self.say(f"✕ {plain(problem.title)}. {plain(problem.hint)}", FAILED)

    def hush(self) -> None:
        """Say again what comes next."""
        self._said = ("", DIM)
        self.look()

    def look(self) -> None:
        """Show everything that follows from what is typed and what is true."""
        if not self.is_mounted:
            return
        width = max(20, self.size.width - 2)
        fields = self.fields
        if fields is None:
            self.border_title = safe(self._title(self._operation))
            lines = preview_lines(self._operation, self._view, width)
            self.query_one("#preview", LinePanel).set_lines(lines)
            return
        form = fields.typed()
        self.border_title = safe(self._title(form.operation))
        fields.show_about(about_lines(form.operation, self._view, width - 1))
        prospect = prospect_of(form, self._view)
        fields.show_faults(prospect.faults, frozenset() if self._tried else form.untouched())
        self._show_outlook(prospect, width)

    @staticmethod
    def _title(operation: Operation | None) -> str:
        return "Free request" if operation is None else operation.title

    def _show_outlook(self, prospect: Prospect, width: int) -> None:
        """Show what would be sent, and the last word on it."""
        roomy = self.screen.size.height >= _ROOMY
        lines = [*outlook_lines(prospect, self._view, width, 3 if roomy else 1)]
        text, style = self._said if self._said[0] else standing(prospect, self._view.keys)
        told = folded(text, width)
        lines += [[(each, style)] for each in told[: 4 if roomy else 2]]
        panel = self.query_one("#outlook", LinePanel)
        panel.styles.height = len(lines) + 1
        panel.set_lines(lines)


def standing(prospect: Prospect, keys: Keymap) -> Piece:
    """Return what stands in the way of sending, else what comes next."""
    problem = prospect.problem
    if problem is not None and problem.code in _TOLD_AT_ONCE:
        return f"▲ {plain(problem.title)}. {plain(problem.hint)}", STALE
    if problem is not None:
        return "not complete yet", DIM
    effect, sends = prospect.effect, f"{keys.key('call.send')} sends it"
    if effect.writes or effect.billable:
        words = [word for word, true in (("writes", effect.writes),
                                         ("may be billed", effect.billable)) if true]  # fmt: skip
        return f"{sends}; it {' and '.join(words)}", STALE
    return sends, DIM
