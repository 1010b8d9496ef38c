"""The short way of `indeed-tui token`: prints a cached token and loads next to nothing.

A script asks for a token before each of its calls; the long way takes ten times as long as reading
the answer. When the long way has printed a token from the cache it leaves a signpost beside it:
for these arguments and this environment, as long as these files are as they are, that token is
good until then. Whatever doesn't fit exactly goes the long way. A signpost holds no secret.
"""

import os
import sys
import time
from collections.abc import Mapping, Sequence

SUFFIX = ".signpost"
VARIABLES = "INDEED_"
"""Environment variables of this prefix are part of what a signpost is for."""
_HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
_BOOT_ID = "/proc/sys/kernel/random/boot_id"
_LARGEST = 1 << 20


def cached(arguments: Sequence[str], environ: Mapping[str, str]) -> str | None:
    """Return what `indeed-tui` prints for these arguments if a signpost tells, else None."""
    state = environ.get("INDEED_TUI_STATE_DIR") or _state(environ)
    if not state.startswith("/"):
        return None
    try:
        import json

        directory = f"{state}/tokens"
        post = json.loads(_read(f"{directory}/{digest(arguments, environ)}{SUFFIX}")[0])
        text, stamp = _read(f"{directory}/{post['token']}")
        if (
            stamp != post["stamp"]
            or post["boot"] != boot()
            or not time.clock_gettime(time.CLOCK_BOOTTIME) < post["until"]
            or any(stamp_of(path) != known for path, known in post["files"].items())
        ):
            return None
        clear = json.loads(text)["access_token"]
        return f"{post['before']}{clear}" if isinstance(clear, str) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def digest(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """Return 32 hex digits over the arguments and the variables that could change the answer."""
    from hashlib import sha256

    said = [f"{name}={environ[name]}" for name in sorted(environ) if name.startswith(VARIABLES)]
    said += [f"{name}={environ.get(name)}" for name in _HOMES]
    text = "\0".join([*arguments, "", *said])
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def stamp_of(path: str) -> list[int] | None:
    """Return what changes whenever a file does: device, inode, size, change time in ns."""
    try:
        state = os.stat(path)  # noqa: PTH116 - pathlib alone costs more
    except FileNotFoundError:
        return None
    return _stamp(state)


def boot() -> str:
    """Return the id of this boot; OSError where the system has none."""
    with open(_BOOT_ID, encoding="ascii") as file:  # noqa: PTH123 - pathlib alone costs more
        return file.read().strip()


def _stamp(state: os.stat_result) -> list[int]:
    return [state.st_dev, state.st_ino, state.st_size, state.st_ctime_ns]


def _read(path: str) -> tuple[bytes, list[int]]:
    """Return a file's bytes and stamp; OSError unless it is ours alone."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        state = os.fstat(descriptor)
        if state.st_uid != os.geteuid() or state.st_mode & 0o077 or state.st_size > _LARGEST:
            raise PermissionError(path)
        return os.read(descriptor, _LARGEST), _stamp(state)
    finally:
        os.close(descriptor)


def _state(environ: Mapping[str, str]) -> str:
    """Return the state directory where the platform's rule is simple, "" elsewhere."""
    if not sys.platform.startswith("linux"):
        return ""
    home = environ.get("XDG_STATE_HOME") or f"{environ.get('HOME', '')}/.local/state"
    return f"{home}/indeed-tui"
