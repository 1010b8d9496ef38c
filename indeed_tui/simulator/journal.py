"""What the simulator was asked, as a test may count it: no secret and no token is kept."""

from collections import deque
from dataclasses import asdict, dataclass

from indeed_tui.simulator.answers import Headers, Json, JsonObject
from indeed_tui.simulator.faults import Target


@dataclass(frozen=True, slots=True)
class Record:
    """One request that was answered, or dropped.

    `time` is in wall seconds; `on` the group of endpoints, None for the others. `employer` and
    `scope` are what a token was asked for, or what the bearer token stands for. `auth` is
    `client_secret_post`, `client_secret_basic`, `both`, `bearer` or `none`; `status` is None
    where the connection was reset. Secrets in `query` and `headers` are masked.
    """

    time: float
    on: Target | None
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    employer: str | None
    scope: str
    auth: str
    status: int | None
    headers: Headers

    def as_json(self) -> JsonObject:
        """Return the record as a JSON object; query and headers are lists of pairs."""
        return {key: _listed(value) for key, value in asdict(self).items()}


class Journal:
    """The last `limit` records, oldest first; not thread-safe by itself."""

    def __init__(self, limit: int) -> None:
        self._records: deque[Record] = deque(maxlen=limit)

    @property
    def records(self) -> tuple[Record, ...]:
        """Every record kept, oldest first."""
        return tuple(self._records)

    def add(self, record: Record) -> None:
        """Keep one more record; the oldest goes where the limit is reached."""
        self._records.append(record)

    def clear(self) -> None:
        """Forget every record."""
        self._records.clear()


def _listed(value: object) -> Json:
    if isinstance(value, tuple | list):
        return [_listed(item) for item in value]
    return value if isinstance(value, str | int | float | None) else str(value)
