"""Client secrets: asked for where the profile says, and kept in secrets.toml."""

import sys
from collections.abc import Callable, Mapping

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import Secret
from indeed_tui.store.files import exclusive, private_directory, sweep, write_atomic
from indeed_tui.store.paths import APP, Places
from indeed_tui.store.profile_model import Profile
from indeed_tui.store.profile_rules import check_profile_name
from indeed_tui.store.profiles import CLIENT_SECRET_VARIABLE
from indeed_tui.store.secret_command import ask_command, heard, run
from indeed_tui.store.secret_source import SourceKind
from indeed_tui.store.toml import read_document

HEADER = "# Written by indeed-tui: comments aren't kept. Keep this file to yourself.\n"
SECRET_TIMEOUT = 20.0


def read_secret(
    profile: Profile,
    places: Places,
    environ: Mapping[str, str],
    *,
    timeout: float = SECRET_TIMEOUT,
) -> Secret:
    """Return the profile's secret; blocks, for `timeout` seconds at most on other programs.

    Raises ConfigError that says what is missing or wrong, never with a part of the secret.
    """
    source = profile.source
    match source.kind:
        case SourceKind.FILE:
            return clean_secret(
                _from_file(profile.name, places), f"The secret in {places.secrets.name}"
            )
        case SourceKind.ENV:
            return _from_variable(source.name or "", environ)
        case SourceKind.ENV_PAIR:
            return _from_variable(CLIENT_SECRET_VARIABLE, environ)
        case SourceKind.COMMAND:
            line = ask_command(source.command, environ, timeout=timeout)
            return clean_secret(line, "What the secret's command printed")
        case SourceKind.KEYRING:
            line = _from_keyring(profile.name, environ, timeout)
            return clean_secret(line, "The secret in the keyring")


def write_secret(places: Places, name: str, secret: Secret) -> None:
    """Keep a profile's secret in secrets.toml, beside those of the others.

    Raises ConfigError (a name or secret that can't be one, a broken file, which is left as
    it is) and StoreError.
    """
    check_profile_name(name)
    clean = clean_secret(secret.reveal(), "The secret")
    _change(places, lambda stored: {**stored, name: clean.reveal()})


def stored_secret(places: Places, name: str) -> Secret | None:
    """Return what secrets.toml holds for a profile of that name, whatever its source; or None.

    Raises ConfigError for a broken file.
    """
    value = _stored(places).get(name)
    return None if value is None else Secret(value)


def forget_secret(places: Places, name: str) -> None:
    """Take a profile's secret out of secrets.toml, if it is there; errors as `write_secret`."""
    _change(places, lambda stored: {key: stored[key] for key in stored if key != name})


def _change(places: Places, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
    import tomli_w

    with exclusive(places.lock(places.secrets)):
        before = _stored(places)
        after = change(before)
        if after != before:
            private_directory(places.config, tighten=False)
            sweep(places.config)
            text = HEADER + tomli_w.dumps({"secrets": after})
            write_atomic(places.secrets, text.encode())


def _stored(places: Places) -> dict[str, str]:
    document = read_document(places.secrets, secret=True)
    if document is None:
        return {}
    document.root.only(("secrets",))
    table = document.root.table("secrets")
    return {name: table.string(name, "") for name in table.values}


def _from_file(name: str, places: Places) -> str:
    stored = _stored(places)
    if name not in stored:
        raise ConfigError(
            f"No secret is stored for the profile {name!r}",
            f"Edit {name} in indeed-tui, or run `indeed-tui profiles add {name} --replace`; "
            f"it is kept in {places.secrets}.",
            code="secret.missing",
        )
    return stored[name]


def _from_variable(variable: str, environ: Mapping[str, str]) -> Secret:
    value = environ.get(variable, "")
    if not value:
        raise ConfigError(
            f"The variable {variable} is not set, and the secret comes from it",
            f"Set {variable} before indeed-tui starts, or change where the secret comes from.",
            code="secret.missing",
        )
    return clean_secret(value, f"The variable {variable}")


def _from_keyring(name: str, environ: Mapping[str, str], timeout: float) -> str:
    from importlib.util import find_spec

    if find_spec("keyring") is None:
        raise ConfigError(
            "The secret is in the keyring, and the Python package keyring isn't installed",
            "Install it beside indeed-tui (pip install keyring), or use another secret source.",
            code="secret.keyring",
        )
    # A process of its own: a keyring that waits for a desktop can be stopped, a thread can't.
    command = (sys.executable, "-P", "-m", "keyring", "get", APP, name)
    ending = run(command, environ, timeout=timeout)
    if ending.status == 0:
        return ending.stdout.decode(errors="surrogateescape")
    store = f"Store it with `keyring set {APP} {name}`, or use another secret source."
    if ending.status is None:
        says = f"The keyring didn't answer within {timeout:g} s"
        store = "Unlock it, or use another secret source: a far machine seldom has one."
    elif ending.stderr:
        says = "The keyring can't be read"
    else:
        says = f"The keyring holds no secret for the profile {name!r}"
    raise ConfigError(says, heard(store, ending), code="secret.keyring")


def clean_secret(text: str, what: str) -> Secret:
    """Return a secret without its trailing line ends; ConfigError if it can't be one."""
    value = text.rstrip("\r\n")
    if not value.strip():
        wrong = "is empty"
    elif value != value.strip():
        wrong = "begins or ends with white space"
    elif any(c < " " or "\x7f" <= c <= "\x9f" for c in value):
        wrong = "has control characters in it"
    elif any("\ud800" <= c <= "\udfff" for c in value):
        wrong = "is not UTF-8 text"
    else:
        return Secret(value)
    raise ConfigError(
        f"{what} {wrong}",
        "Copy the secret again, by itself, from the app's page in Indeed's developer portal.",
        code="secret.invalid",
    )
