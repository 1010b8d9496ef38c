"""What a run begins with: the terminal, the credentials, the disk, and how answers come."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from unittest.mock import patch

from indeed_tui.indeed.errors import ConfigError, IndeedError
from indeed_tui.indeed.models import Secret
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.simulator import Simulator
from indeed_tui.store import files
from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import Profile, ProfileBook
from indeed_tui.store.settings import ClipboardMode, Settings
from indeed_tui.tui.screens import save
from tests.fuzz.hostile import TEXTS
from tests.manual_clock import ManualClock
from tests.tui.stage import Props

SECRET: Final = "this-secret-never-stands-on-a-screen"
PEOPLE: Final = {
    "one": ("acerecruiters-dev",),
    "two": ("acerecruiters-prod", "acerecruiters-dev"),
    "many": tuple(f"customer-{number}-prod" for number in range(40)),
    "odd": ("-", "a" * 64, "env.-_", "[b]"[1:2], "0"),
    "none": (),
}
"""Who has which profiles."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The start of a run; its repr can be pasted into a test."""

    size: tuple[int, int] = (120, 36)
    people: str = "one"
    employers: int = 3
    theme: str = "indeed-dark"
    demo: bool = False
    waits: bool = False
    """Whether answers that take time wait for the clock."""
    inline: bool = True
    """Whether the screen's own threads are done at once."""


class MoodyAccounts(MemoryAccounts):
    """Credentials in memory on a disk that can be out of order."""

    moody = False

    def _may(self) -> None:
        if self.moody:
            raise ConfigError(f"The disk said {TEXTS[0]}", f"Mend {TEXTS[1]}", code=TEXTS[5])

    def load(self) -> ProfileBook:
        self._may()
        return super().load()

    def secret(self, profile: Profile) -> Secret:
        self._may()
        return super().secret(profile)

    def save(self, profile: Profile, secret: Secret | None, replaces: str | None) -> ProfileBook:
        self._may()
        return super().save(profile, secret, replaces)

    def remove(self, name: str) -> ProfileBook:
        self._may()
        return super().remove(name)

    def save_pins(self, profile: str, pins: frozenset[str]) -> None:
        self._may()
        super().save_pins(profile, pins)


@dataclass
class Ground:
    """What a run may change under the dashboard's feet."""

    folder: Path
    accounts: MoodyAccounts = field(default_factory=MoodyAccounts)

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def break_disk(self) -> None:
        """Put a file where the state directory has to be."""
        if not self.state.is_file():
            if self.state.exists():
                self.state.rename(self.folder / "away")
            self.state.write_bytes(b"")

    def mend_disk(self) -> None:
        if self.state.is_file():
            self.state.unlink()
            if (self.folder / "away").exists():
                (self.folder / "away").rename(self.state)


def profile_pairs(names: tuple[str, ...]) -> list[tuple[Profile, Secret]]:
    return [(Profile.create(name, "demo-client"), Secret(SECRET)) for name in names]


def props(setting: Setting, ground: Ground) -> Props:
    """Return the stage's props of a setting."""
    names = PEOPLE[setting.people]
    ground.accounts = MoodyAccounts(profile_pairs(names), names[0] if names else None)

    def simulated(clock: ManualClock) -> Simulator:
        return Simulator(setting.employers, clock=clock.wall, client_secret=SECRET, report_polls=1)

    return Props(
        size=setting.size,
        accounts=ground.accounts,
        simulator=simulated,
        settings=Settings(theme=setting.theme, clipboard=ClipboardMode.OSC52),
        places=Places(ground.folder / "config", ground.state),
        demo=setting.demo,
        waits=setting.waits,
    )


@contextmanager
def fenced(folder: Path) -> Iterator[None]:
    """Let no path that was typed at random lead out of the test's folder."""
    write = files.write_atomic

    def write_inside(path: Path, data: bytes) -> None:
        if not path.is_relative_to(folder) or ".." in path.parts:
            raise IndeedError("That is outside of the test", "Stay inside.", code="fence")
        write(path, data)

    with patch.object(save, "write_atomic", write_inside):
        yield
