"""Which employers a user pinned: `pins.json` in the state directory, profile -> employer ids."""

import json

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.store.files import exclusive, read_owned, write_atomic
from indeed_tui.store.paths import Places


def load_pins(places: Places) -> dict[str, frozenset[str]]:
    """Return the pinned employer ids of each profile; none where the file can't be trusted.

    Pins are a convenience that costs a keypress to restore: a broken file is no reason to stop.
    """
    try:
        value = json.loads(read_owned(places.pins, secret=False) or "{}")
    except (ConfigError, ValueError, RecursionError):
        return {}
    if not isinstance(value, dict):
        return {}
    return {
        profile: frozenset(item for item in ids if isinstance(item, str))
        for profile, ids in value.items()
        if isinstance(ids, list)
    }


def save_pins(places: Places, profile: str, pins: frozenset[str]) -> None:
    """Write one profile's pins beside those of the others; StoreError when the disk refuses."""
    with exclusive(places.lock(places.pins)):
        everything = {**load_pins(places), profile: pins}
        kept = {name: sorted(ids) for name, ids in sorted(everything.items()) if ids}
        write_atomic(places.pins, json.dumps(kept, indent=1).encode())
