"""Bodies as lines to look at: JSON, tables, pages, text and bytes."""

from collections.abc import Sequence

from indeed_tui.bodies.json_text import NotJson
from indeed_tui.tui.widgets.documents.csv_document import CsvDocument, NotTable, csv_or_text
from indeed_tui.tui.widgets.documents.document import Document
from indeed_tui.tui.widgets.documents.hex_document import HexDocument
from indeed_tui.tui.widgets.documents.html_document import HtmlDocument
from indeed_tui.tui.widgets.documents.json_document import JsonDocument, json_or_text
from indeed_tui.tui.widgets.documents.text_document import EmptyDocument, TextDocument

__all__ = [
    "CsvDocument",
    "Document",
    "EmptyDocument",
    "HexDocument",
    "HtmlDocument",
    "JsonDocument",
    "NotJson",
    "NotTable",
    "TextDocument",
    "document_for",
]

BAD_BYTES_NOTE = "Some bytes are no text in the encoding that was said; � stands for them."
BOM_NOTE = "The body starts with a byte order mark, left out here."
_TABLES = {"text/csv": ",", "text/tab-separated-values": "\t"}
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def document_for(
    body: bytes,
    content_type: str,
    text: str,
    decoded_ok: bool,
    *,
    raw: bool = False,
    notes: Sequence[str] = (),
) -> Document:
    """Return the lines that show a body best; `notes` stand above them.

    `text` is the body decoded, `decoded_ok` whether every byte could be. `raw` shows the text
    as it came. JSON is recognised by its type or its first character; bytes that are no text
    are shown in hex. A body of 10 MB takes about a second: build it off the event loop.
    """
    if not body:
        return EmptyDocument(notes)
    if "\0" in text or (not decoded_ok and text.count("\ufffd") * 10 > len(text)):
        return HexDocument(body, notes)
    notes = [*notes, *([] if decoded_ok else [BAD_BYTES_NOTE])]
    if text.startswith("\ufeff"):
        text = text[1:]
        notes.append(BOM_NOTE)
    return TextDocument(text, notes) if raw else _pretty(content_type, text, notes)


def _pretty(content_type: str, text: str, notes: Sequence[str]) -> Document:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type.endswith(("/json", "+json")):
        return json_or_text(text, notes)
    if text.lstrip()[:1] in {"{", "["}:
        try:
            return JsonDocument(text, notes)
        except NotJson:
            # Nobody said it was JSON: no need to complain.
            pass
    if media_type in _TABLES:
        return csv_or_text(text, notes, delimiter=_TABLES[media_type])
    if media_type in _PAGES:
        return HtmlDocument(text, notes)
    return TextDocument(text, notes)
