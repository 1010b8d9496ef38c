"""Who the token is for: appinfo, userinfo, and the discovery documents of `secure.indeed.com`."""

from indeed_tui.simulator.answers import (
    JSON_TYPE,
    Answer,
    Json,
    JsonObject,
    bearer_refusal,
    forbidden_page,
    invalid_token,
    json_answer,
    not_allowed,
)
from indeed_tui.simulator.calls import APIS_HOST, SECURE_HOST, Call
from indeed_tui.simulator.data import Directory
from indeed_tui.simulator.tokens import APP_SCOPES, ISSUER, USER_SCOPES, Issued, jwks

APPINFO = "/v2/api/appinfo"
USERINFO = "/v2/api/userinfo"
KEYS = "/.well-known/keys"
OPENID = "/.well-known/openid-configuration"
METADATA = "/.well-known/oauth-authorization-server"
PATHS = frozenset((APPINFO, USERINFO, KEYS, OPENID, METADATA))


def identity_answer(call: Call, issued: Issued | None, directory: Directory) -> Answer:
    """Return the answer to a GET of one of `PATHS`, or the HTML 403 that any other path gets.

    `issued` is what the bearer token stands for.
    """
    if call.path not in PATHS or elsewhere(call):
        return forbidden_page()
    if call.method != "GET":
        return not_allowed("GET")
    if call.path == KEYS:
        return json_answer(200, jwks())
    if call.path in (OPENID, METADATA):
        return json_answer(200, _metadata(call))
    if issued is None:
        return invalid_token()
    if call.path == USERINFO:
        # What a 2-legged token gets here is UNKNOWN: no user stands behind it, so a 403.
        return bearer_refusal(
            403, "insufficient_scope", "No user stands behind this token", "email"
        )
    if not issued.allows("employer_access"):
        text = "The access token lacks a required scope"
        return bearer_refusal(403, "insufficient_scope", text, "employer_access")
    # Whether an employer token sees all employers is UNKNOWN; here it does.
    return Answer(200, (("Content-Type", JSON_TYPE),), directory.appinfo)


def elsewhere(call: Call) -> bool:
    """Say whether a path was asked of Indeed's other host, which doesn't serve it.

    Only Indeed's two host names are told apart; any other host serves every path.
    """
    return call.host == (APIS_HOST if call.path in PATHS else SECURE_HOST)


def _metadata(call: Call) -> JsonObject:
    real = call.host in (APIS_HOST, SECURE_HOST)
    secure = f"https://{SECURE_HOST}" if real else call.origin
    apis = f"https://{APIS_HOST}" if real else call.origin
    scopes: list[Json] = [*APP_SCOPES, *USER_SCOPES]
    return {
        "issuer": ISSUER,
        "authorization_endpoint": f"{secure}/oauth/v2/authorize",
        "token_endpoint": f"{apis}/oauth/v2/tokens",
        "userinfo_endpoint": f"{secure}{USERINFO}",
        "jwks_uri": f"{secure}{KEYS}",
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "subject_types_supported": ["public"],
        # OpenID Connect Discovery section 3 demands RS256 here, and libraries check it.
        "id_token_signing_alg_values_supported": ["ES256", "RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
    }
