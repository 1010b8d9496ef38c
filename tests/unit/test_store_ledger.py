"""The ledger of calls: every call that left is counted, once, whatever happens to anybody."""

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indeed_tui.indeed.client import IndeedClient
from indeed_tui.indeed.departure import Departure
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import ExchangeKind, HttpRequest, Secret
from indeed_tui.store.files import StoreError
from indeed_tui.store.ledger import MemoryLedger, Tally
from tests.manual_clock import ManualClock
from tests.unit.ledger_bench import CALL, FREE, Book
from tests.unit.wire_bench import ALLOWED, Server, key


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path / "state" / "calls.jsonl")


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


# -- what is written ----------------------------------------------------------------------


def test_a_call_is_two_lines_and_its_end_changes_no_count(book: Book) -> None:
    assert book.tally() == (0, 0)
    mark = book.ledger.left(CALL)
    assert book.tally() == (1, 1)
    book.clock.advance(1)
    book.ledger.ended(mark, 200)
    book.ledger.ended(book.ledger.left(FREE), None)
    assert book.tally() == (2, 1)
    first, end, _, unanswered = book.lines()
    assert first == {
        "id": mark,
        "time": "2026-11-15T00:00:00Z",
        "profile": "demo",
        "employer": "e1",
        "method": "GET",
        "path": "/ads/v1/campaigns",
        "billable": True,
    }
    assert end == {"id": mark, "time": "2026-11-15T00:00:01Z", "status": 200}
    assert unanswered["status"] is None
    assert book.ledger.tally("another") == Tally()


def test_what_stayed_is_not_counted(book: Book) -> None:
    marks = [book.ledger.left(call) for call in (CALL, FREE, CALL)]
    assert len(set(marks)) == 3
    book.ledger.stayed(marks[0])
    assert book.tally() == (2, 1)
    book.ledger.stayed(marks[1])
    assert book.tally() == (1, 1)
    book.ledger.ended(marks[2], 200)
    book.ledger.stayed(marks[2])
    assert book.tally() == (1, 1), "what was answered had left"


def test_months_are_those_of_utc(book: Book) -> None:
    book.clock = ManualClock(datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC).timestamp())
    book.ledger = book.other()
    mark = book.ledger.left(CALL)
    assert book.tally() == (1, 1)
    book.clock.advance(1)
    assert book.tally() == (0, 0)
    book.ledger.left(FREE)
    book.ledger.stayed(mark)
    assert book.tally() == (1, 0)
    book.clock.step_wall(-1)
    assert book.tally() == (0, 0), "taken back in the month in which it was counted"


@pytest.mark.parametrize("old", [None, 0o644, 0o666])
def test_the_file_and_its_directory_are_ours_alone(
    book: Book, old: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if old is not None:
        book.path.parent.mkdir(0o755)
        book.path.touch()
        book.path.chmod(old)
    modes = []
    write = os.write

    def watched(descriptor: int, data: bytes) -> int:
        modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", watched)
    book.ledger.left(CALL)
    assert modes == [0o600]
    assert stat.S_IMODE(book.path.parent.stat().st_mode) == 0o700
    assert book.tally() == (1, 1)


async def test_no_token_query_or_body_is_in_it(book: Book) -> None:
    client = IndeedClient(
        elapsed=lambda: 1.0,
        wall=book.clock.wall,
        record=lambda _: None,
        transport=Server().transport,
        ledger=book.ledger,
    )
    url = "https://apis.indeed.com/ads/tok3n/s3cret?query=asked#fragment"
    headers = (("X-Header", "said"),)
    request = HttpRequest("POST", url, headers, b"body", Secret("tok3n"), (Secret("s3cret"),))
    origins = frozenset({("https", "apis.indeed.com", 443)})
    await client.send(request, kind=ExchangeKind.API, key=key(), origins=origins, permit=ALLOWED)
    text = book.path.read_text()
    for private in ("tok3n", "s3cret", "asked", "query", "fragment", "said", "body"):
        assert private not in text
    assert len(book.lines()) == 2


@given(path=st.text(), profile=st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_any_path_is_one_line(book: Book, path: str, profile: str) -> None:
    before = book.ledger.tally(profile).calls
    book.ledger.left(Departure(profile, None, "GET", path + "\ud800\n", billable=False))
    assert book.ledger.tally(profile).calls == before + 1


# -- what a disk may do -------------------------------------------------------------------


def test_a_torn_line_spoils_no_other(book: Book) -> None:
    book.ledger.left(CALL)
    book.append(b'{"id":"torn","time":"2026-11-15T00:00:00Z","profile":"de')
    assert book.tally() == (1, 1)
    book.ledger.left(CALL)
    assert book.tally() == (2, 2)


def test_a_line_that_arrives_in_two_pieces_is_read_whole(book: Book) -> None:
    book.ledger.left(CALL)
    line = book.path.read_bytes().replace(b'"id":"', b'"id":"x')
    book.append(line[:30])
    assert book.tally() == (1, 1)
    book.append(line[30:])
    assert book.tally() == (2, 2)


def test_a_line_that_a_full_disk_took_back_leaves_no_trace(book: Book) -> None:
    book.ledger.left(CALL)
    whole = book.path.read_bytes()
    book.append(b'{"id":"taken back","time":"20')
    assert book.tally() == (1, 1)
    book.path.write_bytes(whole)
    book.ledger.left(CALL)
    assert book.tally() == (2, 2)


@pytest.mark.parametrize(
    "garbage",
    [
        *(
            b"",
            b"\x00" * 5000,
            b"\xff\xfe",
            b"{",
            b"null",
            b"1",
            b"[]",
            b'"x"',
            b"{}",
            b"[" * 99_999,
        ),
        *(b'{"id":1,"time":"2026-11","profile":"demo"}', b'{"id":"a","profile":"demo"}'),
        *(b'{"id":"a","time":1,"profile":"demo"}', b'{"id":"a","time":"2026-11","profile":1}'),
        *(b'{"id":"unknown","time":"2026-11","left":false}', b"9" * 5000),
    ],
    ids=lambda garbage: repr(garbage[:40]),
)
def test_lines_that_are_none_are_passed_over(book: Book, garbage: bytes) -> None:
    book.ledger.left(CALL)
    book.append(garbage + b"\n")
    book.ledger.left(FREE)
    assert book.tally() == (2, 1)


def test_a_line_that_doesnt_say_it_is_free_is_billable(book: Book) -> None:
    book.path.parent.mkdir()
    book.append(b'{"id":"a","time":"2026-11-01T00:00:00Z","profile":"demo","billable":0}\n')
    assert book.tally() == (1, 1)


def test_only_what_was_appended_is_read_again(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(50):
        book.ledger.left(CALL)
    book.ledger.tally("demo")
    size = book.path.stat().st_size
    book.ledger.left(CALL)
    places: list[int] = []
    pread = os.pread

    def watched(descriptor: int, count: int, offset: int) -> bytes:
        places.append(offset)
        return pread(descriptor, count, offset)

    monkeypatch.setattr(os, "pread", watched)
    assert book.ledger.tally("demo") == Tally(51, 51)
    assert min(places) == size


def test_a_long_ledger_is_read_in_pieces(book: Book) -> None:
    book.ledger.left(CALL)
    line = book.path.read_bytes()
    book.append(line * (2_500_000 // len(line)))
    assert book.tally()[0] == 1 + 2_500_000 // len(line)


@pytest.mark.parametrize("how", ["truncated", "replaced", "removed"])
def test_another_file_in_its_place_is_read_from_its_start(book: Book, how: str) -> None:
    for _ in range(3):
        book.ledger.left(CALL)
    assert book.tally() == (3, 3)
    if how == "truncated":
        os.truncate(book.path, 0)
    elif how == "replaced":
        content = book.path.read_bytes().replace(b"true", b"false")
        fresh = book.path.with_name("fresh")
        fresh.write_bytes(content * 2)
        fresh.replace(book.path)
        assert book.tally() == (6, 0)
        return
    else:
        book.path.unlink()
    assert book.tally() == (0, 0)
    book.ledger.left(FREE)
    assert book.tally() == (1, 0)


@pytest.mark.parametrize("what", ["link", "dangling", "directory", "fifo"])
def test_what_is_no_file_of_ours_counts_nothing_and_lets_nothing_leave(
    book: Book, tmp_path: Path, what: str
) -> None:
    book.ledger.left(CALL)
    line = book.path.read_bytes()
    book.path.unlink()
    target = tmp_path / "target"
    if what == "directory":
        book.path.mkdir()
    elif what == "fifo":
        os.mkfifo(book.path)
    else:
        if what == "link":
            target.write_bytes(line)
        book.path.symlink_to(target)
    with pytest.raises(StoreError) as caught:
        book.ledger.left(CALL)
    assert str(book.path) in caught.value.problem.hint
    assert not target.exists() or target.read_bytes() == line
    assert book.tally() == (0, 0)
    book.ledger.ended("x", 200)


def test_a_file_or_directory_of_somebody_else_is_refused(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.ledger.left(CALL)
    me = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    with pytest.raises(ConfigError):
        book.ledger.left(CALL)
    book.ledger.ended("x", 200)
    monkeypatch.setattr("indeed_tui.store.ledger.private_directory", lambda _: None)
    with pytest.raises(StoreError) as caught:
        book.ledger.left(CALL)
    assert caught.value.problem.code == "disk.kind"
    assert len(book.lines()) == 1


@pytest.mark.parametrize("call", ["write", "fsync", "open"])
def test_a_disk_that_refuses_lets_nothing_leave(
    book: Book, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.path.parent.mkdir()

    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(StoreError):
        book.ledger.left(CALL)
    book.ledger.ended("x", 200)


def test_a_line_that_found_room_for_half_of_it_is_taken_back(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.ledger.left(CALL)
    before, write = book.path.read_bytes(), os.write
    with monkeypatch.context() as half:
        half.setattr(os, "write", lambda file, data: write(file, data[: len(data) // 2]))
        with pytest.raises(StoreError) as caught:
            book.ledger.left(CALL)
        assert caught.value.problem.code == "disk.full"
    assert book.path.read_bytes() == before
    book.ledger.left(CALL)
    assert book.tally() == (2, 2)


def test_a_lock_that_stays_taken_is_not_waited_for_for_ever(book: Book) -> None:
    import fcntl

    book.ledger.left(CALL)
    with book.path.open("rb") as stopped:
        fcntl.flock(stopped, fcntl.LOCK_EX)
        with pytest.raises(StoreError) as caught:
            book.other(patience=0.05).left(CALL)
        assert (caught.value.problem.code, caught.value.problem.retryable) == ("disk.busy", True)
    assert book.tally() == (1, 1)


# -- in memory ----------------------------------------------------------------------------


def test_in_memory_it_counts_alike() -> None:
    ledger = MemoryLedger()
    marks = [ledger.left(call) for call in (CALL, FREE, CALL, replace(CALL, profile="other"))]
    ledger.ended(marks[0], 200)
    ledger.stayed(marks[2])
    assert ledger.tally("demo") == Tally(2, 1)
    assert ledger.calls[marks[0]] == (CALL, 200)
    assert ledger.calls[marks[1]] == (FREE, None)
