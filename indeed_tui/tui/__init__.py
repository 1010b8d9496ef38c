"""The dashboard: Textual, and nothing but the screen."""
