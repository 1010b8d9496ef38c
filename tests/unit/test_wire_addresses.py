"""Which addresses may get a credential."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import Endpoints, is_loopback, origin

FULL_WIDTH_DOT = "．"


def code(url: str) -> str:
    with pytest.raises(ConfigError) as caught:
        origin(url)
    assert not caught.value.problem.retryable
    return caught.value.problem.code


@pytest.mark.parametrize(
    ("url", "triple"),
    [
        ("https://apis.indeed.com", ("https", "apis.indeed.com", 443)),
        ("HTTPS://Apis.Indeed.COM:443/x?y#z", ("https", "apis.indeed.com", 443)),
        ("https://apis.indeed.com:8443/", ("https", "apis.indeed.com", 8443)),
        ("https://apis.indeed.com:/", ("https", "apis.indeed.com", 443)),
        ("https://apis.indeed.com/a@b", ("https", "apis.indeed.com", 443)),
        ("https://[2001:db8::1]:9/", ("https", "2001:db8::1", 9)),
        ("http://localhost:8080", ("http", "localhost", 8080)),
        ("http://sim.localhost", ("http", "sim.localhost", 80)),
        ("http://127.0.0.1", ("http", "127.0.0.1", 80)),
        ("http://127.8.9.10:1", ("http", "127.8.9.10", 1)),
        ("http://[::1]:65535", ("http", "::1", 65535)),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, triple: tuple[str, str, int]) -> None:
    assert origin(url) == triple


@pytest.mark.parametrize(
    "host",
    [
        "apis.indeed.com",
        "127.0.0.1.evil.example",
        "127.evil.example",
        "127.1",
        "localhost.evil.example",
        "notlocalhost",
        "192.168.0.1",
        "0.0.0.0",
        "[::2]",
    ],
)
def test_only_this_machine_may_be_called_without_encryption(host: str) -> None:
    assert code(f"http://{host}/") == "url.insecure"
    assert not is_loopback(host.strip("[]"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "apis.indeed.com",
        "//apis.indeed.com",
        "/oauth",
        "ftp://apis.indeed.com",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "https://:443",
        "https://h:99999",
        "https://h:-1",
        "https://h:x",
        "https://h:٣",
        "https://h:0",
        "https://[::1",
        "https://[::1]443",
        "https://[::g]",
        "https://a b",
        "https://a\\b",
        "https://a%2eb",
        " https://apis.indeed.com",
        "ht\ntps://apis.indeed.com",
        "https://apis.indeed.com/\r\nHost: evil.example",
        "https://apis.indeed.com/\x7f",
        "https://ap\u2100is.example",
        f"http://127.0.0.1{FULL_WIDTH_DOT}evil.example",
    ],
)
def test_what_is_no_full_address_is_refused(url: str) -> None:
    assert code(url) == "url.invalid"


@pytest.mark.parametrize(
    "url",
    [
        "https://user:hunter22@apis.indeed.com",
        "https://user@apis.indeed.com",
        "https://@apis.indeed.com",
        "https://apis.indeed.com\\@evil.example",
        "http://user:hunter22@evil.example",
        "ftp://user:hunter22@evil.example",
        "https://user:hunter22@h:99999",
    ],
)
def test_a_user_part_is_refused_before_all_else(url: str) -> None:
    assert code(url) == "url.userinfo"


@pytest.mark.parametrize(
    "url",
    [
        "https://user:hunter22@h:99999/",
        "https://user:hunter22@[::1/",
        " https://user:hunter22@h/",
        "http://h.example/?client_secret=hunter22",
        "http://h.example/#hunter22",
        "ftp://h.example/?client_secret=hunter22",
    ],
)
def test_a_refused_address_is_named_without_what_it_may_hide(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        origin(url)
    assert "hunter22" not in caught.value.problem.title + caught.value.problem.hint


def test_a_refused_address_is_named() -> None:
    with pytest.raises(ConfigError, match=r"'http://h\.example/path' is not encrypted"):
        origin("http://h.example/path?x")
    with pytest.raises(ConfigError, match=r"'h\.example' is no URL"):
        origin("h.example")


HOSTS = ["evil.example", "apis.indeed.com", "127.0.0.1", "localhost", "[::1]"]
ODDITIES = [FULL_WIDTH_DOT, "443", "%40", "%2f", "http://", "https://", *"@:/?#\\[]%;. \t\na0ａ"]
BITS = st.sampled_from(HOSTS + ODDITIES)


@given(st.sampled_from(["https://", "http://", ""]), st.lists(BITS, max_size=6).map("".join))
def test_httpx_calls_the_very_host_and_port_that_were_checked(scheme: str, rest: str) -> None:
    try:
        checked = origin(scheme + rest)
        called = httpx.URL(scheme + rest)
    except (ConfigError, httpx.InvalidURL):
        return
    port = called.port or {"http": 80, "https": 443}[called.scheme]
    host = httpx.URL(f"https://{checked[1]}" if ":" not in checked[1] else "https://[::1]").host
    assert (called.scheme, called.host, port) == (checked[0], host, checked[2])


def test_the_default_endpoints_are_indeeds_two_hosts() -> None:
    assert Endpoints().origins() == {
        ("https", "apis.indeed.com", 443),
        ("https", "secure.indeed.com", 443),
    }


def test_one_bad_endpoint_spoils_the_three() -> None:
    with pytest.raises(ConfigError):
        Endpoints(api_url="http://apis.indeed.com").origins()
