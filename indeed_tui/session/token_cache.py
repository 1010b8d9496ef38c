"""What the keeper needs of a token cache, and which of two a key goes to."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from indeed_tui.indeed.models import Token, TokenKey
from indeed_tui.store.story import Story
from indeed_tui.store.tokens import NoTokenFiles


class TokenCache(Protocol):
    """Where tokens outlive the process; every call may touch the disk and takes milliseconds."""

    def keeps(self, key: TokenKey) -> bool:
        """Say whether what is saved of the key is kept anywhere; costs nothing."""
        ...

    def load(self, key: TokenKey) -> Token | None:
        """Return the key's token, or None."""
        ...

    def save(self, token: Token) -> None:
        """Keep the token for every process of this user."""
        ...

    def story(self, key: TokenKey) -> Story | None:
        """Return what happened to the key so far, in whichever process."""
        ...

    def save_story(self, key: TokenKey, story: Story) -> None:
        """Keep what happened to the key."""
        ...

    def tidy(self) -> None:
        """Remove what expired and what crashed processes left."""
        ...

    def forget(self, key: TokenKey) -> None:
        """Drop the key's token."""
        ...

    def forget_all(self, gone: Callable[[TokenKey], bool]) -> None:
        """Drop the tokens of every key that `gone` names, whichever process kept them."""
        ...

    def try_lock(self, key: TokenKey) -> AbstractContextManager[object] | None:
        """Return the held lock of the key, or None while another process holds it."""
        ...


class ChosenCache:
    """Routes each key to the disk or to nowhere, as `on_disk` says of its profile."""

    def __init__(self, disk: TokenCache, on_disk: Callable[[TokenKey], bool]) -> None:
        self._disk, self._nowhere, self._on_disk = disk, NoTokenFiles(), on_disk

    def keeps(self, key: TokenKey) -> bool:
        """Say whether the key's profile wants it on the disk, and there is one."""
        return self._of(key).keeps(key)

    def load(self, key: TokenKey) -> Token | None:
        """Return the key's token from where it is kept."""
        return self._of(key).load(key)

    def save(self, token: Token) -> None:
        """Keep the token where its profile wants it."""
        self._of(token.key).save(token)

    def story(self, key: TokenKey) -> Story | None:
        """Return what happened to the key so far."""
        return self._of(key).story(key)

    def save_story(self, key: TokenKey, story: Story) -> None:
        """Keep what happened to the key where its profile wants it."""
        self._of(key).save_story(key, story)

    def tidy(self) -> None:
        """Remove what expired and what crashed processes left."""
        self._disk.tidy()

    def forget(self, key: TokenKey) -> None:
        """Drop the key's token, also one from before the profile stopped keeping them."""
        self._disk.forget(key)

    def forget_all(self, gone: Callable[[TokenKey], bool]) -> None:
        """Drop the tokens of every key that `gone` names."""
        self._disk.forget_all(gone)

    def try_lock(self, key: TokenKey) -> AbstractContextManager[object] | None:
        """Return the key's held lock, or None while another process holds it."""
        return self._of(key).try_lock(key)

    def _of(self, key: TokenKey) -> TokenCache:
        return self._disk if self._on_disk(key) else self._nowhere
