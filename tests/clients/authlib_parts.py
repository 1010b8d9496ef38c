"""What the tests take from Authlib, imported without the warnings it gives while that happens."""

import warnings

# Authlib comes without types.
from authlib.deprecate import AuthlibDeprecationWarning  # type: ignore[import-untyped]
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.requests_client import (  # type: ignore[import-untyped]
    OAuth2Session as AuthlibSession,
)
from authlib.oauth2.rfc8414 import (  # type: ignore[import-untyped]
    AuthorizationServerMetadata,
)
from authlib.oidc.discovery import OpenIDProviderMetadata  # type: ignore[import-untyped]

with warnings.catch_warnings():
    # Its next major version wants httpx2 for httpx, and joserfc for its own JOSE.
    warnings.filterwarnings("ignore", category=AuthlibDeprecationWarning)
    from authlib.integrations.httpx_client import (  # type: ignore[import-untyped]
        AsyncOAuth2Client,
        OAuth2Client,
    )
    from authlib.jose import JsonWebKey, JsonWebToken  # type: ignore[import-untyped]
    from authlib.jose.errors import BadSignatureError  # type: ignore[import-untyped]

__all__ = [
    "AsyncOAuth2Client",
    "AuthlibSession",
    "AuthorizationServerMetadata",
    "BadSignatureError",
    "JsonWebKey",
    "JsonWebToken",
    "OAuth2Client",
    "OAuthError",
    "OpenIDProviderMetadata",
]
