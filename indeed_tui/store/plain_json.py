"""Reading values out of parsed JSON: each gives the value in its type, or raises.

TypeError says that the type is wrong, ValueError that the value is; neither carries the value.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

Value = TypeVar("Value")
_FAR = 1e15


def text(value: object) -> str:
    """Return a string."""
    if not isinstance(value, str):
        raise TypeError(value.__class__.__name__)
    return value


def number(value: object) -> float:
    """Return a finite number that a clock could show; no NaN, no infinity, no boolean."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value.__class__.__name__)
    if not -_FAR < value < _FAR:
        # Infinity, NaN, or an integer that no float can hold.
        raise ValueError(value.__class__.__name__)
    return float(value)


def boolean(value: object) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise TypeError(value.__class__.__name__)
    return value


def texts(value: object) -> tuple[str, ...]:
    """Return a list of strings."""
    if not isinstance(value, list):
        raise TypeError(value.__class__.__name__)
    return tuple(text(item) for item in value)


def objects(value: object) -> tuple[Mapping[str, object], ...]:
    """Return a list of objects."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise TypeError(value.__class__.__name__)
    return tuple(value)


def optional(read: Callable[[object], Value], value: object) -> Value | None:
    """Return None for null, else what `read` makes of the value."""
    return None if value is None else read(value)
