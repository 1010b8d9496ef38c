"""The least that Textual can do: a sentence and a footer."""

from textual.app import App, ComposeResult
from textual.widgets import Footer, Static


class Hello(App[None]):
    """A sentence and a footer with one key."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012 - as Textual's own tutorial writes it

    def compose(self) -> ComposeResult:
        """Lay out both."""
        yield Static("Hello, world")
        yield Footer()


if __name__ == "__main__":
    Hello().run()
