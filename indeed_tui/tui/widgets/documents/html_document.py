"""An HTML page as the text a reader would see: an error page, a proxy's login form.

The standard library's parser takes minutes for a megabyte of `<!--`; a pattern whose every
alternative runs to its end or to the text's takes milliseconds, and needs no tree.
"""

import re
from collections.abc import Sequence
from html import unescape

from indeed_tui.tui.widgets.documents.text_document import TextDocument

HTML_NOTE = "This is HTML, shown without its tags; the raw view has them."

_ATTRIBUTES = r"""(?:[^>"']|"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))*+(?:>|\Z)"""
_TOKEN = re.compile(
    r"(?P<text>[^<]++)"
    r"|<!--.*?(?:-->|\Z)"
    rf"|<(?P<dropped>script|style|template|svg)\b{_ATTRIBUTES}.*?(?:</(?P=dropped)\b[^>]*+>|\Z)"
    rf"|<(?P<tag>/?[a-z][a-z0-9-]*+){_ATTRIBUTES}"
    r"|<[!?/][^>]*+(?:>|\Z)"
    r"|(?P<sign><)",
    re.IGNORECASE | re.DOTALL,
)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_BULLET = "• "
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "button", "cite", "code", "data", "dfn", "em", "font", "i"}
    | {"img", "input", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong"}
    | {"sub", "sup", "td", "th", "time", "u", "var", "wbr"}
)


class _Reader:
    """Collects the text of a page: one line a block."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._line: list[str] = []
        self._preformatted = False

    def tag(self, name: str) -> None:
        """Take a tag, its name in lower case, with a slash before it when it closes."""
        if name.removeprefix("/") not in _INLINE:
            self.end_line()
        if name == "li":
            self._line = [_BULLET]
        elif name in {"td", "th"} and self._line:
            # A no-break space isn't folded into its neighbours, so that cells stay apart.
            self._line.append("\u00a0 ")
        elif name in {"pre", "/pre"}:
            self._preformatted = name == "pre"

    def text(self, data: str) -> None:
        """Take text between tags; its line breaks count only inside `pre`."""
        if not self._preformatted:
            self._line.append(data)
            return
        first, *others = data.split("\n")
        self._line.append(first)
        for line in others:
            self.end_line()
            self._line.append(line)

    def end_line(self) -> None:
        """Finish a line, unless there is nothing on it yet."""
        line = "".join(self._line)
        line = line.rstrip() if self._preformatted else _SPACE.sub(" ", line).strip(" ")
        self._line.clear()
        if line == _BULLET.strip():
            # The item's text stands in a block of its own.
            self._line.append(_BULLET)
        elif line:
            self.lines.append(line)


def readable(html: str) -> str:
    """Return the text of a page, one line a block, without scripts and styles."""
    reader = _Reader()
    for token in _TOKEN.finditer(html):
        if tag := token["tag"]:
            reader.tag(tag.lower())
        elif text := token["text"] or token["sign"]:
            reader.text(unescape(text))
    reader.end_line()
    return "\n".join(reader.lines)


class HtmlDocument(TextDocument):
    """The readable text of an HTML page, with a note that says so."""

    def __init__(self, html: str, notes: Sequence[str] = ()) -> None:
        super().__init__(readable(html), (HTML_NOTE, *notes))
