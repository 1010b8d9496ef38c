"""A profile and the book of all profiles, as frozen values."""

from dataclasses import dataclass, replace

from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import EMPLOYER_ACCESS, AuthMethod, Credentials, Endpoints, Secret
from indeed_tui.store.profile_rules import (
    ENV_PROFILE,
    check_client_id,
    check_profile_name,
    check_scopes,
    check_url,
    reserved,
)
from indeed_tui.store.secret_source import FROM_FILE, SecretSource, check_source

DEFAULT_SCOPES = (EMPLOYER_ACCESS,)


class NotFoundError(IndeedError):
    """No profile has that name."""


def production(name: str) -> bool:
    """Say whether a profile of this name is a production app: names ending in -prod are."""
    return name.endswith("-prod")


@dataclass(frozen=True, slots=True)
class Profile:
    """One registered Indeed app, without its secret; `create` fills defaults in and checks."""

    name: str
    client_id: str
    source: SecretSource
    scopes: tuple[str, ...]
    auth_method: AuthMethod
    endpoints: Endpoints
    read_only: bool
    cache_tokens: bool
    add_employer_access: bool = True

    @classmethod
    def create(
        cls,
        name: str,
        client_id: str,
        source: SecretSource = FROM_FILE,
        *,
        scopes: tuple[str, ...] = DEFAULT_SCOPES,
        auth_method: AuthMethod = AuthMethod.POST,
        endpoints: Endpoints = Endpoints(),  # noqa: B008 - frozen
        read_only: bool | None = None,
        cache_tokens: bool = True,
        add_employer_access: bool = True,
    ) -> "Profile":
        """Return a checked profile; `read_only` None means: as the name says.

        Raises ConfigError where a value breaks a rule.
        """
        return check_profile(
            cls(
                name,
                client_id,
                source,
                scopes,
                auth_method,
                endpoints,
                production(name) if read_only is None else read_only,
                cache_tokens,
                add_employer_access,
            )
        )

    @property
    def is_production(self) -> bool:
        """Whether the name marks a production app."""
        return production(self.name)

    def credentials(self, secret: Secret) -> Credentials:
        """Return what the wire needs: this profile with its secret."""
        return Credentials(
            self.name,
            self.client_id,
            secret,
            self.scopes,
            self.auth_method,
            self.endpoints,
            self.add_employer_access,
            self.read_only,
        )


@dataclass(frozen=True, slots=True)
class ProfileBook:
    """All profiles in their order, and the name of the default one; a change is a new book."""

    profiles: tuple[Profile, ...] = ()
    default: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the order of the profiles."""
        return tuple(profile.name for profile in self.profiles)

    def get(self, name: str) -> Profile | None:
        """Return the profile of that name, or None."""
        for profile in self.profiles:
            if profile.name == name:
                return profile
        return None

    def find(self, name: str) -> Profile:
        """Return the profile of that name; NotFoundError with near names if there is none."""
        profile = self.get(name)
        if profile is None:
            raise NotFoundError(
                f"There is no profile {name!r}", _known(name, self.names), code="profile.unknown"
            )
        return profile

    def with_profile(self, profile: Profile) -> "ProfileBook":
        """Return the book with this profile, in the place of one of the same name or last."""
        if self.get(profile.name) is None:
            return replace(self, profiles=(*self.profiles, profile))
        kept = (profile if old.name == profile.name else old for old in self.profiles)
        return replace(self, profiles=tuple(kept))

    def without(self, name: str) -> "ProfileBook":
        """Return the book without that profile; NotFoundError if there is none."""
        gone = self.find(name)
        kept = tuple(profile for profile in self.profiles if profile is not gone)
        return ProfileBook(kept, None if self.default == name else self.default)

    def with_default(self, name: str | None) -> "ProfileBook":
        """Return the book with another default; NotFoundError if there is no such profile.

        Raises ConfigError for the environment's profile, which is never saved.
        """
        if name == ENV_PROFILE:
            raise reserved()
        return replace(self, default=None if name is None else self.find(name).name)


def _known(name: str, names: tuple[str, ...]) -> str:
    if not names:
        return "There are no profiles yet; add one: indeed-tui profiles add NAME."
    from difflib import get_close_matches

    near = get_close_matches(name, names, n=3, cutoff=0.5)
    listed = ", ".join(names)
    return f"Did you mean {' or '.join(near)}?" if near else f"Known profiles: {listed}."


def check_profile(profile: Profile) -> Profile:
    """Return the profile if it can be saved and used, else raise ConfigError."""
    check_profile_name(profile.name)
    check_client_id(profile.client_id)
    check_source(profile.source)
    check_scopes(profile.scopes)
    urls = profile.endpoints
    for url in (urls.token_url, urls.appinfo_url, urls.api_url):
        check_url(url)
    return profile
