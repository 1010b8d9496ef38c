"""Which employers a user pinned: `pins.json` in the state directory, profile -> employer ids."""

import json

from indeed_tui.store.files import private_directory, read_owned, write_atomic
from indeed_tui.store.paths import Places


def load_pins(places: Places) -> dict[str, frozenset[str]]:
    """Return the pinned employer ids of each profile; none where the file is missing or torn.

    Pins are a convenience that costs a keypress to restore: a broken file is no reason to stop.
    """
    text = read_owned(places.pins, secret=False)
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
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
    everything = {**load_pins(places), profile: pins}
    private_directory(places.state)
    kept = {name: sorted(ids) for name, ids in sorted(everything.items()) if ids}
    write_atomic(places.pins, json.dumps(kept, indent=1).encode())
