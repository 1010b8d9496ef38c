"""Where a session's profiles, secrets and pins come from: the disk, or memory for the demo."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Protocol

from indeed_tui.indeed.errors import ConfigError, IndeedError
from indeed_tui.indeed.models import Secret
from indeed_tui.store.paths import Places
from indeed_tui.store.pins import load_pins, save_pins
from indeed_tui.store.profiles import Profile, ProfileBook, choose, load_profiles, save_profiles
from indeed_tui.store.secret_source import FROM_FILE
from indeed_tui.store.secrets import forget_secret, read_secret, stored_secret, write_secret


class Accounts(Protocol):
    """Profiles with their secrets; every call may block on disk, a command or a keyring."""

    def load(self) -> ProfileBook:
        """Return all profiles; ConfigError when the file can't be read."""
        ...

    def choose(self, book: ProfileBook, wanted: str | None) -> Profile | None:
        """Return the profile to start with; NotFoundError when `wanted` isn't there."""
        ...

    def secret(self, profile: Profile) -> Secret:
        """Return the profile's secret; ConfigError says why it can't be had."""
        ...

    def save(self, profile: Profile, secret: Secret | None, replaces: str | None) -> ProfileBook:
        """Save a profile, and its secret where one is given; `replaces` is its former name."""
        ...

    def remove(self, name: str) -> ProfileBook:
        """Remove a profile and its secret."""
        ...

    def pins(self, profile: str) -> frozenset[str]:
        """Return the ids of the profile's pinned employers."""
        ...

    def save_pins(self, profile: str, pins: frozenset[str]) -> None:
        """Keep the ids of the profile's pinned employers."""
        ...


class DiskAccounts:
    """The user's own files and environment."""

    def __init__(self, places: Places, environ: Mapping[str, str]) -> None:
        self._places, self._environ = places, environ

    def load(self) -> ProfileBook:
        """Return the profiles of profiles.toml and of the environment."""
        return load_profiles(self._places, self._environ)

    def choose(self, book: ProfileBook, wanted: str | None) -> Profile | None:
        """Return the profile by the precedence: flag, environment, file."""
        return choose(book, wanted, self._environ)

    def secret(self, profile: Profile) -> Secret:
        """Return the secret from where the profile says; takes 20 s at most."""
        return read_secret(profile, self._places, self._environ)

    def save(self, profile: Profile, secret: Secret | None, replaces: str | None) -> ProfileBook:
        """Save the secret first, then the profile, so that no profile stands without one."""
        former = None if replaces in (None, profile.name) else self.load().get(replaces or "")
        if secret is None and former is not None and former.source == profile.source == FROM_FILE:
            secret = self.secret(former)
        before = stored_secret(self._places, profile.name)
        if secret is not None:
            write_secret(self._places, profile.name, secret)
        try:
            save_profiles(self._places, lambda book: renamed(book, profile, replaces))
        except IndeedError:
            if secret is not None:
                # The profile is as it was, and so its secret has to be.
                with suppress(IndeedError):
                    self._put_back(profile.name, before)
            raise
        if profile.source != FROM_FILE and before is not None:
            forget_secret(self._places, profile.name)
        if replaces is not None and replaces != profile.name:
            forget_secret(self._places, replaces)
            self._move_pins(replaces, profile.name)
        return self.load()

    def remove(self, name: str) -> ProfileBook:
        """Remove the profile first, then its secret; a broken secrets.toml is told before."""
        stored_secret(self._places, name)
        save_profiles(self._places, lambda book: book.without(name))
        forget_secret(self._places, name)
        self._move_pins(name, None)
        return self.load()

    def pins(self, profile: str) -> frozenset[str]:
        """Return the pins in the state directory."""
        return load_pins(self._places).get(profile, frozenset())

    def save_pins(self, profile: str, pins: frozenset[str]) -> None:
        """Write the pins to the state directory."""
        save_pins(self._places, profile, pins)

    def _put_back(self, name: str, before: Secret | None) -> None:
        if before is None:
            forget_secret(self._places, name)
        else:
            write_secret(self._places, name, before)

    def _move_pins(self, former: str, name: str | None) -> None:
        # The profile is changed already, and a pin costs a keypress: no reason to fail.
        with suppress(IndeedError):
            pins = self.pins(former)
            if pins:
                save_pins(self._places, former, frozenset())
                if name is not None:
                    save_pins(self._places, name, pins)


class MemoryAccounts:
    """Profiles that live as long as the process: for the demo and for tests."""

    def __init__(
        self, profiles: Iterable[tuple[Profile, Secret]] = (), default: str | None = None
    ) -> None:
        pairs = list(profiles)
        self._secrets = {profile.name: secret for profile, secret in pairs}
        self._book = ProfileBook(tuple(profile for profile, _ in pairs), default)
        self._pins: dict[str, frozenset[str]] = {}

    def load(self) -> ProfileBook:
        """Return the profiles."""
        return self._book

    def choose(self, book: ProfileBook, wanted: str | None) -> Profile | None:
        """Return the wanted profile, else the default one, else the first."""
        return choose(book, wanted, {})

    def secret(self, profile: Profile) -> Secret:
        """Return the profile's secret."""
        if profile.name not in self._secrets:
            raise ConfigError(
                f"There is no secret for {profile.name}", "Edit it and enter one.", code="secret"
            )
        return self._secrets[profile.name]

    def save(self, profile: Profile, secret: Secret | None, replaces: str | None) -> ProfileBook:
        """Keep the profile in memory."""
        if secret is None and replaces is not None:
            secret = self._secrets.get(replaces)
        if secret is not None:
            self._secrets[profile.name] = secret
        if replaces is not None and replaces != profile.name:
            self._secrets.pop(replaces, None)
            self._pins[profile.name] = self._pins.pop(replaces, frozenset())
        self._book = renamed(self._book, profile, replaces)
        return self._book

    def remove(self, name: str) -> ProfileBook:
        """Forget the profile."""
        self._book = self._book.without(name)
        self._secrets.pop(name, None)
        self._pins.pop(name, None)
        return self._book

    def pins(self, profile: str) -> frozenset[str]:
        """Return the profile's pins."""
        return self._pins.get(profile, frozenset())

    def save_pins(self, profile: str, pins: frozenset[str]) -> None:
        """Keep the profile's pins."""
        self._pins[profile] = pins


def renamed(book: ProfileBook, profile: Profile, replaces: str | None) -> ProfileBook:
    """Return the book with the profile in the place of the one it replaces, default included."""
    if replaces is None or replaces == profile.name or book.get(replaces) is None:
        changed = book.with_profile(profile)
        first = replaces is None and not book.profiles
        return changed.with_default(profile.name) if first else changed
    profiles = tuple(profile if old.name == replaces else old for old in book.profiles)
    default = profile.name if book.default == replaces else book.default
    return ProfileBook(profiles, default)
