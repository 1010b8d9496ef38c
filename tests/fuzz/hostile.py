"""Data that nobody would send on purpose: names, texts to paste, answers, faults."""

from types import MappingProxyType
from typing import Final

from indeed_tui.simulator.answers import Json, JsonObject
from tests.tui.samples import HOSTILE, jwt

_LONG = 10_000

TEXTS: Final = (
    *HOSTILE,
    "\x1b[2J\x1b[1;1H\x1b]0;title\x07",
    "\x1bP1$r0m\x1b\\\x9d52;c;aGk=\x9c",
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "[@click=app.exit]press[/] [link=https://evil.example]me[/link] [/nothing]",
    "[bold",
    "\\[not] [[/]] [$primary] [on red]",
    "x" * _LONG,
    "名" * (_LONG // 2),
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 ☺️ ✈︎ ㊙️",
    "e" + "\u0301" * 300,
    "\u1100\u1161\u11a8" * 40 + "\uffa0\u3164",
    "\u202d\u2067\u200f\u061c\u200e reversed \u2069\u202c",
    "\x00\x01\x7f\x80\x9f\xad\ufeff\ufffd\ufffe",
    "tab\tcr\rlf\nvt\x0bff\x0cnel\x85ls\u2028ps\u2029",
    "   ",
    "0",
    "../../etc/passwd\x00",
)
"""What a name, a value or a pasted text may be."""

QUERIES: Final = (
    "employers[*].name",
    "employers[?contains(name, 'a')]",
    "[[[[[",
    "@",
    "`",
    "4xx api ads dharma",
    "query { jobs { id } }",
    '{"a": [1, 2, {"b": null}]}',
    "campaign",
    "a",
    "https://apis.indeed.com/ads/v1/account",
    "//",
    "-1",
    "(?",
)
"""What people type into filters, searches and forms."""

BODIES: Final[tuple[Json, ...]] = (
    "",
    "null",
    "[]",
    "{",
    '{"employers": {}}',
    '{"employers": [1, null, [], {"id": 3, "name": []}, {"id": "", "name": ""}]}',
    '{"employers": [{"id": "a", "name": null}, {"id": "a", "name": "twice"}], "next": 1e999}',
    "[" * 5_000 + "]" * 5_000,
    '{"a": "' + "x" * 50_000 + '"}',
    '{"\x1b[31m": "\x9b\u202e", "[/]": "[@click=app.exit]", "名": "\U000e0041"}',
    "<html><body><h1>403</h1><script>\x1b]52;c;aGk=\x07</script>[/]</body></html>",
    "id,name\n1,\x1b[2J\n\"2,'\n,,,,\r\n[/],名前\n",
    "\ufeff{}",
    "﻿\x00\x01\x02\x7f\x80",
    "line\n" * 3_000,
    {"data": None, "errors": [{"message": HOSTILE[0], "extensions": {"code": HOSTILE[1]}}]},
    {"errors": HOSTILE[0], "data": []},
    {"error": "invalid_client", "error_description": HOSTILE[0] * 20},
    {"error": 7, "error_description": ["no", {"text": None}]},
    {"access_token": 1, "token_type": None, "expires_in": "soon"},
    {"access_token": jwt({"scope": HOSTILE[0], "exp": -1}), "token_type": "Bearer",
     "expires_in": 1, "scope": HOSTILE[6]},
    {"access_token": jwt({"aud": HOSTILE[4]}), "token_type": "bearer", "expires_in": 10**12},
    {"meta": {"status": "x", "errors": [HOSTILE[2]]}, "data": {"campaigns": "none"}},
)  # fmt: skip
"""What an endpoint may answer instead of the truth."""

_KINDS: Final = (
    "application/json",
    "text/html; charset=utf-16",
    "text/csv",
    "application/octet-stream",
    "text/plain; charset=nothing",
    "",
)
_WRONGS: Final[tuple[JsonObject, ...]] = (
    *(JsonObject(status=each) for each in (204, 302, 400, 401, 403, 404, 408, 418, 429, 500, 503)),
    {"status": 429, "retry_after": 10**9},
    {"status": 429, "retry_after": "Wed, 21 Oct 1915 07:28:00 GMT"},
    {"status": 503, "retry_after": "soon"},
    {"reset": True},
    {"truncate": True},
    {"delay_ms": 400},
    {"delay_ms": 29_000},
    {"delay_ms": 600_000},
    {"error": "invalid_client"},
    {"error": "invalid_scope"},
    {"error": "server_error"},
    {"expires_in": 1},
    {"expires_in": -5},
    {"expires_in": 10**15},
    {"expires_in": "3600"},
    {"expires_in": None},
    {"scope": HOSTILE[0]},
    {"scope": None},
    *({"status": 200, "body": body} for body in BODIES),
    *({"status": 403, "body": body} for body in BODIES[8:14]),
    *({"status": 200, "body": BODIES[11], "content_type": kind} for kind in _KINDS),
)
FAULTS: Final = tuple(
    MappingProxyType({**wrong, **({} if on is None else {"on": on})})
    for on in (None, "token", "appinfo", "graphql", "ads")
    for wrong in _WRONGS
)
"""Every way in which one answer can be wrong."""
