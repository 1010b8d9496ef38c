"""An exchange's request once more: what the user chose of it, without what sending adds."""

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import MASK, Exchange, Headers, HttpRequest

# Whatever sends a request sets these anew: the client here, curl and httpx as well.
_PER_SENDING = frozenset(
    {"authorization", "host", "content-length", "transfer-encoding", "connection"}
)
_CLIENTS = {"accept": "*/*", "accept-encoding": "gzip, deflate"}
_AGENT = "indeed-tui/"
_LOST = "\ufffd"


def chosen_headers(exchange: Exchange) -> Headers:
    """Return the request's headers without those that the client adds by itself."""
    return tuple(
        (name, value)
        for name, value in exchange.request_headers
        if name.lower() not in _PER_SENDING
        and _CLIENTS.get(name.lower()) != value
        and not (name.lower() == "user-agent" and value.startswith(_AGENT))
    )


def whole(exchange: Exchange) -> bool:
    """Say whether all of the request was recorded: nothing masked, nothing undecodable."""
    texts = [exchange.url, exchange.request_body.decode("utf-8", "replace")]
    texts += [value for _, value in chosen_headers(exchange)]
    return not any(MASK in text or _LOST in text for text in texts)


def rebuilt(exchange: Exchange) -> HttpRequest:
    """Return the request of an exchange, to be sent again with a token of its key.

    Raises ConfigError where a part of it was masked when it was recorded.
    """
    if not whole(exchange):
        raise ConfigError(
            "A part of this request was masked when it was recorded: it can't be sent again",
            "Write the call anew, or copy it and fill in what is masked.",
            code="repeat.masked",
        )
    return HttpRequest(
        exchange.method, exchange.url, chosen_headers(exchange), exchange.request_body
    )
