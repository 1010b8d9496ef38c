"""Why no answer came, in words that name the way out."""

import socket
import ssl

import httpx
import pytest

from indeed_tui.indeed.models import HttpRequest
from indeed_tui.indeed.network import network_problem
from tests.unit.wire_bench import Bench, failing

HOST = "apis.indeed.com"


def untrusted() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "self-signed certificate in certificate chain"
    return error


def connection(cause: BaseException) -> httpx.ConnectError:
    """A ConnectError as httpx raises it: httpcore's in between."""
    between = RuntimeError("httpcore")
    between.__cause__ = cause
    error = httpx.ConnectError("All connection attempts failed")
    error.__cause__ = between
    return error


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (connection(untrusted()), "network.certificate", "self-signed certificate in"),
        (connection(socket.gaierror(-2, "not known")), "network.dns", "can't be found"),
        (connection(ConnectionRefusedError(111)), "network.refused", "Nothing listens"),
        (connection(ssl.SSLError(1, "wrong version")), "network.tls", "No secure connection"),
        (connection(OSError(101, "unreachable")), "network.connect", "can't be reached"),
        (httpx.ConnectError("no"), "network.connect", "can't be reached"),
        (httpx.ConnectTimeout("slow"), "network.connect", "in time"),
        (httpx.PoolTimeout("full"), "network.connect", "in time"),
        (httpx.ReadTimeout("slow"), "network.timeout", "didn't answer in time"),
        (httpx.WriteTimeout("slow"), "network.timeout", "didn't answer in time"),
        (TimeoutError(), "network.timeout", "didn't answer in time"),
        (httpx.ProxyError("407"), "network.proxy", "proxy refused"),
        (httpx.DecodingError("zlib"), "network.encoding", "can't be unpacked"),
        (httpx.RemoteProtocolError("cut"), "network.broken", "broke"),
        (httpx.ReadError("reset"), "network.broken", "broke"),
        (ConnectionResetError(104), "network.broken", "broke"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_every_failure_has_a_name_and_may_be_tried_again(
    error: Exception, code: str, words: str
) -> None:
    problem = network_problem(error, HOST, "Waited at most 5 s.")
    assert (problem.code, problem.retryable, problem.retry_after) == (code, True, None)
    assert words in problem.title
    assert HOST in problem.title


@pytest.mark.parametrize("code", ["ConnectTimeout", "ReadTimeout"])
def test_a_time_out_says_how_long_it_was(code: str) -> None:
    error: httpx.TimeoutException = getattr(httpx, code)("slow")
    assert "Waited at most 5 s." in network_problem(error, HOST, "Waited at most 5 s.").hint


@pytest.mark.parametrize("error", [connection(untrusted()), httpx.ConnectTimeout("slow")])
def test_what_a_corporate_proxy_causes_names_the_variables(error: Exception) -> None:
    hint = network_problem(error, HOST, "").hint
    assert "HTTPS_PROXY" in hint
    assert "SSL_CERT_FILE" in hint


def test_a_cause_is_found_within_a_group_of_attempts() -> None:
    attempts = ExceptionGroup(
        "attempts", [OSError(101, "unreachable"), ConnectionRefusedError(111)]
    )
    assert network_problem(connection(attempts), HOST, "").code == "network.refused"


def test_a_cause_is_found_where_it_was_only_the_context() -> None:
    error = httpx.ConnectError("no")
    error.__context__ = socket.gaierror(-2, "not known")
    assert network_problem(error, HOST, "").code == "network.dns"


def test_causes_in_a_circle_end() -> None:
    error = httpx.ReadError("a")
    error.__cause__ = other = httpx.ReadError("b")
    other.__context__ = error
    assert network_problem(error, HOST, "").code == "network.broken"


async def test_a_name_that_doesnt_exist_is_told_by_the_exchange() -> None:
    transport = failing(httpx.ConnectError("no"), socket.gaierror(-2, "Name or service not known"))
    async with Bench(transport) as bench:
        sent = await bench.send(
            HttpRequest("GET", "https://indeed.invalid/"),
            frozenset({("https", "indeed.invalid", 443)}),
        )
    assert sent.problem is not None
    assert sent.problem.code == "network.dns"
    assert "indeed.invalid" in sent.problem.title


async def test_an_untrusted_certificate_is_told_by_the_exchange() -> None:
    async with Bench(failing(httpx.ConnectError("no"), untrusted())) as bench:
        sent = await bench.send()
    assert sent.problem is not None
    assert sent.problem.code == "network.certificate"
    assert "self-signed" in sent.problem.title


@pytest.mark.parametrize("error", [OSError(5, "I/O"), httpx.InvalidURL("odd"), TimeoutError()])
async def test_whatever_the_network_raises_becomes_a_problem(error: Exception) -> None:
    async with Bench(failing(error)) as bench:
        sent = await bench.send()
    assert sent.problem is not None
    assert bench.recorded == [sent]


async def test_a_fault_of_our_own_isnt_called_the_networks() -> None:
    async with Bench(failing(ZeroDivisionError())) as bench:
        with pytest.raises(ZeroDivisionError):
            await bench.send()
