"""Tokens on disk: one file per token key, 0600, with a lock and the key's story beside it."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path

from indeed_tui.indeed.errors import IndeedError, Problem
from indeed_tui.indeed.models import Instant, Token, TokenKey
from indeed_tui.shortcut import SUFFIX
from indeed_tui.store.files import private_directory, read_owned, sweep, write_atomic
from indeed_tui.store.story import Story, story_json, story_of
from indeed_tui.store.token_json import key_json, key_of, token_json, token_of

_TOKEN, _STORY, _LOCK, _ASIDE = ".json", ".life", ".lock", ".aside"
IN_MEMORY = "token.memory"
"""The code of the problem that the disk takes no tokens."""
_BROKEN = (ValueError, KeyError, TypeError, RecursionError)
_UNTRUSTED = (IndeedError, *_BROKEN)
# What is left of keys that nobody uses any more is removed after these times, in seconds.
_EXPIRED_AFTER, _FORGOTTEN_AFTER = 3600.0, 7 * 86400.0


def token_path(directory: Path, key: TokenKey) -> Path:
    """Return the file of a key's token."""
    return directory / f"{key.digest}{_TOKEN}"


def _unheard(problem: Problem | None) -> None:
    """Tell nobody."""


class TokenFiles:
    """The token cache of one user, shared by every process of theirs.

    `now` gives this moment on all clocks. A file that can't be trusted (torn, another version,
    foreign, readable by others) is set aside and counts as absent. `told` hears of that, of a
    disk that refuses (tokens then live in memory only), and of None when it takes them again.
    """

    def __init__(
        self,
        directory: Path,
        now: Callable[[], Instant],
        told: Callable[[Problem | None], None] = _unheard,
    ) -> None:
        self._directory, self._now, self._told = directory, now, told
        self.problem: IndeedError | None = None

    def load(self, key: TokenKey) -> Token | None:
        """Return the key's token with its age on this boot's clock, or None."""
        path = self._path(key, _TOKEN)
        data = self._read(path)
        if data is None:
            return None
        try:
            if key_of(data) != key:
                raise ValueError("another key")
            return token_of(data, self._now())
        except _BROKEN:
            self._set_aside(path, "it is no token file of this version")
            return None

    def save(self, token: Token) -> None:
        """Write the token; a disk that refuses is told and remembered, not raised."""
        self._write(self._path(token.key, _TOKEN), token_json(token, self._now().boot))

    def keeps(self, key: TokenKey) -> bool:  # noqa: ARG002
        """Say that what is saved goes to the disk."""
        return True

    def story(self, key: TokenKey) -> Story | None:
        """Return what happened to the key so far, None when nothing (or nothing readable) is."""
        with suppress(*_UNTRUSTED):
            data = _parsed(self._path(key, _STORY))
            return story_of(data)
        return None

    def save_story(self, key: TokenKey, story: Story) -> None:
        """Write what happened to the key."""
        self._write(self._path(key, _STORY), {**key_json(key), **story_json(story)})

    def forget(self, key: TokenKey) -> None:
        """Remove the key's token; lock and story stay, others may be waiting at them."""
        with suppress(OSError):
            self._path(key, _TOKEN).unlink(missing_ok=True)

    def forget_all(self, gone: Callable[[TokenKey], bool]) -> None:
        """Remove the files of every key that `gone` names, whichever process wrote them."""
        for path in (*self._files(_TOKEN), *self._files(_STORY)):
            with suppress(OSError, *_UNTRUSTED):
                # One that others may read isn't believed any more, but it must go as well.
                if gone(key_of(_parsed(path, secret=False))):
                    path.unlink(missing_ok=True)

    def every(self) -> dict[TokenKey, tuple[Token | None, Story | None]]:
        """Return what is known of every key, by its token, its story or both: for `status`."""
        found: dict[TokenKey, tuple[Token | None, Story | None]] = {}
        now = self._now()
        for path in self._files(_STORY):
            with suppress(*_UNTRUSTED):
                data = _parsed(path)
                found[key_of(data)] = None, story_of(data)
        for path in self._files(_TOKEN):
            with suppress(*_UNTRUSTED):
                token = token_of(_parsed(path), now)
                if token is not None:
                    found[token.key] = token, found.get(token.key, (None, None))[1]
        return found

    def tidy(self) -> None:
        """Remove expired tokens, what crashed writers left, and what nobody came back to."""
        now = self._now()
        sweep(self._directory, now=now.wall)
        for path in self._files(_TOKEN):
            with suppress(OSError, *_UNTRUSTED):
                token = token_of(_parsed(path), now)
                if token is None or now.elapsed > token.deadline + _EXPIRED_AFTER:
                    path.unlink(missing_ok=True)
        for suffix in (_STORY, _ASIDE, SUFFIX):
            for path in self._files(suffix):
                with suppress(OSError):
                    if now.wall - path.stat().st_mtime > _FORGOTTEN_AFTER:
                        path.unlink(missing_ok=True)

    def try_lock(self, key: TokenKey) -> AbstractContextManager[object] | None:
        """Return the held lock of the key, None while another process holds it.

        The kernel frees a crashed holder's lock. Where the directory can't be written there is
        nothing to share, and so nothing to lock.
        """
        from filelock import FileLock, Timeout

        try:
            private_directory(self._directory)
            lock = FileLock(self._path(key, _LOCK), mode=0o600, thread_local=False)
            return lock.acquire(timeout=0)
        except Timeout:
            return None
        except (IndeedError, OSError, NotImplementedError):
            return nullcontext()

    def _path(self, key: TokenKey, suffix: str) -> Path:
        return token_path(self._directory, key).with_suffix(suffix)

    def _files(self, suffix: str) -> Iterator[Path]:
        with suppress(OSError):
            yield from sorted(self._directory.glob(f"*{suffix}"))

    def _read(self, path: Path) -> Mapping[str, object] | None:
        """Return a file's JSON object; None when it is absent, or was set aside just now."""
        try:
            text = read_owned(path, secret=True)
            data = None if text is None else json.loads(text)
        except IndeedError as error:
            self._set_aside(path, error.problem.title)
            return None
        except _BROKEN:
            self._set_aside(path, "it is torn")
            return None
        if text is not None and not isinstance(data, dict):
            self._set_aside(path, "it is torn")
            return None
        return data

    def _set_aside(self, path: Path, why: str) -> None:
        with suppress(OSError):
            path.replace(path.with_suffix(path.suffix + _ASIDE))
            self._told(
                Problem(
                    f"A cached token isn't trusted: {why}",
                    f"It was set aside as {path.name}{_ASIDE}; a new token is requested.",
                    "token.aside",
                )
            )

    def _write(self, path: Path, data: Mapping[str, object]) -> None:
        try:
            private_directory(self._directory)
            write_atomic(path, json.dumps(data).encode())
        except IndeedError as error:
            before, self.problem = self.problem, error
            if before is None:
                self._told(_in_memory(error))
        else:
            before, self.problem = self.problem, None
            if before is not None:
                self._told(None)


def _parsed(path: Path, *, secret: bool = True) -> Mapping[str, object]:
    """Return a file's JSON, null where the file is absent; raises one of `_UNTRUSTED`."""
    data: Mapping[str, object] = json.loads(read_owned(path, secret=secret) or "null")
    return data


def _in_memory(error: IndeedError) -> Problem:
    return Problem(
        f"Tokens are kept in memory only: {error.problem.title}", error.problem.hint, IN_MEMORY
    )


class NoTokenFiles:
    """Keeps nothing: for the demo, and for profiles with `cache_tokens = false`."""

    def keeps(self, key: TokenKey) -> bool:  # noqa: ARG002
        """Say that nothing is kept."""
        return False

    def load(self, key: TokenKey) -> Token | None:  # noqa: ARG002
        """Return None."""
        return None

    def save(self, token: Token) -> None:
        """Keep nothing."""

    def story(self, key: TokenKey) -> Story | None:  # noqa: ARG002
        """Return None."""
        return None

    def save_story(self, key: TokenKey, story: Story) -> None:
        """Keep nothing."""

    def forget(self, key: TokenKey) -> None:
        """Forget nothing."""

    def forget_all(self, gone: Callable[[TokenKey], bool]) -> None:
        """Forget nothing."""

    def tidy(self) -> None:
        """Leave nothing behind."""

    def try_lock(self, key: TokenKey) -> AbstractContextManager[object] | None:  # noqa: ARG002
        """Return a lock that nobody else can hold."""
        return nullcontext()
