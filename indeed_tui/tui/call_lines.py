"""What the call screen says, as lines and sentences: of an operation, of what would be sent. Pure.

Everything here is safe to show: what comes from the network or was typed has passed `plain`.
"""

from collections.abc import Sequence

from indeed_tui.indeed.catalogue import PRICE, Operation, Parameter, TokenKind, suffices
from indeed_tui.indeed.models import Exchange
from indeed_tui.store.ledger import Tally
from indeed_tui.tui.call_prospect import Ask, Prospect
from indeed_tui.tui.format import duration, size
from indeed_tui.tui.states import (
    ACCENT,
    DIM,
    FAILED,
    FRESH,
    PLAIN,
    STALE,
    STRONG,
    Piece,
    guard_pieces,
)
from indeed_tui.tui.text import cells, clip, folded, head, plain
from indeed_tui.tui.view import View

Line = Sequence[Piece]
_TOKENS = {
    TokenKind.APP: "a token without employer",
    TokenKind.EMPLOYER: "an employer's token",
    TokenKind.EITHER: "the app's or an employer's token",
}
_LABEL = 8


def about_lines(operation: Operation | None, view: View, width: int) -> list[Line]:
    """Return what an operation is: what it does and costs, which token it wants, where to read."""
    if operation is None:
        return [[(each, PLAIN)] for each in folded(_FREE, width)]
    lines: list[Line] = [[(each, PLAIN)] for each in folded(operation.about, width)]
    lines += _labelled("call", [(f"{operation.method} {operation.path}", PLAIN)], width)
    lines += _labelled("does", effect_pieces(operation), width)
    lines += _labelled("token", [(_TOKENS[operation.token], PLAIN)], width)
    lines += _scope_lines(operation, view, width)
    lines += _address("docs", operation.documentation, width)
    return lines + _labelled("source", [(operation.source, DIM)], width)


_FREE = (
    "Any method, any path or URL of the profile's hosts, your own headers and body. What is "
    "documented is recognised: scopes, kind of token and price are said all the same."
)


def preview_lines(operation: Operation | None, view: View, width: int) -> list[Line]:
    """Return what is shown while walking the list: the operation, its parameters, its price."""
    lines: list[Line] = [*about_lines(operation, view, width), []]
    for each in () if operation is None else operation.parameters:
        lines.append([(each.name, STRONG), ("  required" if each.required else "", STALE)])
        lines += [[("  ", PLAIN), (text, DIM)] for text in folded(hint(each), width - 2)]
    if operation is not None and operation.billable:
        lines += [[], *([(each, DIM)] for each in folded(PRICE, width))]
    return [*lines, [], [("enter ", ACCENT), ("fills it in", DIM)]]


def effect_pieces(operation: Operation) -> list[Piece]:
    """Return in words whether it reads or writes, spends, and may be billed."""
    pieces: list[Piece] = [("writes", STALE) if operation.writes else ("reads", PLAIN)]
    if operation.spends:
        pieces.append((", may spend the employer's money", STALE))
    pieces.append((", may be billed", STALE) if operation.billable else (", free", FRESH))
    return pieces


def hint(parameter: Parameter) -> str:
    """Return what a parameter is, what it takes, and what stands for it when it is left out."""
    parts = [parameter.about]
    if parameter.choices and parameter.several:
        parts.append(f"Of {', '.join(parameter.choices)}")
    if parameter.default:
        parts.append(f"Without it: {parameter.default}")
    return ". ".join(parts)


def _scope_lines(operation: Operation, view: View, width: int) -> list[Line]:
    snapshot = view.token_of(view.acting.employer)
    token = None if snapshot is None else snapshot.token
    lines: list[Line] = []
    for number, scope in enumerate(operation.scopes):
        label = "scopes" if not number else ""
        if token is None and snapshot is not None and snapshot.problem is not None:
            state: Piece = (" ✕ Indeed gave no token", FAILED)
        elif token is None:
            state = (" ○ no token yet", DIM)
        elif suffices(token.grant.granted, (scope,)):
            state = (" ✕ missing in the token in use", STALE)
        else:
            state = (" ✓ granted", FRESH)
        lines += _labelled(label, [(scope, PLAIN), state], width)
    return lines


def _address(label: str, url: str, width: int) -> list[Line]:
    """Return an address behind a label; where it is too long below it, so that it stays whole."""
    if len(url) <= width - _LABEL:
        return _labelled(label, [(url, PLAIN)], width)
    return [[(label, DIM)], *([(each, PLAIN)] for each in _chopped(url, width))]


def _chopped(text: str, width: int) -> list[str]:
    """Return plain text in lines that are full but for the last, whatever the words."""
    lines = []
    while cells(text) > width:
        first = head(text, width) or text[0]
        lines.append(first)
        text = text[len(first) :]
    return [*lines, text]


def _labelled(label: str, pieces: Sequence[Piece], width: int) -> list[Line]:
    """Return pieces behind a label; where they are too long, folded in the first one's style."""
    room = max(10, width - _LABEL)
    first: Piece = (f"{label:<{_LABEL}}", DIM)
    if sum(cells(text) for text, _ in pieces) <= room:
        return [[first, *pieces]]
    if len(pieces) > 1 and all(cells(text.strip()) <= room for text, _ in pieces):
        rest = [[(" " * _LABEL, PLAIN), (text.lstrip(", "), style)] for text, style in pieces[1:]]
        return [[first, pieces[0]], *rest]
    texts = folded("".join(text for text, _ in pieces), room)
    return [
        [first if not number else (" " * _LABEL, PLAIN), (text, pieces[0][1])]
        for number, text in enumerate(texts)
    ]


# -- before sending --------------------------------------------------------------------------


def outlook_lines(prospect: Prospect, view: View, width: int, most: int = 3) -> list[Line]:
    """Return the address, in at most `most` lines, then whose token would be sent."""
    target = f"{prospect.method} {plain(prospect.url)}"
    room = max(10, width)
    shown = _chopped(target, room)
    if len(shown) > most:
        shown = [clip(target, room, middle=True)] if most == 1 else [
            *shown[: most - 1], clip("".join(shown[most - 1 :]), room, middle=True)
        ]  # fmt: skip
    lines: list[Line] = [[(each, STRONG)] for each in shown]
    lines.append(_cut([("as ", DIM), *_identity(prospect, view)], room))
    if prospect.ask is not None:
        lines.append(_cut(scope_pieces(prospect.ask), room))
    return lines


def _identity(prospect: Prospect, view: View) -> list[Piece]:
    profile = view.profile
    name = "" if profile is None else plain(profile.name)
    guard = [] if profile is None else guard_pieces(profile, unlocked=view.acting.unlocked)
    if prospect.employer is None:
        who: list[Piece] = [("the app itself", PLAIN), (" · app token", DIM)]
    else:
        shown = clip(plain(view.name_of(prospect.employer)), 40)
        who = [(shown, PLAIN), (" · employer token", DIM)]
    return [*who, (" · ", DIM), (name, PLAIN), *guard]


def scope_pieces(ask: Ask) -> list[Piece]:
    """Return whether the token suffices, and which one would be requested where it doesn't."""
    if not ask.needed:
        return [("scopes: none is documented for this call", DIM)]
    if ask.refused and ask.held:
        told = f"▲ Indeed left out {' '.join(ask.refused)}; expect a refusal"
        return [(told, FAILED)]
    if not ask.missing:
        told = "the token has the scopes" if ask.held else "the token will be asked for first"
        return [("✓ " if ask.held else "○ ", FRESH if ask.held else DIM), (told, DIM)]
    if ask.held:
        return [("✓ ", FRESH), (f"with its token for {' '.join(ask.needed)}", DIM)]
    return [("◌ ", STALE), (f"will request a token with {' '.join(ask.needed)}", PLAIN)]


def _cut(pieces: Sequence[Piece], width: int) -> Line:
    """Return pieces cropped to a width, with an ellipsis in the one that is too long."""
    kept: list[Piece] = []
    left = width
    for text, style in pieces:
        shown = clip(text, left)
        kept.append((shown, style))
        left -= cells(shown)
        if shown != text:
            break
    return kept


def question(prospect: Prospect, view: View) -> str:
    """Return what is asked before a call that writes or may be billed; untrusted parts are safe."""
    profile = view.profile
    name = "" if profile is None else plain(profile.name)
    kind = " (production)" if profile is not None and profile.is_production else ""
    who = "the app itself"
    if prospect.employer is not None:
        name_shown = clip(plain(view.name_of(prospect.employer)), 120)
        who = f"{name_shown}\n          {clip(plain(prospect.employer), 64, middle=True)}"
    lines = [
        f"{plain(prospect.method)} {clip(_path(prospect.url), 400, middle=True)}",
        f"profile   {name}{kind}",
        f"employer  {who}",
        "",
    ]
    if prospect.effect.writes:
        money = " and may spend the employer's money" if prospect.spends else ""
        lines.append(f"This call writes{money}.")
    if prospect.effect.billable:
        lines += [PRICE, counted(view.tally)]
    return "\n".join(lines)


def _path(url: str) -> str:
    """Return a URL's path and query, safe to show."""
    return "/" + plain(url).partition("://")[2].partition("/")[2]


def counted(tally: Tally | None) -> str:
    """Return in a sentence how many billable calls left this machine this month."""
    if tally is None:
        return "The calls of this month aren't counted yet."
    return f"Billable calls counted here this month: {tally.billable}."


def title_of(prospect: Prospect) -> str:
    """Return the question's title."""
    effect = prospect.effect
    if effect.writes and effect.billable:
        return "This call writes and may be billed"
    return "This call writes" if effect.writes else "This call may be billed"


def answer_told(exchange: Exchange) -> str:
    """Return an answer in a few words: `200 · 143 ms · 1.2 kB`."""
    parts = [str(exchange.status), duration(exchange.timings.total), size(len(exchange.body))]
    return " · ".join(parts)
