"""The wire's values: secrets that never show, keys that never collide, text that decodes."""

import copy
import dataclasses
import json
import logging
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.models import (
    MASK,
    AuthMethod,
    Credentials,
    Endpoints,
    Exchange,
    Grant,
    HttpRequest,
    Secret,
    Token,
    TokenKey,
    find_header,
)
from tests.unit.wire_bench import CLEAR, HTML, credentials, exchange, key, told

SECRET = Secret(CLEAR)
TEXT = st.text(st.characters(codec=None), max_size=6)


@pytest.mark.parametrize(
    "shown",
    [
        repr(SECRET),
        str(SECRET),
        f"{SECRET}",
        f"{SECRET!r:>40}",
        f"{SECRET:>40}",
        format(SECRET, "*^30"),
        "%s" % SECRET,  # noqa: UP031
        "%r" % SECRET,  # noqa: UP031
        str([SECRET]),
        str({"a": SECRET}),
    ],
)
def test_a_secret_shows_its_mask_alone(shown: str) -> None:
    assert MASK in shown
    assert CLEAR not in shown


def test_a_secret_is_logged_as_its_mask() -> None:
    record = logging.LogRecord("a", 10, "", 1, "token %s for %r", (SECRET, SECRET), None)
    assert record.getMessage() == f"token {MASK} for Secret({MASK})"


def test_a_mask_tells_no_length() -> None:
    assert str(Secret("short")) == str(Secret("x" * 500))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_isnt_pickled(protocol: int) -> None:
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps({"deep": [SECRET]}, protocol)


def test_a_secret_isnt_written_as_json() -> None:
    with pytest.raises(TypeError):
        json.dumps(SECRET)


def test_a_copied_secret_is_the_same_secret() -> None:
    assert copy.copy(SECRET) is SECRET
    assert copy.deepcopy([SECRET])[0] is SECRET


def test_a_traceback_with_locals_shows_the_mask() -> None:
    def fail(secret: Secret) -> None:
        holding = [secret]
        raise RuntimeError(f"failed with {holding}")

    with pytest.raises(RuntimeError) as caught:
        fail(SECRET)
    shown = told(caught.value)
    assert f"holding = [Secret({MASK})]" in shown
    assert CLEAR not in shown


def test_secrets_are_compared_by_value() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert (bool(Secret("a")), bool(Secret(""))) == (True, False)


def test_a_fingerprint_tells_secrets_apart_and_tells_neither() -> None:
    prints = {Secret(text).fingerprint("salt") for text in ("a", "b", "", "\udcff", CLEAR)}
    assert len(prints) == 5
    assert all(len(each) == 16 and int(each, 16) >= 0 for each in prints)
    assert SECRET.fingerprint("salt") == Secret(CLEAR).fingerprint("salt") != SECRET.fingerprint()


def grant() -> Grant:
    return Grant(SECRET, "Bearer", 60.0, False, ("a",), Secret(CLEAR))


@pytest.mark.parametrize(
    "holder",
    [
        credentials(),
        grant(),
        Token(key(), grant(), 0.0, 0.0, 1.0),
        HttpRequest("POST", "https://x", (("Authorization", CLEAR),), CLEAR.encode(), SECRET),
        exchange(200, CLEAR, sensitive=(SECRET,)),
    ],
    ids=lambda holder: type(holder).__name__,
)
def test_nothing_that_holds_a_secret_prints_it(
    holder: Credentials | Grant | Token | HttpRequest | Exchange,
) -> None:
    assert CLEAR not in repr(holder)
    assert CLEAR not in str(holder)


def test_a_secret_stays_masked_among_a_values_fields() -> None:
    assert CLEAR not in repr(dataclasses.asdict(credentials()))


def test_an_identity_changes_with_all_that_decides_whether_a_token_fits() -> None:
    elsewhere = Endpoints(token_url="https://other.example/t")
    others = [
        credentials(),
        credentials("another"),
        credentials(client_id="another"),
        credentials(method=AuthMethod.BASIC),
        credentials(endpoints=elsewhere),
    ]
    assert len({each.identity for each in others}) == len(others)
    assert CLEAR not in "".join(each.identity for each in others)


def test_an_identity_stays_with_all_else() -> None:
    elsewhere = Endpoints(appinfo_url="https://a.example", api_url="https://b.example")
    changed = credentials(scopes=("x",), endpoints=elsewhere, add_employer_access=False)
    assert changed.identity == credentials().identity


def test_no_client_id_is_too_odd_for_an_identity() -> None:
    assert credentials(client_id="\udcff").identity != credentials(client_id="\udcfe").identity


KEYS = st.builds(
    TokenKey, TEXT, TEXT, st.none() | TEXT, st.lists(TEXT, max_size=3).map(lambda s: tuple(s))
)


@given(KEYS, KEYS)
def test_different_keys_have_different_digests(one: TokenKey, other: TokenKey) -> None:
    assert (one.digest == other.digest) is (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TokenKey("p", "i", None, ()), TokenKey("p", "i", "", ())),
        (TokenKey("p", "i", "e\0a", ()), TokenKey("p", "i", "e", ("a",))),
        (TokenKey("p", "i", "e", ("a", "b")), TokenKey("p", "i", "e", ("a b",))),
        (TokenKey("p\0i", "", None, ()), TokenKey("p", "i\0", None, ())),
    ],
)
def test_no_separator_inside_makes_two_keys_one(one: TokenKey, other: TokenKey) -> None:
    assert one.digest != other.digest


@given(KEYS)
def test_a_digest_is_fit_for_a_file_name(any_key: TokenKey) -> None:
    assert len(any_key.digest) == 32
    assert set(any_key.digest) <= set("0123456789abcdef")


def test_a_header_is_found_whatever_its_case_and_the_first_counts() -> None:
    headers = (("x-One", "1"), ("X-ONE", "2"))
    assert find_header(headers, "X-one") == "1"
    assert find_header(headers, "x-two") is None
    assert HttpRequest("GET", "https://x", headers).header("x-one") == "1"


def typed(content_type: str, body: bytes = b"") -> Exchange:
    return exchange(200, body, (("Content-Type", content_type),))


@pytest.mark.parametrize(
    ("content_type", "media", "charset"),
    [
        ("", "", "utf-8"),
        ("Application/JSON", "application/json", "utf-8"),
        ("text/html ; a=b; Charset='Latin-1' ", "text/html", "latin-1"),
        ('text/html;charset="UTF-16"', "text/html", "utf-16"),
        ("text/html;charset=", "text/html", "utf-8"),
        (";charset=x", "", "x"),
    ],
)
def test_a_content_type_is_media_type_and_charset(
    content_type: str, media: str, charset: str
) -> None:
    answer = typed(content_type)
    assert (answer.content_type, answer.charset) == (media, charset)


def test_without_a_content_type_there_is_none() -> None:
    answer = exchange(200, b"", ())
    assert (answer.content_type, answer.charset) == ("", "utf-8")


@pytest.mark.parametrize("charset", ["utf-8", "latin-1", "utf-16", "utf-32-be", "cp1252"])
def test_a_body_is_decoded_as_its_charset_says(charset: str) -> None:
    body = "Zoë, 1 %".encode(charset)
    assert typed(f"text/plain; charset={charset}", body).text() == ("Zoë, 1 %", True)


@pytest.mark.parametrize(
    "charset",
    [
        "bogus",
        "rot13",
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "undefined",
        "zip",
        "hex",
        "../etc",
        "a\0b",
        "é",
    ],
)
def test_a_charset_that_is_none_reads_as_utf8_and_says_so(charset: str) -> None:
    body = "Zoë \\x41 \\u0041".encode()
    assert typed(f"text/plain; charset={charset}", body).text() == (body.decode(), False)


def test_bytes_that_dont_fit_are_replaced_and_said() -> None:
    assert exchange(200, b"a\xff", HTML).text() == ("a\ufffd", False)
    assert typed("text/plain; charset=utf-16", b"abc").text() == ("abc", False)


@given(st.binary(), st.text())
def test_every_body_is_some_text(body: bytes, charset: str) -> None:
    text, whole = typed(f"text/plain; charset={charset}", body).text()
    assert isinstance(text, str)
    assert isinstance(whole, bool)
