"""What is masked before anything is shown, and what is left as it was."""

import pytest

from indeed_tui.indeed.models import MASK, Secret
from indeed_tui.indeed.redact import mask_headers, mask_text, shown_bytes, shown_text
from tests.unit.wire_bench import CLEAR, HTML, JSON, exchange, jwt

TOKEN = jwt({"sub": "app:app-id"})
KNOWN = (Secret(CLEAR),)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ('{"access_token": "opaque", "x": 1}', f'{{"access_token": "{MASK}", "x": 1}}'),
        ('{"refresh_token":"a\\"b\\\\","x":1}', f'{{"refresh_token":"{MASK}","x":1}}'),
        ('{"client_secret"\n:\t"opaque"}', f'{{"client_secret"\n:\t"{MASK}"}}'),
        ('{"id_token":"cut off here', f'{{"id_token":"{MASK}"'),
        ('{"id_token":"cut off here\\', f'{{"id_token":"{MASK}"'),
        ('{"access_token": ""}', f'{{"access_token": "{MASK}"}}'),
        (
            r'{"log": "{\"access_token\": \"opaque\"}"}',
            rf'{{"log": "{{\"access_token\": \"{MASK}\"}}"}}',
        ),
        ("a=1&client_secret=opaque&b=2", f"a=1&client_secret={MASK}&b=2"),
        ("https://x/?access_token=opaque#f", f"https://x/?access_token={MASK}"),
        ("%26access_token=opaque", f"%26access_token={MASK}"),
        ("Authorization: Bearer opaque", f"Authorization: Bearer {MASK}"),
        ("'authorization': 'basic opaque', x", f"'authorization': 'basic {MASK}', x"),
        ("got Bearer abcdefgh12345678 back", f"got Bearer {MASK} back"),
        (f"got bearer {'x' * 32}== back", f"got bearer {MASK} back"),
        (f"see {TOKEN}.", f"see {MASK}."),
        (f"[{TOKEN}]", f"[{MASK}]"),
        (f"%22{TOKEN}%22", f"%22{MASK}%22"),
        (rf"line\n{TOKEN}\n", rf"line\n{MASK}\n"),
        (f"token_{TOKEN}", f"token_{MASK}"),
        (f"cut {TOKEN[:60]}", f"cut {MASK}"),
    ],
)
def test_what_looks_like_a_token_is_masked_without_being_known(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Basic qualifications: a degree, basic problem-solving skills, COVID-19 policy",
        "The bearer of this token; bearer authentication; Basic HTML/CSS and Windows 10",
        'WWW-Authenticate: Bearer realm="Indeed", error_description="bad token"',
        '{"token_type": "Bearer", "expires_in": 3600, "access_token": null, "scope": "a b"}',
        '{"access_tokens": "none", "my access_token": 1}',
        "access_token: none is needed",
        "eyJust a word. And eyJ.short.one",
        f"a known name stays where it is only half: {CLEAR[:-1]}",
    ],
)
def test_innocent_text_is_left_alone(text: str) -> None:
    assert mask_text(text, KNOWN) == text


@pytest.mark.parametrize(
    "spelled",
    [
        "s3cr3t/with+odd=signs",
        "s3cr3t%2Fwith%2Bodd%3Dsigns",
        "s3cr3t%2fwith%2bodd%3dsigns",
        "s3cr3t/with%2Bodd=signs",
        r"s3cr3t\/with+odd=signs",
        r"s3cr3t\/with\u002bodd\u003Dsigns",
        "s3cr3t&#x2F;with&#43;odd&#061;signs",
    ],
)
def test_a_known_secret_is_masked_in_every_spelling(spelled: str) -> None:
    assert mask_text(f"<{spelled}>", KNOWN) == f"<{MASK}>"


def test_the_longer_of_two_secrets_is_masked_whole() -> None:
    both = (Secret("abcd"), Secret("abcdefgh"))
    assert mask_text("abcdefgh abcd", both) == f"{MASK} {MASK}"


def test_three_letters_are_no_secret() -> None:
    assert mask_text("abc abcd", (Secret("abc"), Secret(""))) == "abc abcd"


@pytest.mark.parametrize("name", ["Authorization", "PROXY-AUTHORIZATION"])
def test_an_authorization_header_keeps_its_scheme_alone(name: str) -> None:
    assert mask_headers(((name, "Digest a, b c"),)) == ((name, f"Digest {MASK}"),)
    assert mask_headers(((name, "opaque"),)) == ((name, MASK),)


@pytest.mark.parametrize("name", ["Cookie", "set-cookie"])
def test_cookies_are_masked_whole(name: str) -> None:
    assert mask_headers(((name, "CTK=1a2b3c; Path=/"),)) == ((name, MASK),)


def test_other_headers_keep_their_order_and_what_is_no_secret() -> None:
    headers = (
        ("Location", f"https://x/?access_token=opaque&s={CLEAR}"),
        ("X-Echo", f"a {CLEAR} b"),
        ("Date", "Thu, 01 Jan 2026 12:00:00 GMT"),
        ("X-Echo", TOKEN),
    )
    assert mask_headers(headers, KNOWN) == (
        ("Location", f"https://x/?access_token={MASK}&s={MASK}"),
        ("X-Echo", f"a {MASK} b"),
        ("Date", "Thu, 01 Jan 2026 12:00:00 GMT"),
        ("X-Echo", MASK),
    )


def test_a_shown_body_is_masked_text() -> None:
    answer = exchange(200, f'{{"access_token": "opaque", "echo": "{CLEAR}"}}', sensitive=KNOWN)
    assert shown_text(answer) == (f'{{"access_token": "{MASK}", "echo": "{MASK}"}}', True)


def test_a_shown_body_says_where_it_didnt_decode() -> None:
    assert shown_text(exchange(200, b"\xff", JSON)) == ("\ufffd", False)


def test_shown_bytes_without_tokens_are_the_very_bytes() -> None:
    for body in (b"", b"\x00\xff\x80 PNG", "Zoë •••".encode(), b"\xef\xbb\xbf{}"):
        assert shown_bytes(exchange(200, body, sensitive=KNOWN)) == body


def test_shown_bytes_change_where_the_token_is_and_nowhere_else() -> None:
    body = b'\xff\xfe {"access_token": "opaque"} \xe4 ' + CLEAR.encode()
    answer = exchange(200, body, sensitive=KNOWN)
    assert shown_bytes(answer) == b'\xff\xfe {"access_token": "******"} \xe4 ******'


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp500"])
def test_shown_bytes_are_masked_in_the_charset_of_the_answer(charset: str) -> None:
    body = '{"access_token": "opaque", "echo": "schlüssel", "name": "Zoë"}'.encode(charset)
    headers = (("Content-Type", f"application/json; charset={charset}"),)
    answer = exchange(200, body, headers, sensitive=(Secret("schlüssel"),))
    shown = '{"access_token": "******", "echo": "******", "name": "Zoë"}'
    assert shown_bytes(answer).decode(charset) == shown


@pytest.mark.parametrize("charset", ["utf-16", "latin-1", "rot13", "bogus"])
def test_a_wrong_charset_hides_no_token_from_the_mask(charset: str) -> None:
    body = '{"access_token": "opaque", "echo": "schlüssel"}'.encode()
    headers = (("Content-Type", f"application/json; charset={charset}"),)
    answer = exchange(200, body + b" " * (len(body) % 2), headers, sensitive=(Secret("schlüssel"),))
    assert b"opaque" not in shown_bytes(answer)
    assert "schlüssel".encode() not in shown_bytes(answer)


def test_a_page_that_shows_the_secret_is_masked() -> None:
    page = exchange(403, "<p>s3cr3t&#47;with&#43;odd&#61;signs</p>", HTML, sensitive=KNOWN)
    assert shown_text(page)[0] == f"<p>{MASK}</p>"


MEGABYTE = 1 << 20
EVIL = [
    '"access_token":"' + "\\" * MEGABYTE,
    '"access_token":"' * (MEGABYTE // 16),
    '"access_token"' + " " * MEGABYTE,
    '\\"access_token\\":\\"' * (MEGABYTE // 20),
    '\\"access_token' + "\\" * MEGABYTE,
    "\\" * MEGABYTE,
    "access_token=" * (MEGABYTE // 13),
    "eyJ" * (MEGABYTE // 3),
    "eyJaaaaaaaa-" * (MEGABYTE // 12),
    "eyJaaaaaaaa-" * (MEGABYTE // 12) + ".",
    "eyJaaaaaaaa." * (MEGABYTE // 12),
    "a." * (MEGABYTE // 2),
    "a-" * (MEGABYTE // 2) + ".eyJ",
    "Basic " * (MEGABYTE // 6),
    "Bearer" + " " * MEGABYTE,
    "Basic/" * (MEGABYTE // 6),
    "authorization" * (MEGABYTE // 13),
    "authorization:" + "\t" * MEGABYTE,
    "&#" + "0" * MEGABYTE,
    "&#x" * (MEGABYTE // 3),
    "%5c" * (MEGABYTE // 3),
    "+ +" * 8,
]


@pytest.mark.parametrize("text", EVIL, ids=lambda text: text[:24])
@pytest.mark.no_cover
def test_a_megabyte_made_to_be_slow_is_masked_all_the_same(text: str) -> None:
    odd = (Secret('"\\"\\\\ +%&<'), Secret("\\\\\\\\n"), Secret("eyJaaaa"))
    once = mask_text(text, odd)
    assert mask_text(once, odd) == once
