"""What commands print on stdout: bytes as they came into a pipe, safe and pretty on a terminal."""

import os
import sys
import time
from types import TracebackType
from typing import TextIO

from indeed_tui.bodies.json_text import JsonLines, NotJson
from indeed_tui.cli.exits import visible, warn
from indeed_tui.indeed.models import Exchange, Headers
from indeed_tui.indeed.redact import mask_headers, mask_text, shown_text

_COLOURS = {"key": "\x1b[34m", "string": "\x1b[32m", "literal": "\x1b[35m", "number": "\x1b[36m"}
_PLAIN = "\x1b[0m"
_LONG = 1.0


def on_terminal(stream: TextIO | None) -> bool:
    """Say whether somebody reads this stream on a terminal."""
    return stream is not None and stream.isatty()


def obeying(stream: TextIO | None) -> bool:
    """Say whether this stream is a terminal that obeys control sequences."""
    return on_terminal(stream) and os.environ.get("TERM", "") not in ("", "dumb")


def print_body(exchange: Exchange) -> None:
    """Print the body: its bytes where stdout is no terminal, else its text, indented if JSON."""
    if not on_terminal(sys.stdout):
        sys.stdout.flush()
        sys.stdout.buffer.write(exchange.body)
        return
    text, whole = shown_text(exchange)
    if not exchange.body:
        return
    if "\0" in text or (not whole and text.count("\ufffd") * 10 > len(text)):
        warn(
            f"The body is {len(exchange.body):,} bytes that are no text",
            "Save it: -o FILE, or pipe it.",
        )
        return
    for line in _lines(text):
        sys.stdout.write(line + "\n")


def print_head(exchange: Exchange) -> None:
    """Print the status line and the headers as `curl -i` does, credentials and cookies masked."""
    reason = f" {exchange.reason}" if exchange.reason else ""
    lines = [f"{exchange.http_version or 'HTTP/1.1'} {exchange.status}{reason}"]
    headers = mask_headers(exchange.response_headers, exchange.sensitive)
    lines += [f"{name}: {value}" for name, value in headers]
    sys.stdout.write("".join(f"{visible(line)}\n" for line in lines) + "\n")


def print_request(method: str, url: str, headers: Headers, body: bytes) -> None:
    """Print a request as it would leave: request line, headers, a blank line, the body.

    What looks like a credential is masked in the body too; the caller masks URL and headers.
    """
    lines = [f"{method} {url}", *(f"{name}: {value}" for name, value in headers)]
    sys.stdout.write("".join(f"{visible(line)}\n" for line in lines) + "\n")
    if not body:
        return
    if on_terminal(sys.stdout):
        for line in _lines(mask_text(body.decode("utf-8", "replace"))):
            sys.stdout.write(line + "\n")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(_masked(body))


def _masked(body: bytes) -> bytes:
    try:
        return mask_text(body.decode()).encode()
    except UnicodeDecodeError:
        return body


def _lines(text: str) -> "list[str]":
    """Return text as lines for a terminal: JSON indented and coloured, nothing it would obey."""
    try:
        json_lines = JsonLines(text)
    except NotJson:
        return [_safe(line) for line in text.splitlines()]
    coloured = obeying(sys.stdout) and not os.environ.get("NO_COLOR")
    return [
        "".join(_coloured(_safe(part), style) if coloured else _safe(part) for part, style in line)
        for line in (json_lines.pieces(at) for at in range(len(json_lines)))
    ]


def _coloured(text: str, style: str) -> str:
    return f"{_COLOURS[style]}{text}{_PLAIN}" if style in _COLOURS else text


def _safe(text: str) -> str:
    return visible(text.replace("\t", "    "))


class Progress:
    """Tells on a terminal's stderr how far a long answer is, and leaves nothing behind."""

    def __init__(self) -> None:
        self._wanted = obeying(sys.stderr)
        self._start = self._last = time.monotonic()
        self._told = False

    def heard(self, size: int, whole: int | None) -> None:
        """Tell the bytes so far, of the whole where it is known; ten times a second at most."""
        now = time.monotonic()
        if not self._wanted or now - self._start < _LONG or now - self._last < 0.1:
            return
        self._last, self._told = now, True
        share = f" of {whole:,}" if whole else ""
        sys.stderr.write(f"\r{size:,}{share} bytes\x1b[K")
        sys.stderr.flush()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._told:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
