"""Every key, from the one table of commands, as it is mapped now."""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from indeed_tui.tui.commands import (
    CALL_COMMANDS,
    COMMANDS,
    CREDENTIALS,
    EMPLOYERS,
    EVERYWHERE,
    EXCHANGE,
    HISTORY,
    TOKEN,
    shown_keys,
)
from indeed_tui.tui.states import ACCENT, DIM, FAILED, FRESH, PLAIN, STALE, STRONG, Piece
from indeed_tui.tui.text import pad, safe
from indeed_tui.tui.widgets.line_panel import LinePanel

_GROUPS = (
    (EMPLOYERS, "Employers"),
    (CREDENTIALS, "Credentials"),
    (EXCHANGE, "Exchange"),
    (HISTORY, "History"),
    (TOKEN, "Token"),
    (EVERYWHERE, "Everywhere"),
)
_MOVING = (
    ("↑ ↓ j k", "Move by a row"),
    ("PgUp PgDn", "Move by a page"),
    ("g G", "First and last row"),
    ("← → h l", "Scroll a body sideways"),
)
_SIGNS: tuple[tuple[str, str, str], ...] = (
    ("● fresh", FRESH, "the token is young enough; it is refreshed at 70 to 80 % of its life"),
    ("◐ stale", STALE, "due for a refresh, still good for calls"),
    ("▲ failing", FAILED, "a refresh failed; the old token goes on to its end"),
    ("✕ refused", FAILED, "Indeed refused; nothing is sent until you act"),
    ("○", DIM, "no token was requested yet"),
    ("▸ ◆", ACCENT, "in use; pinned, so that its token is kept alive"),
)


def help_lines(keymap: Mapping[str, str]) -> list[list[Piece]]:
    """Return the help's lines; `keymap` has the user's own keys by command id."""
    lines: list[list[Piece]] = []
    for where, title in _GROUPS:
        commands = [command for command in COMMANDS if command.where == where]
        if commands:
            lines += [[(f" {title}", STRONG)]]
            lines += [_row(shown_keys(each, keymap), each.help) for each in commands]
            lines += [[]]
    lines += [[(" Call screen", STRONG)]]
    lines += [*(_row(shown_keys(each, keymap), each.help) for each in CALL_COMMANDS), []]
    lines += [[(" Moving", STRONG)], *(_row(keys, told) for keys, told in _MOVING), []]
    lines += [[(" Signs", STRONG)]]
    lines += [
        [("  ", PLAIN), (pad(sign, 12), style), (told, PLAIN)] for sign, style, told in _SIGNS
    ]
    return lines


def _row(keys: str, told: str) -> list[Piece]:
    return [("  ", PLAIN), (pad(keys, 12), ACCENT), (told, PLAIN)]


class Help(ModalScreen[None]):
    """A page over the dashboard; escape, ? or q leave it."""

    DEFAULT_CSS = """
    Help { align: center middle; }
    Help > Vertical {
        width: 76; max-width: 96%; height: 90%;
        border: round $accent; background: $surface; padding: 1 1 0 1;
        border-title-color: $accent; border-title-style: bold; border-subtitle-color: $text-muted;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q", "dismiss", "Close", id="help.close", show=False)
    ]

    def __init__(self, keymap: Mapping[str, str]) -> None:
        super().__init__()
        self._keys_mapped = keymap

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        page = Vertical()
        page.border_title = safe("Keys")
        page.border_subtitle = safe("↑ ↓ scroll · esc closes")
        with page:
            yield LinePanel(id="help")

    def on_mount(self) -> None:
        """Fill the page."""
        panel = self.query_one(LinePanel)
        panel.set_lines(help_lines(self._keys_mapped))
        panel.focus()
