"""profiles.toml: from its text to a book of profiles and back."""

from collections.abc import Mapping

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import AuthMethod, Endpoints
from indeed_tui.store.profile_model import DEFAULT_SCOPES, Profile, ProfileBook, production
from indeed_tui.store.profile_rules import (
    check_client_id,
    check_profile_name,
    check_scopes,
    check_url,
)
from indeed_tui.store.secret_source import SecretSource, SourceKind
from indeed_tui.store.toml import Document, Table

HEADER = "# Written by indeed-tui: comments aren't kept, and no secret belongs here.\n"

_PROFILE_KEYS = (
    "client_id",
    "secret",
    "secret_command",
    "scopes",
    "auth_method",
    "token_url",
    "appinfo_url",
    "api_url",
    "read_only",
    "cache_tokens",
    "add_employer_access",
)


def book_from(document: Document) -> ProfileBook:
    """Return the profiles of the file; ConfigError names file, key and line."""
    root = document.root
    root.only(("default", "profiles"))
    profiles = root.table("profiles")
    book = ProfileBook(tuple(_profile(profiles, name) for name in profiles.values))
    default = root.string("default", "")
    if "default" in root.values and book.get(default) is None:
        raise ConfigError(
            f"{document.where(('default',))}: the default {default!r} is no profile of this file",
            f"Name one of the profiles in {document.path}, or take the line out.",
            code="profile.default",
        )
    return ProfileBook(book.profiles, default or None)


def _profile(profiles: Table, name: str) -> Profile:
    profiles.checked(name, lambda: check_profile_name(name))
    table = profiles.table(name)
    table.only(_PROFILE_KEYS)
    table.require("client_id")
    client_id = table.string("client_id", "")
    return Profile(
        name,
        table.checked("client_id", lambda: check_client_id(client_id)),
        _source(table),
        _scopes(table),
        table.choice("auth_method", AuthMethod.POST),
        _endpoints(table),
        table.boolean("read_only", production(name)),
        table.boolean("cache_tokens", True),
        table.boolean("add_employer_access", True),
    )


def _source(table: Table) -> SecretSource:
    text = table.string("secret", SourceKind.FILE)
    command = table.strings("secret_command", ())
    key = "secret_command" if "secret_command" in table.values else "secret"
    return table.checked(key, lambda: SecretSource.parse(text, command))


def _scopes(table: Table) -> tuple[str, ...]:
    scopes = table.strings("scopes", DEFAULT_SCOPES)
    return table.checked("scopes", lambda: check_scopes(scopes))


def _endpoints(table: Table) -> Endpoints:
    plain = Endpoints()

    def url(key: str, default: str) -> str:
        value = table.string(key, default)
        return table.checked(key, lambda: check_url(value))

    return Endpoints(
        url("token_url", plain.token_url),
        url("appinfo_url", plain.appinfo_url),
        url("api_url", plain.api_url),
    )


def book_text(book: ProfileBook, before: ProfileBook, tables: Mapping[str, object]) -> str:
    """Return the file's text for a book whose profiles are all saved ones.

    A profile that is the same in `before` keeps its table from `tables` as it was.
    """
    import tomli_w

    profiles = {
        profile.name: (
            tables[profile.name] if before.get(profile.name) == profile else _table(profile)
        )
        for profile in book.profiles
    }
    default = {} if book.default is None else {"default": book.default}
    return HEADER + tomli_w.dumps({**default, "profiles": profiles})


def _table(profile: Profile) -> dict[str, object]:
    plain = Profile.create(profile.name, profile.client_id)
    table: dict[str, object] = {"client_id": profile.client_id, "secret": profile.source.text}
    if profile.source.command:
        table["secret_command"] = list(profile.source.command)
    if profile.scopes != plain.scopes:
        table["scopes"] = list(profile.scopes)
    optional: dict[str, tuple[object, object]] = {
        "auth_method": (str(profile.auth_method), str(plain.auth_method)),
        "token_url": (profile.endpoints.token_url, plain.endpoints.token_url),
        "appinfo_url": (profile.endpoints.appinfo_url, plain.endpoints.appinfo_url),
        "api_url": (profile.endpoints.api_url, plain.endpoints.api_url),
        "read_only": (profile.read_only, plain.read_only),
        "cache_tokens": (profile.cache_tokens, plain.cache_tokens),
        "add_employer_access": (profile.add_employer_access, plain.add_employer_access),
    }
    table.update((key, now) for key, (now, usual) in optional.items() if now != usual)
    return table
