"""The user's own settings: read from settings.toml, never written."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.store.paths import Places

if TYPE_CHECKING:
    from indeed_tui.store.toml import Table

CLIPBOARD_VARIABLE = "INDEED_TUI_CLIPBOARD"
DEFAULT_THEME = "auto"
"""Which theme that is, the terminal's colours decide."""


class ClipboardMode(StrEnum):
    """How a copied text reaches the user's clipboard."""

    AUTO = "auto"
    TMUX = "tmux"
    OSC52 = "osc52"
    NATIVE = "native"
    FILE = "file"
    OFF = "off"


class AsciiMode(StrEnum):
    """Whether the dashboard draws with ASCII alone; by itself where the locale isn't UTF-8."""

    AUTO = "auto"
    ON = "true"
    OFF = "false"

    @property
    def wanted(self) -> bool | None:
        """What the user wants, None where that is left to the locale."""
        return None if self is AsciiMode.AUTO else self is AsciiMode.ON


@dataclass(frozen=True, slots=True)
class RefreshSettings:
    """Whether tokens are kept alive, how many at once, and how long a caller waits (seconds)."""

    background: bool = True
    concurrency: int = 4
    max_wait_s: float = 30.0


@dataclass(frozen=True, slots=True)
class DisplaySettings:
    """What the dashboard shows and takes: local time, mouse, movement, characters, its cursor."""

    local_time: bool = False
    mouse: bool = True
    animations: bool = False
    ascii: AsciiMode = AsciiMode.AUTO
    cursor: bool = False


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
    """All settings; `keys` maps command ids to keys, as they are written."""

    theme: str = DEFAULT_THEME
    clipboard: ClipboardMode = ClipboardMode.AUTO
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    refresh: RefreshSettings = RefreshSettings()
    display: DisplaySettings = DisplaySettings()
    limits: LimitSettings = LimitSettings()
    guards: GuardSettings = GuardSettings()


CheckKeys = Callable[["Table"], None]
"""Raises ConfigError for what the table [keys] shouldn't have."""


def load_settings(
    places: Places,
    environ: Mapping[str, str],
    check_keys: CheckKeys | None = None,
    *,
    themes: Collection[str] = (),
) -> Settings:
    """Return the settings of the file, with the environment's clipboard before the file's.

    Without a file they are the defaults. Raises ConfigError that names file, key and line.
    Which commands, keys and themes there are is known to the dashboard alone: its `check_keys`
    looks at [keys] where that has anything, and the theme must be one of `themes`, if given.
    """
    from indeed_tui.store.toml import read_document

    document = read_document(places.settings)
    settings = Settings() if document is None else _settings(document.root, themes)
    if check_keys is not None and document is not None and settings.keys:
        check_keys(document.root.table("keys"))
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


def _settings(root: "Table", themes: Collection[str]) -> Settings:
    root.only(one.name for one in fields(Settings))
    keys = root.table("keys")
    return Settings(
        _theme(root, themes),
        root.choice("clipboard", ClipboardMode.AUTO),
        MappingProxyType({command: keys.string(command, "") for command in keys.values}),
        _refresh(root.table("refresh")),
        _display(root.table("display")),
        _limits(root.table("limits")),
        _guards(root.table("guards")),
    )


def _theme(root: "Table", themes: Collection[str]) -> str:
    theme = root.string("theme", DEFAULT_THEME)
    if themes and theme not in (DEFAULT_THEME, *themes):
        raise root.wrong("theme", f"one of {', '.join((DEFAULT_THEME, *themes))}")
    return theme


def _refresh(table: "Table") -> RefreshSettings:
    plain = RefreshSettings()
    table.only(one.name for one in fields(RefreshSettings))
    return RefreshSettings(
        table.boolean("background", plain.background),
        table.integer("concurrency", plain.concurrency, 1, 32),
        table.number("max_wait_s", plain.max_wait_s, 0.1, 3600),
    )


def _display(table: "Table") -> DisplaySettings:
    plain = DisplaySettings()
    table.only(one.name for one in fields(DisplaySettings))
    return DisplaySettings(
        table.boolean("local_time", plain.local_time),
        table.boolean("mouse", plain.mouse),
        table.boolean("animations", plain.animations),
        _ascii(table),
        table.boolean("cursor", plain.cursor),
    )


def _ascii(table: "Table") -> AsciiMode:
    """Return the setting, which is true or false as TOML has them, or "auto"."""
    value = table.values.get("ascii", AsciiMode.AUTO)
    if value == AsciiMode.AUTO:
        return AsciiMode.AUTO
    if not isinstance(value, bool):
        raise table.wrong("ascii", 'true, false or "auto"')
    return AsciiMode.ON if value else AsciiMode.OFF


def _limits(table: "Table") -> LimitSettings:
    plain = LimitSettings()
    table.only(one.name for one in fields(LimitSettings))
    return LimitSettings(
        table.number("connect_timeout_s", plain.connect_timeout_s, 0.1, 600),
        table.number("total_timeout_s", plain.total_timeout_s, 0.1, 3600),
        table.integer("body_mib", plain.body_mib, 1, 1024),
        table.integer("history_count", plain.history_count, 1, 100_000),
        table.integer("history_mib", plain.history_mib, 1, 4096),
    )


def _guards(table: "Table") -> GuardSettings:
    table.only(one.name for one in fields(GuardSettings))
    return GuardSettings(table.choice("billable", AskBillable.ALWAYS))
