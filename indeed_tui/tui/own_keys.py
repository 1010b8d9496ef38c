"""Which nodes deal with a key themselves, beside the keys that are bound."""

from functools import lru_cache

from textual.dom import DOMNode
from textual.events import Key
from textual.widget import Widget

_HANDLERS = {"on_key", "_on_key", "handle_key"}


def deals_itself(node: DOMNode, key: str) -> bool:
    """Return whether a node has a handler for this key, or one for all keys.

    Textual sends a key to what has the focus, from there up through every container, and looks
    for bindings when it is back at the app. Where this is false of all of them, that way ends
    in the bindings in any case.
    """
    return _kind_deals_itself(type(node), key)


@lru_cache(maxsize=4096)
def _kind_deals_itself(kind: type[DOMNode], key: str) -> bool:
    if any(hasattr(kind, f"{way}_{name}") for name in _names(key) for way in ("key", "_key")):
        return True
    own = kind.__mro__[: kind.__mro__.index(Widget)] if issubclass(kind, Widget) else ()
    return any(_HANDLERS & vars(each).keys() or _decorated(each) for each in own)


def _decorated(kind: type) -> bool:
    return any(each in vars(kind).get("_decorated_handlers", ()) for each in Key.__mro__)


@lru_cache(maxsize=256)
def _names(key: str) -> tuple[str, ...]:
    return tuple(Key(key, None).name_aliases)
