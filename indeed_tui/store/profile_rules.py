"""What a profile's name, client id, scopes and URLs may look like."""

import re

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import EMPLOYER_ACCESS, origin

ENV_PROFILE = "env"

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
# RFC 6749 section 3.3, scope-token.
_SCOPE = re.compile(r"[\x21\x23-\x5B\x5D-\x7E]+")


def reserved() -> ConfigError:
    """Return the error for saving or defaulting to the profile of the environment."""
    return ConfigError(
        f"The name {ENV_PROFILE!r} belongs to the profile of the environment",
        "Choose another name; the environment's profile is preferred without being the default.",
        code="profile.name",
    )


def check_profile_name(name: str) -> str:
    """Return the name if a saved profile may have it, else raise ConfigError."""
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"{name!r} can't be a profile's name",
            "Use 1 to 64 letters, digits, dots, underscores and hyphens.",
            code="profile.name",
        )
    if name == ENV_PROFILE:
        raise reserved()
    return name


def check_client_id(client_id: str) -> str:
    """Return the client id if it can be one, else raise ConfigError."""
    if not client_id or not client_id.isprintable() or " " in client_id:
        raise ConfigError(
            "The client id is empty or has white space or control characters in it",
            "Copy it again from the app's page in Indeed's developer portal.",
            code="profile.client_id",
        )
    return client_id


def check_scopes(scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the scopes if each is a scope-token (RFC 6749 section 3.3), else ConfigError."""
    if not scopes:
        raise ConfigError(
            "The list of scopes is empty",
            f"Name at least one scope, or leave the list out for {EMPLOYER_ACCESS}.",
            code="profile.scopes",
        )
    wrong = next((scope for scope in scopes if not _SCOPE.fullmatch(scope)), None)
    if wrong is not None:
        raise ConfigError(
            f"{wrong!r} is no scope",
            "A scope is one word of printable ASCII without quotes; give each one by itself.",
            code="profile.scopes",
        )
    return scopes


def check_url(url: str) -> str:
    """Return the URL if a credential may be sent to it, else raise ConfigError."""
    if not url.isprintable() or " " in url:
        raise ConfigError(
            f"{url!r} has white space or control characters in it",
            "Give a full address such as https://apis.indeed.com.",
            code="url.invalid",
        )
    origin(url)
    return url
