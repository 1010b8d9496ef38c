"""indeed-tui: a terminal dashboard and command line for Indeed's APIs."""

__version__ = "0.1.0"
