"""Numbers as people read them: seconds, bytes, moments and ids. Pure, and no text is untrusted.

What isn't a finite number shows as a dash. Ids are cropped by characters: pass them through
`text.plain` first where they may hold more than ASCII.
"""

import math
from datetime import UTC, datetime

DASH = "—"
_ELLIPSIS = "…"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def clock(seconds: float) -> str:
    """Return a time left as `m:ss` or `h:mm:ss`, seconds cut off: `4:12`, `1:02:03`.

    Nothing left, or less, is `0:00`.
    """
    if not math.isfinite(seconds):
        return DASH
    minutes, second = divmod(max(0, math.floor(seconds)), _MINUTE)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def ago(seconds: float) -> str:
    """Return an age in its largest whole unit: `just now`, `5 s ago`, `3 min ago`, `2 d ago`."""
    if not math.isfinite(seconds):
        return DASH
    for unit, name in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min"), (1, "s")):
        if seconds >= unit:
            return f"{math.floor(seconds / unit)} {name} ago"
    return "just now"


def size(length: float) -> str:
    """Return a number of bytes in SI units (1 kB is 1000 B): `812 B`, `1.2 kB`, `3.4 MB`."""
    if not math.isfinite(length):
        return DASH
    amount = max(0.0, length)
    if amount < 1000:
        return f"{math.floor(amount)} B"
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        # What would round up to 1000.0 belongs to the next unit.
        if amount < 999.95:
            return f"{amount:.1f} {unit}"
    return f"{amount / 1000:.1f} TB"


def duration(seconds: float) -> str:
    """Return how long something took: `143 ms`, `2.3 s`, `1:12 min`, `1:02:03 h`.

    The unit stands last, so that a right-aligned column reads well.
    """
    if not math.isfinite(seconds):
        return DASH
    taken = max(0.0, seconds)
    if taken < 0.9995:
        return f"{taken * 1000:.0f} ms"
    if taken < 59.95:
        return f"{taken:.1f} s"
    # Above a minute whole seconds are shown; 59.95 to 60 counts as the minute it rounds to.
    whole = max(taken, _MINUTE)
    return f"{clock(whole)} {'h' if whole >= _HOUR else 'min'}"


def _moment(wall: float) -> datetime | None:
    """Return a wall time (seconds since the epoch) as a UTC moment, None beyond the calendar."""
    try:
        return datetime.fromtimestamp(math.floor(wall), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def utc(wall: float, *, seconds: bool = True) -> str:
    """Return the UTC time of day of a wall time: `13:58:11Z`, or `13:58Z` without seconds."""
    moment = _moment(wall)
    if moment is None:
        return DASH
    return f"{moment:%H:%M:%S}Z" if seconds else f"{moment:%H:%M}Z"


def utc_date(wall: float) -> str:
    """Return the UTC date and time of a wall time: `2026-11-23 13:58:11Z`."""
    moment = _moment(wall)
    return DASH if moment is None else f"{moment.date().isoformat()} {moment:%H:%M:%S}Z"


def short_id(value: str, width: int = 7, *, ellipsis: str = _ELLIPSIS) -> str:
    """Return the start of an id in at most `width` characters: `084a39…`."""
    if len(value) <= width:
        return value
    room = width - len(ellipsis)
    return value[: max(0, width)] if room < 0 else value[:room] + ellipsis


def middle(value: str, width: int, *, ellipsis: str = _ELLIPSIS) -> str:
    """Return both ends of an id in at most `width` characters: `084a…833c`."""
    if len(value) <= width:
        return value
    room = width - len(ellipsis)
    if room < 2:
        return short_id(value, width, ellipsis=ellipsis)
    end = room // 2
    return value[: room - end] + ellipsis + value[len(value) - end :]


def bar(fraction: float, width: int, *, ascii: bool = False) -> tuple[str, str]:  # noqa: A002
    """Return the filled and the empty part of a bar that is `width` cells in all.

    A bar is whole or empty only when the fraction is (1 and more, 0 and less, not a number),
    where `width` leaves room for that.
    """
    full, empty = "#-" if ascii else "▰▱"
    width = max(0, width)
    if not fraction > 0:
        filled = 0
    elif fraction >= 1:
        filled = width
    else:
        filled = min(max(1, round(fraction * width)), max(width - 1, min(width, 1)))
    return full * filled, empty * (width - filled)


def count(number: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun: `1 employer`, `1,024 employers`; `plural` if not `-s`."""
    noun = singular if number == 1 else plural or f"{singular}s"
    return f"{number:,} {noun}"
