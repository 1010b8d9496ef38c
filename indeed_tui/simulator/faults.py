"""What may go wrong on purpose: one fault, how it is written down, and the plan of faults.

A fault is written as `key=value` pairs (`on=token,status=503,times=3,retry_after=2`) or as a
JSON object with the same keys. Faults stand in a row: a request is hit by the first that fits
it and isn't used up, and by no other.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import Enum, StrEnum
from typing import Final, Literal

from indeed_tui.simulator.answers import Json, JsonObject


class Target(StrEnum):
    """The four groups of endpoints a fault can be put on."""

    TOKEN = "token"  # noqa: S105
    APPINFO = "appinfo"
    GRAPHQL = "graphql"
    ADS = "ads"


class Absent(Enum):
    """Tells a key that wasn't given from one that was given as null."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT

_SELECTORS = ("on", "employer", "times")
_TEXT_KEYS = frozenset(("on", "employer", "content_type", "error", "scope"))
_HIGHEST_DELAY_MS = 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong; every key may be left out, but something must go wrong.

    - `on`: a `Target` or its name; absent = all four. `employer`: only requests for, or with
      a token of, that employer id. `times`: how many requests it hits; absent = forever.
    - `status` 200 to 599; `error`: an OAuth error code (on `ads` an error type, on `graphql`
      an error code), answered in the fitting shape and status; `body`: text, sent as it is,
      or any other JSON value; `content_type`; `retry_after`: seconds, or a date passed through.
    - `delay_ms`: added to the latency. `reset`: the connection drops without an answer.
      `truncate`: half of the body is sent, then the connection drops.
    - `expires_in` and `scope` replace those of a successful token answer; null leaves them
      out. A positive number is also how many seconds the token really lives.

    Raises ValueError, with one sentence naming the key and what is allowed.
    """

    on: str | None = None
    employer: str | None = None
    times: int | None = None
    status: int | None = None
    retry_after: int | str | None = None
    delay_ms: float | None = None
    reset: bool = False
    truncate: bool = False
    body: Json = None
    content_type: str | None = None
    error: str | None = None
    expires_in: Json | Literal[Absent.ABSENT] = ABSENT
    scope: str | Literal[Absent.ABSENT] | None = ABSENT

    def __post_init__(self) -> None:
        given = self.as_json()
        for key, value in given.items():
            if key in _RULES:
                allowed, fits = _RULES[key]
                if not fits(value):
                    raise ValueError(f'fault key "{key}" must be {allowed}, not {value!r}')
        if not given.keys() - set(_SELECTORS):
            effects = ", ".join(key for key in _KEYS if key not in _SELECTORS)
            raise ValueError(f"a fault must say what goes wrong: one of {effects}")
        if self.error is not None and self.body is not None:
            raise ValueError('fault key "error" must not stand beside "body": both are the answer')

    @classmethod
    def from_json(cls, value: Json) -> "Fault":
        """Return the fault of a JSON object; ValueError for anything else or a bad key."""
        if not isinstance(value, dict):
            raise ValueError(f"a fault must be a JSON object, not {value!r}")  # noqa: TRY004
        return cls(**_checked(value))  # type: ignore[arg-type]  # __post_init__ checks each value

    def as_json(self) -> JsonObject:
        """Return the keys that were given, fit for `from_json`."""
        pairs = ((key, getattr(self, key), default) for key, default in _defaults().items())
        return {
            key: value for key, value, default in pairs if value is not default and value != default
        }

    def fits(self, on: Target | None, employer: str | None) -> bool:
        """Say whether a request to that target, for that employer, is hit."""
        right_target = on is not None and self.on in (None, on)
        return right_target and self.employer in (None, employer)


class FaultPlan:
    """The faults still to come, in order; not thread-safe by itself."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._left = list(faults)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults not used up; `times` counts down."""
        return tuple(self._left)

    def take(self, on: Target | None, employer: str | None) -> Fault | None:
        """Return the fault that hits this request, and count the hit; None for none."""
        for place, fault in enumerate(self._left):
            if fault.fits(on, employer):
                if fault.times == 1:
                    del self._left[place]
                elif fault.times is not None:
                    self._left[place] = replace(fault, times=fault.times - 1)
                return fault
        return None


def parse_fault(spec: str) -> Fault:
    """Return the fault of a `--fault SPEC`: `key=value` pairs, or a JSON object.

    Values are JSON where they parse as JSON, else text; a value with a comma in it needs the
    JSON form. Raises ValueError, with one sentence naming the key and what is allowed.
    """
    if spec.lstrip().startswith("{"):
        return Fault.from_json(_loaded(spec, "a fault that starts with { must be a JSON object"))
    given: JsonObject = {}
    for part in spec.split(","):
        key, equals, text = part.partition("=")
        key = key.strip()
        if not equals:
            raise ValueError(
                f"a fault is written key=value,key=value, or as a JSON object where a value has "
                f"a comma in it; {part!r} has no ="
            )
        if key in given:
            raise ValueError(f'fault key "{key}" is given twice')
        given[key] = _value(key, text.strip())
    return Fault.from_json(given)


def faults_from_json(text: str | bytes) -> tuple[Fault, ...]:
    """Return the faults of a JSON list; ValueError, in one sentence, where it is none."""
    value = _loaded(text, "faults must be a JSON list of objects")
    if not isinstance(value, list):
        raise ValueError("faults must be a JSON list of objects")  # noqa: TRY004
    return tuple(Fault.from_json(item) for item in value)


def _loaded(text: str | bytes, wanted: str) -> Json:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{wanted}: {error}") from error
    return value


def _value(key: str, text: str) -> Json:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return text
    # An employer id of digits alone stays text.
    return text if key in _TEXT_KEYS and not isinstance(value, str | None) else value


def _checked(value: Mapping[str, Json]) -> dict[str, Json]:
    for key in value:
        if key not in _KEYS:
            raise ValueError(f'fault key "{key}" is unknown; allowed are {", ".join(_KEYS)}')
    nothing = {
        key for key, given in value.items() if given is None and key not in ("expires_in", "scope")
    }
    return {key: given for key, given in value.items() if key not in nothing}


def _whole(value: object, low: int, high: float = math.inf) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _header_text(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable()


def _is_text(value: object) -> bool:
    return isinstance(value, str)


_Rule = tuple[str, Callable[[object], bool]]
_RULES: dict[str, _Rule] = {
    "on": (f"one of {', '.join(Target)}", lambda value: value in tuple(Target)),
    "employer": ("an employer id", _is_text),
    "times": ("a whole number from 1", lambda value: _whole(value, 1)),
    "status": ("a whole number from 200 to 599", lambda value: _whole(value, 200, 599)),
    "retry_after": (
        "a whole number of seconds from 0, or an HTTP date",
        lambda value: _whole(value, 0) or _header_text(value),
    ),
    "delay_ms": (
        f"a number of milliseconds from 0 to {_HIGHEST_DELAY_MS}",
        lambda value: (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and 0 <= value <= _HIGHEST_DELAY_MS
        ),
    ),
    "reset": ("true or false", lambda value: isinstance(value, bool)),
    "truncate": ("true or false", lambda value: isinstance(value, bool)),
    "content_type": ("a media type in printable ASCII", _header_text),
    "error": ("an error code", lambda value: _header_text(value) and value != ""),
    "scope": ("scopes as text, or null", lambda value: value is None or _is_text(value)),
}
_KEYS = tuple(field.name for field in fields(Fault))


def _defaults() -> dict[str, object]:
    return {field.name: field.default for field in fields(Fault)}
