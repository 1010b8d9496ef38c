"""One `indeed-tui simulate` for all of these tests, forgetful between them."""

from collections.abc import Iterator

import pytest

from tests.cli.test_main import served
from tests.clients.served import Indeed


@pytest.fixture(scope="session")
def process() -> Iterator[Indeed]:
    """A running `indeed-tui simulate`."""
    with served() as (url, exports, _):
        yield Indeed(url, exports)


@pytest.fixture(autouse=True)
def _plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let libraries speak HTTP to this machine, without a proxy."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture
def indeed(process: Indeed, _plain_http: None) -> Indeed:
    """The simulator, with nothing wrong and nothing asked yet."""
    process.forget()
    return process
