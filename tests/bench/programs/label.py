"""A bare Textual app with one label that counts seconds: the least that a tick can cost."""

from textual.app import App, ComposeResult
from textual.widgets import Label


class Counting(App[None]):
    """One line, changed once a second."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012 - as Textual's own tutorial writes it

    def compose(self) -> ComposeResult:
        """Lay out the label."""
        self._passed = 0
        self._label = Label("0 s passed")
        yield self._label

    def on_mount(self) -> None:
        """Begin to count."""
        self.set_interval(1.0, self._count)

    def _count(self) -> None:
        self._passed += 1
        self._label.update(f"{self._passed} s passed")


if __name__ == "__main__":
    Counting().run()
