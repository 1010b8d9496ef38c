"""The user's own settings: read from settings.toml, never written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from types import MappingProxyType

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.store.paths import Places
from indeed_tui.store.toml import Table, read_document

CLIPBOARD_VARIABLE = "INDEED_TUI_CLIPBOARD"
DEFAULT_THEME = "indeed-dark"


class ClipboardMode(StrEnum):
    """How a copied text reaches the user's clipboard."""

    AUTO = "auto"
    TMUX = "tmux"
    OSC52 = "osc52"
    NATIVE = "native"
    FILE = "file"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class RefreshSettings:
    """Whether tokens are kept alive, how many at once, and how long a caller waits (seconds)."""

    background: bool = True
    concurrency: int = 4
    max_wait_s: float = 30.0


@dataclass(frozen=True, slots=True)
class DisplaySettings:
    """What the dashboard shows and takes: local time beside UTC, the mouse, movement."""

    local_time: bool = False
    mouse: bool = True
    animations: bool = False


class AskBillable(StrEnum):
    """When a call that Indeed may bill is confirmed first."""

    ALWAYS = "always"
    ONCE = "once"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """What is asked before a call leaves: `billable` always, once a session, or never."""

    billable: AskBillable = AskBillable.ALWAYS


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """Time limits of one request in seconds; sizes of a body and of the history in MiB."""

    connect_timeout_s: float = 5.0
    total_timeout_s: float = 30.0
    body_mib: int = 64
    history_count: int = 500
    history_mib: int = 128


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; `keys` maps command ids to keys, neither of them checked here."""

    theme: str = DEFAULT_THEME
    clipboard: ClipboardMode = ClipboardMode.AUTO
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    refresh: RefreshSettings = RefreshSettings()
    display: DisplaySettings = DisplaySettings()
    limits: LimitSettings = LimitSettings()
    guards: GuardSettings = GuardSettings()


def load_settings(places: Places, environ: Mapping[str, str]) -> Settings:
    """Return the settings of the file, with the environment's clipboard before the file's.

    Without a file they are the defaults. Raises ConfigError that names file, key and line.
    """
    document = read_document(places.settings)
    settings = Settings() if document is None else _settings(document.root)
    chosen = environ.get(CLIPBOARD_VARIABLE, "")
    if not chosen:
        return settings
    if chosen not in tuple(ClipboardMode):
        raise ConfigError(
            f"{CLIPBOARD_VARIABLE}: {chosen!r} is no way to copy",
            f"Use one of: {', '.join(ClipboardMode)}.",
            code="config.value",
        )
    return replace(settings, clipboard=ClipboardMode(chosen))


def _settings(root: Table) -> Settings:
    root.only(one.name for one in fields(Settings))
    keys = root.table("keys")
    return Settings(
        root.string("theme", DEFAULT_THEME),
        root.choice("clipboard", ClipboardMode.AUTO),
        MappingProxyType({command: keys.string(command, "") for command in keys.values}),
        _refresh(root.table("refresh")),
        _display(root.table("display")),
        _limits(root.table("limits")),
        _guards(root.table("guards")),
    )


def _refresh(table: Table) -> RefreshSettings:
    plain = RefreshSettings()
    table.only(one.name for one in fields(RefreshSettings))
    return RefreshSettings(
        table.boolean("background", plain.background),
        table.integer("concurrency", plain.concurrency, 1, 32),
        table.number("max_wait_s", plain.max_wait_s, 0.1, 3600),
    )


def _display(table: Table) -> DisplaySettings:
    plain = DisplaySettings()
    table.only(one.name for one in fields(DisplaySettings))
    return DisplaySettings(
        table.boolean("local_time", plain.local_time),
        table.boolean("mouse", plain.mouse),
        table.boolean("animations", plain.animations),
    )


def _limits(table: Table) -> LimitSettings:
    plain = LimitSettings()
    table.only(one.name for one in fields(LimitSettings))
    return LimitSettings(
        table.number("connect_timeout_s", plain.connect_timeout_s, 0.1, 600),
        table.number("total_timeout_s", plain.total_timeout_s, 0.1, 3600),
        table.integer("body_mib", plain.body_mib, 1, 1024),
        table.integer("history_count", plain.history_count, 1, 100_000),
        table.integer("history_mib", plain.history_mib, 1, 4096),
    )


def _guards(table: Table) -> GuardSettings:
    table.only(one.name for one in fields(GuardSettings))
    return GuardSettings(table.choice("billable", AskBillable.ALWAYS))
