"""Discovery and keys, read by Authlib: the documents are valid, a token's signature verifies."""

import time
from typing import Any

import pytest

from tests.clients.authlib_parts import (
    AuthorizationServerMetadata,
    BadSignatureError,
    JsonWebKey,
    JsonWebToken,
    OpenIDProviderMetadata,
)
from tests.clients.served import DHARMA, Indeed
from tests.clients.speakers import BASIC, POST, Ask, authlib_requests

ISSUER = "https://secure.indeed.com"
REQUIRED: dict[str, dict[str, object]] = {
    "iss": {"essential": True, "value": ISSUER},
    "sub": {"essential": True, "value": "app:demo-client"},
    "azp": {"essential": True, "value": "demo-client"},
    "iat": {"essential": True},
    "exp": {"essential": True},
    "scope": {"essential": True, "value": "employer_access"},
}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/.well-known/openid-configuration", OpenIDProviderMetadata),
        ("/.well-known/oauth-authorization-server", AuthorizationServerMetadata),
    ],
)
def test_a_discovery_document_is_valid_and_leads_to_this_server(
    indeed: Indeed, path: str, kind: Any
) -> None:
    document = kind(indeed.document(path))
    document.validate()
    assert document["issuer"] == ISSUER
    assert document["token_endpoint"] == indeed.token_url
    assert document["jwks_uri"] == f"{indeed.url}/.well-known/keys"
    assert set(document["token_endpoint_auth_methods_supported"]) == {POST, BASIC}
    assert "client_credentials" in document["grant_types_supported"]


def verified(indeed: Indeed, token: str) -> Any:
    """Return the claims of a token whose signature and claims Authlib has checked."""
    keys = JsonWebKey.import_key_set(indeed.document("/.well-known/keys"))
    claims = JsonWebToken(["ES256"]).decode(token, keys, claims_options=REQUIRED)
    claims.validate()
    return claims


@pytest.mark.parametrize("employer", [None, DHARMA])
def test_the_served_key_verifies_a_token_and_its_claims(
    indeed: Indeed, employer: str | None
) -> None:
    before = int(time.time())
    given = authlib_requests(indeed, Ask(POST, employer=employer))
    claims = verified(indeed, given.token["access_token"])
    assert before <= claims["iat"] <= time.time()
    assert claims["exp"] == claims["iat"] + 3600


def test_a_token_with_another_ones_signature_is_refused(indeed: Indeed) -> None:
    one, other = (
        authlib_requests(indeed, Ask(POST)).token["access_token"].rpartition(".") for _ in "ab"
    )
    with pytest.raises(BadSignatureError):
        verified(indeed, f"{one[0]}.{other[2]}")
