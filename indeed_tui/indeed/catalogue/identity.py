"""Documented operations about who is who: the app's employers, and how tokens can be checked."""

from indeed_tui.indeed.catalogue.model import Operation, TokenKind

_FLOW = "https://docs.indeed.com/authorization/auth-2-legged-oauth"
_REFERENCE = "https://docs.indeed.com/authorization/oauth-reference"

IDENTITY_OPERATIONS = (
    Operation(
        id="appinfo",
        title="List employers",
        about="The employers the app may act for. One appears once its account has added the "
        "app owner's e-mail as a user. What a token of one employer sees isn't documented.",
        method="GET",
        path="/v2/api/appinfo",
        scopes=("employer_access",),
        token=TokenKind.EITHER,
        documentation=_FLOW,
        source="Indeed documentation",
    ),
    Operation(
        id="identity.openid-configuration",
        title="OpenID configuration",
        about="Indeed's endpoints and what they support. Needs no token.",
        method="GET",
        path="/.well-known/openid-configuration",
        scopes=(),
        token=TokenKind.EITHER,
        documentation=_REFERENCE,
        source="Indeed's published source code; the page is about OAuth and doesn't name it",
    ),
    Operation(
        id="identity.keys",
        title="Signing keys",
        about="The public keys (JWKS) that access tokens are signed with. Needs no token.",
        method="GET",
        path="/.well-known/keys",
        scopes=(),
        token=TokenKind.EITHER,
        documentation=_REFERENCE,
        source="Indeed's published source code; the page is about OAuth and doesn't name it",
    ),
)
