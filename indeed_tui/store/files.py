"""Private directories and files: created 0600, replaced whole, read with suspicion."""

import errno
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shlex import quote

from indeed_tui.indeed.errors import ConfigError, IndeedError

READ_LIMIT = 16 * 1024 * 1024
LOCK_TIMEOUT = 5.0
LITTER_AGE = 60.0

_TEMP = re.compile(r"\..+\.[0-9a-f]{16}\.indeed-tmp")
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class StoreError(IndeedError):
    """The disk refused: full, read-only, no permission, or a lock that stays taken."""


_REASONS = {
    errno.ENOSPC: ("disk.full", "the disk is full", "Free some space"),
    errno.EDQUOT: ("disk.full", "the disk quota is used up", "Free some space"),
    errno.EROFS: ("disk.read_only", "the file system is read-only", "Make it writable"),
    errno.EACCES: ("disk.denied", "permission was denied", "Change its permissions"),
    errno.EPERM: ("disk.denied", "permission was denied", "Change its permissions"),
    errno.ENOENT: ("disk.missing", "its directory is missing", "Create the directory"),
    errno.ENOTDIR: ("disk.missing", "a part of its path is a file", "Move that file away"),
    errno.ELOOP: ("disk.link", "its symbolic links lead in a circle", "Mend the link"),
}


def disk_error(error: OSError, path: Path) -> StoreError:
    """Return what an OSError while writing below `path` means, in our words."""
    otherwise = ("disk.failed", (error.strerror or str(error)).lower(), "Look after the disk")
    code, reason, step = _REASONS.get(error.errno or 0, otherwise)
    return StoreError(
        f"{path.name} could not be written: {reason}",
        f"{step}, then try again. The path is {path}.",
        code=code,
    )


def private_directory(path: Path, *, tighten: bool = True) -> None:
    """Make sure of a directory of ours; what is created, parents too, gets mode 0700.

    With `tighten` an existing one loses its group and other bits. Raises ConfigError if it
    belongs to somebody else, StoreError if the disk refuses.
    """
    try:
        _create(path)
        descriptor = os.open(path, _DIRECTORY)
    except OSError as error:
        raise disk_error(error, path) from None
    try:
        state = os.fstat(descriptor)
        if state.st_uid != os.geteuid():
            raise _foreign(path, state)
        if tighten and state.st_mode & 0o077:
            os.fchmod(descriptor, 0o700)
    except OSError as error:
        raise disk_error(error, path) from None
    finally:
        os.close(descriptor)


def _create(path: Path) -> None:
    if path.is_dir():
        return
    _create(path.parent)
    with suppress(FileExistsError):
        path.mkdir(0o700)


def write_atomic(path: Path, data: bytes) -> None:
    """Replace a file whole, mode 0600 from its first byte, through a symbolic link if it is one.

    When this returns, the file and its name are on the disk. Raises StoreError; nothing is
    left beside the file then, and it is as it was (or wholly new, if only the directory
    couldn't be flushed).
    """
    try:
        target = _target(path)
        directory = os.open(target.parent, _DIRECTORY)
        try:
            _replace(target.name, directory, data)
        finally:
            os.close(directory)
    except OSError as error:
        raise disk_error(error, path) from None


def _target(path: Path) -> Path:
    target = Path(os.path.realpath(path))
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return target
    if stat.S_ISLNK(mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if not stat.S_ISREG(mode):
        raise StoreError(
            f"{path.name} could not be written: something that is no file has its name",
            f"Move {target} away, then try again.",
            code="disk.kind",
        )
    return target


def _replace(name: str, directory: int, data: bytes) -> None:
    temp = f".{name}.{os.urandom(8).hex()}.indeed-tmp"
    descriptor = os.open(temp, _CREATE, 0o600, dir_fd=directory)
    try:
        with os.fdopen(descriptor, "wb") as file:
            # The umask can only have taken bits away.
            os.fchmod(descriptor, 0o600)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.replace(temp, name, src_dir_fd=directory, dst_dir_fd=directory)
    finally:
        with suppress(OSError):
            os.unlink(temp, dir_fd=directory)
    _sync_directory(directory)


def _sync_directory(directory: int) -> None:
    try:
        os.fsync(directory)
    except OSError as error:
        # Some network file systems can't; the rename itself has happened.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise


def read_owned(path: Path, *, secret: bool) -> str | None:
    """Return the text of a file that is ours (or root's, unless secret), None without one.

    Raises ConfigError that says what to do if the file is another user's, not regular, too
    large, unreadable, not UTF-8, or open to others: to read if `secret`, else to write.
    """
    try:
        descriptor = os.open(path, _READ)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, error) from None
    try:
        _inspect(path, os.fstat(descriptor), secret=secret)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(READ_LIMIT + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    finally:
        os.close(descriptor)
    if len(data) > READ_LIMIT:
        raise _too_large(path)
    try:
        return data.decode()
    except UnicodeDecodeError:
        pass
    raise ConfigError(
        f"{path.name} is not UTF-8 text", f"Save {path} as UTF-8.", code="file.encoding"
    )


def _inspect(path: Path, state: os.stat_result, *, secret: bool) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise ConfigError(
            f"{path.name} is not a regular file",
            f"Move {path} away, or put a file in its place.",
            code="file.kind",
        )
    if state.st_uid != os.geteuid() and (secret or state.st_uid != 0):
        raise _foreign(path, state)
    if state.st_mode & (0o077 if secret else 0o002):
        raise ConfigError(
            f"{path.name} can be {'read or changed' if secret else 'changed'} by other users",
            f"Run: chmod {'600' if secret else 'o-w'} {quote(str(path))}",
            code="file.mode",
        )
    if state.st_size > READ_LIMIT:
        raise _too_large(path)


def _foreign(path: Path, state: os.stat_result) -> ConfigError:
    return ConfigError(
        f"{path.name} belongs to another user (uid {state.st_uid})",
        f"Run as that user, or make it yours: chown {os.geteuid()} {quote(str(path))}",
        code="file.owner",
    )


def _too_large(path: Path) -> ConfigError:
    return ConfigError(
        f"{path.name} is larger than {READ_LIMIT // 1024 // 1024} MiB",
        f"Something else was written to {path}; move it away.",
        code="file.size",
    )


def _unreadable(path: Path, error: OSError) -> ConfigError:
    reason = (error.strerror or str(error)).lower()
    return ConfigError(
        f"{path.name} can't be read: {reason}",
        f"Check it and its directory: ls -ld {quote(str(path.parent))} {quote(str(path))}",
        code="file.unreadable",
    )


def sweep(directory: Path, *, now: float | None = None) -> int:
    """Remove what crashed writers left, older than a minute, and return how many files.

    `now` is in seconds since the epoch. A file that can't be removed stays without a word.
    """
    limit = (time.time() if now is None else now) - LITTER_AGE
    removed = 0
    with suppress(OSError), os.scandir(directory) as entries:
        for entry in entries:
            if _TEMP.fullmatch(entry.name) and _is_litter(entry, limit):
                with suppress(OSError):
                    Path(entry).unlink()
                    removed += 1
    return removed


def _is_litter(entry: "os.DirEntry[str]", limit: float) -> bool:
    try:
        state = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    ours = stat.S_ISREG(state.st_mode) and state.st_uid == os.geteuid()
    return ours and state.st_mtime < limit


@contextmanager
def exclusive(lock: Path, *, timeout: float = LOCK_TIMEOUT) -> Iterator[None]:
    """Hold a file lock for the length of a with statement, waiting `timeout` seconds at most.

    Raises StoreError (retryable) if it stays taken.
    """
    from filelock import FileLock, Timeout

    private_directory(lock.parent)
    held = FileLock(lock, timeout=timeout, mode=0o600)
    try:
        held.acquire()
    except Timeout:
        raise StoreError(
            f"{lock.stem} is being written by another indeed-tui",
            f"Try again; if it stays so, see who holds it: fuser {quote(str(lock))}",
            code="disk.busy",
            retryable=True,
        ) from None
    except OSError as error:
        raise disk_error(error, lock) from None
    try:
        yield
    finally:
        held.release()
