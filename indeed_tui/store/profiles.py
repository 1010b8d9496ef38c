"""The profiles: from profiles.toml and the environment, chosen, and saved without a loss."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import AuthMethod, Endpoints
from indeed_tui.store.files import exclusive, private_directory, sweep, write_atomic
from indeed_tui.store.paths import Places
from indeed_tui.store.profile_file import book_from, book_text
from indeed_tui.store.profile_model import (
    DEFAULT_SCOPES,
    NotFoundError,
    Profile,
    ProfileBook,
    check_profile,
)
from indeed_tui.store.profile_rules import (
    ENV_PROFILE,
    check_client_id,
    check_profile_name,
    check_scopes,
    check_url,
    reserved,
)
from indeed_tui.store.secret_source import SecretSource, SourceKind
from indeed_tui.store.toml import Document, placed, read_document

__all__ = [
    "CLIENT_ID_VARIABLE",
    "CLIENT_SECRET_VARIABLE",
    "DEFAULT_SCOPES",
    "ENV_PROFILE",
    "PROFILE_VARIABLE",
    "NotFoundError",
    "Profile",
    "ProfileBook",
    "SecretSource",
    "SourceKind",
    "check_profile_name",
    "choose",
    "load_profiles",
    "save_profiles",
]

CLIENT_ID_VARIABLE = "INDEED_CLIENT_ID"
CLIENT_SECRET_VARIABLE = "INDEED_CLIENT_SECRET"  # noqa: S105
PROFILE_VARIABLE = "INDEED_TUI_PROFILE"

Value = TypeVar("Value")


def load_profiles(places: Places, environ: Mapping[str, str]) -> ProfileBook:
    """Return the environment's profile, if it has one, and those of profiles.toml.

    Raises ConfigError that names the variable, or the file, key and line.
    """
    document = read_document(places.profiles)
    saved = ProfileBook() if document is None else book_from(document)
    unsaved = _environment_profile(environ)
    return saved if unsaved is None else replace(saved, profiles=(unsaved, *saved.profiles))


def choose(book: ProfileBook, flag: str | None, environ: Mapping[str, str]) -> Profile | None:
    """Return the profile to use: flag, variable, the environment's, default, first; else None.

    Raises NotFoundError if flag or variable name none that there is.
    """
    named = flag if flag is not None else environ.get(PROFILE_VARIABLE) or None
    if named is not None:
        return book.find(named)
    for name in (ENV_PROFILE, book.default):
        profile = None if name is None else book.get(name)
        if profile is not None:
            return profile
    return book.profiles[0] if book.profiles else None


def save_profiles(places: Places, change: Callable[[ProfileBook], ProfileBook]) -> ProfileBook:
    """Apply a change to the saved profiles under a lock, write them, and return them.

    `change` gets the file's profiles as they are now, without the environment's, and may
    be called in any process. Raises ConfigError (a broken file, which is left as it is, or a
    profile that breaks a rule) and StoreError (the disk, or the lock taken for 5 seconds).
    """
    with exclusive(places.lock(places.profiles)):
        document = read_document(places.profiles)
        before = ProfileBook() if document is None else book_from(document)
        after = _saved(change(before))
        if after != before:
            text = book_text(after, before, _tables(document))
            private_directory(places.config, tighten=False)
            sweep(places.config)
            write_atomic(places.profiles, text.encode())
        return after


def _saved(book: ProfileBook) -> ProfileBook:
    kept = tuple(one for one in book.profiles if one.source.kind is not SourceKind.ENV_PAIR)
    for profile in kept:
        check_profile(profile)
    if book.default == ENV_PROFILE:
        raise reserved()
    return ProfileBook(kept).with_default(book.default)


def _tables(document: Document | None) -> Mapping[str, object]:
    return {} if document is None else document.root.table("profiles").values


def _environment_profile(environ: Mapping[str, str]) -> Profile | None:
    client_id = environ.get(CLIENT_ID_VARIABLE, "")
    secret = environ.get(CLIENT_SECRET_VARIABLE, "")
    if not client_id and not secret:
        return None
    if not client_id or not secret:
        missing, given = CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE
        if client_id:
            missing, given = given, missing
        raise ConfigError(
            f"{given} is set and {missing} is not",
            f"Set both for the profile {ENV_PROFILE!r}, or unset {given}.",
            code="env.incomplete",
        )
    return Profile(
        ENV_PROFILE,
        _checked(CLIENT_ID_VARIABLE, lambda: check_client_id(client_id)),
        SecretSource(SourceKind.ENV_PAIR),
        _scopes(environ),
        _auth_method(environ),
        _endpoints(environ),
        read_only=False,
        cache_tokens=True,
    )


def _checked(variable: str, check: Callable[[], Value]) -> Value:
    try:
        return check()
    except ConfigError as error:
        raise placed(error, variable) from None


def _scopes(environ: Mapping[str, str]) -> tuple[str, ...]:
    variable = "INDEED_TUI_SCOPES"
    scopes = tuple(environ.get(variable, "").split()) or DEFAULT_SCOPES
    return _checked(variable, lambda: check_scopes(scopes))


def _auth_method(environ: Mapping[str, str]) -> AuthMethod:
    variable = "INDEED_TUI_AUTH_METHOD"
    method = environ.get(variable) or AuthMethod.POST
    if method not in tuple(AuthMethod):
        raise ConfigError(
            f"{variable}: {method!r} is no auth method",
            f"Use one of: {', '.join(AuthMethod)}.",
            code="config.value",
        )
    return AuthMethod(method)


def _endpoints(environ: Mapping[str, str]) -> Endpoints:
    plain = Endpoints()

    def url(variable: str, default: str) -> str:
        value = environ.get(variable) or default
        return _checked(variable, lambda: check_url(value))

    return Endpoints(
        url("INDEED_TUI_TOKEN_URL", plain.token_url),
        url("INDEED_TUI_APPINFO_URL", plain.appinfo_url),
        url("INDEED_TUI_API_URL", plain.api_url),
    )
