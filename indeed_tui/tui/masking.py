"""Bodies masked before anything of them is shown; large ones in a child process.

`python -m indeed_tui.tui.masking` is that process: masking 64 MB takes seconds and would hold
the interpreter's lock. It reads a line of JSON (charset, secrets), then the body. It answers a
byte, `=` the body as it is, `t` text, `?` text of which not all could be decoded, `b` bytes, and
then the text as UTF-8, or the bytes.
"""

import json
import re
import sys
from dataclasses import dataclass, replace

from indeed_tui.bodies.child import Child, ChildEnded, ChildTooSlow
from indeed_tui.bodies.text_lines import is_binary
from indeed_tui.indeed.models import Exchange, ExchangeKind, Secret, Timings
from indeed_tui.indeed.redact import shown_bytes, shown_text

AT_ONCE = 128 * 1024
"""Bodies of up to so many bytes are masked in a frame; of larger ones, so many bytes first."""

_SECONDS = 120.0
# Whatever would be masked is known as such before one of these, or has ended.
_BETWEEN = re.compile(r"[^A-Za-z0-9._~+/=%&;#\\-]")


@dataclass(frozen=True, slots=True)
class ShownBody:
    """A body as it may be shown: as text, or as bytes where it is none.

    `decoded` is whether every byte could be decoded.
    """

    text: str = ""
    decoded: bool = True
    data: bytes = b""


def shown_body(exchange: Exchange) -> ShownBody:
    """Return an exchange's body masked; a megabyte takes some 60 milliseconds."""
    text, decoded = shown_text(exchange)
    if is_binary(text, decoded):
        return ShownBody(data=shown_bytes(exchange))
    return ShownBody(text, decoded)


def beginning(exchange: Exchange) -> ShownBody:
    """Return the first part of a large body, masked.

    Twice as much is masked as is shown, and what is shown ends between words: a token that goes
    on beyond what was masked, and so wasn't known as one, isn't shown at all.
    """
    body = exchange.body[:AT_ONCE]
    for cut in range(4):
        # A character may be cut in two.
        part = replace(exchange, body=body[: len(body) - cut])
        if part.text()[1]:
            break
    else:
        part = replace(exchange, body=body)
    shown = shown_body(part)
    if shown.data:
        kept = _cut(shown.data[: AT_ONCE // 2].decode("latin-1"))
        return ShownBody(data=kept.encode("latin-1"))
    return ShownBody(_cut(shown.text[: len(shown.text) // 2]), True)


def _cut(text: str) -> str:
    """Return a text up to and with its last character between words."""
    for at in range(len(text) - 1, -1, -1):
        if _BETWEEN.match(text[at]):
            return text[: at + 1]
    return ""


class Masking:
    """Masks one large body. `run` it in a thread; `cancel` may come from another."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._child: Child | None = None
        self._cancelled = False

    def run(self) -> ShownBody:
        """Return the body masked; what a cancelled run returns is of no use."""
        exchange = self._exchange
        secrets = [secret.reveal() for secret in exchange.sensitive]
        told = json.dumps({"charset": exchange.charset, "secrets": secrets}).encode() + b"\n"
        try:
            self._child = child = Child(__name__)
            try:
                if self._cancelled:
                    return ShownBody()
                child.send(told, exchange.body)
                answer = child.last(_SECONDS)
            finally:
                child.close()
        except (ChildEnded, ChildTooSlow, OSError):
            answer = b""
        if self._cancelled:
            return ShownBody()
        return _read(answer, exchange)

    def cancel(self) -> None:
        """End it."""
        self._cancelled = True
        if self._child is not None:
            self._child.kill()


def _read(answer: bytes, exchange: Exchange) -> ShownBody:
    kind = answer[:1]
    if kind == b"=":
        return ShownBody(exchange.body.decode("utf-8"))
    if kind == b"b":
        return ShownBody(data=answer[1:])
    if kind in (b"t", b"?"):
        text = str(memoryview(answer)[1:], "utf-8", "surrogatepass")
        return ShownBody(text, kind == b"t")
    # No process, or none that could do it: late is better than not at all.
    return shown_body(exchange)


def _main() -> None:
    told = json.loads(sys.stdin.buffer.readline())
    body = sys.stdin.buffer.read()
    headers = (("content-type", f"text/plain; charset={told['charset']}"),)
    exchange = Exchange(
        0, ExchangeKind.APPINFO, None, "", "", (), b"", 0.0, Timings(),
        response_headers=headers, body=body, sensitive=tuple(map(Secret, told["secrets"])),
    )  # fmt: skip
    shown = shown_body(exchange)
    out = sys.stdout.buffer
    if shown.data:
        out.write(b"b" + shown.data)
        return
    text = shown.text.encode("utf-8", "surrogatepass")
    if shown.decoded and text == body:
        out.write(b"=")
        return
    out.write(b"t" if shown.decoded else b"?")
    out.write(text)


if __name__ == "__main__":
    _main()
