"""How a cell looks, and the shortest way from one look to the next (ECMA-48 8.3.117, SGR)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

# What ends an attribute; 22 ends bold and dim, 24 both kinds of underline.
_ENDS = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "21": "24",
    "5": "25",
    "7": "27",
    "8": "28",
    "9": "29",
}
_ON_BLANKS = frozenset({"4", "21", "7", "9", "51", "52", "53"})
_KNOWN = frozenset({*_ENDS, "51", "52", "53"})


@dataclass(frozen=True, slots=True)
class Look:
    """Attributes and colours, each as its SGR parameter; "" is the terminal's own colour."""

    attributes: frozenset[str] = frozenset()
    foreground: str = ""
    background: str = ""

    @property
    def blank(self) -> "Look":
        """What of this look a space shows."""
        return self if self.attributes & _ON_BLANKS else _background(self.background)

    @property
    def colourless(self) -> "Look":
        """The same attributes, in the terminal's own colours."""
        return _attributes(self.attributes) if self.foreground or self.background else self


PLAIN = Look()


@lru_cache(256)
def _background(colour: str) -> Look:
    return Look(background=colour)


@lru_cache(256)
def _attributes(attributes: frozenset[str]) -> Look:
    return Look(attributes)


@lru_cache(4096)
def look_after(before: Look, parameters: str) -> Look | None:
    """Return the look after an SGR sequence with these parameters, None for one unknown here."""
    look = before
    items = iter(parameters.split(";"))
    for item in items:
        if item in ("", "0"):
            look = PLAIN
        elif item in ("38", "48"):
            colour = _extended(item, items)
            if colour is None:
                return None
            if item == "38":
                look = replace(look, foreground=colour)
            else:
                look = replace(look, background=colour)
        elif item in _KNOWN:
            look = replace(look, attributes=look.attributes | {item})
        elif item in _ENDS.values():
            ended = {name for name, end in _ENDS.items() if end == item}
            look = replace(look, attributes=look.attributes - ended)
        elif item.isdigit() and int(item) in (*range(30, 38), *range(90, 98), 39):
            look = replace(look, foreground="" if item == "39" else item)
        elif item.isdigit() and int(item) in (*range(40, 48), *range(100, 108), 49):
            look = replace(look, background="" if item == "49" else item)
        else:
            return None
    return look


def _extended(kind: str, items: Iterator[str]) -> str | None:
    """Return a colour of 256 or of 24 bits as it stands in the parameters."""
    mode = next(items, "")
    count = {"5": 1, "2": 3}.get(mode)
    if count is None:
        return None
    values = [next(items, "") for _ in range(count)]
    return ";".join([kind, mode, *values]) if all(values) else None


@lru_cache(4096)
def change(now: Look | None, then: Look) -> str:
    """Return the shortest sequence that leads from a look, None where it is unknown, to another."""
    if now == then:
        return ""
    anew = ";".join(["0", *_parameters(then)])
    if now is None:
        return f"\x1b[{anew}m"
    ends = sorted({_ENDS.get(name, "") for name in now.attributes - then.attributes})
    if "" in ends:
        return f"\x1b[{anew}m"
    kept = {name for name in now.attributes if _ENDS.get(name) not in ends}
    parts = [*ends, *sorted(then.attributes - kept)]
    if now.foreground != then.foreground:
        parts.append(then.foreground or "39")
    if now.background != then.background:
        parts.append(then.background or "49")
    return f"\x1b[{min(';'.join(parts), anew, key=len)}m"


@lru_cache(4096)
def blank_change(now: Look | None, then: Look) -> tuple[str, Look]:
    """Return what leads to a look in which a space looks like `then`, and that look."""
    if now is not None and not now.attributes & _ON_BLANKS and not then.attributes:
        then = replace(now, background=then.background)
    return change(now, then), then


def _parameters(look: Look) -> list[str]:
    return [*sorted(look.attributes), *filter(None, (look.foreground, look.background))]
