"""One call of the Sponsored Jobs API, checked, and how its parameters are read."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from indeed_tui.simulator.ads_data import Account, today
from indeed_tui.simulator.answers import Json, JsonObject
from indeed_tui.simulator.calls import Call
from indeed_tui.simulator.refusals import Paging

LONGEST_RANGE = timedelta(days=366)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class AdsRefusedError(Exception):
    """A call that is refused: `kind` is the type in `meta.errors`."""

    def __init__(self, kind: str, description: str) -> None:
        super().__init__(description)
        self.kind = kind
        self.description = description


@dataclass(frozen=True, slots=True)
class AdsCall:
    """A call with a right token; `account` is its employer's, and `id` the id in the path."""

    call: Call
    account: Account
    id: str
    now: float

    @property
    def path(self) -> str:
        """The path below `rootLocation`."""
        return self.call.path.removeprefix("/ads")

    def campaign(self) -> JsonObject:
        """Return the campaign named in the path; refused as RESOURCE_NOT_FOUND without one."""
        found = self.account.campaigns.get(self.id)
        if found is None:
            raise AdsRefusedError("RESOURCE_NOT_FOUND", f"Couldn't locate campaign {self.id}")
        return found

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole-number parameter within bounds; refused as INVALID_REQUEST outside."""
        text = self.call.parameter(name)
        if text is None:
            return default
        number = int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else low - 1
        if not low <= number <= high:
            raise invalid(f"{name} must be a whole number from {low} to {high}")
        return number

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str | None:
        """Return a parameter that must be one of a few words; None where it is missing."""
        text = self.call.parameter(name)
        if text is not None and text not in allowed:
            raise invalid(f"{name} must be one of {', '.join(allowed)}")
        return text

    def listed(self, name: str) -> tuple[str, ...] | None:
        """Return a comma-separated parameter; None where it is missing."""
        text = self.call.parameter(name)
        return None if text is None else tuple(part.strip() for part in text.split(","))

    def fields(self, known: tuple[str, ...], default: tuple[str, ...]) -> tuple[str, ...]:
        """Return the keys that `fields` asks for; refused where one is unknown."""
        asked = self.listed("fields")
        unknown = [name for name in asked or () if name not in known]
        if unknown:
            raise invalid(f"fields has unknown values: {', '.join(unknown)}")
        return default if asked is None else asked

    def days(self) -> tuple[date, date]:
        """Return startDate and endDate (exclusive); both missing: the last 30 days [D]."""
        first, last = self.call.parameter("startDate"), self.call.parameter("endDate")
        if first is None and last is None:
            end = today(self.now)
            return end - timedelta(days=30), end
        start, end = _day("startDate", first), _day("endDate", last)
        if start >= end:
            raise invalid("endDate must be at least one day after startDate")
        if end - start > LONGEST_RANGE:
            raise invalid("The date range is limited to 366 days")
        return start, end

    def object(self, known: tuple[str, ...]) -> JsonObject:
        """Return the JSON object in the body, whose keys must be known and at least one."""
        try:
            value = self.call.json()
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict) or not value:
            raise invalid("The body must be a JSON object with at least one key")
        unknown = [key for key in value if key not in known]
        if unknown:
            raise invalid(f"Unknown keys: {', '.join(unknown)}")
        return value

    def paging(self, per_page: int, before: str | None, after: str | None) -> Paging:
        """Return links to the pages that start there; None leaves a link out."""
        links = [("prev", before), ("next", after)]
        return Paging(
            per_page,
            tuple((rel, self._page_from(start)) for rel, start in links if start is not None),
        )

    def _page_from(self, start: str) -> str:
        query = [(key, value) for key, value in self.call.query if key != "start"]
        return f"{self.path}?{urlencode([*query, ('start', start)])}"


def invalid(description: str) -> AdsRefusedError:
    """Return the refusal of a bad parameter or body."""
    return AdsRefusedError("INVALID_REQUEST", description)


def amount(value: Json, name: str) -> float | None:
    """Return a budget: a number from 0, or null for none; refused otherwise."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        raise invalid(f"{name} must be a number from 0, or null")
    return value


def text_of(body: JsonObject, name: str) -> str:
    """Return a text of the body that must be there and not empty."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise invalid(f"{name} must be a text that is not empty")
    return value


def _day(name: str, text: str | None) -> date:
    try:
        if text is None or not _DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise invalid(f"{name} must be a date such as 2026-01-31") from None
