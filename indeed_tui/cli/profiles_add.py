"""`indeed-tui profiles add`: a new profile, or changes to one that is there."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn, TypeVar

from indeed_tui.cli.asking import interactive, piped_secret, typed, typed_secret
from indeed_tui.cli.compose import Home
from indeed_tui.cli.exits import Exit, say, told
from indeed_tui.cli.options import add_command
from indeed_tui.cli.profiles_saved import say_next, settle_tokens
from indeed_tui.indeed.errors import ConfigError, IndeedError
from indeed_tui.indeed.models import AuthMethod, Endpoints, Secret
from indeed_tui.store.profile_model import check_profile
from indeed_tui.store.profiles import (
    Profile,
    SecretSource,
    check_profile_name,
    save_profiles,
)
from indeed_tui.store.secret_source import FROM_FILE, command_words

if TYPE_CHECKING:
    from indeed_tui.cli.options import Commands
    from indeed_tui.indeed.models import Token

Value = TypeVar("Value")

_EPILOG = """\
The secret is asked for without echo, or read from stdin where that is no terminal; it is kept in
secrets.toml (0600), apart from profiles.toml. With --secret-env, --secret-command or
--secret-keyring it stays where it is and is read whenever a token is requested.

With --replace every setting that isn't given stays. The saved secret stays too, unless --client-id
or --new-secret is given, or nothing else is: then a new one is asked for, or read from stdin.

examples:
  indeed-tui profiles add acme-dev
  indeed-tui profiles add acme-prod --client-id 6nww... --test --default
  indeed-tui profiles add acme-prod --client-id 6nww... --secret-command 'pass show indeed/prod'
  pass show indeed/prod | indeed-tui profiles add acme-prod --client-id 6nww... --replace
  indeed-tui profiles add acme-prod --replace --scope employer_access --scope employer.hosted_job
  indeed-tui profiles add acme-prod --replace --test       a new secret, tried before it is saved
"""
_SETTINGS = (
    "scope", "auth_method", "token_url", "appinfo_url", "api_url", "read_only", "cache_tokens",
    "add_employer_access",
)  # fmt: skip


class _NoArgument(argparse.Action):
    """Refuses a secret on the command line, without repeating it."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,  # noqa: ARG002
        values: str | Sequence[object] | None,  # noqa: ARG002
        option_string: str | None = None,
    ) -> NoReturn:
        """End with status 2 and what to do instead."""
        parser.error(
            f"{option_string}: a secret is never an argument, where every user of this machine "
            "can see it; type it at the prompt, or pipe it in (see -h)"
        )


def add_add(actions: "Commands") -> None:
    """Add `profiles add` to the parser."""
    adding = add_command(
        actions,
        "add",
        add,
        help="add a profile, or change one with --replace",
        description="Add a profile. What is missing is asked for on a terminal.",
        epilog=_EPILOG,
    )
    adding.add_argument("name", metavar="NAME", nargs="?", help="letters, digits, . _ and -")
    adding.add_argument("--client-id", metavar="ID", help="as in Partner Console")
    _add_sources(adding)
    _add_settings(adding)
    adding.add_argument(
        "--test", action="store_true", help="request one token first; save only if one is given"
    )
    adding.add_argument("--default", action="store_true", help="make it the default profile")
    adding.add_argument("--replace", action="store_true", help="change the profile of that name")
    adding.add_argument(
        "--secret", "--client-secret", nargs="?", action=_NoArgument, help=argparse.SUPPRESS
    )


def _add_sources(adding: argparse.ArgumentParser) -> None:
    sources = adding.add_argument_group("where the secret comes from")
    source = sources.add_mutually_exclusive_group()
    source.add_argument("--secret-env", metavar="VAR", help="this environment variable")
    source.add_argument("--secret-command", metavar="COMMAND", help="the first line it prints")
    source.add_argument("--secret-keyring", action="store_true", help="the desktop's keyring")
    source.add_argument(
        "--new-secret",
        action="store_true",
        help="the prompt or stdin; needed only to give a new one with --replace",
    )


def _add_settings(adding: argparse.ArgumentParser) -> None:
    settings = adding.add_argument_group("settings")
    settings.add_argument(
        "--scope", action="append", metavar="S", help="may be repeated (default: employer_access)"
    )
    settings.add_argument(
        "--auth-method",
        choices=[str(method) for method in AuthMethod],
        help=f"how the secret is sent (default: {AuthMethod.POST})",
    )
    for option, usual in (
        ("token", Endpoints().token_url),
        ("appinfo", Endpoints().appinfo_url),
        ("api", Endpoints().api_url),
    ):
        settings.add_argument(f"--{option}-url", metavar="URL", help=f"default: {usual}")
    for option, text in (
        ("--read-only", "refuse calls that change something (default: for names ending in -prod)"),
        ("--cache-tokens", "share tokens between processes, on disk (default)"),
        ("--add-employer-access", "add that scope to employers' tokens (default)"),
    ):
        settings.add_argument(
            option, action=argparse.BooleanOptionalAction, default=None, help=text
        )


def add(chosen: argparse.Namespace) -> int:
    """Save a profile and say what to do next; 3 or 4, and nothing saved, where --test fails.

    Raises ConfigError for what can't be saved, StoreError where the disk refuses.
    """
    from indeed_tui.session.accounts import DiskAccounts

    home = Home.of(dict(os.environ))
    accounts = DiskAccounts(home.places, home.environ)
    book = accounts.load()
    name = check_profile_name(_or_asked(chosen.name or chosen.profile, "Name of the profile"))
    former = book.get(name)
    if former is not None and not chosen.replace:
        raise _taken(name)
    profile = _profile(chosen, name, former)
    secret = _secret(chosen, profile, former)
    token = None
    if chosen.test:
        try:
            token = _tried(home, profile, secret or accounts.secret(profile))
        except IndeedError as error:
            status = told(error)
            say("nothing was saved")
            return status
    if accounts.load().get(name) != former:
        raise _changed(name)
    saved = accounts.save(profile, secret, None if former is None else name)
    if chosen.default:
        saved = save_profiles(home.places, lambda kept: kept.with_default(name))
    settle_tokens(home, profile, former, secret, token)
    say_next(home, saved, profile, former, token)
    return Exit.OK


def _or_asked(given: str | None, question: str) -> str:
    """Return what was given, else what is typed; ConfigError where nobody can be asked."""
    if given is not None:
        return given
    if interactive():
        return typed(question)
    raise ConfigError(
        f"{question}: it is missing, and here is no terminal to ask on",
        "Give it: indeed-tui profiles add NAME --client-id ID",
        code="usage.missing",
    )


def _profile(chosen: argparse.Namespace, name: str, former: Profile | None) -> Profile:
    """Return the profile that the options mean: what isn't given is as before, or as usual."""
    if former is None:
        client_id = _or_asked(chosen.client_id, "Client id").strip()
        former = Profile.create(name, client_id)
    urls = former.endpoints
    return check_profile(
        replace(
            former,
            client_id=_given(chosen.client_id, former.client_id).strip(),
            source=_source(chosen, former),
            scopes=former.scopes if chosen.scope is None else _scopes(chosen.scope),
            auth_method=AuthMethod(_given(chosen.auth_method, former.auth_method)),
            endpoints=Endpoints(
                _given(chosen.token_url, urls.token_url),
                _given(chosen.appinfo_url, urls.appinfo_url),
                _given(chosen.api_url, urls.api_url),
            ),
            read_only=_given(chosen.read_only, former.read_only),
            cache_tokens=_given(chosen.cache_tokens, former.cache_tokens),
            add_employer_access=_given(chosen.add_employer_access, former.add_employer_access),
        )
    )


def _given(value: Value | None, otherwise: Value) -> Value:
    return otherwise if value is None else value


def _scopes(given: Sequence[str]) -> tuple[str, ...]:
    """Return each scope by itself: Partner Console shows them with blanks between."""
    return tuple(dict.fromkeys(word for each in given for word in each.split()))


def _source(chosen: argparse.Namespace, former: Profile) -> SecretSource:
    if chosen.secret_env is not None:
        return SecretSource.parse(f"env:{chosen.secret_env}")
    if chosen.secret_command is not None:
        return SecretSource.parse("command", command_words(chosen.secret_command))
    if chosen.secret_keyring:
        return SecretSource.parse("keyring")
    return FROM_FILE if chosen.new_secret else former.source


def _secret(chosen: argparse.Namespace, profile: Profile, former: Profile | None) -> Secret | None:
    """Return the secret that was typed or piped in, None where it isn't to be asked for."""
    from indeed_tui.store.secrets import clean_secret

    if profile.source != FROM_FILE:
        return None
    saved = former is not None and former.source == FROM_FILE
    settings = any(getattr(chosen, setting) is not None for setting in _SETTINGS)
    if saved and settings and not chosen.new_secret and chosen.client_id is None:
        return None
    if not interactive():
        return clean_secret(piped_secret().reveal(), "The secret")
    same_app = former is not None and former.client_id == profile.client_id
    keeps = saved and same_app and not chosen.new_secret
    secret = typed_secret(f"Client secret ({'empty: as saved' if keeps else 'not shown'})")
    if keeps and not secret:
        return None
    return clean_secret(secret.reveal(), "The secret")


def _tried(home: Home, profile: Profile, secret: Secret) -> "Token":
    """Request one token, and nothing else; raises what Indeed or the network objects to."""
    import asyncio

    from indeed_tui.session.clock import SystemClock

    async def request() -> "Token":
        session = home.session(SystemClock(), lambda event: None)  # noqa: ARG005
        try:
            return await session.test(profile, secret, None)
        finally:
            await session.close(0.0)

    say(f"trying the credentials at {profile.endpoints.token_url}")
    return asyncio.run(request())


def _taken(name: str) -> ConfigError:
    return ConfigError(
        f"There is a profile {name!r} already",
        "Choose another name, or add --replace to change it; what isn't given stays.",
        code="profile.name",
    )


def _changed(name: str) -> ConfigError:
    return ConfigError(
        f"The profile {name!r} was changed by somebody else in the meantime; nothing was saved",
        f"Look at it (indeed-tui profiles show {name}), then run this again.",
        code="profile.changed",
    )
