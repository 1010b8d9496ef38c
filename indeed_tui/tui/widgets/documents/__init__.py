"""Bodies as lines to look at: JSON, tables, pages, text and bytes."""

from collections.abc import Sequence

from indeed_tui.tui.widgets.documents.csv_document import CsvDocument
from indeed_tui.tui.widgets.documents.document import Document, PieceDocument
from indeed_tui.tui.widgets.documents.hex_document import HexDocument
from indeed_tui.tui.widgets.documents.html_document import HtmlDocument
from indeed_tui.tui.widgets.documents.json_document import JsonDocument
from indeed_tui.tui.widgets.documents.text_document import EmptyDocument, TextDocument

__all__ = [
    "CsvDocument",
    "Document",
    "EmptyDocument",
    "HexDocument",
    "HtmlDocument",
    "JsonDocument",
    "PieceDocument",
    "TextDocument",
    "document_for",
]

BAD_BYTES_NOTE = "Some bytes are no text in the encoding that was said; � stands for them."
BOM_NOTE = "The body starts with a byte order mark, left out here."
_TABLES = {"text/csv": ",", "text/tab-separated-values": "\t"}
_BLANK_START = 4096
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


# So many lines are read at once; more are left to `Document.advance`.
_FIRST_LINES = 2000


def document_for(
    content_type: str,
    text: str,
    decoded_ok: bool,
    *,
    raw: bool = False,
    notes: Sequence[str] = (),
    partly: bool = False,
) -> Document:
    """Return the lines that show a text best; `notes` stand above them.

    `decoded_ok` is whether every byte of the body could be decoded. `raw` shows the text as it
    came; `partly` says that the text ends anywhere. JSON is recognised by its type or its first
    character. The first lines are there; the rest of a long text is read by `Document.advance`.
    """
    if not text:
        return EmptyDocument(notes)
    notes = [*notes, *([] if decoded_ok else [BAD_BYTES_NOTE])]
    if text.startswith("\ufeff"):
        text = text[1:]
        notes.append(BOM_NOTE)
    document = TextDocument(text, notes) if raw else _pretty(content_type, text, notes, partly)
    document.advance(_FIRST_LINES)
    while document.instead is not None:
        document = document.instead
        document.advance(_FIRST_LINES)
    return document


def _pretty(content_type: str, text: str, notes: Sequence[str], partly: bool) -> Document:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type.endswith(("/json", "+json")):
        return JsonDocument(text, notes, partly=partly)
    if text[:_BLANK_START].lstrip()[:1] in {"{", "["}:
        # Nobody said it was JSON: no need to complain if it isn't.
        otherwise = lambda: _by_type(media_type, text, notes)  # noqa: E731
        return JsonDocument(text, notes, otherwise=otherwise, partly=partly)
    return _by_type(media_type, text, notes)


def _by_type(media_type: str, text: str, notes: Sequence[str]) -> Document:
    if media_type in _TABLES:
        return CsvDocument(text, notes, delimiter=_TABLES[media_type])
    if media_type in _PAGES:
        return HtmlDocument(text, notes)
    return TextDocument(text, notes)
