"""Who goes first where threads share Python's lock: the one that draws the screen.

A frame of ten milliseconds takes thirty while threads read, write or sort a long list beside it;
so they stand aside between two of their steps.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LONGEST = 0.05
"""Seconds."""

_nobody = threading.Event()
_nobody.set()


@contextmanager
def going_first() -> Iterator[None]:
    """Have other threads stand aside inside of this; one thread at a time may."""
    _nobody.clear()
    try:
        yield
    finally:
        _nobody.set()


def stand_aside() -> None:
    """Wait, not for long, while another thread goes first; at once where none does."""
    _nobody.wait(_LONGEST)
