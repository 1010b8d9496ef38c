"""Tokens on disk: one file per token key, 0600, with a lock beside it.

A file holds wall times and the boot id; what is loaded is placed on this boot's elapsed clock.
Where the clocks leave doubt about a token's age, it comes back stale, never fresh.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path

from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import Grant, Instant, Secret, Token, TokenKey
from indeed_tui.store.files import private_directory, read_owned, write_atomic

VERSION = 1
# Clocks that disagree by more than this leave doubt.
_DOUBT = 30.0
_FAR = 1e15
_UNTRUSTED = (IndeedError, ValueError, KeyError, TypeError, RecursionError)


class TokenFiles:
    """The token cache of one user, shared by every process of theirs.

    `now` gives this moment on all clocks. A file that can't be trusted counts as absent.
    `problem` says why tokens can't be kept on disk, None while they can.
    """

    def __init__(self, directory: Path, now: Callable[[], Instant]) -> None:
        self._directory, self._now = directory, now
        self.problem: IndeedError | None = None

    def load(self, key: TokenKey) -> Token | None:
        """Return the key's token with its age on this boot's clock, or None."""
        try:
            text = read_owned(self._path(key), secret=True)
            return None if text is None else _read(json.loads(text), key, self._now())
        except _UNTRUSTED:
            return None

    def save(self, token: Token) -> None:
        """Write the token; a disk that refuses is remembered in `problem`, not raised."""
        data = json.dumps(_written(token, self._now().boot)).encode()
        try:
            private_directory(self._directory)
            write_atomic(self._path(token.key), data)
        except IndeedError as error:
            self.problem = error
        else:
            self.problem = None

    def forget(self, key: TokenKey) -> None:
        """Remove the key's file; the lock stays, others may be waiting at it."""
        with suppress(OSError):
            self._path(key).unlink(missing_ok=True)

    def forget_all(self, gone: Callable[[TokenKey], bool]) -> None:
        """Remove the files of every key that `gone` names, whichever process wrote them."""
        with suppress(OSError):
            for path in self._directory.glob("*.json"):
                with suppress(OSError, *_UNTRUSTED):
                    # One that others may read isn't believed any more, but it must go as well.
                    if gone(_key(json.loads(read_owned(path, secret=False) or "null"))):
                        path.unlink(missing_ok=True)

    def try_lock(self, key: TokenKey) -> AbstractContextManager[object] | None:
        """Return the held lock of the key, None while another process holds it.

        The kernel frees a crashed holder's lock. Where the directory can't be written there is
        nothing to share, and so nothing to lock.
        """
        from filelock import FileLock, Timeout

        try:
            private_directory(self._directory)
            lock = FileLock(self._path(key).with_suffix(".lock"), mode=0o600, thread_local=False)
            return lock.acquire(timeout=0)
        except Timeout:
            return None
        except (IndeedError, OSError, NotImplementedError):
            return nullcontext()

    def _path(self, key: TokenKey) -> Path:
        return self._directory / f"{key.digest}.json"


class NoTokenFiles:
    """Keeps nothing: for the demo, and for profiles with `cache_tokens = false`."""

    def load(self, key: TokenKey) -> Token | None:  # noqa: ARG002
        """Return None."""
        return None

    def save(self, token: Token) -> None:
        """Keep nothing."""

    def forget(self, key: TokenKey) -> None:
        """Forget nothing."""

    def forget_all(self, gone: Callable[[TokenKey], bool]) -> None:
        """Forget nothing."""

    def try_lock(self, key: TokenKey) -> AbstractContextManager[object] | None:  # noqa: ARG002
        """Return a lock that nobody else can hold."""
        return nullcontext()


def _written(token: Token, boot: str) -> dict[str, object]:
    grant = token.grant
    return {
        "version": VERSION,
        "profile": token.key.profile,
        "identity": token.key.identity,
        "employer": token.key.employer,
        "scopes": list(token.key.scopes),
        "access_token": grant.access_token.reveal(),
        "refresh_token": grant.refresh_token.reveal() if grant.refresh_token else None,
        "token_type": grant.token_type,
        "granted": list(grant.granted),
        "lifetime": grant.lifetime,
        "lifetime_assumed": grant.lifetime_assumed,
        "boot": boot,
        "sent": token.sent,
        "sent_wall": token.sent_wall,
        "refresh_after": token.refresh_after,
        "latency": token.latency,
    }


def _read(data: Mapping[str, object], key: TokenKey, now: Instant) -> Token | None:
    """Return the token in a file's data; KeyError, TypeError or ValueError when it isn't one."""
    if data["version"] != VERSION or _key(data) != key:
        return None
    refresh = data["refresh_token"]
    token = Token(
        key,
        Grant(
            Secret(_text(data["access_token"])),
            _text(data["token_type"]),
            _number(data["lifetime"]),
            data["lifetime_assumed"] is True,
            tuple(_texts(data["granted"])),
            None if refresh is None else Secret(_text(refresh)),
        ),
        _number(data["sent"]),
        _number(data["sent_wall"]),
        _number(data["refresh_after"]),
        _number(data["latency"]),
    )
    return _placed(token, _text(data["boot"]), now)


def _key(data: Mapping[str, object]) -> TokenKey:
    """Return the key that a file's data names; KeyError, TypeError or ValueError without one."""
    employer = data["employer"]
    return TokenKey(
        _text(data["profile"]),
        _text(data["identity"]),
        None if employer is None else _text(employer),
        tuple(_texts(data["scopes"])),
    )


def _placed(token: Token, boot: str, now: Instant) -> Token | None:
    """Return the token with its age on this boot's clock; None when it can't be told."""
    by_wall = now.wall - token.sent_wall
    if boot and boot == now.boot and now.elapsed >= token.sent:
        by_elapsed = now.elapsed - token.sent
        if abs(by_wall - by_elapsed) <= _DOUBT:
            return token
        return _stale(token, max(by_wall, by_elapsed), now)
    if by_wall < 0:
        return None
    return _stale(token, by_wall, now)


def _stale(token: Token, age: float, now: Instant) -> Token:
    return replace(token, sent=now.elapsed - age, refresh_after=min(token.refresh_after, age))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value.__class__.__name__)
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value.__class__.__name__)
    if not -_FAR < value < _FAR:
        # Infinity, NaN, or an integer that no float can hold.
        raise ValueError(value.__class__.__name__)
    return float(value)


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError(value.__class__.__name__)
    return [_text(item) for item in value]
