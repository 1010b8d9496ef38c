"""An exchange as commands and code that somebody can run again: pure, and inert in a shell.

The token is never in the text: it is asked of `indeed-tui token` when the text is run. What
was masked when the exchange was recorded stays masked.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from shlex import quote

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import (
    Endpoints,
    Exchange,
    ExchangeKind,
    Headers,
    TokenKey,
    find_header,
)
from indeed_tui.indeed.resend import chosen_headers, whole
from indeed_tui.indeed.route import address

# What ends a bracketed paste or moves a terminal: all controls but tab and newline.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Recipe:
    """A text that sends an exchange's request again, whose token it takes, and what it lacks.

    `whole` is False where a part was masked or couldn't be recorded, and so stands in the text
    as it is shown.
    """

    text: str
    whole: bool = True


def token_command(key: TokenKey, *, form: str = "", fresh: bool = False) -> str:
    """Return the shell command that prints the token of a key."""
    words = ["indeed-tui", "token"]
    words += ["--fresh"] if fresh else []
    words += _identity(key)
    words += [f"--format={form}"] if form else []
    return _shell(words)


def curl(exchange: Exchange) -> Recipe:
    """Return a curl command for a POSIX shell; a token request is `indeed-tui token --fresh`."""
    if exchange.kind is ExchangeKind.TOKEN:
        return _token_again(exchange)
    words = ["curl", "--globoff", "--path-as-is"]
    if exchange.method == "HEAD":
        words.append("--head")
    elif exchange.method != ("POST" if exchange.request_body else "GET"):
        words += ["-X", exchange.method]
    before, pieces = "", [_shell([*words, exchange.url])]
    if exchange.key is not None:
        command = token_command(exchange.key, form="header")
        if "!" in command:
            # Between double quotes bash would look such a word up in its history.
            before, command = f"header=$({command}) && ", 'printf %s "$header"'
        pieces.append(f'-H "$({command})"')
    headers = _with_agent(exchange)
    # With nothing after the semicolon curl sends an empty header, with a colon none.
    pieces += [
        "-H " + quote(f"{name}: {value}" if value else f"{name};") for name, value in headers
    ]
    if exchange.request_body:
        if find_header(headers, "content-type") is None:
            pieces.append("-H Content-Type:")
        body = _text(exchange)
        if _printable(body):
            # Not --data-binary: that would take a body that begins with @ for a file's name.
            pieces.append(_shell(["--data-raw", body]))
        else:
            before, pieces = f"{before}{_printf(body)} | ", [*pieces, "--data-binary @-"]
    return Recipe(before + " \\\n  ".join(pieces), whole(exchange))


def call_command(exchange: Exchange, endpoints: Endpoints | None = None) -> Recipe:
    """Return the same as `indeed-tui call`; `endpoints` let a path stand for the whole URL."""
    if exchange.kind is ExchangeKind.TOKEN:
        return _token_again(exchange)
    words = ["indeed-tui", "call"]
    if exchange.method != ("POST" if exchange.request_body else "GET"):
        words.append(f"--method={exchange.method}")
    words.append(_target(exchange, endpoints))
    words += [] if exchange.key is None else _identity(exchange.key)
    words += [f"--header={name}: {value}" for name, value in chosen_headers(exchange)]
    if not exchange.request_body:
        return Recipe(_shell(words), whole(exchange))
    body = _text(exchange)
    if _printable(body) and not body.startswith("@") and body != "-":
        return Recipe(_shell([*words, f"--data={body}"]), whole(exchange))
    # As a value it would name a file, or stdin.
    return Recipe(f"{_printf(body)} | {_shell([*words, '--data=-'])}", whole(exchange))


def python(exchange: Exchange) -> Recipe:
    """Return a Python program with httpx that sends the same."""
    lines = ["import subprocess", ""]
    if exchange.key is not None:
        fresh = exchange.kind is ExchangeKind.TOKEN
        words = ["indeed-tui", "token", *(["--fresh"] if fresh else []), *_identity(exchange.key)]
        lines += [
            "token = subprocess.run(",
            f"    {words!r},",
            "    check=True,",
            "    stdout=subprocess.PIPE,",
            "    text=True,",
            ").stdout.strip()",
        ]
    if exchange.kind is ExchangeKind.TOKEN:
        return Recipe("\n".join(lines) + "\n", whole(exchange))
    lines[1:1] = ["", "import httpx"]
    lines += ["response = httpx.request(", f"    {exchange.method!r},", f"    {exchange.url!r},"]
    lines += ["    headers=["]
    if exchange.key is not None:
        lines.append('        ("Authorization", f"Bearer {token}"),')
    lines += [f"        {pair!r}," for pair in _with_agent(exchange)]
    lines += ["    ],"]
    if exchange.request_body:
        lines.append(f"    content={exchange.request_body.decode('utf-8', 'replace')!r}.encode(),")
    lines += ["    timeout=30,", ")", "print(response.status_code)", "print(response.text)"]
    return Recipe("\n".join(lines) + "\n", whole(exchange))


def headers_text(exchange: Exchange) -> str:
    """Return the answer's status line and headers as they came, credentials masked."""
    status = f"{exchange.http_version or 'HTTP/1.1'} {exchange.status or ''} {exchange.reason}"
    lines = [status.strip(), *(f"{name}: {value}" for name, value in exchange.response_headers)]
    return "\n".join(lines) + "\n"


def _token_again(exchange: Exchange) -> Recipe:
    if exchange.key is None:
        return Recipe("indeed-tui token --fresh", whole=False)
    return Recipe(token_command(exchange.key, fresh=True))


def _identity(key: TokenKey) -> list[str]:
    """Return the options of a token's key; with `=`, so that no value is taken for an option.

    Raises ConfigError for an id that no terminal should be given.
    """
    if not all(_printable(each) for each in (key.profile, key.employer or "", key.scope)):
        raise ConfigError(
            "This employer's id has control characters in it",
            "Copy something else of it: no terminal should be given these.",
            code="copy.controls",
        )
    words = [f"--profile={key.profile}"]
    if key.employer is not None:
        words.append(f"--employer={key.employer}")
    return words + [f"--scope={scope}" for scope in key.scopes]


def _target(exchange: Exchange, endpoints: Endpoints | None) -> str:
    """Return the path where that means the same address, else the URL."""
    _, _, rest = exchange.url.partition("://")
    path = rest.partition("/")[2]
    if endpoints is None or path.startswith("-"):
        return exchange.url
    try:
        same = address(path, endpoints, exchange.method) == exchange.url
    except ConfigError:
        return exchange.url
    return path if same else exchange.url


def _with_agent(exchange: Exchange) -> Headers:
    """Return the chosen headers and our agent: Indeed's edge blocks those of some libraries."""
    headers = chosen_headers(exchange)
    agent = find_header(exchange.request_headers, "user-agent")
    if agent is None or find_header(headers, "user-agent") is not None:
        return headers
    return (*headers, ("User-Agent", agent))


def _text(exchange: Exchange) -> str:
    return exchange.request_body.decode("utf-8", "replace")


def _printable(text: str) -> bool:
    """Say whether a text can be pasted: no control character that a terminal would obey."""
    return _CONTROLS.search(text) is None


def _printf(text: str) -> str:
    """Return the shell command that prints a text of any bytes (POSIX printf, octal escapes)."""
    kept = text.replace("\\", "\\\\").replace("%", "%%")
    escaped = _CONTROLS.sub(
        lambda found: "".join(f"\\{byte:03o}" for byte in found[0].encode()), kept
    )
    return f"printf -- {quote(escaped)}"


def _shell(words: Iterable[str]) -> str:
    return " ".join(quote(word) for word in words)
