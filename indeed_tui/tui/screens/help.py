"""Every key, from the one table of commands, as it is mapped now."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from indeed_tui.tui.bindings import bindings
from indeed_tui.tui.commands import (
    APP,
    BODY,
    BODY_BAR,
    CALL,
    CALL_LIST,
    CHOICE,
    CHOOSE,
    CONFIRM,
    COPY_AS,
    CREDENTIALS,
    EDITOR,
    EMPLOYERS,
    EVERYWHERE,
    EXCHANGE,
    FORM,
    HELP,
    HISTORY,
    IDENTITY,
    LIST,
    PANEL,
    SAVE,
    SEARCH,
    THEMES,
    TOO_SMALL,
    VIEW,
    WELCOME,
    of_places,
)
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.screens.sized import Sized
from indeed_tui.tui.states import ACCENT, DIM, FAILED, FRESH, PLAIN, STALE, STRONG, Piece
from indeed_tui.tui.text import cells, pad, safe
from indeed_tui.tui.widgets.line_panel import LinePanel

# In the table's order, which decides between two keys of the user's own.
_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Credentials", (CREDENTIALS,)),
    ("Employers", (EMPLOYERS,)),
    ("Exchange", (EXCHANGE,)),
    ("Body of an exchange", (BODY, BODY_BAR)),
    ("History", (HISTORY,)),
    ("Dashboard", (EVERYWHERE,)),
    ("Every screen", (APP,)),
    ("Call screen", (CALL, CALL_LIST)),
    ("Editor of credentials", (EDITOR,)),
    ("Questions", (CONFIRM,)),
    ("Copy", (COPY_AS,)),
    ("Other screens", (SAVE, IDENTITY, HELP, WELCOME, THEMES, TOO_SMALL)),
    ("Lists", (LIST, CHOOSE)),
    ("Bodies", (VIEW,)),
    ("Panels, such as this", (PANEL,)),
    ("Forms", (SEARCH, FORM, CHOICE)),
)
_SIGNS: tuple[tuple[str, str, str], ...] = (
    ("● fresh", FRESH, "the token is young enough; it is refreshed at 70 to 80 % of its life"),
    ("◐ stale", STALE, "due for a refresh, still good for calls"),
    ("▲ failing", FAILED, "a refresh failed; the old token goes on to its end"),
    ("✕ refused", FAILED, "Indeed refused; nothing is sent until you act"),
    ("○", DIM, "no token was requested yet"),
    ("▸ ◆", ACCENT, "in use; pinned, so that its token is kept alive"),
)


_KEYS, _TOLD = 19, 50


def help_lines(keymap: Keymap) -> list[list[Piece]]:
    """Return the help's lines: each command's keys, what it does, and its id for settings.toml."""
    lines: list[list[Piece]] = []
    for clash in keymap.clashes:
        lines.append([(f" ▲ {clash}", STALE)])
        lines.append([("   ", PLAIN), (clash.todo, DIM)])
    lines += [[]] if lines else []
    lost = {clash.loser for clash in keymap.clashes}
    for title, places in _GROUPS:
        lines.append([(f" {title}", STRONG)])
        for each in of_places(*places):
            mark = ("▲ ", STALE) if each.id in lost else ("  ", PLAIN)
            shown = keymap.shown(each.id)
            style = ACCENT if keymap.keys(each.id) else DIM
            keys = pad(shown, _KEYS) if cells(shown) < _KEYS else f"{shown} "
            told = pad(each.help, _TOLD) if cells(shown) < _KEYS else f"{each.help}  "
            lines.append([mark, (keys, style), (told, PLAIN), (f"  {each.id}", DIM)])
        lines.append([])
    lines.append([(" Signs", STRONG)])
    lines += [
        [("  ", PLAIN), (pad(sign, _KEYS), style), (told, PLAIN)] for sign, style, told in _SIGNS
    ]
    return lines


class Help(ModalScreen[None], Sized[None]):
    """A page over the dashboard; the key that opened it, or escape, leaves it."""

    DEFAULT_CSS = """
    Help { align: center middle; }
    Help > Vertical {
        width: 100; max-width: 100%; height: 90%;
        border: round $accent; background: $surface; padding: 1 1 0 1;
        border-title-color: $accent; border-title-style: bold; border-subtitle-color: $text-muted;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(HELP)

    def __init__(self, keys: Keymap) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        page = Vertical()
        page.border_title = safe("Keys")
        keys = self._keys
        scrolls = f"{keys.key('line-panel.up')} {keys.key('line-panel.down')} scroll"
        page.border_subtitle = safe(f"{scrolls} · {keys.key('help.close')} closes")
        with page:
            yield LinePanel(id="help")

    def on_mount(self) -> None:
        """Fill the page."""
        panel = self.query_one(LinePanel)
        panel.set_lines(help_lines(self._keys))
        panel.focus()
