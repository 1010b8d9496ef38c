"""How long the tests in real time run: seconds by default, as the issue says on request."""

import os
import time
from collections.abc import Callable

FULL = os.environ.get("INDEED_TUI_SOAK") == "full"


def report(figures: str) -> None:
    """Print the figures of a run; `pytest -s` shows them."""
    print(f"\n{figures}")  # noqa: T201


def wait_until(true: Callable[[], object], seconds: float) -> None:
    """Wait in real time until something holds; AssertionError when it doesn't in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"it never came in {seconds:g} s"
        time.sleep(0.02)
