"""Drafts of calls: what was typed for each operation, so that closing the screen loses nothing.

`drafts.json` in the state directory: operation id -> field -> text. A convenience: what can't be
trusted is as good as absent. Whoever saves leaves out what must not be on the disk.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.store.files import exclusive, private_directory, read_owned, write_atomic
from indeed_tui.store.paths import Places

Draft = Mapping[str, str]
"""The fields of one operation's form that differ from its template, by their ids."""


class DraftFile:
    """The drafts on disk; every method may block on it."""

    def __init__(self, places: Places) -> None:
        self._path: Path = places.drafts
        self._lock: Path = places.lock(places.drafts)

    def load(self) -> dict[str, Draft]:
        """Return every draft; none where the file can't be trusted."""
        try:
            value = json.loads(read_owned(self._path, secret=True) or "{}")
        except (ConfigError, ValueError, RecursionError):
            return {}
        if not isinstance(value, dict):
            return {}
        return {
            operation: {name: text for name, text in fields.items() if isinstance(text, str)}
            for operation, fields in value.items()
            if isinstance(fields, dict)
        }

    def save(self, operation: str, draft: Draft) -> None:
        """Write one operation's draft beside the others, an empty one away.

        Raises StoreError when the disk refuses.
        """
        private_directory(self._path.parent)
        with exclusive(self._lock):
            everything = {**self.load(), operation: dict(draft)}
            kept = {name: fields for name, fields in sorted(everything.items()) if fields}
            write_atomic(self._path, json.dumps(kept, indent=1).encode())
