"""Times as scripts read them."""

from datetime import UTC, datetime


def rfc3339(wall: float) -> str:
    """Return a wall time (seconds since the epoch) as RFC 3339 in UTC, whole seconds."""
    return datetime.fromtimestamp(wall, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
