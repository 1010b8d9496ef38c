"""An input whose clear text never leaves it but for the form that reads it."""

from textual.widgets import Input


class SecretInput(Input):
    """A masked input: copying and cutting do nothing, whatever is selected."""

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(placeholder=placeholder, password=True, id=id, compact=True)
        self.cursor_blink = False

    def action_copy(self) -> None:
        """Don't copy: Textual would put the clear secret on the clipboard."""

    def action_cut(self) -> None:
        """Delete the selection without copying it."""
        self.delete_selection()

    def get_selection(self, selection: object) -> None:
        """Give nothing to a selection with the mouse."""
