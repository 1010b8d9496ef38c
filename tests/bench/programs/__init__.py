"""Programs that the dashboard is compared with; each is run by its path."""
