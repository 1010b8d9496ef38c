"""Each client, in both auth methods: a token, an employer's token, and what a refusal becomes."""

from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest

from indeed_tui.simulator import Simulator
from indeed_tui.simulator.serve import SimulatorServer
from tests.clients.served import DHARMA, Indeed
from tests.clients.speakers import BASIC, POST, SPEAKERS, Ask, RefusedError, Speaker

every_client = pytest.mark.parametrize("speak", SPEAKERS, ids=lambda each: each.__name__)
both_methods = pytest.mark.parametrize("method", [POST, BASIC])
NAMES = ["Dharma Initiative", "Umbrella Corporation", "US Robotics and Mechanical Men"]


@every_client
@both_methods
def test_a_token_comes_and_lists_the_employers(indeed: Indeed, speak: Speaker, method: str) -> None:
    given = speak(indeed, Ask(method))
    assert given.token["token_type"] == "Bearer"
    assert given.token["expires_in"] == 3600
    assert given.token["scope"] in ("employer_access", ["employer_access"])
    assert [one["name"] for one in given.appinfo["employers"]] == NAMES
    (asked,) = indeed.asked("token")
    assert (asked["auth"], asked["employer"], asked["status"]) == (method, None, 200)


@every_client
@both_methods
def test_a_token_represents_the_employer_that_was_named(
    indeed: Indeed, speak: Speaker, method: str
) -> None:
    speak(indeed, Ask(method, employer=DHARMA))
    (asked,) = indeed.asked("token")
    assert (asked["auth"], asked["employer"], asked["status"]) == (method, DHARMA, 200)
    (used,) = indeed.asked("appinfo")
    assert (used["auth"], used["employer"], used["status"]) == ("bearer", DHARMA, 200)


@every_client
@both_methods
def test_a_wrong_secret_is_reported_as_invalid_client(
    indeed: Indeed, speak: Speaker, method: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        speak(indeed, Ask(method, secret="not-the-one"))
    assert refused.value.code == "invalid_client"
    assert refused.value.description == "Client authentication failed"
    assert [each["status"] for each in indeed.asked("token")] == [401]


@every_client
@both_methods
def test_a_misspelt_scope_is_reported_as_invalid_scope(
    indeed: Indeed, speak: Speaker, method: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        speak(indeed, Ask(method, scope="employer_acces"))
    assert refused.value.code == "invalid_scope"
    assert "employer_acces" in refused.value.description
    assert [each["status"] for each in indeed.asked("token")] == [400]


ODD_ID, ODD_SECRET = "app:1 ü%2B", 'a+b%20:"\\&=é'


@pytest.fixture
def odd() -> Iterator[Indeed]:
    """A simulator whose one app has everything in its credentials that needs encoding."""
    with SimulatorServer(Simulator(client_id=ODD_ID, client_secret=ODD_SECRET)) as server:
        yield Indeed(server.url)


@every_client
def test_any_character_may_stand_in_credentials_in_the_body(odd: Indeed, speak: Speaker) -> None:
    given = speak(odd, Ask(POST, ODD_ID, ODD_SECRET))
    assert [one["name"] for one in given.appinfo["employers"]] == NAMES


@every_client
def test_credentials_in_basic_are_form_encoded_by_who_uses_the_client(
    odd: Indeed, speak: Speaker
) -> None:
    """RFC 6749 section 2.3.1: none of these clients does it by itself."""
    given = speak(odd, Ask(BASIC, quote_plus(ODD_ID), quote_plus(ODD_SECRET)))
    assert [one["name"] for one in given.appinfo["employers"]] == NAMES
