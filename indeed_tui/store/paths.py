"""Where the files live: the config directory and the state directory."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indeed_tui.indeed.errors import ConfigError

APP = "indeed-tui"
CONFIG_VARIABLE = "INDEED_TUI_CONFIG_DIR"
STATE_VARIABLE = "INDEED_TUI_STATE_DIR"


@dataclass(frozen=True, slots=True)
class Places:
    """The two directories everything lives in, as absolute paths; nothing is created here."""

    config: Path
    state: Path

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Places":
        """Return the places the environment names, else the platform's own for this user.

        Raises ConfigError where a variable starts with the `~` of a user nobody knows.
        """
        config = _directory(environ, CONFIG_VARIABLE)
        state = _directory(environ, STATE_VARIABLE)
        if config is None or state is None:
            from platformdirs import user_config_path, user_state_path

            config = config or user_config_path(APP, appauthor=False)
            state = state or user_state_path(APP, appauthor=False)
        return cls(config, state)

    @property
    def profiles(self) -> Path:
        """The registered apps, without secrets."""
        return self.config / "profiles.toml"

    @property
    def secrets(self) -> Path:
        """The client secrets of the profiles that keep theirs in a file."""
        return self.config / "secrets.toml"

    @property
    def settings(self) -> Path:
        """The user's own settings, which the app only reads."""
        return self.config / "settings.toml"

    @property
    def tokens(self) -> Path:
        """The directory of cached tokens and their locks."""
        return self.state / "tokens"

    @property
    def employers(self) -> Path:
        """The directory of employer names as last listed, a file for each profile."""
        return self.state / "employers"

    @property
    def ledger(self) -> Path:
        """The append-only list of API calls."""
        return self.state / "calls.jsonl"

    @property
    def log(self) -> Path:
        """The log file."""
        return self.state / "indeed-tui.log"

    @property
    def pins(self) -> Path:
        """The employers pinned by the user, for each profile."""
        return self.state / "pins.json"

    @property
    def drafts(self) -> Path:
        """What was typed for calls, for each operation."""
        return self.state / "drafts.json"

    @property
    def exports(self) -> Path:
        """The directory of exported exchanges."""
        return self.state / "exports"

    def crash_report(self, stamp: str) -> Path:
        """Return the file for a crash at the time `stamp`, which must be fit for a file name."""
        return self.state / f"crash-{stamp}.txt"

    def lock(self, file: Path) -> Path:
        """Return the lock of a config file; it lives in the state directory, out of dotfiles."""
        return self.state / f"{file.name}.lock"


def _directory(environ: Mapping[str, str], variable: str) -> Path | None:
    value = environ.get(variable, "")
    if not value:
        return None
    try:
        return Path(value).expanduser().absolute()
    except RuntimeError:
        raise ConfigError(
            f"{variable} names a home directory that can't be found: {value!r}",
            "Give the directory as an absolute path.",
            code="config.directory",
        ) from None
