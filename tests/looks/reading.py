"""A screen as text: its characters, then which cells look how; readable in a review."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from string import ascii_letters

from pyte.screens import Char

Cells = Sequence[Sequence[Char]]
_RULE = "-" * 8


def style_of(cell: Char) -> str:
    """Return a cell's look in words; of a space only what can be seen."""
    seen = cell.data != " " or cell.underscore or cell.reverse
    words = [
        "bold" if cell.bold and seen else "",
        # `harness.Screen` keeps dim there.
        "dim" if cell.blink and seen else "",
        "italic" if cell.italics and seen else "",
        "underline" if cell.underscore else "",
        "reverse" if cell.reverse else "",
        f"fg={cell.fg}" if cell.fg != "default" and seen else "",
        f"bg={cell.bg}" if cell.bg != "default" else "",
    ]
    return " ".join(filter(None, words))


def text_of(cells: Cells) -> list[str]:
    """Return the characters, line by line; pyte gives the right half of a wide one as ""."""
    return ["".join(cell.data for cell in row).rstrip() for row in cells]


def _runs(row: Sequence[Char]) -> Iterable[tuple[int, int, str]]:
    """Yield first and last column of what looks the same, and how that is.

    A gap between two words doesn't part them where it has their background.
    """
    grouped = []
    for style, cells in groupby(row, key=style_of):
        run = list(cells)
        grouped.append((style, len(run), all(cell.data == " " for cell in run)))
    joined: list[tuple[str, int]] = []
    for place, (style, length, blank) in enumerate(grouped):
        sides = {each[0] for each in grouped[max(0, place - 1) : place + 2 : 2]}
        inside = 0 < place < len(grouped) - 1 and len(sides) == 1
        other = sides.pop() if inside else style
        joined.append((other if blank and style == _background(other) else style, length))
    column = 0
    for style, parts in groupby(joined, key=itemgetter(0)):
        length = sum(part[1] for part in parts)
        yield column, column + length - 1, style
        column += length


def _background(style: str) -> str:
    return " ".join(word for word in style.split() if word.startswith("bg="))


def written(cells: Cells) -> str:
    """Return a screen as a snapshot: the text, the looks by letter, then each row's runs.

    `7: a0-3 c9` says that in row 7 the columns 0 to 3 look like a, and column 9 like c; what
    looks as the terminal does by itself isn't listed.
    """
    letters: dict[str, str] = {"": ""}
    rows = []
    for number, row in enumerate(cells):
        runs = []
        for first, last, style in _runs(row):
            letter = letters.setdefault(style, _letter(len(letters) - 1))
            if style:
                runs.append(f"{letter}{first}" if first == last else f"{letter}{first}-{last}")
        if runs:
            rows.append(f"{number}: {' '.join(runs)}")
    legend = [f"{letter} = {style}" for style, letter in letters.items() if style]
    lines = [*text_of(cells), _RULE, *legend, _RULE, *rows]
    return "\n".join(lines) + "\n"


def styles_of(snapshot: str) -> list[dict[int, str]]:
    """Return what a snapshot says of each row: by column how it looks, where that is special."""
    text, legend, runs = snapshot.split(f"{_RULE}\n")
    names = dict(line.split(" = ", 1) for line in legend.splitlines())
    rows: list[dict[int, str]] = [{} for _ in text.splitlines()]
    for line in runs.splitlines():
        number, _, listed = line.partition(": ")
        for run in listed.split():
            letter = run.rstrip("0123456789-")
            first, _, last = run.removeprefix(letter).partition("-")
            for column in range(int(first), int(last or first) + 1):
                rows[int(number)][column] = names[letter]
    return rows


def _letter(number: int) -> str:
    more, place = divmod(number, len(ascii_letters))
    return ascii_letters[place] * (more + 1)
