"""A bare Textual DataTable of 1,000 rows, as wide as the employers' list."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable

ROWS = 1_000


class Table(App[None]):
    """Three columns, a row cursor, nothing else."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012 - as Textual's own tutorial writes it

    def compose(self) -> ComposeResult:
        """Lay out the table."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        table.add_columns("Name", "Id", "Token")
        for number in range(ROWS):
            table.add_row(f"Employer number {number}", f"{number:032x}", "○ none")


if __name__ == "__main__":
    Table().run()
