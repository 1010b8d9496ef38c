"""For any text around it, in any spelling, a secret doesn't survive; and nothing else suffers."""

import json
from collections.abc import Callable
from html import escape
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.models import MASK, Secret
from indeed_tui.indeed.redact import mask_headers, mask_text, shown_bytes, shown_text
from tests.unit.wire_bench import exchange, jwt

# A secret made of the mask's own characters can't be told from the mask.
ANY_SECRET = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=MASK + "*"), min_size=8, max_size=40
)
ODD_SECRET = st.text(st.sampled_from("\\\"'/+ %&<>=:;\n\täé\u2028\U0001f600aZ0n"), min_size=8)
SECRETS = ANY_SECRET | ODD_SECRET
# What a header can carry.
TOKENS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=8).filter(
    lambda token: not set(token) <= set("*")
)
AROUND = st.text(st.characters(exclude_categories=["Cs"])) | st.text(
    st.sampled_from('{}[]":,&=%\\ \n<>eyJ.')
)

SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "json": lambda clear: json.dumps(clear)[1:-1],
    "json in any script": lambda clear: json.dumps(clear, ensure_ascii=False)[1:-1],
    "json with slashes": lambda clear: json.dumps(clear)[1:-1].replace("/", "\\/"),
    "json in json": lambda clear: json.dumps(json.dumps(clear))[1:-1],
    "json upper": lambda clear: "".join(
        rf"\u{ord(each):04X}" if 0x7F < ord(each) < 0xD800 else json.dumps(each)[1:-1]
        for each in clear
    ),
    "form": quote_plus,
    "form in JSON": lambda clear: json.dumps(urlencode({"x": clear}))[3:-1],
    "url": quote,
    "url strictly": lambda clear: quote(clear, safe=""),
    "url in part": lambda clear: quote(clear, safe="+/=:&;'\"<>"),
    "url in lower case": lambda clear: "".join(
        quote(each, safe="").lower() if not each.isalnum() else quote(each, safe="")
        for each in clear
    ),
    "html": escape,
    "html by number": lambda clear: "".join(
        each if quote(each) == each != "/" else f"&#{ord(each)};" for each in clear
    ),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@given(clear=SECRETS, before=AROUND, after=AROUND)
def test_a_known_secret_survives_in_no_spelling(
    spelling: str, clear: str, before: str, after: str
) -> None:
    spelled = SPELLINGS[spelling](clear)
    masked = mask_text(before + spelled + after, (Secret(clear),))
    assert MASK in masked
    assert spelled not in masked
    assert clear not in masked


@given(clears=st.lists(SECRETS, min_size=1, max_size=4), between=st.lists(AROUND, min_size=5))
def test_several_secrets_are_masked_in_one_text(clears: list[str], between: list[str]) -> None:
    text = "".join(part for pair in zip(between, clears, strict=False) for part in pair)
    masked = mask_text(text, map(Secret, clears))
    assert not any(clear in masked for clear in clears)


@given(token=TOKENS, before=AROUND, after=AROUND)
def test_an_unknown_token_doesnt_survive_in_a_json_answer(
    token: str, before: str, after: str
) -> None:
    answer = {"x": before, "access_token": token, "refresh_token": token, "y": after}
    for text in (json.dumps(answer), json.dumps(answer, ensure_ascii=False, indent=2)):
        shown = json.loads(mask_text(text))
        assert (shown["access_token"], shown["refresh_token"]) == (MASK, MASK)


@given(token=TOKENS, length=st.integers(0))
def test_nor_in_an_answer_that_was_cut_off(token: str, length: int) -> None:
    start = '{"access_token": "'
    text = (start + json.dumps(token)[1:])[: len(start) + length]
    assert mask_text(text) == f'{start}{MASK}"'


@given(token=TOKENS, employer=st.text())
def test_nor_in_a_form(token: str, employer: str) -> None:
    form = urlencode({"employer": employer, "client_secret": token, "access_token": token})
    assert mask_text(form).endswith(f"&client_secret={MASK}&access_token={MASK}")


@given(
    token=TOKENS,
    name=st.sampled_from(["Authorization", "cookie", "SET-COOKIE", "proxy-authorization"]),
    scheme=st.sampled_from(["Bearer ", "Basic ", "", "token "]),
)
def test_nor_in_a_header(token: str, name: str, scheme: str) -> None:
    assert mask_headers(((name, scheme + token),))[0][1] in (MASK, f"{scheme}{MASK}")


@given(clear=SECRETS, before=AROUND, after=AROUND)
def test_a_known_secret_survives_in_no_other_header(clear: str, before: str, after: str) -> None:
    ((name, value),) = mask_headers((("X-Any", before + clear + after),), (Secret(clear),))
    assert (name, clear in value) == ("X-Any", False)


@given(claims=st.dictionaries(st.text(), st.text()), before=AROUND, after=AROUND)
def test_a_jwt_doesnt_survive_anywhere(claims: dict[str, str], before: str, after: str) -> None:
    token = jwt(claims)
    header, payload, _ = token.split(".")
    masked = mask_text(before + token + after)
    assert token not in masked
    assert f"{header}.{payload}" not in masked


@given(clear=SECRETS, before=AROUND, after=AROUND)
def test_a_shown_body_holds_no_known_secret(clear: str, before: str, after: str) -> None:
    body = (before + clear + after).encode()
    answer = exchange(200, body, sensitive=(Secret(clear),))
    assert clear not in shown_text(answer)[0]
    assert clear.encode() not in shown_bytes(answer)


@given(clear=SECRETS, before=st.binary(), after=st.binary())
def test_nor_among_bytes_that_are_no_text(clear: str, before: bytes, after: bytes) -> None:
    answer = exchange(200, before + clear.encode() + after, sensitive=(Secret(clear),))
    assert clear.encode() not in shown_bytes(answer)
    assert clear not in shown_text(answer)[0]


SUSPICIOUS = ("eyj", "bearer", "basic", "token", "secret", "client_assertion", "authorization")
INNOCENT = st.text().filter(lambda text: not any(word in text.lower() for word in SUSPICIOUS))


@given(INNOCENT)
def test_text_without_anything_like_a_token_is_unchanged(text: str) -> None:
    assert mask_text(text, (Secret("not-in-there \U0001f648"),)) == text
    body = text.encode("utf-8", "replace")
    assert shown_bytes(exchange(200, body)) == body


@given(text=AROUND, clear=SECRETS)
def test_what_is_masked_is_masked_for_good(text: str, clear: str) -> None:
    known = (Secret(clear),)
    once = mask_text(text + clear + text, known)
    assert mask_text(once, known) == once


@given(st.text(), st.text())
def test_no_text_is_too_odd_to_be_masked(text: str, clear: str) -> None:
    surrogates = "\ud800" + clear + "\udcff x"
    assert surrogates not in mask_text(text + surrogates, (Secret(surrogates),))


PARTS = st.sampled_from(
    ["Bearer ", "basic", "a1" * 9, "access_token=", '"access_token": "', '\\"client_secret\\": \\"',
     "eyJhbGciOiJIUzI1NiJ9", ".", "authorization: ", "x", '"', "\\", " ", "&", "secret-1", ""]
)  # fmt: skip
VALUES = st.lists(st.lists(PARTS, max_size=4).map("".join), max_size=5)


@given(VALUES)
def test_headers_are_masked_all_at_once_as_each_by_itself(values: list[str]) -> None:
    secrets = (Secret("secret-1"), Secret("x" * 40))
    headers = tuple((f"X-{number}", value) for number, value in enumerate(values))
    assert mask_headers((*headers, ("Cookie", "a=b")), secrets) == (
        *((name, mask_text(value, secrets)) for name, value in headers),
        ("Cookie", MASK),
    )
