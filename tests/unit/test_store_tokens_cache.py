"""The token cache beyond one token: what is set aside, what is told, what is tidied up."""

import errno
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Grant, Secret, Token, TokenKey
from indeed_tui.store.files import LITTER_AGE
from indeed_tui.store.story import LifeEvent, Step, Story, Why
from indeed_tui.store.tokens import IN_MEMORY, NoTokenFiles, TokenFiles
from tests.manual_clock import ManualClock

APP = TokenKey("demo", "0123456789abcdef", None, ("employer_access",))
EMPLOYER = replace(APP, employer="084a39249af95beedfb90cc5d2b8833c")
STORY = Story(2, (LifeEvent(5.0, Step.OBTAINED, Why.DUE, 0.2),), Problem("Down", "Later.", "x"), 1)
DAY = 86_400.0


@pytest.fixture
def clock() -> ManualClock:
    """A clock moved by hand from now on: what is written has the file system's own times."""
    return ManualClock(time.time())


class Cache:
    """A token cache with a list of what it told."""

    def __init__(self, directory: Path, clock: ManualClock) -> None:
        self.directory, self.clock = directory, clock
        self.told: list[Problem | None] = []
        self.files = TokenFiles(directory, clock.now, self.told.append)

    def token(self, key: TokenKey = APP, lifetime: float = 3600.0, clear: str = "clear") -> Token:
        grant = Grant(Secret(clear), "Bearer", lifetime, False, key.scopes)
        sent = self.clock.now()
        return Token(key, grant, sent.elapsed, sent.wall, 0.75 * lifetime)

    def path(self, suffix: str = ".json", key: TokenKey = APP) -> Path:
        return self.directory / f"{key.digest}{suffix}"

    def names(self) -> set[str]:
        return {path.name for path in self.directory.iterdir()}

    def touch(self, suffix: str, ago: float, key: TokenKey = APP) -> None:
        """Let a file be that many seconds old."""
        at = self.clock.wall() - ago
        os.utime(self.path(suffix, key), (at, at))


@pytest.fixture
def cache(tmp_path: Path, clock: ManualClock) -> Cache:
    return Cache(tmp_path / "state" / "tokens", clock)


def changed(**fields: object) -> Callable[[Cache], None]:
    """Return what changes fields of the token's file."""

    def change(cache: Cache) -> None:
        data = json.loads(cache.path().read_text())
        cache.path().write_text(json.dumps({**data, **fields}))

    return change


def torn(cache: Cache) -> None:
    cache.path().write_text(cache.path().read_text()[:-9])


def no_object(cache: Cache) -> None:
    cache.path().write_text("[]")


def empty(cache: Cache) -> None:
    cache.path().write_text("")


def no_text(cache: Cache) -> None:
    cache.path().write_bytes(b"\xff\xfe")


def group_readable(cache: Cache) -> None:
    cache.path().chmod(0o640)


def of_another_key(cache: Cache) -> None:
    cache.files.save(cache.token(EMPLOYER))
    cache.path(key=EMPLOYER).replace(cache.path())


@pytest.mark.parametrize(
    "spoil",
    [torn, no_object, empty, no_text, group_readable, of_another_key, changed(version=2)],
    ids=["torn", "no object", "empty", "no text", "group-readable", "other key", "version"],
)
def test_what_can_not_be_trusted_is_set_aside_with_a_note(
    cache: Cache, spoil: Callable[[Cache], None]
) -> None:
    cache.files.save(cache.token())
    spoil(cache)
    spoilt = cache.path().read_bytes()
    assert cache.files.load(APP) is None
    assert cache.path(".json.aside").read_bytes() == spoilt
    assert not cache.path().exists()
    (told,) = cache.told
    assert told is not None
    assert told.code == "token.aside"
    assert "clear" not in told.title + told.hint
    assert f"{APP.digest}.json.aside" in told.hint

    # Once: it is no longer there, and the new one stands in its place.
    assert cache.files.load(APP) is None
    cache.files.save(cache.token(clear="new"))
    assert cache.files.load(APP) == cache.token(clear="new")
    assert len(cache.told) == 1


@pytest.mark.parametrize("skew", [None, 0.0, -39.5])
def test_the_clock_skew_of_its_answer_is_kept(cache: Cache, skew: float | None) -> None:
    token = cache.token()
    token = replace(token, grant=replace(token.grant, skew=skew))
    cache.files.save(token)
    assert cache.files.load(APP) == token


def test_a_token_of_before_the_skew_was_kept_is_still_good(cache: Cache) -> None:
    cache.files.save(cache.token())
    data = json.loads(cache.path().read_text())
    del data["skew"]
    cache.path().write_text(json.dumps(data))
    assert cache.files.load(APP) == cache.token()


def test_a_file_of_another_user_is_set_aside(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.files.save(cache.token())
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert cache.files.load(APP) is None
    assert cache.names() == {f"{APP.digest}.json.aside"}
    (told,) = cache.told
    assert told is not None
    assert "another user" in told.title


def test_a_link_to_a_good_file_of_another_mode_is_not_followed_into_trust(
    cache: Cache, tmp_path: Path
) -> None:
    cache.files.save(cache.token())
    target = tmp_path / "elsewhere.json"
    cache.path().rename(target)
    target.chmod(0o644)
    cache.path().symlink_to(target)
    assert cache.files.load(APP) is None
    assert target.exists()
    assert not cache.path().is_symlink()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"requests": 1}', "null", "7"])
def test_a_torn_story_is_none_and_no_reason_to_distrust_the_token(
    cache: Cache, content: str
) -> None:
    cache.files.save(cache.token())
    cache.files.save_story(APP, STORY)
    cache.path(".life").write_text(content)
    assert cache.files.story(APP) is None
    assert cache.files.load(APP) == cache.token()
    assert cache.told == []
    assert cache.files.every() == {APP: (cache.token(), None)}
    cache.files.save_story(APP, STORY)
    assert cache.files.story(APP) == STORY


def test_every_lists_tokens_and_stories_by_their_key(cache: Cache) -> None:
    assert cache.files.every() == {}
    other = replace(APP, profile="other")
    cache.files.save(cache.token(APP))
    cache.files.save_story(APP, STORY)
    cache.files.save(cache.token(EMPLOYER))
    cache.files.save_story(other, STORY)
    torn_key = replace(APP, profile="torn")
    cache.files.save(cache.token(torn_key))
    cache.path(key=torn_key).write_text("{")
    assert cache.files.every() == {
        APP: (cache.token(APP), STORY),
        EMPLOYER: (cache.token(EMPLOYER), None),
        other: (None, STORY),
    }
    # `status` only looks: it sets nothing aside.
    assert cache.path(key=torn_key).exists()
    assert cache.told == []


def refuse(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let every write fail with that error, as the kernel would."""

    def refused(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refused)


@pytest.mark.parametrize(
    ("number", "word"),
    [(errno.ENOSPC, "full"), (errno.EROFS, "read-only"), (errno.EDQUOT, "quota")],
)
def test_a_disk_that_takes_nothing_is_told_once_and_again_when_it_does(
    cache: Cache, number: int, word: str
) -> None:
    cache.files.save(cache.token(clear="old"))
    with pytest.MonkeyPatch.context() as broken:
        refuse(broken, number)
        for _ in range(3):
            cache.files.save(cache.token(clear="new"))
            cache.files.save_story(APP, STORY)
        (told,) = cache.told
        assert told is not None
        assert told.code == IN_MEMORY == "token.memory"
        assert word in told.title
        assert "memory only" in told.title
        # The old file is whole; nothing half-written lies beside it.
        assert cache.files.load(APP) == cache.token(clear="old")
        assert cache.names() == {f"{APP.digest}.json"}
        lock = cache.files.try_lock(APP)
        assert lock is not None
        with lock:
            pass
    cache.files.save(cache.token(clear="new"))
    assert cache.told == [told, None]
    assert cache.files.load(APP) == cache.token(clear="new")
    cache.files.save(cache.token())
    assert cache.told == [told, None]


def test_tidying_removes_what_nobody_needs_and_nothing_else(cache: Cache) -> None:
    expired, alive, gone = (replace(APP, profile=name) for name in ("expired", "alive", "gone"))
    cache.files.save(cache.token(expired, lifetime=60))
    cache.files.save_story(expired, STORY)
    cache.files.save(cache.token(alive, lifetime=7200))
    cache.files.save_story(gone, STORY)
    for suffix in (".json.aside", ".lock"):
        for key in (alive, gone):
            cache.path(suffix, key).touch(0o600)
    for suffix in (".life", ".json.aside", ".lock"):
        cache.touch(suffix, 8 * DAY, gone)
    cache.clock.advance(60 + 3600 - 1)
    cache.files.tidy()
    assert cache.path(key=expired).exists()
    cache.clock.advance(2)
    cache.files.tidy()
    assert cache.names() == {
        # The token of `expired` is gone an hour past its end, its story stays a week.
        cache.path(".life", expired).name,
        cache.path(".json", alive).name,
        cache.path(".json.aside", alive).name,
        # Somebody may be waiting at a lock.
        cache.path(".lock", alive).name,
        cache.path(".lock", gone).name,
    }
    assert cache.told == []


def test_tidying_removes_litter_by_the_clock_it_was_given(cache: Cache) -> None:
    cache.files.save(cache.token())
    litter = cache.directory / f".{APP.digest}.json.0123456789abcdef.indeed-tmp"
    litter.touch(0o600)
    at = cache.clock.wall()
    os.utime(litter, (at, at))
    cache.clock.advance(LITTER_AGE - 1)
    cache.files.tidy()
    assert litter.exists()
    cache.clock.advance(2)
    cache.files.tidy()
    assert cache.names() == {f"{APP.digest}.json"}


def test_tidying_what_is_not_there_is_no_error(cache: Cache) -> None:
    cache.files.tidy()
    assert not cache.directory.exists()


def test_nothing_is_kept_where_nothing_shall_be(tmp_path: Path) -> None:
    nowhere = NoTokenFiles()
    nowhere.save_story(APP, STORY)
    assert nowhere.story(APP) is None
    nowhere.tidy()
