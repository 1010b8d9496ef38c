"""Who lives in the simulated Indeed: employers, and what follows from an employer's id.

Everything is deterministic: the same number of employers gives the same names and ids in
every process, and campaigns, jobs and figures follow from the employer id alone.
"""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import count, islice

from indeed_tui.simulator.answers import Json, encoded

EmployerPair = tuple[str, str]

DEFAULT_EMPLOYERS: tuple[EmployerPair, ...] = (
    ("084a39249af95beedfb90cc5d2b8833c", "Dharma Initiative"),
    ("865e08d1c7f24b3aa90e55de3f7c6b12", "Umbrella Corporation"),
    ("4bc393e07a5d41f6b8c2913ed64f0a77", "US Robotics and Mechanical Men"),
)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


_FIRST = _words("""
    Alder Amber Anchor Arbor Aspen Atlas Aurora Bayside Beacon Birch Blue Boulder Bright Brook
    Canyon Cardinal Cedar Central Cobalt Copper Coral Crescent Crown Delta Eastgate Elm Ember
    Evergreen Falcon Fern First Garnet Glacier Golden Granite Green Grove Harbor Hawthorn Hazel
    Heron Highland Horizon Indigo Iron Ivory Jade Juniper Keystone Lake Lantern Laurel Liberty
    Lime Linden Lunar Maple Meadow Meridian Midland Mill Mission Mosaic Noble Northern Oak Ocean
    Olive Onyx Opal Orchard Pacific Pearl Pine Pioneer Prairie Quartz Quill Raven Redwood Ridge
    River Rowan Royal Ruby Saffron Sage Sandstone Sierra Silver Slate Solar Spruce Sterling Stone
    Summit Sycamore Teal Timber Topaz Trillium Union Valley Velvet Vista Walnut Westbrook Willow
""")
_SECOND = _words("""
    Logistics Staffing Health Foods Robotics Software Hotels Builders Energy Dental Freight
    Bakery Textiles Marine Aviation Insurance Education Security Plumbing Roofing Paper Optics
    Motors Media Clinics Pharmacy Farms Fitness Landscaping Legal Printing Recruiting Retail
    Systems Telecom Theatres Tools Transit Travel Waste
""")
_LAST = _words("""
    Group Inc. LLC Partners &_Co. Holdings GmbH Ltd. Company International North South East West
    Services Works Associates Brothers Network Europe Americas Asia Labs Nederland France
""")


class Directory:
    """The employers of the app's user, and the appinfo body that lists them.

    The body is built when it is first asked for, and kept until the employers change.
    """

    def __init__(self, employers: int | Iterable[EmployerPair]) -> None:
        pairs = named_employers(employers) if isinstance(employers, int) else tuple(employers)
        self.employers: tuple[EmployerPair, ...] = pairs
        self._names = dict(pairs)
        self._body: bytes | None = None

    def __contains__(self, employer: str) -> bool:
        return employer in self._names

    def name(self, employer: str) -> str:
        """Return an employer's name, "" for one that isn't listed."""
        return self._names.get(employer, "")

    @property
    def appinfo(self) -> bytes:
        """The body of `GET /v2/api/appinfo`: JSON, UTF-8."""
        if self._body is None:
            listed: list[Json] = [{"id": one, "name": name} for one, name in self.employers]
            self._body = encoded({"employers": listed})
        return self._body


def named_employers(number_of: int) -> tuple[EmployerPair, ...]:
    """Return that many employers: the documentation's three first, then generated ones.

    Names are distinct up to about 100,000, ids are 16 or 32 hex digits. Raises ValueError for
    a negative number.
    """
    if number_of < 0:
        raise ValueError("the number of employers must not be negative")
    known = DEFAULT_EMPLOYERS[:number_of]
    return (*known, *islice(_generated(), number_of - len(known)))


def digits(*parts: str) -> str:
    """Return 64 hex digits that follow from the parts, and from nothing else."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def number(low: int, high: int, *parts: str) -> int:
    """Return a number from low to high, both included, that follows from the parts."""
    return low + int(digits(*parts)[:12], 16) % (high - low + 1)


def choice(options: Sequence[str], *parts: str) -> str:
    """Return one of the options, which follows from the parts."""
    return options[number(0, len(options) - 1, *parts)]


def _generated() -> Iterable[EmployerPair]:
    total = len(_FIRST) * len(_SECOND) * len(_LAST)
    for place in count():
        # 7919 is prime and no factor of the total: every name comes once, in a mixed order.
        rest, last = divmod(place * 7919 % total, len(_LAST))
        first, second = divmod(rest, len(_SECOND))
        lap = place // total
        name = f"{_FIRST[first]} {_SECOND[second]} {_LAST[last]}"
        employer = digits("employer", str(place))
        yield employer[: 16 if place % 3 == 0 else 32], f"{name} {lap + 1}" if lap else name
