"""A response body as a document, masked, whatever its type and size."""

from indeed_tui.indeed.models import Exchange
from indeed_tui.tui.masking import ShownBody
from indeed_tui.tui.panes.exchange_parts import notes
from indeed_tui.tui.widgets.documents import Document, HexDocument, document_for


def body_document(
    exchange: Exchange, body: ShownBody, *, raw: bool, width: int, partly: bool = False
) -> Document:
    """Return a masked body as its type wants it, or as it came.

    What must be said above it is broken to fit `width` cells. `partly` is for the beginning of
    a body, which ends anywhere.
    """
    said = notes(exchange, width)
    if body.data:
        return HexDocument(body.data, said)
    return document_for(
        exchange.content_type, body.text, body.decoded, raw=raw, notes=said, partly=partly
    )
