"""What the credentials editor holds, and the profile that it means: pure."""

import shlex
from dataclasses import dataclass, field

from indeed_tui.indeed.errors import ConfigError, Problem
from indeed_tui.indeed.models import (
    DEFAULT_API_URL,
    DEFAULT_APPINFO_URL,
    DEFAULT_TOKEN_URL,
    EMPLOYER_ACCESS,
    AuthMethod,
    Endpoints,
    Secret,
)
from indeed_tui.store.profile_rules import check_url
from indeed_tui.store.profiles import Profile, SecretSource, SourceKind
from indeed_tui.store.secret_source import command_words

FILE, VARIABLE, COMMAND, KEYRING = "file", "env", "command", "keyring"
AS_NAMED, YES, NO = "named", "yes", "no"


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """Every field as the user typed it; `secret` never prints itself."""

    name: str = ""
    client_id: str = ""
    secret: Secret = field(default_factory=lambda: Secret(""))
    source: str = FILE
    where: str = ""
    scopes: str = EMPLOYER_ACCESS
    auth_method: str = AuthMethod.POST.value
    read_only: str = AS_NAMED
    token_url: str = DEFAULT_TOKEN_URL
    appinfo_url: str = DEFAULT_APPINFO_URL
    api_url: str = DEFAULT_API_URL

    @classmethod
    def of(cls, profile: Profile) -> "ProfileForm":
        """Return the form that shows a profile; the secret isn't in it."""
        where = profile.source.name or ""
        if profile.source.kind is SourceKind.COMMAND:
            where = shlex.join(profile.source.command)
        named = profile.read_only == profile.is_production
        return cls(
            name=profile.name,
            client_id=profile.client_id,
            source=str(profile.source.kind),
            where=where,
            scopes=" ".join(profile.scopes),
            auth_method=profile.auth_method.value,
            read_only=AS_NAMED if named else YES if profile.read_only else NO,
            token_url=profile.endpoints.token_url,
            appinfo_url=profile.endpoints.appinfo_url,
            api_url=profile.endpoints.api_url,
        )

    def profile(self, former: Profile | None = None) -> Profile:
        """Return the profile that was typed; ConfigError says what is wrong with it.

        What the form has no field for stays as it was in `former`.
        """
        read_only = None if self.read_only == AS_NAMED else self.read_only == YES
        return Profile.create(
            self.name.strip(),
            self.client_id.strip(),
            self._secret_source(),
            scopes=tuple(self.scopes.replace(",", " ").split()),
            auth_method=AuthMethod(self.auth_method),
            endpoints=Endpoints(
                self.token_url.strip() or DEFAULT_TOKEN_URL,
                self.appinfo_url.strip() or DEFAULT_APPINFO_URL,
                self.api_url.strip() or DEFAULT_API_URL,
            ),
            read_only=read_only,
            cache_tokens=former.cache_tokens if former else True,
            add_employer_access=former.add_employer_access if former else True,
        )

    def _secret_source(self) -> SecretSource:
        if self.source == VARIABLE:
            return SecretSource.parse(f"env:{self.where.strip()}")
        if self.source == COMMAND:
            return SecretSource.parse("command", command_words(self.where))
        return SecretSource.parse(self.source)

    def new_secret(self, former: Profile | None) -> Secret | None:
        """Return the typed secret, None where the saved one stays; ConfigError without either."""
        if self.source != FILE:
            return None
        if self.secret:
            return self.secret
        if former is not None and former.source.kind is SourceKind.FILE:
            return None
        raise ConfigError(
            "The secret is missing",
            "Paste it from Partner Console, or name a variable or command that gives it.",
            code="profile.no_secret",
        )


_FIELD_OF = {
    "profile.name": "name",
    "profile.client_id": "client-id",
    "profile.secret": "where",
    "profile.scopes": "scopes",
    "invalid_scope": "scopes",
}
_SECRET_FIELD = {FILE: "secret", VARIABLE: "where", COMMAND: "where", KEYRING: "source"}


def field_of(problem: Problem, form: ProfileForm) -> str | None:
    """Return the editor's field that a problem of this form points to, None for no field."""
    code = problem.code
    if code.startswith("url."):
        return _wrong_url(form)
    if code in ("profile.no_secret", "invalid_client") or code.startswith("secret"):
        return _SECRET_FIELD.get(form.source)
    return _FIELD_OF.get(code)


def _wrong_url(form: ProfileForm) -> str | None:
    urls = {
        "token-url": form.token_url,
        "appinfo-url": form.appinfo_url,
        "api-url": form.api_url,
    }
    for field_id, url in urls.items():
        try:
            check_url(url.strip() or DEFAULT_API_URL)
        except ConfigError:
            return field_id
    return None
