"""Characters for a terminal that has only ASCII: each gives way to one that takes the same cells.

Imports next to nothing: the first frame is drawn with it.
"""

import codecs

NAME = "indeed-tui-stand-ins"
"""The error handler that `register` makes known to codecs."""

_FLAT = "─━┄┅┈┉╌╍═╴╶╸╺╼╾"
_UPRIGHT = "│┃┆┇┊┋╎╏║╵╷╹╻╽╿▎▏▍▊▉▋▐▕"
_GIVEN = {
    # States: no two of them look alike.
    "●": "*", "◐": "~", "▲": "!", "✕": "x", "○": "o", "◌": ".",
    # In use or folded, opened, pinned, chosen; the cursor's mark; more to the left and right.
    "▸": "+", "▾": "-", "◆": "#", "◉": "*", "▌": ">", "‹": "<", "›": ">",
    # Bars; the ends of a scrollbar's thumb; Textual's rules above and below.
    "▰": "#", "▱": "-", "█": "#", "▓": "#", "▒": "%", "░": ":", "▀": "-", "▔": "-", "▁": "_",
    "▂": " ", "▃": " ", "▄": " ", "▅": " ", "▆": " ", "▇": " ",
    # Punctuation and keys.
    "…": "~", "·": "-", "•": "*", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"',
    "«": '"', "»": '"', "↑": "^", "↓": "v", "←": "<", "→": ">", "↵": "<", "▶": ">", "◀": "<",
    "▼": "v", "✓": "v", "×": "x", "€": "E", "╱": "/", "╲": "\\", "╳": "X",
    # Letters that are no other letter with a mark.
    "ß": "s", "æ": "a", "Æ": "A", "œ": "o", "Œ": "O", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
    "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "t", "Þ": "T", "ı": "i", "ħ": "h", "Ħ": "H",
}  # fmt: skip
_KNOWN = {
    **dict.fromkeys(map(chr, range(0x2500, 0x2580)), "+"),
    **dict.fromkeys(_FLAT, "-"),
    **dict.fromkeys(_UPRIGHT, "|"),
    **_GIVEN,
}


def stand_in(character: str) -> str:
    """Return what stands for one character: as many characters of ASCII as it takes cells.

    A letter loses its marks; "?" stands for what nothing else is known for.
    """
    if character.isascii():
        return character
    known = _KNOWN.get(character)
    if known is not None:
        return known
    import unicodedata  # here: the first frame needs none of it

    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return ""
    width = 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
    parts = unicodedata.normalize("NFKD", character)
    kept = "".join(each for each in parts if not unicodedata.combining(each))
    if kept.isascii() and kept.isprintable() and 0 < len(kept) <= width:
        return kept.ljust(width)
    return "?" * width


def of_cluster(cluster: str, width: int) -> str:
    """Return what stands for a cluster of characters that together take `width` cells."""
    return "".join(map(stand_in, cluster))[:width].ljust(width)


def standing_in(text: str) -> str:
    """Return text in which every character beyond ASCII has given way."""
    return text if text.isascii() else "".join(map(stand_in, text))


def register() -> str:
    """Make the stand-ins known to codecs, for what a character set lacks; return their name."""
    codecs.register_error(NAME, _replaced)
    return NAME


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return standing_in(error.object[error.start : error.end]), error.end
