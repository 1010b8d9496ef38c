"""Which profile is used and why, and whether its secret can be had."""

from collections.abc import Callable, Generator, Mapping

from indeed_tui.cli.checks.check import Area, Check
from indeed_tui.cli.exits import Exit
from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import Secret
from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import (
    CLIENT_ID_VARIABLE,
    CLIENT_SECRET_VARIABLE,
    ENV_PROFILE,
    PROFILE_VARIABLE,
    NotFoundError,
    Profile,
    ProfileBook,
    SourceKind,
    choose,
    load_profiles,
)
from indeed_tui.store.secrets import read_secret

AREA = Area("profile")
SECRET_LIMIT = 5.0
_QUOTES = ("''", '""', "``")


def profile_checks(
    places: Places, environ: Mapping[str, str], wanted: str | None, *, readable: bool
) -> Generator[Check, None, Profile | None]:
    """Yield how the profile was chosen and what it is; return it, None where there is none.

    `readable` says that profiles.toml was read; where it wasn't, that was told already.
    """
    try:
        book = load_profiles(places, environ)
        profile = choose(book, wanted, environ)
    except NotFoundError as error:
        yield AREA.error("chosen", error)
        return None
    except IndeedError as error:
        if readable:
            yield AREA.error("chosen", error, Exit.USAGE)
        else:
            yield AREA.skip("chosen", "profiles.toml can't be read, see above")
        return None
    if profile is None:
        yield AREA.fail(
            "chosen",
            "there are no credentials yet",
            f"Start `indeed-tui` and add some, or set {CLIENT_ID_VARIABLE} and "
            f"{CLIENT_SECRET_VARIABLE}.",
            Exit.UNKNOWN,
        )
        return None
    yield AREA.ok("chosen", f"{profile.name}, {reason(book, profile, wanted, environ)}")
    yield AREA.ok("client id", profile.client_id)
    yield AREA.ok(
        "writes",
        "refused: the profile is read-only" if profile.read_only else "allowed, each one asks",
    )
    return profile


def reason(
    book: ProfileBook, profile: Profile, wanted: str | None, environ: Mapping[str, str]
) -> str:
    """Return why `choose` took this profile, by the precedence of the contract."""
    if wanted is not None:
        return "named by --profile"
    if environ.get(PROFILE_VARIABLE):
        return f"named by {PROFILE_VARIABLE}"
    if profile.name == ENV_PROFILE:
        return f"from {CLIENT_ID_VARIABLE}"
    return "the default" if profile.name == book.default else "the first one"


def secret_checks(
    profile: Profile | None,
    places: Places,
    environ: Mapping[str, str],
    *,
    read: Callable[[Profile, Places, Mapping[str, str]], Secret] | None = None,
) -> Generator[Check, None, Secret | None]:
    """Yield where the secret comes from and whether it can be had; return it, None if not."""
    if profile is None:
        yield AREA.skip("secret", "there is no profile")
        return None
    try:
        secret = (read or _read)(profile, places, environ)
    except IndeedError as error:
        yield AREA.error("secret", error, Exit.USAGE)
        return None
    source = _source(profile)
    odd = oddity(secret, profile.client_id)
    if odd is None:
        yield AREA.ok("secret", f"from {source}, readable")
    else:
        yield AREA.warn(
            "secret",
            f"from {source}, readable, but {odd}",
            "Copy it again, by itself, from the app's page in Indeed's developer portal.",
        )
    return secret


def _read(profile: Profile, places: Places, environ: Mapping[str, str]) -> Secret:
    return read_secret(profile, places, environ, timeout=SECRET_LIMIT)


def _source(profile: Profile) -> str:
    source = profile.source
    if source.kind is SourceKind.ENV:
        return f"the variable {source.name}"
    if source.kind is SourceKind.ENV_PAIR:
        return f"the variable {CLIENT_SECRET_VARIABLE}"
    if source.kind is SourceKind.COMMAND:
        return f"the command {source.command[0]}"
    return "secrets.toml" if source.kind is SourceKind.FILE else "the keyring"


def oddity(secret: Secret, client_id: str) -> str | None:
    """Return what is odd about a secret's shape, without a letter of it; None for nothing."""
    clear = secret.reveal()
    if any(letter.isspace() for letter in clear):
        return "it has white space in it"
    if len(clear) > 1 and clear[0] + clear[-1] in _QUOTES:
        return "it stands in quotation marks"
    if clear == client_id:
        return "it is the client id once more"
    return None if clear.isascii() else "it isn't ASCII"
