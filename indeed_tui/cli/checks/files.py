"""The directories and files: there, ours, private, whole, and on a disk that keeps locks."""

import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shlex import quote

from indeed_tui.cli.checks.check import Area, Check, on_disk, reason_of
from indeed_tui.cli.exits import Exit
from indeed_tui.indeed.errors import IndeedError
from indeed_tui.store.files import LITTER_AGE
from indeed_tui.store.paths import Places
from indeed_tui.store.profile_file import book_from
from indeed_tui.store.settings import load_settings
from indeed_tui.store.toml import read_document

AREA = Area("files")
MOUNTS = Path("/proc/mounts")
_LEAST_FREE = 50 * 1024 * 1024
_FAR = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "9p",
        "afs",
        "ceph",
        "lustre",
        "glusterfs",
        "fuse.sshfs",
        "fuse.glusterfs",
    ]
)


def file_checks(places: Places, *, mounts: Path = MOUNTS) -> Iterator[Check]:
    """Yield one check for each directory and file."""
    lying = (places.config, places.state, places.tokens)
    return on_disk(
        AREA,
        {
            "config": lambda: directory(AREA, "config", places.config, shared=True),
            "profiles.toml": lambda: profiles(places),
            "settings.toml": lambda: settings(places),
            "keys": lambda: keys(places),
            "secrets.toml": lambda: secrets(places),
            "state": lambda: directory(AREA, "state", places.state),
            "space": lambda: space(places.state),
            "disk": lambda: disk(places.state, mounts),
            "lock": lambda: lock(places.state),
            "litter": lambda: litter(lying, time.time()),
        },
    )


def directory(area: Area, name: str, path: Path, *, shared: bool = False) -> Check:
    """Say whether a directory is ours and private; a `shared` one may be read by others."""
    try:
        state = path.stat()
    except FileNotFoundError:
        return area.ok(name, f"{path}: not there yet, made when it is needed")
    except NotADirectoryError:
        return area.fail(name, f"{path}: a part of its path is a file", "Move that file away.")
    mode = stat.S_IMODE(state.st_mode)
    seen = f"{path}, mode {mode:04o}"
    if not stat.S_ISDIR(state.st_mode):
        return area.fail(name, f"{path} is no directory", f"Move it away: {quote(str(path))}")
    if state.st_uid != os.geteuid():
        return area.fail(
            name,
            f"{seen}, belongs to uid {state.st_uid}",
            f"Run as that user, or: chown {os.geteuid()} {quote(str(path))}",
        )
    if not os.access(path, os.W_OK | os.X_OK):
        return area.warn(
            name, f"{seen}, can't be written", f"Nothing can be kept there: chmod u+rwx {path}"
        )
    if mode & (0o022 if shared else 0o077):
        who = "change" if mode & 0o022 else "look into"
        todo = f"chmod {'go-w' if shared else '700'} {quote(str(path))}"
        return area.warn(name, f"{seen}: other users can {who} it", todo)
    return area.ok(name, seen)


def profiles(places: Places) -> Check:
    """Say whether profiles.toml can be read."""
    try:
        document = read_document(places.profiles)
        if document is None:
            return AREA.ok("profiles.toml", "not there")
        book = book_from(document)
    except IndeedError as error:
        return AREA.error("profiles.toml", error, Exit.USAGE)
    default = f", default {book.default}" if book.default else ""
    return AREA.ok("profiles.toml", f"{_count(len(book.profiles), 'profile')}{default}")


def _themes() -> tuple[str, ...]:
    from indeed_tui.tui.themes import NAMES  # here: it loads Textual

    return NAMES


def settings(places: Places) -> Check:
    """Say whether settings.toml can be read and knows every key, and the theme is known."""
    from indeed_tui.tui.keymap import check_keys

    there = places.settings.exists()
    try:
        load_settings(places, {}, check_keys, themes=_themes() if there else ())
    except IndeedError as error:
        return AREA.error("settings.toml", error, Exit.USAGE)
    return AREA.ok("settings.toml", "valid" if there else "not there: all as by default")


def keys(places: Places) -> Check:
    """Say which keys two commands want, that may be meant at the same time."""
    from indeed_tui.tui.keymap import Keymap

    try:
        keymap = Keymap.of(load_settings(places, {}).keys)
    except IndeedError:
        return AREA.skip("keys", "settings.toml can't be used")
    if keymap.clashes:
        seen = "; ".join(map(str, keymap.clashes))
        return AREA.warn("keys", seen, keymap.clashes[0].todo)
    mapped = len(keymap.own)
    return AREA.ok("keys", f"{_count(mapped, 'command')} mapped" if mapped else "as by default")


def secrets(places: Places) -> Check:
    """Say whether secrets.toml is whole and for its owner alone; never what is in it."""
    try:
        document = read_document(places.secrets, secret=True)
        if document is None:
            return AREA.ok("secrets.toml", "not there")
        document.root.only(("secrets",))
        count = len(document.root.table("secrets").values)
    except IndeedError as error:
        return AREA.error("secrets.toml", error, Exit.USAGE)
    mode = stat.S_IMODE(places.secrets.stat().st_mode)
    return AREA.ok("secrets.toml", f"{_count(count, 'secret')}, mode {mode:04o}")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _existing(path: Path) -> Path:
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def space(path: Path, free_of: Callable[[Path], int] | None = None) -> Check:
    """Say how much the user may still write where the state lies."""
    here = _existing(path)
    free = shutil.disk_usage(here).free if free_of is None else free_of(here)
    return AREA.judged(
        "space",
        f"{free / 1024 / 1024:,.0f} MiB free at {here}",
        well=free >= _LEAST_FREE,
        todo="Free some space: a full disk loses tokens, the ledger and exports.",
    )


def disk(path: Path, mounts: Path) -> Check:
    """Say on which kind of file system the state lies; locks on a far one may not hold."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return AREA.skip("disk", "this system doesn't list its mounts in /proc")
    real = _existing(path).resolve()
    fields = [line.split(" ") for line in lines]
    found = [
        (each[1].replace("\\040", " "), each[2])
        for each in fields
        if len(each) > 2 and real.is_relative_to(each[1].replace("\\040", " "))
    ]
    # Of two mounts on one place the later one hides the earlier.
    point, kind = max(reversed(found), key=lambda each: len(each[0]), default=("", "unknown"))
    return AREA.judged(
        "disk",
        f"{kind} at {point}" if point else kind,
        well=kind not in _FAR,
        todo="Locks between machines may not hold there: set INDEED_TUI_STATE_DIR to a local disk.",
    )


def lock(state: Path) -> Check:
    """Say whether a lock that is held keeps a second one out."""
    if not state.is_dir():
        return AREA.skip("lock", "there is no state directory yet")
    from filelock import FileLock, Timeout

    path = state / f"doctor-{os.getpid()}.lock"
    first, second = FileLock(path, mode=0o600), FileLock(path, mode=0o600)
    elsewhere = "Set INDEED_TUI_STATE_DIR to a directory on a local disk."
    try:
        with first.acquire(timeout=0):
            try:
                second.acquire(timeout=0)
            except Timeout:
                return AREA.ok("lock", "works")
            second.release()
            return AREA.fail("lock", "a held lock keeps nobody out", elsewhere)
    except (OSError, NotImplementedError) as error:
        said = reason_of(error) if isinstance(error, OSError) else "not supported here"
        return AREA.warn("lock", f"none can be taken in {state}: {said}", elsewhere)
    finally:
        path.unlink(missing_ok=True)


def litter(places: tuple[Path, ...], now: float) -> Check:
    """Count the files that writers left when they crashed, over a minute ago."""
    left = [
        path
        for place in places
        if place.is_dir()
        for path in place.glob(".*.indeed-tmp")
        if now - path.lstat().st_mtime > LITTER_AGE
    ]
    if not left:
        return AREA.ok("litter", "none")
    where = sorted({str(path.parent) for path in left})
    return AREA.warn(
        "litter",
        f"{_count(len(left), 'file')} of writers that crashed, in {', '.join(where)}",
        f"The next write there removes them; or: rm {quote(where[0])}/.*.indeed-tmp",
    )
