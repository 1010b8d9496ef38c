"""The four panes of the dashboard."""
